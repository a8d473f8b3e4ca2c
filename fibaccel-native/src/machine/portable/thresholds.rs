//! The thresholds of this tier, measured on Zen 4.

use crate::machine::thresholds::Thresholds;

/// The thresholds of the tier; [`Thresholds`] says what each decides.
pub const THRESHOLDS: Thresholds = Thresholds {
    // `cargo test --release --no-default-features -- --ignored --nocapture thresholds`,
    // like the next three.
    transform_product: 1000,
    transform_step: 1000,
    digits_product: 0..0,
    digits_square: 0..0,
    last_binary_k: None,
    last_decimal_k: None,
    karatsuba_blocks: usize::MAX,
    karatsuba_square_blocks: usize::MAX,
    conversion_block: 287,
    short_reduction: 140,
    prepared_modulus: 600,
};
