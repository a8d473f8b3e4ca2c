//! The Chinese remainder theorem: from the residues of a number to its shares, in vectors.
//!
//! With P the product of the primes and t, the share of p, congruent to x (P/p)^-1 modulo p, the number v
//! below P is sum t P/p - q P, where q is the whole part of the sum of t/p. The base of the result decides in
//! what chunks that is computed ([`crate::bignum::ntt::base`]). The constants here also take out what the
//! transform left: the factor m of its rows, and the division by 2^[`Lanes::MONTGOMERY_BITS`].
//!
//! The plan keeps v below (1 - 2^-11) P, so that an estimate of the sum of t/p gives q
//! ([`Lanes::quotient`]).

use super::base::Rows;
use super::plan::Plan;
use super::prime::{MAX_PRIMES, primes};
use crate::machine::{Factor, Lanes};
use std::sync::OnceLock;

/// The inverses (P/p)^-1 modulo each p, for the first `count` primes.
fn inverses(count: usize) -> &'static [u64; MAX_PRIMES] {
    static INVERSES: OnceLock<[[u64; MAX_PRIMES]; MAX_PRIMES + 1]> = OnceLock::new();
    let derive = |count| {
        let mut inverses = [0; MAX_PRIMES];
        let primes = &primes()[..count];
        for (inverse, prime) in inverses.iter_mut().zip(primes) {
            let others = others(count, prime.p);
            *inverse =
                prime.inverse(others.fold(1, |product, q| prime.multiply(product, q % prime.p)));
        }
        inverses
    };
    &INVERSES.get_or_init(|| std::array::from_fn(derive))[count]
}

/// The first `count` primes without p.
fn others(count: usize, p: u64) -> impl Iterator<Item = u64> {
    let primes = primes()[..count].iter().map(|prime| prime.p);
    primes.filter(move |&q| q != p)
}

/// The product of factors below 2^48, in `N` chunks below that base, which is below 2^52.
fn product<const N: usize>(factors: impl Iterator<Item = u64>, base: u64) -> [u64; N] {
    let mut product = [0; N];
    product[0] = 1;
    for factor in factors {
        let mut carry = 0;
        for chunk in &mut product {
            carry += u128::from(*chunk) * u128::from(factor);
            *chunk = (carry % u128::from(base)) as u64;
            carry /= u128::from(base);
        }
    }
    product
}

/// The complement of a number in chunks: base^N less the number.
fn complement<const N: usize>(number: [u64; N], base: u64) -> [u64; N] {
    let mut borrow = 0;
    number.map(|chunk| {
        let taken = chunk + borrow;
        borrow = u64::from(taken > 0);
        borrow * base - taken
    })
}

/// The products of primes that numbers are combined of, in `N` chunks, which are stored as residues.
pub struct Basis<const N: usize> {
    /// The products P/p for each prime p, times a scale.
    pub cofactors: [[u64; N]; MAX_PRIMES],
    /// The complement -P modulo the power of the base that `N` chunks are below.
    pub complement: [u64; N],
}

impl<const N: usize> Basis<N> {
    /// Derives the basis of the first `count` primes, in chunks below that base.
    pub fn derive<S: Lanes>(count: usize, base: u64, scale: u64) -> Self {
        let mut basis = Self {
            cofactors: [[0; N]; MAX_PRIMES],
            complement: complement(product(others(count, 0), base), base).map(S::stored),
        };
        for (cofactor, prime) in basis.cofactors.iter_mut().zip(&primes()[..count]) {
            let factors = others(count, prime.p).chain([scale]);
            *cofactor = product(factors, base).map(S::stored);
        }
        basis
    }
}

/// Derives the inverses that [`Shares::new`] would derive at first use.
pub(super) fn derive() {
    inverses(0);
}

/// A kernel that recombines a run of rows to limbs, modulo `K` primes and through `N` chunks or limbs.
pub struct Recombine<'a, S: Lanes, C, L, const K: usize, const N: usize> {
    /// The tier that computes.
    pub lanes: S,
    /// The constants of the plan.
    pub constants: &'a C,
    /// The rows to recombine.
    pub rows: Rows<'a>,
    /// Room for the limbs.
    pub out: &'a mut [L],
}

/// The constants that make shares of residues.
#[derive(Clone, Copy)]
pub struct Shares {
    /// The factors (P/p)^-1 2^MONTGOMERY_BITS / m modulo each p.
    factors: [Factor; MAX_PRIMES],
    /// The reciprocals of each p for [`Lanes::quotient`].
    reciprocals: [u64; MAX_PRIMES],
}

impl Shares {
    /// Derives the constants for a plan.
    pub fn new<S: Lanes>(plan: &Plan) -> Self {
        let mut shares = Self {
            factors: [[0; 2]; MAX_PRIMES],
            reciprocals: [0; MAX_PRIMES],
        };
        let inverses = inverses(plan.primes);
        for (i, prime) in primes()[..plan.primes].iter().enumerate() {
            // m divides p - 1, and m (p - 1)/m is -1.
            let shrunk = prime.p - (prime.p - 1) / plan.rows as u64;
            let scale = prime.remainder(1 << S::MONTGOMERY_BITS);
            let factor = prime.multiply(prime.multiply(inverses[i], shrunk), scale);
            shares.factors[i] = prime.factor::<S>(factor);
            shares.reciprocals[i] = S::reciprocal(prime.p);
        }
        shares
    }

    /// Makes the shares of residues, and q.
    #[inline(always)]
    pub fn of<S: Lanes, const K: usize>(
        &self,
        s: S,
        moduli: &[S::Modulus; K],
        residues: [S::R; K],
    ) -> ([S::R; K], S::R) {
        let (mut t, mut reciprocals) = (residues, residues);
        for i in 0..K {
            t[i] = s.mul_residues(residues[i], s.splat_factor(self.factors[i]), &moduli[i]);
            reciprocals[i] = s.splat_residue(self.reciprocals[i]);
        }
        (t, s.quotient(&t, &reciprocals))
    }
}
