//! The integers modulo an even m, 2^e times an odd number: residues modulo both, side by side.
//!
//! What is modulo 2^e is computed modulo B in a few cycles, while the longer way of the odd part is waited
//! for.

use super::montgomery::Montgomery;
use super::ring::{Ring, WordRing, fifth};
use super::word::Word;
use std::hint::select_unpredictable as select;

/// The integers modulo an even m.
#[derive(Clone, Copy, Debug)]
pub struct Even<W> {
    odd: Montgomery<W>,
    exponent: u32,
}

impl<W: Word> Ring for Even<W> {
    type Word = W;
    /// The residues modulo the odd part, and modulo B, of which the lowest e bits count.
    type Residue = [W; 2];

    #[inline(always)]
    fn residue(&self, x: W) -> [W; 2] {
        [self.odd.residue(x), x]
    }

    fn fifth(&self) -> Option<[W; 2]> {
        fifth(self.modulus()).map(|x| self.residue(x))
    }

    #[inline(always)]
    fn equal(&self, x: [W; 2], y: [W; 2]) -> bool {
        self.value(x) == self.value(y)
    }

    #[inline(always)]
    fn add(&self, [x, y]: [W; 2], [other_x, other_y]: [W; 2]) -> [W; 2] {
        [self.odd.add(x, other_x), y.wrapping_add(other_y)]
    }

    #[inline(always)]
    fn subtract(&self, [x, y]: [W; 2], [other_x, other_y]: [W; 2]) -> [W; 2] {
        [self.odd.subtract(x, other_x), y.wrapping_sub(other_y)]
    }

    #[inline(always)]
    fn multiply(&self, [x, y]: [W; 2], [other_x, other_y]: [W; 2]) -> [W; 2] {
        [self.odd.multiply(x, other_x), y.wrapping_mul(other_y)]
    }

    #[inline(always)]
    fn dot<'a>(&self, pairs: impl Iterator<Item = (&'a [W; 2], &'a [W; 2])> + Clone) -> [W; 2] {
        let low = pairs.clone().fold(W::ZERO, |sum, (x, y)| {
            sum.wrapping_add(x[1].wrapping_mul(y[1]))
        });
        [self.odd.dot(pairs.map(|(x, y)| (&x[0], &y[0]))), low]
    }

    // Selects each half separately; selecting both at once makes the compiler copy through memory.
    #[inline(always)]
    fn choose(flag: bool, [x, y]: [W; 2], [other_x, other_y]: [W; 2]) -> [W; 2] {
        [select(flag, x, other_x), select(flag, y, other_y)]
    }
}

impl<W: Word> WordRing for Even<W> {
    fn new(m: W) -> Self {
        let exponent = m.trailing_zeros();
        Self {
            odd: Montgomery::new(m.shifted(exponent)),
            exponent,
        }
    }

    fn modulus(&self) -> W {
        let power = W::MAX.shifted(W::BITS - self.exponent).wrapping_add(W::ONE);
        self.odd.modulus().wrapping_mul(power)
    }

    // x + odd t, where t = (y - x) / odd modulo 2^e: below odd 2^e = m.
    #[inline(always)]
    fn value(&self, [x, y]: [W; 2]) -> W {
        let x = self.odd.value(x);
        let t = y.wrapping_sub(x).wrapping_mul(self.odd.inverse());
        let t = t & W::MAX.shifted(W::BITS - self.exponent);
        x.wrapping_add(self.odd.modulus().wrapping_mul(t))
    }
}
