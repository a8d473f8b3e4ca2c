//! Periods modulo m: by factoring m, and for each power of a prime the order in the group that it belongs to.
//!
//! For each power l^e of a prime a multiple N of the period is known from the primes of l - 1 and l + 1. The
//! period is what is left of N when every prime is taken out of it as often as the sequence still recurs.
//! That is looked at modulo l^e itself: nothing is assumed about how the period modulo l^e comes from that
//! modulo l. The mathematics is in docs/periods.md.

pub mod factors;
mod sequence;

pub use sequence::{Sequence, sequence};

use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::limbs::{scale, trimmed};
use crate::modular::chain;
use crate::modular::ring::{Ring, Task, over};
use crate::modular::word::Word;
use factors::{Factors, LIMBS};

/// A natural number, the least significant limb first.
pub type Natural = [u64; LIMBS];

/// The rank of apparition of m, which is not 0: the least k >= 1 such that m divides F(k).
pub fn rank(m: u128, interrupt: &mut dyn Interrupt) -> Result<Natural, Error> {
    let mut rank = Factors::ONE;
    for (prime, exponent) in Factors::of(m, interrupt)?.iter() {
        let multiple = multiple_of_rank(prime, exponent, interrupt)?;
        let task = RankTask {
            multiple,
            interrupt: &mut *interrupt,
        };
        rank = rank.lcm(&over_power(prime, exponent, task)?);
    }
    Ok(rank.value())
}

/// The Pisano period of m, which is not 0: the rank, or twice or four times that.
///
/// The state at the rank r is F(r+1) times that at 0, and F(r+1)^2 is 1 or -1, because by Cassini's identity
/// F(r+1)^2 - F(r+1) F(r) - F(r)^2 = (-1)^r.
pub fn pisano(m: u128, interrupt: &mut dyn Interrupt) -> Result<Natural, Error> {
    let rank = rank(m, interrupt)?;
    let task = OrderTask {
        rank: &rank,
        interrupt,
    };
    let order = match u64::try_from(m) {
        Ok(m) => over(m, task)?,
        Err(_) => over(m, task)?,
    };
    let mut period = Natural::default();
    scale(&mut period, &rank, order);
    Ok(period)
}

/// A multiple of the rank of l^e: l^(e-1) (l - (5/l)), 5^e, and 3 2^(e-1).
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

    fn run<R: Ring<Word = W>>(self, ring: R) -> Self::Output {
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

    fn run<R: Ring<Word = W>>(self, ring: R) -> Self::Output {
        let [_, after] = chain::fibonacci(&ring, used(self.rank), self.interrupt)?;
        let is_one = |x| ring.value(x) == ring.value(ring.residue(W::ONE));
        Ok(match is_one(after) {
            true => 1,
            false if is_one(ring.multiply(after, after)) => 2,
            false => 4,
        })
    }
}

/// Does the task modulo prime^exponent, in the shortest words.
fn over_power<T, O>(prime: u128, exponent: u32, task: T) -> O
where
    T: Task<u64, Output = O> + Task<u128, Output = O>,
{
    let power = prime.pow(exponent);
    match u64::try_from(power) {
        Ok(power) => over(power, task),
        Err(_) => over(power, task),
    }
}

/// The limbs without zeros at the top.
fn used(k: &Natural) -> &[u64] {
    &k[..trimmed(k)]
}
