//! Small Fibonacci numbers in decimal: in scalar code ([`scalar`]), or in the digits of a tier, as
//! [`crate::basecase`] has it for binary ones.

use super::Decimal;
use super::scalar::{self, LAST_START, START_DIGITS as SCALAR_DIGITS, STARTS};
use crate::basecase::Last;
use crate::basecase::walk::{self, Digits, Pair, START_DIGITS, Term};
use crate::digits::DECIMAL_BASE;
use crate::simd::{Row, Tier};

impl Digits for Decimal {
    const LEAST: u64 = DECIMAL_BASE;

    /// log10 phi is below 0.208988, and 2 F(k-1) + F(k) below 4 F(k).
    fn digits(k: u64, base: u64) -> usize {
        (k as usize * 208_988 / 1_000_000 + 2).div_ceil(base.ilog10() as usize)
    }

    fn steps(k: u64) -> u32 {
        scalar::steps(k)
    }

    /// For digits of 15 decimal ones.
    #[inline(always)]
    fn start(k: u64, base: u64) -> [[u64; START_DIGITS]; 2] {
        assert_eq!(DECIMAL_BASE, base);
        let [a, c] = [&STARTS[k as usize], &STARTS[k as usize + 1]];
        [short(a), short(c)]
    }
}

/// A number of the table in digits of 15 decimal ones, and zeros.
#[inline(always)]
fn short([a, b, c, d, e]: &[u64; SCALAR_DIGITS]) -> [u64; START_DIGITS] {
    const T: [u64; 6] = [
        1,
        1_000,
        1_000_000,
        1_000_000_000,
        1_000_000_000_000,
        DECIMAL_BASE,
    ];
    [
        a % T[5],
        a / T[5] + b % T[4] * T[1],
        b / T[4] + c % T[3] * T[2],
        c / T[3] + d % T[2] * T[3],
        d / T[2] + e % T[1] * T[4],
        e / T[1],
        0,
        0,
    ]
}

/// The last k from which F(2k), or the pair at 2k, is made of digits, if the tier has any: the threshold
/// against the transform. Measured on Zen 4, with one build that took it from outside, in turns. AVX-512:
/// equal at F(69,000) for the product, at F(106,000) for the squares; AVX2: 51,000 and 100,000.
fn last_digits(tier: Tier) -> Option<u64> {
    match tier {
        Tier::Portable(_) => None,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx2(_) => Some(25_000),
        #[cfg(target_arch = "x86_64")]
        Tier::Avx512(_) => Some(30_000),
    }
}

/// The last pair that scalar code makes: with digits, those of its table.
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
        walk::need::<Decimal>(k)
    }
}

/// Writes F(k-1) and F(k), for a k that this [`makes`]; each output has [`crate::limbs::decimal::limbs_bound`] limbs.
pub fn pair(tier: Tier, k: u64, rows: &mut [Row], outs: [&mut [u32]; 2]) {
    if k <= last_scalar(tier) {
        return scalar::pair(k, outs);
    }
    tier.dispatch_decimal(Pair { k, rows, outs })
        .expect("a tier with digits");
}

/// Writes a term to the front of `out`, from a pair that this [`admits`], with room for a product of its
/// numbers and two limbs. Returns how many limbs.
pub fn term(tier: Tier, last: Last, rows: &mut [Row], out: &mut [u32]) -> usize {
    if last.k <= last_scalar(tier) {
        return scalar::term(last, out);
    }
    tier.dispatch_decimal(Term { last, rows, out })
        .expect("a tier with digits")
}
