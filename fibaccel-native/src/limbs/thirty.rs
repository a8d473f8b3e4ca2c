//! Numbers in digits of 30 bits, as CPython has them, least significant first.

use crate::interrupt::{Interrupt, Interrupted};
use crate::share::share;
use std::array;

/// The bits of a digit.
pub const BITS: u32 = 30;

/// Digits that are as many bits as [`LIMBS`].
const DIGITS: usize = 32;
const LIMBS: usize = 15;

const _: () = assert!(DIGITS as u32 * BITS == LIMBS as u32 * u64::BITS);

/// Pairs of digits in so many.
const PAIRS: usize = DIGITS / 2;

/// Groups of so many that threads share: 1 MB of digits.
pub const PART: usize = 1 << 13;

/// How many digits a number has that has no zeros at the top.
pub fn count(limbs: &[u64]) -> usize {
    let bits = limbs.len() as u64 * u64::from(u64::BITS);
    let zeros = limbs.last().map_or(0, |top| top.leading_zeros());
    (bits - u64::from(zeros)).div_ceil(BITS.into()) as usize
}

/// In how many limbs there is room for that many digits.
pub fn limbs(digits: usize) -> usize {
    digits / DIGITS * LIMBS + (digits % DIGITS * BITS as usize).div_ceil(u64::BITS as usize)
}

/// Writes the digits of the number: all of them, unless it is interrupted. What is written in the place of a
/// digit is what `new` makes of it.
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
    share(interrupt, parts, |(digits, limbs), interrupt| {
        interrupt.poll()?;
        for (digits, limbs) in digits.iter_mut().zip(limbs) {
            *digits = split(limbs, &new);
        }
        Ok(())
    })
}

/// Writes the number of these digits.
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
    share(interrupt, parts, |(out, digits), interrupt| {
        interrupt.poll()?;
        for (out, digits) in out.iter_mut().zip(digits) {
            *out = join(digits);
        }
        Ok(())
    })
}

/// What is left at the top, and zeros.
fn padded<T: Copy + Default, const N: usize>(top: &[T]) -> [T; N] {
    let mut padded = [T::default(); N];
    padded[..top.len()].copy_from_slice(top);
    padded
}

/// The digits of these limbs.
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

/// The limbs of these digits.
#[inline(always)]
fn join(digits: &[u32; DIGITS]) -> [u64; LIMBS] {
    let pair = |i: usize| u64::from(digits[2 * i]) | u64::from(digits[2 * i + 1]) << BITS;
    let pairs: [u64; PAIRS] = array::from_fn(pair);
    array::from_fn(|i| pairs[i] >> (4 * i) | pairs[i + 1] << (60 - 4 * i))
}
