//! Arithmetic on numbers as slices of 64-bit limbs, least significant first. Linear time, no
//! allocation, no interrupts unless polled. What is generic serves other limbs as well.

mod carries;
pub mod decimal;
pub mod python_digits;
pub mod shifts;

use crate::runtime::fault::Faulty;
use crate::runtime::memory::Plain;
use crate::runtime::{Interrupt, Interrupted};
use carries::{add_equal, subtract_equal, subtract_from_equal};
use std::cmp::Ordering;

/// A base that numbers are written in, with the linear arithmetic of its limbs.
///
/// Numbers are slices of limbs, the least significant first, unless something else is said.
pub trait LimbBase: Sized + 'static {
    /// A limb: a digit of that base, in memory.
    type Limb: Plain + Default + Ord + Faulty + Send + Sync;

    /// The limb 1.
    const ONE: Self::Limb;

    /// Adds `x`, which is not longer, to `sum`. Returns the carry out of `sum`.
    fn add(sum: &mut [Self::Limb], x: &[Self::Limb]) -> bool;
    /// Combines numbers, `out` = p x + q y + r, for |p|, |q|, |r| at most 2^8. Panics if that is negative or
    /// does not fit.
    fn combine(out: &mut [Self::Limb], terms: [(i64, &[Self::Limb]); 2], r: i64);
    /// Adds a small r of any sign to `x`. Panics if that is negative or does not fit.
    fn adjust(x: &mut [Self::Limb], r: i64);
    /// Multiplies `x` by w, up to 2^8. Returns what is carried out.
    fn scale(x: &mut [Self::Limb], w: u64) -> u64;
}

/// The base 2^64, whose limbs are `u64`.
#[derive(Clone, Copy, Debug)]
pub enum Binary {}

impl LimbBase for Binary {
    type Limb = u64;

    const ONE: u64 = 1;

    fn add(sum: &mut [u64], x: &[u64]) -> bool {
        add(sum, x)
    }

    fn combine(out: &mut [u64], terms: [(i64, &[u64]); 2], r: i64) {
        combine(out, terms, r);
    }

    fn adjust(x: &mut [u64], r: i64) {
        adjust(x, r);
    }

    fn scale(x: &mut [u64], w: u64) -> u64 {
        scale_in_place(x, w)
    }
}

/// The base 10^6, whose limbs are `u32`.
#[derive(Clone, Copy, Debug)]
pub enum Decimal {}

impl LimbBase for Decimal {
    type Limb = u32;

    const ONE: u32 = 1;

    fn add(sum: &mut [u32], x: &[u32]) -> bool {
        decimal::add(sum, x)
    }

    fn combine(out: &mut [u32], terms: [(i64, &[u32]); 2], r: i64) {
        decimal::combine(out, terms, r);
    }

    fn adjust(x: &mut [u32], r: i64) {
        decimal::adjust(x, r);
    }

    fn scale(x: &mut [u32], w: u64) -> u64 {
        decimal::scale_in_place(x, w)
    }
}

/// Adds `x`, which is not longer, to `sum`. Returns the carry out of `sum`.
pub fn add(sum: &mut [u64], x: &[u64]) -> bool {
    let (low, high) = sum.split_at_mut(x.len());
    let mut carry = add_equal(low, x, false);
    for limb in high {
        if !carry {
            return false;
        }
        (*limb, carry) = limb.overflowing_add(1);
    }
    carry
}

/// Subtracts `x`, which is not longer, from `difference`. Returns the borrow out of `difference`.
pub fn subtract(difference: &mut [u64], x: &[u64]) -> bool {
    let (low, high) = difference.split_at_mut(x.len());
    let mut borrow = subtract_equal(low, x, false);
    for limb in high {
        if !borrow {
            return false;
        }
        (*limb, borrow) = limb.overflowing_sub(1);
    }
    borrow
}

/// Negates `x`, modulo the power of 2 that its limbs are a number below.
pub fn negate(x: &mut [u64]) {
    let mut carry = true;
    for limb in x {
        (*limb, carry) = (!*limb).overflowing_add(carry.into());
    }
}

/// Subtracts `x` from y of the same length, in its place: `x` = y - x. Returns the borrow.
pub fn subtract_from(x: &mut [u64], y: &[u64]) -> bool {
    subtract_from_equal(x, y, false)
}

/// Divides `x` by D, which must divide it, and 2^64 - 1 too.
///
/// With B = 2^64 and D M = B - 1 that is to multiply by -M (1 + B + B^2 + ...), so each limb of the quotient is the
/// last one and what the product -M x adds: no limb waits for a product with the one before.
pub fn divide_exactly<const D: u64>(x: &mut [u64]) {
    const { assert!(u64::MAX.is_multiple_of(D)) };
    let mut sum = 0u64;
    for limb in x {
        let (low, high) = limb.carrying_mul(u64::MAX / D, 0);
        let (quotient, borrow) = sum.overflowing_sub(low);
        // The limb is at most D q + c, for its quotient q and a carry c < D of D times the quotient, so `high` is
        // at most q. Where it is q, `low` is M c - q, and q + low is below B, so nothing was borrowed: not below zero.
        *limb = quotient;
        sum = quotient.wrapping_sub(high).wrapping_sub(u64::from(borrow));
    }
    debug_assert_eq!(sum, 0);
}

/// Divides `x` by 5, rounded down. Returns the remainder.
pub fn divide_by_five(x: &mut [u64]) -> u64 {
    let mut rest = 0;
    for limb in x.iter_mut().rev() {
        let total = u128::from(rest) << 64 | u128::from(*limb);
        (*limb, rest) = ((total / 5) as u64, (total % 5) as u64);
    }
    rest
}

/// The number of limbs without the zeros at the top.
pub fn trimmed<L: Default + PartialEq>(x: &[L]) -> usize {
    let zero = L::default();
    x.iter()
        .rposition(|limb| *limb != zero)
        .map_or(0, |at| at + 1)
}

/// The number of bits of x, zeros at the top or not.
pub fn bits(x: &[u64]) -> usize {
    let x = &x[..trimmed(x)];
    x.last()
        .map_or(0, |top| 64 * x.len() - top.leading_zeros() as usize)
}

/// Compares two numbers, zeros at the top or not.
pub fn compare<L: Default + Ord>(x: &[L], y: &[L]) -> Ordering {
    let (x, y) = (&x[..trimmed(x)], &y[..trimmed(y)]);
    let by_length = x.len().cmp(&y.len());
    by_length.then_with(|| x.iter().rev().cmp(y.iter().rev()))
}

/// Computes `out` = |x - y|, and returns whether x < y. y is not longer than x, and `out` as long as x.
pub fn absolute_difference(out: &mut [u64], x: &[u64], y: &[u64]) -> bool {
    let negative = compare(x, y) == Ordering::Less;
    out.copy_from_slice(x);
    let borrow = match negative {
        // What x has above y is zero.
        true => subtract_from(&mut out[..y.len()], y),
        false => subtract(out, y),
    };
    debug_assert!(!borrow);
    negative
}

/// Adds x w to `sum`, where `sum` is as long as x. Returns the limb carried out.
#[inline]
pub fn add_scaled(sum: &mut [u64], x: &[u64], w: u64) -> u64 {
    let mut carry = 0;
    for (sum, &x) in sum.iter_mut().zip(x) {
        // (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
        let total = u128::from(x) * u128::from(w) + u128::from(*sum) + u128::from(carry);
        (*sum, carry) = (total as u64, (total >> 64) as u64);
    }
    carry
}

/// Subtracts x w from `difference`, where `difference` is as long as x. Returns the limb borrowed.
#[inline]
pub fn subtract_scaled(difference: &mut [u64], x: &[u64], w: u64) -> u64 {
    let mut carry = 0;
    for (difference, &x) in difference.iter_mut().zip(x) {
        let (low, high) = x.carrying_mul(w, carry);
        let borrow;
        (*difference, borrow) = difference.overflowing_sub(low);
        // If the upper limb is all ones the lower one is zero, and nothing is borrowed: together they are
        // at most (B - 1)^2 + B - 1 = (B - 1) B.
        carry = high + u64::from(borrow);
    }
    carry
}

/// Multiplies by a word, `out` = x w, where `out` is as long as x. Returns the limb carried out.
#[inline]
pub fn scale(out: &mut [u64], x: &[u64], w: u64) -> u64 {
    let mut carry = 0;
    for (out, &x) in out.iter_mut().zip(x) {
        let total = u128::from(x) * u128::from(w) + u128::from(carry);
        (*out, carry) = (total as u64, (total >> 64) as u64);
    }
    carry
}

/// Multiplies `x` by a word w. Returns the limb carried out.
pub fn scale_in_place(x: &mut [u64], w: u64) -> u64 {
    let mut carry = 0;
    for limb in x {
        let total = u128::from(*limb) * u128::from(w) + u128::from(carry);
        (*limb, carry) = (total as u64, (total >> 64) as u64);
    }
    carry
}

/// The number of limbs that [`combine_polled`] takes between two polls: 1 MB.
pub const PIECE: usize = 1 << 17;

/// Combines numbers, `out` = p x + q y + r, for |p|, |q|, |r| at most 2^8. Operands shorter than `out` count as
/// continued with zeros; longer ones are not allowed.
///
/// # Panics
///
/// If the result is negative or does not fit.
pub fn combine(out: &mut [u64], terms: [(i64, &[u64]); 2], r: i64) {
    let fits = terms.iter().all(|(_, term)| term.len() <= out.len());
    assert!(fits, "overflow");
    let overflow = match (terms, r) {
        ([(1, x), (1, y)], 0) => write_sum(out, x, y),
        _ => combine_piece(out, terms, i128::from(r)) != 0,
    };
    assert!(!overflow, "overflow");
}

/// Computes `out` = x + y, for numbers that are not longer. Returns the carry.
fn write_sum(out: &mut [u64], x: &[u64], y: &[u64]) -> bool {
    let (long, short) = if x.len() < y.len() { (y, x) } else { (x, y) };
    let (low, high) = out.split_at_mut(long.len());
    low.copy_from_slice(long);
    high.fill(0);
    add(out, short)
}

/// Combines numbers that may be long, and polls: `out` = p x + q y, for |p| and |q| at most 2^8.
///
/// # Panics
///
/// If the result is negative or does not fit.
pub fn combine_polled(
    out: &mut [u64],
    terms: [(i64, &[u64]); 2],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let fits = terms.iter().all(|(_, term)| term.len() <= out.len());
    let mut carry = 0;
    for (i, out) in out.chunks_mut(PIECE).enumerate() {
        interrupt.poll()?;
        let (start, end) = (i * PIECE, i * PIECE + out.len());
        let piece = |term: &'_ [u64]| term.len().min(start)..term.len().min(end);
        let pieces = terms.map(|(factor, term)| (factor, &term[piece(term)]));
        carry = combine_piece(out, pieces, carry);
    }
    assert!(fits && carry == 0, "overflow");
    Ok(())
}

/// Computes a piece of p x + q y, whatever its operands have beyond `out`: the carry goes from piece to piece.
#[inline]
fn combine_piece(out: &mut [u64], [(p, x), (q, y)]: [(i64, &[u64]); 2], carry: i128) -> i128 {
    let both = x.len().min(y.len()).min(out.len());
    let (p, q) = (i128::from(p), i128::from(q));
    // Within 2^74 of zero, and floored by the shift.
    let mut carry = carry;
    let (low, high) = out.split_at_mut(both);
    for ((out, &x), &y) in low.iter_mut().zip(x).zip(y) {
        carry += p * i128::from(x) + q * i128::from(y);
        *out = carry as u64;
        carry >>= 64;
    }
    for (i, out) in (both..).zip(high) {
        let limb = |from: &[u64]| from.get(i).map_or(0, |&limb| i128::from(limb));
        carry += p * limb(x) + q * limb(y);
        *out = carry as u64;
        carry >>= 64;
    }
    carry
}

/// Adds a small r of any sign to `x`.
///
/// # Panics
///
/// If the result is negative or does not fit.
pub fn adjust(x: &mut [u64], r: i64) {
    let word = [r.unsigned_abs()];
    let overflow = match (r < 0, x.is_empty()) {
        (_, true) => r != 0,
        (true, _) => subtract(x, &word),
        (false, _) => add(x, &word),
    };
    assert!(!overflow, "overflow");
}
