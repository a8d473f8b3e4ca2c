//! Toom's products: five of thirds instead of nine, `[toom1963]`, `[knuth]` section 4.3.3.
//!
//! The numbers are the values at B, a power of 2^64, of two polynomials of degree 2. Their product has degree 4, so
//! it follows from its values at 0, 1, -1, 2 and infinity.

use super::karatsuba::EqualProduct;
use crate::limbs::{
    add, compare, divide_by_three, shift_left, shift_right, subtract, subtract_from, trimmed,
};
use crate::runtime::{Interrupt, Interrupted};
use std::cmp::Ordering;

/// The fewest limbs of numbers that have thirds, all of them with a limb.
pub const LEAST: usize = 5;

/// Multiplies numbers of n limbs, `out` = x y, or x^2 without a y, by five products of thirds; `out` has 2n.
pub fn multiply(
    out: &mut [u64],
    x: &[u64],
    y: Option<&[u64]>,
    scratch: &mut [u64],
    product: EqualProduct,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    let third = x.len().div_ceil(3);
    let (x, y) = (thirds(x, third), y.map(|y| thirds(y, third)));
    let len = third + 1;
    let (values, scratch) = scratch.split_at_mut(6 * len);
    let (at_one, rest) = values.split_at_mut(2 * len);
    let (at_minus_one, at_two) = rest.split_at_mut(2 * len);
    // `out` is free for the factors' values until the first of its own coefficients comes.
    let (fx, fy) = out[..2 * len].split_at_mut(len);
    let mut is_negative = false;
    for (value, evaluate) in [
        (&mut *at_one, value_at_one as Evaluate),
        (&mut *at_minus_one, value_at_minus_one),
        (&mut *at_two, value_at_two),
    ] {
        let x_negative = evaluate(fx, x);
        let y_negative = y.map_or(x_negative, |y| evaluate(fy, y));
        is_negative |= x_negative != y_negative;
        product(value, fx, y.map(|_| &*fy), scratch, interrupt)?;
    }
    let (low, rest) = out.split_at_mut(2 * third);
    product(low, x[0], y.map(|y| y[0]), scratch, interrupt)?;
    let (middle, high) = rest.split_at_mut(2 * third);
    product(high, x[2], y.map(|y| y[2]), scratch, interrupt)?;
    interpolate([low, at_one, at_minus_one, at_two, high], is_negative);
    middle.copy_from_slice(&at_one[..2 * third]);
    let mut overflow = add(high, &at_one[2 * third..]);
    overflow |= add(&mut out[third..], at_minus_one);
    overflow |= add(&mut out[3 * third..], &at_two[..trimmed(at_two)]);
    debug_assert!(!overflow);
    Ok(())
}

/// The coefficients of a polynomial of degree 2, the lowest first. The last one may be shorter.
type Thirds<'a> = [&'a [u64]; 3];

fn thirds(x: &[u64], third: usize) -> Thirds<'_> {
    let (low, rest) = x.split_at(third);
    let (middle, high) = rest.split_at(third);
    [low, middle, high]
}

/// A function that computes the absolute value of a polynomial at a point, and returns whether it is negative.
type Evaluate = fn(&mut [u64], Thirds<'_>) -> bool;

fn value_at_one(out: &mut [u64], x: Thirds<'_>) -> bool {
    even_part(out, x);
    add(out, x[1]);
    false
}

fn value_at_minus_one(out: &mut [u64], x: Thirds<'_>) -> bool {
    even_part(out, x);
    let is_negative = compare(out, x[1]) == Ordering::Less;
    match is_negative {
        true => subtract_from(&mut out[..x[1].len()], x[1]),
        false => subtract(out, x[1]),
    };
    is_negative
}

fn value_at_two(out: &mut [u64], x: Thirds<'_>) -> bool {
    out.fill(0);
    for part in x.into_iter().rev() {
        shift_left(out, 1);
        add(out, part);
    }
    false
}

/// Computes the sum of the coefficients of even degree.
fn even_part(out: &mut [u64], x: Thirds<'_>) {
    let (low, top) = out.split_at_mut(x[0].len());
    low.copy_from_slice(x[0]);
    top.fill(0);
    add(out, x[2]);
}

/// Replaces the values of c0 + c1 X + c2 X^2 + c3 X^3 + c4 X^4 at 0, 1, -1, 2 and infinity, the third by its absolute
/// value, by c0, c2, c1, c3 and c4. None of the coefficients is negative, nor anything between.
fn interpolate([low, at_one, at_minus_one, at_two, high]: [&mut [u64]; 5], is_negative: bool) {
    let mut borrow = false;
    if is_negative {
        borrow |= add(at_two, at_minus_one);
        borrow |= add(at_minus_one, at_one);
    } else {
        borrow |= subtract(at_two, at_minus_one);
        borrow |= subtract_from(at_minus_one, at_one);
    }
    divide_by_three(at_two); // c1 + c2 + 3 c3 + 5 c4
    shift_right(at_minus_one, 1); // c1 + c3
    borrow |= subtract(at_one, low); // c1 + c2 + c3 + c4
    borrow |= subtract(at_two, at_one);
    shift_right(at_two, 1); // c3 + 2 c4
    borrow |= subtract(at_one, at_minus_one);
    borrow |= subtract(at_one, high); // c2
    borrow |= subtract(at_two, high);
    borrow |= subtract(at_two, high); // c3
    borrow |= subtract(at_minus_one, at_two); // c1
    debug_assert!(!borrow);
}
