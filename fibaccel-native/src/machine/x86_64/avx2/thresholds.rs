//! The thresholds of this tier, measured on Zen 4.

use crate::machine::thresholds::Thresholds;

/// The thresholds of the tier; [`Thresholds`] says what each decides.
pub const THRESHOLDS: Thresholds = Thresholds {
    // `cargo test --release --no-default-features -- --ignored --nocapture thresholds`,
    // like the next three.
    transform_product: 112,
    transform_step: 112,
    digits_product: 72..220,
    digits_square: 64..400,
    // Builds that differ in it alone, taking turns: equal at F(65,000) for the product, at F(140,000) for
    // the squares.
    last_binary_k: Some(33_000),
    // One build that took it from outside: equal at F(51,000) for the product, at F(100,000) for the
    // squares.
    last_decimal_k: Some(25_000),
    karatsuba_blocks: 32,
    karatsuba_square_blocks: 64,
    conversion_block: 144,
    short_reduction: 72,
    prepared_modulus: 180,
};
