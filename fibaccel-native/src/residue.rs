//! The check of a large result modulo two primes.
//!
//! 2^61 - 1 and 2^64 - 59. One Mersenne prime alone would miss what is shifted by a multiple of 61
//! bits. The expected residues come from doubling on machine words, which shares nothing with the
//! engine.

use crate::interrupt::{Interrupt, Interrupted};

/// The primes of the check.
pub const PRIMES: [u64; 2] = [(1 << 61) - 1, 0u64.wrapping_sub(59)];

/// Limbs between two polls.
const RUN: usize = 1 << 20;

/// Running sums of a residue: independent, so that their products overlap.
const STRANDS: usize = 4;

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
    let mut residues = [0, 0];
    for run in limbs.rchunks(RUN) {
        interrupt.poll()?;
        for (residue, p) in residues.iter_mut().zip(PRIMES) {
            *residue = add(
                multiply(*residue, power_of_two(64 * run.len() as u64, p), p),
                of_run(run, p),
                p,
            );
        }
    }
    Ok(residues)
}

/// 2^exponent modulo p.
fn power_of_two(exponent: u64, p: u64) -> u64 {
    let mut result = 1;
    for bit in (0..64 - exponent.leading_zeros()).rev() {
        result = multiply(result, result, p);
        if (exponent >> bit) % 2 == 1 {
            result = add(result, result, p);
        }
    }
    result
}

/// The run modulo p: Horner's rule in strands, with 2^(64 STRANDS) between the limbs of one.
fn of_run(run: &[u64], p: u64) -> u64 {
    let sums = if p == PRIMES[0] {
        strands(run, |sum, limb| {
            // 2^256 is 2^12 modulo p. Below 2^62 times that, plus 2^64, is below 2^75; folded once,
            // below 2^61 + 2^14.
            let x = (u128::from(sum) << 12) + u128::from(limb);
            (x as u64 & p) + (x >> 61) as u64
        })
    } else {
        strands(run, |sum, limb| {
            // 2^256 is 59^4 < 2^24. What the sum carries over is 2^64 again, and 59 once more;
            // that cannot carry, because the sum is then below 2^30.
            let x = u128::from(sum) * u128::from(59u64.pow(4)) + u128::from(limb);
            let (folded, carry) = (x as u64).overflowing_add((x >> 64) as u64 * 59);
            folded + if carry { 59 } else { 0 }
        })
    };
    let shift = power_of_two(64, p);
    let join = |total, &sum: &u64| add(multiply(total, shift, p), sum % p, p);
    sums.iter().rev().fold(0, join)
}

/// The strands of Horner's rule; `step` returns something congruent to the sum times 2^256 plus the
/// limb.
#[inline(always)]
fn strands(run: &[u64], step: impl Fn(u64, u64) -> u64) -> [u64; STRANDS] {
    let mut sums = [0; STRANDS];
    let chunks = run.chunks_exact(STRANDS);
    let rest = chunks.remainder();
    for (sum, &limb) in sums.iter_mut().zip(rest) {
        *sum = step(0, limb);
    }
    for chunk in chunks.rev() {
        for (sum, &limb) in sums.iter_mut().zip(chunk) {
            *sum = step(*sum, limb);
        }
    }
    sums
}

const _: () = assert!(STRANDS == 4 && 59u64.pow(4) < 1 << 24);
