//! Karatsuba's products: three of halves instead of four, `[karatsuba1963]`, `[knuth]` section 4.3.3.
//!
//! With x = x1 B + x0 and y = y1 B + y0 the middle coefficient x1 y0 + x0 y1 is
//! x0 y0 + x1 y1 - (x0 - x1)(y0 - y1). Differences, by their absolute value and sign, because they
//! are no longer than the halves.

use crate::limbs::{absolute_difference, add, subtract_from};
use crate::runtime::{Interrupt, Interrupted};

/// A function that multiplies two numbers of equal lengths, or squares the first if there is no second one, with
/// scratch below it.
pub type EqualProduct = fn(
    &mut [u64],
    &[u64],
    Option<&[u64]>,
    &mut [u64],
    &mut dyn Interrupt,
) -> Result<(), Interrupted>;

/// The fewest limbs of numbers that have halves.
pub const LEAST: usize = 2;

/// Multiplies numbers of n limbs, `out` = x y, or x^2 without a y, by three products of halves; `out` has 2n.
pub fn multiply(
    out: &mut [u64],
    x: &[u64],
    y: Option<&[u64]>,
    scratch: &mut [u64],
    product: EqualProduct,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    let half = x.len().div_ceil(2);
    let (x0, x1) = x.split_at(half);
    let y = y.map(|y| y.split_at(half));
    let (middle, scratch) = scratch.split_at_mut(2 * half);
    let (dx, dy) = out[..2 * half].split_at_mut(half);
    let x_negative = absolute_difference(dx, x0, x1);
    let y_negative = y.map(|(y0, y1)| absolute_difference(dy, y0, y1));
    product(middle, dx, y.map(|_| &*dy), scratch, interrupt)?;
    let (low, high) = out.split_at_mut(2 * half);
    product(low, x0, y.map(|(y0, _)| y0), scratch, interrupt)?;
    product(high, x1, y.map(|(_, y1)| y1), scratch, interrupt)?;
    put_middle(
        out,
        middle,
        y_negative.is_some_and(|y_negative| x_negative != y_negative),
        half,
    );
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
