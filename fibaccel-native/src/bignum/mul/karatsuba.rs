//! Karatsuba's products: three of halves instead of four, `[karatsuba1963]`, `[knuth]` section 4.3.3.
//!
//! With x = x1 B + x0 and y = y1 B + y0 the middle coefficient x1 y0 + x0 y1 is
//! x0 y0 + x1 y1 - (x0 - x1)(y0 - y1). Differences, by their absolute value and sign, because they
//! are no longer than the halves.

use super::schoolbook;
use crate::limbs::{absolute_difference, add, subtract_from};
use crate::runtime::{Interrupt, Interrupted};

// Not the thresholds of a tier, because all tiers run this code. Measured on Zen 4:
// `cargo test --release --no-default-features -- --ignored --nocapture thresholds::limbs`

/// The length from which on products of equal lengths are split in three.
pub const KARATSUBA_FROM: usize = 20;

/// The length from which on squares are split in three.
pub const KARATSUBA_SQUARE_FROM: usize = 36;

const _: () = assert!(KARATSUBA_FROM >= 4 && KARATSUBA_SQUARE_FROM >= 4);

/// The limbs of scratch that a product of two numbers of `n` limbs needs.
///
/// A level with halves of h = ceil(n/2) keeps a product of 2h limbs and gives the rest to the next.
/// The i-th h is below n/2^i + 1, so the sum of all 2h is below 2n + 2 * 64.
pub const fn scratch(n: usize) -> usize {
    2 * n + 128
}

/// Multiplies numbers of n limbs, n at least 2: `out` = x y; `out` has 2n.
pub fn multiply(
    out: &mut [u64],
    x: &[u64],
    y: &[u64],
    scratch: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    let half = x.len().div_ceil(2);
    let (x0, x1) = x.split_at(half);
    let (y0, y1) = y.split_at(half);
    let (middle, scratch) = scratch.split_at_mut(2 * half);
    let (dx, rest) = out.split_at_mut(half);
    let dy = &mut rest[..half];
    let negative = absolute_difference(dx, x0, x1) != absolute_difference(dy, y0, y1);
    multiply_equal(middle, dx, dy, scratch, interrupt)?;
    let (low, high) = out.split_at_mut(2 * half);
    multiply_equal(low, x0, y0, scratch, interrupt)?;
    multiply_equal(high, x1, y1, scratch, interrupt)?;
    put_middle(out, middle, negative, half);
    Ok(())
}

/// Squares a number of n limbs, n at least 2: `out` = x^2; `out` has 2n.
pub fn square(
    out: &mut [u64],
    x: &[u64],
    scratch: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    let half = x.len().div_ceil(2);
    let (x0, x1) = x.split_at(half);
    let (middle, scratch) = scratch.split_at_mut(2 * half);
    let difference = &mut out[..half];
    absolute_difference(difference, x0, x1);
    square_equal(middle, difference, scratch, interrupt)?;
    let (low, high) = out.split_at_mut(2 * half);
    square_equal(low, x0, scratch, interrupt)?;
    square_equal(high, x1, scratch, interrupt)?;
    put_middle(out, middle, false, half);
    Ok(())
}

/// Adds low + high - (+-)`product` to `out` at `half`, where `out` holds low and, from 2 `half` on,
/// high. `product` is overwritten.
///
/// The middle coefficient m may need one bit more than 2 `half` limbs: `top`, which is never negative
/// in the end because m is not.
fn put_middle(out: &mut [u64], product: &mut [u64], negative: bool, half: usize) {
    let (low, high) = out.split_at(2 * half);
    let mut top = 0i64;
    if negative {
        top += i64::from(add(product, low));
    } else {
        // low - product, modulo 2^(64 * 2 half).
        top -= i64::from(subtract_from(product, low));
    }
    top += i64::from(add(product, high));
    debug_assert!((0..=1).contains(&top));
    let rest = &mut out[half..];
    let mut overflow = add(rest, product);
    if top == 1 {
        overflow |= add(&mut rest[2 * half..], &[1]);
    }
    debug_assert!(!overflow);
}

/// Multiplies numbers of equal lengths, `out` = x y, below the transform.
pub fn multiply_equal(
    out: &mut [u64],
    x: &[u64],
    y: &[u64],
    scratch: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    if x.len() >= KARATSUBA_FROM {
        return multiply(out, x, y, scratch, interrupt);
    }
    schoolbook::multiply(out, x, y);
    Ok(())
}

/// Squares, `out` = x^2, below the transform.
pub fn square_equal(
    out: &mut [u64],
    x: &[u64],
    scratch: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    if x.len() >= KARATSUBA_SQUARE_FROM {
        return square(out, x, scratch, interrupt);
    }
    if x.is_empty() {
        return Ok(());
    }
    schoolbook::square(out, x);
    Ok(())
}
