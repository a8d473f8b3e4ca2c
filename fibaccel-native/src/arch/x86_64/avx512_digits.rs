//! Eight digits of 52 bits with AVX-512.
//!
//! A digit of one factor is in every lane and multiplied with a block of the other: the low halves of the
//! products of digit j belong j lanes up, the high halves j + 1. So nine sums, one for each distance, take
//! all of them without moving a lane, and are slid into place once.

#![allow(unsafe_code)]

use super::avx512::Avx512;
use crate::binary::Binary;
use crate::digits::DigitLanes;
use crate::simd::Row;
use std::arch::x86_64::*;
use std::cmp::Ordering;

const MASK_52: i64 = (1 << 52) - 1;

/// Bytes of a block.
const BYTES: usize = 52;

/// What a block carries to the next.
#[derive(Clone, Copy, Debug)]
pub struct Carry {
    /// The upper parts of the words: only that of the last lane counts.
    high: __m512i,
    /// Whether the last digit overflowed by what was added to it: 0 or 1.
    bit: u32,
}

/// Calls one intrinsic. A macro so that the argument for safety stands once.
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of `Avx512`, whose only constructor is `detect`, so the
        // processor has the instruction; it touches no memory but a `Row` that is borrowed.
        unsafe { $call }
    };
}

/// Of the bytes of four pairs of digits, 16 for each, the 13 that are not zero.
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
    /// The words of low from `DOWN` on, then the first ones of high.
    #[inline(always)]
    pub(super) fn slide<const DOWN: i32>(self, high: __m512i, low: __m512i) -> __m512i {
        simd!(_mm512_alignr_epi64::<DOWN>(high, low))
    }
}

impl DigitLanes for Avx512 {
    type Base = Binary;
    type Lanes = Avx512;
    type Block = Row;
    type Words = __m512i;
    type Sums = [__m512i; 9];
    type Carry = Carry;
    const WIDTH: usize = 8;
    const BASE: u64 = 1 << 52;
    const KARATSUBA_FROM: usize = 16;
    const KARATSUBA_SQUARE_FROM: usize = 22;
    const ZERO: Row = Row::ZERO;
    /// Eight low and eight high halves of products, each below 2^52.
    const COLUMN: u64 = 16 << 52;

    #[inline(always)]
    fn lanes(self) -> Avx512 {
        self
    }

    #[inline(always)]
    fn blocks(self, rows: &mut [Row]) -> &mut [Row] {
        rows
    }

    #[inline(always)]
    fn sums(self, _: usize) -> [__m512i; 9] {
        [simd!(_mm512_setzero_si512()); 9]
    }

    #[inline(always)]
    fn accumulate(self, sums: &mut [__m512i; 9], x: &Row, y: &Row) {
        let y = self.load(y);
        for (j, &digit) in x.0.iter().enumerate() {
            let digit = simd!(_mm512_set1_epi64(digit as i64));
            sums[j] = simd!(_mm512_madd52lo_epu64(sums[j], digit, y));
            sums[j + 1] = simd!(_mm512_madd52hi_epu64(sums[j + 1], digit, y));
        }
    }

    #[inline(always)]
    fn twice(self, mut sums: [__m512i; 9], _: usize) -> [__m512i; 9] {
        for sum in &mut sums {
            *sum = self.add(*sum, *sum);
        }
        sums
    }

    #[inline(always)]
    fn join(self, sums: &[__m512i; 9], before: &[__m512i; 9]) -> __m512i {
        let a = self.add(sums[0], before[8]);
        let b = self.add(
            self.slide::<7>(sums[1], before[1]),
            self.slide::<6>(sums[2], before[2]),
        );
        let c = self.add(
            self.slide::<5>(sums[3], before[3]),
            self.slide::<4>(sums[4], before[4]),
        );
        let d = self.add(
            self.slide::<3>(sums[5], before[5]),
            self.slide::<2>(sums[6], before[6]),
        );
        let a = self.add(a, self.slide::<1>(sums[7], before[7]));
        self.add(self.add(a, b), self.add(c, d))
    }

    #[inline(always)]
    fn words(self, words: &[u64]) -> __m512i {
        let words: &[u64; 8] = words[..8].try_into().expect("eight");
        simd!(_mm512_loadu_si512(words.as_ptr().cast()))
    }

    #[inline(always)]
    fn load(self, block: &Row) -> __m512i {
        simd!(_mm512_load_si512(block.0.as_ptr().cast()))
    }

    #[inline(always)]
    fn add(self, a: __m512i, b: __m512i) -> __m512i {
        simd!(_mm512_add_epi64(a, b))
    }

    #[inline(always)]
    fn sub(self, a: __m512i, b: __m512i) -> __m512i {
        simd!(_mm512_sub_epi64(a, b))
    }

    /// 2^63 to the first word, and to each other one the same less what the one below brings it with that.
    #[inline(always)]
    fn lifts(self, r: i64) -> [Self::Words; 2] {
        const LIFT: u64 = 1 << 63;
        let mut lift = [LIFT - LIFT / Self::BASE; 8];
        let rest = self.words(&lift);
        lift[0] = LIFT.wrapping_add_signed(r);
        [self.words(&lift), rest]
    }

    #[inline(always)]
    fn no_carry(self) -> Carry {
        Carry {
            high: simd!(_mm512_setzero_si512()),
            bit: 0,
        }
    }

    /// A lane is its low part plus the upper part of the lane below: t < 2^52 + 2^12. It carries if
    /// t is above the mask, or if it is the mask and is carried to; never twice. So the carries
    /// ripple through the lanes as through the bits of an addition: of those that carry, moved up,
    /// to those that would pass one on. Nearly always nothing carries, and a branch is faster than the way
    /// from the masks to an addition and back.
    #[inline(always)]
    fn normalize(self, words: __m512i, carry: &mut Carry) -> Row {
        let mask = simd!(_mm512_set1_epi64(MASK_52));
        let high = simd!(_mm512_srli_epi64::<52>(words));
        let low = simd!(_mm512_and_si512(words, mask));
        let mut t = self.add(low, self.slide::<7>(high, carry.high));
        let either = u32::from(simd!(_mm512_cmpge_epu64_mask(t, mask)));
        let mut bit = 0;
        if either | carry.bit != 0 {
            let propagate = u32::from(simd!(_mm512_cmpeq_epu64_mask(t, mask)));
            let generate = either ^ propagate;
            let sum = ((generate << 1) | carry.bit) + propagate;
            let carried = (sum ^ propagate) as u8;
            // t + 1 = t - (-1), and -1 has the bits of the mask.
            t = simd!(_mm512_mask_sub_epi64(t, carried, t, _mm512_set1_epi64(-1)));
            t = simd!(_mm512_and_si512(t, mask));
            bit = sum >> 8;
        }
        *carry = Carry { high, bit };
        let mut digits = Row::ZERO;
        simd!(_mm512_store_si512(digits.0.as_mut_ptr().cast(), t));
        digits
    }

    #[inline(always)]
    fn compare(self, x: &Row, y: &Row) -> Ordering {
        x.0.iter().rev().cmp(y.0.iter().rev())
    }

    fn limbs(blocks: usize) -> usize {
        (BYTES * blocks).div_ceil(8)
    }

    /// Two digits have 13 bytes: the even one and the low 12 bits of the odd one, and the rest of that.
    #[inline(always)]
    fn write(self, block: &Row, out: &mut [u64], i: usize) {
        let byte = BYTES * i;
        let digits = self.load(block);
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
