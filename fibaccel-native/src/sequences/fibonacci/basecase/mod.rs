//! Fibonacci numbers of up to some ten thousand bits, from the table to the end without an allocation:
//! in limbs (in decimal, triples) by scalar code, or in digits where the tier has
//! [`crate::machine::digits::DigitLanes`].
//!
//! Squares and products in digits beat the transform up to [`FibonacciBase::last_digits_k`]. The pair stays in
//! digits all the way; only what leaves is made into limbs.

pub mod base;
pub mod binary;
pub mod binary_scalar;
pub mod decimal;
pub mod decimal_scalar;
pub mod digit_step;
pub mod digits;

use super::last_product::LastProduct;
use crate::machine::{Row, Tier};
use base::FibonacciBase;
use digits::{WritePair, WriteTerm};

/// Whether the basecase can make the pair at k and multiply its numbers.
pub fn admits<B: FibonacciBase>(tier: Tier, k: u64) -> bool {
    k <= B::last_digits_k(tier).unwrap_or(B::last_scalar_k(tier))
}

/// Whether the basecase can make the pair at k: in digits one doubling more than [`admits`].
pub fn makes<B: FibonacciBase>(tier: Tier, k: u64) -> bool {
    k <= B::last_digits_k(tier).map_or(B::last_scalar_k(tier), |last| 2 * last + 1)
}

/// The number of rows of working space for [`write_pair`] at k and for a [`write_term`] from there.
pub fn need<B: FibonacciBase>(tier: Tier, k: u64) -> usize {
    if k <= B::last_scalar_k(tier) {
        0
    } else {
        digits::need::<B>(k)
    }
}

/// Writes F(k-1) and F(k), for a k that [`makes`] allows; each output has [`FibonacciBase::limbs_bound`] limbs.
pub fn write_pair<B: FibonacciBase>(
    tier: Tier,
    k: u64,
    rows: &mut [Row],
    outs: [&mut [B::Limb]; 2],
) {
    if k <= B::last_scalar_k(tier) {
        return B::write_scalar_pair(k, outs);
    }
    B::dispatch(tier, WritePair { k, rows, outs }).expect("a tier with digits")
}

/// Writes a term to the front of `out`, from a pair that [`admits`] allows, with room for a product of its
/// numbers and two limbs. Returns how many limbs the term has.
pub fn write_term<B: FibonacciBase>(
    tier: Tier,
    last: LastProduct,
    rows: &mut [Row],
    out: &mut [B::Limb],
) -> usize {
    if last.k <= B::last_scalar_k(tier) {
        return B::write_scalar_term(last, out);
    }
    B::dispatch(tier, WriteTerm { last, rows, out }).expect("a tier with digits")
}
