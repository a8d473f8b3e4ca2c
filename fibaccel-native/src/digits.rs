//! Vectors of digits: what [`crate::basecase`] needs of a processor.
//!
//! A number is a slice of blocks of [`DigitLanes::WIDTH`] digits of [`DigitLanes::BITS`] bits. *Words* are
//! as many integers modulo 2^64, each with the weight of its digit: what is left of products and sums until
//! it is carried. They are read as signed, unless something else is said.

use crate::simd::{Row, Tier};
use std::cmp::Ordering;

/// Arithmetic on blocks of digits.
pub trait DigitLanes: Copy {
    /// Digits in memory, a fraction of a [`Row`]; zeros are zero.
    type Block: Copy;
    /// Integers modulo 2^64.
    type Words: Copy;
    /// Sums of products of digits, not yet in their places.
    type Sums: Copy;
    /// What a block carries to the next.
    type Carry: Copy;
    /// Digits in a block: a divisor of 8.
    const WIDTH: usize;
    /// Bits of a digit: a block has whole bytes.
    const BITS: usize;
    /// From how many blocks on products are split in three.
    const KARATSUBA_FROM: usize;
    /// The same for squares.
    const KARATSUBA_SQUARE_FROM: usize;
    /// No digits.
    const ZERO: Self::Block;
    /// A word of a product is within this many times the blocks of the shorter factor of zero.
    const COLUMN: u64;

    /// Runs the kernel with the instructions of this tier.
    fn vectorize_digits<K: DigitKernel<Self>>(self, kernel: K) -> K::Output;
    /// The blocks in these rows.
    fn blocks(self, rows: &mut [Row]) -> &mut [Self::Block];

    /// No sums, ready for that many products of blocks.
    fn sums(self, products: usize) -> Self::Sums;
    /// Adds the product of two blocks.
    fn accumulate(self, sums: &mut Self::Sums, x: &Self::Block, y: &Self::Block);
    /// Twice the sums, ready for that many products more.
    fn twice(self, sums: Self::Sums, products: usize) -> Self::Sums;
    /// The words of a block of a product, from its own sums and those of the block before.
    fn join(self, sums: &Self::Sums, before: &Self::Sums) -> Self::Words;

    /// The first words of these.
    fn words(self, words: &[u64]) -> Self::Words;
    /// The digits of a block.
    fn load(self, block: &Self::Block) -> Self::Words;
    /// a + b.
    fn add(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// a - b.
    fn sub(self, a: Self::Words, b: Self::Words) -> Self::Words;
    /// No carry.
    fn no_carry(self) -> Self::Carry;
    /// The digits of words, read as unsigned, with what was carried.
    fn normalize(self, words: Self::Words, carry: &mut Self::Carry) -> Self::Block;

    /// Compares the numbers of two blocks.
    fn compare(self, x: &Self::Block, y: &Self::Block) -> Ordering;
    /// Writes the bytes of a block over those of `out` from that one on, and zeros at least to the end of
    /// the limb that they end in; as far as `out` goes.
    fn write(self, block: &Self::Block, out: &mut [u64], byte: usize);
}

/// Work that is compiled for a tier: as [`crate::simd::Kernel`] for [`DigitLanes`].
pub trait DigitKernel<S: DigitLanes> {
    /// What the work returns.
    type Output;
    /// Does the work.
    fn run(self, s: S) -> Self::Output;
}

/// Work that chooses kernels, itself compiled for any processor.
pub trait DigitWork {
    /// What the work returns.
    type Output;
    /// Does the work with the lanes `s`.
    fn run<S: DigitLanes>(self, s: S) -> Self::Output;
}

impl Tier {
    /// Does the work, if the tier has lanes for digits.
    pub fn dispatch_digits<W: DigitWork>(self, work: W) -> Option<W::Output> {
        match self {
            Self::Portable(_) => None,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(s) => Some(work.run(s)),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(s) => Some(work.run(s)),
        }
    }
}
