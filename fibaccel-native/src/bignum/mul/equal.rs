//! Products in limbs of two numbers of equal lengths: the choice between the quadratic algorithm, Karatsuba's and
//! Toom's.

use super::toom::{quarters, thirds};
use super::{karatsuba, schoolbook};
use crate::machine::rows::Fast;
use crate::runtime::{Interrupt, Interrupted};

/// The lengths from which on an algorithm is faster than the one before.
#[derive(Clone, Copy, Debug)]
pub struct Starts {
    /// The length from which on products are made of three of halves.
    pub halves: usize,
    /// The length from which on products are made of five of thirds.
    pub thirds: usize,
    /// The length from which on products are made of seven of quarters.
    pub quarters: usize,
}

/// The lengths of factors, and those of squares.
#[derive(Clone, Copy, Debug)]
pub struct Lengths {
    /// Of products of two factors.
    pub products: Starts,
    /// Of squares.
    pub squares: Starts,
}

impl Lengths {
    // With fast rows and with plain ones, measured on Zen 5 by ADX and by a build that did not use it. The rows of
    // aarch64 are close to the former:
    // `cargo test --release --no-default-features -- --ignored --nocapture thresholds::limbs`
    const PLAIN: Self = Self {
        products: Starts::of([20, 95, 250]),
        squares: Starts::of([36, 100, 260]),
    };
    const FAST: Self = Self {
        products: Starts::of([34, 105, 230]),
        squares: Starts::of([60, 150, 450]),
    };

    /// The lengths on this processor. They do not depend on the tier, because all tiers run this code.
    pub fn here() -> &'static Self {
        match Fast::detect().is_some() {
            true => &Self::FAST,
            false => &Self::PLAIN,
        }
    }
}

impl Starts {
    const fn of([halves, thirds, quarters]: [usize; 3]) -> Self {
        assert!(halves >= karatsuba::LEAST);
        assert!(thirds >= thirds::LEAST && quarters >= quarters::LEAST);
        Self {
            halves,
            thirds,
            quarters,
        }
    }
}

/// The limbs of scratch that a product of two numbers of `n` limbs needs.
///
/// By induction 4 n and 20 for each level. Quarters take 10 (k + 1) for k <= (n + 3) / 4, so 5 n / 2 + 18, and give
/// k + 1 <= (n + 7) / 4 limbs to the next level, which takes n + 7. Thirds take 6 (k + 1), k <= (n + 2) / 3, so
/// 2 n + 10, and the next level at most 4 (n + 5) / 3. Halves take n + 1, and the next level 2 n + 2. From n > 8 a
/// level leads to at most two thirds of n, and ends below that, so there are fewer levels than twice the bits of n.
pub const fn scratch(n: usize) -> usize {
    4 * n + 40 * (usize::BITS - n.leading_zeros()) as usize
}

/// Multiplies numbers of equal lengths, `out` = x y, or x^2 without a y, below the transform.
pub fn multiply(
    out: &mut [u64],
    x: &[u64],
    y: Option<&[u64]>,
    scratch: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let lengths = match y {
        Some(_) => &Lengths::here().products,
        None => &Lengths::here().squares,
    };
    if x.len() >= lengths.quarters {
        return quarters::multiply(out, x, y, scratch, multiply, interrupt);
    }
    if x.len() >= lengths.thirds {
        return thirds::multiply(out, x, y, scratch, multiply, interrupt);
    }
    if x.len() >= lengths.halves {
        return karatsuba::multiply(out, x, y, scratch, multiply, interrupt);
    }
    match y {
        _ if x.is_empty() => {}
        Some(y) => schoolbook::multiply(out, x, y),
        None => schoolbook::square(out, x),
    }
    Ok(())
}
