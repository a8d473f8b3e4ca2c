//! The thresholds of this tier, set by modelled cycles on Apple M1 and Neoverse N1, V1 and V2. None was measured on a
//! processor.

use super::{Core, Neon};
use crate::machine::thresholds::{Measured, Thresholds};

impl Measured for Neon {
    /// Those on cores like the N1.
    const THRESHOLDS: Thresholds = Thresholds {
        // `python benchmarks/cycles.py PROGRAM limbs-product=271 transform-product=271 ...`
        // Steps are equal to two squares at 240 limbs, products to those in limbs at 150 already.
        transform_product: 240,
        transform_step: 240,
        // In digits they take a sixth less on the N1, and half as much again on wide cores.
        digits_product: 0..0,
        digits_square: 0..0,
        last_limbs_k: 462,
        // F(10^4) takes 0.7 of the cycles in digits. Beyond, squares in limbs win.
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

    #[inline(always)]
    fn thresholds(self) -> &'static Thresholds {
        self.0
    }
}

impl Core {
    /// The thresholds on such a core.
    pub(super) fn thresholds(self) -> &'static Thresholds {
        match self {
            Self::N1 => const { &Neon::THRESHOLDS },
            // Products are equal to those in limbs at 430 limbs on V1 and V2, and at 640 in the model of the M1; steps
            // to two squares at 700 and 1,000. At 543 limbs, so for F(10^5), the transform takes 0.9 of the cycles on
            // V1 and V2, and 1.01 on the M1.
            Self::V1 => const { &wide(540) },
            Self::Apple => const { &wide(640) },
        }
    }
}

/// The thresholds on wide cores, for the length from which on products and steps are transforms.
const fn wide(transform: usize) -> Thresholds {
    Thresholds {
        transform_product: transform,
        transform_step: transform,
        // F(10^4) takes 1.18 of the cycles in digits on the V2, the same on the V1 and 0.95 on the M1.
        last_limbs_k: u64::MAX,
        last_binary_k: None,
        ..Neon::THRESHOLDS
    }
}
