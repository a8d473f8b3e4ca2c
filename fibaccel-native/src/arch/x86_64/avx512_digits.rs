//! Digits of 52 bits with AVX-512.

#![allow(unsafe_code)]

use super::avx512::Avx512;
use crate::simd::{DigitKernel, DigitLanes, Lanes};
use std::arch::x86_64::*;

const MASK_52: u64 = (1 << 52) - 1;

/// What a row carries to the next.
#[derive(Clone, Copy, Debug)]
pub struct Carry {
    /// The upper parts of the words: only that of the last lane counts.
    high: __m512i,
    /// Whether the last digit overflowed by what was added to it: 0 or 1.
    bit: u32,
}

/// Calls one intrinsic. A macro so that the argument for safety stands once.
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of `Avx512`, whose only constructor is `detect`, so the
        // processor has the instruction; it touches no memory.
        unsafe { $call }
    };
}

impl DigitLanes for Avx512 {
    type Carry = Carry;

    #[inline(always)]
    fn vectorize_digits<K: DigitKernel>(self, kernel: K) -> K::Output {
        #[target_feature(
            enable = "avx512f,avx512dq,avx512bw,avx512vl,avx512ifma,avx512vbmi,avx512vbmi2,bmi2,adx"
        )]
        fn inner<K: DigitKernel>(s: Avx512, kernel: K) -> K::Output {
            kernel.run(s)
        }
        // SAFETY: `self` can only come from `detect`, which saw each of these features.
        unsafe { inner(self, kernel) }
    }

    #[inline(always)]
    fn no_carry(self) -> Carry {
        Carry {
            high: self.splat(0),
            bit: 0,
        }
    }

    #[inline(always)]
    fn slide<const UP: usize>(self, high: __m512i, low: __m512i) -> __m512i {
        match UP {
            1 => simd!(_mm512_alignr_epi64::<7>(high, low)),
            2 => simd!(_mm512_alignr_epi64::<6>(high, low)),
            3 => simd!(_mm512_alignr_epi64::<5>(high, low)),
            4 => simd!(_mm512_alignr_epi64::<4>(high, low)),
            5 => simd!(_mm512_alignr_epi64::<3>(high, low)),
            6 => simd!(_mm512_alignr_epi64::<2>(high, low)),
            7 => simd!(_mm512_alignr_epi64::<1>(high, low)),
            _ => unreachable!("slides by 1 to 7"),
        }
    }

    /// A lane is its low part plus the upper part of the lane below: t < 2^52 + 2^12. It carries if
    /// t is above the mask, or if it is the mask and is carried to; never twice. So the carries
    /// ripple through the lanes as through the bits of an addition: of those that carry, moved up,
    /// to those that would pass one on.
    #[inline(always)]
    fn normalize(self, words: __m512i, carry: &mut Carry) -> __m512i {
        let mask = self.splat(MASK_52);
        let high = self.shift_right(words, 52);
        let t = self.add(self.and(words, mask), self.slide::<1>(high, carry.high));
        let generate = u32::from(simd!(_mm512_cmpgt_epu64_mask(t, mask)));
        let propagate = u32::from(simd!(_mm512_cmpeq_epu64_mask(t, mask)));
        let sum = ((generate << 1) | carry.bit) + propagate;
        let carried = (sum ^ propagate) as u8;
        *carry = Carry {
            high,
            bit: sum >> 8,
        };
        let one = self.splat(1);
        self.and(simd!(_mm512_mask_add_epi64(t, carried, t, one)), mask)
    }

    #[inline(always)]
    fn add_low_product(self, sum: __m512i, x: __m512i, y: __m512i) -> __m512i {
        simd!(_mm512_madd52lo_epu64(sum, x, y))
    }

    #[inline(always)]
    fn add_high_product(self, sum: __m512i, x: __m512i, y: __m512i) -> __m512i {
        simd!(_mm512_madd52hi_epu64(sum, x, y))
    }

    #[inline(always)]
    fn multiple(self, x: __m512i, n: i64) -> __m512i {
        simd!(_mm512_mullo_epi64(x, _mm512_set1_epi64(n)))
    }
}
