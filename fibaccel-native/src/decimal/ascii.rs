//! Decimal numbers as text.

use crate::simd::{Kernel, Lanes, Tier};

/// Digits of a limb.
pub const LIMB_DIGITS: usize = 6;

/// Limbs that are written at once.
pub const BLOCK_LIMBS: usize = 16;

/// As text.
pub const BLOCK_DIGITS: usize = LIMB_DIGITS * BLOCK_LIMBS;

/// How many digits a number has that has no zeros at the top; zero has none.
pub fn digits(limbs: &[u32]) -> usize {
    limbs.last().map_or(0, |top| {
        LIMB_DIGITS * (limbs.len() - 1) + top.ilog10() as usize + 1
    })
}

/// Writes the digits of the limbs, six each, the most significant first. So any part of a number can be
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
        let (texts, rest) = out.as_chunks_mut::<BLOCK_DIGITS>();
        for (block, text) in blocks.iter().rev().zip(texts) {
            s.ascii(block, text);
        }
        let (mut block, mut text) = ([0; BLOCK_LIMBS], [0; BLOCK_DIGITS]);
        block[..low.len()].copy_from_slice(low);
        s.ascii(&block, &mut text);
        rest.copy_from_slice(&text[BLOCK_DIGITS - rest.len()..]);
    }
}
