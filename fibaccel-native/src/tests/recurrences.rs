//! Tests of linear recurrences, beside stepping in num-bigint.

use super::oracle::{Random, integer, signed};
use crate::bignum::Signed;
use crate::machine::Tier;
use crate::runtime::Never;
use crate::sequences::recurrences::stepping::{MOST_ORDER, short_term};
use crate::sequences::recurrences::{Recurrence, term, term_in_slots, term_modulo};
use num_bigint::{BigInt, Sign};

/// The first terms, by the definition.
fn stepped(coefficients: &[BigInt], start: &[BigInt], count: usize) -> Vec<BigInt> {
    let mut terms = start.to_vec();
    while terms.len() < count {
        let last = terms.iter().rev().zip(coefficients);
        terms.push(last.map(|(x, c)| x * c).sum());
    }
    terms
}

fn number(x: &BigInt) -> Signed {
    signed(&x.magnitude().to_u64_digits(), x.sign() == Sign::Minus)
}

fn recurrence([coefficients, start]: [&[BigInt]; 2]) -> Recurrence {
    Recurrence {
        coefficients: coefficients.iter().map(number).collect(),
        start: start.iter().map(number).collect(),
    }
}

/// Numbers of up to so many bits, zeros and small ones among them, or all of them the largest.
fn numbers(random: &mut Random, count: usize, bits: usize) -> Vec<BigInt> {
    let most: BigInt = (BigInt::from(1) << bits) - 1;
    let style = random.below(4);
    (0..count)
        .map(|_| {
            let size = BigInt::from_slice(
                Sign::Plus,
                &random
                    .limbs(bits / 64 + 1)
                    .iter()
                    .flat_map(|x| [*x as u32, (x >> 32) as u32])
                    .collect::<Vec<_>>(),
            );
            let x = match (style, random.below(3)) {
                (0, _) => most.clone(),
                (1, 0) => BigInt::ZERO,
                (1, _) => BigInt::from(random.below(3)),
                _ => size % (&most + 1),
            };
            if style > 0 && random.below(2) == 0 {
                -x
            } else {
                x
            }
        })
        .collect()
}

fn check(given: [&[BigInt]; 2], n: usize, expected: &BigInt, moduli: &[BigInt]) {
    let what = format!("{given:?} at {n}");
    let limbs = [n as u64];
    let limbs = if n == 0 { &[][..] } else { &limbs };
    for tier in Tier::available() {
        let exact = term(tier, recurrence(given), limbs, &mut Never).expect("memory");
        assert!(*expected == integer(&exact), "{what} on {tier:?}");
        for m in moduli {
            let modulus = number(m).magnitude;
            let found = term_modulo(tier, &recurrence(given), limbs, &modulus, &mut Never);
            let residue = ((expected % m) + m) % m;
            let found = found.expect("memory");
            assert!(
                number(&residue).magnitude == found,
                "{what} modulo {m} on {tier:?}"
            );
            let found = term_in_slots(tier, &recurrence(given), limbs, modulus.limbs(), &mut Never);
            let found = found.expect("memory");
            assert!(
                number(&residue).magnitude == found,
                "{what} modulo {m}, in slots"
            );
        }
    }
}

fn moduli(random: &mut Random) -> Vec<BigInt> {
    let mut found: Vec<_> = [1_u64, 2, 1 << 30, u64::MAX].map(BigInt::from).into();
    for bits in [63, 64, 127, 128, 129, 191, 192, 193, 700, 4096] {
        let power: BigInt = BigInt::from(1) << bits;
        found.extend([
            &power - 1,
            power.clone(),
            &power - random.below(1 << 20) - 1,
        ]);
    }
    found
}

#[test]
fn terms_of_every_order_follow_from_the_definition() {
    let mut random = Random(0x5DEE_CE66_D1CE_5EED);
    for order in (1..=16).chain([23, 24, 31, 64, 65, 127, 128, 129, 192, 193]) {
        for bits in [1, 31, 64, 129, 1000] {
            let coefficients = numbers(&mut random, order, bits);
            let start = numbers(&mut random, order, bits);
            let terms = stepped(&coefficients, &start, order + 50);
            let given = [&coefficients[..], &start];
            for n in [
                0,
                order - 1,
                order,
                order + 1,
                order + 30 + random.below(20),
            ] {
                let some = moduli(&mut random);
                let some = match order < 30 {
                    true => &some[..],
                    false => &some[some.len() - 6..],
                };
                check(given, n, &terms[n], some);
            }
        }
    }
}

#[test]
fn long_terms_have_the_residues_that_stepping_gives() {
    let m = BigInt::from((1_u64 << 61) - 1);
    for coefficients in [
        &[1, 1, 1][..],
        &[0, 1, 1],
        &[-3, 0, 5, 1],
        &[2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1],
    ] {
        let coefficients: Vec<_> = coefficients.iter().map(|&c| BigInt::from(c)).collect();
        let start: Vec<_> = (1..=coefficients.len()).map(BigInt::from).collect();
        let count = 100_004;
        let mut residues = start.clone();
        while residues.len() < count {
            let last = residues.iter().rev().zip(&coefficients);
            let next: BigInt = last.map(|(x, c)| x * c).sum();
            residues.push(next % &m);
        }
        for n in [count - 4, count - 3, count - 1, 1 << 16, (1 << 16) - 1] {
            let given = [&coefficients[..], &start];
            for tier in Tier::available() {
                let found = term(tier, recurrence(given), &[n as u64], &mut Never);
                let found = integer(&found.expect("memory"));
                assert!(
                    (found - &residues[n]) % &m == BigInt::ZERO,
                    "{n} on {tier:?}"
                );
            }
        }
    }
}

#[test]
fn a_recurrence_read_backwards_leads_to_its_start() {
    let mut random = Random(0x1234_5678_9ABC_DEF1);
    for order in [1, 2, 3, 8, 13, 40] {
        for last in [1, -1] {
            let mut coefficients = numbers(&mut random, order, 70);
            coefficients[order - 1] = BigInt::from(last);
            let start = numbers(&mut random, order, 70);
            let terms = stepped(&coefficients, &start, order + 60);
            let end = &terms[60..];
            for n in 0..order + 60 {
                let backwards = recurrence([&coefficients, end]).backwards();
                let limbs = [n as u64];
                let limbs = if n == 0 { &[][..] } else { &limbs };
                let found = term(Tier::active(), backwards, limbs, &mut Never).expect("memory");
                assert!(terms[order + 59 - n] == integer(&found), "{order}, {n}");
            }
        }
    }
}

#[test]
fn short_terms_are_exact_or_left_to_others() {
    let mut random = Random(0x0BAD_5EED_0BAD_5EED);
    for order in [1, 2, 3, 8, 31, MOST_ORDER] {
        for bits in [1, 3, 62, 120, 127] {
            let coefficients = numbers(&mut random, order, bits);
            let start = numbers(&mut random, order, bits);
            let terms = stepped(&coefficients, &start, 3 * order + 150);
            let short = |x: &BigInt| i128::try_from(x).expect("short");
            let [coefficients, start] = [&coefficients, &start]
                .map(|numbers| numbers.iter().map(short).collect::<Vec<_>>());
            let mut are_short = true;
            for (n, term) in terms.iter().enumerate() {
                let found = short_term(&coefficients, &start, n as u64);
                if let Some(found) = found {
                    assert!(*term == BigInt::from(found), "order {order}, n = {n}");
                }
                // Sums of products are longer than terms by the coefficients' bits.
                are_short &= term.bits() + (order.ilog2() as u64) + (bits as u64) < 126;
                let few = n * order <= 4096;
                assert!(
                    !are_short || !few || found.is_some(),
                    "order {order}, n = {n}"
                );
            }
        }
    }
}
