//! Tests of the conversion from decimal text to binary, beside num-bigint.

use super::oracle::{Random, big};
use super::stop::check_every_poll;
use crate::bignum::decimal::convert::CHECKED_FROM;
use crate::bignum::decimal::read::{
    Digits, LONGEST_BLOCK, MOST_WORDS, SHORT_DIGITS, WORD_DIGITS, least_bits, number,
    number_in_blocks, peak_bytes, short, split_sign, word,
};
use crate::machine::Tier;
use crate::runtime::Never;
use num_bigint::BigUint;

fn expected(digits: &[u8]) -> BigUint {
    BigUint::parse_bytes(digits, 10).expect("digits")
}

/// Texts of that many digits that hurt: nines, a power of ten and its neighbour, zeros inside, random ones.
fn texts(len: usize, random: &mut Random) -> Vec<Vec<u8>> {
    let mut power = vec![b'0'; len];
    power[0] = b'1';
    let mut next = power.clone();
    next[len - 1] = b'1';
    let mut any: Vec<u8> = (0..len).map(|_| b'0' + random.below(10) as u8).collect();
    any[0] = any[0].max(b'1');
    vec![vec![b'9'; len], power, next, any]
}

/// Compares numbers on every tier.
fn check(digits: &[u8], longest: usize) {
    let expected = expected(digits);
    for tier in Tier::available() {
        let found = number_in_blocks(tier, longest, digits, &mut Never).expect("memory");
        let (name, len) = (tier.name(), digits.len());
        assert!(expected == big(found.limbs()), "{len} {longest} {name}");
    }
}

#[test]
fn short_texts_of_every_length() {
    let mut random = Random(1);
    for len in 1..=SHORT_DIGITS {
        for digits in texts(len, &mut random) {
            assert_eq!(expected(&digits), big(&short(&digits).expect("digits")));
            if len <= WORD_DIGITS {
                assert_eq!(Some(expected(&digits)), word(&digits).map(BigUint::from));
            }
        }
    }
}

#[test]
fn a_byte_that_is_no_digit_is_seen_at_any_place() {
    let lengths = [1, 2, 7, 8, 9, 16, 17, 18, 19, 20, 38, 57, 100, SHORT_DIGITS];
    for len in lengths {
        for strange in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
            for place in 0..len {
                let mut text = vec![b'7'; len];
                text[place] = strange;
                assert_eq!(None, short(&text), "{strange} at {place} of {len}");
                let is_underscore = strange == b'_' && place > 0 && place + 1 < len;
                let digits = Digits::of(&text).expect("memory");
                assert_eq!(
                    is_underscore,
                    digits.is_some(),
                    "{strange} at {place} of {len}"
                );
                if len <= WORD_DIGITS {
                    assert_eq!(None, word(&text));
                }
            }
        }
    }
    assert_eq!((None, None), (short(b""), word(b"")));
}

#[test]
fn numbers_of_one_block_of_every_length() {
    let mut random = Random(2);
    for len in 1..=MOST_WORDS * WORD_DIGITS + 1 {
        for digits in texts(len, &mut random) {
            let found = number(Tier::active(), &digits, &mut Never).expect("memory");
            assert!(expected(&digits) == big(found.limbs()), "{len}");
        }
    }
}

/// Lengths where the number of blocks changes, and those where blocks are the longest that there can be.
#[test]
fn numbers_around_every_shape() {
    let mut random = Random(3);
    for longest in [5, 6, 7, 30, LONGEST_BLOCK, MOST_WORDS - 1] {
        for blocks in [1, 2, 3, 4, 5, 8, 31, 32] {
            let digits = WORD_DIGITS * longest * blocks;
            for len in [digits - 1, digits, digits + 1, digits + WORD_DIGITS] {
                for digits in texts(len, &mut random) {
                    check(&digits, longest);
                }
            }
        }
    }
}

/// Lengths at which products of the engine change, with zeros at the top of pieces and within.
#[test]
fn random_lengths() {
    let mut random = Random(4);
    for _ in 0..25 {
        let len = 1 + random.below(60_000);
        let mut digits = texts(len, &mut random).pop().expect("some");
        check(&digits, LONGEST_BLOCK);
        let (from, to) = (random.below(len), random.below(len));
        digits[from.min(to).max(1)..from.max(to).max(1)].fill(b'0');
        check(&digits, LONGEST_BLOCK);
    }
}

#[test]
fn long_numbers() {
    let mut random = Random(5);
    for len in [CHECKED_FROM * 1926 / 100, 1_000_003] {
        for digits in texts(len, &mut random) {
            check(&digits, LONGEST_BLOCK);
        }
    }
}

#[test]
fn signs_zeros_and_underscores() {
    for (text, negative, rest) in [("-5", true, "5"), ("+5", false, "5"), ("5", false, "5")] {
        assert_eq!((negative, rest.as_bytes()), split_sign(text.as_bytes()));
    }
    let zero = number(Tier::active(), b"", &mut Never).expect("memory");
    assert!(zero.limbs().is_empty());
    let cases = [
        ("1_000", Some("1000")),
        ("000", Some("")),
        ("0010", Some("10")),
        ("1_2_3", Some("123")),
        ("12", Some("12")),
        ("0_01", Some("1")),
        ("1__0", None),
        ("_1", None),
        ("1_", None),
        ("_", None),
        ("", None),
        ("1_x", None),
        ("1-_1", None),
        ("x_1", None),
    ];
    for (text, digits) in cases {
        let found = Digits::of(text.as_bytes()).expect("memory");
        let found = found.as_ref().map(Digits::trimmed);
        assert_eq!(digits.map(str::as_bytes), found, "{text}");
    }
}

#[test]
fn bits_are_those_of_powers_of_ten() {
    let mut power = BigUint::from(1u8);
    for digits in 1..3000 {
        assert_eq!(power.bits(), least_bits(digits));
        power *= 10u8;
    }
    assert_eq!(1, least_bits(0));
}

#[test]
fn a_stop_at_any_poll() {
    let digits = vec![b'8'; 40_000];
    check_every_poll(|interrupt| number(Tier::active(), &digits, interrupt));
}

#[test]
fn what_is_too_large_has_no_peak() {
    let digits = usize::try_from(1u64 << 48).unwrap_or(usize::MAX);
    for tier in Tier::available() {
        assert_eq!(None, peak_bytes(tier, digits));
        assert!(peak_bytes(tier, 1 << 29).is_some());
    }
}
