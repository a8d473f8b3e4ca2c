//! Decimal limbs with NEON: pairs of limbs, and permutations of bytes of text.

#![allow(unsafe_code)]

use super::Neon;
use crate::limbs::decimal::BASE;
use crate::machine::lanes::{DecimalLimbs, Doubles, Lanes, Words};
use crate::machine::piecewise::{RowBytes, Starts};
use crate::machine::row::Row;
use std::arch::aarch64::*;

/// For each byte of the text of four limbs, the index of its source byte: of eight pairs of characters or, from 16
/// on, of as many single ones in two bytes. The sources have the lowest limb first, the text the highest.
static TEXT: [u8; 24] = {
    let mut bytes = [0; 24];
    let mut i = 0;
    while i < 24 {
        let (limb, half) = (3 - i / 6, i / 3 % 2);
        let lane = 2 * (2 * limb + half) as u8;
        bytes[i] = lane + [0, 1, 16][i % 3];
        i += 1;
    }
    bytes
};

impl Neon {
    /// The first two characters of three decimal digits in 16 bits, and the third; the upper three of a limb
    /// first. The doubling multiplications return floor(c x / 2^31) and floor(c x / 2^15).
    ///
    /// c = 2,147,484 exceeds 2^31 / 1000 by less than 0.36, so that c x / 2^31 exceeds x / 1000 by less than
    /// 1/1000 for x < 10^6. In the same way 328 serves for x / 100 and x < 1000, and 3277 for x / 10 and x < 100.
    #[inline(always)]
    fn texts(self, limbs: uint32x4_t) -> uint8x16x2_t {
        let limbs = simd!(vreinterpretq_s32_u32(limbs));
        let thousands = simd!(vqdmulhq_n_s32(limbs, 2_147_484));
        let units = simd!(vmlsq_n_s32(limbs, thousands, 1000));
        let x = simd!(vreinterpretq_s16_s32(vsliq_n_s32::<16>(thousands, units)));
        let hundreds = simd!(vqdmulhq_n_s16(x, 328));
        let x = simd!(vmlsq_n_s16(x, hundreds, 100));
        let tens = simd!(vqdmulhq_n_s16(x, 3277));
        let ones = simd!(vmlsq_n_s16(x, tens, 10));
        let two = simd!(vsliq_n_s16::<8>(hundreds, tens));
        let texts = [two, ones].map(|x| simd!(vorrq_u8(vreinterpretq_u8_s16(x), vdupq_n_u8(b'0'))));
        uint8x16x2_t(texts[0], texts[1])
    }
}

/// The positions of pairs of limbs, and 10^6 if they have two.
#[derive(Clone, Copy, Debug)]
pub struct DecimalCutter {
    starts: Starts,
    base: u32,
}

impl DecimalLimbs for Neon {
    type DecimalCutter = DecimalCutter;
    type DecimalJoiner = ();

    #[inline(always)]
    fn decimal_cutter(self, width: usize, i: usize) -> DecimalCutter {
        assert!(width <= 8 && 2 * i < width);
        DecimalCutter {
            starts: Starts::new(32 * width, 64 * i),
            base: if 2 * i + 1 < width { BASE as u32 } else { 0 },
        }
    }

    // Where there is no second limb, the one of the next field is read, times 0.
    #[inline(always)]
    fn cut_decimal<const N: usize>(
        self,
        cutters: &[DecimalCutter; N],
        limbs: &[u32],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]> {
        let row = RowBytes::new(limbs, 4 * at, 32 * width)?;
        let mut pieces = [Row::ZERO; N];
        for (piece, cutter) in pieces.iter_mut().zip(cutters) {
            for lane in (0..8).step_by(Self::WIDTH) {
                let pairs = self.gathered(row.words(&cutter.starts, lane));
                let lower = self.and(pairs, self.splat(u32::MAX.into()));
                let value = simd!(vmlal_n_u32(lower, vshrn_n_u64::<32>(pairs), cutter.base));
                self.store_residues(piece, lane, self.f64_from_words(value));
            }
        }
        Some(pieces)
    }

    #[inline(always)]
    fn decimal_joiner(self, _: usize) {}

    // Two limbs at a time; if a place has an odd number of them, one is written twice.
    #[inline(always)]
    fn join_decimal<const K: usize>(self, (): &(), places: &[Row; K], limbs: &mut [u32]) -> bool {
        let Some(out) = limbs.get_mut(..8 * K) else {
            return false;
        };
        for lane in (0..8).step_by(Self::WIDTH) {
            for i in 0..K.div_ceil(2) {
                let first = (2 * i).min(K - 2);
                let low = simd!(vreinterpretq_u32_u64(self.load(&places[first], lane)));
                let high = simd!(vreinterpretq_u32_u64(self.load(&places[first + 1], lane)));
                let pairs = simd!(vtrn1q_u32(low, high));
                let halves = simd!([vget_low_u32(pairs), vget_high_u32(pairs)]);
                for (lane, half) in (lane..).zip(halves) {
                    let out = &mut out[lane * K + first..][..2];
                    // SAFETY: the two limbs are written, which are borrowed mutably.
                    unsafe { vst1_u32(out.as_mut_ptr(), half) };
                }
            }
        }
        true
    }

    // Bytes are permuted within four limbs, of which 24 come: 16 and 8.
    #[inline(always)]
    fn ascii(self, limbs: &[u32; 16], text: &mut [u8; 96]) {
        // SAFETY: the 24 bytes of the table are read.
        let (first, rest) = unsafe { (vld1q_u8(TEXT.as_ptr()), vld1_u8(TEXT[16..].as_ptr())) };
        let texts = text.as_chunks_mut::<24>().0;
        for (limbs, text) in limbs.as_chunks::<4>().0.iter().rev().zip(texts) {
            // SAFETY: the 16 bytes of four limbs are read.
            let characters = self.texts(unsafe { vld1q_u32(limbs.as_ptr()) });
            // SAFETY: 16 bytes from 0 and 8 from 16 are the 24 that are borrowed mutably.
            unsafe {
                vst1q_u8(text.as_mut_ptr(), vqtbl2q_u8(characters, first));
                vst1_u8(text[16..].as_mut_ptr(), vqtbl2_u8(characters, rest));
            }
        }
    }
}
