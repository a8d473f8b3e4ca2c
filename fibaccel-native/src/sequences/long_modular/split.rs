//! Terms modulo an m of a few limbs, 2^e times an odd number: residues modulo both, put together in the end.

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

/// The term at n modulo an m of more than two limbs. None if m is too long, or ends with too many zero bits.
pub fn term(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &[u64],
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
    let value = modulo_odd(tier, sequence, n, odd, interrupt)?;
    if twos == 0 {
        return Ok(Some(value));
    }
    let sequence = sequence.map(|x| {
        let low = low_word(x.magnitude.limbs());
        if x.negative { low.wrapping_neg() } else { low }
    });
    let power = 1u128 << twos;
    let other = match u64::try_from(power) {
        Ok(power) => {
            let sequence = sequence.map(|x| x as u64);
            term_modulo_power_of_two(sequence, n, power, interrupt)?.into()
        }
        Err(_) => term_modulo_power_of_two(sequence, n, power, interrupt)?,
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

/// The term modulo an odd m.
fn modulo_odd(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let fours = tier.fours().filter(|_| m.len() >= FIRST_IN_DIGITS);
    macro_rules! by_length {
        (in limbs $($limbs:literal)*, in digits $($len:literal: $digits:literal)*) => {
            match (m.len(), fours) {
                (0..=1, _) => term_modulo_word(sequence, n, m[0], interrupt),
                (2, _) => term_modulo_word(sequence, n, low_word(m), interrupt),
                $((..=$len, Some(fours)) => {
                    let products = Digits::<$digits>::new(fours, m);
                    by_montgomery::<_, $len>(products, sequence, n, m, interrupt)
                })*
                $((..=$limbs, _) => by_montgomery::<_, $limbs>(Limbs::new(m), sequence, n, m, interrupt),)*
                _ => unreachable!("too long"),
            }
        };
    }
    by_length!(
        in limbs 3 4 5 6 7 8 9 10 12 16 32,
        in digits 6: 8 7: 9 8: 10 10: 13 12: 15 14: 18 16: 20 20: 25 24: 30
    )
}

fn by_montgomery<P: Products<N>, const N: usize>(
    products: P,
    sequence: Term<&Signed>,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let ring = Montgomery::<P, N>::new(m, products);
    let value = match short_sequence(sequence) {
        Some((kind, pq)) => short::term(&ring, kind, pq, n, m.len() * 3 / 2, interrupt)?,
        None => {
            let sequence = sequence
                .try_map(|x| ring.residue_of(x.magnitude.limbs(), x.negative, interrupt))?;
            modular::term(&ring, sequence, n, interrupt)?
        }
    };
    let mut integer = Integer::with_capacity(N)?;
    integer.set(&ring.value(value));
    Ok(integer)
}

/// The term modulo an m of a word.
pub(super) fn term_modulo_word<W: Word>(
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
