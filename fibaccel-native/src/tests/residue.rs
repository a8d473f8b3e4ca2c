//! The check: right residues pass, wrong numbers do not.

use super::oracle::{Random, big};
use crate::binary::Binary;
use crate::error::Error;
use crate::fibonacci::{fib, lucas};
use crate::interrupt::Never;
use crate::residue::{PRIMES, fibonacci, lucas as lucas_residue, of_decimal, of_limbs};
use crate::simd::Tier;

fn residues(limbs: &[u64]) -> [u64; 2] {
    of_limbs(limbs, &mut Never).expect("not interrupted")
}

#[test]
fn residues_of_limbs_equal_the_remainders() {
    let mut random = Random(21);
    for len in [
        0,
        1,
        2,
        7,
        8,
        9,
        15,
        16,
        17,
        1000,
        (1 << 15) + 1,
        (1 << 21) + 5,
    ] {
        for limbs in [vec![u64::MAX; len], random.limbs(len), random.runs(len)] {
            let expected = PRIMES.map(|p| u64::try_from(big(&limbs) % p).expect("below p"));
            assert_eq!(expected, residues(&limbs), "{len} limbs");
        }
    }
}

/// Against Horner's rule with a remainder at each limb.
#[test]
fn residues_of_decimal_limbs_equal_the_remainders() {
    let mut random = Random(23);
    for len in [
        0,
        1,
        2,
        3,
        23,
        24,
        25,
        47,
        48,
        49,
        1000,
        3 * (1 << 15) + 1,
        1 << 21,
    ] {
        let some = (0..len).map(|_| random.below(1_000_000) as u32).collect();
        for limbs in [vec![999_999; len], some] {
            let expected = PRIMES.map(|p| {
                limbs.iter().rev().fold(0, |residue: u64, &limb| {
                    let sum = u128::from(residue) * 1_000_000 + u128::from(limb);
                    (sum % u128::from(p)) as u64
                })
            });
            let actual = of_decimal(&limbs, &mut Never).expect("not interrupted");
            assert_eq!(expected, actual, "{len} limbs");
        }
    }
}

/// 10^6 and 0 instead of 0 and 1: the right sum, but no digits.
#[test]
fn limbs_that_are_none_are_seen() {
    for at in [0, 1, 50, 100_000] {
        let mut limbs = vec![1; 200_000];
        (limbs[at], limbs[at + 1]) = (1_000_001, 0);
        let actual = of_decimal(&limbs, &mut Never);
        assert!(matches!(actual, Err(Error::Corrupted)), "{at}");
    }
}

#[test]
fn residues_of_terms() {
    for n in [0, 1, 2, 93, 94, 1000, 65_537] {
        let f = fib::<Binary>(Tier::active(), n, &mut Never).expect("not interrupted");
        assert_eq!(
            PRIMES.map(|p| fibonacci(n, p).0),
            residues(f.limbs()),
            "F({n})"
        );
        let l = lucas::<Binary>(Tier::active(), n, &mut Never).expect("not interrupted");
        assert_eq!(
            PRIMES.map(|p| lucas_residue(n, p)),
            residues(l.limbs()),
            "L({n})"
        );
    }
}

/// A flipped bit, a dropped carry, a shift by 61 bits, two limbs exchanged.
#[test]
fn faults_are_seen() {
    let mut random = Random(22);
    let limbs = random.limbs(5000);
    let right = residues(&limbs);
    for _ in 0..2000 {
        let mut wrong = limbs.clone();
        let at = random.below(4999);
        match random.below(3) {
            0 => wrong[at] ^= 1 << random.below(64),
            1 => wrong[at] = wrong[at].wrapping_sub(1),
            _ => wrong.swap(at, at + 1),
        }
        assert_ne!(right, residues(&wrong));
    }
}
