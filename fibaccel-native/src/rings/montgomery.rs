//! The integers modulo an odd m: a residue x stands as x B modulo m, where B is 2^64 or 2^128.
//!
//! `[montgomery1985]`, with the inverse of m and not of -m, so that the reduction ends with a subtraction:
//! for T below m B and q = T / m modulo B, T - q m is a multiple of B, and T / B less q m / B, both rounded
//! down, is the quotient and within m of zero.

use super::ring::{Ring, WordRing, fifth};
use super::word::Word;
use std::hint::select_unpredictable as select;

/// The integers modulo an odd m.
#[derive(Clone, Copy, Debug)]
pub struct Montgomery<W> {
    m: W,
    /// The inverse 1 / m modulo B.
    inverse: W,
    /// The residue of B^2 modulo m.
    square: W,
}

impl<W: Word> Montgomery<W> {
    /// The inverse 1 / m modulo B.
    pub fn inverse(&self) -> W {
        self.inverse
    }

    #[inline(always)]
    fn reduce(&self, [low, high]: [W; 2]) -> W {
        let quotient = low.wrapping_mul(self.inverse);
        let [_, multiple] = quotient.widening_mul(self.m);
        self.subtract(high, multiple)
    }
}

/// Computes 1 / m modulo B, for an odd m, by Newton's iteration.
#[inline(always)]
pub fn inverse<W: Word>(m: W) -> W {
    // m^2 = 1 modulo 8: three bits, and each step doubles them.
    let (mut x, mut bits) = (m, 3);
    while bits < W::BITS {
        // x (2 - m x).
        let factor = W::from(2).wrapping_sub(m.wrapping_mul(x));
        (x, bits) = (x.wrapping_mul(factor), 2 * bits);
    }
    x
}

impl<W: Word> Ring for Montgomery<W> {
    type Word = W;
    /// A word below m.
    type Residue = W;

    #[inline(always)]
    fn residue(&self, x: W) -> W {
        self.multiply(x, self.square)
    }

    fn fifth(&self) -> Option<W> {
        fifth(self.m).map(|x| self.residue(x))
    }

    #[inline(always)]
    fn equal(&self, x: W, y: W) -> bool {
        x == y
    }

    #[inline(always)]
    fn add(&self, x: W, y: W) -> W {
        let (sum, wrapped) = x.overflowing_add(y);
        let (less, below) = sum.overflowing_sub(self.m);
        select(below & !wrapped, sum, less)
    }

    #[inline(always)]
    fn subtract(&self, x: W, y: W) -> W {
        let (difference, wrapped) = x.overflowing_sub(y);
        select(wrapped, difference.wrapping_add(self.m), difference)
    }

    // x y < m B, if one of them is below m.
    #[inline(always)]
    fn multiply(&self, x: W, y: W) -> W {
        self.reduce(x.widening_mul(y))
    }

    // Reduced once: the upper half of the sum is kept below m.
    #[inline(always)]
    fn dot<'a>(&self, mut pairs: impl Iterator<Item = (&'a W, &'a W)> + Clone) -> W {
        let (x, y) = pairs.next().expect("a product");
        let sum = pairs.fold(x.widening_mul(*y), |[low, high], (x, y)| {
            let [other_low, other_high] = x.widening_mul(*y);
            let (low, carry) = low.overflowing_add(other_low);
            // At most m - 2 with m of all ones, so this does not overflow.
            let other_high = other_high.wrapping_add(W::from(u64::from(carry)));
            [low, self.add(high, other_high)]
        });
        self.reduce(sum)
    }

    #[inline(always)]
    fn choose(flag: bool, x: W, y: W) -> W {
        select(flag, x, y)
    }
}

impl<W: Word> WordRing for Montgomery<W> {
    fn new(m: W) -> Self {
        assert!(m.trailing_zeros() == 0, "an odd modulus");
        let mut ring = Self {
            m,
            inverse: inverse(m),
            square: W::ZERO,
        };
        // B modulo m stands for 1. Doubled once and then squared log2(log2(B)) times it stands for B: no
        // division of two words by one, which has no instruction for words of 128 bits.
        let one = W::ZERO.wrapping_sub(m).remainder(m);
        let two = ring.add(one, one);
        ring.square = (0..W::BITS.ilog2()).fold(two, |power, _| ring.multiply(power, power));
        ring
    }

    fn modulus(&self) -> W {
        self.m
    }

    #[inline(always)]
    fn value(&self, x: W) -> W {
        self.reduce([x, W::ZERO])
    }
}
