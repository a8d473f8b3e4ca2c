//! Tests of numbers in the base 10^6: products by the transform, and terms.

use crate::bignum::ntt;
use crate::bignum::ntt::plan::{MIN_PRIMES, Plan};
use crate::bignum::ntt::prime::MAX_PRIMES;
use crate::limbs::decimal::{BASE, add, combine, scale_in_place};
use crate::limbs::{self, Binary, Decimal, trimmed};
use crate::machine::{Row, Tier};
use crate::runtime::Never;
use crate::sequences::fibonacci::{fib, lucas};

/// The product by the schoolbook method.
fn product(x: &[u32], y: &[u32]) -> Vec<u32> {
    let mut product = vec![0; x.len() + y.len()];
    for (i, &w) in y.iter().enumerate() {
        let mut row = x.to_vec();
        row.push(0);
        scale_in_place(&mut row, w.into());
        assert!(!add(&mut product[i..], &row));
    }
    product
}

fn operand(len: usize, seed: u64) -> Vec<u32> {
    let mut state = seed | 1;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % BASE) as u32
    };
    match seed % 4 {
        0 => vec![999_999; len],
        1 => (0..len).map(|i| if i + 1 == len { 1 } else { 0 }).collect(),
        _ => (0..len).map(|_| next()).collect(),
    }
}

#[test]
fn products_by_every_plan() {
    for tier in Tier::available() {
        for primes in MIN_PRIMES..=MAX_PRIMES {
            for (x, y) in [
                (1, 1),
                (2, 3),
                (5, 5),
                (24, 23),
                (64, 64),
                (97, 130),
                (200, 201),
                (513, 512),
            ] {
                for seed in 0..6 {
                    let (a, c) = (operand(x, seed), operand(y, seed / 2));
                    let plan = Plan::decimal_with_primes(primes, x.max(y)).expect("small");
                    let mut rows = vec![Row([!0; 8]); plan.step_rows()];
                    let mut out = vec![!0; x + y + 1];
                    ntt::multiply::<Decimal>(
                        tier,
                        &plan,
                        [&a, &c],
                        &mut out,
                        &mut rows,
                        &mut Never,
                    )
                    .expect("no stop");
                    let mut expected = product(&a, &c);
                    expected.push(0);
                    assert_eq!(expected, out, "{} {primes} {x} {y} {seed}", tier.name());
                }
            }
        }
    }
}

#[test]
fn steps_by_every_plan() {
    for tier in Tier::available() {
        for primes in MIN_PRIMES..=MAX_PRIMES {
            for len in [1, 8, 100, 257] {
                for seed in 0..4 {
                    let (a, c) = (operand(len, seed), operand(len, seed));
                    let plan = Plan::decimal_with_primes(primes, len).expect("small");
                    let mut rows = vec![Row([!0; 8]); plan.step_rows()];
                    let (aa, ac) = (product(&a, &a), product(&a, &c));
                    for odd in [false, true] {
                        let mut outs = [vec![!0; 2 * len + 1], vec![!0; 2 * len + 1]];
                        let [x, y] = &mut outs;
                        x[..len].copy_from_slice(&a);
                        y[..len].copy_from_slice(&c);
                        let (pair, lengths) = ([&mut x[..], &mut y[..]], [len; 2]);
                        let stop = &mut Never;
                        ntt::fibonacci_step::<Decimal>(
                            tier, &plan, pair, lengths, odd, &mut rows, stop,
                        )
                        .expect("no stop");
                        let factors = if odd {
                            [(1, 3), (3, 4)]
                        } else {
                            [(2, 1), (1, 3)]
                        };
                        for ((p, q), out) in factors.into_iter().zip(outs) {
                            let mut expected = vec![0; 2 * len + 1];
                            combine(&mut expected, [(p, &aa), (q, &ac)], 0);
                            assert_eq!(expected, out, "{} {primes} {len} {seed}", tier.name());
                        }
                    }
                }
            }
        }
    }
}

/// The binary number in decimal limbs, by repeated division.
pub(super) fn converted(limbs: &[u64]) -> Vec<u32> {
    let mut rest = limbs.to_vec();
    let mut limbs = Vec::new();
    while !rest.is_empty() {
        let mut remainder = 0u128;
        for limb in rest.iter_mut().rev() {
            let part = (remainder << 64) | u128::from(*limb);
            (*limb, remainder) = ((part / u128::from(BASE)) as u64, part % u128::from(BASE));
        }
        limbs.push(remainder as u32);
        rest.truncate(limbs::trimmed(&rest));
    }
    limbs.truncate(trimmed(&limbs));
    limbs
}

#[test]
fn terms_are_those_in_binary() {
    let some = (0..200)
        .chain((200..40_000).step_by(397))
        .chain([99_999, 100_000]);
    for n in some {
        let tier = Tier::active();
        let f = converted(fib::<Binary>(tier, n, &mut Never).expect("F(n)").limbs());
        let l = converted(lucas::<Binary>(tier, n, &mut Never).expect("L(n)").limbs());
        for tier in Tier::available() {
            let decimal = fib::<Decimal>(tier, n, &mut Never).expect("F(n)");
            assert!(f == decimal.limbs(), "F({n}) {}", tier.name());
            let decimal = lucas::<Decimal>(tier, n, &mut Never).expect("L(n)");
            assert!(l == decimal.limbs(), "L({n}) {}", tier.name());
        }
    }
}
