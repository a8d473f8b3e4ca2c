//! Eight digits of 52 bits with AVX-512.
//!
//! A digit of one factor is in every lane and multiplied with a block of the other: the low halves of the
//! products of digit j belong j lanes up, the high halves j + 1. So nine sums, one for each distance, take
//! all of them without moving a lane, and are slid into place once.

#![allow(unsafe_code)]

use super::Avx512;
use crate::limbs::Binary;
use crate::machine::digits::{BlockCarry, DigitLanes, binary_lifts, ripple};
use crate::machine::lanes::Words;
use crate::machine::row::Row;
use std::arch::x86_64::*;
use std::cmp::Ordering;

const MASK_52: i64 = (1 << 52) - 1;

/// The number of bytes in a block.
const BYTES: usize = 52;

/// The 13 bytes that are not zero of each of four pairs of digits, which have 16.
static PAIRS: [u8; 64] = {
    let mut bytes = [0; 64];
    let mut i = 0;
    while i < 52 {
        bytes[i] = (i / 13 * 16 + i % 13) as u8;
        i += 1;
    }
    bytes
};

impl Avx512 {
    /// Moves the words of `low` down by `DOWN` lanes and the first words of `high` into the lanes above.
    #[inline(always)]
    pub(super) fn slide_down<const DOWN: i32>(self, high: __m512i, low: __m512i) -> __m512i {
        simd!(_mm512_alignr_epi64::<DOWN>(high, low))
    }
}

impl DigitLanes for Avx512 {
    type Base = Binary;
    type Lanes = Avx512;
    type Block = Row;
    type Columns = __m512i;
    type Sums = [__m512i; 9];
    type BlockCarry = BlockCarry<__m512i>;
    const WIDTH: usize = 8;
    const BASE: u64 = 1 << 52;
    const ZERO: Row = Row::ZERO;
    /// Eight low and eight high halves of products, each below 2^52.
    const COLUMN: u64 = 16 << 52;

    methods! {
        fn lanes(self) -> Avx512 = self;
        fn blocks(self, rows: &mut [Row]) -> &mut [Row] = rows;
        fn zero_sums(self) -> [__m512i; 9] = [simd!(_mm512_setzero_si512()); 9];
        fn load_columns(self, block: &Row) -> __m512i = self.load(block, 0);
        fn add_columns(self, a: __m512i, b: __m512i) -> __m512i = self.add(a, b);
        fn sub_columns(self, a: __m512i, b: __m512i) -> __m512i = self.sub(a, b);
        fn lifts(self, r: i64) -> [Self::Columns; 2] = binary_lifts::<_, 8>(self, r);
        fn compare(self, x: &Row, y: &Row) -> Ordering = x.0.iter().rev().cmp(y.0.iter().rev());
    }

    #[inline(always)]
    fn add_product(self, sums: &mut [__m512i; 9], x: &Row, y: &Row) {
        let y = self.load_columns(y);
        for (j, &digit) in x.0.iter().enumerate() {
            let digit = simd!(_mm512_set1_epi64(digit as i64));
            sums[j] = simd!(_mm512_madd52lo_epu64(sums[j], digit, y));
            sums[j + 1] = simd!(_mm512_madd52hi_epu64(sums[j + 1], digit, y));
        }
    }

    #[inline(always)]
    fn double_sums(self, mut sums: [__m512i; 9]) -> [__m512i; 9] {
        for sum in &mut sums {
            *sum = self.add(*sum, *sum);
        }
        sums
    }

    #[inline(always)]
    fn columns_from_sums(self, sums: &[__m512i; 9], before: &[__m512i; 9]) -> __m512i {
        let a = self.add(sums[0], before[8]);
        let b = self.add(
            self.slide_down::<7>(sums[1], before[1]),
            self.slide_down::<6>(sums[2], before[2]),
        );
        let c = self.add(
            self.slide_down::<5>(sums[3], before[3]),
            self.slide_down::<4>(sums[4], before[4]),
        );
        let d = self.add(
            self.slide_down::<3>(sums[5], before[5]),
            self.slide_down::<2>(sums[6], before[6]),
        );
        let a = self.add(a, self.slide_down::<1>(sums[7], before[7]));
        self.add(self.add(a, b), self.add(c, d))
    }

    #[inline(always)]
    fn columns_from_words(self, words: &[u64]) -> __m512i {
        let words: &[u64; 8] = words[..8].try_into().expect("eight");
        simd!(_mm512_loadu_si512(words.as_ptr().cast()))
    }

    #[inline(always)]
    fn no_carry(self) -> Self::BlockCarry {
        BlockCarry {
            high: simd!(_mm512_setzero_si512()),
            bit: 0,
        }
    }

    // A lane is its low part plus the upper part of the lane below: t < 2^52 + 2^12. It carries if
    // t is above the mask, or if it is the mask and is carried to; never twice. So the carries
    // ripple through the lanes as through the bits of an addition: of those that carry, moved up,
    // to those that would pass one on. Nearly always nothing carries, and a branch is faster than moving the
    // masks to scalar registers and back.
    #[inline(always)]
    fn normalize(self, columns: __m512i, carry: &mut Self::BlockCarry) -> Row {
        let mask = simd!(_mm512_set1_epi64(MASK_52));
        let high = simd!(_mm512_srli_epi64::<52>(columns));
        let low = simd!(_mm512_and_si512(columns, mask));
        let mut t = self.add(low, self.slide_down::<7>(high, carry.high));
        let either = u32::from(simd!(_mm512_cmpge_epu64_mask(t, mask)));
        let mut bit = 0;
        if either | carry.bit != 0 {
            let propagate = u32::from(simd!(_mm512_cmpeq_epu64_mask(t, mask)));
            let carried = ripple(either, propagate, carry.bit);
            // t + 1 = t - (-1), and -1 has the bits of the mask.
            let minus_one = simd!(_mm512_set1_epi64(-1));
            t = simd!(_mm512_mask_sub_epi64(t, carried as u8, t, minus_one));
            t = simd!(_mm512_and_si512(t, mask));
            bit = carried >> 8;
        }
        *carry = BlockCarry { high, bit };
        let mut digits = Row::ZERO;
        simd!(_mm512_store_si512(digits.0.as_mut_ptr().cast(), t));
        digits
    }

    fn limbs(blocks: usize) -> usize {
        (BYTES * blocks).div_ceil(8)
    }

    // Two digits have 13 bytes: the even one and the low 12 bits of the odd one, and the rest of that.
    #[inline(always)]
    fn write(self, block: &Row, out: &mut [u64], i: usize) {
        let byte = BYTES * i;
        let digits = self.load_columns(block);
        let others = simd!(_mm512_shuffle_epi32::<0b01_00_11_10>(digits));
        let up = simd!(_mm512_set_epi64(64, 52, 64, 52, 64, 52, 64, 52));
        let down = simd!(_mm512_set_epi64(12, 0, 12, 0, 12, 0, 12, 0));
        let pairs = simd!(_mm512_or_si512(
            _mm512_sllv_epi64(others, up),
            _mm512_srlv_epi64(digits, down)
        ));
        let places = simd!(_mm512_loadu_si512(PAIRS.as_ptr().cast()));
        let bytes = simd!(_mm512_maskz_permutexvar_epi8((1 << 52) - 1, places, pairs));
        let room = (8 * out.len()).saturating_sub(byte);
        if room >= 64 {
            // SAFETY: 64 bytes of `out` from there.
            unsafe { _mm512_storeu_si512(out.as_mut_ptr().byte_add(byte).cast(), bytes) };
        } else if room > 0 {
            let mut end = Row::ZERO;
            simd!(_mm512_store_si512(end.0.as_mut_ptr().cast(), bytes));
            let from: *const u8 = end.0.as_ptr().cast();
            // SAFETY: `room` bytes of `out` from there, of the 64 of `end`.
            unsafe { from.copy_to_nonoverlapping(out.as_mut_ptr().byte_add(byte).cast(), room) };
        }
    }
}
