//! The thresholds of this tier, set by modelled cycles on Apple M1 and Neoverse N1, V1 and V2, between which they
//! lie. None was measured on a processor.

use super::Neon;
use crate::machine::thresholds::{Measured, Thresholds};

impl Measured for Neon {
    const THRESHOLDS: Thresholds = Thresholds {
        // `python benchmarks/cycles.py PROGRAM limbs-product=136 transform-product=136 ...`
        // Equal at 135 to 155 limbs. Steps come after those in digits, all of them longer.
        transform_product: 140,
        transform_step: 140,
        // Equal to products in limbs at 45 to 60 limbs, to transforms at 155 to 240.
        digits_product: 56..180,
        // Equal to squares in limbs at 50 to 80 limbs, to transforms at 250 to 430.
        digits_square: 72..280,
        // The last pair made in digits has as many limbs as `digits_square` has at its end.
        last_binary_k: Some(27_000),
        last_decimal_k: None,
        // 32 and 64 take up to 8 % more for products and squares of 136 to 543 limbs; less is not possible.
        karatsuba_blocks: 21,
        karatsuba_square_blocks: 28,
        // Those of AVX2, which has the same operations; not counted.
        conversion_block: 144,
        short_reduction: 72,
        prepared_modulus: 180,
    };
}
