//! Digits of 50 bits that are whole numbers in doubles, four in a block: what tiers with fused multiply-add share.
//!
//! A product of digits is below 2^100. Added to 1.5 * 2^102 it is rounded to a multiple of 2^50, which then
//! stands, divided by that, in the low bits of the sum; what the rounding left out, at most 2^49 of either
//! sign, is exact in a second fused operation, and stands in the low bits when 1.5 * 2^52 is added. The bits
//! of both sums are added up as integers, and the bits of the constants are taken out of the columns: how many there
//! are follows from the number of products. The parts of digit j belong j lanes up, the high ones j + 1: five sums.

use std::cmp::Ordering;

/// The bits of a digit.
pub const BITS: u32 = 50;

/// The double in whose low bits a rest of either sign stands, once it is added.
pub const LOW: f64 = 1.5 * (1u64 << 52) as f64;

/// The double in whose low bits a multiple of 2^50 stands, once it is added.
pub const HIGH: f64 = LOW * (1u64 << BITS) as f64;

/// The number of bytes in a block.
pub const BYTES: usize = 25;

/// A block of four digits: whole numbers below 2^50.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub struct Quad(pub [f64; 4]);

impl Quad {
    /// Four zeros.
    pub const ZERO: Self = Self([0.0; 4]);

    /// Compares blocks as numbers.
    #[inline(always)]
    pub fn compare(&self, other: &Self) -> Ordering {
        let mut pairs = self.0.iter().zip(&other.0).rev();
        let different = pairs.find_map(|(x, y)| x.partial_cmp(y).filter(|order| order.is_ne()));
        different.unwrap_or(Ordering::Equal)
    }
}

/// The number of limbs that hold that many blocks.
pub fn limbs(blocks: usize) -> usize {
    (BYTES * blocks).div_ceil(8)
}

/// The [`BYTES`] of the digits of a block, and zeros above.
#[inline(always)]
pub fn packed([a, b, c, d]: [u64; 4]) -> [u64; 4] {
    [
        a | (b << 50),
        (b >> 14) | (c << 36),
        (c >> 28) | (d << 22),
        d >> 42,
    ]
}

/// Sums of parts of products, with the bits of the rounding constants.
#[derive(Clone, Copy, Debug)]
pub struct QuadSums<P> {
    /// The sums.
    pub parts: P,
    /// How many products of blocks were added up.
    pub products: u32,
}

/// The bits of rounding constants, as many of [`LOW`] and of [`HIGH`] as is said for each lane, negated. The lower half
/// of each word is zero, so that the upper one times a number is all of the product.
pub const fn minus_bits(lows: [u64; 4], highs: [u64; 4]) -> [u64; 4] {
    const HALVES: [u64; 2] = [LOW.to_bits() >> 32, HIGH.to_bits() >> 32];
    const { assert!(LOW.to_bits() << 32 == 0 && HIGH.to_bits() << 32 == 0) };
    let mut bits = [0; 4];
    let mut i = 0;
    while i < 4 {
        bits[i] = (lows[i] * HALVES[0] + highs[i] * HALVES[1]).wrapping_neg() << 32;
        i += 1;
    }
    bits
}

/// What a product of blocks leaves in the columns of its own block, and in those of the next ([`minus_bits`]).
pub static MINUS_BITS: [[u64; 4]; 2] = [
    minus_bits([1, 2, 3, 4], [0, 1, 2, 3]),
    minus_bits([3, 2, 1, 0], [4, 3, 2, 1]),
];
