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
