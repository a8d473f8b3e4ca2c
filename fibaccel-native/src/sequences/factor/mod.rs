//! The prime factors of numbers of up to 128 bits.
//!
//! Trial division by the primes below 1,000, then a primality test ([`prime`]), Pollard's rho method for factors
//! that are found soon ([`rho`]), and elliptic curves for the rest ([`curve`]). Why this is not somebody else's
//! crate stands in docs/dependencies.md.

pub mod curve;
pub mod gcd;
pub mod prime;
pub mod rho;
pub mod small_primes;

use crate::rings::{Montgomery, Word, WordRing};
use crate::runtime::{Interrupt, Interrupted};
use small_primes::PRIMES;

/// The number of primes below [`TRIED`], the end of trial division.
const TRIALS: usize = 168;
const TRIED: u64 = 1000;

/// The prime factors of m, which is not 0, each as often as it divides m, in no particular order.
pub fn factor(m: u128, interrupt: &mut dyn Interrupt) -> Result<Vec<u128>, Interrupted> {
    let mut primes = Vec::new();
    let left = match u64::try_from(m) {
        Ok(m) => divide_by_small_primes(m, &mut primes).into(),
        Err(_) => divide_by_small_primes(m, &mut primes),
    };
    let mut parts = vec![left];
    while let Some(part) = parts.pop() {
        let divisor = match u64::try_from(part) {
            Ok(1) => continue,
            Ok(part) => divisor(part, interrupt)?.map(u128::from),
            Err(_) => divisor(part, interrupt)?,
        };
        match divisor {
            Some(divisor) => parts.extend([divisor, part / divisor]),
            None => primes.push(part),
        }
    }
    Ok(primes)
}

/// Divides m by the primes below [`TRIED`], adds them to `primes`, and returns what is left: 1 or a prime, unless all
/// have been tried.
fn divide_by_small_primes<W: Word>(mut m: W, primes: &mut Vec<u128>) -> W {
    for &prime in &PRIMES[..TRIALS] {
        let word = W::from(prime.into());
        if m < word.wrapping_mul(word) {
            break;
        }
        while m.remainder(word) == W::ZERO {
            m = m.quotient(word);
            primes.push(prime.into());
        }
    }
    m
}

/// A divisor of m that is neither 1 nor m; `None` if m is prime. No prime below [`TRIED`] divides m.
fn divisor<W: Word>(m: W, interrupt: &mut dyn Interrupt) -> Result<Option<W>, Interrupted> {
    if m < W::from(TRIED * TRIED) {
        return Ok(None);
    }
    let ring = Montgomery::new(m);
    if prime::is_prime(&ring) {
        return Ok(None);
    }
    let root = m.root();
    if root.wrapping_mul(root) == m {
        return Ok(Some(root));
    }
    let found = match rho::divisor(&ring, interrupt)? {
        Some(divisor) => divisor,
        None => curve::divisor(&ring, interrupt)?,
    };
    Ok(Some(found))
}
