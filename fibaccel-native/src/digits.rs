//! Vectors of digits: what [`crate::basecase`] needs of a processor.
//!
//! A number is a slice of blocks of [`DigitLanes::WIDTH`] digits below [`DigitLanes::BASE`]. *Words* are as
//! many integers, each with the weight of its digit: what is left of products and sums until it is carried.
//! They are kept modulo some power of two and read as signed, unless something else is said.

use crate::base::Base;
use crate::binary::Binary;
use crate::decimal::Decimal;
use crate::ntt::radix::Radix;
use crate::simd::{Kernel, Lanes, Row, Tier};
use std::cmp::Ordering;

/// Decimal digits in the blocks of S.
#[derive(Clone, Copy, Debug)]
pub struct Tens<S>(pub S);

/// Decimal digits are below this.
pub const DECIMAL_BASE: u64 = 1_000_000_000_000_000;

/// [`DigitLanes::lifts`] of decimal digits, for words of two integers: `high`, of weight 2^`bits`, is added
/// to one, and this to the other, of the first digit and of the others.
///
/// Together they are l 10^15, and l less for the others: for the l that is brought them from below.
pub const fn decimal_lifts(high: u64, bits: u32) -> [u64; 2] {
    let high = (high as u128) << bits;
    let base = DECIMAL_BASE as u128;
    let l = (high + (3 << 61)).div_ceil(base);
    let low = l * base - high;
    [low as u64, (low - l) as u64]
}

/// Arithmetic on blocks of digits.
pub trait DigitLanes: Copy {
    /// The base of the limbs that numbers are made of outside.
    type Base: Base;
    /// The tier.
    type Lanes: Lanes;
    /// Digits in memory, a fraction of a [`Row`]; zeros are zero.
    type Block: Copy;
    /// One integer for each digit.
    type Words: Copy;
    /// Sums of products of digits, not yet in their places.
    type Sums: Copy;
    /// What a block carries to the next.
    type Carry: Copy;
    /// Digits in a block: a divisor of 8.
    const WIDTH: usize;
    /// Digits are below this.
    const BASE: u64;
    /// From how many blocks on products are split in three.
    const KARATSUBA_FROM: usize;
    /// The same for squares.
    const KARATSUBA_SQUARE_FROM: usize;
    /// No digits.
    const ZERO: Self::Block;
    /// A word of a product is within this many times the blocks of the shorter factor of zero.
    const COLUMN: u64;

    /// The tier's token.
    fn lanes(self) -> Self::Lanes;
    /// Runs the kernel with the instructions of this tier.
    #[inline(always)]
    fn vectorize_digits<K: DigitKernel<Self>>(self, kernel: K) -> K::Output {
        let digits = self;
        self.lanes().vectorize(OnDigits { digits, kernel })
    }
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
    /// What is added to words before they are carried, so that none is negative: to those of the first
    /// block, which are right by `r` more then, for |r| of at most 4, and to all others. In all that is a
    /// multiple of the power of the base above the number, which is lost.
    fn lifts(self, r: i64) -> [Self::Words; 2];
    /// No carry.
    fn no_carry(self) -> Self::Carry;
    /// The digits of words, read as unsigned, with what was carried.
    fn normalize(self, words: Self::Words, carry: &mut Self::Carry) -> Self::Block;

    /// Compares the numbers of two blocks.
    fn compare(self, x: &Self::Block, y: &Self::Block) -> Ordering;
    /// At least the limbs of that many blocks.
    fn limbs(blocks: usize) -> usize;
    /// Writes block `i` of a number to its limbs; as far as `out` goes. Blocks are written in order: what
    /// of the last limb is above the block is zero then.
    fn write(self, block: &Self::Block, out: &mut [<Self::Base as Radix>::Limb], i: usize);
}

/// Work that is compiled for a tier: as [`crate::simd::Kernel`] for [`DigitLanes`].
pub trait DigitKernel<S: DigitLanes> {
    /// What the work returns.
    type Output;
    /// Does the work.
    fn run(self, s: S) -> Self::Output;
}

/// A kernel for digits as one for the tier that has them.
struct OnDigits<S, K> {
    digits: S,
    kernel: K,
}

impl<S: DigitLanes, K: DigitKernel<S>> Kernel for OnDigits<S, K> {
    type Output = K::Output;

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) -> K::Output {
        self.kernel.run(self.digits)
    }
}

/// Work that chooses kernels, itself compiled for any processor.
pub trait DigitWork<B> {
    /// What the work returns.
    type Output;
    /// Does the work with the lanes `s`.
    fn run<S: DigitLanes<Base = B>>(self, s: S) -> Self::Output;
}

impl Tier {
    /// Does the work, if the tier has lanes for digits.
    pub fn dispatch_digits<W: DigitWork<Binary>>(self, work: W) -> Option<W::Output> {
        match self {
            Self::Portable(_) => None,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(s) => Some(work.run(s)),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(s) => Some(work.run(s)),
        }
    }

    /// The same for decimal digits.
    pub fn dispatch_decimal<W: DigitWork<Decimal>>(self, work: W) -> Option<W::Output> {
        match self {
            Self::Portable(_) => None,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(s) => Some(work.run(Tens(s))),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(s) => Some(work.run(Tens(s))),
        }
    }
}
