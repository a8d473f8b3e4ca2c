//! Decimal text as numbers: 19 digits to a word, and the words to binary ([`super::levels`]).

use super::ascii::{eight, strange};
use super::convert::CHECKED_FROM;
use super::levels::{self, Conversion, Shape};
use crate::bignum::base::ProductBase;
use crate::bignum::integer::Integer;
use crate::bignum::mul::schoolbook;
use crate::bignum::residue;
use crate::limbs::{Binary, add, trimmed};
use crate::machine::Tier;
use crate::runtime::fault::Fault;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt, Interrupted, try_for_each_part};

/// The number of decimal digits in a word.
pub const WORD_DIGITS: usize = 19;

/// The base of words: 10^19.
const BASE: u64 = 10_u64.pow(WORD_DIGITS as u32);

/// The number of words that are put together before they are multiplied.
const GROUP: usize = 6;

/// 10^(19 [`GROUP`]).
const GROUP_POWER: [u64; GROUP] = {
    let (mut power, mut i) = ([0; GROUP], 0);
    power[0] = 1;
    while i < GROUP {
        let (mut k, mut carry) = (0, 0);
        while k < GROUP {
            carry += power[k] as u128 * BASE as u128;
            power[k] = carry as u64;
            carry >>= 64;
            k += 1;
        }
        assert!(carry == 0, "it has as many limbs");
        i += 1;
    }
    power
};

/// The most words of a number that is one block: so many took four fifths of the time of two blocks of half the length.
pub const MOST_WORDS: usize = 132;

/// The most words of a block of a longer number: blocks of 33 to 66 words take 0.94 of the time of those that are twice
/// as long. `cargo test --release --no-default-features -- --ignored --nocapture thresholds::reading`
pub const LONGEST_BLOCK: usize = 64;

/// The most limbs of a block, and of a number of one word more.
const BLOCK_LIMBS: usize = ToBinary::limbs(MOST_WORDS + 1);

/// The most decimal digits that [`short`] takes.
pub const SHORT_DIGITS: usize = 2 * GROUP * WORD_DIGITS;

/// The most limbs of a number that [`short`] reads.
pub const SHORT_LIMBS: usize = ToBinary::limbs(2 * GROUP);

/// The number of words that are read between two polls.
const PART: usize = 1 << 14;

/// The number of bytes that are looked at together.
const LOOK: usize = 1 << 12;

/// Whether a text is negative, and what is left of it without its sign.
#[inline(always)]
pub fn split_sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// Whether there is nothing but decimal digits, and at least one.
fn are_digits(text: &[u8]) -> bool {
    !text.is_empty()
        && text.chunks(LOOK).all(|part| {
            let strange = |&byte: &u8| byte.wrapping_sub(b'0') > 9;
            !part.iter().fold(false, |any, byte| any | strange(byte))
        })
}

/// The decimal digits of a text without a sign: where they are, or a copy without the underscores.
pub enum Digits<'a> {
    /// The text itself.
    Given(&'a [u8]),
    /// A copy.
    Copied(Buffer<u8>),
}

impl<'a> Digits<'a> {
    /// Finds the digits of a text that may have single underscores between them; none in any other text.
    pub fn of(text: &'a [u8]) -> Result<Option<Self>, Error> {
        if are_digits(text) {
            return Ok(Some(Self::Given(text)));
        }
        let groups = || text.split(|&byte| byte == b'_');
        if !groups().all(are_digits) {
            return Ok(None);
        }
        let mut digits = Buffer::new(text.len() + 1 - groups().count())?;
        let mut written = 0;
        for group in groups() {
            digits[written..][..group.len()].copy_from_slice(group);
            written += group.len();
        }
        Ok(Some(Self::Copied(digits)))
    }

    /// The digits without the zeros in front.
    pub fn trimmed(&self) -> &[u8] {
        let digits = match self {
            Self::Given(digits) => digits,
            Self::Copied(digits) => &digits[..],
        };
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        &digits[zeros..]
    }
}

/// The number of bits in the least number of that many decimal digits, as `fibaccel.limits` has it.
pub fn least_bits(digits: usize) -> u64 {
    const LOG2_10: u128 = 3_321_928_094_887_362_347;
    let bits = digits.saturating_sub(1) as u128 * LOG2_10 / 1_000_000_000_000_000_000;
    bits as u64 + 1
}

/// The number that a text without a sign writes, if these are at most [`WORD_DIGITS`] digits.
#[inline(always)]
pub fn word(digits: &[u8]) -> Option<u64> {
    let (value, strange) = padded_word(digits);
    (!digits.is_empty() && !strange).then_some(value)
}

/// Reads a text without a sign of at most [`SHORT_DIGITS`] digits. None if there is anything else in it.
pub fn short(digits: &[u8]) -> Option<[u64; SHORT_LIMBS]> {
    let (mut words, mut limbs) = ([0; 2 * GROUP], [0; SHORT_LIMBS]);
    let words = &mut words[..digits.len().div_ceil(WORD_DIGITS)];
    if digits.is_empty() || read_words(digits, words) {
        return None;
    }
    evaluate(words, &mut limbs);
    Some(limbs)
}

/// The most bytes that [`number`] holds at once for that many digits, with the result and without the text. None if
/// the number is beyond the engine.
pub fn peak_bytes(tier: Tier, digits: usize) -> Option<u64> {
    let words = digits.div_ceil(WORD_DIGITS);
    let shape = Shape::<ToBinary>::new(words, LONGEST_BLOCK);
    Binary::plan(shape.longest())?;
    Some(8 * words as u64 + shape.peak_bytes(tier))
}

/// The number that decimal digits stand for; the first is not zero.
pub fn number(tier: Tier, digits: &[u8], interrupt: &mut dyn Interrupt) -> Result<Integer, Error> {
    number_in_blocks(tier, LONGEST_BLOCK, digits, interrupt)
}

/// The number that decimal digits stand for, from blocks of at most `longest` words, fewer than [`MOST_WORDS`].
pub fn number_in_blocks(
    tier: Tier,
    longest: usize,
    digits: &[u8],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let mut words = Buffer::new(digits.len().div_ceil(WORD_DIGITS))?;
    read_all_words(digits, &mut words, interrupt)?;
    let mut number = levels::convert::<ToBinary>(tier, longest, &words, interrupt)?;
    if number.limbs().len() >= CHECKED_FROM {
        number.expose(Fault::Result);
        let residues = residue::of_limbs(number.limbs(), interrupt)?;
        if residue::text::of_digits(tier, digits, interrupt)? != Some(residues) {
            return Err(Error::Corrupted);
        }
    }
    Ok(number)
}

/// Reads words from digits, in parts that threads share.
fn read_all_words(
    digits: &[u8],
    words: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let parts = words
        .chunks_mut(PART)
        .zip(digits.rchunks(WORD_DIGITS * PART));
    try_for_each_part(interrupt, parts, |(words, digits), interrupt| {
        interrupt.poll()?;
        read_words(digits, words);
        Ok(())
    })
}

/// Reads words from digits, the least significant first. Returns whether there is anything but digits.
#[inline(always)]
fn read_words(digits: &[u8], words: &mut [u64]) -> bool {
    let (first, rest) = digits.as_rchunks::<WORD_DIGITS>();
    let (mut any, (low, top)) = (false, words.split_at_mut(rest.len()));
    for (word, digits) in low.iter_mut().zip(rest.iter().rev()) {
        let strange;
        (*word, strange) = full_word(digits);
        any |= strange;
    }
    if let [word] = top {
        let strange;
        (*word, strange) = padded_word(first);
        any |= strange;
    }
    any
}

/// The value of at most [`WORD_DIGITS`] digits, and whether there is anything else.
#[inline(always)]
fn padded_word(digits: &[u8]) -> (u64, bool) {
    let mut padded = [b'0'; WORD_DIGITS];
    padded[WORD_DIGITS - digits.len()..].copy_from_slice(digits);
    full_word(&padded)
}

/// The value of a word's digits, and whether there is anything else.
#[inline(always)]
fn full_word(digits: &[u8; WORD_DIGITS]) -> (u64, bool) {
    let at = |i: usize| u64::from_le_bytes(*digits[i..].first_chunk().expect("eight bytes"));
    let parts = [at(0), at(3), at(11)];
    let any = parts.into_iter().fold(0, |any, text| any | strange(text));
    // Of the first part only three count.
    let [high, middle, low] = [parts[0] << 40, parts[1], parts[2]].map(eight);
    let value = high.wrapping_mul(100_000_000).wrapping_add(middle);
    (value.wrapping_mul(100_000_000).wrapping_add(low), any != 0)
}

/// The conversion of words to binary.
pub enum ToBinary {}

impl ToBinary {
    /// A bound of the limbs of a number of that many words, and of the least number of one more.
    const fn limbs(words: usize) -> usize {
        /// An upper bound of 2^56 log2(10), by log2(10) below 3.321928094887362348.
        const LOG2_10: u128 = (3_321_928_094_887_362_348 << 56) / 1_000_000_000_000_000_000 + 1;
        ((((WORD_DIGITS * words) as u128 * LOG2_10) >> 56) / 64) as usize + 1
    }
}

impl Conversion for ToBinary {
    type To = Binary;
    type Space = ();

    const WHOLE: usize = MOST_WORDS;

    fn bound(words: usize) -> usize {
        Self::limbs(words)
    }

    fn reserve(_: Tier, _: &[usize]) -> Result<(), Error> {
        Ok(())
    }

    fn space_bytes(_: Tier, _: &[usize]) -> usize {
        0
    }

    fn convert(_: &mut (), words: &[u64], out: &mut [u64]) -> Result<(), Error> {
        evaluate(words, out);
        Ok(())
    }
}

/// Evaluates words by Horner's rule, with groups of them for digits, to as many limbs as `out` has. Quadratic.
fn evaluate(words: &[u64], out: &mut [u64]) {
    if words.len() <= GROUP {
        out.fill(0);
        let used = out.len().min(GROUP);
        out[..used].copy_from_slice(&group(words)[..used]);
        return;
    }
    let (groups, top) = words.as_chunks::<GROUP>();
    let (mut number, mut next) = ([0; BLOCK_LIMBS + GROUP], [0; BLOCK_LIMBS + GROUP]);
    number[..GROUP].copy_from_slice(&group(top));
    let mut len = trimmed(&number[..GROUP]);
    for words in groups.iter().rev() {
        if len == 0 {
            next[..GROUP].fill(0);
        } else {
            schoolbook::multiply(&mut next[..len + GROUP], &number[..len], &GROUP_POWER);
        }
        add(&mut next[..len + GROUP], &group(words));
        (number, next) = (next, number);
        len = trimmed(&number[..len + GROUP]);
    }
    let (low, high) = out.split_at_mut(len);
    low.copy_from_slice(&number[..len]);
    high.fill(0);
}

/// The number of at most [`GROUP`] words, in as many limbs.
#[inline(always)]
fn group(words: &[u64]) -> [u64; GROUP] {
    let mut number = [0u64; GROUP];
    for (i, &word) in words.iter().rev().enumerate() {
        let mut carry = word;
        for limb in &mut number[..i] {
            (*limb, carry) = limb.carrying_mul(BASE, carry);
        }
        number[i] = carry;
    }
    number
}
