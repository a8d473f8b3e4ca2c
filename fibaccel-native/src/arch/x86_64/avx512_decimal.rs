//! Eight digits of 10^15 with AVX-512.
//!
//! Products as in `avx512_digits`, but that the high halves, of weight 2^52, have sums of their own, beside
//! those of the low ones: words are two integers. Their number is divided by 10^15 in two steps, the
//! quotient is added to the digits above, and that divided again.

#![allow(unsafe_code)]

use super::avx512::Avx512;
use crate::decimal::Decimal;
use crate::digits::{DECIMAL_BASE as BASE, DigitLanes, Tens, decimal_lifts};
use crate::limbs::decimal as limbs;
use crate::simd::Row;
use std::arch::x86_64::*;
use std::cmp::Ordering;

/// floor(2^101 / 10^15), of 52 bits.
const RECIPROCAL: u64 = ((1 << 101) / BASE as u128) as u64;

/// floor(2^63 / 10^15).
const SHORT_RECIPROCAL: u64 = (1 << 63) / BASE;

/// The lanes of odd digits.
const ODD: u8 = 0b1010_1010;

/// Limbs of a block.
const LIMBS: usize = 20;

/// Of which half of a lane each limb is, of pairs of lanes that have four limbs each, and from 16 on of those
/// that have the limb between, the third, in the first half of the first lane.
static PLACES: [u32; 32] = {
    let mut places = [0; 32];
    let mut i = 0;
    while i < LIMBS {
        let first = 4 * (i as u32 / 5);
        places[i] = first + [0, 1, 16, 2, 3][i % 5];
        i += 1;
    }
    places
};

/// What a block carries to the next; of vectors, only the last lanes count.
#[derive(Clone, Copy, Debug)]
pub struct Carry {
    /// The quotients of words.
    quotients: __m512i,
    /// The quotients of what is left of them with the quotients from below.
    small: __m512i,
    /// Whether the last digit overflowed by what was added to it: 0 or 1.
    bit: u32,
}

/// Calls one intrinsic. A macro so that the argument for safety stands once.
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of `Tens<Avx512>`, and the only constructor of `Avx512` is
        // `detect`, so the processor has the instruction; it touches no memory but a `Row` that is borrowed.
        unsafe { $call }
    };
}

/// Eight sums, for each distance between digits, in their places.
#[inline(always)]
fn joined(s: Avx512, sums: &[__m512i; 8], before: &[__m512i; 8]) -> __m512i {
    let add = |a, b| DigitLanes::add(s, a, b);
    let a = add(sums[0], s.slide::<7>(sums[1], before[1]));
    let b = add(
        s.slide::<6>(sums[2], before[2]),
        s.slide::<5>(sums[3], before[3]),
    );
    let c = add(
        s.slide::<4>(sums[4], before[4]),
        s.slide::<3>(sums[5], before[5]),
    );
    let d = add(
        s.slide::<2>(sums[6], before[6]),
        s.slide::<1>(sums[7], before[7]),
    );
    add(add(a, b), add(c, d))
}

impl Tens<Avx512> {
    #[inline(always)]
    fn splat(self, x: u64) -> __m512i {
        simd!(_mm512_set1_epi64(x as i64))
    }

    /// x / 10^15 or up to 7/5 less, for x below 2^63.
    #[inline(always)]
    fn quotient(self, x: __m512i) -> __m512i {
        let leading = simd!(_mm512_srli_epi64::<11>(x));
        let reciprocal = self.splat(SHORT_RECIPROCAL);
        simd!(_mm512_madd52hi_epu64(
            _mm512_setzero_si512(),
            leading,
            reciprocal
        ))
    }

    /// The limbs of a block: two digits are five. The even digit is two limbs and the lower half of the
    /// third, the odd one its upper half and two limbs. Pairs of two lanes, the first and second limb in
    /// the lower one, the fourth and fifth in the upper one; and the third, in the lower one.
    ///
    /// x M / 2^(52 + s) with M = 2^(52 + s) / c, rounded up, exceeds x / c by less than x / 2^(52 + s): for
    /// digits, by less than 1 / c.
    #[inline(always)]
    fn divided(self, block: &Row) -> [__m512i; 2] {
        const BY_MILLION: u64 = (1_u128 << 71).div_ceil(limbs::BASE as u128) as u64;
        const BY_THOUSAND: u64 = (1_u128 << 61).div_ceil(1_000) as u64;
        let zero = self.splat(0);
        let million = self.splat(limbs::BASE);
        let digits = DigitLanes::load(self.0, block);
        // The even digits by 10^6, the odd ones by 10^3; and both quotients by 10^6.
        let reciprocals = self.either(BY_MILLION, BY_THOUSAND);
        let upper = simd!(_mm512_madd52hi_epu64(zero, digits, reciprocals));
        let upper = simd!(_mm512_srlv_epi64(upper, self.either(19, 9)));
        let divisors = self.either(limbs::BASE, 1_000);
        let taken = simd!(_mm512_madd52lo_epu64(zero, upper, divisors));
        let low = simd!(_mm512_sub_epi64(digits, taken));
        let top = simd!(_mm512_madd52hi_epu64(zero, upper, self.splat(BY_MILLION)));
        let top = simd!(_mm512_srli_epi64::<19>(top));
        let taken = simd!(_mm512_madd52lo_epu64(zero, top, million));
        let middle = simd!(_mm512_sub_epi64(upper, taken));
        let odd_low = simd!(_mm512_shuffle_epi32::<0b01_00_11_10>(low));
        let third = simd!(_mm512_madd52lo_epu64(top, odd_low, self.splat(1_000)));
        let first = simd!(_mm512_mask_blend_epi64(ODD, low, middle));
        let second = simd!(_mm512_mask_blend_epi64(ODD, middle, top));
        let four = simd!(_mm512_or_si512(first, _mm512_slli_epi64::<32>(second)));
        [four, third]
    }

    /// Writes the limbs of a block.
    #[inline(always)]
    fn spread(self, block: &Row, limbs: &mut [u32; LIMBS]) {
        let [four, third] = self.divided(block);
        // SAFETY: 64 bytes from the first and from the 16th of 32 places are read.
        let [start, rest] = unsafe {
            [
                _mm512_loadu_si512(PLACES.as_ptr().cast()),
                _mm512_loadu_si512(PLACES.as_ptr().add(16).cast()),
            ]
        };
        let start = simd!(_mm512_permutex2var_epi32(four, start, third));
        let rest = simd!(_mm512_permutex2var_epi32(four, rest, third));
        // SAFETY: the first 16 limbs are written, and the other four, of the 20 that are borrowed mutably.
        unsafe {
            _mm512_storeu_si512(limbs.as_mut_ptr().cast(), start);
            _mm_storeu_si128(
                limbs.as_mut_ptr().add(16).cast(),
                _mm512_castsi512_si128(rest),
            );
        }
    }

    /// The digits of numbers that are below 10^15 or little more, with a carry of 0 or 1 to the first, and
    /// the carry out of the last: those of an addition of as many bits.
    #[inline(always)]
    fn ripple(self, t: __m512i, carry: u32) -> (__m512i, u32) {
        let nines = self.splat(BASE - 1);
        let either = u32::from(simd!(_mm512_cmpge_epu64_mask(t, nines)));
        if either | carry == 0 {
            return (t, 0);
        }
        let propagate = u32::from(simd!(_mm512_cmpeq_epu64_mask(t, nines)));
        let generate = either ^ propagate;
        let sum = ((generate << 1) | carry) + propagate;
        let carried = (sum ^ propagate) as u8;
        let t = simd!(_mm512_mask_sub_epi64(t, carried, t, _mm512_set1_epi64(-1)));
        let t = simd!(_mm512_min_epu64(t, _mm512_sub_epi64(t, self.splat(BASE))));
        (t, sum >> 8)
    }

    /// One number in the lanes of even digits, one in those of odd ones.
    #[inline(always)]
    fn either(self, even: u64, odd: u64) -> __m512i {
        simd!(_mm512_mask_blend_epi64(
            ODD,
            self.splat(even),
            self.splat(odd)
        ))
    }

    /// x - q 10^15.
    #[inline(always)]
    fn rest(self, x: __m512i, q: __m512i, base: u64) -> __m512i {
        simd!(_mm512_sub_epi64(x, _mm512_mullo_epi64(q, self.splat(base))))
    }
}

impl DigitLanes for Tens<Avx512> {
    type Base = Decimal;
    type Lanes = Avx512;
    type Block = Row;
    /// Low halves and high ones.
    type Words = [__m512i; 2];
    type Sums = [[__m512i; 8]; 2];
    type Carry = Carry;
    const WIDTH: usize = 8;
    const BASE: u64 = BASE;
    const KARATSUBA_FROM: usize = 16;
    const KARATSUBA_SQUARE_FROM: usize = 22;
    const ZERO: Row = Row::ZERO;
    /// Eight low halves of products, each below 2^52.
    const COLUMN: u64 = 8 << 52;

    #[inline(always)]
    fn lanes(self) -> Avx512 {
        self.0
    }

    #[inline(always)]
    fn blocks(self, rows: &mut [Row]) -> &mut [Row] {
        rows
    }

    #[inline(always)]
    fn sums(self, _: usize) -> [[__m512i; 8]; 2] {
        [[simd!(_mm512_setzero_si512()); 8]; 2]
    }

    #[inline(always)]
    fn accumulate(self, [low, high]: &mut [[__m512i; 8]; 2], x: &Row, y: &Row) {
        let y = DigitLanes::load(self.0, y);
        for (j, &digit) in x.0.iter().enumerate() {
            let digit = self.splat(digit);
            low[j] = simd!(_mm512_madd52lo_epu64(low[j], digit, y));
            high[j] = simd!(_mm512_madd52hi_epu64(high[j], digit, y));
        }
    }

    #[inline(always)]
    fn twice(self, mut sums: [[__m512i; 8]; 2], _: usize) -> [[__m512i; 8]; 2] {
        for sum in sums.as_flattened_mut() {
            *sum = simd!(_mm512_add_epi64(*sum, *sum));
        }
        sums
    }

    #[inline(always)]
    fn join(self, sums: &[[__m512i; 8]; 2], before: &[[__m512i; 8]; 2]) -> [__m512i; 2] {
        [
            joined(self.0, &sums[0], &before[0]),
            joined(self.0, &sums[1], &before[1]),
        ]
    }

    #[inline(always)]
    fn words(self, words: &[u64]) -> [__m512i; 2] {
        [DigitLanes::words(self.0, words), self.splat(0)]
    }

    #[inline(always)]
    fn load(self, block: &Row) -> [__m512i; 2] {
        [DigitLanes::load(self.0, block), self.splat(0)]
    }

    #[inline(always)]
    fn add(self, a: [__m512i; 2], b: [__m512i; 2]) -> [__m512i; 2] {
        [
            DigitLanes::add(self.0, a[0], b[0]),
            DigitLanes::add(self.0, a[1], b[1]),
        ]
    }

    #[inline(always)]
    fn sub(self, a: [__m512i; 2], b: [__m512i; 2]) -> [__m512i; 2] {
        [
            DigitLanes::sub(self.0, a[0], b[0]),
            DigitLanes::sub(self.0, a[1], b[1]),
        ]
    }

    #[inline(always)]
    fn lifts(self, r: i64) -> [[__m512i; 2]; 2] {
        const HIGH: u64 = 1 << 58;
        const LIFTS: [u64; 2] = decimal_lifts(HIGH, 52);
        let mut first = [LIFTS[1]; 8];
        first[0] = LIFTS[0].wrapping_add_signed(r);
        let high = self.splat(HIGH);
        [
            [DigitLanes::words(self.0, &first), high],
            [self.splat(LIFTS[1]), high],
        ]
    }

    #[inline(always)]
    fn no_carry(self) -> Carry {
        Carry {
            quotients: self.splat(0),
            small: self.splat(0),
            bit: 0,
        }
    }

    #[inline(always)]
    fn normalize(self, [low, high]: [__m512i; 2], carry: &mut Carry) -> Row {
        let Self(s) = self;
        let upper = DigitLanes::add(s, high, simd!(_mm512_srli_epi64::<52>(low)));
        let leading = simd!(_mm512_srli_epi64::<8>(upper));
        let zero = self.splat(0);
        let estimate = simd!(_mm512_madd52hi_epu64(zero, leading, self.splat(RECIPROCAL)));
        let x = DigitLanes::add(s, low, simd!(_mm512_slli_epi64::<52>(high)));
        let x = self.rest(x, estimate, BASE << 11);
        let more = self.quotient(x);
        let x = self.rest(x, more, BASE);
        let quotients = DigitLanes::add(s, simd!(_mm512_slli_epi64::<11>(estimate)), more);
        let x = DigitLanes::add(s, x, s.slide::<7>(quotients, carry.quotients));
        let small = self.quotient(x);
        let x = self.rest(x, small, BASE);
        let base = self.splat(BASE);
        let over = simd!(_mm512_cmpge_epu64_mask(x, base));
        let minus_one = simd!(_mm512_set1_epi64(-1));
        let small = simd!(_mm512_mask_sub_epi64(small, over, small, minus_one));
        let x = simd!(_mm512_mask_sub_epi64(x, over, x, base));
        let t = DigitLanes::add(s, x, s.slide::<7>(small, carry.small));
        let (t, bit) = self.ripple(t, carry.bit);
        *carry = Carry {
            quotients,
            small,
            bit,
        };
        let mut digits = Row::ZERO;
        simd!(_mm512_store_si512(digits.0.as_mut_ptr().cast(), t));
        digits
    }

    #[inline(always)]
    fn compare(self, x: &Row, y: &Row) -> Ordering {
        self.0.compare(x, y)
    }

    fn limbs(blocks: usize) -> usize {
        LIMBS * blocks
    }

    #[inline(always)]
    fn write(self, block: &Row, out: &mut [u32], i: usize) {
        let from = out.len().min(LIMBS * i);
        let out = &mut out[from..];
        if let Some(limbs) = out.first_chunk_mut() {
            self.spread(block, limbs);
        } else {
            let mut limbs = [0; LIMBS];
            self.spread(block, &mut limbs);
            out.copy_from_slice(&limbs[..out.len()]);
        }
    }
}
