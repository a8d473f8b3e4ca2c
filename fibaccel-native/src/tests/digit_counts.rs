//! Tests of the counts of digits against the digits.

use super::oracle::terms;
use crate::sequences::digit_counts::digit_count;
use crate::sequences::fibonacci::Sequence;

#[test]
fn counts_are_those_of_the_digits() {
    for (sequence, first) in [(Sequence::Fibonacci, 0), (Sequence::Lucas, 2)] {
        for (n, term) in terms(first, 1, 3_000).iter().enumerate() {
            let digits = term.to_string().len() as u64;
            assert_eq!(
                digit_count(sequence, n as u64),
                Some(digits),
                "{sequence:?} {n}"
            );
        }
    }
}

/// OEIS A068070, and logarithms by Python's decimal.
#[test]
fn counts_at_large_indices() {
    let count = |n| digit_count(Sequence::Fibonacci, n);
    assert_eq!(count(1_000_000_000), Some(208_987_640));
    assert_eq!(count(1_000_000_000_000), Some(208_987_640_250));
    assert_eq!(
        count(1_000_000_000_000_000_000),
        Some(208_987_640_249_978_734)
    );
    assert_eq!(count(1 << 63), Some(1_927_570_757_129_919_482));
    let lucas = digit_count(Sequence::Lucas, 1_000_000_000);
    assert_eq!(lucas, Some(208_987_641));
}
