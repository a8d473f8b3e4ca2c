//! Exact terms of Lucas sequences: U(0) = 0, U(1) = 1, V(0) = 2, V(1) = p, and both go on with
//! w(k+2) = p w(k+1) - q w(k), for any integers p and q.
//!
//! The bits of n from the top down lead to numbers at n / 2, and a product to the term ([`chain`]). All numbers
//! have signs ([`Signed`]), and nothing is assumed of p and q: they may be long, and x^2 - p x + q may have any
//! roots.

pub mod bound;
pub mod chain;
pub mod fixed;
pub mod pair;
pub mod short;

pub use bound::{bits, peak_bytes};

use super::fibonacci::{Sequence, natural_terms};
use super::modular::{self, Term};
use crate::bignum::{Arithmetic, Integer, Signed, residue};
use crate::machine::Tier;
use crate::runtime::fault::Fault;
use crate::runtime::{Error, Interrupt};
use chain::{both, u, v};
use short::{Kind, short_term, short_terms};

/// The number of bits from which on results are checked: as many as F(n) has where its check begins.
const CHECKED_BITS: usize = 694_242;

/// The number of bits of a bound below which a term may fit a machine number.
const SHORT_BITS: f64 = 256.0;

/// The term at n of the Lucas sequence of p and q, computed on that tier.
pub fn lucas_term(
    kind: Kind,
    tier: Tier,
    [p, q]: [&Signed; 2],
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<Signed, Error> {
    if let Some(term) = fibonacci(kind, tier, [p, q], n, interrupt) {
        return term;
    }
    let most = bits([p, q], n);
    if most < SHORT_BITS
        && let Some(term) = short_term(kind, [p, q].map(Signed::to_i128), n)
    {
        return Signed::new(term);
    }
    let len = bound::limbs(tier, most).ok_or(Error::Memory)?;
    let mut arithmetic = Arithmetic::new(tier, len, interrupt)?;
    let mut term = match kind {
        Kind::U => u(&mut arithmetic, [p, q], n)?,
        Kind::V => v(&mut arithmetic, [p, q], n)?,
    };
    check(kind, &mut term, [p, q], n, interrupt)?;
    Ok(term)
}

/// The terms U(n) and V(n) of the Lucas sequences of p and q, computed on that tier.
pub fn lucas_terms(
    tier: Tier,
    pq: [&Signed; 2],
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<[Signed; 2], Error> {
    if fibonacci_index(pq, n).is_some() {
        let [f, l] = natural_terms(n, interrupt)?;
        return Ok([with_sign(Kind::U, pq, n, f), with_sign(Kind::V, pq, n, l)]);
    }
    let most = bits(pq, n);
    if most < SHORT_BITS
        && let Some([u, v]) = short_terms(pq.map(Signed::to_i128), n)
    {
        return Ok([Signed::new(u)?, Signed::new(v)?]);
    }
    let len = bound::limbs(tier, most).ok_or(Error::Memory)?;
    let mut arithmetic = Arithmetic::new(tier, len, interrupt)?;
    let [mut u, mut v] = both(&mut arithmetic, pq, n)?;
    check(Kind::U, &mut u, pq, n, interrupt)?;
    check(Kind::V, &mut v, pq, n, interrupt)?;
    Ok([u, v])
}

/// The term F(n) or L(n), up to the sign, which has a faster way: for q = -1 and p = 1 or -1.
fn fibonacci(
    kind: Kind,
    tier: Tier,
    pq: [&Signed; 2],
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Option<Result<Signed, Error>> {
    let index = fibonacci_index(pq, n)?;
    let sequence = match kind {
        Kind::U => Sequence::Fibonacci,
        Kind::V => Sequence::Lucas,
    };
    let term = sequence.term(tier, index, interrupt);
    Some(term.map(|term| with_sign(kind, pq, n, term.magnitude)))
}

/// The index n, if the terms are F(n) and L(n) up to their signs.
fn fibonacci_index(pq: [&Signed; 2], n: u64) -> Option<i64> {
    let [p, q] = pq.map(Signed::to_i128);
    let is_fibonacci = q == Some(-1) && matches!(p, Some(1 | -1));
    is_fibonacci.then(|| i64::try_from(n).ok()).flatten()
}

/// The term F(n) or L(n) of that magnitude, with its sign: U(-p) alternates with U(p) in sign from its second term on,
/// V(-p) from its first.
fn with_sign(kind: Kind, [p, _]: [&Signed; 2], n: u64, magnitude: Integer) -> Signed {
    let alternates = (n % 2 == 1) == (kind == Kind::V);
    Signed {
        negative: p.negative && alternates && !magnitude.limbs().is_empty(),
        magnitude,
    }
}

/// Compares a long term with the residues that it must have.
fn check(
    kind: Kind,
    term: &mut Signed,
    [p, q]: [&Signed; 2],
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    if 64 * term.magnitude.limbs().len() < CHECKED_BITS {
        return Ok(());
    }
    term.magnitude.expose(Fault::Result);
    let [ps, qs, actual] = [p, q, term].map(|x| residues(x, interrupt));
    let (ps, qs, actual) = (ps?, qs?, actual?);
    for (i, prime) in residue::PRIMES.into_iter().enumerate() {
        let pq = [ps[i], qs[i]];
        let sequence = match kind {
            Kind::U => Term::U(pq),
            Kind::V => Term::V(pq),
        };
        if modular::term_modulo(sequence, &[n], prime, interrupt)? != actual[i] {
            return Err(Error::Corrupted);
        }
    }
    Ok(())
}

/// The residues of a number modulo the primes of the check.
fn residues(x: &Signed, interrupt: &mut dyn Interrupt) -> Result<[u64; 2], Error> {
    let mut residues = residue::of_limbs(x.magnitude.limbs(), interrupt)?;
    for (residue, prime) in residues.iter_mut().zip(residue::PRIMES) {
        if x.negative && *residue > 0 {
            *residue = prime - *residue;
        }
    }
    Ok(residues)
}
