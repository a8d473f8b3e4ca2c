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
use crate::runtime::{Error, Interrupt, all};
use crate::sequences::modular::{self, Term, terms_modulo_power_of_two};
use std::array::from_fn;

/// The most limbs of m.
pub const MOST_LIMBS: usize = 32;

/// The least limbs that are multiplied in digits, where the tier can.
const FIRST_IN_DIGITS: usize = 6;

/// The longest power of two: a word's.
const MOST_TWOS: usize = 127;

/// A computation of K results modulo any number, odd or a power of two.
pub trait Computation<const K: usize> {
    /// Whether it multiplies four numbers at a time, which takes less time in digits.
    const IN_FOURS: bool;

    /// The results modulo an odd m of at least three limbs, in its ring.
    fn modulo_odd<P: Products<N>, const N: usize>(
        &self,
        ring: &Montgomery<P, N>,
        m: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<[[u64; N]; K], Error>;

    /// The results modulo a word.
    fn modulo_word<W: Word>(&self, m: W, interrupt: &mut dyn Interrupt) -> Result<[W; K], Error>;

    /// The results modulo a power of two.
    fn modulo_power_of_two<W: Word>(
        &self,
        power: W,
        interrupt: &mut dyn Interrupt,
    ) -> Result<[W; K], Error>;
}

/// The results modulo an m of more than two limbs. None if m is too long, or ends with too many zero bits.
pub fn results<const K: usize>(
    tier: Tier,
    computation: &impl Computation<K>,
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Option<[Integer; K]>, Error> {
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
    let values = modulo_odd(tier, computation, odd, interrupt)?;
    if twos == 0 {
        return Ok(Some(values));
    }
    let power = 1u128 << twos;
    let others = match u64::try_from(power) {
        Ok(power) => computation
            .modulo_power_of_two(power, interrupt)?
            .map(u128::from),
        Err(_) => computation.modulo_power_of_two(power, interrupt)?,
    };
    let joined = from_fn(|at| join([values[at].limbs(), odd], others[at], power));
    Ok(Some(all(joined)?))
}

/// The number that is x modulo an odd number and y modulo a power of two.
fn join([x, odd]: [&[u64]; 2], y: u128, power: u128) -> Result<Integer, Error> {
    // x + odd t, where t = (y - x) / odd modulo 2^e: below odd 2^e.
    let difference = y.wrapping_sub(low_word(x));
    let t = difference.wrapping_mul(inverse(low_word(odd))) & (power - 1);
    let mut joined = Integer::with_capacity(odd.len() + 2)?;
    joined.rewrite(odd.len() + 2, |sum| {
        sum[..x.len()].copy_from_slice(x);
        for (at, word) in [t as u64, (t >> 64) as u64].into_iter().enumerate() {
            let (low, high) = sum[at..].split_at_mut(odd.len());
            let above = add_scaled(low, odd, word);
            add(high, &[above]);
        }
    });
    Ok(joined)
}

/// The lowest two limbs of x as a word.
fn low_word(x: &[u64]) -> u128 {
    let limb = |at| x.get(at).copied().map_or(0, u128::from);
    limb(1) << 64 | limb(0)
}

/// The results modulo an odd m.
fn modulo_odd<C: Computation<K>, const K: usize>(
    tier: Tier,
    computation: &C,
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[Integer; K], Error> {
    let fours = tier
        .fours()
        .filter(|_| C::IN_FOURS && m.len() >= FIRST_IN_DIGITS);
    macro_rules! by_length {
        (in limbs $($limbs:literal)*, in digits $($len:literal: $digits:literal)*) => {
            match (m.len(), fours) {
                (0..=1, _) => modulo_word(computation, m[0], interrupt),
                (2, _) => modulo_word(computation, low_word(m), interrupt),
                $((..=$len, Some(fours)) => {
                    let ring = Montgomery::<_, $len>::new(m, Digits::<$digits>::new(fours, m));
                    integers(computation.modulo_odd(&ring, m, interrupt)?.map(|x| ring.value(x)))
                })*
                $((..=$limbs, _) => {
                    let ring = Montgomery::<_, $limbs>::new(m, Limbs::new(m));
                    integers(computation.modulo_odd(&ring, m, interrupt)?.map(|x| ring.value(x)))
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

/// The results modulo a word.
pub fn modulo_word<W: Word, const K: usize>(
    computation: &impl Computation<K>,
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<[Integer; K], Error> {
    let values = computation.modulo_word(m, interrupt)?;
    integers(values.map(|value| value.limbs()))
}

/// The numbers in these limbs.
fn integers<const N: usize, const K: usize>(values: [[u64; N]; K]) -> Result<[Integer; K], Error> {
    all(values.map(|limbs| {
        let mut integer = Integer::with_capacity(N)?;
        integer.set(&limbs);
        Ok(integer)
    }))
}

/// The term at n of a sequence, or two: F(n) and F(n+1), L(n) and L(n+1), or U(n) and V(n).
pub struct TermAt<'a> {
    /// The sequence.
    pub sequence: Term<&'a Signed>,
    /// The index n, in limbs.
    pub n: &'a [u64],
}

impl<const K: usize> Computation<K> for TermAt<'_> {
    const IN_FOURS: bool = true;

    fn modulo_odd<P: Products<N>, const N: usize>(
        &self,
        ring: &Montgomery<P, N>,
        m: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<[[u64; N]; K], Error> {
        let most = m.len() * 3 / 2;
        if let Some((kind, pq)) = short_sequence(self.sequence) {
            return Ok(match K {
                1 => [short::term(ring, kind, pq, self.n, most, interrupt)?; K],
                _ => {
                    let pair = short::pair(ring, self.sequence, pq, self.n, most, interrupt)?;
                    from_fn(|at| pair[at])
                }
            });
        }
        let residue = |x: &Signed| ring.residue_of(x.magnitude.limbs(), x.negative, interrupt);
        let sequence = self.sequence.try_map(residue)?;
        Ok(modular::terms(ring, sequence, self.n, interrupt)?)
    }

    fn modulo_word<W: Word>(&self, m: W, interrupt: &mut dyn Interrupt) -> Result<[W; K], Error> {
        let sequence = self.sequence.try_map(|x| {
            let magnitude = rings::remainder(x.magnitude.limbs(), m, interrupt)?;
            Ok::<_, Error>(match x.negative {
                true => m.wrapping_sub(magnitude),
                false => magnitude,
            })
        })?;
        Ok(modular::terms_modulo(sequence, self.n, m, interrupt)?)
    }

    fn modulo_power_of_two<W: Word>(
        &self,
        power: W,
        interrupt: &mut dyn Interrupt,
    ) -> Result<[W; K], Error> {
        let sequence = self.sequence.map(|x| {
            let limbs = x.magnitude.limbs();
            let low = W::from_limbs(&limbs[..limbs.len().min(W::BITS as usize / 64)]);
            let low = low.expect("a word");
            match x.negative {
                true => W::ZERO.wrapping_sub(low),
                false => low,
            }
        });
        Ok(terms_modulo_power_of_two(
            sequence, self.n, power, interrupt,
        )?)
    }
}

/// The terms modulo an m of a word.
pub(super) fn terms_modulo_word<W: Word, const K: usize>(
    sequence: Term<&Signed>,
    n: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<[Integer; K], Error> {
    modulo_word(&TermAt { sequence, n }, m, interrupt)
}
