//! Products and squares in quadratic time, by pairs of rows ([`crate::machine::rows`]).

use crate::limbs::add_scaled;
use crate::machine::rows::{Plain, Rows, fast};

/// The most limbs whose square is unrolled: half the time at 5 limbs, two thirds at 12.
const UNROLLED: usize = 12;

/// Multiplies, `out` = x y; `out` is as long as both together, and y is not empty.
#[inline]
pub fn multiply(out: &mut [u64], x: &[u64], y: &[u64]) {
    match fast(x.len()) {
        Some(rows) => multiply_by(rows, out, x, y),
        None => multiply_by(Plain, out, x, y),
    }
}

fn multiply_by<R: Rows>(rows: R, out: &mut [u64], x: &[u64], y: &[u64]) {
    assert_eq!(out.len(), x.len() + y.len());
    let n = x.len();
    out[..n].fill(0);
    let (pairs, rest) = y.as_chunks::<2>();
    for (i, &pair) in pairs.iter().enumerate() {
        let (sum, above) = out[2 * i..][..n + 2].split_at_mut(n);
        above.copy_from_slice(&rows.add_two_rows(sum, x, pair, [0; 2]));
    }
    if let [last] = *rest {
        let (sum, above) = out[y.len() - 1..].split_at_mut(n);
        above[0] = add_scaled(sum, x, last);
    }
}

/// Squares, `out` = x^2; `out` is twice as long as x, which is not empty.
///
/// The products of two different limbs once, doubled, and then the squares.
#[inline]
pub fn square(out: &mut [u64], x: &[u64]) {
    assert_eq!(out.len(), 2 * x.len());
    if x.len() <= UNROLLED {
        return square_short(out, x);
    }
    match fast(triangular(x.len())) {
        Some(rows) => square_by(rows, out, x),
        None => square_by(Plain, out, x),
    }
}

/// The length of rows that matters where they are of all lengths up to `len`.
pub(super) const fn triangular(len: usize) -> usize {
    len * 2 / 3
}

fn square_by<R: Rows>(rows: R, out: &mut [u64], x: &[u64]) {
    let n = x.len();
    out[..n].fill(0);
    // An odd row at the end has no products.
    out[2 * n - 1] = 0;
    let (pairs, _) = x.as_chunks::<2>();
    for (i, &[low, high]) in (0..).step_by(2).zip(pairs) {
        let between;
        (out[2 * i + 1], between) = low.carrying_mul_add(high, out[2 * i + 1], 0);
        let (sum, above) = out[2 * i + 2..][..n - i].split_at_mut(n - i - 2);
        above.copy_from_slice(&rows.add_two_rows(sum, &x[i + 2..], [low, high], [between, 0]));
    }
    rows.double_and_add_squares(out, x);
}

fn square_short(out: &mut [u64], x: &[u64]) {
    macro_rules! unrolled {
        ($($len:literal)*) => {
            match x.len() {
                $($len => square_array::<$len>(out, x.try_into().expect("that length")),)*
                _ => unreachable!("not empty and short"),
            }
        };
    }
    unrolled!(1 2 3 4 5 6 7 8 9 10 11 12);
}

#[inline(always)]
fn square_array<const N: usize>(out: &mut [u64], x: &[u64; N]) {
    let mut products = [0; 2 * UNROLLED];
    for i in 0..N {
        let mut carry = 0;
        for j in i + 1..N {
            (products[i + j], carry) = x[i].carrying_mul_add(x[j], products[i + j], carry);
        }
        products[i + N] = carry;
    }
    Plain.double_and_add_squares(&mut products[..2 * N], x);
    out.copy_from_slice(&products[..2 * N]);
}
