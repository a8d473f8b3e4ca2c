//! Conversions of numbers to and from Python digits, of 30 bits, least significant first, as CPython has them.

use crate::runtime::{Interrupt, Interrupted, try_for_each_part};
use std::array;

/// The number of bits in a Python digit.
pub const BITS: u32 = 30;

/// The number of Python digits in a group, which are as many bits as its limbs.
const DIGITS: usize = 32;
const LIMBS: usize = 15;

const _: () = assert!(DIGITS as u32 * BITS == LIMBS as u32 * u64::BITS);

/// The number of pairs of digits in a group.
const PAIRS: usize = DIGITS / 2;

/// The number of groups in a part that threads share: 1 MB of digits.
pub const PART: usize = 1 << 13;

/// The number of Python digits of a number that has no zeros at the top.
pub fn count(limbs: &[u64]) -> usize {
    let bits = limbs.len() as u64 * u64::from(u64::BITS);
    let zeros = limbs.last().map_or(0, |top| top.leading_zeros());
    (bits - u64::from(zeros)).div_ceil(BITS.into()) as usize
}

/// The number of limbs that hold that many Python digits.
pub fn limbs(digits: usize) -> usize {
    digits / DIGITS * LIMBS + (digits % DIGITS * BITS as usize).div_ceil(u64::BITS as usize)
}

/// Writes the Python digits of a number: all of them, unless it is interrupted. What is written in the place
/// of a digit is what `new` makes of it.
///
/// # Panics
///
/// If there is not room for [`count`] digits.
pub fn write<D: Copy + Send>(
    digits: &mut [D],
    limbs: &[u64],
    new: impl Fn(u32) -> D + Sync,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    assert_eq!(digits.len(), count(limbs), "room for other numbers");
    let (digits, last) = digits.as_chunks_mut();
    let (limbs, top) = limbs.split_at(LIMBS * digits.len());
    last.copy_from_slice(&split(&padded(top), &new)[..last.len()]);
    let parts = digits
        .chunks_mut(PART)
        .zip(limbs.as_chunks().0.chunks(PART));
    try_for_each_part(interrupt, parts, |(digits, limbs), interrupt| {
        interrupt.poll()?;
        for (digits, limbs) in digits.iter_mut().zip(limbs) {
            *digits = split(limbs, &new);
        }
        Ok(())
    })
}

/// Reads a number from Python digits.
///
/// # Panics
///
/// If there is not room for [`limbs`] limbs.
pub fn read(
    out: &mut [u64],
    digits: &[u32],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    assert_eq!(out.len(), limbs(digits.len()), "room for other numbers");
    let (digits, top) = digits.as_chunks();
    let (out, last) = out.split_at_mut(LIMBS * digits.len());
    last.copy_from_slice(&join(&padded(top))[..last.len()]);
    let parts = out
        .as_chunks_mut()
        .0
        .chunks_mut(PART)
        .zip(digits.chunks(PART));
    try_for_each_part(interrupt, parts, |(out, digits), interrupt| {
        interrupt.poll()?;
        for (out, digits) in out.iter_mut().zip(digits) {
            *out = join(digits);
        }
        Ok(())
    })
}

/// Pads what is left at the top with zeros to a group.
fn padded<T: Copy + Default, const N: usize>(top: &[T]) -> [T; N] {
    let mut padded = [T::default(); N];
    padded[..top.len()].copy_from_slice(top);
    padded
}

/// Splits a group of limbs into digits.
#[inline(always)]
fn split<D>(limbs: &[u64; LIMBS], new: impl Fn(u32) -> D) -> [D; DIGITS] {
    // Two digits are 4 bits less than a limb: pair i begins 4 i bits below limb i.
    let pairs: [u64; PAIRS] = array::from_fn(|i| match i {
        0 => limbs[0],
        LIMBS => limbs[LIMBS - 1] >> 4,
        _ => limbs[i - 1] >> (64 - 4 * i) | limbs[i] << (4 * i),
    });
    array::from_fn(|i| {
        let digit = pairs[i / 2] >> (BITS as usize * (i % 2));
        new(digit as u32 & ((1 << BITS) - 1))
    })
}

/// Joins a group of digits to limbs.
#[inline(always)]
fn join(digits: &[u32; DIGITS]) -> [u64; LIMBS] {
    let pair = |i: usize| u64::from(digits[2 * i]) | u64::from(digits[2 * i + 1]) << BITS;
    let pairs: [u64; PAIRS] = array::from_fn(pair);
    array::from_fn(|i| pairs[i] >> (4 * i) | pairs[i + 1] << (60 - 4 * i))
}
