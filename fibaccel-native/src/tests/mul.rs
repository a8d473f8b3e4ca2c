//! Tests of products of any size against num-bigint, below the transform and across the thresholds.

use super::oracle::{Random, big, check, operands};
use crate::bignum::mul::equal::{self, Lengths};
use crate::bignum::mul::karatsuba::{self, EqualProduct};
use crate::bignum::mul::toom::{quarters, thirds};
use crate::bignum::mul::{Algorithm, choose_square};
use crate::bignum::{Need, ProductBase, Work};
use crate::limbs::{Binary, divide_exactly, scale_in_place};
use crate::machine::rows::{Fast, Plain, Rows};
use crate::machine::{Row, Tier};
use crate::runtime::memory::Buffer;
use crate::runtime::{Interrupt, Interrupted, Never};

/// Working space of exactly the stated size, and dirty.
fn work(tier: Tier, need: Need) -> Work<Binary> {
    let mut work = Work::reserve(tier, Need::default()).expect("memory");
    work.limbs = Buffer::new(need.limbs).expect("memory");
    work.rows = Buffer::new(need.rows).expect("memory");
    work.limbs.fill(u64::MAX);
    work.rows.fill(Row([u64::MAX; 8]));
    work
}

fn check_product(tier: Tier, x: &[u64], y: &[u64]) {
    let mut out = vec![u64::MAX; x.len() + y.len()];
    let mut work = work(tier, Binary::product_need(tier, x.len(), y.len()));
    Binary::multiply(&mut work, &mut out, [x, y], &mut Never).expect("not interrupted");
    let what = format!("{} {} x {}", tier.name(), x.len(), y.len());
    check::<Binary>(&(big(x) * big(y)), &out, &what);
}

fn check_square(tier: Tier, x: &[u64]) {
    let mut out = vec![u64::MAX; 2 * x.len()];
    let mut work = work(tier, Binary::product_need(tier, x.len(), x.len()));
    Binary::square(&mut work, &mut out, x, &mut Never).expect("not interrupted");
    let what = format!("{} {}^2", tier.name(), x.len());
    check::<Binary>(&big(x).pow(2), &out, &what);
}

fn lengths(tier: Tier) -> Vec<usize> {
    let around = |len: usize| len - 1..=len + 1;
    let mut lengths: Vec<usize> = (0..20).collect();
    let Lengths { products, squares } = Lengths::here();
    for threshold in [
        products.halves,
        squares.halves,
        2 * products.halves,
        2 * squares.halves,
        products.thirds,
        squares.thirds,
        products.quarters,
        squares.quarters,
        tier.thresholds().transform_product,
        2 * tier.thresholds().transform_product,
    ] {
        lengths.extend(around(threshold));
    }
    for range in [
        &tier.thresholds().digits_product,
        &tier.thresholds().digits_square,
    ] {
        if !range.is_empty() {
            lengths.extend(around(range.start).chain(around(range.end)));
        }
    }
    lengths
}

#[test]
fn rows_of_any_length() {
    let mut random = Random(13);
    for len in 0..40 {
        for x in operands(len, &mut random) {
            for sum in operands(len, &mut random) {
                for rows in 1..=Fast::MOST.max(Plain::MOST) {
                    let words = [random.limbs(rows), random.limbs(rows)];
                    for [y, window] in [words, [vec![u64::MAX; rows], vec![u64::MAX; rows]]] {
                        if rows <= Plain::MOST {
                            check_rows(Plain, &sum, &x, &y, &window);
                        }
                        if let Some(fast) = Fast::detect().filter(|_| rows <= Fast::MOST) {
                            check_rows(fast, &sum, &x, &y, &window);
                        }
                    }
                }
            }
        }
    }
}

fn check_rows<R: Rows>(rows: R, sum: &[u64], x: &[u64], y: &[u64], window: &[u64]) {
    let (mut out, mut above) = (sum.to_vec(), window.to_vec());
    rows.add_rows(&mut out, x, y, &mut above);
    out.extend(above);
    assert_eq!(big(sum) + big(x) * big(y) + big(window), big(&out));
}

#[test]
fn parts_of_any_length() {
    type Method = fn(
        &mut [u64],
        &[u64],
        Option<&[u64]>,
        &mut [u64],
        EqualProduct,
        &mut dyn Interrupt,
    ) -> Result<(), Interrupted>;
    let methods: [(usize, Method); 3] = [
        (karatsuba::LEAST, karatsuba::multiply),
        (thirds::LEAST, thirds::multiply),
        (quarters::LEAST, quarters::multiply),
    ];
    let mut random = Random(19);
    for (least, method) in methods {
        for len in least..70 {
            let all = operands(len, &mut random);
            for x in &all {
                for y in all.iter().map(Some).chain([None]) {
                    let mut out = vec![u64::MAX; 2 * len];
                    let mut scratch = vec![u64::MAX; equal::scratch(len)];
                    let other = y.map(|y| &y[..]);
                    method(
                        &mut out,
                        x,
                        other,
                        &mut scratch,
                        equal::multiply,
                        &mut Never,
                    )
                    .expect("not interrupted");
                    check::<Binary>(&(big(x) * big(y.unwrap_or(x))), &out, "product");
                }
            }
        }
    }
}

#[test]
fn exact_divisions_of_any_length() {
    fn check<const D: u64>(quotient: &[u64]) {
        let mut x = [quotient, &[0]].concat();
        scale_in_place(&mut x, D);
        divide_exactly::<D>(&mut x);
        assert_eq!(quotient, &x[..quotient.len()]);
    }
    let mut random = Random(17);
    for len in 0..40 {
        for quotient in operands(len, &mut random) {
            check::<3>(&quotient);
            check::<5>(&quotient);
        }
    }
}

#[test]
fn equal_lengths_across_every_threshold() {
    let mut random = Random(11);
    for tier in Tier::available() {
        for len in lengths(tier) {
            let all = operands(len, &mut random);
            for x in &all {
                check_square(tier, x);
                for y in &all {
                    check_product(tier, x, y);
                }
            }
        }
    }
}

#[test]
fn different_lengths() {
    let mut random = Random(12);
    for tier in Tier::available() {
        for long in lengths(tier) {
            for short in [
                0,
                1,
                2,
                long / 3,
                long / 2,
                (long / 2) + 1,
                long.saturating_sub(1),
            ] {
                let (x, y) = (random.runs(long), random.limbs(short));
                check_product(tier, &x, &y);
                check_product(tier, &y, &x);
            }
        }
        check_product(tier, &random.limbs(20_000), &random.limbs(5));
        check_product(tier, &random.limbs(20_000), &random.limbs(1500));
        check_product(tier, &vec![u64::MAX; 9000], &vec![u64::MAX; 40]);
    }
}

#[test]
fn random_products() {
    let mut random = Random(13);
    for tier in Tier::available() {
        for _ in 0..2000 {
            let (long, short) = (random.below(400), random.below(400));
            let (x, y) = match random.below(2) {
                0 => (random.limbs(long), random.limbs(short)),
                _ => (random.runs(long), random.runs(short)),
            };
            check_product(tier, &x, &y);
        }
    }
}

/// Doubling squares below one threshold, in space that has no rows for a transform.
#[test]
fn no_square_of_the_doubling_needs_rows() {
    for tier in Tier::available() {
        assert!(tier.thresholds().transform_step <= tier.thresholds().transform_product);
        let len = tier.thresholds().transform_step - 1;
        assert!(!matches!(choose_square(tier, len), Algorithm::Transform(_)));
    }
}
