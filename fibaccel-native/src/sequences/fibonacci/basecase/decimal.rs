//! The basecase in decimal: scalar code has triples ([`decimal_scalar`]), the tiers' digits are below 10^15.

use super::base::{FibonacciBase, START_DIGITS};
use super::decimal_scalar::{self, LAST_START, START_TRIPLES, STARTS};
use crate::limbs::Decimal;
use crate::machine::Tier;
use crate::machine::digits::{DECIMAL_BASE, DigitWork};
use crate::sequences::fibonacci::last_product::LastProduct;
use crate::sequences::size::decimal_limbs_bound;

impl FibonacciBase for Decimal {
    const LAST_START: u64 = LAST_START;
    const LAST_KEPT: u64 = 7_234;
    const LEAST: u64 = DECIMAL_BASE;

    fn limbs_bound(k: u64) -> usize {
        decimal_limbs_bound(k)
    }

    fn last_scalar_k(tier: Tier) -> u64 {
        match Self::last_digits_k(tier) {
            None => decimal_scalar::LAST_PAIR,
            Some(_) => LAST_START,
        }
    }

    fn last_digits_k(tier: Tier) -> Option<u64> {
        tier.thresholds().last_decimal_k
    }

    fn dispatch<W: DigitWork<Self>>(tier: Tier, work: W) -> Option<W::Output> {
        tier.dispatch_decimal_digits(work)
    }

    /// An upper bound for the digits: log10 phi is below 0.208988, and 2 F(k-1) + F(k) below 4 F(k).
    fn digits(k: u64, base: u64) -> usize {
        (k * 208_988 / 1_000_000 + 2).div_ceil(base.ilog10().into()) as usize
    }

    /// The digits of F(k-1) and F(k), each of 15 decimal ones.
    #[inline(always)]
    fn start(k: u64, base: u64) -> [[u64; START_DIGITS]; 2] {
        assert_eq!(DECIMAL_BASE, base);
        let [a, c] = [&STARTS[k as usize], &STARTS[k as usize + 1]];
        [short(a), short(c)]
    }

    fn write_scalar_pair(k: u64, outs: [&mut [u32]; 2]) {
        decimal_scalar::write_pair(k, outs);
    }

    fn write_scalar_term(last: LastProduct, out: &mut [u32]) -> usize {
        decimal_scalar::write_term(last, out)
    }
}

/// The digits of a number of the table, each of 15 decimal ones, filled up with zeros.
#[inline(always)]
fn short([a, b, c, d, e]: &[u64; START_TRIPLES]) -> [u64; START_DIGITS] {
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
