//! From residues to numbers in binary, in vectors.
//!
//! The sums of [`crate::bignum::ntt::crt`] are in chunks of
//! [`CHUNK_BITS`](crate::machine::Words::CHUNK_BITS).
//!
//! Eight rows together through each of three steps, shares, chunks and carry, instead of one by one
//! through all, would take 2.5 % off F(10^6) with AVX2, nothing with AVX-512, and add 2 % on the
//! portable tier: not worth the buffers.

use super::carry::{BinaryPlaces, Spill};
use crate::bignum::ntt::crt::{self, Basis, Shares};
use crate::bignum::ntt::plan::Plan;
use crate::bignum::ntt::prime::MAX_PRIMES;
use crate::machine::{Kernel, Lanes, PerTier};
use std::sync::OnceLock;

/// The basis of the first `count` primes; its complement is exact modulo the first K chunks.
fn basis<S: Lanes>(count: usize) -> &'static Basis<MAX_PRIMES> {
    static BASES: PerTier<OnceLock<[Basis<MAX_PRIMES>; MAX_PRIMES + 1]>> = PerTier::underived();
    let derive = |count| Basis::derive::<S>(count, S::CHUNK_MASK + 1, 1);
    &BASES.get_or_derive::<S>(|| std::array::from_fn(derive))[count]
}

/// Derives the bases that [`Constants::new`] would derive at first use.
pub(super) fn derive<S: Lanes>() {
    basis::<S>(0);
}

/// The constants by which residues of a plan are recombined, in limbs of 64 bits.
pub struct Constants<S: Lanes> {
    basis: &'static Basis<MAX_PRIMES>,
    shares: Shares,
    width: usize,
    joiner: S::Joiner,
}

impl<S: Lanes> Constants<S> {
    /// Derives the constants of a plan.
    pub fn new(s: S, plan: &Plan) -> Self {
        Self {
            basis: basis::<S>(plan.primes),
            shares: Shares::new::<S>(plan),
            width: plan.width,
            joiner: s.joiner(plan.width),
        }
    }
}

/// Recombines a run of rows, modulo `K` primes, into places of `D` chunks.
pub type Recombine<'a, S, const K: usize, const D: usize> =
    crt::Recombine<'a, S, Constants<S>, u64, K, D>;

impl<S: Lanes, const K: usize, const D: usize> Kernel for Recombine<'_, S, K, D> {
    type Output = Spill;

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) -> Spill {
        let (s, constants) = (self.lanes, self.constants);
        let (moduli, rows) = self.rows.by_prime::<S, K>(s);
        let mut carry =
            BinaryPlaces::<S, K, D>::new(s, self.out, constants.width, &constants.joiner);
        for j in 0..rows[0].len() {
            for at in (0..8).step_by(S::WIDTH) {
                let mut residues = [s.splat_residue(0); K];
                for (residue, rows) in residues.iter_mut().zip(&rows) {
                    *residue = s.load_residues(&rows[j], at);
                }
                carry.absorb(&number(s, constants, &moduli, residues), at);
            }
        }
        carry.finish()
    }
}

/// The chunks of the number v with these residues.
#[inline(always)]
fn number<S: Lanes, const K: usize>(
    s: S,
    c: &Constants<S>,
    moduli: &[S::Modulus; K],
    residues: [S::R; K],
) -> [S::V; K] {
    let (t, q) = c.shares.of(s, moduli, residues);
    let mut chunks = [s.splat(0); K];
    let (mut high, mut carry) = (s.splat(0), s.splat(0));
    for (j, chunk) in chunks.iter_mut().enumerate() {
        let mut sum = s.zero_chunk_sum();
        // A cofactor has one chunk less.
        if j < K - 1 {
            for (&t, cofactors) in t.iter().zip(&c.basis.cofactors) {
                sum = s.add_chunk_product(sum, t, s.splat_residue(cofactors[j]));
            }
        }
        sum = s.add_chunk_product(sum, q, s.splat_residue(c.basis.complement[j]));
        let [low, next] = s.split_chunk_sum(sum);
        let word = s.add(s.add(s.add(low, s.chunk_lift(j)), high), carry);
        *chunk = s.and(word, s.splat(S::CHUNK_MASK));
        (high, carry) = (next, s.shift_right(word, S::CHUNK_BITS));
    }
    chunks
}
