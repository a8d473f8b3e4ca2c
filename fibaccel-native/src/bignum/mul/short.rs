//! The upper and the lower part of a product, in half the quadratic time of the whole.

use super::schoolbook::triangular;
use crate::limbs::add_scaled;
use crate::machine::rows::{Plain, Rows, fast};

/// The number of limbs that an upper part has below those that are wanted.
pub const BELOW: usize = 3;

/// Computes the upper part of a product, `out` = x y / B^(n-3) for n limbs each, but for some of the products
/// of two limbs whose indices have a sum i + j < n - 2. `out` has n + 3 limbs.
///
/// Fewer than n of them have the same sum, so what is left out is below n B^(n-1): in units of B^n it is
/// less than 1.
pub fn upper(out: &mut [u64], x: &[u64], y: &[u64]) {
    match fast(triangular(x.len())) {
        Some(rows) => upper_by(rows, out, x, y),
        None => upper_by(Plain, out, x, y),
    }
}

fn upper_by<R: Rows>(rows: R, out: &mut [u64], x: &[u64], y: &[u64]) {
    let n = x.len();
    assert!(n >= BELOW && y.len() == n && out.len() == n + BELOW);
    out[..BELOW].fill(0);
    let (pairs, rest) = x.as_chunks::<2>();
    for (i, &pair) in (0..).step_by(2).zip(pairs) {
        // From the products of the lower limb that count B^(n-3), and so the upper one's from B^(n-2), on.
        let (y, out) = row(y, out, i);
        let (sum, above) = out.split_at_mut(y.len());
        above[..2].copy_from_slice(&rows.add_two_rows(sum, y, pair, [0; 2]));
    }
    if let [last] = *rest {
        let (y, out) = row(y, out, n - 1);
        let (sum, above) = out.split_at_mut(y.len());
        above[0] = add_scaled(sum, y, last);
    }
}

/// The limbs of y that limb i of x is multiplied by, and the part of `out` that the product is added to.
fn row<'a>(y: &'a [u64], out: &'a mut [u64], i: usize) -> (&'a [u64], &'a mut [u64]) {
    let most = y.len() - BELOW;
    (
        &y[most.saturating_sub(i)..],
        &mut out[i.saturating_sub(most)..],
    )
}

/// Computes the lower part of a product, `out` = x y modulo B^(n+1) for n limbs each; `out` has n + 1 limbs.
pub fn lower(out: &mut [u64], x: &[u64], y: &[u64]) {
    match fast(triangular(x.len())) {
        Some(rows) => lower_by(rows, out, x, y),
        None => lower_by(Plain, out, x, y),
    }
}

fn lower_by<R: Rows>(rows: R, out: &mut [u64], x: &[u64], y: &[u64]) {
    let n = x.len();
    assert!(y.len() == n && out.len() == n + 1);
    out.fill(0);
    let (pairs, rest) = x.as_chunks::<2>();
    for (i, &pair) in (0..).step_by(2).zip(pairs) {
        let out = &mut out[i..];
        let (sum, above) = out.split_at_mut(out.len().min(n));
        let [carry, _] = rows.add_two_rows(sum, &y[..sum.len()], pair, [0; 2]);
        if let [above] = above {
            *above = carry;
        }
    }
    if let [last] = *rest {
        add_scaled(&mut out[n - 1..], &y[..2], last);
    }
}
