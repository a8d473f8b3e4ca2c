//! The check of a large result modulo two primes.
//!
//! 2^61 - 1 and 2^64 - 59. One Mersenne prime alone would miss what is shifted by a multiple of 61
//! bits. The expected residues come from doubling on machine words, which shares nothing with the
//! engine.

use crate::error::Error;
use crate::interrupt::{Interrupt, Interrupted};
use crate::ntt::decimal::BASE;
use crate::share::share;
use std::sync::atomic::{AtomicBool, Ordering};

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
    by_runs(limbs, 1, SHIFTS, horner, interrupt)
}

/// The number of limbs modulo each of [`PRIMES`], from those of its runs; `shifts` are those of `group`
/// limbs, and runs have whole groups.
fn by_runs<L: Sync>(
    limbs: &[L],
    group: usize,
    shifts: [u64; 2],
    residues_of: impl Fn(&[L]) -> [u64; 2] + Sync,
    interrupt: &mut dyn Interrupt,
) -> Result<[u64; 2], Interrupted> {
    let groups = limbs.len().div_ceil(group * RUNS).max(SHORTEST_RUN);
    let mut residues = [[0; 2]; RUNS];
    let runs = limbs.chunks(groups * group).zip(&mut residues);
    share(interrupt, runs, |(run, residues), interrupt| {
        interrupt.poll()?;
        *residues = residues_of(run);
        Ok(())
    })?;
    let mut joined = [0; 2];
    for (i, (joined, p)) in joined.iter_mut().zip(PRIMES).enumerate() {
        let shift = power(shifts[i], groups as u64, p);
        let runs = residues.iter().rev();
        *joined = runs.fold(0, |sum, run| add(multiply(sum, shift, p), run[i], p));
    }
    Ok(joined)
}

/// Decimal limbs in a group, 18 digits.
const GROUP: usize = 3;

/// 10^18, below 2^60.
const GROUP_BASE: u64 = BASE.pow(GROUP as u32);

/// Groups between two reductions.
const GROUPS: usize = 8;

/// The number of decimal limbs modulo each of [`PRIMES`]; or an error if a limb is none, which the
/// residues would not show.
pub fn of_decimal(limbs: &[u32], interrupt: &mut dyn Interrupt) -> Result<[u64; 2], Error> {
    let sound = AtomicBool::new(true);
    let residues_of = |run: &[u32]| {
        let most = run.iter().fold(0, |most, &limb| limb.max(most));
        if u64::from(most) >= BASE {
            sound.store(false, Ordering::Relaxed);
            return [0; 2];
        }
        decimal_horner(run)
    };
    let residues = by_runs(limbs, GROUP, [GROUP_BASE; 2], residues_of, interrupt)?;
    match sound.into_inner() {
        true => Ok(residues),
        false => Err(Error::Corrupted),
    }
}

/// Horner's rule, some groups at a time: congruent to the run's number.
fn decimal_horner(run: &[u32]) -> [u64; 2] {
    let (blocks, top) = run.as_chunks::<{ GROUP * GROUPS }>();
    let mut padded = [0; GROUP * GROUPS];
    padded[..top.len()].copy_from_slice(top);
    let mut residues = absorb_decimal([0; 2], &padded);
    for block in blocks.iter().rev() {
        residues = absorb_decimal(residues, block);
    }
    residues
}

/// One step of Horner's rule. A group is below 2^60 and a power below 2^64, so that eight of their products
/// are below 2^127; what came before adds one below 2^128 that is folded by itself.
#[inline(always)]
fn absorb_decimal(residues: [u64; 2], limbs: &[u32; GROUP * GROUPS]) -> [u64; 2] {
    const POWERS: [[u64; GROUPS + 1]; 2] = [decimal_powers(PRIMES[0]), decimal_powers(PRIMES[1])];
    let mut absorbed = [0; 2];
    for (i, out) in absorbed.iter_mut().enumerate() {
        let mut sum = 0;
        for (group, power) in limbs.as_chunks::<GROUP>().0.iter().zip(POWERS[i]) {
            let [low, middle, high] = group.map(u64::from);
            let value = low + BASE * (middle + BASE * high);
            sum += u128::from(value) * u128::from(power);
        }
        let before = u128::from(residues[i]) * u128::from(POWERS[i][GROUPS]);
        *out = fold(i, fold_once(i, sum) + fold_once(i, before));
    }
    absorbed
}

/// 10^(18 j) modulo p, for j from 0.
const fn decimal_powers(p: u64) -> [u64; GROUPS + 1] {
    let mut powers = [1; GROUPS + 1];
    let mut i = 1;
    while i <= GROUPS {
        powers[i] = (powers[i - 1] as u128 * GROUP_BASE as u128 % p as u128) as u64;
        i += 1;
    }
    powers
}

/// Below 2^70, and congruent to x modulo the prime of that index.
#[inline(always)]
fn fold_once(index: usize, x: u128) -> u128 {
    match index {
        0 => (x & u128::from(PRIMES[0])) + (x >> 61),
        _ => u128::from(x as u64) + (x >> 64) * 59,
    }
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
