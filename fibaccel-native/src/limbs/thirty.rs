//! Numbers in digits of 30 bits, as CPython has them.

use crate::interrupt::{Interrupt, Interrupted};
use crate::share::share;
use std::array;

/// The bits of a digit.
pub const BITS: u32 = 30;

/// Digits that are as many bits as [`LIMBS`].
const DIGITS: usize = 32;
const LIMBS: usize = 15;

const _: () = assert!(DIGITS as u32 * BITS == LIMBS as u32 * u64::BITS);

/// Groups of so many that threads share: 1 MB of digits.
pub const PART: usize = 1 << 13;

/// How many digits a number has that has no zeros at the top.
pub fn count(limbs: &[u64]) -> usize {
    let bits = limbs.len() as u64 * u64::from(u64::BITS);
    let zeros = limbs.last().map_or(0, |top| top.leading_zeros());
    (bits - u64::from(zeros)).div_ceil(BITS.into()) as usize
}

/// Writes the digits of the number, least significant first: all of them, unless it is interrupted. What is
/// written in the place of a digit is what `new` makes of it.
///
/// # Panics
///
/// If there is not room for [`count`] digits.
pub fn write<D: Copy + Send>(
    out: &mut [D],
    limbs: &[u64],
    new: impl Fn(u32) -> D + Sync,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    assert_eq!(out.len(), count(limbs), "room for other numbers");
    let (out, last) = out.as_chunks_mut();
    let (limbs, top) = limbs.split_at(LIMBS * out.len());
    // At most 31 digits are left, and the limbs of as many.
    let mut padded = [0; LIMBS];
    padded[..top.len()].copy_from_slice(top);
    last.copy_from_slice(&group(&padded, &new)[..last.len()]);
    let parts = out.chunks_mut(PART).zip(limbs.as_chunks().0.chunks(PART));
    share(interrupt, parts, |(out, limbs), interrupt| {
        interrupt.poll()?;
        for (out, limbs) in out.iter_mut().zip(limbs) {
            *out = group(limbs, &new);
        }
        Ok(())
    })
}

/// The digits of these limbs.
#[inline(always)]
fn group<D>(limbs: &[u64; LIMBS], new: impl Fn(u32) -> D) -> [D; DIGITS] {
    // Two digits are 4 bits less than a limb: pair i begins 4 i bits below limb i.
    let pairs: [u64; DIGITS / 2] = array::from_fn(|i| match (i.checked_sub(1), limbs.get(i)) {
        (None, limb) => limb.map_or(0, |limb| *limb),
        (Some(below), None) => limbs[below] >> (64 - 4 * i),
        (Some(below), Some(limb)) => limbs[below] >> (64 - 4 * i) | limb << (4 * i),
    });
    array::from_fn(|i| {
        let digit = pairs[i / 2] >> (BITS as usize * (i % 2));
        new(digit as u32 & ((1 << BITS) - 1))
    })
}
