//! The check of a large result modulo two primes: of its limbs, or of the text that became of it.
//!
//! 2^61 - 1 and 2^64 - 59. One Mersenne prime alone would miss what is shifted by a multiple of 61
//! bits. The expected residues are the caller's to know.

pub mod text;

use crate::rings::{Montgomery, Ring, WordRing};
use crate::runtime::{Interrupt, Interrupted, try_for_each_part};
use std::ops::{Add, Mul, Sub};

/// The primes of the check.
pub const PRIMES: [u64; 2] = [(1 << 61) - 1, 0u64.wrapping_sub(59)];

/// The most runs that a number is cut into for threads to share.
const RUNS: usize = 64;

/// The fewest limbs of a run that is not the last.
const SHORTEST_RUN: usize = 1 << 15;

/// The number of limbs between two reductions.
const BLOCK: usize = 8;

/// The residues of 2^64 modulo each of [`PRIMES`].
const SHIFTS: [u64; 2] = [8, 59];

/// Multiplies modulo p: a b.
fn multiply(a: u64, b: u64, p: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(p)) as u64
}

/// Adds modulo p: a + b, for a below p and b at most p.
fn add(a: u64, b: u64, p: u64) -> u64 {
    let (sum, carry) = a.overflowing_add(b);
    if carry || sum >= p {
        sum.wrapping_sub(p)
    } else {
        sum
    }
}

/// The residues of a number modulo each of [`PRIMES`].
pub fn of_limbs(limbs: &[u64], interrupt: &mut dyn Interrupt) -> Result<[u64; 2], Interrupted> {
    let len = limbs.len().div_ceil(RUNS).max(SHORTEST_RUN);
    let mut residues = [[0; 2]; RUNS];
    let runs = limbs.chunks(len).zip(&mut residues);
    try_for_each_part(interrupt, runs, |(run, residues), interrupt| {
        interrupt.poll()?;
        *residues = horner(run);
        Ok(())
    })?;
    let used = limbs.len().div_ceil(len);
    Ok(joined(residues[..used].iter(), SHIFTS, len as u64))
}

/// The residues of a number modulo both primes of the check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Residues([u64; 2]);

impl Residues {
    /// The residues of the number in these limbs.
    pub fn of(limbs: &[u64], interrupt: &mut dyn Interrupt) -> Result<Self, Interrupted> {
        of_limbs(limbs, interrupt).map(Self)
    }

    /// Residues that are known, modulo each of [`PRIMES`].
    pub fn new(residues: [u64; 2]) -> Self {
        Self(residues)
    }

    fn with(self, other: Self, f: impl Fn(u64, u64, u64) -> u64) -> Self {
        let [x, y] = [self.0, other.0];
        Self([0, 1].map(|i| f(x[i], y[i], PRIMES[i])))
    }
}

impl From<u64> for Residues {
    fn from(x: u64) -> Self {
        Self(PRIMES.map(|p| x % p))
    }
}

impl Add for Residues {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.with(other, add)
    }
}

impl Sub for Residues {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.with(other, |x, y, p| add(x, p - y, p))
    }
}

impl Mul for Residues {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        self.with(other, multiply)
    }
}

/// The residues of a number from those of its runs, the lowest first; a run counts for `shifts` to the
/// power of `len`.
fn joined<'a>(
    runs: impl DoubleEndedIterator<Item = &'a [u64; 2]> + Clone,
    shifts: [u64; 2],
    len: u64,
) -> [u64; 2] {
    let mut joined = [0; 2];
    for (i, (joined, p)) in joined.iter_mut().zip(PRIMES).enumerate() {
        let ring = Montgomery::new(p);
        let shift = ring.power(ring.residue(shifts[i]), len);
        let sum = runs.clone().rev().fold(ring.residue(0), |sum, run| {
            ring.add(ring.multiply(sum, shift), ring.residue(run[i]))
        });
        *joined = ring.value(sum);
    }
    joined
}

/// Reduces x below 2^70, modulo the prime of that index.
#[inline(always)]
fn fold_once(index: usize, x: u128) -> u128 {
    match index {
        0 => (x & u128::from(PRIMES[0])) + (x >> 61),
        _ => u128::from(x as u64) + (x >> 64) * 59,
    }
}

/// Evaluates a run of limbs by Horner's rule, a block at a time: congruent to its number modulo each prime.
fn horner(run: &[u64]) -> [u64; 2] {
    let (blocks, top) = run.as_chunks::<BLOCK>();
    let mut residues = absorb([0; 2], top);
    for block in blocks.iter().rev() {
        residues = absorb(residues, block);
    }
    residues
}

/// Takes one step of Horner's rule, of at most [`BLOCK`] limbs.
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

/// The powers of c: c^0, c^1, ..., c^[`BLOCK`].
const fn powers(c: u64) -> [u64; BLOCK + 1] {
    let mut powers = [1; BLOCK + 1];
    let mut i = 1;
    while i <= BLOCK {
        powers[i] = powers[i - 1] * c;
        i += 1;
    }
    powers
}

/// Reduces x, below 2^113, to 64 bits modulo the prime of that index.
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
