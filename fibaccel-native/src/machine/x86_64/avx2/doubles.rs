//! Doubles with AVX2 and FMA: four at a time.

#![allow(unsafe_code)]

use super::{Avx2, POWER_52};
use crate::machine::lanes::{Doubles, Words};
use std::arch::x86_64::*;

impl Doubles for Avx2 {
    type D = __m256d;
    type Flags = __m256d;
    const FUSED: bool = true;

    // Words below 2^52 stand in the low bits of the double 2^52.
    #[inline(always)]
    fn f64_from_words(self, words: __m256i) -> __m256d {
        let placed = self.or(words, self.splat(POWER_52.to_bits()));
        self.sub_f64(simd!(_mm256_castsi256_pd(placed)), self.splat_f64(POWER_52))
    }

    #[inline(always)]
    fn words_from_f64(self, x: __m256d) -> __m256i {
        let placed = simd!(_mm256_castpd_si256(
            self.add_f64(x, self.splat_f64(POWER_52))
        ));
        self.sub(placed, self.splat(POWER_52.to_bits()))
    }

    methods! {
        fn splat_f64(self, x: f64) -> __m256d = simd!(_mm256_set1_pd(x));
        fn add_f64(self, x: __m256d, y: __m256d) -> __m256d = simd!(_mm256_add_pd(x, y));
        fn sub_f64(self, x: __m256d, y: __m256d) -> __m256d = simd!(_mm256_sub_pd(x, y));
        fn mul_f64(self, x: __m256d, y: __m256d) -> __m256d = simd!(_mm256_mul_pd(x, y));
        fn div_f64(self, x: __m256d, y: __m256d) -> __m256d = simd!(_mm256_div_pd(x, y));
        fn mul_add_f64(self, x: __m256d, y: __m256d, z: __m256d) -> __m256d = simd!(_mm256_fmadd_pd(x, y, z));
        fn mul_sub_f64(self, x: __m256d, y: __m256d, z: __m256d) -> __m256d = simd!(_mm256_fmsub_pd(x, y, z));
        fn neg_mul_add_f64(self, x: __m256d, y: __m256d, z: __m256d) -> __m256d = simd!(_mm256_fnmadd_pd(x, y, z));
        fn top_bit(self, words: __m256i) -> __m256d = simd!(_mm256_castsi256_pd(words));
        fn select_f64(self, flags: __m256d, x: __m256d, y: __m256d) -> __m256d = simd!(_mm256_blendv_pd(y, x, flags));
        fn is_negative_f64(self, x: __m256d) -> __m256d = simd!(_mm256_cmp_pd::<_CMP_LT_OQ>(x, _mm256_setzero_pd()));
    }
}
