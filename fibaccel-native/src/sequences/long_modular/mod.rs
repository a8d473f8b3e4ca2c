//! Terms modulo an m of any size.
//!
//! An m of up to two limbs is left to [`crate::sequences::modular`]. For larger m the products are those of
//! [`crate::bignum::mul`], and numbers are reduced by the reciprocal of m ([`reciprocal`], [`modulus`]), which
//! takes even m as well as odd. As long as the numbers are shorter than m nothing is reduced: the walk begins with
//! the exact pair for the highest bits of n, and is all there is if F(n) is below m.

pub mod chain;
pub mod constant;
pub mod large;
pub mod modulus;
pub mod reciprocal;

pub use large::peak_bytes;

use super::modular::{self, Term};
use crate::bignum::{Integer, Signed};
use crate::limbs::subtract;
use crate::machine::Tier;
use crate::rings::{self, Word};
use crate::runtime::{Error, Interrupt};

/// The term at n modulo m, which is not 0. n is negative only for F and L, the sequences that are continued
/// to negative n.
pub fn term_modulo(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &Signed,
    m: &Integer,
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let (limbs, m) = (n.magnitude.limbs(), m.limbs());
    let value = match *m {
        [low] => term_modulo_word(sequence, limbs, low, interrupt)?,
        [low, high] => {
            let m = u128::from(high) << 64 | u128::from(low);
            term_modulo_word(sequence, limbs, m, interrupt)?
        }
        _ => large::large_term(tier, sequence, limbs, m, interrupt)?,
    };
    let changes = n.negative && sequence.changes_sign(limbs);
    if !changes || value.limbs().is_empty() {
        return Ok(value);
    }
    let mut negated = Integer::with_capacity(m.len())?;
    negated.set(m);
    negated.rewrite(m.len(), |m| subtract(m, value.limbs()));
    Ok(negated)
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

/// The term modulo an m of a word.
fn term_modulo_word<W: Word>(
    sequence: Term<&Signed>,
    n: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let sequence = sequence.try_map(|x| {
        let magnitude = rings::remainder(x.magnitude.limbs(), m, interrupt)?;
        Ok::<_, Error>(match x.negative {
            true => m.wrapping_sub(magnitude),
            false => magnitude,
        })
    })?;
    let value = modular::term_modulo(sequence, n, m, interrupt)?.limbs();
    let mut integer = Integer::with_capacity(value.len())?;
    integer.set(&value);
    Ok(integer)
}
