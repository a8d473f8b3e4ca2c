//! Measures where one algorithm overtakes the next. These are no tests: they assert nothing, and each is run by
//! hand with the command that stands beside the thresholds it measures.

mod tier_digits;

use super::oracle::Random;
use crate::bignum::decimal::block::MAX_LIMBS;
use crate::bignum::decimal::convert::from_limbs_in_blocks;
use crate::bignum::decimal::read::{LONGEST_BLOCK, MOST_WORDS, WORD_DIGITS, number_in_blocks};
use crate::bignum::mul::digits::{self, DigitProduct};
use crate::bignum::mul::toom::{quarters, thirds};
use crate::bignum::mul::{equal, karatsuba, schoolbook, short};
use crate::bignum::ntt::plan::{MIN_PRIMES, Plan};
use crate::bignum::ntt::prime::MAX_PRIMES;
use crate::bignum::ntt::{fibonacci_step, multiply, square};
use crate::bignum::{ProductBase, Work};
use crate::limbs::Binary;
use crate::machine::{Row, Tier};
use crate::runtime::Never;
use crate::sequences::long_modular::modulus::Divisor;
use std::time::{Duration, Instant};

/// The least time that a run takes, in nanoseconds.
fn least(mut work: impl FnMut()) -> u128 {
    let (mut least, begin) = (u128::MAX, Instant::now());
    for i in 0..300 {
        if i >= 3 && begin.elapsed() > Duration::from_millis(300) {
            break;
        }
        let start = Instant::now();
        work();
        least = least.min(start.elapsed().as_nanos());
    }
    least
}

/// Prints the times of the algorithms that `what` names, for sizes around a threshold.
fn compare<const N: usize>(
    what: &str,
    threshold: usize,
    mut times: impl FnMut(usize) -> [u128; N],
) {
    println!("{what} (threshold {threshold})");
    for eighths in [4, 5, 6, 7, 8, 9, 10, 12, 14, 16] {
        let size = (threshold * eighths / 8).max(2);
        println!("{size}: {:?} ns", times(size));
    }
}

/// A product of equal lengths, or a square without the second factor, with scratch.
type LimbAlgorithm = fn(&mut [u64], &[u64], Option<&[u64]>, &mut [u64]);

fn quadratic(out: &mut [u64], x: &[u64], y: Option<&[u64]>, _: &mut [u64]) {
    match y {
        Some(y) => schoolbook::multiply(out, x, y),
        None => schoolbook::square(out, x),
    }
}

fn by_halves(out: &mut [u64], x: &[u64], y: Option<&[u64]>, scratch: &mut [u64]) {
    karatsuba::multiply(out, x, y, scratch, equal::multiply, &mut Never).expect("no stop");
}

fn by_thirds(out: &mut [u64], x: &[u64], y: Option<&[u64]>, scratch: &mut [u64]) {
    thirds::multiply(out, x, y, scratch, equal::multiply, &mut Never).expect("no stop");
}

fn by_quarters(out: &mut [u64], x: &[u64], y: Option<&[u64]>, scratch: &mut [u64]) {
    quarters::multiply(out, x, y, scratch, equal::multiply, &mut Never).expect("no stop");
}

#[test]
#[ignore = "a measurement"]
fn limbs() {
    let mut random = Random(31);
    let here = equal::Lengths::here();
    for (is_square, lengths) in [(false, here.products), (true, here.squares)] {
        let mut times = |algorithms: [LimbAlgorithm; 2], len| {
            let [x, y, mut out] = [len, len, 2 * len].map(|len| random.limbs(len));
            let y = (!is_square).then_some(&y[..]);
            let mut scratch = vec![0; equal::scratch(len)];
            algorithms.map(|algorithm| least(|| algorithm(&mut out, &x, y, &mut scratch)))
        };
        println!("squares: {is_square}");
        compare("whole, halves", lengths.halves, |len| {
            times([quadratic, by_halves], len)
        });
        compare("halves, thirds", lengths.thirds, |len| {
            times([by_halves, by_thirds], len)
        });
        compare("thirds, quarters", lengths.quarters, |len| {
            times([by_thirds, by_quarters], len)
        });
    }
}

#[test]
#[ignore = "a measurement"]
fn products() {
    let mut random = Random(31);
    for tier in Tier::available() {
        let (name, thresholds) = (tier.name(), tier.thresholds());
        let mut factors = |len| (random.limbs(len), random.limbs(len));
        let what = format!("{name}, product: in limbs, by transform");
        compare(&what, thresholds.transform_product, |len| {
            let (x, y) = factors(len);
            [in_limbs(&x, &y)[0], by_transforms(tier, &x, &y)[0]]
        });
        let what = format!("{name}, step: two squares in limbs, by transform");
        compare(&what, thresholds.transform_step, |len| {
            let (x, y) = factors(len);
            [2 * in_limbs(&x, &y)[1], by_transforms(tier, &x, &y)[2]]
        });
        for (i, range) in [&thresholds.digits_product, &thresholds.digits_square]
            .into_iter()
            .enumerate()
            .filter(|(_, range)| !range.is_empty())
        {
            let kind = ["product", "square"][i];
            let what = format!("{name}, {kind}: in limbs, in digits");
            compare(&what, range.start, |len| {
                let (x, y) = factors(len);
                [in_limbs(&x, &y)[i], in_digits(tier, &x, &y)[i]]
            });
            let what = format!("{name}, {kind}: in digits, by transform");
            compare(&what, range.end, |len| {
                let (x, y) = factors(len);
                [in_digits(tier, &x, &y)[i], by_transforms(tier, &x, &y)[i]]
            });
        }
    }
}

/// The times of a product and a square in limbs.
fn in_limbs(x: &[u64], y: &[u64]) -> [u128; 2] {
    let mut out = vec![0; 2 * x.len()];
    let mut scratch = vec![0; equal::scratch(x.len())];
    [Some(y), None].map(|y| {
        least(|| equal::multiply(&mut out, x, y, &mut scratch, &mut Never).expect("no stop"))
    })
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
    let squared = square_by(tier, &plan, x);
    let step = least(|| {
        let (pair, lengths) = ([&mut out[..], &mut other[..]], [len, len]);
        fibonacci_step::<Binary>(tier, &plan, pair, lengths, true, &mut rows, &mut Never)
            .expect("no stop");
    });
    [product, squared, step]
}

/// The times of a product and a square in the tier's digits, conversions included.
fn in_digits(tier: Tier, x: &[u64], y: &[u64]) -> [u128; 2] {
    let mut out = vec![0; 2 * x.len()];
    let mut rows = vec![Row::ZERO; digits::need(x.len())];
    [Some(y), None].map(|y| {
        least(|| {
            let (rows, out) = (&mut rows[..], &mut out[..]);
            tier.dispatch_digits(DigitProduct { x, y, rows, out });
        })
    })
}

#[test]
#[ignore = "a measurement"]
fn conversion() {
    let mut random = Random(33);
    for tier in Tier::available() {
        let (name, threshold) = (tier.name(), tier.thresholds().conversion_block);
        println!("{name}: conversions to decimal, by the limbs of a block (threshold {threshold})");
        for bits in [33_219usize, 332_193, 9_984_000] {
            let limbs = random.limbs(bits.div_ceil(64));
            let lengths = (0..).map(|level| limbs.len().div_ceil(1 << level));
            for len in lengths.skip_while(|&len| len >= MAX_LIMBS).take(4) {
                let time = least(|| {
                    from_limbs_in_blocks(tier, len, &limbs, &mut Never).expect("memory");
                });
                println!("{bits} bits, {len}: {time} ns");
            }
        }
    }
}

#[test]
#[ignore = "a measurement"]
fn reading() {
    for tier in Tier::available() {
        let name = tier.name();
        println!(
            "{name}: numbers from decimal text, by the words of a block (threshold {LONGEST_BLOCK})"
        );
        for digits in [3000usize, 10_000, 100_000, 3_000_000] {
            let text = vec![b'7'; digits];
            let words = digits.div_ceil(WORD_DIGITS);
            let lengths = (0..).map(|level| words.div_ceil(1 << level));
            for len in lengths.skip_while(|&len| len >= MOST_WORDS).take(3) {
                let time = least(|| {
                    number_in_blocks(tier, len, &text, &mut Never).expect("memory");
                });
                println!("{digits} digits, {len}: {time} ns");
            }
        }
    }
}

#[test]
#[ignore = "a measurement"]
fn reduction() {
    let mut random = Random(34);
    for tier in Tier::available() {
        let (name, thresholds) = (tier.name(), tier.thresholds());
        let what = format!("{name}, two products of a reduction: halves, whole");
        compare(&what, thresholds.short_reduction, |n| {
            let (x, y) = (random.limbs(n), random.limbs(n));
            halves_and_whole(tier, &x, &y)
        });
        let what = format!("{name}, square modulo M: M as it is, M transformed and checked");
        compare(&what, thresholds.prepared_modulus, |n| {
            let mut m = random.limbs(n);
            m[n - 1] |= 1 << 63;
            let x = random.limbs(n - 1);
            [None, Binary::plan(n)].map(|plan| square_modulo(tier, &m, plan, &x))
        });
    }
}

/// The times of an upper and a lower half of a product together, and of two whole products.
fn halves_and_whole(tier: Tier, x: &[u64], y: &[u64]) -> [u128; 2] {
    let n = x.len();
    let mut out = vec![0; 2 * n + short::BELOW];
    let mut work = Work::reserve(tier, Binary::product_need(tier, n, n)).expect("memory");
    [
        least(|| {
            short::upper(&mut out[..n + short::BELOW], x, y);
            short::lower(&mut out[..=n], x, y);
        }),
        least(|| {
            for _ in 0..2 {
                let out = &mut out[..2 * n];
                Binary::multiply(&mut work, out, [x, y], &mut Never).expect("no stop");
            }
        }),
    ]
}

/// The time of a square modulo M, with M and its reciprocal transformed by that plan, or by none.
fn square_modulo(tier: Tier, m: &[u64], plan: Option<Plan>, x: &[u64]) -> u128 {
    let mut divisor = Divisor::with_plan(tier, m, plan, &mut Never).expect("memory");
    let mut modulus = divisor.modulus(&mut Never).expect("memory");
    let mut x = modulus.element(x, &mut Never).expect("memory");
    least(|| modulus.square(&mut x, &mut Never).expect("no fault"))
}

#[test]
#[ignore = "a measurement"]
fn plans() {
    let mut random = Random(35);
    for tier in Tier::available() {
        println!("{}: squares, by the number of primes", tier.name());
        for bits in [5_000, 20_000, 100_000, 500_000, 5_000_000] {
            let chosen = Plan::new(bits).expect("small").primes;
            let x = random.limbs(bits / 64);
            let times: Vec<_> = (MIN_PRIMES..=MAX_PRIMES)
                .filter_map(|primes| Plan::with_primes(primes, bits))
                .map(|plan| (plan.primes, square_by(tier, &plan, &x)))
                .collect();
            println!("{bits} bits, {chosen} chosen: {times:?} ns");
        }
    }
}

/// The time of a square by a transform of that plan.
fn square_by(tier: Tier, plan: &Plan, x: &[u64]) -> u128 {
    let mut rows = vec![Row::ZERO; plan.product_rows()];
    let mut out = vec![0; 2 * x.len()];
    least(|| {
        square::<Binary>(tier, plan, x, &mut out, &mut rows, &mut Never).expect("no stop");
    })
}
