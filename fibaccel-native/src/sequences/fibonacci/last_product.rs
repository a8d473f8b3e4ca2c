//! The last step to a term: one product from the pair at half its index.

use crate::limbs::{LimbBase, trimmed};
use crate::sequences::table::alternating;

/// The place of F(k-1) in a pair.
pub const BEFORE: usize = 0;
/// The place of F(k) in a pair.
pub const AT: usize = 1;

/// A term as one product: `scale` s f + `constant`, where s is the sum of a pair's numbers, one of them doubled.
#[derive(Clone, Copy, Debug)]
pub struct LastProduct {
    /// The index of the term.
    pub n: u64,
    /// The index of the pair.
    pub k: u64,
    /// The number of the pair that is doubled in the sum.
    pub doubled: usize,
    /// The number of the pair that is the other factor f; `None` if that is the sum itself.
    pub factor: Option<usize>,
    /// The factor by which the product is multiplied.
    pub(crate) scale: u64,
    /// The constant that is added in the end.
    pub(crate) constant: i64,
}

impl LastProduct {
    /// F(n) as F(2k) = (2 F(k-1) + F(k)) F(k) or F(2k-1) = (2 F(k-1) + F(k)) F(k-1) - (-1)^k.
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

    /// L(n) as L(2k) = (2 F(k-1) + F(k))^2 - 2 (-1)^k or L(2k+1) = 5 (F(k-1) + 2 F(k)) F(k-1) - 4 (-1)^k.
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

    /// Makes the term of the product s f, in place, with room for the term. Returns how many limbs the term has.
    pub fn finish<B: LimbBase>(self, product: &mut [B::Limb]) -> usize {
        if self.scale != 1 {
            // Only after a fault is anything carried out, and then the check fails.
            B::scale(product, self.scale);
        }
        B::adjust(product, self.constant);
        trimmed(product)
    }
}

/// A sum of two numbers, each with a factor.
pub type Sum<'a> = [(i64, &'a [u64]); 2];

/// F(n) and F(n-1), as sums of F(n-1) and F(n).
pub fn fibonacci_terms([a, c]: [&[u64]; 2]) -> [Sum<'_>; 2] {
    [[(1, c), (0, &[])], [(1, a), (0, &[])]]
}

/// L(n) = 2 F(n-1) + F(n) and L(n-1) = 2 F(n) - F(n-1), the latter for n of 1 or more, as sums.
pub fn lucas_terms([a, c]: [&[u64]; 2]) -> [Sum<'_>; 2] {
    [[(2, a), (1, c)], [(2, c), (-1, a)]]
}

/// F(n) and L(n), as sums of F(n-1) and F(n).
pub fn terms_at(pair: [&[u64]; 2]) -> [Sum<'_>; 2] {
    [fibonacci_terms(pair)[0], lucas_terms(pair)[0]]
}
