//! Tests of numerals, and of the places of numbers, against the definition in num-bigint.

use super::oracle::{self, Random, big};
use super::stop::check_every_poll;
use crate::bignum::Integer;
use crate::runtime::Never;
use crate::sequences::fibonacci::Sequence::{self, Fibonacci, Lucas};
use crate::sequences::numerals::{
    Place, is_word_term, low_word, lucas_word_index, place, put_together, take_apart,
    take_word_apart, word_index,
};
use num_bigint::BigUint;

/// F(0), F(1), ...
fn terms(count: usize) -> Vec<BigUint> {
    oracle::terms(0, 1, count)
}

/// The first terms of a sequence.
fn terms_of(sequence: Sequence, count: usize) -> Vec<BigUint> {
    match sequence {
        Fibonacci => terms(count),
        Lucas => oracle::terms(2, 1, count),
    }
}

/// The numeral of x by the definition: the largest term that fits, again and again.
fn greedy(mut x: BigUint, terms: &[BigUint]) -> Vec<u64> {
    let mut indices = Vec::new();
    for k in (2..terms.len()).rev() {
        if terms[k] <= x {
            x -= &terms[k];
            indices.push(k as u64);
        }
    }
    indices
}

fn limbs(x: &BigUint, len: usize) -> Vec<u64> {
    let mut limbs = x.to_u64_digits();
    limbs.resize(len, 0);
    limbs
}

/// The numeral of x from the engine, begun at F(k).
fn apart(x: &BigUint, terms: &[BigUint], k: usize) -> Vec<u64> {
    let len = terms[k + 1].to_u64_digits().len().max(1);
    let mut numbers = [x, &terms[k], &terms[k - 1]].map(|number| limbs(number, len));
    let [x, at, before] = &mut numbers;
    let mut found = Vec::new();
    take_apart(x, [at, before], k as u64, |k| found.push(k), &mut Never).expect("no fault");
    found
}

/// Numbers at and around F(k), sums of every other term, random ones.
fn awkward(k: usize, terms: &[BigUint], random: &mut Random) -> Vec<BigUint> {
    let one = BigUint::from(1u8);
    let full = (2..=k).rev().step_by(2).map(|k| &terms[k]).sum::<BigUint>();
    let any = (0..8).fold(BigUint::ZERO, |x, _| (x << 64) + random.limb()) % &terms[k + 1];
    vec![
        terms[k].clone(),
        &terms[k] + &one,
        &terms[k] - &one,
        full,
        any,
    ]
}

#[test]
fn numerals_are_those_of_the_definition_and_stand_for_their_numbers() {
    let (terms, mut random) = (terms(3_000), Random(1));
    for k in (5..700).chain((700..2_990).step_by(97)) {
        for x in awkward(k, &terms, &mut random) {
            let indices = greedy(x.clone(), &terms);
            assert_eq!(apart(&x, &terms, k), indices, "{x}");
            let sum = put_together(&indices, &mut Never).expect("no fault");
            assert_eq!(big(sum.limbs()), x, "{indices:?}");
        }
    }
}

#[test]
fn numerals_with_wide_gaps_stand_for_their_numbers() {
    let terms = terms(2_000);
    for first in [93, 94, 181, 182, 183, 1_999] {
        for second in [2, 3, 90, 91, first - 2] {
            let sum = put_together(&[first, second], &mut Never).expect("no fault");
            let expected = &terms[first as usize] + &terms[second as usize];
            assert_eq!(big(sum.limbs()), expected, "{first} {second}");
        }
    }
    assert!(
        put_together(&[], &mut Never)
            .expect("no fault")
            .limbs()
            .is_empty()
    );
}

#[test]
fn words_are_taken_apart_and_placed_as_the_definition_says() {
    let (terms, mut random) = (terms(95), Random(2));
    let edges = terms[..94].iter().flat_map(|term| {
        let term = term.iter_u64_digits().next().unwrap_or(0);
        [term.saturating_sub(1), term, term.saturating_add(1)]
    });
    let any = (0..64)
        .map(|shift| random.limb() >> shift)
        .collect::<Vec<_>>();
    for x in edges.chain(any).chain([u64::MAX]) {
        let mut found = Vec::new();
        take_word_apart(x, |k| found.push(k));
        let indices = greedy(x.into(), &terms);
        assert_eq!(found, indices, "{x}");
        assert_eq!(word_index(x), indices.first().copied().unwrap_or(0), "{x}");
    }
}

#[test]
fn words_are_placed_among_lucas_numbers_as_the_definition_says() {
    let words: Vec<u64> = terms_of(Lucas, 93)
        .iter()
        .map(|term| u64::try_from(term).expect("a word"))
        .collect();
    let mut random = Random(3);
    let edges = words
        .iter()
        .flat_map(|term| [term - 1, *term, term.saturating_add(1)]);
    let any = (0..64).map(|shift| random.limb() >> shift);
    for x in edges.chain(any).chain([u64::MAX]) {
        assert_eq!(is_word_term(Lucas, x), words.contains(&x), "{x}");
        if x > 0 {
            let index = words.iter().rposition(|term| *term <= x).expect("L(1)");
            assert_eq!(lucas_word_index(x), index as u64, "{x}");
        }
    }
}

#[test]
fn low_words_are_those_of_the_terms() {
    for sequence in [Fibonacci, Lucas] {
        for (k, term) in terms_of(sequence, 3_000).iter().enumerate() {
            let low = term.iter_u64_digits().next().unwrap_or(0);
            assert_eq!(low_word(sequence, k as u64), low, "{sequence:?} {k}");
        }
    }
}

#[test]
fn places_are_those_between_the_terms() {
    for sequence in [Fibonacci, Lucas] {
        let terms = terms_of(sequence, 3_000);
        let found = |x: &BigUint| {
            let shift = x.bits() - 64;
            let leading = (x >> shift).iter_u64_digits().next().expect("not 0");
            place(sequence, leading as f64, shift)
        };
        for k in 93..2_999 {
            assert_eq!(found(&terms[k]), Place::Near(k as u64));
            let between: BigUint = (&terms[k] + &terms[k + 1]) >> 1;
            assert_eq!(found(&between), Place::Between(k as u64));
        }
    }
}

#[test]
fn every_poll_can_end_the_work() {
    let indices: Vec<u64> = (2..2_000).rev().step_by(2).collect();
    check_every_poll(|interrupt| {
        put_together(&indices, interrupt).map(|sum: Integer| big(sum.limbs()))
    });
    let terms = terms(1_100);
    check_every_poll(|interrupt| {
        let mut numbers =
            [&terms[1_050], &terms[1_099], &terms[1_098]].map(|number| limbs(number, 12));
        let [x, at, before] = &mut numbers;
        let mut found = Vec::new();
        take_apart(x, [at, before], 1_099, |k| found.push(k), interrupt).map(|()| found)
    });
}
