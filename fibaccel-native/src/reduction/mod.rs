//! Terms modulo any m.
//!
//! Up to two limbs that is [`crate::modular`]. For larger m the arithmetic is that of the engine: products
//! by [`crate::mul`], and reductions by the reciprocal of m ([`reciprocal`], [`modulus`]), which takes even m
//! as well as odd. As long as the numbers are shorter than m nothing is reduced: the walk begins with the
//! exact pair for the highest bits of n, and is all there is if F(n) is below m.

pub mod chain;
mod large;
pub mod modulus;
pub mod reciprocal;

use crate::error::Error;
use crate::integer::Integer;
use crate::interrupt::Interrupt;
use crate::limbs::subtract;
use crate::modular::word::Word;
use crate::modular::{self, Term};
use crate::simd::Tier;

/// An integer of any size, without zeros at the top.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// Of the magnitude.
    pub limbs: &'a [u64],
    /// Whether it is below zero.
    pub negative: bool,
}

/// Returns the term at n modulo m, which is not 0 and has no zeros at the top; n is negative only for the
/// sequences that are continued there.
pub fn term(
    tier: Tier,
    kind: Term<Signed<'_>>,
    n: Signed<'_>,
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let value = match *m {
        [low] => small(kind, n.limbs, low, interrupt)?,
        [low, high] => {
            let m = u128::from(high) << 64 | u128::from(low);
            small(kind, n.limbs, m, interrupt)?
        }
        _ => large::term(tier, kind, n.limbs, m, interrupt)?,
    };
    let changes = n.negative && kind.changes_sign(n.limbs);
    if !changes || value.limbs().is_empty() {
        return Ok(value);
    }
    let mut negated = Integer::with_capacity(m.len())?;
    negated.set(m);
    negated.rewrite(m.len(), |m| subtract(m, value.limbs()));
    Ok(negated)
}

/// The term modulo an m of a word.
fn small<W: Word>(
    kind: Term<Signed<'_>>,
    n: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let kind = kind.try_map(|x| {
        let magnitude = modular::remainder(x.limbs, m, interrupt)?;
        Ok::<_, Error>(match x.negative {
            true => m.wrapping_sub(magnitude),
            false => magnitude,
        })
    })?;
    let value = modular::term(kind, n, m, interrupt)?.limbs();
    let mut integer = Integer::with_capacity(value.len())?;
    integer.set(&value);
    Ok(integer)
}
