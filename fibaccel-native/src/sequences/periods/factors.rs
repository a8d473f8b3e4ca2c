//! Natural numbers as products of prime powers.

use crate::limbs::trimmed;
use crate::runtime::{Interrupt, Interrupted};
use crate::sequences::factor::factor;

/// The number of limbs of a [`Natural`]: a period is below 3/2 m^2, and so are all divisors of its multiples.
pub const LIMBS: usize = 5;

/// A natural number of up to 320 bits, the least significant limb first.
pub type Natural = [u64; LIMBS];

/// The limbs of a number without zeros at the top.
pub fn used(k: &Natural) -> &[u64] {
    &k[..trimmed(k)]
}

/// A natural number as its prime factors, in ascending order, with their exponents, none of which is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factors(Vec<(u128, u32)>);

impl Factors {
    /// The factorization of 1.
    pub const ONE: Self = Self(Vec::new());

    /// The factorization of prime^exponent.
    pub fn power(prime: u128, exponent: u32) -> Self {
        Self::ONE.times(prime, exponent)
    }

    /// The factorization of m, which is not 0.
    pub fn of(m: u128, interrupt: &mut dyn Interrupt) -> Result<Self, Interrupted> {
        let primes = factor(m, interrupt)?.into_iter();
        Ok(primes.fold(Self::ONE, |product, prime| product.times(prime, 1)))
    }

    /// Iterates over the primes and their exponents.
    pub fn iter(&self) -> impl Iterator<Item = (u128, u32)> {
        self.0.iter().copied()
    }

    /// The factorization of the number times prime^exponent.
    pub fn times(mut self, prime: u128, exponent: u32) -> Self {
        match self.0.binary_search_by_key(&prime, |&(prime, _)| prime) {
            Ok(at) => self.0[at].1 += exponent,
            Err(at) if exponent > 0 => self.0.insert(at, (prime, exponent)),
            Err(_) => {}
        }
        self
    }

    /// The factorization of the product of two numbers.
    pub fn product(self, other: &Self) -> Self {
        other
            .iter()
            .fold(self, |product, (p, e)| product.times(p, e))
    }

    /// The factorization of the least common multiple of two numbers.
    pub fn lcm(self, other: &Self) -> Self {
        other.iter().fold(self, |lcm, (prime, exponent)| {
            let found = lcm.iter().find(|&(p, _)| p == prime);
            let more = exponent.saturating_sub(found.map_or(0, |(_, e)| e));
            lcm.times(prime, more)
        })
    }

    /// The value of the product of prime powers.
    ///
    /// # Panics
    ///
    /// If the number has more than [`LIMBS`] limbs.
    pub fn value(&self) -> [u64; LIMBS] {
        let mut value = [0; LIMBS];
        value[0] = 1;
        for (prime, exponent) in self.iter() {
            for _ in 0..exponent {
                value = times(&value, prime);
            }
        }
        value
    }

    /// The factorization of the least divisor of the number for which `holds` is true. `holds` must be true for
    /// the number itself, and for a divisor if and only if that is a multiple of the least one.
    pub fn least<E>(
        mut self,
        mut holds: impl FnMut(&[u64; LIMBS]) -> Result<bool, E>,
    ) -> Result<Self, E> {
        for i in 0..self.0.len() {
            while self.0[i].1 > 0 {
                self.0[i].1 -= 1;
                if !holds(&self.value())? {
                    self.0[i].1 += 1;
                    break;
                }
            }
        }
        self.0.retain(|&(_, exponent)| exponent > 0);
        Ok(self)
    }
}

/// The product x y, which must fit.
fn times(x: &[u64; LIMBS], y: u128) -> [u64; LIMBS] {
    let (low, high) = (y as u64, (y >> 64) as u64);
    let mut product = [0; LIMBS];
    let over = crate::limbs::scale(&mut product, x, low);
    let (shifted, top) = (&mut product[1..], x[LIMBS - 1]);
    let over_too = crate::limbs::add_scaled(shifted, &x[..LIMBS - 1], high);
    assert!(
        over == 0 && over_too == 0 && (high == 0 || top == 0),
        "overflow"
    );
    product
}
