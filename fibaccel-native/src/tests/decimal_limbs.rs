//! Tests of arithmetic on decimal limbs against num-bigint, and of the bound of their number.

use super::oracle::Random;
use crate::limbs::decimal::{BASE, NINES, add, adjust, combine, scale_in_place};
use crate::limbs::{compare, trimmed};
use crate::runtime::memory::MOST_BYTES;
use crate::sequences::size::{LOG10_PHI, decimal_limbs_bound};
use num_bigint::{BigInt, BigUint};
use std::panic::catch_unwind;

/// The number of these limbs, by halves.
fn big(limbs: &[u32]) -> BigUint {
    match limbs {
        [] => BigUint::ZERO,
        [limb] => BigUint::from(*limb),
        _ => {
            let (low, high) = limbs.split_at(limbs.len().div_ceil(2));
            big(low) + big(high) * top(low.len())
        }
    }
}

/// Operands of that length: all nines, zero, one, the top limb alone, runs of nines and zeros, random.
pub(super) fn operands(len: usize, random: &mut Random) -> Vec<Vec<u32>> {
    let mut chosen = |choose: &dyn Fn(u64) -> u64| -> Vec<u32> {
        (0..len).map(|_| choose(random.limb()) as u32).collect()
    };
    let nines = u64::from(NINES);
    let mut all = vec![
        vec![NINES; len],
        vec![0; len],
        chosen(&|word| (word >> 40) % BASE),
        chosen(&|word| (word >> 40) % 2 * nines),
        chosen(&|word| u64::from((word >> 40) % 20 != 0) * nines),
    ];
    if len > 0 {
        let mut ends = vec![0; len];
        ends[0] = 1;
        all.push(ends.clone());
        ends[len - 1] = NINES;
        all.push(ends);
    }
    all
}

/// The power of 10^6 of exponent `len`.
fn top(len: usize) -> BigUint {
    BigUint::from(BASE).pow(len as u32)
}

/// The number of these limbs; asserts that every limb is below 10^6.
pub(super) fn checked(limbs: &[u32]) -> BigUint {
    assert!(limbs.iter().all(|&limb| limb <= NINES));
    big(limbs)
}

#[test]
fn words_are_compared_and_added_as_numbers() {
    let mut random = Random(61);
    for len in [0, 1, 2, 3, 9] {
        let all = operands(len, &mut random);
        for shorter in 0..=len {
            let others = operands(shorter, &mut random);
            for (x, y) in all.iter().flat_map(|x| others.iter().map(move |y| (x, y))) {
                assert_eq!(big(x).cmp(&big(y)), compare(x, y));
                assert_eq!(big(y).cmp(&big(x)), compare(y, x));
                assert_eq!(big(x), big(&x[..trimmed(x)]));
                assert!(x[..trimmed(x)].last() != Some(&0));
                let mut sum = x.clone();
                let carry = add(&mut sum, y);
                let expected = big(x) + big(y);
                assert_eq!(expected, checked(&sum) + top(len) * u32::from(carry));
            }
        }
    }
}

#[test]
fn words_are_scaled() {
    let mut random = Random(62);
    for len in [0, 1, 2, 7] {
        for x in operands(len, &mut random) {
            for w in [0, 1, 5, 1 << 32, (1 << 44) - 1, 1 << 44] {
                let mut out = x.clone();
                let carry = scale_in_place(&mut out, w);
                assert_eq!(big(&x) * w, checked(&out) + top(len) * carry);
            }
        }
    }
    assert!(catch_unwind(|| scale_in_place(&mut [1], (1 << 44) + 1)).is_err());
}

#[test]
fn combinations_are_those_of_the_numbers_or_refused() {
    let mut random = Random(63);
    let lengths = [(0, 0), (1, 1), (2, 1), (1, 3), (5, 5), (8, 7)];
    let factors = [(3, -2, 2), (4, -1, -2), (2, 1, 0), (-256, -256, -256)];
    for (m, n) in lengths {
        let (xs, ys) = (operands(m, &mut random), operands(n, &mut random));
        for (x, y) in xs.iter().flat_map(|x| ys.iter().map(move |y| (x, y))) {
            for (p, q, r) in factors
                .into_iter()
                .chain([(256, 256, 256), (256, -256, -1)])
            {
                for len in m.max(n)..m.max(n) + 3 {
                    let expected = BigInt::from(big(x)) * p + BigInt::from(big(y)) * q + r;
                    let combined = catch_unwind(|| {
                        let mut out = vec![u32::MAX; len];
                        combine(&mut out, [(p, x), (q, y)], r);
                        out
                    });
                    let fits = expected >= BigInt::from(0) && expected < BigInt::from(top(len));
                    match combined {
                        Ok(out) => assert_eq!(expected, BigInt::from(checked(&out))),
                        Err(_) => assert!(!fits, "{p} {x:?} {q} {y:?} {r} {len}"),
                    }
                }
            }
        }
    }
    assert!(catch_unwind(|| combine(&mut [0], [(1, &[0, 0]), (1, &[])], 0)).is_err());
}

#[test]
fn adjusting_carries_as_far_as_it_must_or_refuses() {
    let mut random = Random(64);
    for len in [0, 1, 2, 6] {
        for x in operands(len, &mut random) {
            for r in [0, 1, -1, 2, -4, 1 << 40, -(1 << 40)] {
                let expected = BigInt::from(big(&x)) + r;
                let adjusted = catch_unwind(|| {
                    let mut out = x.clone();
                    adjust(&mut out, r);
                    out
                });
                let fits = expected >= BigInt::from(0) && expected < BigInt::from(top(len));
                match adjusted {
                    Ok(out) => assert_eq!(expected, BigInt::from(checked(&out))),
                    Err(_) => assert!(!fits, "{x:?} {r}"),
                }
            }
        }
    }
}

/// Every term to F(20,000) fits its bound, and has at most one limb less; so has the one before it.
#[test]
fn terms_have_as_many_limbs_as_the_bound_or_one_less() {
    let (mut before, mut at) = (vec![1], vec![0]);
    for k in 0..20_000 {
        let bound = decimal_limbs_bound(k);
        assert!(trimmed(&at) <= bound, "F({k})");
        if k > 1 {
            assert!(trimmed(&before) + 1 >= bound, "F({k}) - 1");
        }
        let mut sum = vec![0; decimal_limbs_bound(k + 1)];
        combine(&mut sum, [(1, &before), (1, &at[..trimmed(&at)])], 0);
        (before, at) = (at, sum);
        before.truncate(trimmed(&before));
    }
    assert!(decimal_limbs_bound(u64::MAX) > MOST_BYTES / size_of::<u32>());
}

/// phi^(2^60), in 40 digits that are rounded up, is below 10^e for an e that the constant exceeds; and in
/// digits rounded down, it is not far below that.
#[test]
fn the_logarithm_is_above_that_of_phi_by_little() {
    let one = BigUint::from(10u32).pow(40);
    let five: BigUint = BigUint::from(5u32) * &one * &one;
    for up in [0u32, 1] {
        let mut power = (&one + five.sqrt() + up) / 2u32 + up;
        let mut exponent = 0u64;
        for _ in 0..60 {
            power = &power * &power / &one + up;
            exponent *= 2;
            while power > &one * 10u32 {
                power = power / 10u32 + up;
                exponent += 1;
            }
        }
        let constant = LOG10_PHI << 20;
        let exponent = u128::from(exponent);
        match up {
            1 => assert!(exponent < constant),
            _ => assert!(constant - exponent < 1 << 21),
        }
    }
}
