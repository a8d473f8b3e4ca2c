//! Doubles with AVX-512: eight at a time.

#![allow(unsafe_code)]

use super::Avx512;
use crate::machine::lanes::Doubles;
use std::arch::x86_64::*;

impl Doubles for Avx512 {
    type D = __m512d;
    type Flags = __mmask8;
    const FUSED: bool = true;

    methods! {
        fn f64_from_words(self, words: __m512i) -> __m512d = simd!(_mm512_cvtepu64_pd(words));
        fn words_from_f64(self, x: __m512d) -> __m512i = simd!(_mm512_cvtpd_epu64(x));
        fn splat_f64(self, x: f64) -> __m512d = simd!(_mm512_set1_pd(x));
        fn add_f64(self, x: __m512d, y: __m512d) -> __m512d = simd!(_mm512_add_pd(x, y));
        fn sub_f64(self, x: __m512d, y: __m512d) -> __m512d = simd!(_mm512_sub_pd(x, y));
        fn mul_f64(self, x: __m512d, y: __m512d) -> __m512d = simd!(_mm512_mul_pd(x, y));
        fn div_f64(self, x: __m512d, y: __m512d) -> __m512d = simd!(_mm512_div_pd(x, y));
        fn mul_add_f64(self, x: __m512d, y: __m512d, z: __m512d) -> __m512d = simd!(_mm512_fmadd_pd(x, y, z));
        fn mul_sub_f64(self, x: __m512d, y: __m512d, z: __m512d) -> __m512d = simd!(_mm512_fmsub_pd(x, y, z));
        fn neg_mul_add_f64(self, x: __m512d, y: __m512d, z: __m512d) -> __m512d = simd!(_mm512_fnmadd_pd(x, y, z));
        fn top_bit(self, words: __m512i) -> __mmask8 = simd!(_mm512_movepi64_mask(words));
        fn select_f64(self, flags: __mmask8, x: __m512d, y: __m512d) -> __m512d = simd!(_mm512_mask_blend_pd(flags, y, x));
    }

    #[inline(always)]
    fn is_negative_f64(self, x: __m512d) -> __mmask8 {
        simd!(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(x, _mm512_setzero_pd()))
    }
}
