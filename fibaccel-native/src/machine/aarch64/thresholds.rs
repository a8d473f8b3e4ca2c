//! The thresholds of this tier, set by modelled cycles on Apple M1 and Neoverse N1, V1 and V2, between which they
//! lie. None was measured on a processor.

use super::Neon;
use crate::machine::thresholds::{Measured, Thresholds};

impl Measured for Neon {
    const THRESHOLDS: Thresholds = Thresholds {
        // `python benchmarks/cycles.py PROGRAM limbs-product=271 transform-product=271 ...`
        // Equal to products and squares in limbs at 400 to 500 limbs on wide cores, but at 110 to 240 on the N1, which
        // multiplies words three times as slowly.
        transform_product: 300,
        transform_step: 300,
        // In limbs they take up to two thirds of the cycles on wide cores, and a sixth more on the N1.
        digits_product: 0..0,
        digits_square: 0..0,
        last_limbs_k: 462,
        // F(10^4) takes 0.9 of the cycles in digits, 0.7 on the N1 and 1.06 on the V2. Beyond, squares in limbs win.
        last_binary_k: Some(5_500),
        last_decimal_k: None,
        // 32 and 64 take up to 8 % more for products and squares of 136 to 543 limbs; less is not possible.
        karatsuba_blocks: 21,
        karatsuba_square_blocks: 28,
        // That of AVX2, which joins blocks by the same operations; not counted.
        conversion_block: 170,
        // That of the portable tier, which has the same products below the transform; not counted.
        short_reduction: 140,
        // Where two of the three transforms of a product take as long as a product in limbs: 200 to 300 limbs.
        prepared_modulus: 250,
    };
}
