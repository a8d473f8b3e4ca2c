//! The check of a large result modulo two primes.
//!
//! 2^61 - 1 and 2^64 - 59. One Mersenne prime alone would miss what is shifted by a multiple of 61
//! bits. The expected residues come from doubling on machine words, which shares nothing with the
//! engine.

use crate::interrupt::{Interrupt, Interrupted};
use crate::share::share;

/// The primes of the check.
pub const PRIMES: [u64; 2] = [(1 << 61) - 1, 0u64.wrapping_sub(59)];

/// The most runs that a number is taken in, which threads can share.
const RUNS: usize = 64;

/// The fewest limbs of a run that is not the last.
const SHORTEST_RUN: usize = 1 << 15;

/// Limbs between two reductions.
const BLOCK: usize = 8;

/// 2^64 modulo each of [`PRIMES`].
const SHIFTS: [u64; 2] = [8, 59];

/// a b modulo p.
fn multiply(a: u64, b: u64, p: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(p)) as u64
}

fn add(a: u64, b: u64, p: u64) -> u64 {
    ((u128::from(a) + u128::from(b)) % u128::from(p)) as u64
}

/// F(n) and F(n+1) modulo p.
pub fn fibonacci(n: u64, p: u64) -> (u64, u64) {
    let (mut f, mut g) = (0, 1 % p);
    for bit in (0..n.checked_ilog2().map_or(0, |log| log + 1)).rev() {
        // F(2k) = F(k) (2 F(k+1) - F(k)), F(2k+1) = F(k)^2 + F(k+1)^2.
        let difference = add(add(g, g, p), p - f, p);
        let at = multiply(f, difference, p);
        let after = add(multiply(f, f, p), multiply(g, g, p), p);
        (f, g) = match (n >> bit) % 2 {
            0 => (at, after),
            _ => (after, add(at, after, p)),
        };
    }
    (f, g)
}

/// L(n) = 2 F(n+1) - F(n) modulo p.
pub fn lucas(n: u64, p: u64) -> u64 {
    let (f, g) = fibonacci(n, p);
    add(add(g, g, p), p - f, p)
}

/// The number modulo each of [`PRIMES`].
pub fn of_limbs(limbs: &[u64], interrupt: &mut dyn Interrupt) -> Result<[u64; 2], Interrupted> {
    let len = limbs.len().div_ceil(RUNS).max(SHORTEST_RUN);
    let mut residues = [[0; 2]; RUNS];
    let runs = limbs.chunks(len).zip(&mut residues);
    share(interrupt, runs, |(run, residues), interrupt| {
        interrupt.poll()?;
        *residues = horner(run);
        Ok(())
    })?;
    let mut joined = [0; 2];
    for (i, (joined, p)) in joined.iter_mut().zip(PRIMES).enumerate() {
        let shift = power(SHIFTS[i], len as u64, p);
        let runs = residues.iter().rev();
        *joined = runs.fold(0, |sum, run| add(multiply(sum, shift, p), run[i], p));
    }
    Ok(joined)
}

/// a^exponent modulo p.
fn power(a: u64, exponent: u64, p: u64) -> u64 {
    let bits = (0..u64::BITS - exponent.leading_zeros()).rev();
    bits.fold(1, |power, bit| {
        let square = multiply(power, power, p);
        match (exponent >> bit) % 2 {
            0 => square,
            _ => multiply(square, a, p),
        }
    })
}

/// Horner's rule, a block at a time: congruent to the run's number.
fn horner(run: &[u64]) -> [u64; 2] {
    let (blocks, top) = run.as_chunks::<BLOCK>();
    let mut residues = absorb([0; 2], top);
    for block in blocks.iter().rev() {
        residues = absorb(residues, block);
    }
    residues
}

/// One step of Horner's rule, of at most [`BLOCK`] limbs.
///
/// 59^8 is below 2^48, so the sum of the limbs' and what came before is below 2^113.
#[inline(always)]
fn absorb(residues: [u64; 2], limbs: &[u64]) -> [u64; 2] {
    const POWERS: [[u64; BLOCK + 1]; 2] = [powers(SHIFTS[0]), powers(SHIFTS[1])];
    let mut absorbed = [0; 2];
    for (i, out) in absorbed.iter_mut().enumerate() {
        let mut sum = 0;
        for (&limb, power) in limbs.iter().zip(POWERS[i]) {
            sum += u128::from(limb) * u128::from(power);
        }
        let before = u128::from(residues[i]) * u128::from(POWERS[i][limbs.len()]);
        *out = fold(i, sum + before);
    }
    absorbed
}

/// c^0, c^1, ...
const fn powers(c: u64) -> [u64; BLOCK + 1] {
    let mut powers = [1; BLOCK + 1];
    let mut i = 1;
    while i <= BLOCK {
        powers[i] = powers[i - 1] * c;
        i += 1;
    }
    powers
}

/// 64 bits that are congruent to x modulo the prime of that index, for x below 2^113.
#[inline(always)]
fn fold(index: usize, x: u128) -> u64 {
    if index == 0 {
        // Below 2^61 + 2^52.
        return (x as u64 & PRIMES[0]) + (x >> 61) as u64;
    }
    // What the sum carries over is 2^64 again, and 59 once more; that cannot carry, because the sum
    // is then below 2^49 59.
    let (folded, carry) = (x as u64).overflowing_add((x >> 64) as u64 * 59);
    folded + if carry { 59 } else { 0 }
}

const _: () = assert!(powers(59)[BLOCK] < 1 << 48);
