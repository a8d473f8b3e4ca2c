//! The basecase in binary.

use super::{Digits, Last, START_DIGITS, scalar};
use crate::binary::Binary;
use crate::digits::DigitWork;
use crate::simd::Tier;
use crate::starts::{self, LAST_START, START_LIMBS};

impl Digits for Binary {
    /// Beyond it digits serve where there are any: F(1024) takes the same time in limbs, F(1500) a fifth
    /// less in digits.
    const LAST_START: u64 = LAST_START;
    const LAST_SCALAR: u64 = scalar::LAST_PAIR;
    const LEAST: u64 = 1 << 50;

    /// Measured on Zen 4, with builds that differ in it alone, taking turns. AVX-512: equal at F(117,000)
    /// for the product, at F(210,000) for the squares; AVX2: 65,000 and 140,000.
    fn last_digits(tier: Tier) -> Option<u64> {
        match tier {
            Tier::Portable(_) => None,
            #[cfg(target_arch = "x86_64")]
            Tier::Avx2(_) => Some(33_000),
            #[cfg(target_arch = "x86_64")]
            Tier::Avx512(_) => Some(54_000),
        }
    }

    fn dispatch<W: DigitWork<Self>>(tier: Tier, work: W) -> Option<W::Output> {
        tier.dispatch_digits(work)
    }

    /// log2 phi is below 0.694242, and 2 F(k-1) + F(k) below 4 F(k).
    fn digits(k: u64, base: u64) -> usize {
        (k as usize * 694_242 / 1_000_000 + 3).div_ceil(base.ilog2() as usize)
    }

    #[inline(always)]
    fn start(k: u64, base: u64) -> [[u64; START_DIGITS]; 2] {
        const { assert!(64 * START_LIMBS <= 50 * START_DIGITS) };
        let [a, c] = starts::start(k);
        [limbs_to_digits(a, base), limbs_to_digits(c, base)]
    }

    fn scalar_pair(k: u64, outs: [&mut [u64]; 2]) {
        scalar::pair(k, outs);
    }

    fn scalar_term(last: Last, out: &mut [u64]) -> usize {
        scalar::term(last, out)
    }
}

/// The digits of a number of the table, and zeros.
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
