//! Computations modulo an m of a few limbs, 2^e times an odd number: residues modulo both, put together in the end.

use super::montgomery::digits::Digits;
use super::montgomery::limbs::Limbs;
use super::montgomery::{Montgomery, Products};
use super::short::{self, short_sequence};
use crate::bignum::{Integer, Signed};
use crate::limbs::shifts::shift_right;
use crate::limbs::{add, add_scaled, trimmed};
use crate::machine::Tier;
use crate::rings::{self, Word, inverse};
use crate::runtime::{Error, Interrupt};
use crate::sequences::modular::{self, Term, term_modulo_power_of_two};

/// The most limbs of m.
pub const MOST_LIMBS: usize = 32;

/// The least limbs that are multiplied in digits, where the tier can.
const FIRST_IN_DIGITS: usize = 6;

/// The longest power of two: a word's.
const MOST_TWOS: usize = 127;

/// A computation modulo any number, odd or a power of two.
pub trait Computation {
    /// Whether it multiplies four numbers at a time, which takes less time in digits.
    const IN_FOURS: bool;

    /// The result modulo an odd m of at least three limbs, in its ring.
    fn modulo_odd<P: Products<N>, const N: usize>(
        &self,
        ring: &Montgomery<P, N>,
        m: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<[u64; N], Error>;

    /// The result modulo a word.
    fn modulo_word<W: Word>(&self, m: W, interrupt: &mut dyn Interrupt) -> Result<W, Error>;

    /// The result modulo a power of two.
    fn modulo_power_of_two<W: Word>(
        &self,
        power: W,
        interrupt: &mut dyn Interrupt,
    ) -> Result<W, Error>;
}

/// The result modulo an m of more than two limbs. None if m is too long, or ends with too many zero bits.
pub fn result(
    tier: Tier,
    computation: &impl Computation,
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Option<Integer>, Error> {
    let at = m.iter().position(|&limb| limb != 0).expect("not 0");
    let twos = 64 * at + m[at].trailing_zeros() as usize;
    if m.len() > MOST_LIMBS || twos > MOST_TWOS {
        return Ok(None);
    }
    let mut odd = [0; MOST_LIMBS];
    let odd = &mut odd[..m.len() - at];
    odd.copy_from_slice(&m[at..]);
    shift_right(odd, m[at].trailing_zeros());
    let odd = &odd[..trimmed(odd)];
    let value = modulo_odd(tier, computation, odd, interrupt)?;
    if twos == 0 {
        return Ok(Some(value));
    }
    let power = 1u128 << twos;
    let other = match u64::try_from(power) {
        Ok(power) => computation.modulo_power_of_two(power, interrupt)?.into(),
        Err(_) => computation.modulo_power_of_two(power, interrupt)?,
    };
    // x + odd t, where t = (y - x) / odd modulo 2^e: below odd 2^e = m.
    let difference = other.wrapping_sub(low_word(value.limbs()));
    let t = difference.wrapping_mul(inverse(low_word(odd))) & (power - 1);
    let mut joined = Integer::with_capacity(odd.len() + 2)?;
    joined.rewrite(odd.len() + 2, |sum| {
        sum[..value.limbs().len()].copy_from_slice(value.limbs());
        for (at, word) in [t as u64, (t >> 64) as u64].into_iter().enumerate() {
            let (low, high) = sum[at..].split_at_mut(odd.len());
            let above = add_scaled(low, odd, word);
            add(high, &[above]);
        }
    });
    Ok(Some(joined))
}

/// The lowest two limbs of x as a word.
fn low_word(x: &[u64]) -> u128 {
    let limb = |at| x.get(at).copied().map_or(0, u128::from);
    limb(1) << 64 | limb(0)
}

/// The result modulo an odd m.
fn modulo_odd<C: Computation>(
    tier: Tier,
    computation: &C,
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let fours = tier
        .fours()
        .filter(|_| C::IN_FOURS && m.len() >= FIRST_IN_DIGITS);
    macro_rules! by_length {
        (in limbs $($limbs:literal)*, in digits $($len:literal: $digits:literal)*) => {
            match (m.len(), fours) {
                (0..=1, _) => integer(&computation.modulo_word(m[0], interrupt)?.limbs()),
                (2, _) => integer(&computation.modulo_word(low_word(m), interrupt)?.limbs()),
                $((..=$len, Some(fours)) => {
                    let ring = Montgomery::<_, $len>::new(m, Digits::<$digits>::new(fours, m));
                    integer(&ring.value(computation.modulo_odd(&ring, m, interrupt)?))
                })*
                $((..=$limbs, _) => {
                    let ring = Montgomery::<_, $limbs>::new(m, Limbs::new(m));
                    integer(&ring.value(computation.modulo_odd(&ring, m, interrupt)?))
                })*
                _ => unreachable!("too long"),
            }
        };
    }
    by_length!(
        in limbs 3 4 5 6 7 8 9 10 12 16 32,
        in digits 6: 8 7: 9 8: 10 10: 13 12: 15 14: 18 16: 20 20: 25 24: 30
    )
}

/// The number in these limbs.
fn integer(limbs: &[u64]) -> Result<Integer, Error> {
    let mut integer = Integer::with_capacity(limbs.len())?;
    integer.set(limbs);
    Ok(integer)
}

/// The term at n of a sequence.
pub struct TermAt<'a> {
    /// The sequence.
    pub sequence: Term<&'a Signed>,
    /// The index n, in limbs.
    pub n: &'a [u64],
}

impl Computation for TermAt<'_> {
    const IN_FOURS: bool = true;

    fn modulo_odd<P: Products<N>, const N: usize>(
        &self,
        ring: &Montgomery<P, N>,
        m: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<[u64; N], Error> {
        if let Some((kind, pq)) = short_sequence(self.sequence) {
            return short::term(ring, kind, pq, self.n, m.len() * 3 / 2, interrupt);
        }
        let residue = |x: &Signed| ring.residue_of(x.magnitude.limbs(), x.negative, interrupt);
        let sequence = self.sequence.try_map(residue)?;
        Ok(modular::term(ring, sequence, self.n, interrupt)?)
    }

    fn modulo_word<W: Word>(&self, m: W, interrupt: &mut dyn Interrupt) -> Result<W, Error> {
        let sequence = self.sequence.try_map(|x| {
            let magnitude = rings::remainder(x.magnitude.limbs(), m, interrupt)?;
            Ok::<_, Error>(match x.negative {
                true => m.wrapping_sub(magnitude),
                false => magnitude,
            })
        })?;
        Ok(modular::term_modulo(sequence, self.n, m, interrupt)?)
    }

    fn modulo_power_of_two<W: Word>(
        &self,
        power: W,
        interrupt: &mut dyn Interrupt,
    ) -> Result<W, Error> {
        let sequence = self.sequence.map(|x| {
            let limbs = x.magnitude.limbs();
            let low = W::from_limbs(&limbs[..limbs.len().min(W::BITS as usize / 64)]);
            let low = low.expect("a word");
            match x.negative {
                true => W::ZERO.wrapping_sub(low),
                false => low,
            }
        });
        Ok(term_modulo_power_of_two(
            sequence, self.n, power, interrupt,
        )?)
    }
}

/// The term modulo an m of a word.
pub(super) fn term_modulo_word<W: Word>(
    sequence: Term<&Signed>,
    n: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    integer(&TermAt { sequence, n }.modulo_word(m, interrupt)?.limbs())
}
