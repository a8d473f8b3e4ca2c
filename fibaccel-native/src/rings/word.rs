//! The words that a small modulus fits: `u64` and `u128`.

use std::fmt::Debug;
use std::ops::BitAnd;

/// An unsigned integer of the machine, or a pair of them. What can overflow says so.
pub trait Word:
    Copy + Debug + Ord + From<u64> + Into<u128> + BitAnd<Output = Self> + 'static
{
    /// The number of bits in a word.
    const BITS: u32;
    /// The word 0.
    const ZERO: Self;
    /// The word 1.
    const ONE: Self;
    /// The word of all ones.
    const MAX: Self;

    /// The word of these limbs, least significant first, if it fits.
    fn from_limbs(limbs: &[u64]) -> Option<Self>;
    /// The limbs of the word, least significant first, zeros at the top or not.
    fn limbs(self) -> [u64; 2];
    /// The remainder of x / m.
    fn modulo(x: u128, m: Self) -> Self;
    /// Adds words, and returns whether the sum wrapped around.
    fn overflowing_add(self, other: Self) -> (Self, bool);
    /// Subtracts words, and returns whether the difference wrapped around.
    fn overflowing_sub(self, other: Self) -> (Self, bool);
    /// The lower half of the product of words.
    fn wrapping_mul(self, other: Self) -> Self;
    /// The lower and the upper half of the product of words.
    fn widening_mul(self, other: Self) -> [Self; 2];
    /// Shifts the word right by `bits`, which are fewer than all.
    fn shifted(self, bits: u32) -> Self;
    /// The quotient of words, rounded down.
    fn quotient(self, divisor: Self) -> Self;
    /// The remainder of the division.
    fn remainder(self, divisor: Self) -> Self;
    /// The number of zero bits that the word ends with: all of them for 0.
    fn trailing_zeros(self) -> u32;
    /// The number of zero bits that the word begins with.
    fn leading_zeros(self) -> u32;
    /// The square root of the word, rounded down.
    fn root(self) -> Self;

    /// Adds words modulo 2^[`Self::BITS`].
    #[inline(always)]
    fn wrapping_add(self, other: Self) -> Self {
        self.overflowing_add(other).0
    }

    /// Subtracts words modulo 2^[`Self::BITS`].
    #[inline(always)]
    fn wrapping_sub(self, other: Self) -> Self {
        self.overflowing_sub(other).0
    }
}

macro_rules! word {
    ($type:ty) => {
        impl Word for $type {
            const BITS: u32 = Self::BITS;
            const ZERO: Self = 0;
            const ONE: Self = 1;
            const MAX: Self = Self::MAX;

            fn from_limbs(limbs: &[u64]) -> Option<Self> {
                let mut bytes = [0; size_of::<Self>()];
                if limbs.len() > bytes.len() / 8 {
                    return None;
                }
                for (bytes, limb) in bytes.as_chunks_mut().0.iter_mut().zip(limbs) {
                    *bytes = limb.to_le_bytes();
                }
                Some(Self::from_le_bytes(bytes))
            }

            fn limbs(self) -> [u64; 2] {
                [self as u64, (self as u128 >> 64) as u64]
            }

            #[inline(always)]
            fn modulo(x: u128, m: Self) -> Self {
                (x % m as u128) as Self
            }

            #[inline(always)]
            fn overflowing_add(self, other: Self) -> (Self, bool) {
                self.overflowing_add(other)
            }

            #[inline(always)]
            fn overflowing_sub(self, other: Self) -> (Self, bool) {
                self.overflowing_sub(other)
            }

            #[inline(always)]
            fn wrapping_mul(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }

            #[inline(always)]
            fn widening_mul(self, other: Self) -> [Self; 2] {
                self.carrying_mul(other, 0).into()
            }

            #[inline(always)]
            fn shifted(self, bits: u32) -> Self {
                self >> bits
            }

            #[inline(always)]
            fn quotient(self, divisor: Self) -> Self {
                self / divisor
            }

            #[inline(always)]
            fn remainder(self, divisor: Self) -> Self {
                self % divisor
            }

            #[inline(always)]
            fn trailing_zeros(self) -> u32 {
                self.trailing_zeros()
            }

            #[inline(always)]
            fn leading_zeros(self) -> u32 {
                self.leading_zeros()
            }

            fn root(self) -> Self {
                self.isqrt()
            }
        }
    };
}

word!(u64);
word!(u128);
