//! Four digits of 50 bits with AVX2 and FMA, in floating point.
//!
//! A product of digits is below 2^100. Added to 1.5 * 2^102 it is rounded to a multiple of 2^50, which then
//! stands, divided by that, in the low bits of the sum; what the rounding left out, at most 2^49 of either
//! sign, is exact in a second fused operation, and stands in the low bits when 1.5 * 2^52 is added. The bits
//! of both sums are added up as integers, less the bits of the constants. As with AVX-512 the parts of digit
//! j belong j lanes up, the high ones j + 1: five sums.

#![allow(unsafe_code)]

use super::avx2::Avx2;
use crate::binary::Binary;
use crate::digits::DigitLanes;
use crate::simd::Row;
use std::arch::x86_64::*;
use std::cmp::Ordering;

const BITS: u32 = 50;
const MASK: i64 = (1 << BITS) - 1;

/// 2^52: a whole number below that, added, stands in the low bits.
const WHOLE: f64 = (1u64 << 52) as f64;

/// What brings a rest of either sign to the low bits.
pub(super) const LOW: f64 = 1.5 * WHOLE;

/// What brings the multiple of 2^50 there.
pub(super) const HIGH: f64 = LOW * (1u64 << BITS) as f64;

/// Four whole numbers below 2^50.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub struct Quad(pub(super) [f64; 4]);

/// Bytes of a block.
const BYTES: usize = 25;

/// What a block carries to the next.
#[derive(Clone, Copy, Debug)]
pub struct Carry {
    /// The upper parts of the words: only that of the last lane counts.
    high: __m256i,
    /// Whether the last digit overflowed by what was added to it: 0 or 1.
    bit: u32,
}

/// For each set of lanes, -1 in those.
static LANES: [[i64; 4]; 16] = {
    let mut lanes = [[0; 4]; 16];
    let mut i = 0;
    while i < 64 {
        lanes[i / 4][i % 4] = -(((i / 4) >> (i % 4)) as i64 & 1);
        i += 1;
    }
    lanes
};

/// Calls one intrinsic. A macro so that the argument for safety stands once.
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of `Avx2`, whose only constructor is `detect`, so the
        // processor has the instruction; it touches no memory but four words that are borrowed.
        unsafe { $call }
    };
}

impl Avx2 {
    /// The upper three, two or one of the words of low, then words of high: `UP` of the former.
    #[inline(always)]
    pub(super) fn slide_words<const UP: usize>(self, high: __m256i, low: __m256i) -> __m256i {
        let middle = simd!(_mm256_permute2x128_si256::<0x21>(low, high));
        match UP {
            1 => simd!(_mm256_alignr_epi8::<8>(high, middle)),
            2 => middle,
            3 => simd!(_mm256_alignr_epi8::<8>(middle, low)),
            _ => unreachable!("slides by 1 to 3"),
        }
    }

    #[inline(always)]
    pub(super) fn doubles(self, digits: &Quad) -> __m256d {
        simd!(_mm256_load_pd(digits.0.as_ptr()))
    }

    /// The products of a digit and four, in two parts, with the bits of [`LOW`] and [`HIGH`].
    #[inline(always)]
    pub(super) fn parts(self, digit: f64, y: __m256d) -> [__m256i; 2] {
        let digit = simd!(_mm256_set1_pd(digit));
        let high = simd!(_mm256_fmadd_pd(digit, y, _mm256_set1_pd(HIGH)));
        let rest = simd!(_mm256_sub_pd(_mm256_set1_pd(HIGH + LOW), high));
        let low = simd!(_mm256_fmadd_pd(digit, y, rest));
        [
            simd!(_mm256_castpd_si256(low)),
            simd!(_mm256_castpd_si256(high)),
        ]
    }

    /// The block of these digits.
    #[inline(always)]
    pub(super) fn quad(self, digits: __m256i) -> Quad {
        let whole = simd!(_mm256_set1_pd(WHOLE));
        let lifted = simd!(_mm256_or_pd(_mm256_castsi256_pd(digits), whole));
        let mut quad = Self::ZERO;
        simd!(_mm256_store_pd(
            quad.0.as_mut_ptr(),
            _mm256_sub_pd(lifted, whole)
        ));
        quad
    }

    /// Minus the bits that that many products add besides their parts.
    #[inline(always)]
    fn minus_bits(self, products: usize) -> [__m256i; 5] {
        let minus = (products as i64).wrapping_neg();
        let low = minus.wrapping_mul(LOW.to_bits() as i64);
        let high = minus.wrapping_mul(HIGH.to_bits() as i64);
        let both = simd!(_mm256_set1_epi64x(low.wrapping_add(high)));
        let [low, high] = [
            simd!(_mm256_set1_epi64x(low)),
            simd!(_mm256_set1_epi64x(high)),
        ];
        [low, both, both, both, high]
    }
}

impl DigitLanes for Avx2 {
    type Base = Binary;
    type Lanes = Avx2;
    type Block = Quad;
    type Words = __m256i;
    type Sums = [__m256i; 5];
    type Carry = Carry;
    const WIDTH: usize = 4;
    const BASE: u64 = 1 << BITS;
    const KARATSUBA_FROM: usize = 32;
    const KARATSUBA_SQUARE_FROM: usize = 64;
    const ZERO: Quad = Quad([0.0; 4]);
    /// Four low parts within 2^49 of zero and four high ones of at most 2^50.
    const COLUMN: u64 = 6 << BITS;

    #[inline(always)]
    fn lanes(self) -> Avx2 {
        self
    }

    #[inline(always)]
    fn blocks(self, rows: &mut [Row]) -> &mut [Quad] {
        // SAFETY: a row is two blocks, and aligned as they are; any bits are a value of either.
        unsafe { std::slice::from_raw_parts_mut(rows.as_mut_ptr().cast(), 2 * rows.len()) }
    }

    #[inline(always)]
    fn sums(self, products: usize) -> [__m256i; 5] {
        self.minus_bits(products)
    }

    #[inline(always)]
    fn accumulate(self, sums: &mut [__m256i; 5], x: &Quad, y: &Quad) {
        let y = self.doubles(y);
        for (j, &digit) in x.0.iter().enumerate() {
            let [low, high] = self.parts(digit, y);
            sums[j] = self.add(sums[j], low);
            sums[j + 1] = self.add(sums[j + 1], high);
        }
    }

    #[inline(always)]
    fn twice(self, mut sums: [__m256i; 5], products: usize) -> [__m256i; 5] {
        for (sum, minus) in sums.iter_mut().zip(self.minus_bits(products)) {
            *sum = self.add(self.add(*sum, *sum), minus);
        }
        sums
    }

    #[inline(always)]
    fn join(self, sums: &[__m256i; 5], before: &[__m256i; 5]) -> __m256i {
        let a = self.add(sums[0], before[4]);
        let b = self.slide_words::<1>(sums[1], before[1]);
        let c = self.slide_words::<2>(sums[2], before[2]);
        let d = self.slide_words::<3>(sums[3], before[3]);
        DigitLanes::add(self, self.add(a, b), self.add(c, d))
    }

    #[inline(always)]
    fn words(self, words: &[u64]) -> __m256i {
        let words: &[u64; 4] = words[..4].try_into().expect("four");
        simd!(_mm256_loadu_si256(words.as_ptr().cast()))
    }

    #[inline(always)]
    fn load(self, block: &Quad) -> __m256i {
        let whole = simd!(_mm256_set1_pd(WHOLE));
        let digits = simd!(_mm256_load_pd(block.0.as_ptr()));
        let lifted = simd!(_mm256_add_pd(digits, whole));
        simd!(_mm256_castpd_si256(_mm256_xor_pd(lifted, whole)))
    }

    #[inline(always)]
    fn add(self, a: __m256i, b: __m256i) -> __m256i {
        simd!(_mm256_add_epi64(a, b))
    }

    #[inline(always)]
    fn sub(self, a: __m256i, b: __m256i) -> __m256i {
        simd!(_mm256_sub_epi64(a, b))
    }

    /// 2^63 to the first word, and to each other one the same less what the one below brings it with that.
    #[inline(always)]
    fn lifts(self, r: i64) -> [Self::Words; 2] {
        const LIFT: u64 = 1 << 63;
        let mut lift = [LIFT - LIFT / Self::BASE; 4];
        let rest = self.words(&lift);
        lift[0] = LIFT.wrapping_add_signed(r);
        [self.words(&lift), rest]
    }

    #[inline(always)]
    fn no_carry(self) -> Carry {
        Carry {
            high: simd!(_mm256_setzero_si256()),
            bit: 0,
        }
    }

    /// As with AVX-512: t < 2^50 + 2^14, so it never carries twice. Nearly always nothing carries.
    #[inline(always)]
    fn normalize(self, words: __m256i, carry: &mut Carry) -> Quad {
        let mask = simd!(_mm256_set1_epi64x(MASK));
        let high = simd!(_mm256_srli_epi64::<{ BITS as i32 }>(words));
        let low = simd!(_mm256_and_si256(words, mask));
        let mut t = self.add(low, self.slide_words::<1>(high, carry.high));
        let generate = simd!(_mm256_cmpgt_epi64(t, mask));
        let propagate = simd!(_mm256_cmpeq_epi64(t, mask));
        let bits = simd!(_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_or_si256(
            generate, propagate
        ))));
        let mut bit = 0;
        if bits as u32 | carry.bit != 0 {
            let propagate = simd!(_mm256_movemask_pd(_mm256_castsi256_pd(propagate))) as u32;
            let generate = bits as u32 ^ propagate;
            let sum = ((generate << 1) | carry.bit) + propagate;
            let carried = &LANES[((sum ^ propagate) & 15) as usize];
            let carried = simd!(_mm256_loadu_si256(carried.as_ptr().cast()));
            t = simd!(_mm256_and_si256(self.sub(t, carried), mask));
            bit = sum >> 4;
        }
        *carry = Carry { high, bit };
        self.quad(t)
    }

    #[inline(always)]
    fn compare(self, x: &Quad, y: &Quad) -> Ordering {
        let mut pairs = x.0.iter().zip(&y.0).rev();
        let different = pairs.find_map(|(x, y)| x.partial_cmp(y).filter(|order| order.is_ne()));
        different.unwrap_or(Ordering::Equal)
    }

    fn limbs(blocks: usize) -> usize {
        (BYTES * blocks).div_ceil(8)
    }

    #[inline(always)]
    fn write(self, block: &Quad, out: &mut [u64], i: usize) {
        let byte = BYTES * i;
        let mut digits = [0; 4];
        simd!(_mm256_storeu_si256(
            digits.as_mut_ptr().cast(),
            self.load(block)
        ));
        let [a, b, c, d]: [u64; 4] = digits;
        let bytes = [
            a | (b << 50),
            (b >> 14) | (c << 36),
            (c >> 28) | (d << 22),
            d >> 42,
        ];
        let room = (8 * out.len()).saturating_sub(byte);
        let from: *const u8 = bytes.as_ptr().cast();
        let to = out.as_mut_ptr().cast::<u8>().wrapping_add(byte);
        if room >= 32 {
            // SAFETY: the 32 bytes, and as many of `out` from there.
            unsafe { from.copy_to_nonoverlapping(to, 32) };
        } else {
            // SAFETY: `room` of the 32 bytes, and as many of `out` from there.
            unsafe { from.copy_to_nonoverlapping(to, room) };
        }
    }
}
