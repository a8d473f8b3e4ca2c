//! What becomes of the coefficients after each step: nothing, or their residues modulo m.

use crate::bignum::{Integer, Signed};
use crate::limbs::shifts::shift_left;
use crate::limbs::{bits, compare, subtract};
use crate::rings::{Word, WordRing};
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt, Interrupted};
use crate::sequences::long_modular::modulus::Modulus;
use std::cmp::Ordering;

/// A reduction of coefficients.
pub trait Reduction {
    /// Reduces x.
    fn reduce(&mut self, x: &mut Signed, interrupt: &mut dyn Interrupt) -> Result<(), Error>;
}

/// No reduction.
pub struct Exact;

impl Reduction for Exact {
    fn reduce(&mut self, _: &mut Signed, _: &mut dyn Interrupt) -> Result<(), Error> {
        Ok(())
    }
}

/// The reduction modulo a word.
pub struct Short<R>(pub R);

impl<R: WordRing> Reduction for Short<R> {
    fn reduce(&mut self, x: &mut Signed, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        let value = self.0.value(residue(&self.0, x, interrupt)?);
        put(x, &value.limbs())
    }
}

/// The residue of a number of any size in the ring.
pub fn residue<R: WordRing>(
    ring: &R,
    x: &Signed,
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    const POLLED: usize = 1 << 16;
    let [zero, most] = [0, u64::MAX].map(|x| ring.residue(R::Word::from(x)));
    let base = ring.add(most, ring.one());
    let mut sum = zero;
    for (i, limbs) in x.magnitude.limbs().rchunks(POLLED).enumerate() {
        // A look at the clock takes as long as the residue of a short number.
        if i > 0 {
            interrupt.poll()?;
        }
        for &limb in limbs.iter().rev() {
            sum = ring.add(ring.multiply(sum, base), ring.residue(R::Word::from(limb)));
        }
    }
    Ok(match x.negative {
        true => ring.subtract(zero, sum),
        false => sum,
    })
}

/// Sets x to a natural number.
fn put(x: &mut Signed, limbs: &[u64]) -> Result<(), Error> {
    if x.magnitude.capacity() < limbs.len() {
        x.magnitude = Integer::with_capacity(limbs.len())?;
    }
    x.magnitude.set(limbs);
    x.negative = false;
    Ok(())
}

/// A long m times a power of two M that has its top bit set, and so many limbs that a sum of products of residues of m
/// is below M m.
pub struct Scaled<'a> {
    m: &'a [u64],
    limbs: Buffer<u64>,
    /// The number of bits of the power of two.
    shift: usize,
}

impl<'a> Scaled<'a> {
    /// The scaled m, for sums of up to 2 (`order` + 1) products.
    pub fn new(m: &'a [u64], order: usize) -> Result<Self, Error> {
        let len = bits(m);
        let terms = usize::BITS - order.leading_zeros();
        let count = (len + terms as usize + 2).div_ceil(64);
        let shift = 64 * count - len;
        let mut limbs = Buffer::new(count)?;
        shifted(&mut limbs, m, shift);
        Ok(Self { m, limbs, shift })
    }

    /// The limbs of M.
    pub fn limbs(&self) -> &[u64] {
        &self.limbs
    }
}

/// Writes 2^`shift` x to `out`, where it fits.
fn shifted(out: &mut [u64], x: &[u64], shift: usize) {
    let (zeros, rest) = out.split_at_mut(shift / 64);
    let len = x.len().min(rest.len());
    zeros.fill(0);
    rest[len..].fill(0);
    rest[..len].copy_from_slice(&x[..len]);
    shift_left(rest, (shift % 64) as u32);
}

/// The reduction modulo a long m, by that modulo the scaled one: 2^s x modulo 2^s m is 2^s times x modulo m.
pub struct Long<'a> {
    scaled: &'a Scaled<'a>,
    modulus: Modulus<'a>,
}

impl<'a> Long<'a> {
    /// The reduction modulo m, by the arithmetic modulo the scaled m.
    pub fn new(scaled: &'a Scaled<'a>, modulus: Modulus<'a>) -> Self {
        Self { scaled, modulus }
    }
}

impl Reduction for Long<'_> {
    fn reduce(&mut self, x: &mut Signed, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        let Scaled { m, limbs, shift } = self.scaled;
        let value = x.magnitude.limbs();
        if compare(value, m) == Ordering::Less {
            return match x.negative {
                true => negate(x, m),
                false => Ok(()),
            };
        }
        let len = (bits(value) + shift).div_ceil(64);
        let mut product = Buffer::new(len)?;
        shifted(&mut product, value, *shift);
        // Parts as long as M, the highest first.
        let mut parts = product.chunks(limbs.len()).rev();
        let first = parts.next().expect("not empty");
        let mut element = match compare(first, limbs) {
            Ordering::Less => self.modulus.element(first, interrupt)?,
            _ => {
                let mut zero = self.modulus.element(&[], interrupt)?;
                self.modulus.append(&mut zero, first, interrupt)?;
                zero
            }
        };
        for part in parts {
            self.modulus.append(&mut element, part, interrupt)?;
        }
        let residue = self
            .modulus
            .shifted(element, (shift % 64) as u32, interrupt)?;
        let residue = &residue.limbs()[(shift / 64).min(residue.limbs().len())..];
        let negative = x.negative;
        put(x, residue)?;
        match negative {
            true => negate(x, m),
            false => Ok(()),
        }
    }
}

/// Replaces x, whose absolute value is below m, by m less that value, unless it is 0.
fn negate(x: &mut Signed, m: &[u64]) -> Result<(), Error> {
    x.negative = false;
    if x.magnitude.limbs().is_empty() {
        return Ok(());
    }
    let mut negated = Integer::with_capacity(m.len())?;
    negated.set(m);
    negated.rewrite(m.len(), |m| subtract(m, x.magnitude.limbs()));
    x.magnitude = negated;
    Ok(())
}
