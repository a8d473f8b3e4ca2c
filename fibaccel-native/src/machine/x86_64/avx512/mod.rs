//! The tier of AVX-512 with IFMA: eight words at a time, 52-bit multiplication.
//!
//! `vpmadd52` multiplies the low 52 bits of its factors and ignores the rest, so a residue may carry
//! junk above bit 52, and sums and differences need no mask: they are right modulo 2^52, and their
//! range says which number below 2^52 is meant. *Wide* means below 2^51 + 4p here.

#![allow(unsafe_code)]

pub mod decimal_digits;
pub mod decimal_limbs;
pub mod digits;
pub mod doubles;
pub mod fours;
mod thresholds;
pub mod words;

use crate::limbs::decimal::BASE;
use crate::limbs::{Binary, Decimal};
use crate::machine::digits::{DecimalDigits, DigitWork};
use crate::machine::lanes::{Factor, Kernel, Lanes, Words, residues_are_words};
use crate::machine::processor::Processor;
use crate::machine::row::Row;
use crate::rings::inverse;
use std::arch::x86_64::*;

const MASK_52: u64 = (1 << 52) - 1;
const MASK_48: u64 = (1 << 48) - 1;

token! {
    Avx512, "avx512": "avx512f" "avx512dq" "avx512bw" "avx512vl" "avx512ifma" "avx512vbmi" "avx512vbmi2" "bmi2" "adx"
}

/// A prime modulus: multiples of it and masks, each in every lane.
#[derive(Clone, Copy, Debug)]
pub struct Modulus {
    p: __m512i,
    /// The complement 2^52 - p: adding its multiple's low bits subtracts that of p, modulo 2^52.
    negative: __m512i,
    /// The word -p, modulo 2^64.
    minus_p: __m512i,
    p2: __m512i,
    p4: __m512i,
    p8: __m512i,
    /// The gap 2^48 - p.
    gap: __m512i,
    /// The inverse -1/p modulo 2^52.
    negative_inverse: __m512i,
}

/// The vector `high` moved up by S lanes, for each S, with the uppermost lanes of `low` below it.
macro_rules! rotations {
    ($high:expr, $low:expr, $($s:literal)*) => {
        [$high, $(simd!(_mm512_alignr_epi64::<$s>($high, $low))),*]
    };
}

impl Avx512 {
    /// Adds the lower half, modulo 2^52, of the product of the low 52 bits of x and y.
    #[inline(always)]
    fn add_low(self, sum: __m512i, x: __m512i, y: __m512i) -> __m512i {
        simd!(_mm512_madd52lo_epu64(sum, x, y))
    }

    /// Adds the upper half, x y / 2^52 rounded down, of the product of the low 52 bits of x and y.
    #[inline(always)]
    fn add_high(self, sum: __m512i, x: __m512i, y: __m512i) -> __m512i {
        simd!(_mm512_madd52hi_epu64(sum, x, y))
    }
}

impl Lanes for Avx512 {
    type R = __m512i;
    type Modulus = Modulus;
    type ChunkSum = [__m512i; 2];
    const MONTGOMERY_BITS: u32 = 52;

    residues_are_words!();

    compiled! {
        #[inline(always)]
        vectorize of Avx512, "avx512f,avx512dq,avx512bw,avx512vl,avx512ifma,avx512vbmi,avx512vbmi2,bmi2,adx"
    }
    compiled! { scalar of Avx512, "bmi2,adx" }

    // The quotient is floor(w 2^52 / p).
    #[inline(always)]
    fn factor(w: u64, quotient: u64, _: u64) -> Factor {
        [w, quotient >> 12]
    }

    #[inline(always)]
    fn modulus(self, p: u64) -> Modulus {
        Modulus {
            p: self.splat(p),
            negative: self.splat((1 << 52) - p),
            minus_p: self.splat(p.wrapping_neg()),
            p2: self.splat(2 * p),
            p4: self.splat(4 * p),
            p8: self.splat(8 * p),
            gap: self.splat((1 << 48) - p),
            negative_inverse: self.splat(inverse(p).wrapping_neg() & MASK_52),
        }
    }

    // The factor is p - w: p divides no w 2^52, so the quotient of p - w is 2^52 - 1 less that of w.
    #[inline(always)]
    fn negate_factor(self, w: [__m512i; 2], m: &Modulus) -> [__m512i; 2] {
        [self.sub(m.p, w[0]), self.sub(self.splat(MASK_52), w[1])]
    }

    // With w' = floor(w 2^52 / p) and q = floor(x w' / 2^52), x w - q p lies in
    // [0, p + x p / 2^52), below 2p for any x below 2^52; computed modulo 2^52, with junk above.
    #[inline(always)]
    fn mul_residues(self, x: __m512i, w: [__m512i; 2], m: &Modulus) -> __m512i {
        let zero = self.splat(0);
        let q = self.add_high(zero, x, w[1]);
        let low = self.add_low(zero, x, w[0]);
        self.add_low(low, q, m.negative)
    }

    // Like `mul_residues`, but begun at -p: the subtraction is free.
    #[inline(always)]
    fn mul_residues_balanced(self, x: __m512i, w: [__m512i; 2], m: &Modulus) -> __m512i {
        let q = self.add_high(self.splat(0), x, w[1]);
        let low = self.add_low(m.minus_p, x, w[0]);
        self.add_low(low, q, m.negative)
    }

    #[inline(always)]
    fn lift<const N: usize>(self, x: __m512i, m: &Modulus) -> __m512i {
        let multiple = match N {
            1 => m.p,
            2 => m.p2,
            4 => m.p4,
            8 => m.p8,
            _ => unreachable!("lifts by 1, 2, 4 or 8"),
        };
        self.add(x, multiple)
    }

    // Below 2^51: add 2p. From 2^51, which exceeds 8p: add 2p and take 8p off, which leaves at least
    // 2p and at most 2^51 + 4p - 6p. Both lie in [2p, 2^51 + 2p); two balanced numbers more lie in
    // [0, 2^51 + 4p).
    #[inline(always)]
    fn fold(self, x: __m512i, m: &Modulus) -> __m512i {
        let large = simd!(_mm512_test_epi64_mask(x, _mm512_set1_epi64(1 << 51)));
        let lifted = self.add(x, m.p2);
        simd!(_mm512_mask_sub_epi64(lifted, large, lifted, m.p8))
    }

    #[inline(always)]
    fn settle(self, x: __m512i, m: &Modulus) -> __m512i {
        let x = self.and(x, self.splat(MASK_52));
        let x = simd!(_mm512_min_epu64(x, _mm512_sub_epi64(x, m.p8)));
        simd!(_mm512_min_epu64(x, _mm512_sub_epi64(x, m.p4)))
    }

    // 2^48 is 2^48 - p modulo p; the upper part is below 2^8 and 2^48 - p below 2^31.
    #[inline(always)]
    fn reduce(self, x: __m512i, m: &Modulus) -> __m512i {
        let low = self.and(x, self.splat(MASK_48));
        self.add_low(low, self.shift_right(x, 48), m.gap)
    }

    methods! {
        fn clean(self, x: __m512i, m: &Modulus) -> __m512i = self.reduce(self.and(x, self.splat(MASK_52)), m);
        fn soften(self, x: __m512i, _: &Modulus) -> __m512i = x;
        fn zero_chunk_sum(self) -> [__m512i; 2] = [self.splat(0); 2];
        fn split_chunk_sum(self, sum: [__m512i; 2]) -> [__m512i; 2] = sum;
        fn chunk_lift(self, _: usize) -> __m512i = self.splat(0);
        fn mul_add_residues(self, x: __m512i, y: __m512i, z: __m512i) -> __m512i = self.add_low(z, x, y);
    }

    // The sums of low parts are below 8 * 2^52 = 2^55, those of high parts below 8 * 2^49 = 2^52
    // (x below 2^52, y and wy below 2^49). The low sum plus (q p mod 2^52) is divisible by 2^52, and
    // the quotient at most 8; so the result is below 2^52 + p + 9.
    #[inline(always)]
    fn convolve(self, x: &Row, [wy, y]: &[Row; 2], m: &Modulus) -> Row {
        let (high, low) = (self.load(y, 0), self.load(wy, 0));
        let shifted = rotations!(high, low, 7 6 5 4 3 2 1);
        let zero = self.splat(0);
        let (mut lows, mut highs) = ([zero; 2], [zero; 2]);
        for (s, (&x, y)) in x.0.iter().zip(shifted).enumerate() {
            let x = self.splat(x);
            lows[s % 2] = self.add_low(lows[s % 2], x, y);
            highs[s % 2] = self.add_high(highs[s % 2], x, y);
        }
        let (low, high) = (self.add(lows[0], lows[1]), self.add(highs[0], highs[1]));
        let q = self.add_low(zero, low, m.negative_inverse);
        let low = self.add_low(low, q, m.p);
        let high = self.add_high(high, q, m.p);
        let mut product = Row::ZERO;
        self.store(&mut product, 0, self.add(high, self.shift_right(low, 52)));
        product
    }

    // Each term is less than 1 + 1/8 too small: its floor, and that of the reciprocal times t, which
    // is below 2^49.
    #[inline(always)]
    fn quotient<const K: usize>(self, t: &[__m512i; K], reciprocals: &[__m512i; K]) -> __m512i {
        let mut estimate = self.splat(K as u64 + 1);
        for (&t, &reciprocal) in t.iter().zip(reciprocals) {
            estimate = self.add_high(estimate, t, reciprocal);
        }
        self.shift_right(estimate, 47)
    }

    #[inline(always)]
    fn add_chunk_product(self, [low, high]: [__m512i; 2], x: __m512i, y: __m512i) -> [__m512i; 2] {
        [self.add_low(low, x, y), self.add_high(high, x, y)]
    }

    #[inline(always)]
    fn split_share(self, t: __m512i) -> [__m512i; 2] {
        let upper = self.shift_right(self.and(t, self.splat(MASK_52)), 25);
        [self.and(t, self.splat((1 << 25) - 1)), upper]
    }

    // With c = ceil(2^71 / 10^6), below 2^52, x c / 2^71 exceeds x / 10^6 by less than x / 2^71, which is
    // below 2^-22 and so below 10^-6: too little for the next whole number.
    #[inline(always)]
    fn div_rem_million(self, x: __m512i) -> [__m512i; 2] {
        const RECIPROCAL: u64 = (1u128 << 71).div_ceil(BASE as u128) as u64;
        let zero = self.splat(0);
        let high = self.add_high(zero, x, self.splat(RECIPROCAL));
        let quotient = self.shift_right(high, 19);
        let whole = self.add_low(zero, quotient, self.splat(BASE));
        [quotient, self.sub(x, whole)]
    }
}
