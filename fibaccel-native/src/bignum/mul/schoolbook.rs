//! Products and squares in quadratic time, by rows ([`crate::machine::rows`]).

use crate::limbs::add_scaled;
use crate::machine::rows::{Fast, Plain, Rows, fast};

/// The most limbs whose square is unrolled: half the time at 5 limbs, two thirds at 12.
const UNROLLED: usize = 12;

/// Multiplies, `out` = x y; `out` is as long as both together, and y is not empty.
#[inline]
pub fn multiply(out: &mut [u64], x: &[u64], y: &[u64]) {
    assert_eq!(out.len(), x.len() + y.len());
    out[..x.len()].fill(0);
    match fast(x.len()) {
        Some(rows) => add_in_blocks::<{ Fast::MOST }>(rows, out, x, y),
        None => add_in_pairs(out, x, y),
    }
}

/// Adds x y to `out`, which is zero as far as x is long, by N rows at once.
fn add_in_blocks<const N: usize>(rows: Fast, out: &mut [u64], x: &[u64], y: &[u64]) {
    let (blocks, last) = y.as_chunks::<N>();
    for (i, block) in (0..).step_by(N).zip(blocks) {
        let (sum, above) = out[i..].split_at_mut(x.len());
        // Zeroed as an array, as for a slice that is a call. A window that is copied from the stack: 3 % more (Zen 5).
        let above = above.first_chunk_mut().expect("as many limbs as y has");
        *above = [0; N];
        rows.add_rows(sum, x, block, above);
    }
    if !last.is_empty() {
        let (sum, above) = out[y.len() - last.len()..].split_at_mut(x.len());
        above.fill(0);
        rows.add_rows(sum, x, last, above);
    }
}

/// Adds x y to `out` as [`add_in_blocks`] does, by two plain rows at once: with slices instead of pairs the product of
/// two arrays of three or five limbs takes a third more time.
fn add_in_pairs(out: &mut [u64], x: &[u64], y: &[u64]) {
    let n = x.len();
    let (pairs, rest) = y.as_chunks::<2>();
    for (i, &pair) in pairs.iter().enumerate() {
        let (sum, above) = out[2 * i..][..n + 2].split_at_mut(n);
        above.copy_from_slice(&Plain.add_two_rows(sum, x, pair, [0; 2]));
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
        Some(rows) => square_by::<{ Fast::MOST }>(rows, out, x),
        None => square_by::<{ Plain::MOST }>(Plain, out, x),
    }
}

/// The length of rows that matters where they are of all lengths up to `len`.
pub(super) const fn triangular(len: usize) -> usize {
    len * 2 / 3
}

/// Squares by N rows at once: the products of two of N limbs, and of these and those above.
fn square_by<const N: usize>(rows: impl Rows, out: &mut [u64], x: &[u64]) {
    let n = x.len();
    out[..n].fill(0);
    let (blocks, last) = x.as_chunks::<N>();
    for (i, block) in (0..).step_by(N).zip(blocks) {
        let (inner, outer) = out[2 * i..n + i + N]
            .split_first_chunk_mut()
            .expect("N limbs");
        let mut window;
        [*inner, window] = add_short(products_of_two(block), inner);
        let (sum, above) = outer.split_at_mut(n - i - N);
        rows.add_rows(sum, &x[i + N..], block, &mut window);
        above.copy_from_slice(&window);
    }
    let out_last = &mut out[2 * (n - last.len())..];
    for (i, &limb) in last.iter().enumerate() {
        let rest = &last[i + 1..];
        let (sum, above) = out_last[2 * i + 1..].split_at_mut(rest.len());
        above[0] = add_scaled(sum, rest, limb);
    }
    rows.double_and_add_squares(out, x);
}

/// The sum of two numbers of 2 N and of N limbs, which has 2 N.
#[inline(always)]
fn add_short<const N: usize>([mut low, mut high]: [[u64; N]; 2], x: &[u64; N]) -> [[u64; N]; 2] {
    let mut carry = false;
    for (limb, x) in low.iter_mut().zip(x) {
        (*limb, carry) = limb.carrying_add(*x, carry);
    }
    for limb in &mut high {
        (*limb, carry) = limb.overflowing_add(carry.into());
    }
    [low, high]
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
    let mut products = products_of_two(x);
    Plain.double_and_add_squares(products.as_flattened_mut(), x);
    out.copy_from_slice(products.as_flattened());
}

/// The sum of the products of two different limbs in their places.
#[inline(always)]
fn products_of_two<const N: usize>(x: &[u64; N]) -> [[u64; N]; 2] {
    let mut products = [[0; N]; 2];
    let sum = products.as_flattened_mut();
    for i in 0..N {
        let mut carry = 0;
        for j in i + 1..N {
            (sum[i + j], carry) = x[i].carrying_mul_add(x[j], sum[i + j], carry);
        }
        sum[i + N] = carry;
    }
    products
}
