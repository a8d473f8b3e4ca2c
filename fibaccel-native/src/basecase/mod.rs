//! Fibonacci numbers of up to some ten thousand bits, from the table to the end without an allocation:
//! in limbs ([`scalar`]), or in digits where the tier has [`crate::digits::DigitLanes`] (`walk`,
//! [`columns`]).
//!
//! Squares and products in digits beat the transform up to `last_digits`. The pair stays in digits all the
//! way; only what leaves is made into limbs.

pub mod columns;
pub mod karatsuba;
mod last;
pub mod scalar;
pub(crate) mod walk;

use crate::binary::Binary;
use crate::simd::{Row, Tier};
use crate::starts::LAST_START;
pub use last::Last;
use walk::{Pair, Term};

/// The last k from which F(2k), or the pair at 2k, is made of digits, if the tier has any: the threshold
/// against the transform. Measured on Zen 4, with builds that differ in it alone, taking turns. AVX-512:
/// equal at F(117,000) for the product, at F(210,000) for the squares; AVX2: 65,000 and 140,000.
fn last_digits(tier: Tier) -> Option<u64> {
    match tier {
        Tier::Portable(_) => None,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx2(_) => Some(33_000),
        #[cfg(target_arch = "x86_64")]
        Tier::Avx512(_) => Some(54_000),
    }
}

/// The last pair that scalar code makes: with digits, those of the table. F(1024) takes the same time in
/// either, F(1500) a fifth less in digits.
fn last_scalar(tier: Tier) -> u64 {
    match last_digits(tier) {
        None => scalar::LAST_PAIR,
        Some(_) => LAST_START,
    }
}

/// Whether the pair at k can be made and multiplied here.
pub fn admits(tier: Tier, k: u64) -> bool {
    k <= last_digits(tier).unwrap_or(scalar::LAST_PAIR)
}

/// Whether the pair at k is made here: in digits one doubling more than is multiplied.
pub fn makes(tier: Tier, k: u64) -> bool {
    k <= last_digits(tier).map_or(scalar::LAST_PAIR, |last| 2 * last + 1)
}

/// Rows of working space for [`pair`] at k and for a [`term`] from there.
pub fn need(tier: Tier, k: u64) -> usize {
    if k <= last_scalar(tier) {
        0
    } else {
        walk::need::<Binary>(k)
    }
}

/// Writes F(k-1) and F(k), for a k that this [`makes`]; each output has [`crate::starts::limbs_bound`] limbs.
pub fn pair(tier: Tier, k: u64, rows: &mut [Row], outs: [&mut [u64]; 2]) {
    if k <= last_scalar(tier) {
        return scalar::pair(k, outs);
    }
    tier.dispatch_digits(Pair { k, rows, outs })
        .expect("a tier with digits");
}

/// Writes a term to the front of `out`, from a pair that this [`admits`], with room for a product of its
/// numbers and two limbs. Returns how many limbs.
pub fn term(tier: Tier, last: Last, rows: &mut [Row], out: &mut [u64]) -> usize {
    if last.k <= last_scalar(tier) {
        return scalar::term(last, out);
    }
    tier.dispatch_digits(Term { last, rows, out })
        .expect("a tier with digits")
}
