//! Lucas sequences: U(0) = 0, U(1) = 1, V(0) = 2, V(1) = p, and both go on with
//! w(k+2) = p w(k+1) - q w(k), for any integers p and q.
//!
//! The bits of n from the top down lead to numbers at n / 2, and a product to the term ([`chain`]). All numbers
//! have signs ([`signed`]), and nothing is assumed of p and q: they may be long, and x^2 - p x + q may have any
//! roots.

mod bound;
pub mod chain;
pub mod signed;

pub use bound::{bits, peak_bytes};

use crate::error::Error;
use crate::fault::Fault;
use crate::fibonacci::{Sequence, Signed};
use crate::interrupt::Interrupt;
use crate::modular::{self, Term};
use crate::residue;
use crate::simd::Tier;
use chain::{first, second};
use signed::Arithmetic;

/// Results from that many bits on are checked: from where F(n) is.
const CHECKED_BITS: usize = 694_242;

/// Terms of up to so many bits may fit a machine number.
const SHORT_BITS: f64 = 256.0;

/// Which of the two sequences of p and q.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// U.
    First,
    /// V.
    Second,
}

/// Returns the term at n, computed by that tier.
pub fn term(
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
        && let Some(term) = short(kind, [p, q].map(Signed::to_i128), n)
    {
        return Signed::new(term);
    }
    let len = bound::limbs(tier, most).ok_or(Error::Memory)?;
    let mut arithmetic = Arithmetic::new(tier, len, interrupt)?;
    let mut term = match kind {
        Kind::First => first(&mut arithmetic, [p, q], n)?,
        Kind::Second => second(&mut arithmetic, [p, q], n)?,
    };
    check(kind, &mut term, [p, q], n, interrupt)?;
    Ok(term)
}

/// F(n) and L(n), which have a faster way, up to the sign: for q = -1 and p = 1 or -1.
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
        Kind::First => Sequence::Fibonacci,
        Kind::Second => Sequence::Lucas,
    };
    let index = i64::try_from(n).ok()?;
    // U(-p) alternates with U(p) in sign from its second term on, V(-p) from its first.
    let alternates = (n % 2 == 1) == (kind == Kind::Second);
    let term = sequence.term(tier, index, interrupt).map(|mut term| {
        term.negative = p == Some(-1) && alternates && term.magnitude.to_u64() != Some(0);
        term
    });
    Some(term)
}

/// The term, if all on the way fits a machine number, as p and q may.
pub fn short(kind: Kind, pq: [Option<i128>; 2], n: u64) -> Option<i128> {
    if n == 0 {
        return Some(if kind == Kind::First { 0 } else { 2 });
    }
    let [p, q] = [pq[0]?, pq[1]?];
    let ([a, b, _], left) = head([p, q], n);
    match (left, kind) {
        (1.., _) => None,
        (0, Kind::First) => Some(a),
        (0, Kind::Second) => difference([2, b], [p, a]),
    }
}

/// U(k), U(k+1) and q^k for an index k that the bits of n begin with, and how many are left.
fn head(pq: [i128; 2], n: u64) -> ([i128; 3], u32) {
    let (mut triple, mut left) = ([0, 1, 1], u64::BITS - n.leading_zeros());
    while left > 0
        && let Some(next) = double(pq, triple, (n >> (left - 1)) % 2 == 1)
    {
        (triple, left) = (next, left - 1);
    }
    (triple, left)
}

/// The triple at 2k, or at 2k + 1 if `odd`, from that at k.
fn double([p, q]: [i128; 2], [a, b, power]: [i128; 3], odd: bool) -> Option<[i128; 3]> {
    let middle = difference([b, b], [q, a.checked_mul(a)?])?;
    let even = a.checked_mul(difference([2, b], [p, a])?)?;
    let power = power.checked_mul(power)?;
    if !odd {
        return Some([even, middle, power]);
    }
    let next = difference([p, middle], [q, even])?;
    Some([middle, next, power.checked_mul(q)?])
}

/// a b - c d.
fn difference([a, b]: [i128; 2], [c, d]: [i128; 2]) -> Option<i128> {
    a.checked_mul(b)?.checked_sub(c.checked_mul(d)?)
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
        let term = match kind {
            Kind::First => Term::U(pq),
            Kind::Second => Term::V(pq),
        };
        if modular::term(term, &[n], prime, interrupt)? != actual[i] {
            return Err(Error::Corrupted);
        }
    }
    Ok(())
}

/// A number modulo each prime of the check.
fn residues(x: &Signed, interrupt: &mut dyn Interrupt) -> Result<[u64; 2], Error> {
    let mut residues = residue::of_limbs(x.magnitude.limbs(), interrupt)?;
    for (residue, prime) in residues.iter_mut().zip(residue::PRIMES) {
        if x.negative && *residue > 0 {
            *residue = prime - *residue;
        }
    }
    Ok(residues)
}
