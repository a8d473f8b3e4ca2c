//! Tests of prime factors and of the primality test.

use super::oracle::Random;
use crate::runtime::Never;
use crate::sequences::factor::factor;
use crate::sequences::factor::small_primes::PRIMES;

fn sorted(m: u128) -> Vec<u128> {
    let mut primes = factor(m, &mut Never).expect("never interrupted");
    primes.sort_unstable();
    primes
}

#[test]
fn of_small_numbers() {
    let edges = (997u128 * 997 - 500)..(1013 * 1013 + 500);
    for m in (1..3000).chain(edges) {
        let (mut left, mut expected) = (m, Vec::new());
        for &prime in PRIMES.iter() {
            while left % u128::from(prime) == 0 {
                left /= u128::from(prime);
                expected.push(prime.into());
            }
        }
        expected.extend((left > 1).then_some(left));
        assert_eq!(expected, sorted(m), "{m}");
    }
}

/// Strong pseudoprimes of OEIS A014233: each passes the test with the first so many bases, and no smaller one does.
#[test]
fn of_strong_pseudoprimes() {
    for (m, least) in [
        (3215031751, 151),
        (341550071728321, 10670053),
        (3825123056546413051, 149491),
        (318665857834031151167461, 399165290221),
        (3317044064679887385961981, 1287836182261),
    ] {
        let primes = sorted(m);
        assert_eq!(m, primes.iter().product::<u128>(), "{m}");
        assert_eq!(least, primes[0], "{m}");
    }
}

/// The least and the largest primes of so many bits (OEIS A014234, A014210) and Mersenne primes.
const LONG: [u128; 10] = [
    65521,
    65537,
    4294967291,
    4294967311,
    (1 << 61) - 1,
    18446744073709551557,
    18446744073709551629,
    (1 << 89) - 1,
    (1 << 127) - 1,
    u128::MAX - 158,
];

#[test]
fn of_products_of_two_and_three() {
    for (i, &p) in LONG.iter().enumerate() {
        assert_eq!(vec![p], sorted(p), "{p}");
        for (j, &q) in LONG[..=i].iter().enumerate() {
            let Some(m) = p.checked_mul(q) else { continue };
            // The longest takes a second.
            assert_eq!(vec![q, p], sorted(m), "{m}");
            for &r in &LONG[..=j] {
                let Some(m) = m.checked_mul(r) else { continue };
                assert_eq!(vec![r, q, p], sorted(m), "{m}");
            }
        }
    }
}

#[test]
fn of_random_numbers() {
    let mut random = Random(64);
    for bits in (2..=100).cycle().take(3000) {
        let mut draw = || u128::from(random.limb() >> 32);
        let m = (draw() | draw() << 32 | draw() << 64 | draw() << 96) >> (128 - bits);
        let primes = sorted(m.max(1));
        assert_eq!(m.max(1), primes.iter().product::<u128>(), "{m}");
        for prime in primes {
            assert_eq!(vec![prime], sorted(prime), "{m}");
        }
    }
}
