//! The trait of the bases that Fibonacci numbers are computed in.

use crate::bignum::ProductBase;
use crate::machine::Tier;
use crate::machine::digits::DigitWork;
use crate::sequences::fibonacci::last_product::LastProduct;

/// The number of digits of a table entry: a multiple of any [`crate::machine::digits::DigitLanes::WIDTH`].
pub const START_DIGITS: usize = 8;

/// A base that F(n) can be computed in.
pub trait FibonacciBase: ProductBase {
    /// The index of the last pair in the table of digits.
    const LAST_START: u64;
    /// The last k from which a term fits the memory that a thread keeps for small terms.
    const LAST_KEPT: u64;
    /// The least [`crate::machine::digits::DigitLanes::BASE`] of a tier.
    const LEAST: u64;

    /// An upper bound for the limbs of F(k), at least 1. F(k) has at most one limb less.
    fn limbs_bound(k: u64) -> usize;
    /// The last k from whose pair scalar code makes terms: where the tier has digits, until they are faster.
    fn last_scalar_k(tier: Tier) -> u64;
    /// The last k for which F(2k), or the pair at 2k, is made of the tier's digits, if the tier has any.
    fn last_digits_k(tier: Tier) -> Option<u64>;
    /// Runs a work with the tier's lanes for digits of this base, if the tier has any.
    fn dispatch<W: DigitWork<Self>>(tier: Tier, work: W) -> Option<W::Output>;
    /// An upper bound for the digits of F(k) and of 2 F(k-1) + F(k).
    fn digits(k: u64, base: u64) -> usize;
    /// The digits of F(k-1) and F(k), for a k up to [`Self::LAST_START`].
    fn start(k: u64, base: u64) -> [[u64; START_DIGITS]; 2];
    /// Writes F(k-1) and F(k) as [`super::write_pair`] does, in scalar code.
    fn write_scalar_pair(k: u64, outs: [&mut [Self::Limb]; 2]);
    /// Writes a term as [`super::write_term`] does, in scalar code.
    fn write_scalar_term(last: LastProduct, out: &mut [Self::Limb]) -> usize;
}
