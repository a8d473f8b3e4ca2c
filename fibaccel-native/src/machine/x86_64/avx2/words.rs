//! Words with AVX2: four at a time, cut and joined one by one.

#![allow(unsafe_code)]

use super::{Avx2, POWER_52};
use crate::machine::lanes::{Doubles, Lanes, Words};
use crate::machine::row::Row;
use std::arch::x86_64::*;

/// The positions of the bits of a piece: the first byte in each lane, the bit in it, and how many.
#[derive(Clone, Copy, Debug)]
pub struct Cutter {
    bytes: [usize; 8],
    shifts: Row,
    mask: u64,
}

/// The positions of the places of a row.
#[derive(Clone, Copy, Debug)]
pub struct Joiner {
    width: usize,
    /// The bit in the first byte of each place.
    shifts: Row,
    /// The number of bits of a place's last chunk that are not for the first byte of the next place.
    own: Row,
}

impl Avx2 {
    /// The chunks of half of the places, moved up to where they begin in a byte, in the first half of each
    /// row. `below` is what the last chunk of a place has for the first byte of the next.
    #[inline(always)]
    fn shifted<const D: usize>(
        self,
        joiner: &Joiner,
        places: &[Row; D],
        half: usize,
        below: &mut __m256i,
    ) -> [Row; D] {
        let shifts = self.load(&joiner.shifts, half);
        let rest = self.sub(self.splat(48), shifts);
        let last = self.load(&places[D - 1], half);
        let tops = self.shift_right_by(last, self.load(&joiner.own, half));
        let mut carried = self.slide(tops, *below);
        *below = tops;
        let mut words = [Row::ZERO; D];
        for (word, place) in words.iter_mut().zip(places) {
            let chunks = self.load(place, half);
            let shifted = simd!(_mm256_sllv_epi64(chunks, shifts));
            self.store(word, 0, self.or(shifted, carried));
            carried = self.shift_right_by(chunks, rest);
        }
        words
    }
}

impl Words for Avx2 {
    type V = __m256i;
    type Cutter = Cutter;
    type Joiner = Joiner;
    const WIDTH: usize = 4;
    const CHUNK_BITS: u32 = 48;

    #[inline(always)]
    fn load(self, row: &Row, at: usize) -> __m256i {
        assert!(at == 0 || at == 4);
        // SAFETY: 32 bytes from there are within the 64 of a row, and aligned as half of it; the token
        // proves the instruction.
        unsafe { _mm256_load_si256(row.0.as_ptr().add(at).cast()) }
    }

    #[inline(always)]
    fn store(self, row: &mut Row, at: usize, v: __m256i) {
        assert!(at == 0 || at == 4);
        // SAFETY: as in `load`, and the row is borrowed mutably.
        unsafe { _mm256_store_si256(row.0.as_mut_ptr().add(at).cast(), v) }
    }

    methods! {
        fn splat(self, word: u64) -> __m256i = simd!(_mm256_set1_epi64x(word as i64));
        fn add(self, a: __m256i, b: __m256i) -> __m256i = simd!(_mm256_add_epi64(a, b));
        fn sub(self, a: __m256i, b: __m256i) -> __m256i = simd!(_mm256_sub_epi64(a, b));
        fn and(self, a: __m256i, b: __m256i) -> __m256i = simd!(_mm256_and_si256(a, b));
        fn or(self, a: __m256i, b: __m256i) -> __m256i = simd!(_mm256_or_si256(a, b));
        fn shift_right(self, a: __m256i, bits: u32) -> __m256i =
            simd!(_mm256_srl_epi64(a, _mm_cvtsi32_si128(bits as i32)));
        fn shift_left(self, a: __m256i, bits: u32) -> __m256i =
            simd!(_mm256_sll_epi64(a, _mm_cvtsi32_si128(bits as i32)));
        fn shift_right_by(self, a: __m256i, counts: __m256i) -> __m256i = simd!(_mm256_srlv_epi64(a, counts));
        fn any(self, a: __m256i) -> bool = simd!(_mm256_testz_si256(a, a)) == 0;
    }

    #[inline(always)]
    fn slide(self, high: __m256i, low: __m256i) -> __m256i {
        let middle = simd!(_mm256_permute2x128_si256::<0x21>(low, high));
        simd!(_mm256_alignr_epi8::<8>(high, middle))
    }

    // A shift by 64 gives zero.
    #[inline(always)]
    fn funnel_shift_left(self, high: __m256i, low: __m256i, counts: __m256i) -> __m256i {
        let rest = self.sub(self.splat(64), counts);
        let (high, low) = simd!((
            _mm256_sllv_epi64(high, counts),
            _mm256_srlv_epi64(low, rest)
        ));
        self.or(high, low)
    }

    #[inline(always)]
    fn cutter(self, width: usize, from: usize, bits: usize) -> Cutter {
        // A piece of 48 bits that begins within a byte is within eight, and it begins in the row.
        assert!(width <= 192 && from + bits <= width && 0 < bits && bits <= 48);
        let mut cutter = Cutter {
            bytes: [0; 8],
            shifts: Row::ZERO,
            mask: (1 << bits) - 1,
        };
        for lane in 0..8 {
            let bit = lane * width + from;
            cutter.bytes[lane] = bit / 8;
            cutter.shifts.0[lane] = (bit % 8) as u64;
        }
        cutter
    }

    #[inline(always)]
    fn cut<const N: usize>(
        self,
        cutters: &[Cutter; N],
        limbs: &[u64],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]> {
        if at + width + 8 > size_of_val(limbs) {
            return None;
        }
        let start: *const u8 = limbs.as_ptr().cast();
        let mut pieces = [Row::ZERO; N];
        for (piece, cutter) in pieces.iter_mut().zip(cutters) {
            for half in [0, 4] {
                let mut words = [0; 4];
                for (word, &byte) in words.iter_mut().zip(&cutter.bytes[half..]) {
                    assert!(byte < width);
                    // SAFETY: eight bytes from there end before `at + width + 8`, and that is within
                    // the limbs by the comparison above.
                    *word = unsafe { start.add(at + byte).cast::<i64>().read_unaligned() };
                }
                let [a, b, c, d] = words;
                let bytes = simd!(_mm256_set_epi64x(d, c, b, a));
                let shifts = self.load(&cutter.shifts, half);
                let shifted = simd!(_mm256_srlv_epi64(bytes, shifts));
                let bits = self.and(shifted, self.splat(cutter.mask));
                // Below 2^52 the bits of 2^52 + x are those of 2^52, and x.
                let power = self.splat_f64(POWER_52);
                let sum = simd!(_mm256_or_pd(_mm256_castsi256_pd(bits), power));
                self.store_residues(piece, half, self.sub_residues(sum, power));
            }
        }
        Some(pieces)
    }

    fn joiner(self, width: usize) -> Joiner {
        // The last chunk has the bits that go into the next place's first byte, at most seven.
        let last = (width - 1) % 48 + 1;
        assert!((59..=192).contains(&width) && last >= 7);
        let (mut shifts, mut own) = (Row::ZERO, Row::ZERO);
        for lane in 0..8 {
            shifts.0[lane] = (lane * width % 8) as u64;
            own.0[lane] = (last - (lane + 1) * width % 8) as u64;
        }
        Joiner { width, shifts, own }
    }

    // The chunks of a place have six bytes each, moved up by less than one. So they are stored one
    // after the other, eight bytes each: the next store mends what is not its own.
    #[inline(always)]
    fn join<const D: usize>(
        self,
        joiner: &Joiner,
        places: &[Row; D],
        limbs: &mut [u64],
        at: usize,
    ) -> bool {
        let width = joiner.width;
        assert_eq!(D, width.div_ceil(48));
        if at + width + 8 > size_of_val(limbs) {
            return false;
        }
        let start: *mut u8 = limbs.as_mut_ptr().cast();
        let mut below = self.splat(0);
        for half in [0, 4] {
            let words = self.shifted(joiner, places, half, &mut below);
            for lane in 0..4 {
                let first = at + (half + lane) * width / 8;
                for (j, word) in words.iter().enumerate() {
                    // 48 (D - 1) is below the width, so that this ends before `at + width + 8`.
                    // SAFETY: that is within the limbs, by the comparison above; they are borrowed
                    // mutably.
                    unsafe {
                        start
                            .add(first + 6 * j)
                            .cast::<u64>()
                            .write_unaligned(word.0[lane])
                    };
                }
            }
        }
        true
    }
}
