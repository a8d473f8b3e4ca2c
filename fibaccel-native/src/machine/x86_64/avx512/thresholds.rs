//! The thresholds of this tier, measured on Zen 4.

use crate::machine::thresholds::Thresholds;

/// The thresholds of the tier; [`Thresholds`] says what each decides.
pub const THRESHOLDS: Thresholds = Thresholds {
    // `cargo test --release --no-default-features -- --ignored --nocapture thresholds`,
    // like the next three.
    transform_product: 80,
    transform_step: 80,
    digits_product: 18..280,
    digits_square: 16..430,
    // Builds that differ in it alone, taking turns: equal at F(117,000) for the product, at F(210,000) for
    // the squares.
    last_binary_k: Some(54_000),
    // One build that took it from outside: equal at F(69,000) for the product, at F(106,000) for the
    // squares.
    last_decimal_k: Some(30_000),
    karatsuba_blocks: 16,
    karatsuba_square_blocks: 22,
    conversion_block: 112,
    short_reduction: 24,
    prepared_modulus: 250,
};
