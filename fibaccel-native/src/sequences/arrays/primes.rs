//! Primes in a range: Eratosthenes' sieve of its odd numbers, a segment at a time, each a byte.
//!
//! The primes to sieve by are themselves sieved for each call, which for more than a `FEW` of them pays up to
//! the root of 2^48: for an array of 2^22 numbers as long as the rest. Beyond, what a few leave is tested.

use crate::rings::{Montgomery, WordRing};
use crate::runtime::{Error, Interrupt};
use crate::sequences::factor::prime::is_prime;

/// The number of odd numbers in a segment: their bytes stay in the second-level cache.
const SEGMENT: usize = 1 << 18;

/// The largest root up to which all primes are sieved by, so that no number needs a test.
const ALL: u64 = 1 << 24;

/// The bound of the primes that are sieved by beyond [`ALL`], where what they leave is tested.
const FEW: u64 = 1 << 20;

/// The primes p with lo <= p < hi, in ascending order.
pub fn primes(lo: u64, hi: u64, interrupt: &mut dyn Interrupt) -> Result<Vec<u64>, Error> {
    let mut found = Vec::new();
    if lo <= 2 && 2 < hi {
        reserve(&mut found, 1)?;
        found.push(2);
    }
    let first = lo.max(3) | 1;
    if first >= hi {
        return Ok(found);
    }
    let root = (hi - 1).isqrt();
    let tested = root > ALL;
    let mut multiples = multiples(first, if tested { FEW } else { root })?;
    let mut sieve = bytes(SEGMENT)?;
    let mut left = (hi - first).div_ceil(2);
    let mut start = first;
    while left > 0 {
        interrupt.poll()?;
        let count = left.min(SEGMENT as u64);
        let segment = &mut sieve[..count as usize];
        segment.fill(1);
        for multiple in &mut multiples {
            multiple.strike(segment);
        }
        reserve(
            &mut found,
            segment.iter().map(|&byte| usize::from(byte)).sum(),
        )?;
        collect(segment, start, tested, &mut found);
        left -= count;
        // Only after the last one there may be no such number.
        start = start.wrapping_add(2 * count);
    }
    Ok(found)
}

/// An odd prime, and the place of its next multiple in the segment to come.
struct Multiple {
    prime: u64,
    next: u64,
}

impl Multiple {
    /// A prime with the place of its square, or of its first odd multiple that is not below `first`.
    fn new(prime: u64, first: u64) -> Self {
        let square = prime * prime;
        let next = if square >= first {
            (square - first) / 2
        } else {
            match (prime - first % prime) % prime {
                even if even % 2 == 0 => even / 2,
                odd => odd.midpoint(prime),
            }
        };
        Self { prime, next }
    }

    #[inline(always)]
    fn strike(&mut self, segment: &mut [u8]) {
        let Self { prime, next } = self;
        while let Some(number) = usize::try_from(*next).ok().and_then(|i| segment.get_mut(i)) {
            *number = 0;
            *next += *prime;
        }
        *next -= segment.len() as u64;
    }
}

/// The odd primes up to `largest`, each with the place of its next multiple from `first` on.
fn multiples(first: u64, largest: u64) -> Result<Vec<Multiple>, Error> {
    // The byte at i is that of 2 i + 1.
    let mut sieve = bytes(largest as usize / 2 + 1)?;
    sieve.fill(1);
    let mut multiples = Vec::new();
    let limit = largest.div_ceil(2);
    for i in 1..limit {
        if sieve[i as usize] == 1 {
            let prime = 2 * i + 1;
            reserve(&mut multiples, 1)?;
            multiples.push(Multiple::new(prime, first));
            Multiple::new(prime, 1).strike(&mut sieve);
        }
    }
    Ok(multiples)
}

/// Adds the numbers that a segment has left, those that are prime if they are to be `tested`.
fn collect(segment: &[u8], start: u64, tested: bool, found: &mut Vec<u64>) {
    for (i, eight) in segment.chunks(8).enumerate() {
        let mut bytes = [0; 8];
        bytes[..eight.len()].copy_from_slice(eight);
        let mut word = u64::from_le_bytes(bytes);
        while word != 0 {
            let at = 8 * i as u64 + u64::from(word.trailing_zeros() / 8);
            let number = start + 2 * at;
            if !tested || is_prime(&Montgomery::new(number)) {
                found.push(number);
            }
            word &= word - 1;
        }
    }
}

fn bytes(count: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    reserve(&mut bytes, count)?;
    bytes.resize(count, 0);
    Ok(bytes)
}

fn reserve<T>(numbers: &mut Vec<T>, count: usize) -> Result<(), Error> {
    numbers.try_reserve(count).map_err(|_| Error::Memory)
}
