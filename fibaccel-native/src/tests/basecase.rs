//! Digits of 52 bits against num-bigint, at the ends of their ranges.

use super::naive;
use super::oracle::{Random, big};
use crate::basecase::admits;
use crate::basecase::columns::{MAX_ROWS, combine, multiply, square};
use crate::fibonacci::fib_with;
use crate::interrupt::Never;
use crate::simd::{DigitKernel, DigitLanes, Row, Tier};
use num_bigint::{BigInt, BigUint};

const MASK_52: u64 = (1 << 52) - 1;

/// The number of these digits.
fn number(rows: &[Row]) -> BigUint {
    let mut limbs = vec![0; rows.len() * 7];
    for (i, digit) in rows.iter().flat_map(|row| row.0).enumerate() {
        assert!(digit <= MASK_52, "digit {i}");
        let (limb, shift) = (52 * i / 64, 52 * i % 64);
        limbs[limb] |= digit << shift;
        if shift > 12 {
            limbs[limb + 1] |= digit >> (64 - shift);
        }
    }
    big(&limbs)
}

/// All ones, zero, one, the top digit alone, random, and digits that are all ones or zero.
fn operands(rows: usize, random: &mut Random) -> Vec<Vec<Row>> {
    let mut one = vec![Row::ZERO; rows];
    one[0].0[0] = 1;
    let mut top = vec![Row::ZERO; rows];
    top[rows - 1].0[7] = MASK_52;
    let mut digits = |choose: &mut dyn FnMut(u64) -> u64| {
        let row = |_| Row(std::array::from_fn(|_| choose(random.limb())));
        (0..rows).map(row).collect()
    };
    vec![
        vec![Row([MASK_52; 8]); rows],
        vec![Row::ZERO; rows],
        one,
        top,
        digits(&mut |word| word & MASK_52),
        digits(&mut |word| (word % 2) * MASK_52),
    ]
}

struct Products;

impl DigitKernel for Products {
    type Output = ();

    fn run<S: DigitLanes>(self, s: S) {
        let mut random = Random(41);
        for rows in [1, 2, 3, 4, 5, 8, 21, 48, 49] {
            let all = operands(rows, &mut random);
            for x in &all {
                check_products(s, x, &all);
                check_sums(s, x, &all);
            }
        }
        let ones = vec![Row([MASK_52; 8]); MAX_ROWS];
        check_products(s, &ones, &[ones.clone(), ones[..3].to_vec()]);
    }
}

fn check_products<S: DigitLanes>(s: S, x: &[Row], others: &[Vec<Row>]) {
    let mut out = vec![Row([u64::MAX; 8]); 2 * x.len()];
    square(s, &mut out, x);
    assert!(
        number(x) * number(x) == number(&out),
        "{} rows squared",
        x.len()
    );
    for y in others {
        for y in [&y[..], &y[..y.len().div_ceil(2)]] {
            let mut out = vec![Row([u64::MAX; 8]); x.len() + y.len()];
            multiply(s, &mut out, x, y);
            let expected = number(x) * number(y);
            assert!(expected == number(&out), "{} x {} rows", x.len(), y.len());
            multiply(s, &mut out, y, x);
            assert!(expected == number(&out), "{} x {} rows", y.len(), x.len());
        }
    }
}

/// Modulo the size of the output, as long as the sum itself is not negative.
fn check_sums<S: DigitLanes>(s: S, x: &[Row], others: &[Vec<Row>]) {
    for y in others {
        for (p, q, r) in [(3, -2, 2), (4, -1, -2), (1, 1, 0), (2, 1, 0), (4, 4, 4)] {
            let sum = BigInt::from(number(x)) * p + BigInt::from(number(y)) * q + r;
            let Ok(sum) = BigUint::try_from(sum) else {
                continue;
            };
            let mut out = vec![Row([u64::MAX; 8]); x.len()];
            combine(s, &mut out, [(p, x), (q, y)], r);
            let size = BigUint::from(1u32) << (416 * x.len());
            assert!(sum % size == number(&out), "{p} x + {q} y + {r}");
        }
    }
}

#[test]
fn products_and_sums_of_digits() {
    let tiers = Tier::available();
    let with_digits = tiers.iter().filter(|tier| tier.has_digits()).count();
    let run = tiers
        .into_iter()
        .filter_map(|tier| tier.dispatch_digits(Products));
    assert_eq!(with_digits, run.count());
}

/// Every tier: all small n, and the last ones before and the first ones after the basecase.
#[test]
fn terms_on_every_tier() {
    let oracle = naive::terms(0, 1, 6001);
    for tier in Tier::available() {
        let last = (1..60_000).filter(|&k| admits(tier, k)).max().unwrap_or(0);
        for (n, expected) in (0..).zip(&oracle) {
            let actual = fib_with(tier, n, &mut Never).expect("not interrupted");
            assert_eq!(*expected, actual, "F({n}) by {}", tier.name());
        }
        for n in [2 * last, 4 * last, 8 * last]
            .into_iter()
            .flat_map(|n| n..n + 8)
        {
            let term = |n| fib_with(tier, n, &mut Never).expect("not interrupted");
            assert!(
                term(n + 2) == term(n) + &term(n + 1),
                "F({n}) by {}",
                tier.name()
            );
        }
    }
}
