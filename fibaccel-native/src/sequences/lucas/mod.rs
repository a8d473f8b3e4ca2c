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

use super::fibonacci::Sequence;
use super::modular::{self, Term};
use crate::bignum::{Arithmetic, Signed, residue};
use crate::machine::Tier;
use crate::runtime::fault::Fault;
use crate::runtime::{Error, Interrupt};
use chain::{u, v};
use short::{Kind, short_term};

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

/// The term F(n) or L(n), up to the sign, which has a faster way: for q = -1 and p = 1 or -1.
fn fibonacci(
    kind: Kind,
    tier: Tier,
    pq: [&Signed; 2],
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Option<Result<Signed, Error>> {
    let [p, q] = pq.map(Signed::to_i128);
    if q != Some(-1) || !matches!(p, Some(1 | -1)) {
        return None;
    }
    let sequence = match kind {
        Kind::U => Sequence::Fibonacci,
        Kind::V => Sequence::Lucas,
    };
    let index = i64::try_from(n).ok()?;
    // U(-p) alternates with U(p) in sign from its second term on, V(-p) from its first.
    let alternates = (n % 2 == 1) == (kind == Kind::V);
    let term = sequence.term(tier, index, interrupt).map(|mut term| {
        term.negative = p == Some(-1) && alternates && !term.magnitude.limbs().is_empty();
        term
    });
    Some(term)
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
