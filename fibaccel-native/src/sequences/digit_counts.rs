//! How many decimal digits F(n) and L(n) have, for an n of a word, by logarithms in fixed point.

use super::fibonacci::Sequence;
use super::table::{FULL_WORDS, WORDS};

/// log10 of the golden ratio times 2^128, rounded down, in two words.
const LOG_PHI: [u64; 2] = [0x358036C82451B7F3, 0x65D3DB23845599F5];

/// log10 of the root of 5 times 2^64, rounded down.
const LOG_ROOT_5: u64 = 0x5977D95EC10C0219;

/// More than a logarithm is off by, times 2^64: what is rounded, and from F(93) on what |phi|^(-2 n) adds.
const ERROR: u64 = 8;

/// The number of decimal digits of the term at n, or at -n, unless its logarithm is too near to an integer to tell.
pub fn digit_count(sequence: Sequence, n: u64) -> Option<u64> {
    if n < FULL_WORDS {
        let word = small_term(sequence, n as usize);
        return Some(u64::from(word.max(1).ilog10()) + 1);
    }
    let [high, low] = LOG_PHI.map(u128::from);
    let n = u128::from(n);
    let power = n * high + ((n * low) >> 64);
    let logarithm = match sequence {
        Sequence::Fibonacci => power - u128::from(LOG_ROOT_5),
        Sequence::Lucas => power,
    };
    let (count, part) = ((logarithm >> 64) as u64, logarithm as u64);
    (ERROR..u64::MAX - ERROR)
        .contains(&part)
        .then_some(count + 1)
}

/// The term at n, of a word.
fn small_term(sequence: Sequence, n: usize) -> u64 {
    match (sequence, n) {
        (Sequence::Fibonacci, _) => WORDS[n],
        (Sequence::Lucas, 0) => 2,
        (Sequence::Lucas, _) => WORDS[n - 1] + WORDS[n + 1],
    }
}
