//! The thresholds of this tier, measured on Zen 4; where digits begin, on Zen 5.

use super::Avx512;
use crate::machine::thresholds::{Measured, Thresholds};

impl Measured for Avx512 {
    const THRESHOLDS: Thresholds = Thresholds {
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::products`
        transform_product: 80,
        transform_step: 80,
        digits_product: 20..280,
        digits_square: 22..430,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::tier_digits::basecase_ends`
        last_limbs_k: 560,
        // Between the two: equal at F(117,000) for the product, at F(210,000) for the squares.
        last_binary_k: Some(54_000),
        // Equal at F(69,000) for the product, at F(106,000) for the squares.
        last_decimal_k: Some(30_000),
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::tier_digits::digit_blocks`
        karatsuba_blocks: 16,
        karatsuba_square_blocks: 22,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::conversion`
        conversion_block: 170,
        // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::reduction`
        short_reduction: 24,
        prepared_modulus: 250,
    };
}
