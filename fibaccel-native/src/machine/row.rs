//! The unit in which vectors are stored.

#![allow(unsafe_code)]

use crate::runtime::fault::Faulty;
use crate::runtime::memory::Plain;

/// Eight neighbouring residues, or other words: the unit in which transforms are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct Row(pub [u64; 8]);

impl Row {
    /// A row of zeros.
    pub const ZERO: Self = Self([0; 8]);
}

// SAFETY: an array of integers.
unsafe impl Plain for Row {}

impl Faulty for Row {
    fn flip(&mut self, bits: usize) {
        self.0[bits / 64 % 8] ^= 1 << (bits % 64);
    }
}
