//! Terms modulo an m of any size.
//!
//! An m of up to two limbs is left to [`crate::sequences::modular`]. One of a few limbs is split into an odd number
//! and a power of two ([`split`]), and the chains of that module run in Montgomery's ring of the first
//! ([`montgomery`]) and in words; for short p and q there is another ([`short`]). For larger m the products are those
//! of [`crate::bignum::mul`], and numbers are reduced by the reciprocal of m ([`reciprocal`], [`modulus`]), which takes
//! even m as well as odd ([`lucas_pair`], [`general`]). As long as the numbers are shorter than m nothing is reduced:
//! for short p and q the walk begins with the exact pair for the highest bits of n, and is all there is if the term is
//! below m.

pub mod coefficient;
pub mod constant;
pub mod general;
pub mod large;
pub mod lucas_pair;
pub mod modulus;
pub mod montgomery;
pub mod reciprocal;
pub mod short;
pub mod split;

pub use large::{longest_exact, peak_bytes};

use super::modular::Term;
use super::modular::walk::is_odd;
use crate::bignum::{Integer, Signed};
use crate::machine::Tier;
use crate::runtime::{Error, Interrupt};
use split::terms_modulo_word;

/// The term at n modulo m, which is not 0, or for K = 2 two: F(n) and F(n-1), L(n) and L(n-1), or U(n) and V(n). n is
/// negative only where q is 1 or -1.
pub fn terms_modulo<const K: usize>(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &Signed,
    m: &Integer,
    interrupt: &mut dyn Interrupt,
) -> Result<[Integer; K], Error> {
    let (limbs, m) = (n.magnitude.limbs(), m.limbs());
    let mut values = match *m {
        [low] => terms_modulo_word(sequence, limbs, low, interrupt)?,
        [low, high] => {
            let m = u128::from(high) << 64 | u128::from(low);
            terms_modulo_word(sequence, limbs, m, interrupt)?
        }
        _ => large::large_terms(tier, sequence, limbs, m, interrupt)?,
    };
    if n.negative {
        let changes = sequence.changes_sign(is_odd(limbs, 0), sequence.is_minus(|q| q.negative));
        for (value, changes) in values.iter_mut().zip(changes) {
            if changes && !value.limbs().is_empty() {
                *value = large::negated(value, m)?;
            }
        }
    } else if let (Term::Fibonacci | Term::Lucas, [at, after]) = (sequence, &mut values[..]) {
        *after = large::difference(after, at, m)?;
    }
    Ok(values)
}

/// An estimate of the nanoseconds for the term at an n of `n_bits` bits modulo an m of `m_bits` bits.
pub fn cost<P>(sequence: &Term<P>, n_bits: u64, m_bits: u64) -> u64 {
    let limbs = m_bits.div_ceil(64);
    let bit = match limbs {
        0..=1 => 5,
        2 => 17,
        // Quadratic first, and then not much more than linear.
        _ => (100 + limbs * limbs).min(100 * limbs),
    };
    let factor = match sequence {
        Term::Fibonacci | Term::Lucas => 1,
        Term::U(_) | Term::V(_) => 3,
    };
    n_bits.saturating_mul(factor * bit)
}
