//! Upper bounds for the size of a term, known before it is computed.

use crate::bignum::{Integer, ProductBase, Signed};
use crate::limbs::{self, Binary};
use crate::machine::Tier;

/// A number of bits that is beyond any plan of a transform.
const MOST_BITS: f64 = 1e13;

/// An upper bound for the bits of U(n) and V(n).
///
/// With A the larger absolute value of the roots of x^2 - p x + q, |U(n)| <= n A^(n-1) and |V(n)| <= 2 A^n.
/// If A is at most 1, U(n) is at most n.
pub fn bits([p, q]: [&Signed; 2], n: u64) -> f64 {
    let slack = 2.0 + f64::from(u64::BITS - n.leading_zeros());
    match [p, q].map(Signed::to_i128) {
        // Those with roots in the unit circle: for q = -1 that is p = 0 alone.
        [Some(-2..=2), Some(1)] | [Some(-1..=1), Some(0)] | [Some(0), Some(-1)] => slack,
        _ => slack + n as f64 * log2_root([p, q]),
    }
}

/// An upper bound for log2 A, where A is the larger absolute value of the roots and above 1.
fn log2_root([p, q]: [&Signed; 2]) -> f64 {
    // Both scaled, so that the larger is between 1/8 and 1.
    let length = |x: &Signed| limbs::bits(x.magnitude.limbs());
    let exponent = length(p).max(length(q).div_ceil(2));
    let p_scaled = scaled(&p.magnitude, exponent as f64);
    let q_scaled = scaled(&q.magnitude, 2.0 * exponent as f64);
    let signed = if q.negative { -q_scaled } else { q_scaled };
    // The product of the roots is q: unless they are not real, in which case A^2 = q, the larger one is at
    // least the root of |q|.
    let discriminant = (p_scaled * p_scaled - 4.0 * signed).max(0.0);
    let root = f64::max((p_scaled + discriminant.sqrt()) / 2.0, q_scaled.sqrt());
    // Rounded numbers are right to 2^-50, so that the discriminant is to 2^-47, its root to 2^-23 at the
    // worst, and A, which is above 1/4, to 2^-21 of itself. Short numbers are exact.
    let error = if exponent <= 24 { 1e-14 } else { 1e-6 };
    exponent as f64 + root.log2() + error
}

/// The quotient x / 2^exponent as a float, for a quotient of at most 1.
fn scaled(x: &Integer, exponent: f64) -> f64 {
    let limbs = x.limbs();
    let top = limbs.len().saturating_sub(2);
    let value = limbs[top..]
        .iter()
        .rev()
        .fold(0.0, |value, &limb| value * 2f64.powi(64) + limb as f64);
    let below = exponent - 64.0 * top as f64;
    value * (-below).exp2()
}

/// An upper bound for the limbs of a result of so many bits, and of two factors that are half as long up to a few
/// bits. `None` if that is beyond the engine.
pub fn limbs(tier: Tier, bits: f64) -> Option<usize> {
    if bits > MOST_BITS {
        return None;
    }
    let half = (bits / 128.0) as usize + 2;
    if half >= Binary::product_from(tier) {
        Binary::plan(half)?;
    }
    Some(2 * half)
}

/// The most bytes that the computation of a result of so many bits holds at once, p and q not included. `None`
/// if it is beyond the engine.
pub fn peak_bytes(tier: Tier, bits: f64) -> Option<u64> {
    // Factors are half as long as the result, up to a few bits; no sum of numbers that are there at once is
    // longer than five results.
    const NUMBERS: u64 = 5;
    let len = limbs(tier, bits)?;
    let half = len / 2;
    let need = Binary::product_need(tier, half, half);
    // A transform of r rows needs r / 2 twiddles of 16 bytes; two transforms take `need.rows`.
    Some(72 * need.rows as u64 + 8 * (need.limbs as u64 + NUMBERS * len as u64))
}
