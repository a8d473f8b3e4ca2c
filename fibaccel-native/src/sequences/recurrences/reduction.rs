//! The reduction of coefficients modulo m, of one or two words or of any size.

use crate::bignum::Signed;
use crate::limbs::shifts::shift_left;
use crate::limbs::{bits, compare, subtract_from, trimmed};
use crate::rings::{Word, WordRing, residue};
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use crate::sequences::long_modular::modulus::Modulus;
use std::cmp::Ordering;

/// A reduction modulo m.
pub trait Reduction {
    /// The limbs of m.
    fn modulus(&self) -> &[u64];

    /// Writes x modulo m to `out`, which is as long as m.
    fn reduce(
        &mut self,
        x: &[u64],
        out: &mut [u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error>;

    /// Writes the residue of a number of any size and sign to `out`, which is as long as m.
    fn residue(
        &mut self,
        x: &Signed,
        out: &mut [u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        self.reduce(x.magnitude.limbs(), out, interrupt)?;
        if x.negative {
            self.negate(out);
        }
        Ok(())
    }

    /// Negates a residue.
    fn negate(&self, x: &mut [u64]) {
        if trimmed(x) > 0 {
            subtract_from(x, self.modulus());
        }
    }
}

/// The reduction modulo a word.
pub struct Short<R> {
    ring: R,
    m: [u64; 2],
}

impl<R: WordRing> Short<R> {
    /// The reduction modulo the m of a ring.
    pub fn new(ring: R) -> Self {
        let m = ring.modulus().limbs();
        Self { ring, m }
    }
}

impl<R: WordRing> Reduction for Short<R> {
    fn modulus(&self) -> &[u64] {
        &self.m[..R::Word::BITS as usize / 64]
    }

    fn reduce(
        &mut self,
        x: &[u64],
        out: &mut [u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let value = self.ring.value(residue(&self.ring, x, interrupt)?);
        out.copy_from_slice(&value.limbs()[..out.len()]);
        Ok(())
    }
}

/// A long m times a power of two M that has its top bit set, and so many limbs that what a slot holds is below M m.
pub struct Scaled<'a> {
    m: &'a [u64],
    limbs: Buffer<u64>,
    /// The number of bits of the power of two.
    shift: usize,
}

impl<'a> Scaled<'a> {
    /// The scaled m, for a recurrence of that order.
    pub fn new(m: &'a [u64], order: usize) -> Result<Self, Error> {
        let len = bits(m);
        let count = (len + bits(&[order as u64]) + 3).div_ceil(64);
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
    fn modulus(&self) -> &[u64] {
        self.scaled.m
    }

    fn reduce(
        &mut self,
        x: &[u64],
        out: &mut [u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let Scaled { m, limbs, shift } = self.scaled;
        let x = &x[..trimmed(x)];
        out.fill(0);
        if compare(x, m) == Ordering::Less {
            out[..x.len()].copy_from_slice(x);
            return Ok(());
        }
        let len = (bits(x) + shift).div_ceil(64);
        let mut product = Buffer::new(len)?;
        shifted(&mut product, x, *shift);
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
        out[..residue.len()].copy_from_slice(residue);
        Ok(())
    }
}
