//! The Chinese remainder theorem: from the residues of a number to its shares, in vectors.
//!
//! With P the product of the primes and t, the share of p, congruent to x (P/p)^-1 modulo p, the number
//! v below P is sum t P/p - q P, where q is the whole part of the sum of t/p. The base of the result
//! decides in what digits that is computed ([`super::radix`]). The constants here also take out what
//! the transform left: the factor m of its rows, and the division by 2^[`Lanes::MONTGOMERY_BITS`].
//!
//! The plan keeps v below (1 - 2^-11) P, so that an estimate of the sum of t/p gives q
//! ([`Lanes::quotient`]).

use super::plan::Plan;
use super::prime::{MAX_PRIMES, primes};
use crate::simd::{Factor, Lanes};
use std::sync::OnceLock;

/// (P/p)^-1 modulo each p, for the first `count` primes.
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
pub fn others(count: usize, p: u64) -> impl Iterator<Item = u64> {
    let primes = primes()[..count].iter().map(|prime| prime.p);
    primes.filter(move |&q| q != p)
}

/// The product of factors below 2^48, in `N` digits of that base, which is below 2^52.
pub fn product<const N: usize>(factors: impl Iterator<Item = u64>, base: u64) -> [u64; N] {
    let mut product = [0; N];
    product[0] = 1;
    for factor in factors {
        let mut carry = 0;
        for digit in &mut product {
            carry += u128::from(*digit) * u128::from(factor);
            *digit = (carry % u128::from(base)) as u64;
            carry /= u128::from(base);
        }
    }
    product
}

/// base^N less the number.
pub fn complement<const N: usize>(number: [u64; N], base: u64) -> [u64; N] {
    let mut borrow = 0;
    number.map(|digit| {
        let taken = digit + borrow;
        borrow = u64::from(taken > 0);
        borrow * base - taken
    })
}

/// Derives what [`Shares::new`] would derive at first use.
pub(super) fn derive() {
    inverses(0);
}

/// What makes shares of residues.
#[derive(Clone, Copy)]
pub struct Shares {
    /// (P/p)^-1 2^MONTGOMERY_BITS / m modulo each p.
    factors: [Factor; MAX_PRIMES],
    /// What [`Lanes::quotient`] wants of each p.
    reciprocals: [u64; MAX_PRIMES],
}

impl Shares {
    /// For that plan.
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

    /// The shares of residues, and q.
    #[inline(always)]
    pub fn of<S: Lanes, const K: usize>(
        &self,
        s: S,
        moduli: &[S::Modulus; K],
        residues: [S::R; K],
    ) -> ([S::R; K], S::R) {
        let (mut t, mut reciprocals) = (residues, residues);
        for i in 0..K {
            t[i] = s.product(residues[i], s.broadcast_factor(self.factors[i]), &moduli[i]);
            reciprocals[i] = s.broadcast(self.reciprocals[i]);
        }
        (t, s.quotient(&t, &reciprocals))
    }
}
