//! Tests of doubling against published values, sums, and the classical identities.

use super::cases;
use super::oracle::{big, terms};
use super::stop::check_every_poll;
use crate::bignum::Signed;
use crate::limbs::{Binary, Decimal};
use crate::machine::Tier;
use crate::runtime::memory::MOST_BYTES;
use crate::runtime::{Error, Never};
use crate::sequences::fibonacci::{Sequence, fib, lucas, peak_bytes};
use crate::sequences::table::LAST_START;
use num_bigint::BigUint;

/// An index large enough for several doublings above each tier's basecase, small enough for hundreds of runs.
const LARGE: u64 = 400_003;

/// Indices on both sides of where the numbers grow by a limb, and of where methods change.
#[rustfmt::skip]
const EDGES: [u64; 16] = [
    1, 2, 93, 94, 186, 187, 188, 189, 373, 374, 375, 4095, 4096, 4097, LARGE, LARGE + 1,
];

fn finished<T>(result: Result<T, Error>) -> T {
    result.expect("nothing interrupts this")
}

fn f(n: u64) -> BigUint {
    big(finished(fib::<Binary>(Tier::active(), n, &mut Never)).limbs())
}

fn l(n: u64) -> BigUint {
    big(finished(lucas::<Binary>(Tier::active(), n, &mut Never)).limbs())
}

/// F(n) and F(n-1).
fn f_pair(n: u64) -> [BigUint; 2] {
    pair(Sequence::Fibonacci, n)
}

/// L(n) and L(n-1).
fn l_pair(n: u64) -> [BigUint; 2] {
    pair(Sequence::Lucas, n)
}

fn pair(sequence: Sequence, n: u64) -> [BigUint; 2] {
    let (at, before) = finished(sequence.natural_pair(n, &mut Never));
    [at, before].map(|term| big(term.limbs()))
}

fn gcd(mut m: u64, mut n: u64) -> u64 {
    while n != 0 {
        (m, n) = (n, m % n);
    }
    m
}

#[test]
fn published_fibonacci_numbers() {
    for &(n, digits, why) in cases::FIBONACCI {
        assert_eq!(digits, f(n).to_string(), "F({n}), {why}");
    }
}

#[test]
fn published_lucas_numbers() {
    for &(n, digits, why) in cases::LUCAS {
        assert_eq!(digits, l(n).to_string(), "L({n}), {why}");
    }
}

#[test]
fn every_index_up_to_2000_equals_the_sum_of_its_predecessors() {
    let [fibonacci, lucas_numbers] = [0, 2].map(|first| terms(first, 1, 2001));
    for n in 1..=2000 {
        let [at, before] = [n, n - 1].map(|i| usize::try_from(i).expect("small"));
        let pair = |terms: &[BigUint]| [at, before].map(|i| terms[i].clone());
        assert_eq!(fibonacci[at], f(n), "F({n})");
        assert_eq!(lucas_numbers[at], l(n), "L({n})");
        assert_eq!(pair(&fibonacci), f_pair(n), "fib_pair({n})");
        assert_eq!(pair(&lucas_numbers), l_pair(n), "lucas_pair({n})");
    }
}

#[test]
fn the_pair_at_zero_begins_before_the_sequence() {
    assert_eq!([0u32, 1].map(BigUint::from), f_pair(0));
}

#[test]
#[should_panic(expected = "overflow")]
fn there_is_no_lucas_pair_of_natural_numbers_at_zero() {
    l_pair(0);
}

/// The number of doublings changes where n passes the table's last index times a power of two.
#[test]
fn the_recurrence_holds_across_each_change_in_the_number_of_doublings() {
    let last = LAST_START;
    for doublings in 0..8 {
        for n in (((last + 1) << doublings) - 1)..=(((last + 1) << doublings) + 1) {
            let [at, before] = f_pair(n);
            assert_eq!(f(n + 1), at + before, "F({n}) + F({n} - 1)");
            let [at, before] = l_pair(n);
            assert_eq!(l(n + 1), at + before, "L({n}) + L({n} - 1)");
        }
    }
}

/// The addition law: F(m+n) = F(m) F(n+1) + F(m-1) F(n).
#[test]
fn the_addition_law() {
    for (m, n) in [
        (1, 1),
        (187, 186),
        (1000, 999),
        (4096, 4095),
        (12_345, 6_789),
        (LARGE, 1),
    ] {
        let [f_m, g_m] = f_pair(m);
        let [f_next, f_n] = f_pair(n + 1);
        assert_eq!(f_m * f_next + g_m * f_n, f(m + n), "m = {m}, n = {n}");
    }
}

/// Cassini's identity: F(n+1) F(n-1) - F(n)^2 = (-1)^n.
#[test]
fn cassini() {
    for n in EDGES {
        let [f, g] = f_pair(n);
        let (outer, square) = ((&f + &g) * g, f.pow(2));
        if n % 2 == 0 {
            assert_eq!(square + 1u32, outer, "n = {n}");
        } else {
            assert_eq!(square, outer + 1u32, "n = {n}");
        }
    }
}

/// L(n)^2 = 5 F(n)^2 + 4 (-1)^n ties the two sequences together.
#[test]
fn fibonacci_and_lucas_numbers_agree() {
    for n in EDGES {
        let (five_f_squared, l_squared) = (f(n).pow(2) * 5u32, l(n).pow(2));
        if n % 2 == 0 {
            assert_eq!(five_f_squared + 4u32, l_squared, "n = {n}");
        } else {
            assert_eq!(five_f_squared, l_squared + 4u32, "n = {n}");
        }
    }
}

/// The law of divisibility: gcd(F(m), F(n)) = F(gcd(m, n)).
#[test]
fn divisibility_follows_the_indices() {
    for (m, n) in [(12, 18), (60, 84), (30, 31), (93, 62), (55, 90)] {
        let [a, b] = [m, n].map(|i| u64::try_from(f(i)).expect("n <= 93"));
        assert_eq!(f(gcd(m, n)), gcd(a, b).into(), "m = {m}, n = {n}");
    }
}

#[test]
fn negative_indices_repeat_the_terms_up_to_their_sign() {
    // Terms at -4, -3, ..., 2.
    for (sequence, terms) in [
        (Sequence::Fibonacci, [-3, 2, -1, 1, 0, 1, 1]),
        (Sequence::Lucas, [7, -4, 3, -1, 2, 1, 3]),
    ] {
        let terms = terms.map(|term| Signed::new(term).expect("memory"));
        for (n, neighbours) in (-3..).zip(terms.windows(2)) {
            let [before, at] = neighbours else {
                unreachable!("windows of two");
            };
            let term = finished(sequence.term(Tier::active(), n, &mut Never));
            assert_eq!(*at, term, "{sequence:?} {n}");
            let pair = finished(sequence.pair(n, &mut Never));
            assert_eq!((at, before), (&pair.0, &pair.1), "{sequence:?} {n}");
        }
    }
}

#[test]
fn an_interrupt_at_any_poll_ends_the_work() {
    check_every_poll(|interrupt| fib::<Binary>(Tier::active(), LARGE, interrupt));
    check_every_poll(|interrupt| Sequence::Fibonacci.natural_pair(LARGE, interrupt));
    check_every_poll(|interrupt| lucas::<Binary>(Tier::active(), LARGE, interrupt));
    check_every_poll(|interrupt| lucas::<Binary>(Tier::active(), 1 << 20, interrupt));
    check_every_poll(|interrupt| Sequence::Lucas.natural_pair(LARGE, interrupt));
}

/// On 32-bit processors that is from 2^31 on.
#[test]
fn terms_beyond_the_address_space_are_an_error_of_memory() {
    let tier = Tier::active();
    for n in (usize::BITS - 1..63).map(|bit| 1 << bit).chain([i64::MAX]) {
        for sequence in [Sequence::Fibonacci, Sequence::Lucas] {
            let path = sequence.path::<Decimal>(tier, n.unsigned_abs());
            let outcomes = [
                sequence.term(tier, n, &mut Never).err(),
                sequence.pair(n, &mut Never).err(),
                sequence.text_along(path, tier, n, &mut Never).err(),
            ];
            assert_eq!([Some(Error::Memory); 3], outcomes, "{n}");
            for is_pair in [false, true] {
                let peak =
                    peak_bytes::<Binary>(Tier::active(), sequence, n.unsigned_abs(), is_pair);
                assert!(peak.is_none_or(|peak| peak > MOST_BYTES as u64), "{n}");
            }
        }
    }
}
