//! Words with NEON: two at a time, cut and joined one by one.

#![allow(unsafe_code)]

use super::Neon;
use crate::machine::lanes::{Doubles, Lanes, Words};
use crate::machine::piecewise::{Cutter, Joiner, RowBytes};
use crate::machine::row::Row;
use std::arch::aarch64::*;

/// Shifts words left by signed counts, right if they are negative; a shift by 64 bits gives zero.
#[inline(always)]
fn shift(a: uint64x2_t, counts: uint64x2_t) -> uint64x2_t {
    simd!(vshlq_u64(a, vreinterpretq_s64_u64(counts)))
}

impl Words for Neon {
    type V = uint64x2_t;
    type Cutter = Cutter;
    type Joiner = Joiner;
    const WIDTH: usize = 2;
    const CHUNK_BITS: u32 = 48;

    #[inline(always)]
    fn load(self, row: &Row, at: usize) -> uint64x2_t {
        assert!(at <= 6);
        // SAFETY: the 16 bytes from there are within the 64 of a row.
        unsafe { vld1q_u64(row.0.as_ptr().add(at)) }
    }

    #[inline(always)]
    fn store(self, row: &mut Row, at: usize, v: uint64x2_t) {
        assert!(at <= 6);
        // SAFETY: as in `load`, and the row is borrowed mutably.
        unsafe { vst1q_u64(row.0.as_mut_ptr().add(at), v) }
    }

    methods! {
        fn splat(self, word: u64) -> uint64x2_t = simd!(vdupq_n_u64(word));
        fn add(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t = simd!(vaddq_u64(a, b));
        fn sub(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t = simd!(vsubq_u64(a, b));
        fn and(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t = simd!(vandq_u64(a, b));
        fn or(self, a: uint64x2_t, b: uint64x2_t) -> uint64x2_t = simd!(vorrq_u64(a, b));
        fn slide(self, high: uint64x2_t, low: uint64x2_t) -> uint64x2_t =
            simd!(vextq_u64::<1>(low, high));
        fn shift_left_by(self, a: uint64x2_t, counts: uint64x2_t) -> uint64x2_t =
            simd!(vshlq_u64(a, vreinterpretq_s64_u64(counts)));
    }

    methods! {
        fn shift_right(self, a: uint64x2_t, bits: u32) -> uint64x2_t =
            shift(a, self.splat(u64::from(bits.min(64)).wrapping_neg()));
        fn shift_left(self, a: uint64x2_t, bits: u32) -> uint64x2_t =
            shift(a, self.splat(bits.min(64).into()));
        fn shift_right_by(self, a: uint64x2_t, counts: uint64x2_t) -> uint64x2_t =
            shift(a, self.sub(self.splat(0), counts));
    }

    #[inline(always)]
    fn any(self, a: uint64x2_t) -> bool {
        let a = simd!(vreinterpretq_u32_u64(a));
        let greatest = simd!(vreinterpretq_u64_u32(vpmaxq_u32(a, a)));
        simd!(vgetq_lane_u64::<0>(greatest)) != 0
    }

    #[inline(always)]
    fn funnel_shift_left(
        self,
        high: uint64x2_t,
        low: uint64x2_t,
        counts: uint64x2_t,
    ) -> uint64x2_t {
        let rest = self.sub(counts, self.splat(64));
        self.or(shift(high, counts), shift(low, rest))
    }

    methods! {
        fn cutter(self, width: usize, from: usize, bits: usize) -> Cutter =
            Cutter::new(width, from, bits);
    }

    #[inline(always)]
    fn cut<const N: usize>(
        self,
        cutters: &[Cutter; N],
        limbs: &[u64],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]> {
        let row = RowBytes::new(limbs, at, width)?;
        let mut pieces = [Row::ZERO; N];
        for (piece, cutter) in pieces.iter_mut().zip(cutters) {
            for from in (0..8).step_by(Self::WIDTH) {
                let words = self.gathered(row.words(&cutter.starts, from));
                let shifted = self.shift_right_by(words, self.load(&cutter.shifts, from));
                let bits = self.and(shifted, self.splat(cutter.mask));
                self.store_residues(piece, from, self.f64_from_words(bits));
            }
        }
        Some(pieces)
    }

    fn joiner(self, width: usize) -> Joiner {
        Joiner::new(width)
    }

    #[inline(always)]
    fn join<const D: usize>(
        self,
        joiner: &Joiner,
        places: &[Row; D],
        limbs: &mut [u64],
        at: usize,
    ) -> bool {
        joiner.join(self, places, limbs, at)
    }
}
