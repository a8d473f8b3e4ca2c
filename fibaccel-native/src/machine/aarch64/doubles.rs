//! Doubles with NEON: two at a time.

#![allow(unsafe_code)]

use super::Neon;
use crate::machine::lanes::Doubles;
use std::arch::aarch64::*;

impl Doubles for Neon {
    type D = float64x2_t;
    type Flags = uint64x2_t;
    const FUSED: bool = true;

    methods! {
        fn f64_from_words(self, words: uint64x2_t) -> float64x2_t = simd!(vcvtq_f64_u64(words));
        fn words_from_f64(self, x: float64x2_t) -> uint64x2_t = simd!(vcvtq_u64_f64(x));
        fn splat_f64(self, x: f64) -> float64x2_t = simd!(vdupq_n_f64(x));
        fn add_f64(self, x: float64x2_t, y: float64x2_t) -> float64x2_t = simd!(vaddq_f64(x, y));
        fn sub_f64(self, x: float64x2_t, y: float64x2_t) -> float64x2_t = simd!(vsubq_f64(x, y));
        fn mul_f64(self, x: float64x2_t, y: float64x2_t) -> float64x2_t = simd!(vmulq_f64(x, y));
        fn div_f64(self, x: float64x2_t, y: float64x2_t) -> float64x2_t = simd!(vdivq_f64(x, y));
        fn mul_add_f64(self, x: float64x2_t, y: float64x2_t, z: float64x2_t) -> float64x2_t =
            simd!(vfmaq_f64(z, x, y));
        fn mul_sub_f64(self, x: float64x2_t, y: float64x2_t, z: float64x2_t) -> float64x2_t =
            simd!(vfmaq_f64(vnegq_f64(z), x, y));
        fn neg_mul_add_f64(self, x: float64x2_t, y: float64x2_t, z: float64x2_t) -> float64x2_t =
            simd!(vfmsq_f64(z, x, y));
        fn near_mul_f64(self, x: float64x2_t, y: float64x2_t) -> float64x2_t =
            simd!(vrndnq_f64(vmulq_f64(x, y)));
        fn top_bit(self, words: uint64x2_t) -> uint64x2_t =
            simd!(vcltzq_s64(vreinterpretq_s64_u64(words)));
        fn is_negative_f64(self, x: float64x2_t) -> uint64x2_t = simd!(vcltzq_f64(x));
        fn select_f64(self, flags: uint64x2_t, x: float64x2_t, y: float64x2_t) -> float64x2_t =
            simd!(vbslq_f64(flags, x, y));
    }
}
