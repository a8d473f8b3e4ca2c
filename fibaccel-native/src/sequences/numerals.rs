//! Numbers as sums of Fibonacci numbers: Zeckendorf's numerals; and the index at which a number stands among
//! Fibonacci or Lucas numbers.
//!
//! A numeral is a list of indices, 2 or more, decreasing, no two of them neighbours; every natural number has one
//! `[zeckendorf1972]`.

use super::fibonacci::Sequence;
use super::size::limbs_bound;
use super::table::{FULL_WORDS, LOW_WORDS, WORDS};
use crate::bignum::Integer;
use crate::limbs::{compare, subtract};
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use std::cmp::Ordering::Less;

/// log2 of the golden ratio and of the root of 5.
const LOG_PHI: f64 = 0.694_241_913_630_617_3;
const LOG_ROOT_5: f64 = 1.160_964_047_443_681;

/// More than what an index by logarithms is off by, in multiples of it: several roundings of a float.
const ERROR: f64 = 1.0 / (1u64 << 44) as f64;

/// The most places that a pair of words moves along without an overflow: [`move_words`].
const SPAN: u64 = FULL_WORDS - 3;

/// The place of a number among the terms of a sequence, as far as its leading bits tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Between the terms at k and k+1, and equal to neither.
    Between(u64),
    /// Next to the term at k, or equal to it.
    Near(u64),
}

/// The place of a number of 2^63 or more that is `leading` times 2^`shift`, to the precision of a float.
pub fn place(sequence: Sequence, leading: f64, shift: u64) -> Place {
    // Where phi^k / sqrt(5) is the number, or phi^k: for one so large that is F(k), or L(k).
    let factor = match sequence {
        Sequence::Fibonacci => LOG_ROOT_5,
        Sequence::Lucas => 0.0,
    };
    let index = (leading.log2() + shift as f64 + factor) / LOG_PHI;
    let error = index * ERROR;
    let k = (index + error) as u64;
    match index - k as f64 {
        part if part < error => Place::Near(k),
        _ => Place::Between(k),
    }
}

/// The most terms that a word is the sum of.
pub const WORD_TERMS: usize = FULL_WORDS as usize / 2;

/// Whether a word is a term at an index of 0 or more.
pub fn is_word_term(sequence: Sequence, x: u64) -> bool {
    let k = word_index(x) as usize;
    match sequence {
        Sequence::Fibonacci => WORDS[k] == x,
        Sequence::Lucas if x < 4 => x > 0,
        Sequence::Lucas => WORDS[k] + WORDS[k - 2] == x,
    }
}

/// The largest k with L(k) <= x, for x >= 1.
pub fn lucas_word_index(x: u64) -> u64 {
    // L(k-2) <= F(k) <= x < L(k), and L(k-1) is F(k) + F(k-2).
    let k = word_index(x);
    let below = WORDS[k as usize] + WORDS[k as usize - 2];
    k - 1 - u64::from(below > x)
}

/// The largest k with F(k) <= x.
pub fn word_index(x: u64) -> u64 {
    // Of numbers of so many bits the last has this index, and there are two at most.
    let mut k = LAST_OF_BITS[(u64::BITS - x.leading_zeros()) as usize];
    while WORDS[k] > x {
        k -= 1;
    }
    k as u64
}

/// The last index of a Fibonacci number of so many bits or fewer.
const LAST_OF_BITS: [usize; 65] = {
    let mut last = [0; 65];
    let (mut bits, mut k) = (1, 2);
    while bits <= 64 {
        while k < FULL_WORDS as usize && WORDS[k + 1].leading_zeros() as usize + bits >= 64 {
            k += 1;
        }
        last[bits] = k;
        bits += 1;
    }
    last
};

/// The term at k modulo 2^64.
pub fn low_word(sequence: Sequence, k: u64) -> u64 {
    match sequence {
        Sequence::Fibonacci => low_word_of_fibonacci(k),
        Sequence::Lucas => low_word_of_fibonacci(k + 1)
            .wrapping_mul(2)
            .wrapping_sub(low_word_of_fibonacci(k)),
    }
}

fn low_word_of_fibonacci(k: u64) -> u64 {
    if let Some(&word) = LOW_WORDS.get(k as usize) {
        return word;
    }
    // F(2k) = F(k) (2 F(k+1) - F(k)), F(2k+1) = F(k)^2 + F(k+1)^2.
    let (mut at, mut following) = (0u64, 1u64);
    for bit in (0..u64::BITS - k.leading_zeros()).rev() {
        let even = at.wrapping_mul(following.wrapping_mul(2).wrapping_sub(at));
        let odd = at
            .wrapping_mul(at)
            .wrapping_add(following.wrapping_mul(following));
        (at, following) = match (k >> bit) % 2 {
            0 => (even, odd),
            _ => (odd, even.wrapping_add(odd)),
        };
    }
    at
}

/// The numeral of a number of a limb or more, as words of an [`Integer`], of which none is zero. Quadratic.
pub fn numeral(x: &[u64], interrupt: &mut dyn Interrupt) -> Result<Integer, Error> {
    // F(k) > x, because log2 phi is more than 0.694.
    let k = x.len() as u64 * 64 * 1000 / 694 + 3;
    let (at, before) = Sequence::Fibonacci.natural_pair(k, interrupt)?;
    let len = limbs_bound(k);
    let mut numbers = Buffer::new(3 * len)?;
    for (number, limbs) in numbers.chunks_mut(len).zip([x, at.limbs(), before.limbs()]) {
        number[..limbs.len()].copy_from_slice(limbs);
    }
    let (x, pair) = numbers.split_at_mut(len);
    let pair = pair.split_at_mut(len);
    let (mut indices, mut count) = (Buffer::new(k as usize / 2 + 1)?, 0);
    let found = |k| {
        indices[count] = k;
        count += 1;
    };
    take_apart(x, pair.into(), k, found, interrupt)?;
    Ok(Integer::of(indices, count))
}

/// Takes x apart: calls `found` with each index of its numeral, given the pair F(k) and F(k-1), in as many limbs
/// as x, for the first k of the numeral or a larger one. Quadratic; x and the pair are used up.
pub fn take_apart(
    x: &mut [u64],
    [mut at, mut before]: [&mut [u64]; 2],
    mut k: u64,
    mut found: impl FnMut(u64),
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let mut len = x.len();
    while k >= FULL_WORDS {
        if k.is_multiple_of(64) {
            interrupt.poll()?;
        }
        while len > 1 && at[len - 1] == 0 && x[len - 1] == 0 {
            len -= 1;
        }
        if compare(&x[..len], &at[..len]) != Less {
            subtract(&mut x[..len], &at[..len]);
            found(k);
        }
        // F(k) - F(k-1) is F(k-2).
        subtract(&mut at[..len], &before[..len]);
        (at, before) = (before, at);
        k -= 1;
    }
    take_word_apart(x[0], found);
    Ok(())
}

/// Takes a word apart: calls `found` with each index of its numeral.
pub fn take_word_apart(mut x: u64, mut found: impl FnMut(u64)) {
    while x > 0 {
        let k = word_index(x);
        found(k);
        x -= WORDS[k as usize];
    }
}

/// The sum of the Fibonacci numbers with these indices, which must be a numeral. Quadratic.
pub fn put_together(indices: &[u64], interrupt: &mut dyn Interrupt) -> Result<Integer, Error> {
    let Some(&first) = indices.first() else {
        return Integer::with_capacity(1);
    };
    let len = limbs_bound(first + 1) + 1;
    let mut sum = Sum {
        long: [Buffer::new(len)?, Buffer::new(len)?],
        used: 0,
        long_place: first,
        words: [0, 0],
        place: first,
    };
    for &k in indices {
        sum.come_down(k, interrupt)?;
        sum.words[0] += 1;
    }
    sum.come_down(1, interrupt)?;
    sum.join(1);
    let [a, _] = sum.long;
    Ok(Integer::of(a, sum.used))
}

/// A sum while its indices are read: a F(P) + b F(P-1) + c F(p) + d F(p-1), as in Horner's scheme, with long a and b
/// that seldom move, and words c and d that move to each index.
struct Sum {
    long: [Buffer<u64>; 2],
    /// Limbs of a and b in use.
    used: usize,
    long_place: u64,
    words: [u64; 2],
    /// The place of the words, [`SPAN`] below the other at most.
    place: u64,
}

impl Sum {
    /// Brings the words down to that place.
    fn come_down(&mut self, place: u64, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        while self.long_place - place > SPAN {
            self.join(self.long_place - SPAN);
            interrupt.poll()?;
        }
        self.words = move_words(self.words, self.place - place);
        self.place = place;
        Ok(())
    }

    /// Brings all down to that place, and adds the words to the long numbers.
    fn join(&mut self, place: u64) {
        let words = move_words(self.words, self.place - place);
        let [a, b] = &mut self.long;
        let pair = [&mut a[..self.used], &mut b[..self.used]];
        let out = move_pair(pair, self.long_place - place, words);
        if out != [0, 0] {
            [a[self.used], b[self.used]] = out;
            self.used += 1;
        }
        (self.words, self.place, self.long_place) = ([0, 0], place, place);
    }
}

/// The c and d for which c F(p-s) + d F(p-s-1) is, for any p, what c F(p) + d F(p-1) is for those given.
#[inline]
fn move_words([c, d]: [u64; 2], s: u64) -> [u64; 2] {
    let [following, at, before] = factors(s);
    [c * following + d * at, c * at + d * before]
}

/// Moves a pair of long numbers as [`move_words`] does, and adds words. Returns the limbs carried out.
fn move_pair([a, b]: [&mut [u64]; 2], s: u64, [c, d]: [u64; 2]) -> [u64; 2] {
    // The factors have a sum below F(93) < 2^64: no sum overflows.
    let [following, at, before] = factors(s).map(u128::from);
    let (mut x, mut y) = (u128::from(c), u128::from(d));
    for (a, b) in a.iter_mut().zip(b) {
        let [long_a, long_b] = [*a, *b].map(u128::from);
        x += long_a * following + long_b * at;
        y += long_a * at + long_b * before;
        (*a, *b) = (x as u64, y as u64);
        (x, y) = (x >> 64, y >> 64);
    }
    [x as u64, y as u64]
}

/// F(s+1), F(s) and F(s-1).
#[inline]
fn factors(s: u64) -> [u64; 3] {
    let s = s as usize;
    let before = if s == 0 { 1 } else { WORDS[s - 1] };
    [WORDS[s + 1], WORDS[s], before]
}
