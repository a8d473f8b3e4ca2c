//! The integers modulo a power of two: words of which the lowest bits count.

use super::montgomery::inverse;
use super::ring::{Ring, WordRing};
use super::word::Word;
use std::hint::select_unpredictable as select;

/// The integers modulo 2^e.
#[derive(Clone, Copy, Debug)]
pub struct PowerOfTwo<W> {
    /// The number 2^e - 1.
    mask: W,
}

impl<W: Word> Ring for PowerOfTwo<W> {
    type Word = W;
    /// A word, of which the lowest e bits count.
    type Residue = W;

    #[inline(always)]
    fn residue(&self, x: W) -> W {
        x
    }

    fn fifth(&self) -> Option<W> {
        Some(inverse(W::from(5)))
    }

    #[inline(always)]
    fn equal(&self, x: W, y: W) -> bool {
        self.value(x) == self.value(y)
    }

    #[inline(always)]
    fn add(&self, x: W, y: W) -> W {
        x.wrapping_add(y)
    }

    #[inline(always)]
    fn subtract(&self, x: W, y: W) -> W {
        x.wrapping_sub(y)
    }

    #[inline(always)]
    fn multiply(&self, x: W, y: W) -> W {
        x.wrapping_mul(y)
    }

    #[inline(always)]
    fn choose(flag: bool, x: W, y: W) -> W {
        select(flag, x, y)
    }
}

impl<W: Word> WordRing for PowerOfTwo<W> {
    fn new(m: W) -> Self {
        Self {
            mask: m.wrapping_sub(W::ONE),
        }
    }

    fn modulus(&self) -> W {
        self.mask.wrapping_add(W::ONE)
    }

    #[inline(always)]
    fn value(&self, x: W) -> W {
        x & self.mask
    }
}
