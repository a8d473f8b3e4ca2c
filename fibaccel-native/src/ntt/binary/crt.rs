//! From residues to numbers in binary, in vectors.
//!
//! The sums of [`crate::ntt::crt`] are in digits of [`DIGIT_BITS`](crate::simd::Words::DIGIT_BITS).
//!
//! Eight rows together through each of three steps, shares, digits and carry, instead of one by one
//! through all, would take 2.5 % off F(10^6) with AVX2, nothing with AVX-512, and add 2 % on the
//! portable tier: not worth the buffers.

use super::carry::{Carry, Spill};
use crate::ntt::crt::{Shares, complement, others, product};
use crate::ntt::plan::Plan;
use crate::ntt::prime::{MAX_PRIMES, primes};
use crate::ntt::radix::Rows;
use crate::simd::{Kernel, Lanes, TIERS};
use std::sync::OnceLock;

/// What depends on the tier and the number of primes alone.
struct Basis {
    /// The digits of each P/p, as the tier stores them.
    cofactors: [[u64; MAX_PRIMES]; MAX_PRIMES],
    /// The digits of -P modulo 2^(DIGIT_BITS MAX_PRIMES), of which the first K are that modulo
    /// 2^(DIGIT_BITS K).
    complement: [u64; MAX_PRIMES],
}

impl Basis {
    /// That of the first `count` primes, derived once for all counts.
    fn of<S: Lanes>(count: usize) -> &'static Self {
        static BASES: [OnceLock<[Basis; MAX_PRIMES + 1]>; TIERS] =
            [const { OnceLock::new() }; TIERS];
        &BASES[S::INDEX].get_or_init(|| std::array::from_fn(Self::derive::<S>))[count]
    }

    fn derive<S: Lanes>(count: usize) -> Self {
        let base = S::DIGIT_MASK + 1;
        let mut basis = Self {
            cofactors: [[0; MAX_PRIMES]; MAX_PRIMES],
            complement: complement(product(others(count, 0), base), base).map(S::stored),
        };
        for (cofactor, prime) in basis.cofactors.iter_mut().zip(&primes()[..count]) {
            *cofactor = product(others(count, prime.p), base).map(S::stored);
        }
        basis
    }
}

/// Derives what [`Constants::new`] would derive at first use.
pub(super) fn derive<S: Lanes>() {
    Basis::of::<S>(0);
}

/// The constants of a plan.
pub struct Constants<S: Lanes> {
    basis: &'static Basis,
    shares: Shares,
    width: usize,
    joiner: S::Joiner,
}

impl<S: Lanes> Constants<S> {
    /// The constants of that plan.
    pub fn new(s: S, plan: &Plan) -> Self {
        Self {
            basis: Basis::of::<S>(plan.primes),
            shares: Shares::new::<S>(plan),
            width: plan.width,
            joiner: s.joiner(plan.width),
        }
    }
}

/// Recombines a run of rows, `K` primes, into places of `D` digits.
pub struct Recombine<'a, S: Lanes, const K: usize, const D: usize> {
    /// The tier.
    pub lanes: S,
    /// The constants of the plan.
    pub constants: &'a Constants<S>,
    /// What to recombine.
    pub rows: Rows<'a>,
    /// Where to.
    pub out: &'a mut [u64],
}

impl<S: Lanes, const K: usize, const D: usize> Kernel for Recombine<'_, S, K, D> {
    type Output = Spill;

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) -> Spill {
        let (s, constants) = (self.lanes, self.constants);
        let (moduli, rows) = self.rows.by_prime::<S, K>(s);
        let mut carry = Carry::<S, K, D>::new(s, self.out, constants.width, &constants.joiner);
        for j in 0..rows[0].len() {
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
    let (t, q) = c.shares.of(s, moduli, residues);
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
