//! Tests of what reductions modulo large m are made of: reciprocals, halves of products, odd moduli in arrays.

use super::long_modular::moduli;
use super::oracle::{Random, big, operands};
use crate::bignum::mul::short;
use crate::machine::Tier;
use crate::runtime::Never;
use crate::sequences::long_modular::montgomery::odd::Odd;
use crate::sequences::long_modular::reciprocal::approximate;
use num_bigint::{BigInt, BigUint};

/// The reciprocal X = B^n + v has A X < B^2n < A (X + 2).
#[test]
fn reciprocals_are_within_their_bounds() {
    let mut random = Random(111);
    let lengths = (1..40).chain([63, 64, 65, 100, 200, 333, 700, 2000]);
    for len in lengths {
        for mut a in operands(len, &mut random) {
            a[len - 1] |= 1 << 63;
            for tier in Tier::available() {
                let mut v = vec![u64::MAX; len];
                approximate(tier, &a, &mut v, &mut Never).expect("memory, and no fault");
                let one = BigUint::from(1u32) << (64 * len);
                let (a, x) = (big(&a), &one + big(&v));
                let square = &one * &one;
                assert!(&a * &x < square, "{tier:?}, {len} limbs: too large");
                assert!(square < a * (x + 2u32), "{tier:?}, {len} limbs: too small");
            }
        }
    }
}

/// Half of a product leaves out at most 1 where it counts.
#[test]
fn halves_of_products() {
    let mut random = Random(119);
    for len in short::BELOW..40 {
        let base: BigUint = BigUint::from(1u32) << 64;
        let pairs = operands(len, &mut random)
            .into_iter()
            .zip(operands(len, &mut random).into_iter().rev());
        let ones = vec![u64::MAX; len];
        for (x, y) in pairs.chain([(ones.clone(), ones)]) {
            let product = big(&x) * big(&y);
            let mut lower = vec![random.limb(); len + 1];
            short::lower(&mut lower, &x, &y);
            assert!(
                big(&lower) == &product % base.pow(len as u32 + 1),
                "{x:x?}, {y:x?}"
            );
            let mut upper = vec![random.limb(); len + short::BELOW];
            short::upper(&mut upper, &x, &y);
            let upper = big(&upper) * base.pow((len - short::BELOW) as u32);
            assert!(upper <= product, "{x:x?}, {y:x?}");
            assert!(product - upper < base.pow(len as u32), "{x:x?}, {y:x?}");
        }
    }
}

/// An odd modulus in an array that it fills, or does not, and its linear arithmetic.
#[test]
fn linear_arithmetic_modulo_odd_numbers() {
    fn check<const N: usize>(len: usize, whole: bool, random: &mut Random) {
        for mut m in moduli(len, random) {
            (m[0], m[len - 1]) = (m[0] | 1, m[len - 1].max(1));
            let (odd, modulus) = (Odd::<N>::new(&m, whole), BigInt::from(big(&m)));
            let expect = |expected: BigInt, actual: &[u64; N], what: &str| {
                let expected = ((expected % &modulus) + &modulus) % &modulus;
                assert_eq!(
                    expected,
                    big(actual).into(),
                    "{what}, m = {m:x?}, {N} limbs"
                );
            };
            for (x, y) in operands(len, random)
                .into_iter()
                .zip(operands(len, random).into_iter().rev())
            {
                let [x, y] = [x, y].map(|x| odd.joined(&x, [0; N]));
                let [a, b] = [x, y].map(|x| BigInt::from(big(&x)));
                assert!(a < modulus && b < modulus, "not reduced");
                expect(&a + &b, &odd.sum(x, &y), "sum");
                expect(&a - &b, &odd.difference(x, &y), "difference");
                let base = BigInt::from(1) << (64 * len);
                expect(&a + &b * base, &odd.joined(&x[..len], y), "joined");
                for c in [0, 1, -1, 3, i64::MAX, i64::MIN] {
                    expect(&a * c, &odd.multiple(x, c), "multiple");
                }
                for bits in [0, 1, 63, 64, 64 * N, 64 * N + 51] {
                    expect(&a << bits, &odd.shifted(x, bits), "shifted");
                }
            }
        }
    }
    let mut random = Random(126);
    check::<3>(3, false, &mut random);
    check::<7>(7, true, &mut random);
    check::<10>(9, false, &mut random);
    for len in [2, 13, 15, 16] {
        check::<16>(len, false, &mut random);
        check::<16>(len, true, &mut random);
    }
}
