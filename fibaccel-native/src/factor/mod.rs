//! The prime factors of numbers of up to 128 bits.
//!
//! Division by the primes below 1,000, then a test for primes ([`prime`]), a walk that finds what is not long
//! ([`rho`]), and elliptic curves for the rest ([`curve`]). Why this is not somebody else's crate stands in
//! docs/dependencies.md.

pub mod curve;
pub mod prime;
pub mod rho;

use crate::interrupt::{Interrupt, Interrupted};
use crate::modular::montgomery::Montgomery;
use crate::modular::ring::Ring;
use crate::modular::word::Word;

/// All primes below 2^14.
pub static PRIMES: [u16; 1900] = sieve();

/// So many of them are below [`TRIED`].
const TRIALS: usize = 168;
const TRIED: u64 = 1000;

const fn sieve() -> [u16; 1900] {
    let mut composite = [false; 1 << 14];
    let (mut primes, mut found, mut n) = ([0; 1900], 0, 2);
    while n < composite.len() {
        if !composite[n] {
            primes[found] = n as u16;
            found += 1;
            let mut multiple = n * n;
            while multiple < composite.len() {
                composite[multiple] = true;
                multiple += n;
            }
        }
        n += 1;
    }
    assert!(found == primes.len());
    primes
}

/// The prime factors of m, which is not 0, each as often as it divides m, in no particular order.
pub fn factor(m: u128, interrupt: &mut dyn Interrupt) -> Result<Vec<u128>, Interrupted> {
    let mut primes = Vec::new();
    let left = match u64::try_from(m) {
        Ok(m) => small_ones(m, &mut primes).into(),
        Err(_) => small_ones(m, &mut primes),
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

/// Takes the primes below [`TRIED`] out of m.
fn small_ones<W: Word>(mut m: W, primes: &mut Vec<u128>) -> W {
    for &prime in &PRIMES[..TRIALS] {
        let word = W::from(prime.into());
        while m.remainder(word) == W::ZERO {
            m = m.quotient(word);
            primes.push(prime.into());
        }
    }
    m
}

/// A divisor of m that is neither 1 nor m, if m is not prime. No prime below [`TRIED`] divides m.
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

/// The greatest common divisor of a residue and m, which is odd.
fn common<W: Word>(ring: &Montgomery<W>, x: W) -> W {
    let (mut x, mut y) = (ring.value(x), ring.modulus());
    while x != W::ZERO {
        x = x.shifted(x.trailing_zeros());
        (x, y) = (x.max(y), x.min(y));
        x = x.wrapping_sub(y);
    }
    y
}

/// That of many residues at once, given as their product: m only if there is no other.
fn proper<W: Word>(ring: &Montgomery<W>, product: W) -> Option<W> {
    let divisor = common(ring, product);
    (divisor > W::ONE && divisor < ring.modulus()).then_some(divisor)
}
