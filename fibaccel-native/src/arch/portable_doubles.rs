//! Doubles for any processor: one at a time.

use super::portable::Portable;
use crate::simd::Doubles;
use std::hint::select_unpredictable;

impl Doubles for Portable {
    type D = f64;
    type Flags = bool;
    const FUSED: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));

    #[inline(always)]
    fn doubles(self, word: u64) -> f64 {
        word as f64
    }

    #[inline(always)]
    fn whole(self, x: f64) -> u64 {
        x as u64
    }

    #[inline(always)]
    fn fill(self, x: f64) -> f64 {
        x
    }

    #[inline(always)]
    fn plus(self, x: f64, y: f64) -> f64 {
        x + y
    }

    #[inline(always)]
    fn minus(self, x: f64, y: f64) -> f64 {
        x - y
    }

    #[inline(always)]
    fn times(self, x: f64, y: f64) -> f64 {
        x * y
    }

    #[inline(always)]
    fn over(self, x: f64, y: f64) -> f64 {
        x / y
    }

    #[inline(always)]
    fn times_plus(self, x: f64, y: f64, z: f64) -> f64 {
        x.mul_add(y, z)
    }

    #[inline(always)]
    fn times_minus(self, x: f64, y: f64, z: f64) -> f64 {
        x.mul_add(y, -z)
    }

    #[inline(always)]
    fn minus_times(self, z: f64, x: f64, y: f64) -> f64 {
        (-x).mul_add(y, z)
    }

    #[inline(always)]
    fn top(self, word: u64) -> bool {
        word >> 63 == 1
    }

    #[inline(always)]
    fn negative(self, x: f64) -> bool {
        x < 0.0
    }

    #[inline(always)]
    fn choose(self, flag: bool, x: f64, y: f64) -> f64 {
        select_unpredictable(flag, x, y)
    }
}
