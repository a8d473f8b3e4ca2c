//! Tests of small terms in decimal against sums, on every tier.

use super::decimal_limbs::big;
use crate::limbs::Decimal;
use crate::limbs::decimal::NINES;
use crate::machine::{Row, Tier};
use crate::sequences::fibonacci::basecase::{admits, makes, need, write_pair, write_term};
use crate::sequences::fibonacci::last_product::LastProduct;
use crate::sequences::size::decimal_limbs_bound;
use num_bigint::BigUint;
use std::time::Instant;

/// Working space as a user before may have left it.
fn dirty(tier: Tier, k: u64) -> Vec<Row> {
    vec![Row([u64::MAX; 8]); need::<Decimal>(tier, k)]
}

/// The term that is computed; asserts that its limbs are limbs, without zeros at the top.
fn made(tier: Tier, last: LastProduct) -> BigUint {
    // Room for a product and two limbs, and for nothing more.
    let mut out = vec![u32::MAX; 2 * decimal_limbs_bound(last.k) + 3];
    let used = write_term::<Decimal>(tier, last, &mut dirty(tier, last.k), &mut out);
    let limbs = &out[..used];
    assert!(limbs.iter().all(|&limb| limb <= NINES) && limbs.last() != Some(&0));
    big(limbs)
}

/// The last index for which `holds`, which holds up to there.
fn last(holds: impl Fn(u64) -> bool) -> u64 {
    (1..200_000).take_while(|&k| holds(k)).last().expect("one")
}

/// All small terms, some of the others, and those around the ends of the basecase.
#[test]
fn pairs_and_terms_are_those_of_the_sums() {
    for tier in Tier::available() {
        let admitted = last(|k| admits::<Decimal>(tier, k));
        let ends = [last(|k| makes::<Decimal>(tier, k)), 2 * admitted];
        let (mut before, mut at) = (BigUint::from(1u32), BigUint::from(0u32));
        for n in 0..=ends[0].max(ends[1]) + 1 {
            if n < 3000 || n % 1009 == 0 || ends.iter().any(|&end| n.abs_diff(end) < 4) {
                check(tier, n, [&before, &at]);
            }
            let sum = &before + &at;
            (before, at) = (at, sum);
        }
    }
}

/// Checks whatever the basecase makes at n, where the pair is that.
fn check(tier: Tier, n: u64, [before, at]: [&BigUint; 2]) {
    let name = tier.name();
    if makes::<Decimal>(tier, n) {
        let mut outs = [0, 1].map(|_| vec![u32::MAX; decimal_limbs_bound(n)]);
        let [a, c] = &mut outs;
        write_pair::<Decimal>(tier, n, &mut dirty(tier, n), [a, c]);
        assert!(outs.iter().flatten().all(|&limb| limb <= NINES));
        assert!(
            [before, at] == outs.each_ref().map(|out| big(out)).each_ref(),
            "{n} by {name}"
        );
    }
    let [fibonacci, lucas] = [LastProduct::fibonacci(n), LastProduct::lucas(n)];
    if admits::<Decimal>(tier, fibonacci.k) {
        assert!(*at == made(tier, fibonacci), "F({n}) by {name}");
    }
    if admits::<Decimal>(tier, lucas.k) {
        assert!(before * 2u32 + at == made(tier, lucas), "L({n}) by {name}");
    }
}

#[test]
#[ignore = "a measurement"]
fn times() {
    for tier in Tier::available() {
        for n in [
            100, 300, 1000, 2000, 3000, 5000, 8000, 10_000, 20_000, 30_000,
        ] {
            let last = LastProduct::fibonacci(n);
            if !admits::<Decimal>(tier, last.k) {
                continue;
            }
            let (mut rows, mut out) = (
                dirty(tier, last.k),
                vec![0; 2 * decimal_limbs_bound(last.k) + 3],
            );
            let mut least = f64::MAX;
            for _ in 0..300 {
                let start = Instant::now();
                for _ in 0..100 {
                    std::hint::black_box(write_term::<Decimal>(tier, last, &mut rows, &mut out));
                }
                least = least.min(start.elapsed().as_secs_f64() * 1e7);
            }
            println!("{}: F({n}) in {least:.0} ns", tier.name());
        }
    }
}
