//! The last step to a term: one product from the pair at half its index.

use crate::base::Base;
use crate::limbs::trimmed;
use crate::starts::alternating;

/// A number of a pair: F(k-1) or F(k).
pub const BEFORE: usize = 0;
/// See [`BEFORE`].
pub const AT: usize = 1;

/// A term as `scale` s f + `constant`, where s is the sum of a pair's numbers, one of them doubled.
#[derive(Clone, Copy, Debug)]
pub struct Last {
    /// The index of the term.
    pub n: u64,
    /// That of the pair.
    pub k: u64,
    /// Which number of the pair is doubled in the sum.
    pub doubled: usize,
    /// Which one f is; the sum itself if none.
    pub factor: Option<usize>,
    /// By what the product is multiplied.
    pub(crate) scale: u64,
    /// What is added to that.
    pub(crate) constant: i64,
}

impl Last {
    /// F(2k) = (2 F(k-1) + F(k)) F(k), F(2k-1) = (2 F(k-1) + F(k)) F(k-1) - (-1)^k.
    pub fn fibonacci(n: u64) -> Self {
        let k = n.div_ceil(2);
        let (factor, constant) = match n % 2 {
            0 => (AT, 0),
            _ => (BEFORE, -alternating(1, k)),
        };
        Self {
            n,
            k,
            doubled: BEFORE,
            factor: Some(factor),
            scale: 1,
            constant,
        }
    }

    /// L(2k) = (2 F(k-1) + F(k))^2 - 2 (-1)^k, L(2k+1) = 5 (F(k-1) + 2 F(k)) F(k-1) - 4 (-1)^k.
    pub fn lucas(n: u64) -> Self {
        let k = n / 2;
        let (doubled, factor, scale, constant) = match n % 2 {
            0 => (BEFORE, None, 1, -alternating(2, k)),
            _ => (AT, Some(BEFORE), 5, -alternating(4, k)),
        };
        Self {
            n,
            k,
            doubled,
            factor,
            scale,
            constant,
        }
    }

    /// Makes the term of the product s f, with room for it. Returns how many limbs it has.
    pub fn finish<B: Base>(self, product: &mut [B::Limb]) -> usize {
        if self.scale != 1 {
            // Only after a fault is anything carried out, and then the check fails.
            B::scale(product, self.scale);
        }
        B::adjust(product, self.constant);
        trimmed(product)
    }
}
