//! The basecase in binary: limbs in scalar code ([`binary_scalar`]), or the tiers' binary digits.

use super::base::{FibonacciBase, START_DIGITS};
use super::binary_scalar;
use crate::limbs::Binary;
use crate::machine::Tier;
use crate::machine::digits::DigitWork;
use crate::sequences::fibonacci::last_product::LastProduct;
use crate::sequences::size::limbs_bound;
use crate::sequences::table::{self, LAST_START, START_LIMBS};

impl FibonacciBase for Binary {
    /// The end of the table.
    const LAST_START: u64 = LAST_START;
    const LAST_KEPT: u64 = 16_129;
    const LEAST: u64 = 1 << 50;

    fn limbs_bound(k: u64) -> usize {
        limbs_bound(k)
    }

    fn last_scalar_k(tier: Tier) -> u64 {
        tier.thresholds().last_limbs_k.min(binary_scalar::LAST_PAIR)
    }

    fn last_digits_k(tier: Tier) -> Option<u64> {
        tier.thresholds().last_binary_k
    }

    fn dispatch<W: DigitWork<Self>>(tier: Tier, work: W) -> Option<W::Output> {
        tier.dispatch_digits(work)
    }

    /// An upper bound for the digits: log2 phi is below 0.694242, and 2 F(k-1) + F(k) below 4 F(k).
    fn digits(k: u64, base: u64) -> usize {
        (k * 694_242 / 1_000_000 + 3).div_ceil(base.ilog2().into()) as usize
    }

    #[inline(always)]
    fn start(k: u64, base: u64) -> [[u64; START_DIGITS]; 2] {
        const { assert!(64 * START_LIMBS <= 50 * START_DIGITS) };
        let [a, c] = table::start(k);
        [limbs_to_digits(a, base), limbs_to_digits(c, base)]
    }

    fn write_scalar_pair(k: u64, outs: [&mut [u64]; 2]) {
        binary_scalar::write_pair(k, outs);
    }

    fn write_scalar_term(last: LastProduct, out: &mut [u64]) -> usize {
        binary_scalar::write_term(last, out)
    }
}

/// The digits of a number of the table, filled up with zeros.
#[inline(always)]
fn limbs_to_digits(limbs: &[u64; START_LIMBS], base: u64) -> [u64; START_DIGITS] {
    let width = base.ilog2() as usize;
    let mut digits = [0; START_DIGITS];
    for (i, digit) in digits.iter_mut().enumerate() {
        let (first, shift) = (width * i / 64, width * i % 64);
        let limb = |i: usize| limbs.get(i).map_or(0, |&limb| u128::from(limb));
        let bits = (limb(first) | (limb(first + 1) << 64)) >> shift;
        *digit = bits as u64 % base;
    }
    digits
}
