//! The thresholds of this tier, measured on Zen 4; where digits begin, on Zen 5.

use super::Avx2;
use crate::machine::thresholds::{Measured, Thresholds};

impl Measured for Avx2 {
    const THRESHOLDS: Thresholds = Thresholds {
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::products`
        transform_product: 112,
        transform_step: 112,
        digits_product: 52..220,
        digits_square: 80..400,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::tier_digits::basecase_ends`
        last_limbs_k: 1_600,
        // Between the two: equal at F(65,000) for the product, at F(140,000) for the squares.
        last_binary_k: Some(33_000),
        // Equal at F(51,000) for the product, at F(100,000) for the squares.
        last_decimal_k: Some(25_000),
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::tier_digits::digit_blocks`
        karatsuba_blocks: 32,
        karatsuba_square_blocks: 64,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::conversion`
        conversion_block: 170,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::reduction`
        short_reduction: 72,
        prepared_modulus: 180,
    };
}
