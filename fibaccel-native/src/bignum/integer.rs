//! Natural numbers of any size.
//!
//! Storage and the little arithmetic that tests and small numbers need; the doubling works on the
//! limbs ([`crate::sequences::fibonacci`]), and products are those of [`crate::bignum::mul`].

use super::base::{ProductBase, Work};
use crate::limbs::{Binary, adjust, combine, trimmed};
use crate::machine::Tier;
use crate::runtime::fault::{self, Fault, Faulty};
use crate::runtime::memory::{Buffer, Plain};
use crate::runtime::{Error, Interrupt};
use std::fmt;
use std::ops::{Add, Mul, Shl, Sub};

/// A natural number in some base. Its capacity is fixed when it is made.
pub struct Number<L: Plain> {
    buffer: Buffer<L>,
    /// The number of limbs in use; the topmost is not zero.
    len: usize,
}

/// A natural number in binary.
pub type Integer = Number<u64>;

impl<L: Plain + Default + Eq> Number<L> {
    /// The number zero, with room for that many limbs.
    pub fn with_capacity(limbs: usize) -> Result<Self, Error> {
        let buffer = Buffer::new(limbs)?;
        Ok(Self { buffer, len: 0 })
    }

    /// The number in the first `len` limbs of the buffer.
    pub fn of(buffer: Buffer<L>, len: usize) -> Self {
        let len = trimmed(&buffer[..len]);
        Self { buffer, len }
    }

    /// The number of limbs that there is room for.
    pub fn capacity(&self) -> usize {
        self.buffer.len()
    }

    /// The limbs, least significant first, without zeros at the top.
    pub fn limbs(&self) -> &[L] {
        &self.buffer[..self.len]
    }

    /// Lets `write` change the first `len` limbs, whatever they hold, to those of the new number.
    pub fn rewrite<T>(&mut self, len: usize, write: impl FnOnce(&mut [L]) -> T) -> T {
        let result = write(&mut self.buffer[..len]);
        self.len = trimmed(&self.buffer[..len]);
        result
    }

    /// Changes a limb if a fault of that kind is due.
    pub fn expose(&mut self, fault: Fault)
    where
        L: Faulty,
    {
        self.rewrite(self.len, |limbs| fault::expose(fault, limbs));
    }

    /// Sets the number to that of these limbs.
    pub fn set(&mut self, value: &[L]) {
        self.rewrite(value.len(), |limbs| limbs.copy_from_slice(value));
    }
}

impl Integer {
    /// Computes p x + q y + r by [`combine`].
    fn combined(terms: [(i64, &[u64]); 2], r: i64) -> Self {
        let len = terms[0].1.len().max(terms[1].1.len()) + 1;
        let mut result = Self::with_capacity(len).expect("memory for a sum");
        result.rewrite(len, |limbs| combine(limbs, terms, r));
        result
    }

    /// Squares the number.
    pub fn square(&self, interrupt: &mut dyn Interrupt) -> Result<Self, Error> {
        let tier = Tier::active();
        let len = 2 * self.len;
        let mut work = Work::reserve(tier, Binary::product_need(tier, self.len, self.len))?;
        let mut square = Self::with_capacity(len)?;
        square.rewrite(len, |out| {
            Binary::square(&mut work, out, self.limbs(), interrupt)
        })?;
        Ok(square)
    }

    /// Multiplies the number by `other`.
    pub fn multiply(&self, other: &Self, interrupt: &mut dyn Interrupt) -> Result<Self, Error> {
        let tier = Tier::active();
        let len = self.len + other.len;
        let mut work = Work::reserve(tier, Binary::product_need(tier, self.len, other.len))?;
        let mut product = Self::with_capacity(len)?;
        product.rewrite(len, |out| {
            Binary::multiply(&mut work, out, [self.limbs(), other.limbs()], interrupt)
        })?;
        Ok(product)
    }

    /// The number, if it fits 64 bits.
    pub fn to_u64(&self) -> Option<u64> {
        match *self.limbs() {
            [] => Some(0),
            [limb] => Some(limb),
            _ => None,
        }
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("0x")?;
        let mut limbs = self.limbs().iter().rev();
        write!(formatter, "{:x}", limbs.next().unwrap_or(&0))?;
        limbs.try_for_each(|limb| write!(formatter, "_{limb:016x}"))
    }
}

impl PartialEq for Integer {
    fn eq(&self, other: &Self) -> bool {
        self.limbs() == other.limbs()
    }
}

impl Eq for Integer {}

/// The operators are for small numbers and tests: they panic if there is no memory.
impl Clone for Integer {
    fn clone(&self) -> Self {
        Self::combined([(1, self.limbs()), (0, &[])], 0)
    }
}

impl From<u128> for Integer {
    fn from(value: u128) -> Self {
        let mut integer = Self::with_capacity(2).expect("memory for two limbs");
        integer.set(&[value as u64, (value >> 64) as u64]);
        integer
    }
}

impl Add<&Integer> for Integer {
    type Output = Self;

    fn add(self, other: &Self) -> Self {
        Self::combined([(1, self.limbs()), (1, other.limbs())], 0)
    }
}

impl Add<u32> for Integer {
    type Output = Self;

    fn add(self, other: u32) -> Self {
        Self::combined([(1, self.limbs()), (0, &[])], other.into())
    }
}

/// Differences must not be negative: they panic.
impl Sub<&Integer> for Integer {
    type Output = Self;

    fn sub(self, other: &Self) -> Self {
        Self::combined([(1, self.limbs()), (-1, other.limbs())], 0)
    }
}

/// Differences must not be negative: they panic.
impl Sub<u32> for Integer {
    type Output = Self;

    fn sub(mut self, other: u32) -> Self {
        self.rewrite(self.len, |limbs| adjust(limbs, -i64::from(other)));
        self
    }
}

impl Mul<u32> for Integer {
    type Output = Self;

    fn mul(self, other: u32) -> Self {
        Self::combined([(other.into(), self.limbs()), (0, &[])], 0)
    }
}

impl Shl<u32> for Integer {
    type Output = Self;

    fn shl(self, bits: u32) -> Self {
        let (limbs, shift) = (bits as usize / 64, bits % 64);
        let len = limbs + self.len + 1;
        let mut result = Self::with_capacity(len).expect("memory for a shifted number");
        result.rewrite(len, |out| {
            out[..limbs].fill(0);
            out[limbs + self.len] =
                crate::limbs::scale(&mut out[limbs..limbs + self.len], self.limbs(), 1 << shift);
        });
        result
    }
}
