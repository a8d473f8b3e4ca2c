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
//! In the end the term is `P[0]`. Terms that a machine number holds are stepped to ([`stepping`]). Modulo a word and for a low order that is done in a ring ([`words`]), else in numbers of
//! any size ([`halving`]) that are reduced after each step ([`reduction`]), or not at all.

pub mod halving;
pub mod packed;
pub mod recurrence;
pub mod reduction;
pub mod slots;
pub mod stepping;
pub mod words;

pub use recurrence::Recurrence;

use super::long_modular::modulus::Divisor;
use crate::bignum::{Integer, Signed, residue};
use crate::machine::Tier;
use crate::rings::{Task, Word, WordRing, over};
use crate::runtime::fault::Fault;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use halving::halve_to_term;
use packed::packed_term;
use reduction::{Long, Reduction, Scaled, Short};

/// The number of limbs from which on exact terms are checked: as many as F(n) has where its check begins.
const CHECKED_LIMBS: usize = 10_848;

/// The highest order of recurrences modulo words of so many bits that run in a ring. There each step takes 1 or 3 ns
/// times the square of the order, and in slots 200 to 260 or 570 ns times the order (Zen 5, `benchmarks/recurrences.py`):
/// equal at somewhat higher orders than these, which were estimated.
const fn most_in_ring(bits: u32) -> usize {
    match bits {
        64 => 192,
        _ => 128,
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
        let task = words::Term {
            recurrence,
            n,
            interrupt,
        };
        if over(prime, task)? != found {
            return Err(Error::Corrupted);
        }
    }
    Ok(())
}

/// The term at n modulo m, which is not 0.
pub fn term_modulo(
    tier: Tier,
    recurrence: Recurrence,
    n: &[u64],
    m: &Integer,
    interrupt: &mut dyn Interrupt,
) -> Result<Signed, Error> {
    let task = ModuloWord {
        tier,
        recurrence: &recurrence,
        n,
        interrupt,
    };
    match *m.limbs() {
        [m] => over(m, task),
        [low, high] => over(u128::from(high) << 64 | u128::from(low), task),
        _ => {
            let ModuloWord {
                recurrence,
                interrupt,
                ..
            } = task;
            let scaled = Scaled::new(m.limbs(), recurrence.start.len())?;
            let mut divisor = Divisor::new(tier, scaled.limbs(), interrupt)?;
            let mut long = Long::new(&scaled, divisor.modulus(interrupt)?);
            reduced_term(tier, &mut long, recurrence, n, interrupt)
        }
    }
}

/// The term at n in a reduction.
fn reduced_term(
    tier: Tier,
    reduction: &mut impl Reduction,
    recurrence: &Recurrence,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Signed, Error> {
    let mut term = Buffer::new(reduction.modulus().len())?;
    match recurrence.place(n) {
        Some(at) => reduction.residue(&recurrence.start[at], &mut term, interrupt)?,
        None => packed_term(tier, reduction, recurrence, n, &mut term, interrupt)?,
    }
    let len = term.len();
    Ok(Signed {
        magnitude: Integer::of(term, len),
        negative: false,
    })
}

/// An estimate of the nanoseconds for a term modulo m, from the order and the bits of n and m.
pub fn cost(order: u64, n_bits: u64, m_bits: u64) -> u64 {
    let limbs = m_bits.div_ceil(64);
    let step = match limbs {
        0..=2 => (30 + 2 * limbs * order).saturating_mul(order.min(400)),
        _ => order.saturating_mul(200 + (limbs * limbs).min(100 * limbs)),
    };
    n_bits.saturating_mul(step)
}

struct ModuloWord<'a> {
    tier: Tier,
    recurrence: &'a Recurrence,
    n: &'a [u64],
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for ModuloWord<'_> {
    type Output = Result<Signed, Error>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        let Self {
            tier,
            recurrence,
            n,
            interrupt,
        } = self;
        let order = recurrence.start.len();
        if order > most_in_ring(W::BITS) || recurrence.place(n).is_some() {
            return reduced_term(tier, &mut Short::new(ring), recurrence, n, interrupt);
        }
        let task = words::Term {
            recurrence,
            n,
            interrupt,
        };
        let mut term = Signed::new(0)?;
        term.magnitude.set(&task.run(ring)?.limbs());
        Ok(term)
    }
}
