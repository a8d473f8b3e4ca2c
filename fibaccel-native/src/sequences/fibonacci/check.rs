//! The check of long terms: the residues that a term must have, compared with those that it has.
//!
//! The expected residues come from chains on machine words ([`crate::sequences::modular`]), which share nothing
//! with the engine but the table of the first terms, and of that other entries.

use crate::bignum::{Integer, residue};
use crate::runtime::fault::Fault;
use crate::runtime::{Error, Interrupt, Never};
use crate::sequences::modular::{Term, term_modulo};

/// F(n) modulo each of [`residue::PRIMES`].
pub fn fibonacci(n: u64) -> [u64; 2] {
    expected(Term::Fibonacci, n)
}

/// L(n) modulo each of [`residue::PRIMES`].
pub fn lucas(n: u64) -> [u64; 2] {
    expected(Term::Lucas, n)
}

fn expected(sequence: Term<u64>, n: u64) -> [u64; 2] {
    residue::PRIMES.map(|p| term_modulo(sequence, &[n], p, &mut Never).expect("never interrupted"))
}

/// Returns an error if a result does not have the residues that it must have, if any are given.
pub fn check(
    value: &mut Integer,
    residues: Option<[u64; 2]>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let Some(expected) = residues else {
        return Ok(());
    };
    value.expose(Fault::Result);
    match residue::of_limbs(value.limbs(), interrupt)? == expected {
        true => Ok(()),
        false => Err(Error::Corrupted),
    }
}
