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

use super::carry::{Carry, Spill};
use super::plan::Plan;
use super::prime::{MAX_PRIMES, primes};
use crate::simd::{Factor, Kernel, Lanes, Row};
use std::ops::Range;
use std::sync::OnceLock;

/// Bits of a digit.
pub const DIGIT_BITS: u32 = 52;
/// The low bits of a word that a digit has.
pub const DIGIT_MASK: u64 = (1 << DIGIT_BITS) - 1;

/// What depends on the number of primes alone.
struct Basis {
    /// (P/p)^-1 modulo each p.
    inverses: [u64; MAX_PRIMES],
    /// The digits of each P/p.
    cofactors: [[u64; MAX_PRIMES]; MAX_PRIMES],
    /// The digits of 2^(52 K) - P.
    complement: [u64; MAX_PRIMES],
    /// floor(2^99 / p), below 2^52.
    reciprocals: [u64; MAX_PRIMES],
}

impl Basis {
    /// That of the first `count` primes, derived once for all counts.
    fn of(count: usize) -> &'static Self {
        static BASES: OnceLock<[Basis; MAX_PRIMES + 1]> = OnceLock::new();
        &BASES.get_or_init(|| std::array::from_fn(Self::derive))[count]
    }

    fn derive(count: usize) -> Self {
        let primes = &primes()[..count];
        let others = |p: u64| primes.iter().map(|prime| prime.p).filter(move |&q| q != p);
        let mut basis = Self {
            inverses: [0; MAX_PRIMES],
            cofactors: [[0; MAX_PRIMES]; MAX_PRIMES],
            complement: negated(product(others(0)), count),
            reciprocals: [0; MAX_PRIMES],
        };
        for (i, prime) in primes.iter().enumerate() {
            let p = prime.p;
            let cofactor = others(p).fold(1, |product, q| prime.multiply(product, q % p));
            basis.inverses[i] = prime.inverse(cofactor);
            basis.cofactors[i] = product(others(p));
            basis.reciprocals[i] = ((1u128 << 99) / u128::from(p)) as u64;
        }
        basis
    }
}

/// Derives what [`Constants::new`] would derive at first use.
pub(super) fn derive_bases() {
    Basis::of(0);
}

/// The constants of a plan.
pub struct Constants<S: Lanes> {
    basis: &'static Basis,
    /// (P/p)^-1 2^MONTGOMERY_BITS / m modulo each p.
    factors: [Factor; MAX_PRIMES],
    width: usize,
    joiner: S::Joiner,
}

impl<S: Lanes> Constants<S> {
    /// The constants of that plan.
    pub fn new(s: S, plan: &Plan) -> Self {
        let basis = Basis::of(plan.primes);
        let mut factors = [[0; 2]; MAX_PRIMES];
        for (i, prime) in primes()[..plan.primes].iter().enumerate() {
            // m divides p - 1, and m (p - 1)/m is -1.
            let shrunk = prime.p - (prime.p - 1) / plan.rows as u64;
            let scale = prime.remainder(1 << S::MONTGOMERY_BITS);
            let factor = prime.multiply(prime.multiply(basis.inverses[i], shrunk), scale);
            factors[i] = prime.factor::<S>(factor);
        }
        Self {
            basis,
            factors,
            width: plan.width,
            joiner: s.joiner(plan.width),
        }
    }
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

/// Recombines a run of rows, `K` primes, into places of `D` digits.
pub struct Recombine<'a, S: Lanes, const K: usize, const D: usize> {
    /// The tier.
    pub lanes: S,
    /// The constants of the plan.
    pub constants: &'a Constants<S>,
    /// The inverse transforms: four. A stride of rows for each prime.
    pub residues: &'a [Row],
    /// Rows from one prime to the next.
    pub stride: usize,
    /// Which rows.
    pub range: Range<usize>,
    /// Where to.
    pub out: &'a mut [u64],
}

impl<S: Lanes, const K: usize, const D: usize> Kernel for Recombine<'_, S, K, D> {
    type Output = Spill;

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) -> Spill {
        let (s, constants) = (self.lanes, self.constants);
        let mut moduli = [s.modulus(primes()[0].p); K];
        let mut rows: [&[Row]; K] = [&[]; K];
        for i in 0..K {
            moduli[i] = s.modulus(primes()[i].p);
            rows[i] = &self.residues[i * self.stride..][self.range.clone()];
        }
        let mut carry = Carry::<S, K, D>::new(s, self.out, constants.width, &constants.joiner);
        for j in 0..self.range.len() {
            for at in (0..8).step_by(S::WIDTH) {
                let mut residues = [s.splat(0); K];
                for (residue, rows) in residues.iter_mut().zip(&rows) {
                    *residue = s.load(&rows[j], at);
                }
                carry.absorb(&number(s, constants, &moduli, residues), at);
            }
        }
        carry.finish()
    }
}

/// The digits of v. Each digit is a sum of at most 2K + 3 words below 2^52 before it is carried.
///
/// t is two, so a digit of 52 bits, and q at most 2K.
#[inline(always)]
fn number<S: Lanes, const K: usize>(
    s: S,
    c: &Constants<S>,
    moduli: &[S::Modulus; K],
    residues: [S::V; K],
) -> [S::V; K] {
    let mut digits = [s.splat(0); K];
    // Each term below is less than 1 + 1/8 too small: its floor, and that of the reciprocal times t.
    let mut estimate = s.splat(K as u64 + 1);
    for i in 0..K {
        let factor = s.splat_factor(c.factors[i]);
        let t = s.product(residues[i], factor, &moduli[i]);
        estimate = s.add_high_product(estimate, t, s.splat(c.basis.reciprocals[i]));
        for j in 0..K - 1 {
            let cofactor = s.splat(c.basis.cofactors[i][j]);
            digits[j] = s.add_low_product(digits[j], t, cofactor);
            digits[j + 1] = s.add_high_product(digits[j + 1], t, cofactor);
        }
    }
    let q = s.shift_right(estimate, 47);
    for j in 0..K {
        let complement = s.splat(c.basis.complement[j]);
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
