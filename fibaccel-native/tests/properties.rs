//! Properties of the arithmetic on operands that hug its worst cases, against num-bigint.
//!
//! Lengths are near the thresholds and where plans change, working space is of exactly the stated size
//! and dirty, and every tier of the processor is asked. `PROPTEST_CASES` sets how many cases there are.

use fibaccel_native::bignum::Need;
use fibaccel_native::bignum::ProductBase;
use fibaccel_native::bignum::Work;
use fibaccel_native::bignum::mul::equal::Lengths;
use fibaccel_native::bignum::ntt;
use fibaccel_native::bignum::ntt::plan::{MIN_PRIMES, Plan};
use fibaccel_native::bignum::ntt::prime::MAX_PRIMES;
use fibaccel_native::limbs::Binary;
use fibaccel_native::limbs::{absolute_difference, add, combine, compare, subtract};
use fibaccel_native::machine::Row;
use fibaccel_native::machine::Tier;
use fibaccel_native::runtime::Never;
use fibaccel_native::sequences::fibonacci::fib;
use num_bigint::{BigInt, BigUint};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::LazyLock;

/// The longest operand whose plan is looked at.
const LONGEST: usize = 2500;

/// The thresholds, and the lengths from which another plan is chosen, with their neighbours.
static LENGTHS: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let here = Lengths::here();
    let mut ends: Vec<_> = [here.products, here.squares]
        .iter()
        .flat_map(|starts| [starts.halves, starts.thirds, starts.quarters])
        .collect();
    for tier in Tier::available() {
        ends.extend([
            tier.thresholds().transform_product,
            tier.thresholds().transform_step,
        ]);
    }
    let shape = |len: usize| Plan::new(64 * len).map(|plan| (plan.primes, plan.rows));
    ends.extend((2..LONGEST).filter(|&len| shape(len) != shape(len - 1)));
    ends.iter().flat_map(|&end| end - 1..=end + 1).collect()
});

fn length() -> impl Strategy<Value = usize> {
    prop_oneof![1usize..80, 1usize..600, select(&LENGTHS[..])]
}

/// Operands: all ones, zero, 2^k, 2^k - 1, 2^k + 1, runs of ones and zeros, any limbs.
fn operand(len: usize) -> BoxedStrategy<Vec<u64>> {
    let power = move |k: usize| {
        let mut limbs = vec![0; len];
        limbs[k / 64] = 1 << (k % 64);
        limbs
    };
    let bits = 0..64 * len;
    prop_oneof![
        2 => Just(vec![u64::MAX; len]),
        1 => Just(vec![0; len]),
        1 => bits.clone().prop_map(power),
        1 => bits.clone().prop_map(move |k| {
            let mut limbs = power(k);
            subtract(&mut limbs, &[1]);
            limbs
        }),
        1 => (1..64 * len).prop_map(move |k| {
            let mut limbs = power(k);
            add(&mut limbs, &[1]);
            limbs
        }),
        2 => vec(1usize..300, 1..40).prop_map(move |runs| from_runs(len, &runs)),
        4 => vec(any::<u64>(), len),
    ]
    .boxed()
}

/// A number of ones and zeros by turns, as long as the runs say, again and again.
fn from_runs(len: usize, runs: &[usize]) -> Vec<u64> {
    let mut limbs = vec![0; len];
    let mut bit = 0;
    for (i, &run) in runs.iter().cycle().enumerate() {
        let end = (bit + run).min(64 * len);
        for bit in bit..end {
            limbs[bit / 64] |= u64::from(i % 2 == 0) << (bit % 64);
        }
        bit = end;
        if bit == 64 * len {
            return limbs;
        }
    }
    unreachable!("there are runs");
}

/// Pairs of operands of equal lengths, or of any.
fn operands() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
    let lengths = prop_oneof![length().prop_map(|len| (len, len)), (length(), length())];
    lengths.prop_flat_map(|(x, y)| (operand(x), operand(y)))
}

fn big(limbs: &[u64]) -> BigUint {
    let bytes: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

fn work(tier: Tier, need: Need, junk: u64) -> Work<Binary> {
    let mut work = Work::reserve(tier, need).expect("memory");
    work.limbs.fill(junk);
    work.rows.fill(Row([junk; 8]));
    work
}

proptest! {
    #[test]
    fn products((x, y) in operands(), junk: u64) {
        let expected = big(&x) * big(&y);
        for tier in Tier::available() {
            let mut out = vec![junk; x.len() + y.len()];
            let mut work = work(tier, Binary::product_need(tier, x.len(), y.len()), junk);
            Binary::multiply(&mut work, &mut out, [&x, &y], &mut Never).expect("a product");
            prop_assert!(expected == big(&out), "{}", tier.name());
        }
    }

    #[test]
    fn squares(x in length().prop_flat_map(operand), junk: u64) {
        let expected = big(&x) * big(&x);
        for tier in Tier::available() {
            let mut out = vec![junk; 2 * x.len()];
            let mut work = work(tier, Binary::product_need(tier, x.len(), x.len()), junk);
            Binary::square(&mut work, &mut out, &x, &mut Never).expect("a square");
            prop_assert!(expected == big(&out), "{}", tier.name());
        }
    }

    #[test]
    fn transforms((x, y) in operands(), primes in MIN_PRIMES..=MAX_PRIMES, junk: u64) {
        let plan = Plan::with_primes(primes, 64 * x.len().max(y.len())).expect("short operands");
        let expected = big(&x) * big(&y);
        for tier in Tier::available() {
            let mut out = vec![junk; x.len() + y.len()];
            let mut rows = vec![Row([junk; 8]); plan.product_rows()];
            ntt::multiply::<Binary>(tier, &plan, [&x, &y], &mut out, &mut rows, &mut Never)
                .expect("a product");
            prop_assert!(expected == big(&out), "{} {plan:?}", tier.name());
        }
    }

    #[test]
    fn steps((a, c) in operands(), primes in MIN_PRIMES..=MAX_PRIMES, odd: bool, junk: u64) {
        let plan = Plan::with_primes(primes, 64 * a.len().max(c.len())).expect("short operands");
        let (aa, ac) = (big(&a) * big(&a), big(&a) * big(&c));
        let expected = match odd {
            false => [&aa * 2u32 + &ac, &aa + &ac * 3u32],
            true => [&aa + &ac * 3u32, &aa * 3u32 + &ac * 4u32],
        };
        let len = 2 * a.len().max(c.len()) + 1;
        for tier in Tier::available() {
            let mut outs = [vec![junk; len], vec![junk; len]];
            let [first, second] = &mut outs;
            let mut rows = vec![Row([junk; 8]); plan.step_rows()];
            first[..a.len()].copy_from_slice(&a);
            second[..c.len()].copy_from_slice(&c);
            let (pair, lengths) = ([&mut first[..], &mut second[..]], [a.len(), c.len()]);
            ntt::fibonacci_step::<Binary>(tier, &plan, pair, lengths, odd, &mut rows, &mut Never)
                .expect("a step");
            for (expected, actual) in expected.iter().zip(&outs) {
                prop_assert!(*expected == big(actual), "{} {plan:?}", tier.name());
            }
        }
    }

    /// F(n+1)^2 - F(n+1) F(n) - F(n)^2 = (-1)^n, which no other neighbours of that size fulfil, and the
    /// tiers agree.
    #[test]
    fn terms(n in prop_oneof![0u64..3000, 0u64..60_000, 0u64..400_000]) {
        for tier in Tier::available() {
            let term = |n| big(fib::<Binary>(tier, n, &mut Never).expect("a term").limbs());
            let (at, after) = (term(n), term(n + 1));
            let (longer, shorter) = (&after * &after, &at * (&at + &after));
            let ends = if n % 2 == 0 { shorter + 1u32 == longer } else { longer + 1u32 == shorter };
            prop_assert!(ends, "F({n}) by {}", tier.name());
            let bits = n as f64 * 0.694_241_913_630_617_3 - 1.160_964_047_443_681;
            // The power of phi falls short of the power of two that F(3) is.
            prop_assert!(n < 4 || at.bits() == bits.floor() as u64 + 1, "F({n}) by {}", tier.name());
        }
    }

    #[test]
    fn sums_and_differences((x, y) in operands()) {
        let (x, y) = if x.len() < y.len() { (y, x) } else { (x, y) };
        prop_assert_eq!(big(&x).cmp(&big(&y)), compare(&x, &y));
        let mut sum = x.clone();
        let carry = u64::from(add(&mut sum, &y));
        sum.push(carry);
        prop_assert_eq!(big(&x) + big(&y), big(&sum));
        let mut difference = vec![0; x.len()];
        let negative = absolute_difference(&mut difference, &x, &y);
        prop_assert_eq!(big(&x) < big(&y), negative);
        let signed = BigInt::from(big(&x)) - BigInt::from(big(&y));
        prop_assert_eq!(signed.magnitude(), &big(&difference));
    }

    #[test]
    fn combinations((x, y) in operands(), p in 0i64..=256, q in -256i64..=256, r in -256i64..=256) {
        let sum = BigInt::from(big(&x)) * p + BigInt::from(big(&y)) * q + r;
        if let Ok(expected) = BigUint::try_from(sum) {
            let mut out = vec![u64::MAX; x.len().max(y.len()) + 1];
            combine(&mut out, [(p, &x), (q, &y)], r);
            prop_assert_eq!(expected, big(&out));
        }
    }
}
