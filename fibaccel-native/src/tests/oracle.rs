//! num-bigint as the oracle of products, operands that hurt, and random ones.

use super::decimal_limbs;
use crate::bignum::ntt::plan::Plan;
use crate::bignum::{Integer, Signed};
use crate::limbs::decimal::NINES;
use crate::limbs::{Binary, Decimal};
use crate::sequences::fibonacci::basecase::base::FibonacciBase;
use num_bigint::{BigInt, BigUint};
use std::iter::repeat_with;
use std::mem::replace;

/// A base whose numbers num-bigint knows.
pub(super) trait Known: FibonacciBase {
    /// A limb that no output has before it is written.
    const DIRT: Self::Limb;
    /// The largest limb.
    const MOST: Self::Limb;
    /// The number of these limbs; asserts that they are limbs of the base.
    fn big(limbs: &[Self::Limb]) -> BigUint;
    /// Operands of that length that hurt.
    fn operands(len: usize, random: &mut Random) -> Vec<Vec<Self::Limb>>;
    /// The plan with so many primes for factors of at most `len` limbs.
    fn plan_with(primes: usize, len: usize) -> Plan;
}

impl Known for Binary {
    const DIRT: u64 = u64::MAX;
    const MOST: u64 = u64::MAX;

    fn big(limbs: &[u64]) -> BigUint {
        big(limbs)
    }

    fn operands(len: usize, random: &mut Random) -> Vec<Vec<u64>> {
        operands(len, random)
    }

    fn plan_with(primes: usize, len: usize) -> Plan {
        Plan::with_primes(primes, 64 * len).expect("small")
    }
}

impl Known for Decimal {
    const DIRT: u32 = u32::MAX;
    const MOST: u32 = NINES;

    fn big(limbs: &[u32]) -> BigUint {
        decimal_limbs::checked(limbs)
    }

    fn operands(len: usize, random: &mut Random) -> Vec<Vec<u32>> {
        decimal_limbs::operands(len, random)
    }

    fn plan_with(primes: usize, len: usize) -> Plan {
        Plan::decimal_with_primes(primes, len).expect("small")
    }
}

/// The number of these limbs.
pub(super) fn big(limbs: &[u64]) -> BigUint {
    let bytes: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

/// The first `count` terms of the sequence that begins with `first` and `second`, by addition.
pub(super) fn terms(first: u32, second: u32, count: usize) -> Vec<BigUint> {
    let (mut at, mut next) = (BigUint::from(first), BigUint::from(second));
    let term = || {
        let after = &at + &next;
        replace(&mut at, replace(&mut next, after))
    };
    repeat_with(term).take(count).collect()
}

/// Asserts that the limbs are that number, without printing millions of digits.
pub(super) fn check<B: Known>(expected: &BigUint, limbs: &[B::Limb], what: &str) {
    assert!(*expected == B::big(limbs), "{what}");
}

/// The number of these limbs and that sign, as the engine takes it.
pub(super) fn signed(limbs: &[u64], negative: bool) -> Signed {
    let mut magnitude = Integer::with_capacity(limbs.len()).expect("memory");
    magnitude.set(limbs);
    Signed {
        magnitude,
        negative,
    }
}

/// The number that the engine returned; asserts that zero has no sign.
pub(super) fn integer(x: &Signed) -> BigInt {
    let size = BigInt::from(big(x.magnitude.limbs()));
    assert!(!x.negative || size != BigInt::ZERO, "a zero below zero");
    if x.negative { -size } else { size }
}

/// Random numbers by xorshift64*: random enough, and the same in every run.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn limb(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.limb() % bound as u64).expect("below a usize")
    }

    pub(super) fn limbs(&mut self, len: usize) -> Vec<u64> {
        (0..len).map(|_| self.limb()).collect()
    }

    /// Limbs of long runs of ones and zeros: carries travel far.
    pub(super) fn runs(&mut self, len: usize) -> Vec<u64> {
        let mut limbs = vec![0; len];
        let (mut ones, mut left) = (true, 0);
        for bit in 0..64 * len {
            if left == 0 {
                (ones, left) = (!ones, 1 + self.below(300));
            }
            limbs[bit / 64] |= u64::from(ones) << (bit % 64);
            left -= 1;
        }
        limbs
    }
}

/// Operands of that length: all ones (every coefficient at its bound), zero, one, the top bit alone, that plus
/// one, long runs, random.
pub(super) fn operands(len: usize, random: &mut Random) -> Vec<Vec<u64>> {
    let mut single = vec![0; len];
    let mut all = vec![vec![u64::MAX; len], single.clone()];
    if len > 0 {
        single[0] = 1;
        all.push(single.clone());
        single[len - 1] |= 1 << 63;
        all.push(single.clone());
        single[0] = 0;
        single[len - 1] = 1 << 63;
        all.push(single);
    }
    all.push(random.runs(len));
    all.push(random.limbs(len));
    all
}
