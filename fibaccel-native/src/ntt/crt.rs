//! From residues to numbers: the Chinese remainder theorem, in vectors.
//!
//! With P the product of the primes and t = (x mod p) (P/p)^-1 mod p, the number v below P is
//! sum t P/p - q P, where q is the whole part of the sum of t/p. The sums are in digits of 52 bits.
//! The constants also take out what the transform left: the factor m of its rows, and the division by
//! 2^[`Lanes::MONTGOMERY_BITS`].
//!
//! q comes from an estimate that is never too small and exceeds the sum of t/p by less than
//! (K + 1) 2^-47, so it is right if v is below (1 - 9 * 2^-47) P, and the plan keeps v below
//! (1 - 2^-11) P.

use super::plan::Plan;
use super::prime::{MAX_PRIMES, power, primes};
use crate::simd::{Factor, Kernel, Lanes, Row};
use std::ops::Range;
use std::sync::OnceLock;

/// Bits of a digit.
pub const DIGIT_BITS: u32 = 52;
const DIGIT_MASK: u64 = (1 << DIGIT_BITS) - 1;

/// What takes the numbers, in order.
pub trait Gather {
    /// Makes words of the digits, the lowest first, and puts them into `words` from lane `at`.
    fn spread<S: Lanes>(&self, s: S, digits: &[S::V], words: &mut [Row; MAX_PRIMES], at: usize);
    /// Takes the words of the next eight numbers.
    fn absorb(&mut self, words: &[Row; MAX_PRIMES]);
}

/// The constants of a plan.
pub struct Constants {
    /// (P/p)^-1 2^MONTGOMERY_BITS / m modulo each p.
    factors: [Factor; MAX_PRIMES],
    /// The digits of each P/p.
    cofactors: [[u64; MAX_PRIMES]; MAX_PRIMES],
    /// The digits of 2^(52 K) - P.
    complement: [u64; MAX_PRIMES],
    /// floor(2^99 / p), below 2^52.
    reciprocals: [u64; MAX_PRIMES],
}

impl Constants {
    /// The constants of that plan.
    pub fn new<S: Lanes>(plan: &Plan) -> Self {
        let primes = &primes()[..plan.primes];
        let mut constants = Self {
            factors: [[0; 2]; MAX_PRIMES],
            cofactors: [[0; MAX_PRIMES]; MAX_PRIMES],
            complement: negated(product(primes.iter().map(|prime| prime.p)), plan.primes),
            reciprocals: [0; MAX_PRIMES],
        };
        for (i, prime) in primes.iter().enumerate() {
            let p = prime.p;
            // m divides p - 1, and m (p - 1)/m is -1.
            let shrunk = p - (p - 1) / plan.rows as u64;
            let scaled = prime.multiply(inverse_cofactor(plan.primes, i), shrunk);
            let scale = power(2, u64::from(S::MONTGOMERY_BITS), p);
            constants.factors[i] = prime.factor::<S>(prime.multiply(scaled, scale));
            constants.cofactors[i] =
                product(primes.iter().map(|prime| prime.p).filter(|&q| q != p));
            constants.reciprocals[i] = ((1u128 << 99) / u128::from(p)) as u64;
        }
        constants
    }
}

/// (P/p)^-1 modulo the prime p of that index, where P is the product of the first `count` primes.
pub(super) fn inverse_cofactor(count: usize, index: usize) -> u64 {
    static INVERSES: OnceLock<[[u64; MAX_PRIMES]; MAX_PRIMES + 1]> = OnceLock::new();
    let inverses = INVERSES.get_or_init(|| {
        std::array::from_fn(|count| {
            std::array::from_fn(|index| {
                let prime = &primes()[index];
                let others = primes()[..count].iter().filter(|other| *other != prime);
                let cofactor = others.fold(1, |product, other| {
                    prime.multiply(product, other.p % prime.p)
                });
                prime.inverse(cofactor)
            })
        })
    });
    inverses[count][index]
}

/// The digits of a product of at most eight primes.
fn product(factors: impl Iterator<Item = u64>) -> [u64; MAX_PRIMES] {
    let mut digits = [0; MAX_PRIMES];
    digits[0] = 1;
    for factor in factors {
        let mut carry = 0;
        for digit in &mut digits {
            carry += u128::from(*digit) * u128::from(factor);
            *digit = carry as u64 & DIGIT_MASK;
            carry >>= DIGIT_BITS;
        }
    }
    digits
}

/// 2^(52 len) less the number.
fn negated(digits: [u64; MAX_PRIMES], len: usize) -> [u64; MAX_PRIMES] {
    let mut negated = [0; MAX_PRIMES];
    let mut borrow = 0;
    for (out, digit) in negated.iter_mut().zip(digits).take(len) {
        let difference = 0u64.wrapping_sub(digit).wrapping_sub(borrow);
        *out = difference & DIGIT_MASK;
        borrow = difference >> 63;
    }
    negated
}

/// Recombines rows `range` of `residues`, a stride for each of `K` primes, into `gather`.
pub struct Recombine<'a, G: Gather, const K: usize> {
    /// The constants of the plan.
    pub constants: &'a Constants,
    /// The inverse transforms: four.
    pub residues: &'a [Row],
    /// Rows from one prime to the next.
    pub stride: usize,
    /// Which rows.
    pub range: Range<usize>,
    /// Where to.
    pub gather: &'a mut G,
}

impl<G: Gather, const K: usize> Kernel for Recombine<'_, G, K> {
    type Output = ();

    #[inline(always)]
    fn run<S: Lanes>(self, s: S) {
        let mut moduli = [s.modulus(primes()[0].p); K];
        let mut rows: [&[Row]; K] = [&[]; K];
        for i in 0..K {
            moduli[i] = s.modulus(primes()[i].p);
            rows[i] = &self.residues[i * self.stride..][self.range.clone()];
        }
        let mut words = [Row::ZERO; MAX_PRIMES];
        for j in 0..rows[0].len() {
            for at in (0..8).step_by(S::WIDTH) {
                let mut residues = [s.splat(0); K];
                for (residue, rows) in residues.iter_mut().zip(&rows) {
                    *residue = s.load(&rows[j], at);
                }
                let digits = number(s, self.constants, &moduli, residues);
                self.gather.spread(s, &digits, &mut words, at);
            }
            self.gather.absorb(&words);
        }
    }
}

/// The digits of v. Each digit is a sum of at most 2K + 3 words below 2^52 before it is carried.
///
/// t is two, so a digit of 52 bits, and q at most 2K.
#[inline(always)]
fn number<S: Lanes, const K: usize>(
    s: S,
    c: &Constants,
    moduli: &[S::Modulus; K],
    residues: [S::V; K],
) -> [S::V; K] {
    let mut digits = [s.splat(0); K];
    // Each term below is less than 1 + 1/8 too small: its floor, and that of the reciprocal times t.
    let mut estimate = s.splat(K as u64 + 1);
    for i in 0..K {
        let factor = s.splat_factor(c.factors[i]);
        let t = s.product(residues[i], factor, &moduli[i]);
        estimate = s.add_high_product(estimate, t, s.splat(c.reciprocals[i]));
        for j in 0..K - 1 {
            let cofactor = s.splat(c.cofactors[i][j]);
            digits[j] = s.add_low_product(digits[j], t, cofactor);
            digits[j + 1] = s.add_high_product(digits[j + 1], t, cofactor);
        }
    }
    let q = s.shift_right(estimate, 47);
    for j in 0..K {
        let complement = s.splat(c.complement[j]);
        digits[j] = s.add_low_product(digits[j], q, complement);
        if j + 1 < K {
            digits[j + 1] = s.add_high_product(digits[j + 1], q, complement);
        }
    }
    for j in 0..K {
        if j + 1 < K {
            digits[j + 1] = s.add(digits[j + 1], s.shift_right(digits[j], DIGIT_BITS));
        }
        digits[j] = s.and(digits[j], s.splat(DIGIT_MASK));
    }
    digits
}
