//! The thresholds of this tier, measured on Zen 4; those of transforms on Zen 5 with ADX.

use super::Portable;
use crate::machine::thresholds::{Measured, Thresholds};

impl Measured for Portable {
    const THRESHOLDS: Thresholds = Thresholds {
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::products`
        transform_product: 2300,
        transform_step: 2300,
        digits_product: 0..0,
        digits_square: 0..0,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::tier_digits::basecase_ends`
        last_limbs_k: u64::MAX,
        last_binary_k: None,
        last_decimal_k: None,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::tier_digits::digit_blocks`
        karatsuba_blocks: usize::MAX,
        karatsuba_square_blocks: usize::MAX,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::conversion`
        conversion_block: 650,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::reduction`
        short_reduction: 140,
        prepared_modulus: 600,
    };
}
