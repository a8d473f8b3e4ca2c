//! From residues to numbers: the Chinese remainder theorem, in vectors.
//!
//! With P the product of the primes and t congruent to x (P/p)^-1 modulo p, the number v below P is
//! sum t P/p - q P, where q is the whole part of the sum of t/p. The sums are in digits of
//! [`DIGIT_BITS`](crate::simd::Words::DIGIT_BITS). The constants also take out what the transform
//! left: the factor m of its rows, and the division by 2^[`Lanes::MONTGOMERY_BITS`].
//!
//! The plan keeps v below (1 - 2^-11) P, so that an estimate of the sum of t/p gives q
//! ([`Lanes::quotient`]).
//!
//! Eight rows together through each of three steps, shares, digits and carry, instead of one by one
//! through all, would take 2.5 % off F(10^6) with AVX2, nothing with AVX-512, and add 2 % on the
//! portable tier: not worth the buffers.

use super::carry::{Carry, Spill};
use super::plan::Plan;
use super::prime::{MAX_PRIMES, primes};
use crate::simd::{Factor, Kernel, Lanes, Row, TIERS};
use std::ops::Range;
use std::sync::OnceLock;

/// What depends on the tier and the number of primes alone.
struct Basis {
    /// (P/p)^-1 modulo each p.
    inverses: [u64; MAX_PRIMES],
    /// The digits of each P/p, as the tier stores them.
    cofactors: [[u64; MAX_PRIMES]; MAX_PRIMES],
    /// The digits of 2^(DIGIT_BITS K) - P.
    complement: [u64; MAX_PRIMES],
    /// What [`Lanes::quotient`] wants of each p.
    reciprocals: [u64; MAX_PRIMES],
}

impl Basis {
    /// That of the first `count` primes, derived once for all counts.
    fn of<S: Lanes>(count: usize) -> &'static Self {
        static BASES: [OnceLock<[Basis; MAX_PRIMES + 1]>; TIERS] =
            [const { OnceLock::new() }; TIERS];
        &BASES[S::INDEX].get_or_init(|| std::array::from_fn(Self::derive::<S>))[count]
    }

    fn derive<S: Lanes>(count: usize) -> Self {
        let primes = &primes()[..count];
        let others = |p: u64| primes.iter().map(|prime| prime.p).filter(move |&q| q != p);
        let mut basis = Self {
            inverses: [0; MAX_PRIMES],
            cofactors: [[0; MAX_PRIMES]; MAX_PRIMES],
            complement: negated::<S>(product::<S>(others(0)), count).map(S::stored),
            reciprocals: [0; MAX_PRIMES],
        };
        for (i, prime) in primes.iter().enumerate() {
            let p = prime.p;
            let cofactor = others(p).fold(1, |product, q| prime.multiply(product, q % p));
            basis.inverses[i] = prime.inverse(cofactor);
            basis.cofactors[i] = product::<S>(others(p)).map(S::stored);
            basis.reciprocals[i] = S::reciprocal(p);
        }
        basis
    }
}

/// Derives what [`Constants::new`] would derive at first use.
pub(super) fn derive_bases<S: Lanes>() {
    Basis::of::<S>(0);
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
        let basis = Basis::of::<S>(plan.primes);
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
fn product<S: Lanes>(factors: impl Iterator<Item = u64>) -> [u64; MAX_PRIMES] {
    let mut digits = [0; MAX_PRIMES];
    digits[0] = 1;
    for factor in factors {
        let mut carry = 0;
        for digit in &mut digits {
            carry += u128::from(*digit) * u128::from(factor);
            *digit = carry as u64 & S::DIGIT_MASK;
            carry >>= S::DIGIT_BITS;
        }
    }
    digits
}

/// 2^(DIGIT_BITS len) less the number.
fn negated<S: Lanes>(digits: [u64; MAX_PRIMES], len: usize) -> [u64; MAX_PRIMES] {
    let mut negated = [0; MAX_PRIMES];
    let mut borrow = 0;
    for (out, digit) in negated.iter_mut().zip(digits).take(len) {
        let difference = 0u64.wrapping_sub(digit).wrapping_sub(borrow);
        *out = difference & S::DIGIT_MASK;
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
                let mut residues = [s.broadcast(0); K];
                for (residue, rows) in residues.iter_mut().zip(&rows) {
                    *residue = s.get(&rows[j], at);
                }
                carry.absorb(&number(s, constants, &moduli, residues), at);
            }
        }
        carry.finish()
    }
}

/// The digits of v.
#[inline(always)]
fn number<S: Lanes, const K: usize>(
    s: S,
    c: &Constants<S>,
    moduli: &[S::Modulus; K],
    residues: [S::R; K],
) -> [S::V; K] {
    let mut t = residues;
    let mut reciprocals = residues;
    for i in 0..K {
        t[i] = s.product(residues[i], s.broadcast_factor(c.factors[i]), &moduli[i]);
        reciprocals[i] = s.broadcast(c.basis.reciprocals[i]);
    }
    let q = s.quotient(&t, &reciprocals);
    let mut digits = [s.splat(0); K];
    let (mut high, mut carry) = (s.splat(0), s.splat(0));
    for (j, digit) in digits.iter_mut().enumerate() {
        let mut sum = s.no_products();
        // A cofactor has one digit less.
        if j < K - 1 {
            for (&t, cofactors) in t.iter().zip(&c.basis.cofactors) {
                sum = s.add_product(sum, t, s.broadcast(cofactors[j]));
            }
        }
        sum = s.add_product(sum, q, s.broadcast(c.basis.complement[j]));
        let [low, next] = s.halves(sum);
        let word = s.add(s.add(s.add(low, s.digit_lift(j)), high), carry);
        *digit = s.and(word, s.splat(S::DIGIT_MASK));
        (high, carry) = (next, s.shift_right(word, S::DIGIT_BITS));
    }
    digits
}
