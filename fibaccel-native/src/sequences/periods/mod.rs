//! Periods modulo m: factor m, and for each prime power find the order in the group that it belongs to.
//!
//! For each power l^e of a prime a multiple N of the period is known from the primes of l - 1 and l + 1. The
//! period is what is left of N when every prime is taken out of it as often as the sequence still recurs.
//! That is looked at modulo l^e itself: nothing is assumed about how the period modulo l^e comes from that
//! modulo l. The mathematics is in docs/periods.md.

pub mod factors;
pub mod sequence;

use super::modular::chain;
use crate::limbs::scale;
use crate::rings::{Task, Word, WordRing, over_shortest};
use crate::runtime::{Error, Interrupt};
use factors::{Factors, Natural, used};

/// The rank of apparition of m: the least k >= 1 such that m divides F(k). m is not 0.
pub fn rank(m: u128, interrupt: &mut dyn Interrupt) -> Result<Natural, Error> {
    let mut rank = Factors::ONE;
    for (prime, exponent) in Factors::of(m, interrupt)?.iter() {
        let multiple = multiple_of_rank(prime, exponent, interrupt)?;
        let task = RankTask {
            multiple,
            interrupt: &mut *interrupt,
        };
        rank = rank.lcm(&over_shortest(prime.pow(exponent), task)?);
    }
    Ok(rank.value())
}

/// The Pisano period of m, which is not 0: the rank of apparition times 1, 2 or 4.
///
/// The state at the rank r is F(r+1) times that at 0, and F(r+1)^2 is 1 or -1, because by Cassini's identity
/// F(r+1)^2 - F(r+1) F(r) - F(r)^2 = (-1)^r.
pub fn pisano(m: u128, interrupt: &mut dyn Interrupt) -> Result<Natural, Error> {
    let rank = rank(m, interrupt)?;
    let task = OrderTask {
        rank: &rank,
        interrupt,
    };
    let order = over_shortest(m, task)?;
    let mut period = Natural::default();
    scale(&mut period, &rank, order);
    Ok(period)
}

/// A multiple of the rank of apparition of l^e: l^(e-1) (l - (5/l)), 5^e, or 3 2^(e-1).
fn multiple_of_rank(
    prime: u128,
    exponent: u32,
    interrupt: &mut dyn Interrupt,
) -> Result<Factors, Error> {
    let below = Factors::power(prime, exponent - 1);
    match (prime, prime % 5) {
        (2, _) => Ok(below.times(3, 1)),
        (_, 0) => Ok(below.times(5, 1)),
        (_, 1 | 4) => Ok(below.product(&Factors::of(prime - 1, interrupt)?)),
        // No prime is 2^128 - 1.
        _ => Ok(below.product(&Factors::of(prime + 1, interrupt)?)),
    }
}

struct RankTask<'a> {
    multiple: Factors,
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for RankTask<'_> {
    type Output = Result<Factors, Error>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        self.multiple.least(|k| {
            let [at, _] = chain::fibonacci(&ring, used(k), self.interrupt)?;
            Ok(ring.value(at) == W::ZERO)
        })
    }
}

struct OrderTask<'a> {
    rank: &'a Natural,
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for OrderTask<'_> {
    type Output = Result<u64, Error>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        let [_, after] = chain::fibonacci(&ring, used(self.rank), self.interrupt)?;
        let is_one = |x| ring.value(x) == ring.value(ring.residue(W::ONE));
        Ok(match is_one(after) {
            true => 1,
            false if is_one(ring.multiply(after, after)) => 2,
            false => 4,
        })
    }
}
