//! Doubles for any processor: one at a time.

use super::Portable;
use crate::machine::lanes::Doubles;
use std::hint::select_unpredictable;

impl Doubles for Portable {
    type D = f64;
    type Flags = bool;
    const FUSED: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));

    methods! {
        fn f64_from_words(self, word: u64) -> f64 = word as f64;
        fn words_from_f64(self, x: f64) -> u64 = x as u64;
        fn splat_f64(self, x: f64) -> f64 = x;
        fn add_f64(self, x: f64, y: f64) -> f64 = x + y;
        fn sub_f64(self, x: f64, y: f64) -> f64 = x - y;
        fn mul_f64(self, x: f64, y: f64) -> f64 = x * y;
        fn div_f64(self, x: f64, y: f64) -> f64 = x / y;
        fn mul_add_f64(self, x: f64, y: f64, z: f64) -> f64 = x.mul_add(y, z);
        fn mul_sub_f64(self, x: f64, y: f64, z: f64) -> f64 = x.mul_add(y, -z);
        fn neg_mul_add_f64(self, x: f64, y: f64, z: f64) -> f64 = (-x).mul_add(y, z);
        fn top_bit(self, word: u64) -> bool = word >> 63 == 1;
        fn is_negative_f64(self, x: f64) -> bool = x < 0.0;
        fn select_f64(self, flag: bool, x: f64, y: f64) -> f64 = select_unpredictable(flag, x, y);
    }
}
