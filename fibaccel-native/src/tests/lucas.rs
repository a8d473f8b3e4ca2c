//! Tests of Lucas sequences against stepping, and by identities where that would take too long.

use super::modular;
use super::oracle::{self, Random, big, integer};
use super::stop::check_every_poll;
use crate::bignum::Signed;
use crate::limbs::trimmed;
use crate::machine::Tier;
use crate::runtime::Never;
use crate::sequences::lucas::short::{Kind, head};
use crate::sequences::lucas::{bits, lucas_term, lucas_terms};
use crate::sequences::lucas::{fixed, pair};
use num_bigint::BigInt;

fn signed(x: &BigInt) -> Signed {
    let limbs: Vec<u64> = x.magnitude().iter_u64_digits().collect();
    oracle::signed(&limbs, x.sign() == num_bigint::Sign::Minus)
}

fn compute(kind: Kind, tier: Tier, [p, q]: [&BigInt; 2], n: u64) -> BigInt {
    let [p, q] = [p, q].map(signed);
    let term = lucas_term(kind, tier, [&p, &q], n, &mut Never).expect("no fault");
    let bound = bits([&p, &q], n);
    let value = integer(&term);
    assert!(value.bits() as f64 <= bound, "{p:?} {q:?} {n}: {bound}");
    value
}

/// The term from the stack, if it is short enough.
fn on_the_stack(kind: Kind, [p, q]: [i128; 2], n: u64) -> Option<BigInt> {
    let head = head([p, q], n);
    fixed::with_term(kind, [p, q], n, head, |limbs, negative| {
        value((limbs, negative))
    })
}

fn value((limbs, negative): fixed::Limbs<'_>) -> BigInt {
    assert_eq!(limbs.len(), trimmed(limbs));
    let size = BigInt::from(oracle::big(limbs));
    if negative { -size } else { size }
}

#[test]
fn terms_on_the_stack_are_those_of_doubling() {
    let mut random = oracle::Random(7);
    let mut any = |bits: u32| {
        let x = (i128::from(random.limb()) << 63 | i128::from(random.limb())) >> (127 - bits);
        if random.limb() % 2 == 1 { -x } else { x }
    };
    let fixed = [
        [2, -1],
        [3, 1],
        [0, 7],
        [1, -2],
        [4, 4],
        [-5, 3],
        [6, 9],
        [1, 1000],
        [i128::MAX, i128::MIN + 1],
    ];
    let drawn: Vec<[i128; 2]> = (1..126).map(|bits| [any(bits), any(126 - bits)]).collect();
    for pq in fixed.into_iter().chain(drawn) {
        let mut found = 0;
        for n in (1..1_500).chain((1_500..4_000).step_by(37)) {
            let big = pq.map(BigInt::from);
            let terms = [Kind::U, Kind::V].map(|kind| {
                (head(pq, n).left > 0)
                    .then(|| on_the_stack(kind, pq, n))
                    .flatten()
            });
            if terms == [None, None] {
                continue;
            }
            found += 1;
            let [u, v] = oracle([&big[0], &big[1]], n);
            let both = fixed::with_both(pq, n, head(pq, n), |terms| terms.map(value));
            if let Some(both) = both {
                assert_eq!(both, [u.clone(), v.clone()], "both, {pq:?} {n}");
            }
            for (term, expected) in terms.into_iter().zip([u, v]) {
                assert!(term.is_none_or(|term| term == expected), "{pq:?} {n}");
            }
        }
        assert!(found > 3, "{pq:?}: {found}");
    }
}

#[test]
fn terms_of_long_numbers_on_the_stack() {
    let (mut random, mut found) = (Random(145), 0);
    for case in 0..3_000 {
        let mut any = |most: usize| {
            let len = random.below(most + 1);
            let size = BigInt::from(oracle::big(&random.runs(len)));
            if random.limb() % 2 == 1 { -size } else { size }
        };
        let (p, q) = (any(17), any(17));
        let pq = [&p, &q];
        let n = 1 + if case % 2 == 0 {
            case / 2 % 9
        } else {
            random.limb() % 150
        };
        let parts = pq.map(signed);
        let most = bits([&parts[0], &parts[1]], n) as u64 + 1;
        let expected = oracle(pq, n);
        let both = fixed::with_both_of_long(parts.each_ref(), n, most, |terms| terms.map(value));
        assert!(both.is_none_or(|both| both == expected), "both, {pq:?} {n}");
        for (kind, expected) in [Kind::U, Kind::V].into_iter().zip(expected) {
            let read = |limbs: &[u64], negative| {
                let size = BigInt::from(oracle::big(limbs));
                if negative { -size } else { size }
            };
            let parts = [&parts[0], &parts[1]];
            if let Some(term) = fixed::with_term_of_long(kind, parts, n, most, read) {
                assert_eq!(term, expected, "{kind:?} {pq:?} {n}");
                found += 1;
            }
        }
    }
    assert!(found > 1_000, "{found}");
}

/// The pair that a walk modulo m begins with, for p and q of a limb, is exact and no longer than it may be.
#[test]
fn pairs_on_the_stack() {
    let mut random = Random(144);
    let edges = [0, 1, -1, 2, -3, 1 << 40, i64::MAX, i64::MIN];
    let pairs = edges.iter().flat_map(|&p| edges.map(|q| [p, q]));
    for pq in pairs {
        for n in [0, 1, 3, 462, 1000, u64::MAX, random.limb()] {
            for most in [2, 9, 32, 33, 1000] {
                pair::with_pair(pq, n, most, |terms, left| {
                    let what = format!("{pq:?}, n = {n}, {most} limbs, {left} bits left");
                    let k = n.checked_shr(left).unwrap_or(0);
                    let [at, after] = terms.map(|(limbs, negative)| {
                        assert!(limbs.len() <= most, "{what}");
                        let size = BigInt::from(oracle::big(limbs));
                        if negative { -size } else { size }
                    });
                    let longest = terms.map(|(limbs, _)| limbs.len()).into_iter().max();
                    let room = 2 * longest.unwrap_or(0) + 2 <= most.min(pair::MOST_LIMBS);
                    assert!(left == 0 || !room, "stopped early: {what}");
                    // Modulo a number that is longer than either.
                    let m = BigInt::from(1) << (64 * 150);
                    let pq = pq.map(BigInt::from);
                    let [p, q] = &pq;
                    for (k, actual) in [(k, at), (k.wrapping_add(1), after)] {
                        if k > 0 || n == 0 {
                            let [u, _] = modular::oracle([p, q], &k.into(), &m);
                            let actual = ((actual % &m) + &m) % &m;
                            assert_eq!(u, actual, "at {k}: {what}");
                        }
                    }
                });
            }
        }
    }
}

#[test]
fn terms_too_long_for_the_stack_are_left_alone() {
    for pq in [[2, -1], [7, 1 << 100], [i128::MAX, 3], [1, i128::MAX]] {
        for n in [1 << 20, u64::MAX / 3, u64::MAX] {
            assert_eq!(on_the_stack(Kind::U, pq, n), None);
            assert_eq!(on_the_stack(Kind::V, pq, n), None);
        }
    }
}

/// U(n) and U(n+1), V(n), by doubling in num-bigint.
fn oracle([p, q]: [&BigInt; 2], n: u64) -> [BigInt; 2] {
    let [mut a, mut b] = [BigInt::ZERO, BigInt::from(1)];
    for bit in (0..u64::BITS - n.leading_zeros()).rev() {
        let even = &a * (2 * &b - p * &a);
        let middle = &b * &b - q * &a * &a;
        [a, b] = match (n >> bit) % 2 {
            0 => [even, middle],
            _ => {
                let next = p * &middle - q * &even;
                [middle, next]
            }
        };
    }
    let v = 2 * b - p * &a;
    [a, v]
}

fn check([p, q]: [&BigInt; 2], n: u64, tier: Tier, [u, v]: [&BigInt; 2]) {
    for (kind, expected) in [(Kind::U, u), (Kind::V, v)] {
        let actual = compute(kind, tier, [p, q], n);
        assert!(actual == *expected, "{kind:?} {p} {q} {n} {}", tier.name());
    }
    let pq = [p, q].map(signed);
    let both = lucas_terms(tier, pq.each_ref(), n, &mut Never).expect("no fault");
    let [both_u, both_v] = both.each_ref().map(integer);
    assert!(
        [&both_u, &both_v] == [u, v],
        "both of {p} {q} {n} {}",
        tier.name()
    );
}

/// Every p and q near zero, every n: all roots of unity, equal and opposite roots, a root of zero.
#[test]
fn small_p_and_q_by_stepping() {
    for p in -5i32..=5 {
        for q in -5i32..=5 {
            let [p, q] = [p, q].map(BigInt::from);
            let [mut u, mut next_u] = [0, 1].map(BigInt::from);
            let [mut v, mut next_v] = [BigInt::from(2), p.clone()];
            for n in 0..300 {
                check([&p, &q], n, Tier::active(), [&u, &v]);
                let after = &p * &next_u - &q * &u;
                [u, next_u] = [next_u, after];
                let after = &p * &next_v - &q * &v;
                [v, next_v] = [next_v, after];
            }
        }
    }
}

/// Larger terms, across the sizes where products change their algorithm.
#[test]
fn larger_terms() {
    let pairs = [
        (2, -1),
        (3, 2),
        (1, -2),
        (3, 1),
        (1, 2),
        (-7, 11),
        (4, 4),
        (0, 3),
        (5, 0),
        (-1, -1),
    ];
    for tier in Tier::available() {
        for (p, q) in pairs {
            let [p, q] = [p, q].map(BigInt::from);
            for n in [
                500, 1023, 1024, 1536, 4096, 5001, 12_000, 12_347, 40_000, 65_535,
            ] {
                let [u, v] = oracle([&p, &q], n);
                check([&p, &q], n, tier, [&u, &v]);
            }
        }
    }
}

#[test]
fn long_p_and_q() {
    let mut random = Random(51);
    for bits in [1, 63, 64, 65, 127, 128, 129, 256, 257, 320, 1000, 20_000] {
        for _ in 0..8 {
            let mut some = |bits: usize| {
                let limbs = random.runs(bits.div_ceil(64));
                let size = BigInt::from(big(&limbs) >> (64 * limbs.len() - bits));
                if random.below(2) == 0 { size } else { -size }
            };
            let double = some(bits);
            for [p, q] in [
                [some(bits), some(bits)],
                [some(bits), some(2 * bits)],
                [some(bits), BigInt::from(1)],
                [some(bits), BigInt::from(-1)],
                [BigInt::from(-3), some(bits)],
                [BigInt::from(0), some(bits)],
                [some(bits), BigInt::from(0)],
                [2 * &double, &double * &double],
            ] {
                let most = if bits > 1000 { 5 } else { 40 };
                for n in 0..most {
                    let [u, v] = oracle([&p, &q], n);
                    check([&p, &q], n, Tier::active(), [&u, &v]);
                }
            }
        }
    }
}

/// Terms that stay small, however large n is.
#[test]
fn bounded_terms_at_large_indices() {
    for n in [u64::MAX, u64::MAX - 1, 10u64.pow(18), 3 << 61] {
        for p in -2i32..=2 {
            for q in [-1i32, 0, 1] {
                let grows = q == -1 && p != 0 || q == 0 && p.abs() > 1;
                if !grows {
                    let [p, q] = [p, q].map(BigInt::from);
                    let [u, v] = oracle([&p, &q], n);
                    check([&p, &q], n, Tier::active(), [&u, &v]);
                }
            }
        }
    }
}

/// Terms that are checked, by an identity of theirs: V^2 - (p^2 - 4 q) U^2 = 4 q^n, modulo a prime.
#[test]
fn checked_terms() {
    for (p, q) in [(2i32, -1i32), (3, 2), (-7, 11)] {
        let [p, q] = [p, q].map(BigInt::from);
        for n in [1_000_000, 1_000_001] {
            let [u, v] = [Kind::U, Kind::V].map(|kind| compute(kind, Tier::active(), [&p, &q], n));
            let m = BigInt::from((1u128 << 127) - 1);
            let parts = [&p, &q].map(signed);
            let both = lucas_terms(Tier::active(), parts.each_ref(), n, &mut Never);
            let both = both.expect("no fault");
            assert!(
                both.each_ref().map(integer) == [u.clone(), v.clone()],
                "{p} {q} {n}"
            );
            let [u, v] = [u % &m, v % &m];
            let d = &p * &p - 4 * &q;
            let power = q.modpow(&BigInt::from(n), &m);
            assert_eq!(
                BigInt::ZERO,
                (&v * &v - d * &u * &u - 4 * power) % &m,
                "{p} {q} {n}"
            );
        }
    }
}

#[test]
fn every_poll_stops_the_work() {
    let [p, q] = [3, 2].map(|x| signed(&BigInt::from(x)));
    for kind in [Kind::U, Kind::V] {
        check_every_poll(|interrupt| {
            lucas_term(kind, Tier::active(), [&p, &q], 200_001, interrupt)
        });
    }
    check_every_poll(|interrupt| lucas_terms(Tier::active(), [&p, &q], 200_001, interrupt));
}
