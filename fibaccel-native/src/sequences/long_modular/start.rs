//! The start of a walk with exact numbers.

use crate::bignum::Signed;
use crate::sequences::lucas::short::{Head, head};
use crate::sequences::modular::chain::Start;

/// The start of a walk to U(n) or V(n) with numbers of a word, if p and q are such.
pub fn exact_start(pq: [&Signed; 2], n: &[u64]) -> Option<Start<i128>> {
    let [p, q] = pq.map(Signed::to_i128);
    let (&top, rest) = n.split_last()?;
    let Head { triple, left } = head([p?, q?], top);
    let [at, after, power] = triple;
    Some(Start {
        pair: [at, after],
        power,
        bits: 64 * rest.len() + left as usize,
    })
}
