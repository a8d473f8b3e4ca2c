//! Doubles with AVX2 and FMA: four at a time.

#![allow(unsafe_code)]

use super::avx2::{Avx2, POWER_52};
use crate::simd::{Doubles, Words};
use std::arch::x86_64::*;

/// Calls one intrinsic. A macro so that the argument for safety stands once.
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of `Avx2`, whose only constructor is `detect`, so the
        // processor has the instruction; it touches no memory.
        unsafe { $call }
    };
}

impl Doubles for Avx2 {
    type D = __m256d;
    type Flags = __m256d;
    const FUSED: bool = true;

    /// In the low bits of 2^52.
    #[inline(always)]
    fn doubles(self, words: __m256i) -> __m256d {
        let placed = self.or(words, self.splat(POWER_52.to_bits()));
        self.minus(simd!(_mm256_castsi256_pd(placed)), self.fill(POWER_52))
    }

    #[inline(always)]
    fn whole(self, x: __m256d) -> __m256i {
        let placed = simd!(_mm256_castpd_si256(self.plus(x, self.fill(POWER_52))));
        self.sub(placed, self.splat(POWER_52.to_bits()))
    }

    #[inline(always)]
    fn fill(self, x: f64) -> __m256d {
        simd!(_mm256_set1_pd(x))
    }

    #[inline(always)]
    fn plus(self, x: __m256d, y: __m256d) -> __m256d {
        simd!(_mm256_add_pd(x, y))
    }

    #[inline(always)]
    fn minus(self, x: __m256d, y: __m256d) -> __m256d {
        simd!(_mm256_sub_pd(x, y))
    }

    #[inline(always)]
    fn times(self, x: __m256d, y: __m256d) -> __m256d {
        simd!(_mm256_mul_pd(x, y))
    }

    #[inline(always)]
    fn over(self, x: __m256d, y: __m256d) -> __m256d {
        simd!(_mm256_div_pd(x, y))
    }

    #[inline(always)]
    fn times_plus(self, x: __m256d, y: __m256d, z: __m256d) -> __m256d {
        simd!(_mm256_fmadd_pd(x, y, z))
    }

    #[inline(always)]
    fn times_minus(self, x: __m256d, y: __m256d, z: __m256d) -> __m256d {
        simd!(_mm256_fmsub_pd(x, y, z))
    }

    #[inline(always)]
    fn minus_times(self, z: __m256d, x: __m256d, y: __m256d) -> __m256d {
        simd!(_mm256_fnmadd_pd(x, y, z))
    }

    /// The sign of a double is what chooses.
    #[inline(always)]
    fn top(self, words: __m256i) -> __m256d {
        simd!(_mm256_castsi256_pd(words))
    }

    #[inline(always)]
    fn negative(self, x: __m256d) -> __m256d {
        simd!(_mm256_cmp_pd::<_CMP_LT_OQ>(x, _mm256_setzero_pd()))
    }

    #[inline(always)]
    fn choose(self, flags: __m256d, x: __m256d, y: __m256d) -> __m256d {
        simd!(_mm256_blendv_pd(y, x, flags))
    }
}
