//! Decimal numbers as text.

use crate::machine::{Kernel, Lanes, Tier};

/// The number of decimal digits in a limb.
pub const LIMB_DIGITS: usize = 6;

/// The number of limbs that are written at once.
pub const BLOCK_LIMBS: usize = 16;

/// The number of characters that are written at once.
pub const BLOCK_CHARACTERS: usize = LIMB_DIGITS * BLOCK_LIMBS;

/// The number of decimal digits of a number that has no zeros at the top; zero has none.
pub fn digit_count(limbs: &[u32]) -> usize {
    limbs.last().map_or(0, |top| {
        LIMB_DIGITS * (limbs.len() - 1) + top.ilog10() as usize + 1
    })
}

/// Writes limbs as text, six characters each, the most significant first. So any part of a number can be
/// written by itself.
///
/// # Panics
///
/// If `out` has not just that many bytes.
pub fn write(tier: Tier, limbs: &[u32], out: &mut [u8]) {
    assert_eq!(LIMB_DIGITS * limbs.len(), out.len());
    tier.vectorize(Write { limbs, out });
}

/// The number that eight decimal digits write, the first one in the lowest byte; below 2^28 whatever is there.
#[inline(always)]
pub fn eight(text: u64) -> u64 {
    // Neighbours to pairs, to fours, to all eight; the lower place has the higher digit.
    let digits = text & all(0x0f);
    let pairs = (10 * digits + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (100 * pairs + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    (10_000 * fours + (fours >> 32)) & 0xffff_ffff
}

/// Bits that are all zero if eight bytes are decimal digits.
#[inline(always)]
pub fn strange(text: u64) -> u64 {
    // Digits are 0x30 to 0x39, and so at most 0x3f with 6 more. Only what is strange by itself carries into the
    // next byte.
    let zeros = all(b'0' as u64);
    ((text ^ zeros) | (text.wrapping_add(all(6)) ^ zeros)) & all(0xf0)
}

/// Eight of a byte.
const fn all(byte: u64) -> u64 {
    byte * (u64::MAX / 0xff)
}

struct Write<'a> {
    limbs: &'a [u32],
    out: &'a mut [u8],
}

impl Kernel for Write<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Lanes>(self, s: S) {
        let Self { limbs, out } = self;
        let (low, blocks) = limbs.as_rchunks::<BLOCK_LIMBS>();
        let (texts, rest) = out.as_chunks_mut::<BLOCK_CHARACTERS>();
        for (block, text) in blocks.iter().rev().zip(texts) {
            s.ascii(block, text);
        }
        let (mut block, mut text) = ([0; BLOCK_LIMBS], [0; BLOCK_CHARACTERS]);
        block[..low.len()].copy_from_slice(low);
        s.ascii(&block, &mut text);
        rest.copy_from_slice(&text[BLOCK_CHARACTERS - rest.len()..]);
    }
}
