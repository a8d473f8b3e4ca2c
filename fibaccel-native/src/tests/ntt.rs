//! Tests of transforms against num-bigint: every tier, every number of primes, every size of block.

use super::lanes::value;
use super::oracle::{Known, Random, check};
use super::stop::{StopAt, check_every_poll};
use crate::bignum::ntt::plan::{MIN_PRIMES, Plan};
use crate::bignum::ntt::prime::{MAX_LOG_ROWS, MAX_PRIMES, PRIME_BITS, mirror, primes, twiddles};
use crate::bignum::ntt::{fibonacci_step, multiply, square, sum_product};
use crate::limbs::{Binary, Decimal};
use crate::machine::{Kernel, Lanes, Row, Tier};
use crate::runtime::{Error, Never};

/// Working space full of values that would be noticed.
fn dirty(rows: usize) -> Vec<Row> {
    vec![Row([u64::MAX; 8]); rows]
}

fn check_product<B: Known>(tier: Tier, plan: &Plan, x: &[B::Limb], y: &[B::Limb]) {
    // Sometimes with a limb more than the product has.
    let mut out = vec![B::DIRT; x.len() + y.len() + x.len() % 2];
    let mut rows = dirty(plan.product_rows());
    multiply::<B>(tier, plan, [x, y], &mut out, &mut rows, &mut Never).expect("not interrupted");
    let what = format!("{} {plan:?} {} x {}", tier.name(), x.len(), y.len());
    check::<B>(&(B::big(x) * B::big(y)), &out, &what);
}

fn check_sum_product<B: Known>(tier: Tier, plan: &Plan, x: &[B::Limb], y: &[B::Limb]) {
    let sum = B::big(x) * 2u32 + B::big(y);
    for (by_first, factor) in [(true, x), (false, y)] {
        let mut out = vec![B::DIRT; 2 * x.len().max(y.len()) + 1];
        let places = [0..x.len(), out.len() - y.len()..out.len()];
        out[places[0].clone()].copy_from_slice(x);
        out[places[1].clone()].copy_from_slice(y);
        let mut rows = dirty(plan.product_rows());
        let stop = &mut Never;
        sum_product::<B>(tier, plan, &mut out, places, by_first, &mut rows, stop)
            .expect("not interrupted");
        let what = format!("{} {plan:?} sum {} {}", tier.name(), x.len(), y.len());
        check::<B>(&(&sum * B::big(factor)), &out, &what);
    }
}

fn check_square<B: Known>(tier: Tier, plan: &Plan, x: &[B::Limb]) {
    let mut out = vec![B::DIRT; 2 * x.len()];
    let mut rows = dirty(plan.product_rows());
    square::<B>(tier, plan, x, &mut out, &mut rows, &mut Never).expect("not interrupted");
    let what = format!("{} {plan:?} {}^2", tier.name(), x.len());
    check::<B>(&B::big(x).pow(2), &out, &what);
}

fn check_step<B: Known>(tier: Tier, plan: &Plan, a: &[B::Limb], c: &[B::Limb]) {
    let [x, y] = [a, c].map(B::big);
    let (aa, ac) = (&x * &x, x * y);
    let len = 2 * a.len().max(c.len()) + 1;
    for odd in [false, true] {
        let mut outs = [vec![B::DIRT; len], vec![B::DIRT; len]];
        let [first, second] = &mut outs;
        first[..a.len()].copy_from_slice(a);
        second[..c.len()].copy_from_slice(c);
        let mut rows = dirty(plan.step_rows());
        let (pair, lengths) = ([&mut first[..], &mut second[..]], [a.len(), c.len()]);
        fibonacci_step::<B>(tier, plan, pair, lengths, odd, &mut rows, &mut Never)
            .expect("not interrupted");
        let middle = &aa + &ac * 3u32;
        let expected = if odd {
            [middle, &aa * 3u32 + &ac * 4u32]
        } else {
            [&aa * 2u32 + &ac, middle]
        };
        let what = format!("{} {plan:?} step {} {}", tier.name(), a.len(), c.len());
        check::<B>(&expected[0], &outs[0], &what);
        check::<B>(&expected[1], &outs[1], &what);
    }
}

/// Checks a product, steps, and products with a sum, of factors that may differ in length.
fn check_all<B: Known>(tier: Tier, plan: &Plan, x: &[B::Limb], y: &[B::Limb]) {
    check_product::<B>(tier, plan, x, y);
    check_step::<B>(tier, plan, x, y);
    check_sum_product::<B>(tier, plan, x, y);
}

fn product(x: u64, y: u64, p: u64) -> u64 {
    (u128::from(x) * u128::from(y) % u128::from(p)) as u64
}

#[test]
fn primes_are_prime_and_roots_have_their_order() {
    for prime in primes() {
        let p = prime.p;
        assert!(p < 1 << PRIME_BITS && p > (1 << PRIME_BITS) - (1 << 31));
        assert_eq!(1, p % (1 << MAX_LOG_ROWS));
        assert!((2..1 << 24).all(|divisor| p % divisor != 0), "{p}");
        let root = prime.root(MAX_LOG_ROWS);
        assert_eq!(p - 1, (1..MAX_LOG_ROWS).fold(root, |x, _| product(x, x, p)));
    }
    assert!(primes().windows(2).all(|pair| pair[0].p > pair[1].p));
}

#[test]
fn twiddles_are_what_they_are_said_to_be() {
    struct Check;
    impl Kernel for Check {
        type Output = ();

        fn run<S: Lanes>(self, _: S) {
            for (i, prime) in primes().iter().enumerate() {
                let p = prime.p;
                let table = twiddles::<S>(i, 1 << 10, &mut Never).expect("memory");
                let w = |b: usize| value::<S>(table[b][0]).rem_euclid(p as i64) as u64;
                assert_eq!(1, w(0));
                for b in 0..table.len() {
                    assert_eq!(prime.factor::<S>(w(b)), table[b]);
                    if b > 0 {
                        let parent = w(b / 2);
                        let square = if b % 2 == 0 { parent } else { p - parent };
                        assert_eq!(square, product(w(b), w(b), p));
                        assert_eq!(p - 1, product(w(b), w(mirror(b)), p));
                    }
                }
            }
        }
    }
    for tier in Tier::available() {
        tier.dispatch(Check);
    }
}

#[test]
fn the_derivation_of_long_tables_stops_at_every_poll() {
    struct Derive<'a>(&'a mut StopAt);
    impl Kernel for Derive<'_> {
        type Output = Result<(), Error>;

        fn run<S: Lanes>(self, _: S) -> Self::Output {
            // Too many to be kept.
            twiddles::<S>(0, 1 << 20, self.0).map(drop)
        }
    }
    check_every_poll(|interrupt| Tier::active().dispatch(Derive(interrupt)));
}

/// Checks each number of primes at its bound. With all ones (in decimal, nines) the largest coefficient is the number
/// of coefficients times (2^width - 1)^2, and the step multiplies it by 7: nothing comes nearer to the product of the
/// primes.
fn check_bounds<B: Known>(lengths: [usize; 5]) {
    let mut random = Random(1);
    for tier in Tier::available() {
        for count in MIN_PRIMES..=MAX_PRIMES {
            for len in lengths {
                let plan = B::plan_with(count, len);
                let most = vec![B::MOST; len];
                let all = B::operands(len, &mut random);
                for (x, y) in all.iter().zip(all.iter().rev()) {
                    check_square::<B>(tier, &plan, x);
                    check_all::<B>(tier, &plan, &most, x);
                    check_step::<B>(tier, &plan, x, &most);
                    check_product::<B>(tier, &plan, x, &y[len / 3..]);
                }
            }
        }
    }
}

#[test]
fn every_number_of_primes_at_its_bound() {
    check_bounds::<Binary>([1, 2, 60, 700, 5000]);
}

#[test]
fn every_number_of_primes_at_its_bound_in_decimal() {
    check_bounds::<Decimal>([1, 5, 64, 130, 513]);
}

/// Numbers of rows: blocks of 4 to 1024 rows, of even and odd logarithms, and one and two levels above.
#[test]
fn every_number_of_rows() {
    let mut random = Random(2);
    for tier in Tier::available() {
        for count in [MIN_PRIMES, 4] {
            for log in 4..=16 {
                // As many coefficients as the rows can take: fills them to the last.
                let width = Plan::with_primes(count, (4 * 60) << log)
                    .expect("small")
                    .width;
                let len = ((4 * width) << log) / 64;
                let plan = Plan::with_primes(count, 64 * len).expect("small");
                assert_eq!(1 << log, plan.rows, "{plan:?}");
                check_square::<Binary>(tier, &plan, &vec![u64::MAX; len]);
                let (x, y) = (random.limbs(len), random.runs(len - len / 3));
                if log < 14 {
                    check_all::<Binary>(tier, &plan, &x, &y);
                } else {
                    check_product::<Binary>(tier, &plan, &x, &y);
                }
            }
        }
    }
}

/// Lengths at which the chosen plan changes, and their neighbours.
#[test]
fn every_change_of_plan() {
    let mut random = Random(3);
    let mut last = Plan::new(64).expect("small");
    let mut changes = 0;
    for len in 2..6000 {
        let plan = Plan::new(64 * len).expect("small");
        if (plan.primes, plan.rows) == (last.primes, last.rows) {
            continue;
        }
        (last, changes) = (plan, changes + 1);
        for len in [len - 1, len, len + 1] {
            let plan = Plan::new(64 * len).expect("small");
            let (x, y) = (vec![u64::MAX; len], random.limbs(len));
            for tier in Tier::available() {
                check_square::<Binary>(tier, &plan, &x);
                check_all::<Binary>(tier, &plan, &x, &y);
            }
        }
    }
    assert!(changes >= 10, "only {changes} changes");
}

#[test]
fn operands_of_different_lengths() {
    let mut random = Random(4);
    for tier in Tier::available() {
        for (long, short) in [
            (1, 0),
            (300, 0),
            (300, 1),
            (300, 150),
            (3000, 2999),
            (2000, 7),
        ] {
            let plan = Plan::new(64 * long).expect("small");
            let (x, y) = (random.limbs(long), random.limbs(short));
            check_all::<Binary>(tier, &plan, &x, &y);
            check_all::<Binary>(tier, &plan, &y, &x);
        }
    }
}

/// The bound of coefficients, in integers of any size, for plans up to the largest.
#[test]
fn no_coefficient_reaches_the_product_of_the_primes() {
    for log in 6..40.min(usize::BITS as usize) {
        for bits in [
            (1usize << log) - 1,
            1 << log,
            (1 << log) + 1,
            5 << (log - 2),
        ] {
            for count in MIN_PRIMES..=MAX_PRIMES {
                let Some(plan) = Plan::with_primes(count, bits) else {
                    continue;
                };
                let one = num_bigint::BigUint::from(1u32);
                let coefficients = bits.div_ceil(plan.width).max(1);
                assert!(coefficients <= 4 * plan.rows);
                let largest = (&one << plan.width) - 1u32;
                let sum = &largest * &largest * coefficients * 7u32;
                let product: num_bigint::BigUint =
                    primes()[..count].iter().map(|prime| prime.p).product();
                // Below (1 - 2^-11) P, so that the estimated quotient is right.
                assert!(sum * 2048u32 < product * 2047u32, "{plan:?}");
                // And not wastefully small.
                assert!(plan.width + 15 + log / 2 > 24 * count, "{plan:?} {bits}");
            }
        }
    }
}

#[test]
fn an_interrupt_at_any_poll_ends_a_product() {
    let x = vec![u64::MAX; 9000];
    let plan = Plan::with_primes(3, 64 * x.len()).expect("small");
    for tier in Tier::available() {
        let work = |interrupt: &mut StopAt| {
            let mut out = vec![0; 2 * x.len()];
            let mut rows = dirty(plan.product_rows());
            multiply::<Binary>(tier, &plan, [&x, &x], &mut out, &mut rows, interrupt)
        };
        check_every_poll(work);
    }
}
