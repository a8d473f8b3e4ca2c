//! The upper and the lower part of a product, in half the quadratic time of the whole.

use super::schoolbook::triangular;
use crate::machine::rows::{Fast, Plain, Rows, fast};

/// The number of limbs that an upper part has below those that are wanted.
pub const BELOW: usize = 1 + if Fast::MOST > Plain::MOST {
    Fast::MOST
} else {
    Plain::MOST
};

/// Computes the upper part of a product, `out` = x y / B^(n-k) for n limbs each and k of them below, but for some of
/// the products of two limbs whose indices have a sum i + j < n - 2. `out` has n + k limbs.
///
/// Fewer than n of them have the same sum, so what is left out is below n B^(n-1): in units of B^n it is
/// less than 1.
pub fn upper(out: &mut [u64], x: &[u64], y: &[u64]) {
    match fast(triangular(x.len())) {
        Some(rows) => upper_by::<{ Fast::MOST }>(rows, out, x, y),
        None => upper_by::<{ Plain::MOST }>(Plain, out, x, y),
    }
}

fn upper_by<const N: usize>(rows: impl Rows, out: &mut [u64], x: &[u64], y: &[u64]) {
    let n = x.len();
    assert!(n >= BELOW && y.len() == n && out.len() == n + BELOW);
    out[..BELOW].fill(0);
    for (i, x) in (0..).step_by(N).zip(x.chunks(N)) {
        // From the products of the lowest limb that count B^(n-k), and so those of the highest from B^(n-k+N-1), on.
        let (y, out) = row(y, out, i);
        let (sum, above) = out[..y.len() + x.len()].split_at_mut(y.len());
        above.fill(0);
        rows.add_rows(sum, y, x, above);
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
        Some(rows) => lower_by::<{ Fast::MOST }>(rows, out, x, y),
        None => lower_by::<{ Plain::MOST }>(Plain, out, x, y),
    }
}

fn lower_by<const N: usize>(rows: impl Rows, out: &mut [u64], x: &[u64], y: &[u64]) {
    let n = x.len();
    assert!(y.len() == n && out.len() == n + 1);
    out.fill(0);
    for (i, x) in (0..).step_by(N).zip(x.chunks(N)) {
        let out = &mut out[i..];
        let (sum, above) = out.split_at_mut(out.len().min(n));
        let mut window = [0; N];
        let window = &mut window[..x.len()];
        rows.add_rows(sum, &y[..sum.len()], x, window);
        above.copy_from_slice(&window[..above.len()]);
    }
}
