//! The thresholds at which one algorithm overtakes the next: a table for each tier, in the folder of the tier.

use std::ops::Range;

/// A tier whose thresholds have been measured.
pub trait Measured: Sized {
    /// The thresholds of the tier.
    const THRESHOLDS: Thresholds;

    /// The thresholds on this processor, for a tier of processors that differ.
    #[inline(always)]
    fn thresholds(self) -> &'static Thresholds {
        const { &Self::THRESHOLDS }
    }
}

/// The thresholds of a tier. Lengths are in limbs, unless something else is said.
#[derive(Debug)]
pub struct Thresholds {
    /// Products of factors that are equally long are transforms from this length on.
    pub transform_product: usize,
    /// Fibonacci steps are transforms from this length on, and two squarings below it.
    pub transform_step: usize,
    /// Products are made in the tier's digits between these lengths, conversions included. Empty for a
    /// tier without digits.
    pub digits_product: Range<usize>,
    /// Squares are made in the tier's digits between these lengths.
    pub digits_square: Range<usize>,
    /// The last k for which F(2k), or the pair at 2k, is made in limbs by the basecase, if that goes so far.
    pub last_limbs_k: u64,
    /// The last k for which F(2k), or the pair at 2k, is made in binary digits; none for a tier without.
    pub last_binary_k: Option<u64>,
    /// The last k for which F(2k), or the pair at 2k, is made in decimal digits; none for a tier without.
    pub last_decimal_k: Option<u64>,
    /// Products in digits are split in three from this many blocks on.
    pub karatsuba_blocks: usize,
    /// Squares in digits are split in three from this many blocks on.
    pub karatsuba_square_blocks: usize,
    /// A conversion to decimal cuts its number into blocks of at most this length, because two of half
    /// the length and a join take as long. Set by numbers of 332,193 and 9,984,000 bits; shorter ones are a block.
    pub conversion_block: usize,
    /// A reduction computes only the halves of products that it needs below this length.
    pub short_reduction: usize,
    /// A modulus and its reciprocal are transformed once, and reductions are checked, from this length on.
    pub prepared_modulus: usize,
}
