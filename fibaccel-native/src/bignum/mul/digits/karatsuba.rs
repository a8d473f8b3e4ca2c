//! Karatsuba's products in digits: three of halves instead of four, as [`crate::bignum::mul::karatsuba`] has
//! them in limbs.

use super::columns::{ColumnCarrier, multiply as multiply_columns, square as square_columns};
use crate::machine::digits::{DigitKernel, DigitLanes};
use crate::machine::thresholds::Measured;
use std::cmp::Ordering;

/// The blocks of scratch that a product of two numbers of `n` blocks needs.
///
/// A level with halves of h = ceil(n/2) keeps 2h; the i-th h is below n/2^i + 1, and there are at most 8.
pub const fn scratch(n: usize) -> usize {
    2 * n + 16
}

/// Multiplies numbers of n blocks, `out` = x y; `out` has 2n.
pub fn multiply<S: DigitLanes>(
    s: S,
    out: &mut [S::Block],
    x: &[S::Block],
    y: &[S::Block],
    scratch: &mut [S::Block],
) {
    if x.len() < S::Lanes::THRESHOLDS.karatsuba_blocks {
        return s.vectorize_digits(ColumnProduct { out, x, y });
    }
    multiply_by_halves(s, out, x, y, scratch);
}

/// Multiplies numbers of n blocks, n at least 2, by three products of halves: `out` = x y; `out` has 2n.
pub fn multiply_by_halves<S: DigitLanes>(
    s: S,
    out: &mut [S::Block],
    x: &[S::Block],
    y: &[S::Block],
    scratch: &mut [S::Block],
) {
    let half = x.len().div_ceil(2);
    let (x0, x1) = x.split_at(half);
    let (y0, y1) = y.split_at(half);
    let (middle, scratch) = scratch.split_at_mut(2 * half);
    let (dx, rest) = out.split_at_mut(half);
    let dy = &mut rest[..half];
    let negative = difference(s, dx, x0, x1) != difference(s, dy, y0, y1);
    multiply(s, middle, dx, dy, scratch);
    let (low, high) = out.split_at_mut(2 * half);
    multiply(s, low, x0, y0, scratch);
    multiply(s, high, x1, y1, scratch);
    s.vectorize_digits(Middle {
        out,
        middle,
        negative,
    });
}

/// Squares a number of n blocks, `out` = x^2; `out` has 2n.
pub fn square<S: DigitLanes>(s: S, out: &mut [S::Block], x: &[S::Block], scratch: &mut [S::Block]) {
    if x.len() < S::Lanes::THRESHOLDS.karatsuba_square_blocks {
        return s.vectorize_digits(ColumnSquare { out, x });
    }
    square_by_halves(s, out, x, scratch);
}

/// Squares a number of n blocks, n at least 2, by three squares of halves: `out` = x^2; `out` has 2n.
pub fn square_by_halves<S: DigitLanes>(
    s: S,
    out: &mut [S::Block],
    x: &[S::Block],
    scratch: &mut [S::Block],
) {
    let half = x.len().div_ceil(2);
    let (x0, x1) = x.split_at(half);
    let (middle, scratch) = scratch.split_at_mut(2 * half);
    let dx = &mut out[..half];
    difference(s, dx, x0, x1);
    square(s, middle, dx, scratch);
    let (low, high) = out.split_at_mut(2 * half);
    square(s, low, x0, scratch);
    square(s, high, x1, scratch);
    s.vectorize_digits(Middle {
        out,
        middle,
        negative: false,
    });
}

/// Computes `out` = |x - y|, and returns whether x < y. y is not longer than x, and `out` as long as x.
fn difference<S: DigitLanes>(s: S, out: &mut [S::Block], x: &[S::Block], y: &[S::Block]) -> bool {
    let block = |x: &'_ [S::Block], i: usize| x.get(i).map_or(S::ZERO, |&block| block);
    let order = (0..x.len())
        .rev()
        .map(|i| s.compare(&block(x, i), &block(y, i)))
        .find(|order| order.is_ne());
    let negative = order == Some(Ordering::Less);
    s.vectorize_digits(Difference {
        out,
        x,
        y,
        negative,
    });
    negative
}

/// A kernel that multiplies numbers column by column: `out` = x y.
pub struct ColumnProduct<'a, S: DigitLanes> {
    /// Room for the product, as long as both factors together.
    pub out: &'a mut [S::Block],
    /// The first factor x.
    pub x: &'a [S::Block],
    /// The second factor y.
    pub y: &'a [S::Block],
}

impl<S: DigitLanes> DigitKernel<S> for ColumnProduct<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        multiply_columns(s, self.out, self.x, self.y);
    }
}

/// A kernel that squares a number column by column: `out` = x^2.
pub struct ColumnSquare<'a, S: DigitLanes> {
    /// Room for the square, twice as long as x.
    pub out: &'a mut [S::Block],
    /// The number x.
    pub x: &'a [S::Block],
}

impl<S: DigitLanes> DigitKernel<S> for ColumnSquare<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        square_columns(s, self.out, self.x);
    }
}

/// The columns of block i of a number, or zeros if it has none.
#[inline(always)]
fn columns<S: DigitLanes>(s: S, x: &[S::Block], i: usize) -> S::Columns {
    if i < x.len() {
        s.load_columns(&x[i])
    } else {
        s.load_columns(&S::ZERO)
    }
}

/// A kernel that computes `out` = x - y, or y - x if `negative`.
struct Difference<'a, S: DigitLanes> {
    out: &'a mut [S::Block],
    x: &'a [S::Block],
    y: &'a [S::Block],
    negative: bool,
}

impl<S: DigitLanes> DigitKernel<S> for Difference<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        let mut carrier = ColumnCarrier::new(s, 0);
        for (i, out) in self.out.iter_mut().enumerate() {
            let (x, y) = (columns(s, self.x, i), columns(s, self.y, i));
            let difference = if self.negative {
                s.sub_columns(y, x)
            } else {
                s.sub_columns(x, y)
            };
            *out = carrier.next(s, difference);
        }
    }
}

/// A kernel that adds low + high - (+-)`middle` to `out` half a number up, where `out` is low, as long as
/// `middle`, and high. `middle` is overwritten.
struct Middle<'a, S: DigitLanes> {
    out: &'a mut [S::Block],
    middle: &'a mut [S::Block],
    negative: bool,
}

impl<S: DigitLanes> DigitKernel<S> for Middle<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        let (out, middle, negative) = (self.out, self.middle, self.negative);
        let len = middle.len();
        let (low, high) = out.split_at(len);
        let mut carrier = ColumnCarrier::new(s, 0);
        for (i, middle) in middle.iter_mut().enumerate() {
            let sum = s.add_columns(s.load_columns(&low[i]), columns(s, high, i));
            let product = s.load_columns(middle);
            let sum = if negative {
                s.add_columns(sum, product)
            } else {
                s.sub_columns(sum, product)
            };
            *middle = carrier.next(s, sum);
        }
        // The middle coefficient may need a bit more than `middle` has.
        let top = carrier.next(s, s.load_columns(&S::ZERO));
        let mut carrier = ColumnCarrier::new(s, 0);
        for (i, out) in out[len / 2..].iter_mut().enumerate() {
            let more = if i == len {
                s.load_columns(&top)
            } else {
                columns(s, middle, i)
            };
            *out = carrier.next(s, s.add_columns(s.load_columns(out), more));
        }
    }
}
