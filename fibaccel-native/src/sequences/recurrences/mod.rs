//! Linear recurrences of any order: w(i+k) = c1 w(i+k-1) + ... + ck w(i), exact and modulo m.
//!
//! The terms are the coefficients of a quotient P(x) / Q(x), where Q(x) = 1 - c1 x - ... - ck x^k. Multiplied by
//! Q(-x), numerator and denominator give those at even places and those at odd ones: `[bostan2021]`, derived in
//! docs/algorithms.md. So every bit of n, from the lowest, takes the coefficients of P(x) Q(-x) at places of its
//! parity and those of Q(x) Q(-x) at even places:
//!
//! ```text
//! P[i] <- sum over j of (-1)^j P[2i + bit - j] Q[j]
//! Q[i] <- sum over j of (-1)^j Q[2i - j] Q[j]
//! ```
//!
//! In the end the term is `P[0]`. Exact terms are made of numbers of any size ([`halving`]), or one after another while
//! they are short ([`stepping`]). Modulo m, the coefficients of low orders are numbers of a ring ([`in_ring`]); of high
//! orders, and where m is too long for a ring, polynomials are multiplied as long numbers ([`halving_modulo`]) and
//! coefficients reduced ([`reduction`]).

pub mod halving;
pub mod halving_modulo;
pub mod in_ring;
pub mod recurrence;
pub mod reduction;
pub mod slots;
pub mod stepping;

pub use recurrence::Recurrence;

use super::long_modular::modulus::Divisor;
use super::long_modular::split::{self, Computation};
use crate::bignum::{Integer, Signed, residue};
use crate::limbs::bits;
use crate::machine::Tier;
use crate::rings::{Task, Word, WordRing, over};
use crate::runtime::fault::Fault;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use halving::halve_to_term;
use halving_modulo::halve_to_residue;
use reduction::{Long, Reduction, Scaled, Short};

/// The number of limbs from which on exact terms are checked: as many as F(n) has where its check begins.
const CHECKED_LIMBS: usize = 10_848;

/// The highest order of recurrences modulo m whose terms are computed in a ring. In slots, terms take less time from
/// 1.0 to 1.6 times that order on (Zen 5 with AVX-512, `benchmarks/recurrences.py`), on other tiers from up to three
/// times that order on.
fn most_in_ring(m: &[u64]) -> usize {
    match m.len() {
        0..=2 => 24 + bits(m) / 2,
        limbs => 3 + 200 / limbs,
    }
}

/// The term at n.
pub fn term(
    tier: Tier,
    mut recurrence: Recurrence,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Signed, Error> {
    if let Some(at) = recurrence.place(n) {
        return Ok(recurrence.start.swap_remove(at));
    }
    let mut term = halve_to_term(tier, &recurrence, n, interrupt)?;
    if term.magnitude.limbs().len() >= CHECKED_LIMBS {
        term.magnitude.expose(Fault::Result);
        check(&term, &recurrence, n, interrupt)?;
    }
    Ok(term)
}

/// Compares a long term with its residues modulo the primes of the check.
fn check(
    term: &Signed,
    recurrence: &Recurrence,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let found = residue::of_limbs(term.magnitude.limbs(), interrupt)?;
    for (found, prime) in found.into_iter().zip(residue::PRIMES) {
        let found = match term.negative && found > 0 {
            true => prime - found,
            false => found,
        };
        if (in_ring::Term { recurrence, n }).modulo_word(prime, interrupt)? != [found] {
            return Err(Error::Corrupted);
        }
    }
    Ok(())
}

/// The term at n modulo m, which is not 0.
pub fn term_modulo(
    tier: Tier,
    recurrence: &Recurrence,
    n: &[u64],
    m: &Integer,
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let term = in_ring::Term { recurrence, n };
    let m = m.limbs();
    if recurrence.start.len() <= most_in_ring(m) && recurrence.place(n).is_none() {
        let terms = match *m {
            [m] => Some(split::modulo_word(&term, m, interrupt)?),
            [low, high] => Some(split::modulo_word(&term, joined([low, high]), interrupt)?),
            _ => split::results(tier, &term, m, interrupt)?,
        };
        if let Some([term]) = terms {
            return Ok(term);
        }
    }
    term_in_slots(tier, recurrence, n, m, interrupt)
}

/// The term at n modulo m, which is not 0, by products of long numbers.
pub fn term_in_slots(
    tier: Tier,
    recurrence: &Recurrence,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let reduced = Reduced {
        tier,
        recurrence,
        n,
        interrupt,
    };
    match *m {
        [m] => over(m, reduced),
        [low, high] => over(joined([low, high]), reduced),
        _ => {
            let scaled = Scaled::new(m, recurrence.start.len())?;
            let mut divisor = Divisor::new(tier, scaled.limbs(), reduced.interrupt)?;
            let modulus = divisor.modulus(reduced.interrupt)?;
            reduced.by(&mut Long::new(&scaled, modulus))
        }
    }
}

fn joined([low, high]: [u64; 2]) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

/// The term at n by a reduction of all coefficients.
struct Reduced<'a> {
    tier: Tier,
    recurrence: &'a Recurrence,
    n: &'a [u64],
    interrupt: &'a mut dyn Interrupt,
}

impl Reduced<'_> {
    fn by(self, reduction: &mut impl Reduction) -> Result<Integer, Error> {
        let Self {
            tier,
            recurrence,
            n,
            interrupt,
        } = self;
        let len = reduction.modulus().len();
        let mut term = Buffer::new(len)?;
        match recurrence.place(n) {
            Some(at) => reduction.residue(&recurrence.start[at], &mut term, interrupt)?,
            None => halve_to_residue(tier, reduction, recurrence, n, &mut term, interrupt)?,
        }
        Ok(Integer::of(term, len))
    }
}

impl<W: Word> Task<W> for Reduced<'_> {
    type Output = Result<Integer, Error>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        self.by(&mut Short::new(ring))
    }
}

/// An estimate of the nanoseconds for a term modulo m, from the order and the bits of n and m.
pub fn cost(order: u64, n_bits: u64, m_bits: u64) -> u64 {
    let limbs = m_bits.div_ceil(64);
    let coefficient = match limbs {
        0..=2 => 30 + 2 * limbs * order.min(50),
        _ => 50 + limbs.saturating_mul((3 * limbs).min(150)),
    };
    n_bits.saturating_mul(order).saturating_mul(coefficient)
}
