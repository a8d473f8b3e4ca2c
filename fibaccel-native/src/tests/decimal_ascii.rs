//! Tests of decimal text against what the standard library writes, on every tier.

use super::decimal_limbs::operands;
use super::oracle::Random;
use crate::bignum::decimal::ascii::{digit_count, write};
use crate::limbs::decimal::NINES;
use crate::machine::Tier;
use std::panic::catch_unwind;

fn expected(limbs: &[u32]) -> String {
    limbs
        .iter()
        .rev()
        .map(|limb| format!("{limb:06}"))
        .collect()
}

#[test]
fn every_limb_is_written_right() {
    let limbs: Vec<u32> = (0..=NINES).collect();
    let expected = expected(&limbs);
    for tier in Tier::available() {
        let mut text = vec![0; expected.len()];
        write(tier, &limbs, &mut text);
        assert!(expected.as_bytes() == text, "{}", tier.name());
    }
}

/// Text of any length is written at any address, and nothing beside it.
#[test]
fn any_length_is_written_where_it_belongs() {
    let mut random = Random(71);
    for tier in Tier::available() {
        for len in 0..100 {
            for limbs in operands(len, &mut random) {
                for at in [0, 1, 31, random.below(64)] {
                    let mut text = vec![b'x'; at + 6 * len + 70];
                    write(tier, &limbs, &mut text[at..][..6 * len]);
                    assert_eq!(expected(&limbs).as_bytes(), &text[at..][..6 * len]);
                    let (before, after) = (&text[..at], &text[at + 6 * len..]);
                    assert!(before.iter().chain(after).all(|&byte| byte == b'x'));
                }
            }
        }
        assert!(catch_unwind(|| write(tier, &[1, 2], &mut [0; 11])).is_err());
        assert!(catch_unwind(|| write(tier, &[1, 2], &mut [0; 13])).is_err());
    }
}

#[test]
fn digits_are_counted_without_zeros_at_the_top() {
    assert_eq!(0, digit_count(&[]));
    for top in [1, 9, 10, 99, 100, 999, 1000, 99_999, 100_000, 999_999] {
        let length = top.to_string().len();
        assert_eq!(length, digit_count(&[top]));
        assert_eq!(length + 12, digit_count(&[0, 999_999, top]));
    }
}
