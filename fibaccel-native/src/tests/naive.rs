//! The oracle: terms by addition and numbers by their digits, nothing of the code under test but
//! the sum of two numbers.

use crate::bignum::Integer;

/// The first `count` terms of the sequence that begins with `first` and `second`.
pub(super) fn terms(first: u128, second: u128, count: usize) -> Vec<Integer> {
    let mut terms = vec![Integer::from(first), Integer::from(second)];
    while terms.len() < count {
        let [.., before, last] = &terms[..] else {
            unreachable!("it began with two");
        };
        terms.push(before.clone() + last);
    }
    terms
}

/// The number with these decimal digits.
pub(super) fn parse(digits: &str) -> Integer {
    digits.chars().fold(Integer::from(0), |number, digit| {
        number * 10 + digit.to_digit(10).expect("a decimal digit")
    })
}
