//! Natural numbers of any size, in memory of their own. Arithmetic works on their limbs: [`crate::limbs`], and for
//! products [`crate::bignum::mul`].

use crate::limbs::trimmed;
use crate::runtime::Error;
use crate::runtime::fault::{self, Fault, Faulty};
use crate::runtime::memory::{Buffer, Plain};
use std::fmt;

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
