//! The basecase in decimal: scalar code in digits of 10^18 ([`scalar`]), the tiers' digits are below 10^15.

use super::Decimal;
use super::scalar::{self, LAST_START, START_DIGITS as SCALAR_DIGITS, STARTS};
use crate::basecase::{Digits, Last, START_DIGITS};
use crate::digits::{DECIMAL_BASE, DigitWork};
use crate::simd::Tier;

impl Digits for Decimal {
    const LAST_START: u64 = LAST_START;
    const LAST_SCALAR: u64 = scalar::LAST_PAIR;
    const LEAST: u64 = DECIMAL_BASE;

    /// Measured on Zen 4, with one build that took it from outside, in turns. AVX-512: equal at F(69,000)
    /// for the product, at F(106,000) for the squares; AVX2: 51,000 and 100,000.
    fn last_digits(tier: Tier) -> Option<u64> {
        match tier {
            Tier::Portable(_) => None,
            #[cfg(target_arch = "x86_64")]
            Tier::Avx2(_) => Some(25_000),
            #[cfg(target_arch = "x86_64")]
            Tier::Avx512(_) => Some(30_000),
        }
    }

    fn dispatch<W: DigitWork<Self>>(tier: Tier, work: W) -> Option<W::Output> {
        tier.dispatch_decimal(work)
    }

    /// log10 phi is below 0.208988, and 2 F(k-1) + F(k) below 4 F(k).
    fn digits(k: u64, base: u64) -> usize {
        (k as usize * 208_988 / 1_000_000 + 2).div_ceil(base.ilog10() as usize)
    }

    /// For digits of 15 decimal ones.
    #[inline(always)]
    fn start(k: u64, base: u64) -> [[u64; START_DIGITS]; 2] {
        assert_eq!(DECIMAL_BASE, base);
        let [a, c] = [&STARTS[k as usize], &STARTS[k as usize + 1]];
        [short(a), short(c)]
    }

    fn scalar_pair(k: u64, outs: [&mut [u32]; 2]) {
        scalar::pair(k, outs);
    }

    fn scalar_term(last: Last, out: &mut [u32]) -> usize {
        scalar::term(last, out)
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
