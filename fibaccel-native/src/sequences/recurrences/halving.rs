//! The halving of n in exact numbers. What is beyond x^n counts for nothing, so that the last steps, with the
//! longest numbers, have few coefficients.

use super::recurrence::Recurrence;
use super::slots::{pack, unpack};
use crate::bignum::residue::Residues;
use crate::bignum::{Arithmetic, Multiplier, Signed};
use crate::limbs::bits;
use crate::machine::Tier;
use crate::runtime::fault::Fault;
use crate::runtime::{Error, Interrupt};
use std::ops::Range;

/// The number of coefficients from which on polynomials are multiplied in slots, and not term by term.
const IN_SLOTS: usize = 12;

/// The most limbs of numbers whose memory is used again: to obtain it takes as long as a product of half as many.
const REUSED: usize = 32;

const ONE: Multiplier<'_> = Multiplier::word(&1);
const TWO: Multiplier<'_> = Multiplier::word(&2);

/// The term at n, for n at least the order.
pub fn halve_to_term(
    tier: Tier,
    recurrence: &Recurrence,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Signed, Error> {
    let by = &mut Arithmetic::new(tier, REUSED, interrupt)?;
    let mut q = vec![by.number(1)?];
    for c in &recurrence.coefficients {
        q.push(by.sum([(-ONE, c)])?);
    }
    let mut p = product(by, &recurrence.start, &q)?;
    for bit in 0..bits(n) {
        let odd = (n[bit / 64] >> (bit % 64) & 1) as usize;
        let terms = above(n, bit + 1).saturating_add(1);
        let count = [terms.min(q.len() - 1), terms.min(q.len())];
        let next = match q.len() < IN_SLOTS {
            true => halved(by, [&p, &q], odd, count)?,
            false => halved_in_slots(by, [&p, &q], odd, count)?,
        };
        p.into_iter().chain(q).for_each(|x| by.discard(x));
        [p, q] = next;
        let numbers = p.iter_mut().chain(&mut q);
        numbers.for_each(|x| x.magnitude.expose(Fault::Operand));
    }
    Ok(p.swap_remove(0))
}

/// The number that the bits of n from a place on are, or `usize::MAX` if that is less.
fn above(n: &[u64], bit: usize) -> usize {
    if bits(n) > bit + 31 {
        return usize::MAX;
    }
    (bit..bits(n)).rev().fold(0, |value, bit| {
        2 * value + (n[bit / 64] >> (bit % 64) & 1) as usize
    })
}

/// The product of polynomials, as far as the first has coefficients.
fn product(by: &mut Arithmetic<'_>, x: &[Signed], y: &[Signed]) -> Result<Vec<Signed>, Error> {
    if x.len() >= IN_SLOTS {
        let slot = slot([x, y]);
        let y = pack(y, slot, false, by.interrupt())?;
        return product_in_slots(by, x, &y, slot, 0..x.len());
    }
    (0..x.len())
        .map(|at| {
            let mut sum = by.number(0)?;
            for j in 0..=at {
                add_product(by, &mut sum, [&x[at - j], &y[j]], false)?;
            }
            Ok(sum)
        })
        .collect()
}

/// The next P and Q, so many terms of them, term by term.
fn halved(
    by: &mut Arithmetic<'_>,
    [p, q]: [&[Signed]; 2],
    odd: usize,
    [of_p, of_q]: [usize; 2],
) -> Result<[Vec<Signed>; 2], Error> {
    let numerator = |at| coefficient(by, p, q, at, at);
    let next_p: Result<_, Error> = (0..of_p).map(|i| 2 * i + odd).map(numerator).collect();
    let denominator = |i: usize| {
        let mut sum = match i {
            0 => by.number(0)?,
            // What is on either side of the middle is the same.
            _ => {
                let half = coefficient(by, q, q, 2 * i, i - 1)?;
                let sum = by.sum([(TWO, &half)])?;
                by.discard(half);
                sum
            }
        };
        let mut square = by.sum([(ONE, &q[i])])?;
        by.square(&mut square)?;
        by.add(&mut sum, if i % 2 == 1 { -ONE } else { ONE }, &square)?;
        by.discard(square);
        Ok(sum)
    };
    let next_q: Result<_, Error> = (0..of_q).map(denominator).collect();
    Ok([next_p?, next_q?])
}

/// The part of the coefficient at a place of x(x) q(-x) that has the first coefficients of q, up to that of x^`last`.
fn coefficient(
    by: &mut Arithmetic<'_>,
    x: &[Signed],
    q: &[Signed],
    at: usize,
    last: usize,
) -> Result<Signed, Error> {
    let mut sum = by.number(0)?;
    let first = (at + 1).saturating_sub(x.len());
    for j in first..(last + 1).min(q.len()) {
        add_product(by, &mut sum, [&x[at - j], &q[j]], j % 2 == 1)?;
    }
    Ok(sum)
}

/// Adds x y to `sum`, or subtracts it if it is `negated`.
fn add_product(
    by: &mut Arithmetic<'_>,
    sum: &mut Signed,
    [x, y]: [&Signed; 2],
    negated: bool,
) -> Result<(), Error> {
    let (short, long) = match x.magnitude.limbs().len() < y.magnitude.limbs().len() {
        true => (x, y),
        false => (y, x),
    };
    if short.magnitude.limbs().is_empty() {
        return Ok(());
    }
    let factor = Multiplier::from(short);
    by.add(sum, if negated { -factor } else { factor }, long)
}

/// The next P and Q, so many terms of them, by products of numbers that have the terms in slots.
fn halved_in_slots(
    by: &mut Arithmetic<'_>,
    [p, q]: [&[Signed]; 2],
    odd: usize,
    [of_p, of_q]: [usize; 2],
) -> Result<[Vec<Signed>; 2], Error> {
    let slot = slot([p, q]).max(slot([q, q]));
    let mirrored = pack(q, slot, true, by.interrupt())?;
    let mut every_second =
        |x, places: Range<usize>| product_in_slots(by, x, &mirrored, slot, places.step_by(2));
    let next_p = every_second(p, odd..2 * of_p + odd)?;
    Ok([next_p, every_second(q, 0..2 * of_q)?])
}

/// The limbs that a coefficient of the product of polynomials has room in.
fn slot([x, y]: [&[Signed]; 2]) -> usize {
    // A coefficient is below `y.len()` products, and half a slot above it.
    let terms = usize::BITS - y.len().leading_zeros();
    (longest(x) + longest(y) + terms as usize + 2).div_ceil(64)
}

/// The coefficients at these places of x times a polynomial that is in slots. Where products are long, they are compared
/// with the residues that they must have.
fn product_in_slots(
    by: &mut Arithmetic<'_>,
    x: &[Signed],
    y: &Signed,
    slot: usize,
    places: impl Iterator<Item = usize>,
) -> Result<Vec<Signed>, Error> {
    let mut value = pack(x, slot, false, by.interrupt())?;
    let is_long = y.magnitude.limbs().len() >= by.tier().thresholds().prepared_modulus;
    let mut residues = |x: &Signed| match is_long {
        true => Residues::of(x.magnitude.limbs(), by.interrupt()),
        false => Ok(Residues::default()),
    };
    let expected = residues(&value)? * residues(y)?;
    by.multiply(&mut value, y)?;
    if is_long && Residues::of(value.magnitude.limbs(), by.interrupt())? != expected {
        return Err(Error::Corrupted);
    }
    unpack(&value, slot, places, by.interrupt())
}

fn longest(x: &[Signed]) -> usize {
    let bits = |x: &Signed| bits(x.magnitude.limbs());
    x.iter().map(bits).max().unwrap_or(0)
}
