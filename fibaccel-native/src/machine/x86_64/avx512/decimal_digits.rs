//! Eight digits of 10^15 with AVX-512.
//!
//! Products are those of binary digits ([`super::digits`]), but that the high halves, of weight 2^52, have
//! sums of their own, beside those of the low ones: columns are two integers. Their number is divided by
//! 10^15 in two steps, the quotient is added to the digits above, and that divided again.

#![allow(unsafe_code)]

use super::Avx512;
use crate::limbs::{Decimal, decimal as limbs};
use crate::machine::digits::{
    DECIMAL_BASE as BASE, DecimalDigits, DigitLanes, decimal_lifts, ripple,
};
use crate::machine::lanes::Words;
use crate::machine::row::Row;
use std::arch::x86_64::*;
use std::cmp::Ordering;

/// The reciprocal floor(2^101 / 10^15), of 52 bits.
const RECIPROCAL: u64 = ((1 << 101) / BASE as u128) as u64;

/// The reciprocal floor(2^63 / 10^15), of 14 bits.
const SHORT_RECIPROCAL: u64 = (1 << 63) / BASE;

/// The lanes of odd digits.
const ODD: u8 = 0b1010_1010;

/// The number of limbs in a block.
const LIMBS: usize = 20;

/// The half lane that each limb is in: below 16, of pairs of lanes with four limbs each; from 16 on, of those
/// with the limb between, the third, in the first half of the first lane.
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

/// The carry from a block to the next; of vectors, only the last lanes count.
#[derive(Clone, Copy, Debug)]
pub struct DecimalBlockCarry {
    /// The quotients of columns.
    quotients: __m512i,
    /// The quotients of the rests of columns and the quotients from below.
    small: __m512i,
    /// Whether the last digit overflowed by what was added to it: 0 or 1.
    bit: u32,
}

/// The columns of eight sums, which are by the distance between digits, of a block and the one before.
#[inline(always)]
fn joined(s: Avx512, sums: &[__m512i; 8], before: &[__m512i; 8]) -> __m512i {
    let a = s.add(sums[0], s.slide_down::<7>(sums[1], before[1]));
    let b = s.add(
        s.slide_down::<6>(sums[2], before[2]),
        s.slide_down::<5>(sums[3], before[3]),
    );
    let c = s.add(
        s.slide_down::<4>(sums[4], before[4]),
        s.slide_down::<3>(sums[5], before[5]),
    );
    let d = s.add(
        s.slide_down::<2>(sums[6], before[6]),
        s.slide_down::<1>(sums[7], before[7]),
    );
    s.add(s.add(a, b), s.add(c, d))
}

impl DecimalDigits<Avx512> {
    /// An estimate of x / 10^15, which is up to 7/5 less, for x below 2^63.
    #[inline(always)]
    fn quotient(self, x: __m512i) -> __m512i {
        let leading = simd!(_mm512_srli_epi64::<11>(x));
        let reciprocal = self.0.splat(SHORT_RECIPROCAL);
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
        let zero = self.0.splat(0);
        let million = self.0.splat(limbs::BASE);
        let digits = self.0.load_columns(block);
        // The even digits by 10^6, the odd ones by 10^3; and both quotients by 10^6.
        let reciprocals = self.either(BY_MILLION, BY_THOUSAND);
        let upper = simd!(_mm512_madd52hi_epu64(zero, digits, reciprocals));
        let upper = simd!(_mm512_srlv_epi64(upper, self.either(19, 9)));
        let divisors = self.either(limbs::BASE, 1_000);
        let taken = simd!(_mm512_madd52lo_epu64(zero, upper, divisors));
        let low = simd!(_mm512_sub_epi64(digits, taken));
        let top = simd!(_mm512_madd52hi_epu64(zero, upper, self.0.splat(BY_MILLION)));
        let top = simd!(_mm512_srli_epi64::<19>(top));
        let taken = simd!(_mm512_madd52lo_epu64(zero, top, million));
        let middle = simd!(_mm512_sub_epi64(upper, taken));
        let odd_low = simd!(_mm512_shuffle_epi32::<0b01_00_11_10>(low));
        let third = simd!(_mm512_madd52lo_epu64(top, odd_low, self.0.splat(1_000)));
        let first = simd!(_mm512_mask_blend_epi64(ODD, low, middle));
        let second = simd!(_mm512_mask_blend_epi64(ODD, middle, top));
        let four = simd!(_mm512_or_si512(first, _mm512_slli_epi64::<32>(second)));
        [four, third]
    }

    /// Writes the limbs of a block.
    #[inline(always)]
    fn write_block(self, block: &Row, limbs: &mut [u32; LIMBS]) {
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
    /// the carry out of the last.
    #[inline(always)]
    fn carried(self, t: __m512i, carry: u32) -> (__m512i, u32) {
        let nines = self.0.splat(BASE - 1);
        let either = u32::from(simd!(_mm512_cmpge_epu64_mask(t, nines)));
        if either | carry == 0 {
            return (t, 0);
        }
        let propagate = u32::from(simd!(_mm512_cmpeq_epu64_mask(t, nines)));
        let carried = ripple(either, propagate, carry);
        let minus_one = simd!(_mm512_set1_epi64(-1));
        let t = simd!(_mm512_mask_sub_epi64(t, carried as u8, t, minus_one));
        let t = simd!(_mm512_min_epu64(t, _mm512_sub_epi64(t, self.0.splat(BASE))));
        (t, carried >> 8)
    }

    /// A vector with one number in the lanes of even digits and one in those of odd ones.
    #[inline(always)]
    fn either(self, even: u64, odd: u64) -> __m512i {
        simd!(_mm512_mask_blend_epi64(
            ODD,
            self.0.splat(even),
            self.0.splat(odd)
        ))
    }

    /// The rest x - q `base`.
    #[inline(always)]
    fn rest(self, x: __m512i, q: __m512i, base: u64) -> __m512i {
        simd!(_mm512_sub_epi64(
            x,
            _mm512_mullo_epi64(q, self.0.splat(base))
        ))
    }
}

impl DigitLanes for DecimalDigits<Avx512> {
    type Base = Decimal;
    type Lanes = Avx512;
    type Block = Row;
    /// The low halves of products and the high ones.
    type Columns = [__m512i; 2];
    type Sums = [[__m512i; 8]; 2];
    type BlockCarry = DecimalBlockCarry;
    const WIDTH: usize = 8;
    const BASE: u64 = BASE;
    const ZERO: Row = Row::ZERO;
    /// Eight low halves of products, each below 2^52.
    const COLUMN: u64 = 8 << 52;

    columns_are_two!();

    methods! {
        fn blocks(self, rows: &mut [Row]) -> &mut [Row] = rows;
        fn columns_from_sums(self, sums: &Self::Sums, before: &Self::Sums) -> Self::Columns =
            [joined(self.0, &sums[0], &before[0]), joined(self.0, &sums[1], &before[1])];
    }

    #[inline(always)]
    fn zero_sums(self) -> [[__m512i; 8]; 2] {
        [[self.0.splat(0); 8]; 2]
    }

    #[inline(always)]
    fn add_product(self, [low, high]: &mut [[__m512i; 8]; 2], x: &Row, y: &Row) {
        let y = self.0.load_columns(y);
        for (j, &digit) in x.0.iter().enumerate() {
            let digit = self.0.splat(digit);
            low[j] = simd!(_mm512_madd52lo_epu64(low[j], digit, y));
            high[j] = simd!(_mm512_madd52hi_epu64(high[j], digit, y));
        }
    }

    #[inline(always)]
    fn double_sums(self, mut sums: [[__m512i; 8]; 2]) -> [[__m512i; 8]; 2] {
        for sum in sums.as_flattened_mut() {
            *sum = self.0.add(*sum, *sum);
        }
        sums
    }

    #[inline(always)]
    fn lifts(self, r: i64) -> [[__m512i; 2]; 2] {
        const HIGH: u64 = 1 << 58;
        const LIFTS: [u64; 2] = decimal_lifts(HIGH, 52);
        let mut first = [LIFTS[1]; 8];
        first[0] = LIFTS[0].wrapping_add_signed(r);
        let high = self.0.splat(HIGH);
        [
            [self.0.columns_from_words(&first), high],
            [self.0.splat(LIFTS[1]), high],
        ]
    }

    #[inline(always)]
    fn no_carry(self) -> DecimalBlockCarry {
        DecimalBlockCarry {
            quotients: self.0.splat(0),
            small: self.0.splat(0),
            bit: 0,
        }
    }

    #[inline(always)]
    fn normalize(self, [low, high]: [__m512i; 2], carry: &mut DecimalBlockCarry) -> Row {
        let Self(s) = self;
        let upper = s.add(high, simd!(_mm512_srli_epi64::<52>(low)));
        let leading = simd!(_mm512_srli_epi64::<8>(upper));
        let zero = self.0.splat(0);
        let estimate = simd!(_mm512_madd52hi_epu64(
            zero,
            leading,
            self.0.splat(RECIPROCAL)
        ));
        let x = s.add(low, simd!(_mm512_slli_epi64::<52>(high)));
        let x = self.rest(x, estimate, BASE << 11);
        let more = self.quotient(x);
        let x = self.rest(x, more, BASE);
        let quotients = s.add(simd!(_mm512_slli_epi64::<11>(estimate)), more);
        let x = s.add(x, s.slide_down::<7>(quotients, carry.quotients));
        let small = self.quotient(x);
        let x = self.rest(x, small, BASE);
        let base = self.0.splat(BASE);
        let over = simd!(_mm512_cmpge_epu64_mask(x, base));
        let minus_one = simd!(_mm512_set1_epi64(-1));
        let small = simd!(_mm512_mask_sub_epi64(small, over, small, minus_one));
        let x = simd!(_mm512_mask_sub_epi64(x, over, x, base));
        let t = s.add(x, s.slide_down::<7>(small, carry.small));
        let (t, bit) = self.carried(t, carry.bit);
        *carry = DecimalBlockCarry {
            quotients,
            small,
            bit,
        };
        let mut digits = Row::ZERO;
        simd!(_mm512_store_si512(digits.0.as_mut_ptr().cast(), t));
        digits
    }

    fn limbs(blocks: usize) -> usize {
        LIMBS * blocks
    }

    #[inline(always)]
    fn write(self, block: &Row, out: &mut [u32], i: usize) {
        let from = out.len().min(LIMBS * i);
        let out = &mut out[from..];
        if let Some(limbs) = out.first_chunk_mut() {
            self.write_block(block, limbs);
        } else {
            let mut limbs = [0; LIMBS];
            self.write_block(block, &mut limbs);
            out.copy_from_slice(&limbs[..out.len()]);
        }
    }
}
