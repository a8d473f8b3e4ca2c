//! Measures where one algorithm overtakes the next. Not a test: it asserts nothing, and is run by hand
//! with the command that stands in the `thresholds.rs` of each tier.

use super::oracle::Random;
use crate::bignum::mul::digits::{self, DigitProduct};
use crate::bignum::mul::{karatsuba, schoolbook};
use crate::bignum::ntt::plan::Plan;
use crate::bignum::ntt::{fibonacci_step, multiply, square};
use crate::limbs::Binary;
use crate::machine::{Row, Tier};
use crate::runtime::Never;
use crate::sequences::fibonacci::fib;
use std::time::Instant;

/// The least time that a run takes, in nanoseconds.
fn least(mut work: impl FnMut()) -> u128 {
    let mut least = u128::MAX;
    for _ in 0..300 {
        let start = Instant::now();
        work();
        least = least.min(start.elapsed().as_nanos());
    }
    least
}

#[test]
#[ignore = "a measurement"]
fn middle() {
    for tier in Tier::available() {
        for n in [
            400, 1500, 5000, 10_000, 20_000, 30_000, 50_000, 70_000, 100_000, 200_000,
        ] {
            let time = least(|| drop(fib::<Binary>(tier, n, &mut Never).expect("no stop")));
            println!("{}: F({n}) in {time} ns", tier.name());
        }
    }
}

#[test]
#[ignore = "a measurement"]
fn thresholds() {
    let mut random = Random(31);
    println!("limbs: schoolbook, Karatsuba; the same for squares");
    for len in [16, 24, 32, 40, 48, 64, 80, 96] {
        let (x, y) = (random.limbs(len), random.limbs(len));
        let mut out = vec![0; 2 * len];
        let [b, d] = by_halves(&x, &y);
        let a = least(|| schoolbook::multiply(&mut out, &x, &y));
        let c = least(|| schoolbook::square(&mut out, &x));
        println!("{len}: {a} {b}; {c} {d}");
    }
    for tier in Tier::available() {
        println!(
            "{}: Karatsuba, transform, digits; two squares, step; square, transform, digits",
            tier.name()
        );
        for len in [
            16, 24, 32, 48, 64, 80, 96, 128, 160, 200, 256, 400, 500, 600, 700, 1000, 1400, 2000,
        ] {
            let (x, y) = (random.limbs(len), random.limbs(len));
            let [a, c] = by_halves(&x, &y);
            let [b, s, d] = by_transforms(tier, &x, &y);
            let [e, f] = by_digits(tier, &x, &y);
            println!("{len}: {a} {b} {e}; {} {d}; {c} {s} {f}", 2 * c);
        }
    }
}

/// The times of a product and a square by halves.
fn by_halves(x: &[u64], y: &[u64]) -> [u128; 2] {
    let mut out = vec![0; 2 * x.len()];
    let mut scratch = vec![0; karatsuba::scratch(x.len())];
    [
        least(|| {
            karatsuba::multiply(&mut out, x, y, &mut scratch, &mut Never).expect("no stop");
        }),
        least(|| karatsuba::square(&mut out, x, &mut scratch, &mut Never).expect("no stop")),
    ]
}

/// The times of a product, a square and a Fibonacci step by transforms.
fn by_transforms(tier: Tier, x: &[u64], y: &[u64]) -> [u128; 3] {
    let len = x.len();
    let plan = Plan::new(64 * len).expect("small");
    let mut outs = [vec![0; 2 * len + 1], vec![0; 2 * len + 1]];
    let [out, other] = &mut outs;
    let exact = &mut out[..2 * len];
    let mut rows = vec![Row::ZERO; plan.step_rows()];
    let product = least(|| {
        multiply::<Binary>(tier, &plan, [x, y], exact, &mut rows, &mut Never).expect("no stop");
    });
    let squared = least(|| {
        square::<Binary>(tier, &plan, x, exact, &mut rows, &mut Never).expect("no stop");
    });
    let step = least(|| {
        let (pair, lengths) = ([&mut out[..], &mut other[..]], [len, len]);
        fibonacci_step::<Binary>(tier, &plan, pair, lengths, true, &mut rows, &mut Never)
            .expect("no stop");
    });
    [product, squared, step]
}

/// The times of a product and a square in digits of 52 bits.
fn by_digits(tier: Tier, x: &[u64], y: &[u64]) -> [u128; 2] {
    let mut out = vec![0; 2 * x.len()];
    let mut rows = vec![Row::ZERO; digits::need(x.len())];
    [Some(y), None].map(|y| {
        least(|| {
            let (rows, out) = (&mut rows[..], &mut out[..]);
            tier.dispatch_digits(DigitProduct { x, y, rows, out });
        })
    })
}
