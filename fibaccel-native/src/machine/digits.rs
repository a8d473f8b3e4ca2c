//! The vector operations on digits: products and Fibonacci steps of middle size, without a transform.
//!
//! A number is a slice of blocks of [`DigitLanes::WIDTH`] digits below [`DigitLanes::BASE`]. *Columns* are as
//! many integers, each with the weight of its digit: what is left of products and sums until it is carried.
//! They are kept modulo some power of two and read as signed, unless something else is said.

use super::lanes::{Kernel, Lanes};
use super::row::Row;
use super::thresholds::Measured;
use crate::limbs::LimbBase;
use std::cmp::Ordering;

/// Decimal digits of the tier S, in the same blocks as its binary digits.
#[derive(Clone, Copy, Debug)]
pub struct DecimalDigits<S>(pub S);

/// The base of decimal digits: 10^15.
pub const DECIMAL_BASE: u64 = 1_000_000_000_000_000;

/// The lower integers of [`DigitLanes::lifts`] for decimal digits, of the first digit and of the others.
///
/// A column is two integers, and `high`, of weight 2^`bits`, is added to the upper one. Together both lifts are
/// l 10^15 for the first digit, and l less for the others, for the l that is carried in.
pub const fn decimal_lifts(high: u64, bits: u32) -> [u64; 2] {
    let high = (high as u128) << bits;
    let base = DECIMAL_BASE as u128;
    let l = (high + (3 << 61)).div_ceil(base);
    let low = l * base - high;
    [low as u64, (low - l) as u64]
}

/// The [`DigitLanes::lifts`] of `N` binary digits: 2^63 first, then that less what the lift of the digit below carries.
#[inline(always)]
pub fn binary_lifts<S: DigitLanes, const N: usize>(s: S, r: i64) -> [S::Columns; 2] {
    const LIFT: u64 = 1 << 63;
    let mut lift = [LIFT - LIFT / S::BASE; N];
    let rest = s.columns_from_words(&lift);
    lift[0] = LIFT.wrapping_add_signed(r);
    [s.columns_from_words(&lift), rest]
}

/// The carry from a block to the next, of binary digits.
#[derive(Clone, Copy, Debug)]
pub struct BlockCarry<V> {
    /// The upper parts of the columns: only that of the last lane counts.
    pub high: V,
    /// Whether the last digit overflowed by what was added to it: 0 or 1.
    pub bit: u32,
}

/// The lanes that are carried to, as bits, one above the last of them for the carry out. Of the lanes `either`, which
/// carry, those of `propagate` only do if they are carried to.
#[inline(always)]
pub fn ripple(either: u32, propagate: u32, carry: u32) -> u32 {
    ((((either ^ propagate) << 1) | carry) + propagate) ^ propagate
}

/// Arithmetic on blocks of digits, which a tier implements for each base that it has digits of.
pub trait DigitLanes: Copy {
    /// The base of the limbs that numbers are converted from and to.
    type Base: LimbBase;
    /// The tier whose vectors these are.
    type Lanes: Lanes + Measured;
    /// A block of digits in memory, a fraction of a [`Row`]; zero bits are zero.
    type Block: Copy;
    /// The columns of a block: an integer for each digit, not carried yet.
    type Columns: Copy;
    /// Sums of products of digits, by the distance between the digits, which are not in their columns yet.
    type Sums: Copy;
    /// The carry from a block to the next.
    type BlockCarry: Copy;
    /// The number of digits in a block: a divisor of 8.
    const WIDTH: usize;
    /// The base of the digits, which are below it.
    const BASE: u64;
    /// A block of zeros.
    const ZERO: Self::Block;
    /// A bound of columns: those of a product are within this, times the blocks of its shorter factor, of zero.
    const COLUMN: u64;

    /// The token of the tier.
    fn lanes(self) -> Self::Lanes;
    /// Runs the kernel with the instructions of this tier.
    #[inline(always)]
    fn vectorize_digits<K: DigitKernel<Self>>(self, kernel: K) -> K::Output {
        let digits = self;
        self.lanes().vectorize(OnDigits { digits, kernel })
    }
    /// Views rows of memory as blocks.
    fn blocks(self, rows: &mut [Row]) -> &mut [Self::Block];

    /// Empty sums.
    fn zero_sums(self) -> Self::Sums;
    /// Adds the product of two blocks to the sums.
    fn add_product(self, sums: &mut Self::Sums, x: &Self::Block, y: &Self::Block);
    /// Doubles the sums.
    fn double_sums(self, sums: Self::Sums) -> Self::Sums;
    /// The columns of a block of a product, from its sums and those of the block before.
    fn columns_from_sums(self, sums: &Self::Sums, before: &Self::Sums) -> Self::Columns;

    /// The columns with the first [`Self::WIDTH`] of these words.
    fn columns_from_words(self, words: &[u64]) -> Self::Columns;
    /// Loads the digits of a block as columns.
    fn load_columns(self, block: &Self::Block) -> Self::Columns;
    /// Adds columns: a + b.
    fn add_columns(self, a: Self::Columns, b: Self::Columns) -> Self::Columns;
    /// Subtracts columns: a - b.
    fn sub_columns(self, a: Self::Columns, b: Self::Columns) -> Self::Columns;
    /// The constants added to columns so that none is negative: for the first block and for the rest.
    ///
    /// The first is `r` more, for |r| of at most 4, to be added to the number. The rest is together a multiple of
    /// the power of the base above the number, which is lost.
    fn lifts(self, r: i64) -> [Self::Columns; 2];
    /// The carry into the first block, which is zero.
    fn no_carry(self) -> Self::BlockCarry;
    /// Carries columns, read as unsigned, to digits.
    fn normalize(self, words: Self::Columns, carry: &mut Self::BlockCarry) -> Self::Block;

    /// Compares two blocks as numbers.
    fn compare(self, x: &Self::Block, y: &Self::Block) -> Ordering;
    /// The number of limbs that hold that many blocks.
    fn limbs(blocks: usize) -> usize;
    /// Writes block `i` of a number to its limbs, as far as `out` goes. Blocks are written in order, and what
    /// the last limb has above the block is zero then.
    fn write(self, block: &Self::Block, out: &mut [<Self::Base as LimbBase>::Limb], i: usize);
}

/// An algorithm on digits that is compiled once for each tier, like a [`Kernel`].
pub trait DigitKernel<S: DigitLanes> {
    /// What the algorithm returns.
    type Output;
    /// Runs the algorithm with the digits of the tier `s`.
    fn run(self, s: S) -> Self::Output;
}

/// A kernel of digits as a kernel of the tier that has them.
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

/// An algorithm that runs [`DigitKernel`]s, itself compiled for any processor.
pub trait DigitWork<B> {
    /// What the algorithm returns.
    type Output;
    /// Runs the algorithm with the digits of the tier `s`.
    fn run<S: DigitLanes<Base = B>>(self, s: S) -> Self::Output;
}
