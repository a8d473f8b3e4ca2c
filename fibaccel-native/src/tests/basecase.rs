//! Tests of products in digits and of the basecase beside num-bigint, at the ends of their ranges, on every tier.

use super::oracle::{self, Known, Random, big};
use crate::bignum::mul::digits::columns::{max_factor, multiply, square};
use crate::bignum::mul::digits::karatsuba;
use crate::limbs::{Binary, Decimal};
use crate::machine::digits::{DigitKernel, DigitLanes, DigitWork};
use crate::machine::thresholds::Measured;
use crate::machine::{Row, Tier};
use crate::runtime::Never;
use crate::runtime::memory::Buffer;
use crate::sequences::fibonacci::basecase::base::FibonacciBase;
use crate::sequences::fibonacci::basecase::digit_step::{doubled_sum, max_pair, next_pair, step};
use crate::sequences::fibonacci::basecase::{admits, digits, makes, need, write_pair, write_term};
use crate::sequences::fibonacci::doubling::capacity;
use crate::sequences::fibonacci::last_product::LastProduct;
use crate::sequences::fibonacci::path::Path;
use crate::sequences::fibonacci::small_terms::{self, LAST_KEPT_PAIR, LIMBS, PAIR_LIMBS, ROWS};
use crate::sequences::fibonacci::{Sequence, fib};
use crate::sequences::size::limbs_bound;
use num_bigint::{BigInt, BigUint};

/// A kernel that runs a closure with the instructions of the tier. What it calls is compiled for them where it
/// is inlined, and right where it is not.
struct With<F>(F);

impl<S: DigitLanes, F: FnOnce(S)> DigitKernel<S> for With<F> {
    type Output = ();

    fn run(self, s: S) {
        (self.0)(s);
    }
}

/// The blocks of these digits.
pub(super) fn blocks<S: DigitLanes>(s: S, digits: &[u64]) -> Vec<S::Block> {
    let mut blocks = vec![S::ZERO; digits.len() / S::WIDTH];
    s.vectorize_digits(With(|s: S| {
        let mut carry = s.no_carry();
        for (block, digits) in blocks.iter_mut().zip(digits.chunks(S::WIDTH)) {
            let mut words = [0; 8];
            words[..S::WIDTH].copy_from_slice(digits);
            *block = s.normalize(s.columns_from_words(&words), &mut carry);
        }
    }));
    blocks
}

/// The number in these blocks.
fn number<S: DigitLanes<Base: Known>>(s: S, blocks: &[S::Block]) -> BigUint {
    let mut limbs = vec![S::Base::DIRT; S::limbs(blocks.len())];
    s.vectorize_digits(With(|s: S| {
        for (i, block) in blocks.iter().enumerate() {
            s.write(block, &mut limbs, i);
        }
    }));
    S::Base::big(&limbs)
}

/// Operands of `len` digits: all ones, zero, one, the top digit alone, random, and digits all ones or zero.
fn operands<S: DigitLanes>(s: S, len: usize, random: &mut Random) -> Vec<Vec<S::Block>> {
    let (digits, ones) = (len * S::WIDTH, S::BASE - 1);
    let mut one = vec![0; digits];
    one[0] = 1;
    let mut top = vec![0; digits];
    top[digits - 1] = ones;
    let mut chosen = |choose: &dyn Fn(u64) -> u64| -> Vec<u64> {
        (0..digits).map(|_| choose(random.limb())).collect()
    };
    [
        vec![ones; digits],
        vec![0; digits],
        one,
        top,
        chosen(&|word| word % S::BASE),
        chosen(&|word| (word % 2) * ones),
    ]
    .map(|digits| blocks(s, &digits))
    .into()
}

struct Products;

impl<B: Known> DigitWork<B> for Products {
    type Output = ();

    fn run<S: DigitLanes<Base = B>>(self, s: S) {
        let mut random = Random(41);
        let split = [
            S::Lanes::THRESHOLDS.karatsuba_blocks,
            S::Lanes::THRESHOLDS.karatsuba_square_blocks,
        ];
        let around = |len: usize| [len - 1, len, len + 1, 2 * len, 2 * len + 1];
        let lengths = [1, 2, 3, 4, 5, 8].into_iter();
        for len in lengths.chain(split.into_iter().flat_map(around)) {
            let all = operands(s, len, &mut random);
            for x in &all {
                check_squares(s, x);
                for y in &all {
                    check_products(s, x, y);
                    check_pairs(s, x, y);
                }
            }
        }
        let most = blocks(s, &vec![S::BASE - 1; max_factor::<S>() * S::WIDTH]);
        check_squares(s, &most);
        check_products(s, &most, &most);
        check_products(s, &most, &most[..3]);
        let most = &most[..max_pair::<S>()];
        check_pairs(s, most, &vec![S::ZERO; most.len()]);
        check_pairs(s, most, most);
    }
}

/// Blocks of dirty memory.
fn dirt<S: DigitLanes>(s: S, len: usize) -> Vec<S::Block> {
    let mut rows = vec![Row([u64::MAX; 8]); len];
    s.blocks(&mut rows)[..len].to_vec()
}

fn check_squares<S: DigitLanes<Base: Known>>(s: S, x: &[S::Block]) {
    let expected = number(s, x).pow(2);
    let mut out = dirt(s, 2 * x.len());
    s.vectorize_digits(With(|s| square(s, &mut out, x)));
    assert!(expected == number(s, &out), "{} blocks squared", x.len());
    let mut scratch = dirt(s, karatsuba::scratch(x.len()));
    karatsuba::square(s, &mut out, x, &mut scratch);
    assert!(expected == number(s, &out), "{} split", x.len());
}

fn check_products<S: DigitLanes<Base: Known>>(s: S, x: &[S::Block], y: &[S::Block]) {
    let expected = number(s, x) * number(s, y);
    for (x, y) in [(x, y), (y, x)] {
        let mut out = dirt(s, x.len() + y.len());
        s.vectorize_digits(With(|s| multiply(s, &mut out, x, y)));
        assert!(expected == number(s, &out), "{} x {}", x.len(), y.len());
        if x.len() == y.len() {
            let mut scratch = dirt(s, karatsuba::scratch(x.len()));
            karatsuba::multiply(s, &mut out, x, y, &mut scratch);
            assert!(expected == number(s, &out), "{} x split", x.len());
        }
    }
}

/// Checks a step of a pair, modulo the size of the output, as long as a number itself is not negative.
fn check_pairs<S: DigitLanes<Base: Known>>(s: S, a: &[S::Block], c: &[S::Block]) {
    let size = BigInt::from(S::BASE).pow((S::WIDTH * a.len()) as u32);
    let twice = &size * &size;
    let [x, y] = [a, c].map(|number_of| BigInt::from(number(s, number_of)));
    let mut out = dirt(s, a.len());
    s.vectorize_digits(With(|s| doubled_sum(s, &mut out, [a, c])));
    assert!((&x * 2 + &y) % size == number(s, &out).into());
    for (odd, two) in [(false, -2), (false, 2), (true, -2), (true, 2)] {
        let [aa, cc] = [&x * &x, &y * &y];
        let even = &cc * 3 - &aa * 2 + two;
        let expected = match odd {
            true => [even, &cc * 4 - &aa + two],
            false => [&cc + &aa, even],
        };
        let mut squares = [a, c].map(|number| {
            let mut out = dirt(s, 2 * a.len());
            s.vectorize_digits(With(|s| square(s, &mut out, number)));
            out
        });
        let [left, right] = &mut squares;
        s.vectorize_digits(With(|s| next_pair(s, [left, right], odd, two)));
        let mut outs = [dirt(s, 2 * a.len()), dirt(s, 2 * a.len())];
        if a.len() <= max_pair::<S>() {
            let [left, right] = &mut outs;
            s.vectorize_digits(With(|s| step(s, [left, right], [a, c], odd, two)));
        } else {
            outs = squares.clone();
        }
        for ((expected, combined), stepped) in expected.into_iter().zip(&squares).zip(&outs) {
            let Ok(expected) = BigUint::try_from(expected) else {
                continue;
            };
            let expected = BigInt::from(expected) % &twice;
            assert!(expected == number(s, combined).into(), "{} blocks", a.len());
            assert!(expected == number(s, stepped).into(), "{} blocks", a.len());
        }
    }
}

/// Products and sums on every tier that has digits, as those do whose thresholds say where digits end.
#[test]
fn products_and_sums_of_digits() {
    for tier in Tier::available() {
        let (name, thresholds) = (tier.name(), tier.thresholds());
        let has_binary = tier.dispatch_digits(Products).is_some();
        let has_decimal = tier.dispatch_decimal_digits(Products).is_some();
        assert!(has_binary || thresholds.last_binary_k.is_none(), "{name}");
        assert!(has_decimal || thresholds.last_decimal_k.is_none(), "{name}");
    }
}

/// The last index for which `holds`, which holds up to there.
fn last(holds: impl Fn(u64) -> bool) -> u64 {
    (1..200_000).take_while(|&k| holds(k)).last().expect("one")
}

/// Terms on every tier: all small n, and the last ones before and the first ones after each threshold.
#[test]
fn terms_on_every_tier() {
    let oracle = oracle::terms(0, 1, 12_001);
    for tier in Tier::available() {
        let name = tier.name();
        let term = |n| {
            let term = fib::<Binary>(tier, n, &mut Never).expect("not interrupted");
            big(term.limbs())
        };
        for (n, expected) in (0..).zip(&oracle) {
            assert_eq!(*expected, term(n), "F({n}) by {name}");
        }
        let most = last(|k| admits::<Binary>(tier, k));
        let ends = [2, 4, 8, 16].map(|i| i * most - 4..i * most + 8);
        for n in ends.into_iter().flatten() {
            assert!(term(n + 2) == term(n) + term(n + 1), "F({n}) by {name}");
        }
    }
}

#[test]
fn what_is_kept_has_room_for_just_the_last_kept() {
    fn last_kept<B: FibonacciBase>() -> u64 {
        let rows = |k| k <= B::LAST_START || digits::need::<B>(k) <= ROWS;
        last(|k| rows(k) && 2 * capacity::<B>(k) <= LIMBS)
    }
    assert_eq!(Binary::LAST_KEPT, last_kept::<Binary>());
    assert_eq!(Decimal::LAST_KEPT, last_kept::<Decimal>());
    let rows = |n| n <= Binary::LAST_START || digits::need::<Binary>(n) <= ROWS;
    assert_eq!(
        LAST_KEPT_PAIR,
        last(|n| rows(n) && limbs_bound(n) < PAIR_LIMBS)
    );
}

#[test]
fn terms_in_memory_that_is_kept() {
    for (sequence, first) in [(Sequence::Fibonacci, 0), (Sequence::Lucas, 2)] {
        let oracle = oracle::terms(first, 1, 12_001);
        let oracle: Vec<_> = oracle.iter().map(BigUint::to_u64_digits).collect();
        for tier in Tier::available() {
            let kept = (0..).zip(&oracle);
            let kept = kept.filter(|(n, _)| sequence.path::<Binary>(tier, *n) == Path::Kept);
            let most = kept.map(|(n, expected)| {
                let check = |limbs: &[u64]| assert_eq!(expected, limbs, "at {n}");
                small_terms::with_term(tier, sequence, n, check).expect("not in use");
            });
            let most = most.count();
            assert!(most > 5000, "{most} by {}", tier.name());
            let kept = (1..).zip(oracle.windows(2));
            let kept = kept.filter(|(n, _)| Path::to_pair(tier, *n) == Path::Kept);
            let most = kept.map(|(n, expected)| {
                let expected = [1, 0].map(|i: usize| &expected[i][..]);
                let check = |pair: [&[u64]; 2]| assert_eq!(expected, pair, "at {n}");
                small_terms::with_pair(tier, sequence, n, check).expect("not in use");
            });
            let most = most.count();
            assert!(most > 2500, "{most} by {}", tier.name());
        }
    }
    let nested = small_terms::with_term(Tier::active(), Sequence::Lucas, 7, |_| {
        small_terms::with_term(Tier::active(), Sequence::Lucas, 7, |_| ())
    });
    assert_eq!(Some(None), nested);
}

/// Working space as a user before may have left it.
fn dirty<B: FibonacciBase>(tier: Tier, k: u64) -> Buffer<Row> {
    let mut rows = Buffer::new(need::<B>(tier, k)).expect("memory");
    rows.fill(Row([u64::MAX; 8]));
    rows
}

/// The term that is computed; asserts that it has no zeros at the top.
fn made<B: Known>(tier: Tier, last: LastProduct) -> BigUint {
    // Room for a product and two limbs, and for nothing more.
    let mut out = vec![B::DIRT; 2 * B::limbs_bound(last.k) + 2];
    let used = write_term::<B>(tier, last, &mut dirty::<B>(tier, last.k), &mut out);
    assert!(out[..used].last() != Some(&B::Limb::default()));
    B::big(&out[..used])
}

/// Checks whatever the basecase makes at n, where the pair is that.
fn check_term<B: Known>(tier: Tier, n: u64, [before, at]: [&BigUint; 2]) {
    let name = tier.name();
    if makes::<B>(tier, n) {
        let mut outs = [0, 1].map(|_| vec![B::DIRT; B::limbs_bound(n)]);
        let [a, c] = &mut outs;
        write_pair::<B>(tier, n, &mut dirty::<B>(tier, n), [a, c]);
        let [a, c] = outs.map(|out| B::big(&out));
        assert!([before, at] == [&a, &c], "{n} by {name}");
    }
    let [fibonacci, lucas] = [LastProduct::fibonacci(n), LastProduct::lucas(n)];
    if admits::<B>(tier, fibonacci.k) {
        assert!(*at == made::<B>(tier, fibonacci), "F({n}) by {name}");
    }
    if admits::<B>(tier, lucas.k) {
        assert!(
            before * 2u32 + at == made::<B>(tier, lucas),
            "L({n}) by {name}"
        );
    }
}

/// Checks all small terms, some of the others, and those around the ends of the basecase, against sums.
fn check_terms<B: Known>() {
    for tier in Tier::available() {
        let admitted = last(|k| admits::<B>(tier, k));
        let ends = [admitted, 2 * admitted, last(|k| makes::<B>(tier, k))];
        let (mut before, mut at) = (BigUint::from(1u32), BigUint::from(0u32));
        for n in 0..=ends[1].max(ends[2]) + 1 {
            if n <= 6000 || n % 509 == 0 || ends.iter().any(|&end| n.abs_diff(end) < 8) {
                check_term::<B>(tier, n, [&before, &at]);
            }
            let sum = &before + &at;
            (before, at) = (at, sum);
        }
    }
}

#[test]
fn binary_pairs_and_terms_are_those_of_the_sums() {
    check_terms::<Binary>();
}

#[test]
fn decimal_pairs_and_terms_are_those_of_the_sums() {
    check_terms::<Decimal>();
}
