//! Products and squares in quadratic time, a row at a time.

use crate::limbs::{add, add_scaled, scale};

/// `out` = x y; `out` is as long as both together, and y is not empty.
pub fn multiply(out: &mut [u64], x: &[u64], y: &[u64]) {
    assert_eq!(out.len(), x.len() + y.len());
    out[x.len()] = scale(&mut out[..x.len()], x, y[0]);
    for (i, &w) in y.iter().enumerate().skip(1) {
        out[i + x.len()] = add_scaled(&mut out[i..i + x.len()], x, w);
    }
}

/// `out` = x^2; `out` is twice as long as x, which is not empty.
///
/// The products of two different limbs once, doubled, and then the squares.
pub fn square(out: &mut [u64], x: &[u64]) {
    assert_eq!(out.len(), 2 * x.len());
    let n = x.len();
    out[0] = 0;
    out[n] = scale(&mut out[1..n], &x[1..], x[0]);
    for i in 1..n {
        let above = &x[i + 1..];
        out[n + i] = add_scaled(&mut out[2 * i + 1..n + i], above, x[i]);
    }
    let (mut shifted, mut carry) = (0, false);
    for (pair, &w) in out.chunks_exact_mut(2).zip(x) {
        let square = u128::from(w) * u128::from(w);
        let doubled = [(pair[0] << 1) | shifted, (pair[1] << 1) | (pair[0] >> 63)];
        shifted = pair[1] >> 63;
        let mut sum = [square as u64, (square >> 64) as u64];
        let first = add(&mut sum, &doubled);
        let second = add(&mut sum, &[u64::from(carry)]);
        carry = first | second;
        pair.copy_from_slice(&sum);
    }
}
