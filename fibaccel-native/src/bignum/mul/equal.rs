//! Products in limbs of two numbers of equal lengths: the choice between the quadratic algorithm, Karatsuba's and
//! Toom's.

use super::{karatsuba, schoolbook, toom};
use crate::machine::rows::Fast;
use crate::runtime::{Interrupt, Interrupted};

/// The lengths from which on an algorithm is faster than the one before.
#[derive(Clone, Copy, Debug)]
pub struct Lengths {
    /// The length of factors from which on products are made of three of halves.
    pub karatsuba: usize,
    /// The length from which on squares are made of three of halves.
    pub karatsuba_square: usize,
    /// The length of factors from which on products are made of five of thirds.
    pub toom: usize,
    /// The length from which on squares are made of five of thirds.
    pub toom_square: usize,
}

impl Lengths {
    // Measured on Zen 5 with ADX and, by a build that did not use it, without:
    // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::limbs`

    const WITHOUT_ADX: Self = Self::of(20, 36, 100, 160);
    const WITH_ADX: Self = Self::of(32, 54, 120, 180);

    /// The lengths on this processor. They do not depend on the tier, because all tiers run this code.
    pub fn here() -> &'static Self {
        match Fast::detect().is_some() {
            true => &Self::WITH_ADX,
            false => &Self::WITHOUT_ADX,
        }
    }

    const fn of(
        karatsuba: usize,
        karatsuba_square: usize,
        toom: usize,
        toom_square: usize,
    ) -> Self {
        assert!(karatsuba >= karatsuba::LEAST && karatsuba_square >= karatsuba::LEAST);
        assert!(toom >= toom::LEAST && toom_square >= toom::LEAST);
        Self {
            karatsuba,
            karatsuba_square,
            toom,
            toom_square,
        }
    }
}

/// The limbs of scratch that a product of two numbers of `n` limbs needs.
///
/// By induction 3 n and 15 for each level. Toom's takes 6 (k + 1) for k <= (n + 2) / 3, so 2 n + 10, and gives
/// k + 1 <= (n + 5) / 3 limbs to the next level, which takes n + 5. Karatsuba's takes 2 h <= n + 1 for h halves, and
/// the next level 3 (n + 1) / 2: that is less. From n > 8 a level leads to at most two thirds of n, and ends
/// below that, so there are fewer levels than twice the bits of n.
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
    let lengths = Lengths::here();
    let (karatsuba_from, toom_from) = match y {
        Some(_) => (lengths.karatsuba, lengths.toom),
        None => (lengths.karatsuba_square, lengths.toom_square),
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
