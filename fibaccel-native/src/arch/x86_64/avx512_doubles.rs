//! Doubles with AVX-512: eight at a time.

#![allow(unsafe_code)]

use super::avx512::Avx512;
use crate::simd::Doubles;
use std::arch::x86_64::*;

/// Calls one intrinsic. A macro so that the argument for safety stands once.
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of `Avx512`, whose only constructor is `detect`, so the
        // processor has the instruction; it touches no memory.
        unsafe { $call }
    };
}

impl Doubles for Avx512 {
    type D = __m512d;
    type Flags = __mmask8;
    const FUSED: bool = true;

    #[inline(always)]
    fn doubles(self, words: __m512i) -> __m512d {
        simd!(_mm512_cvtepu64_pd(words))
    }

    #[inline(always)]
    fn whole(self, x: __m512d) -> __m512i {
        simd!(_mm512_cvtpd_epu64(x))
    }

    #[inline(always)]
    fn fill(self, x: f64) -> __m512d {
        simd!(_mm512_set1_pd(x))
    }

    #[inline(always)]
    fn plus(self, x: __m512d, y: __m512d) -> __m512d {
        simd!(_mm512_add_pd(x, y))
    }

    #[inline(always)]
    fn minus(self, x: __m512d, y: __m512d) -> __m512d {
        simd!(_mm512_sub_pd(x, y))
    }

    #[inline(always)]
    fn times(self, x: __m512d, y: __m512d) -> __m512d {
        simd!(_mm512_mul_pd(x, y))
    }

    #[inline(always)]
    fn over(self, x: __m512d, y: __m512d) -> __m512d {
        simd!(_mm512_div_pd(x, y))
    }

    #[inline(always)]
    fn times_plus(self, x: __m512d, y: __m512d, z: __m512d) -> __m512d {
        simd!(_mm512_fmadd_pd(x, y, z))
    }

    #[inline(always)]
    fn times_minus(self, x: __m512d, y: __m512d, z: __m512d) -> __m512d {
        simd!(_mm512_fmsub_pd(x, y, z))
    }

    #[inline(always)]
    fn minus_times(self, z: __m512d, x: __m512d, y: __m512d) -> __m512d {
        simd!(_mm512_fnmadd_pd(x, y, z))
    }

    #[inline(always)]
    fn top(self, words: __m512i) -> __mmask8 {
        simd!(_mm512_movepi64_mask(words))
    }

    #[inline(always)]
    fn negative(self, x: __m512d) -> __mmask8 {
        simd!(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(x, _mm512_setzero_pd()))
    }

    #[inline(always)]
    fn choose(self, flags: __mmask8, x: __m512d, y: __m512d) -> __m512d {
        simd!(_mm512_mask_blend_pd(flags, y, x))
    }
}
