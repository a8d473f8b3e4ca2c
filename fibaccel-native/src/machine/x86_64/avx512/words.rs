//! Words with AVX-512: eight at a time, cut and joined by permutations of bytes.

#![allow(unsafe_code)]

use super::Avx512;
use crate::machine::lanes::Words;
use crate::machine::row::Row;
use std::arch::x86_64::*;

/// The positions of the bits of a piece: for fields 0 to 3 in the 128 bytes from the first, for 4 to 7 in
/// the 128 bytes from the one that field 4 begins in.
#[derive(Clone, Copy, Debug)]
pub struct Cutter {
    /// The eight bytes of each lane.
    low: __m512i,
    high: __m512i,
    /// The bit that the piece begins at in the first of those bytes.
    shifts: __m512i,
    mask: __m512i,
}

/// The positions of the chunks of a row of places: up to three vectors of bytes, as many as a place has bits.
#[derive(Clone, Copy, Debug)]
pub struct Joiner {
    vectors: usize,
    chunks: [ChunkJoiner; 4],
}

/// The positions of the chunks of one vector.
#[derive(Clone, Copy, Debug)]
struct ChunkJoiner {
    /// The bit that each chunk begins at in its first byte.
    shifts: Row,
    /// For each byte of the joined row, its place in the vector.
    bytes: [u8; 3 * 64 + 8],
    /// The bytes of the joined row that come from this vector.
    masks: [u64; 3],
}

impl Words for Avx512 {
    type V = __m512i;
    type Cutter = Cutter;
    type Joiner = Joiner;
    const WIDTH: usize = 8;
    const CHUNK_BITS: u32 = 52;

    #[inline(always)]
    fn load(self, row: &Row, at: usize) -> __m512i {
        debug_assert_eq!(0, at);
        // SAFETY: a row is 64 bytes and aligned to 64 by its type; the token proves the instruction.
        unsafe { _mm512_load_si512(row.0.as_ptr().cast()) }
    }

    #[inline(always)]
    fn store(self, row: &mut Row, at: usize, v: __m512i) {
        debug_assert_eq!(0, at);
        // SAFETY: as in `load`, and the row is borrowed mutably.
        unsafe { _mm512_store_si512(row.0.as_mut_ptr().cast(), v) }
    }

    methods! {
        fn splat(self, word: u64) -> __m512i = simd!(_mm512_set1_epi64(word as i64));
        fn add(self, a: __m512i, b: __m512i) -> __m512i = simd!(_mm512_add_epi64(a, b));
        fn sub(self, a: __m512i, b: __m512i) -> __m512i = simd!(_mm512_sub_epi64(a, b));
        fn and(self, a: __m512i, b: __m512i) -> __m512i = simd!(_mm512_and_si512(a, b));
        fn or(self, a: __m512i, b: __m512i) -> __m512i = simd!(_mm512_or_si512(a, b));
        fn shift_right(self, a: __m512i, bits: u32) -> __m512i =
            simd!(_mm512_srl_epi64(a, _mm_cvtsi32_si128(bits as i32)));
        fn shift_left(self, a: __m512i, bits: u32) -> __m512i =
            simd!(_mm512_sll_epi64(a, _mm_cvtsi32_si128(bits as i32)));
        fn shift_right_by(self, a: __m512i, counts: __m512i) -> __m512i = simd!(_mm512_srlv_epi64(a, counts));
        fn funnel_shift_left(self, high: __m512i, low: __m512i, counts: __m512i) -> __m512i =
            simd!(_mm512_shldv_epi64(high, low, counts));
        fn any(self, a: __m512i) -> bool = simd!(_mm512_test_epi64_mask(a, a)) != 0;
        fn slide(self, high: __m512i, low: __m512i) -> __m512i = simd!(_mm512_alignr_epi64::<7>(high, low));
    }

    #[inline(always)]
    fn cutter(self, width: usize, from: usize, bits: usize) -> Cutter {
        // Four fields end by byte 96, so eight bytes from where one of their pieces begins are within
        // 128; and a piece of 48 bits that begins within a byte is within eight.
        assert!(width <= 192 && from + bits <= width && bits <= 48);
        let (mut bytes, mut shifts) = ([[0u8; 64]; 2], Row::ZERO);
        for lane in 0..8 {
            let half = lane / 4;
            let bit = lane * width + from - 8 * (width / 2) * half;
            shifts.0[lane] = (bit % 8) as u64;
            for i in 0..8 {
                bytes[half][8 * lane + i] = (bit / 8 + i) as u8;
            }
        }
        // SAFETY: 64 bytes are read from an array of that size.
        let [low, high] = bytes.map(|bytes| unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) });
        Cutter {
            low,
            high,
            shifts: self.load(&shifts, 0),
            mask: self.splat((1 << bits) - 1),
        }
    }

    #[inline(always)]
    fn cut<const N: usize>(
        self,
        cutters: &[Cutter; N],
        limbs: &[u64],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]> {
        let middle = at + width / 2;
        if middle + 128 > size_of_val(limbs) {
            return None;
        }
        let start: *const u8 = limbs.as_ptr().cast();
        // SAFETY: at most 128 bytes from `middle`, which is not before `at`, are read, and that is
        // within the limbs by the comparison above.
        let [low0, low1, high0, high1] = unsafe {
            [
                _mm512_loadu_si512(start.add(at).cast()),
                _mm512_loadu_si512(start.add(at + 64).cast()),
                _mm512_loadu_si512(start.add(middle).cast()),
                _mm512_loadu_si512(start.add(middle + 64).cast()),
            ]
        };
        let mut pieces = [Row::ZERO; N];
        for (piece, cutter) in pieces.iter_mut().zip(cutters) {
            let low = simd!(_mm512_permutex2var_epi8(low0, cutter.low, low1));
            let high = simd!(_mm512_permutex2var_epi8(high0, cutter.high, high1));
            let bytes = simd!(_mm512_mask_blend_epi64(0xF0, low, high));
            let shifted = simd!(_mm512_srlv_epi64(bytes, cutter.shifts));
            self.store(piece, 0, self.and(shifted, cutter.mask));
        }
        Some(pieces)
    }

    fn joiner(self, width: usize) -> Joiner {
        // Chunks of one vector are `width` bits apart and have 52 at most, so they share no byte.
        assert!((59..=192).contains(&width));
        let chunks = width.div_ceil(52);
        let mut joiner = Joiner {
            vectors: width.div_ceil(64),
            chunks: [ChunkJoiner {
                shifts: Row::ZERO,
                bytes: [0; 3 * 64 + 8],
                masks: [0; 3],
            }; 4],
        };
        for (j, chunk) in joiner.chunks.iter_mut().enumerate().take(chunks) {
            let bits = if j + 1 < chunks { 52 } else { width - 52 * j };
            for lane in 0..8 {
                let bit = lane * width + 52 * j;
                let (byte, shift) = (bit / 8, bit % 8);
                chunk.shifts.0[lane] = shift as u64;
                let sources = 0x0706_0504_0302_0100 + 0x0808_0808_0808_0808 * lane as u64;
                // What goes beyond the chunk's own bytes is overwritten by the next or masked.
                chunk.bytes[byte..byte + 8].copy_from_slice(&sources.to_le_bytes());
                for i in byte..byte + (shift + bits).div_ceil(8) {
                    chunk.masks[i / 64] |= 1 << (i % 64);
                }
            }
        }
        joiner
    }

    #[inline(always)]
    fn join<const D: usize>(
        self,
        joiner: &Joiner,
        places: &[Row; D],
        limbs: &mut [u64],
        at: usize,
    ) -> bool {
        if at + 64 * joiner.vectors > size_of_val(limbs) {
            return false;
        }
        let mut shifted = [self.splat(0); D];
        for ((shifted, places), chunk) in shifted.iter_mut().zip(places).zip(&joiner.chunks) {
            let shifts = self.load(&chunk.shifts, 0);
            *shifted = simd!(_mm512_sllv_epi64(self.load(places, 0), shifts));
        }
        let start: *mut u8 = limbs.as_mut_ptr().cast();
        for i in 0..joiner.vectors {
            let mut joined = self.splat(0);
            for (chunk, &shifted) in joiner.chunks.iter().zip(&shifted) {
                // SAFETY: `vectors` is at most 3, so 64 of the 200 bytes from 64 i on are read.
                let bytes = unsafe { _mm512_loadu_si512(chunk.bytes.as_ptr().add(64 * i).cast()) };
                let mask = chunk.masks[i];
                let moved = simd!(_mm512_maskz_permutexvar_epi8(mask, bytes, shifted));
                joined = self.or(joined, moved);
            }
            // SAFETY: 64 bytes from `at + 64 i` on are within the limbs by the comparison above,
            // which are borrowed mutably.
            unsafe { _mm512_storeu_si512(start.add(at + 64 * i).cast(), joined) };
        }
        true
    }
}
