//! Tests of terms modulo large m: even, odd, powers of two, multiples of 5, at each threshold, on each tier.

use super::modular::oracle;
use super::oracle::{Random, big, integer, operands, signed};
use super::stop::check_every_poll;
use crate::bignum::Signed;
use crate::bignum::mul::equal::Lengths;
use crate::limbs::{scale_in_place, trimmed};
use crate::machine::Tier;
use crate::runtime::Never;
use crate::sequences::long_modular::split::MOST_LIMBS;
use crate::sequences::long_modular::terms_modulo;
use crate::sequences::modular::{self, Term};
use num_bigint::{BigInt, BigUint};

/// The limbs of numbers whose memory is kept.
const KEPT_LIMBS: usize = 1 << 13;

/// Moduli of `len` limbs that hurt.
pub(super) fn moduli(len: usize, random: &mut Random) -> Vec<Vec<u64>> {
    let mut all = operands(len, random);
    all.retain(|m| trimmed(m) > 0);
    all
}

fn value(tier: Tier, sequence: Term<&Signed>, n: &Signed, m: &[u64]) -> BigInt {
    let [value] = values(tier, sequence, n, m);
    value
}

fn values<const K: usize>(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &Signed,
    m: &[u64],
) -> [BigInt; K] {
    let m = signed(m, false).magnitude;
    let values = terms_modulo(tier, sequence, n, &m, &mut Never).expect("memory, and no fault");
    values.map(|value| big(value.limbs()).into())
}

/// Checks pairs of F and L at n and at -n, whose single terms are right.
fn check_pairs(tier: Tier, n: &[u64], m: &[u64]) {
    let n = BigInt::from(big(n));
    for sequence in [Term::Fibonacci, Term::Lucas] {
        for n in [n.clone(), -&n] {
            let pair = [signed_from(&n), signed_from(&(&n - 1))];
            let expected = pair.each_ref().map(|n| value(tier, sequence, n, m));
            let actual = values(tier, sequence, &pair[0], m);
            assert!(
                expected == actual,
                "{tier:?}: {sequence:?} at {n} mod {m:x?}"
            );
        }
    }
}

fn signed_from(x: &BigInt) -> Signed {
    let limbs: Vec<u64> = x.magnitude().iter_u64_digits().collect();
    signed(&limbs, x.sign() == num_bigint::Sign::Minus)
}

/// Checks F, L, U and V at n, F and L at -n, and pairs.
fn check(tier: Tier, pq: &[Signed; 2], n: &[u64], m: &[u64]) {
    let pq = pq.each_ref();
    let what = || format!("{tier:?}: {pq:?}, n = {n:x?}, m = {m:x?}");
    let modulus = BigInt::from(big(m));
    let [at, reflected] = [false, true].map(|negative| signed(n, negative));
    let [at, reflected] = [&at, &reflected];
    let [f, l] = oracle([&1.into(), &(-1).into()], &big(n), &modulus);
    assert!(f == value(tier, Term::Fibonacci, at, m), "F, {}", what());
    assert!(l == value(tier, Term::Lucas, at, m), "L, {}", what());
    let odd = n.first().is_some_and(|low| low % 2 == 1);
    let [f, l] = if odd { [f, -l] } else { [-f, l] };
    let [f, l] = [f, l].map(|x| (x + &modulus) % &modulus);
    let actual = value(tier, Term::Fibonacci, reflected, m);
    assert!(f == actual, "F(-n), {}", what());
    assert!(
        l == value(tier, Term::Lucas, reflected, m),
        "L(-n), {}",
        what()
    );
    check_pairs(tier, n, m);
    let [p, q] = pq.map(integer);
    let [u, v] = oracle([&p, &q], &big(n), &modulus);
    assert!(u == value(tier, Term::U(pq), at, m), "U, {}", what());
    assert!(v == value(tier, Term::V(pq), at, m), "V, {}", what());
    let both = values(tier, Term::U(pq), at, m);
    assert!([u, v] == both, "U and V, {}", what());
    let [f, l] = oracle([&1.into(), &(-1).into()], &big(n), &modulus);
    let fibonacci = [signed(&[1], false), signed(&[1], true)];
    let both = values(tier, Term::U(fibonacci.each_ref()), at, m);
    assert!([f, l] == both, "F and L, {}", what());
}

#[test]
fn terms_modulo_numbers_of_a_few_limbs() {
    let mut random = Random(112);
    for len in 1..MOST_LIMBS + 3 {
        for m in moduli(len, &mut random) {
            let [p, q] = [1, 1 + random.below(6)].map(|len| random.limbs(len));
            let pq = [signed(&p, len % 2 == 0), signed(&q, len % 3 == 0)];
            let n = [
                random.limb() >> random.below(60),
                random.limb() >> random.below(60),
            ];
            for n in [&n[..1], &n, &[1 << 40], &[u64::MAX]] {
                for tier in Tier::available() {
                    check(tier, &pq, n, &m);
                }
            }
        }
    }
}

/// Where q is 1 or -1, V has a walk of its own.
#[test]
fn terms_for_a_q_that_is_a_unit() {
    let mut random = Random(122);
    for len in (3..8).chain([24, MOST_LIMBS, MOST_LIMBS + 1]) {
        for m in moduli(len, &mut random) {
            for (p_len, negative) in [(1, true), (1, false), (len, true), (len + 1, false)] {
                let pq = [
                    signed(&random.limbs(p_len), negative),
                    signed(&[1], random.below(2) == 0),
                ];
                let n = [random.limb(), random.limb() >> random.below(64)];
                for n in [&n[..1], &n, &[n[0] % 1000], &[u64::MAX, u64::MAX]] {
                    for tier in Tier::available() {
                        check(tier, &pq, n, &m);
                    }
                }
            }
        }
    }
}

/// Of p and q of a limb the walk begins with exact numbers, and n may be shorter than these.
#[test]
fn terms_for_coefficients_of_a_limb() {
    let mut random = Random(124);
    let edges = [0, 1, 2, u64::MAX >> 1, 1 << 63];
    for len in (3..10).chain([16, 17, 31, MOST_LIMBS, MOST_LIMBS + 1]) {
        for m in moduli(len, &mut random) {
            let [p, q] = [0; 2].map(|_| match random.below(3) {
                0 => edges[random.below(5)],
                _ => random.limb() >> random.below(64),
            });
            let pq = [p, q].map(|x| signed(&[x], x > 0 && random.below(2) == 0));
            for zeros in [0, 24, 52, 60] {
                let n = random.limb() >> zeros;
                for tier in Tier::available() {
                    check(tier, &pq, &[n], &m);
                }
            }
        }
    }
}

/// V takes fewer products from the largest odd divisor of n on.
#[test]
fn terms_at_multiples_of_powers_of_two() {
    let mut random = Random(125);
    for len in [3, 6, 10, MOST_LIMBS + 1] {
        let m = random.limbs(len);
        let pq = [
            signed(&random.limbs(len), true),
            signed(&random.limbs(2), false),
        ];
        for twos in [1, 2, 63, 64, 65, 127] {
            for odd in [1u128, 3, 5, random.limb().into()] {
                let n = odd << twos;
                check(
                    Tier::active(),
                    &pq,
                    &[n as u64, (n >> 64) as u64 | 1 << 40],
                    &m,
                );
                check(Tier::active(), &pq, &[0, n as u64 | 1], &m);
                check(Tier::active(), &pq, &[0, 0, 1 << (twos % 64)], &m);
            }
        }
    }
}

/// An m with more zero bits at its end than a word has is not split, and one of a few odd limbs has other rings.
#[test]
fn terms_modulo_multiples_of_powers_of_two() {
    let mut random = Random(123);
    for twos in [1usize, 62, 63, 64, 65, 126, 127, 128, 129, 700] {
        for odd_bits in [1, 63, 64, 65, 127, 128, 129, 192, 193, 500] {
            let one = BigUint::from(1u32);
            let top: BigUint = &one << (odd_bits - 1usize);
            let odd: BigUint = (big(&random.limbs(8)) % &top) | &top | &one;
            let m: BigUint = odd << twos;
            let m: Vec<u64> = m.iter_u64_digits().collect();
            let q = [signed(&[1], true), signed(&random.limbs(3), false)];
            for q in q {
                let pq = [signed(&random.limbs(2), true), q];
                check(Tier::active(), &pq, &random.limbs(1 + twos % 2), &m);
            }
        }
    }
}

/// Coefficients p and q shorter than m, as long and longer: one limb, few and many.
#[test]
fn coefficients_of_any_length() {
    let mut random = Random(121);
    for m_len in 3..8 {
        for len in 1..9 {
            for [p_len, q_len] in [[len, 1], [1, len], [len, len]] {
                let [p, q, m] = [p_len, q_len, m_len].map(|len| random.limbs(len));
                let pq = [signed(&p, len % 2 == 0), signed(&q, m_len % 2 == 0)];
                check(Tier::active(), &pq, &[random.limb()], &m);
                let [p, q] = [p_len, q_len].map(|len| vec![u64::MAX; len]);
                let pq = [signed(&p, false), signed(&q, true)];
                check(
                    Tier::active(),
                    &pq,
                    &[random.limb()],
                    &vec![u64::MAX; m_len],
                );
            }
        }
    }
}

/// A walk begins with the longest numbers that need no reduction, and ends in any way.
#[test]
fn terms_about_as_long_as_the_modulus() {
    let mut random = Random(113);
    let pq = [signed(&[3], false), signed(&[2], true)];
    for len in [3, 4, 5, 9] {
        for m in moduli(len, &mut random) {
            let bits = 64 * trimmed(&m) as u64;
            for n in (0..20)
                .chain((bits..bits * 3 / 2 + 20).step_by(3))
                .chain(bits * 2..bits * 3 + 9)
            {
                check(Tier::active(), &pq, &[n], &m);
            }
        }
    }
}

/// Multiples of 5, of 2, of their powers, and of both, as moduli.
#[test]
fn terms_modulo_multiples_of_small_primes() {
    let mut random = Random(114);
    let pq = [signed(&[5], false), signed(&[10], false)];
    for exponent in [1, 7, 50, 200] {
        for base in [2u32, 5, 10, 15] {
            for factor in [BigUint::from(1u32), big(&random.limbs(3))] {
                let m = BigUint::from(base).pow(exponent) * factor;
                let m: Vec<u64> = m.iter_u64_digits().collect();
                check(Tier::active(), &pq, &random.limbs(2), &m);
            }
        }
    }
}

#[test]
fn terms_modulo_numbers_at_the_thresholds() {
    let mut random = Random(115);
    for tier in Tier::available() {
        let thresholds = [
            Lengths::here().products.halves,
            tier.thresholds().short_reduction,
            tier.thresholds().prepared_modulus,
        ];
        for len in thresholds
            .into_iter()
            .flat_map(|len| [len - 1, len, len + 1])
        {
            for m in moduli(len, &mut random) {
                let [p, q] = [3, len + 5].map(|len| random.limbs(len));
                let pq = [signed(&p, true), signed(&q, false)];
                let n = 64 * len as u64 * (1 + random.limb() % 20) + random.limb() % 64;
                check(tier, &pq, &[n], &m);
            }
        }
    }
}

/// Moduli that are powers of two, or next to them; powers of ten; all ones above zeros.
#[test]
fn terms_modulo_powers_and_their_neighbours() {
    let mut random = Random(117);
    let pq = [signed(&[7], true), signed(&[u64::MAX, 3], false)];
    let one = BigUint::from(1u32);
    for tier in Tier::available() {
        for bits in [
            129,
            191,
            192,
            193,
            64 * tier.thresholds().short_reduction,
            64 * tier.thresholds().prepared_modulus,
        ] {
            let power = &one << bits;
            let ones = ((&one << (bits / 2)) - &one) << (bits - bits / 2);
            let ten = BigUint::from(10u32).pow(bits as u32 / 4);
            for m in [&power - &one, &power + &one, power, ones, ten] {
                let m: Vec<u64> = m.iter_u64_digits().collect();
                check(tier, &pq, &[random.limb(), 1], &m);
            }
        }
    }
}

#[test]
fn terms_at_an_index_of_thousands_of_digits() {
    let mut random = Random(118);
    let pq = [signed(&[1], false), signed(&[1], true)];
    for len in [3, 20] {
        check(Tier::active(), &pq, &random.limbs(160), &random.limbs(len));
    }
}

#[test]
fn an_interrupt_stops_a_term() {
    let [p, q] = [signed(&[3], false), signed(&[5], true)];
    let general = Term::V([&p, &q]);
    let unit = Term::V([&q, &signed(&[1], true)]);
    let mut random = Random(120);
    for (len, sequence, n) in [
        (10, general, random.limbs(100)),
        (50, general, vec![1 << 20]),
        (50, unit, vec![1 << 20]),
        (50, Term::Fibonacci, vec![1 << 20]),
        (200, Term::Fibonacci, vec![1 << 15]),
    ] {
        let m = signed(&random.limbs(len), false).magnitude;
        let n = signed(&n, false);
        check_every_poll(|stop| terms_modulo::<1>(Tier::active(), sequence, &n, &m, stop));
        check_every_poll(|stop| terms_modulo::<2>(Tier::active(), sequence, &n, &m, stop));
    }
}

/// Memory that has been used before is no other: a second time the blocks are those that were kept.
#[test]
fn terms_in_memory_that_was_used_before() {
    const PRIME: u64 = 4_294_967_291;
    let mut random = Random(127);
    let mut m = random.limbs(KEPT_LIMBS);
    let above = scale_in_place(&mut m, PRIME);
    m.push(above);
    let pq = [signed(&[3], false), signed(&[1, 1], true)];
    let [p, q] = [
        3,
        PRIME - ((1 << 32) % PRIME * ((1 << 32) % PRIME) + 1) % PRIME,
    ];
    for n in [1_000_001, 1_000_002] {
        let index = signed(&[n], false);
        for (long, short) in [
            (Term::U(pq.each_ref()), Term::U([p, q])),
            (Term::V(pq.each_ref()), Term::V([p, q])),
        ] {
            let expected = modular::term_modulo(short, &[n], PRIME, &mut Never);
            let actual = value(Tier::active(), long, &index, &m) % PRIME;
            assert_eq!(Ok(actual), expected.map(BigInt::from), "{short:?} at {n}");
        }
    }
}

/// Long moduli need more than one plan of transforms; the number of threads changes nothing.
#[test]
fn terms_modulo_long_numbers() {
    let mut random = Random(116);
    for tier in Tier::available() {
        for len in [700, 1500] {
            for mut m in [random.limbs(len), random.runs(len)] {
                m[0] &= !1;
                let pq = [signed(&[3], false), signed(&[2], true)];
                check(tier, &pq, &[(1 << 19) + random.limb() % (1 << 19)], &m);
            }
        }
    }
}
