//! Fibonacci numbers of up to some ten thousand bits, from the table to the end without an allocation:
//! in limbs ([`scalar`]), or in digits where the tier has [`crate::digits::DigitLanes`] (`walk`,
//! [`columns`]).
//!
//! Squares and products in digits beat the transform up to [`Digits::last_digits`]. The pair stays in
//! digits all the way; only what leaves is made into limbs.

mod binary;
pub mod columns;
pub mod karatsuba;
mod last;
pub mod product;
pub mod scalar;
pub(crate) mod walk;

use crate::base::Base;
use crate::digits::DigitWork;
use crate::simd::{Row, Tier};
pub use last::Last;
use walk::{Pair, Term};

/// Digits of a number in a table: a multiple of any [`crate::digits::DigitLanes::WIDTH`].
pub const START_DIGITS: usize = 8;

/// A base whose small numbers are made here.
pub trait Digits: Base {
    /// The last pair in the table of digits.
    const LAST_START: u64;
    /// The last pair that scalar code can make.
    const LAST_SCALAR: u64;
    /// The least [`crate::digits::DigitLanes::BASE`].
    const LEAST: u64;

    /// The last k from which F(2k), or the pair at 2k, is made of digits, if the tier has any: the
    /// threshold against the transform.
    fn last_digits(tier: Tier) -> Option<u64>;
    /// Does the work, if the tier has lanes for digits of this base.
    fn dispatch<W: DigitWork<Self>>(tier: Tier, work: W) -> Option<W::Output>;
    /// At least the digits of F(k) and of 2 F(k-1) + F(k).
    fn digits(k: u64, base: u64) -> usize;
    /// The digits of F(k-1) and F(k), for a k up to [`Self::LAST_START`].
    fn start(k: u64, base: u64) -> [[u64; START_DIGITS]; 2];
    /// [`pair`] in scalar code.
    fn scalar_pair(k: u64, outs: [&mut [Self::Limb]; 2]);
    /// [`term`] in scalar code.
    fn scalar_term(last: Last, out: &mut [Self::Limb]) -> usize;
}

/// The last pair that scalar code makes: with digits, those of the table.
fn last_scalar<B: Digits>(tier: Tier) -> u64 {
    match B::last_digits(tier) {
        None => B::LAST_SCALAR,
        Some(_) => B::LAST_START,
    }
}

/// Whether the pair at k can be made and multiplied here.
pub fn admits<B: Digits>(tier: Tier, k: u64) -> bool {
    k <= B::last_digits(tier).unwrap_or(B::LAST_SCALAR)
}

/// Whether the pair at k is made here: in digits one doubling more than is multiplied.
pub fn makes<B: Digits>(tier: Tier, k: u64) -> bool {
    k <= B::last_digits(tier).map_or(B::LAST_SCALAR, |last| 2 * last + 1)
}

/// Rows of working space for [`pair`] at k and for a [`term`] from there.
pub fn need<B: Digits>(tier: Tier, k: u64) -> usize {
    if k <= last_scalar::<B>(tier) {
        0
    } else {
        walk::need::<B>(k)
    }
}

/// Writes F(k-1) and F(k), for a k that this [`makes`]; each output has [`Base::limbs_bound`] limbs.
pub fn pair<B: Digits>(tier: Tier, k: u64, rows: &mut [Row], outs: [&mut [B::Limb]; 2]) {
    if k <= last_scalar::<B>(tier) {
        return B::scalar_pair(k, outs);
    }
    B::dispatch(tier, Pair { k, rows, outs }).expect("a tier with digits")
}

/// Writes a term to the front of `out`, from a pair that this [`admits`], with room for a product of its
/// numbers and two limbs. Returns how many limbs.
pub fn term<B: Digits>(tier: Tier, last: Last, rows: &mut [Row], out: &mut [B::Limb]) -> usize {
    if last.k <= last_scalar::<B>(tier) {
        return B::scalar_term(last, out);
    }
    B::dispatch(tier, Term { last, rows, out }).expect("a tier with digits")
}
