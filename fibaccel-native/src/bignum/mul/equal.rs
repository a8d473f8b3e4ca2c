//! Products in limbs of two numbers of equal lengths: the choice between the quadratic algorithm, Karatsuba's and
//! Toom's.

use super::{karatsuba, schoolbook, toom};
use crate::runtime::{Interrupt, Interrupted};

// Not the thresholds of a tier, because all tiers run this code. Measured on Zen 5:
// `cargo test --release --no-default-features -- --ignored --nocapture thresholds::limbs`

/// The length from which on products are made of three of halves.
pub const KARATSUBA_FROM: usize = 32;

/// The length from which on squares are made of three of halves.
pub const KARATSUBA_SQUARE_FROM: usize = 54;

/// The length from which on products are made of five of thirds.
pub const TOOM_FROM: usize = 120;

/// The length from which on squares are made of five of thirds.
pub const TOOM_SQUARE_FROM: usize = 180;

const _: () = assert!(KARATSUBA_FROM >= karatsuba::LEAST && TOOM_FROM >= toom::LEAST);
const _: () = assert!(KARATSUBA_SQUARE_FROM >= karatsuba::LEAST && TOOM_SQUARE_FROM >= toom::LEAST);

/// The limbs of scratch that a product of two numbers of `n` limbs needs.
///
/// By induction 3 n and 15 for each level. Toom's takes 6 (k + 1) for k <= (n + 2) / 3, so 2 n + 10, and gives
/// k + 1 <= (n + 5) / 3 limbs to the next level, which takes n + 5. Karatsuba's takes 2 h <= n + 1 for h halves, and
/// the next level 3 (n + 1) / 2: that is less. From n > 8 a level leads to at most two thirds of n, and ends
/// below [`KARATSUBA_FROM`], so there are fewer levels than twice the bits of n.
pub const fn scratch(n: usize) -> usize {
    3 * n + 30 * (usize::BITS - n.leading_zeros()) as usize
}

/// Multiplies numbers of equal lengths, `out` = x y, or x^2 without a y, below the transform.
pub fn multiply(
    out: &mut [u64],
    x: &[u64],
    y: Option<&[u64]>,
    scratch: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let (karatsuba_from, toom_from) = match y {
        Some(_) => (KARATSUBA_FROM, TOOM_FROM),
        None => (KARATSUBA_SQUARE_FROM, TOOM_SQUARE_FROM),
    };
    if x.len() >= toom_from {
        return toom::multiply(out, x, y, scratch, multiply, interrupt);
    }
    if x.len() >= karatsuba_from {
        return karatsuba::multiply(out, x, y, scratch, multiply, interrupt);
    }
    match y {
        _ if x.is_empty() => {}
        Some(y) => schoolbook::multiply(out, x, y),
        None => schoolbook::square(out, x),
    }
    Ok(())
}
