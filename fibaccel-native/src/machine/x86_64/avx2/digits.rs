//! Four digits of 50 bits with AVX2 and FMA, of `machine::double_digits`.

#![allow(unsafe_code)]

use super::Avx2;
use crate::limbs::Binary;
use crate::machine::digits::{BlockCarry, DigitLanes, binary_lifts, ripple};
use crate::machine::double_digits::{
    BITS, BYTES, HIGH, LOW, MINUS_BITS, Quad, QuadSums, limbs, packed,
};
use crate::machine::lanes::Words;
use crate::machine::row::Row;
use std::arch::x86_64::*;
use std::cmp::Ordering;

const MASK: i64 = (1 << BITS) - 1;

/// The double 2^52, in whose low bits a smaller whole number stands, once it is added.
const WHOLE: f64 = (1u64 << 52) as f64;

/// The vectors with -1 in some lanes and 0 in the others, for each set of lanes.
static LANES: [[i64; 4]; 16] = {
    let mut lanes = [[0; 4]; 16];
    let mut i = 0;
    while i < 64 {
        lanes[i / 4][i % 4] = -(((i / 4) >> (i % 4)) as i64 & 1);
        i += 1;
    }
    lanes
};

impl Avx2 {
    /// Moves the words of `high` up by `UP` lanes, 1 to 3, and the last words of `low` into the lanes below.
    #[inline(always)]
    pub(super) fn slide_up<const UP: usize>(self, high: __m256i, low: __m256i) -> __m256i {
        let middle = simd!(_mm256_permute2x128_si256::<0x21>(low, high));
        match UP {
            1 => simd!(_mm256_alignr_epi8::<8>(high, middle)),
            2 => middle,
            3 => simd!(_mm256_alignr_epi8::<8>(middle, low)),
            _ => unreachable!("slides by 1 to 3"),
        }
    }

    #[inline(always)]
    pub(super) fn load_f64(self, digits: &Quad) -> __m256d {
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

    /// Stores digits, which are words, as a block.
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

    /// Adds `minus` to columns, the bits that a product leaves in them ([`MINUS_BITS`]),
    /// for each of `products`.
    #[inline(always)]
    pub(super) fn without_bits(self, columns: __m256i, minus: &[u64; 4], products: u32) -> __m256i {
        let minus = self.columns_from_words(minus);
        let products = simd!(_mm256_set1_epi32(products as i32));
        self.add(columns, simd!(_mm256_mullo_epi32(minus, products)))
    }
}

impl DigitLanes for Avx2 {
    type Base = Binary;
    type Lanes = Avx2;
    type Block = Quad;
    type Columns = __m256i;
    type Sums = QuadSums<[__m256i; 5]>;
    type BlockCarry = BlockCarry<__m256i>;
    const WIDTH: usize = 4;
    const BASE: u64 = 1 << BITS;
    const ZERO: Quad = Quad::ZERO;
    /// Four low parts within 2^49 of zero and four high ones of at most 2^50.
    const COLUMN: u64 = 6 << BITS;

    methods! {
        fn lanes(self) -> Avx2 = self;
        fn add_columns(self, a: __m256i, b: __m256i) -> __m256i = self.add(a, b);
        fn sub_columns(self, a: __m256i, b: __m256i) -> __m256i = self.sub(a, b);
        fn compare(self, x: &Quad, y: &Quad) -> Ordering = x.compare(y);
        fn lifts(self, r: i64) -> [Self::Columns; 2] = binary_lifts::<_, 4>(self, r);
    }

    #[inline(always)]
    fn blocks(self, rows: &mut [Row]) -> &mut [Quad] {
        // SAFETY: a row is two blocks, and aligned as they are; any bits are a value of either.
        unsafe { std::slice::from_raw_parts_mut(rows.as_mut_ptr().cast(), 2 * rows.len()) }
    }

    #[inline(always)]
    fn zero_sums(self) -> Self::Sums {
        QuadSums {
            parts: [simd!(_mm256_setzero_si256()); 5],
            products: 0,
        }
    }

    #[inline(always)]
    fn add_product(self, sums: &mut Self::Sums, x: &Quad, y: &Quad) {
        let y = self.load_f64(y);
        for (j, &digit) in x.0.iter().enumerate() {
            let [low, high] = self.parts(digit, y);
            sums.parts[j] = self.add(sums.parts[j], low);
            sums.parts[j + 1] = self.add(sums.parts[j + 1], high);
        }
        sums.products += 1;
    }

    #[inline(always)]
    fn double_sums(self, mut sums: Self::Sums) -> Self::Sums {
        for part in &mut sums.parts {
            *part = self.add(*part, *part);
        }
        sums.products *= 2;
        sums
    }

    #[inline(always)]
    fn columns_from_sums(self, sums: &Self::Sums, before: &Self::Sums) -> __m256i {
        let (at, below) = (&sums.parts, &before.parts);
        let a = self.add(at[0], below[4]);
        let b = self.slide_up::<1>(at[1], below[1]);
        let c = self.slide_up::<2>(at[2], below[2]);
        let d = self.slide_up::<3>(at[3], below[3]);
        let columns = self.add(self.add(a, b), self.add(c, d));
        let columns = self.without_bits(columns, &MINUS_BITS[0], sums.products);
        self.without_bits(columns, &MINUS_BITS[1], before.products)
    }

    #[inline(always)]
    fn columns_from_words(self, words: &[u64]) -> __m256i {
        let words: &[u64; 4] = words[..4].try_into().expect("four");
        simd!(_mm256_loadu_si256(words.as_ptr().cast()))
    }

    #[inline(always)]
    fn load_columns(self, block: &Quad) -> __m256i {
        let whole = simd!(_mm256_set1_pd(WHOLE));
        let digits = simd!(_mm256_load_pd(block.0.as_ptr()));
        let lifted = simd!(_mm256_add_pd(digits, whole));
        simd!(_mm256_castpd_si256(_mm256_xor_pd(lifted, whole)))
    }

    #[inline(always)]
    fn no_carry(self) -> Self::BlockCarry {
        BlockCarry {
            high: simd!(_mm256_setzero_si256()),
            bit: 0,
        }
    }

    // A lane is its low part plus the upper part of the lane below: t < 2^50 + 2^14, so it never carries
    // twice. Nearly always nothing carries.
    #[inline(always)]
    fn normalize(self, columns: __m256i, carry: &mut Self::BlockCarry) -> Quad {
        let mask = simd!(_mm256_set1_epi64x(MASK));
        let high = simd!(_mm256_srli_epi64::<{ BITS as i32 }>(columns));
        let low = simd!(_mm256_and_si256(columns, mask));
        let mut t = self.add(low, self.slide_up::<1>(high, carry.high));
        let generate = simd!(_mm256_cmpgt_epi64(t, mask));
        let propagate = simd!(_mm256_cmpeq_epi64(t, mask));
        let bits = simd!(_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_or_si256(
            generate, propagate
        ))));
        let mut bit = 0;
        if bits as u32 | carry.bit != 0 {
            let propagate = simd!(_mm256_movemask_pd(_mm256_castsi256_pd(propagate))) as u32;
            let carried = ripple(bits as u32, propagate, carry.bit);
            let lanes = &LANES[(carried & 15) as usize];
            let lanes = simd!(_mm256_loadu_si256(lanes.as_ptr().cast()));
            t = simd!(_mm256_and_si256(self.sub(t, lanes), mask));
            bit = carried >> 4;
        }
        *carry = BlockCarry { high, bit };
        self.quad(t)
    }

    fn limbs(blocks: usize) -> usize {
        limbs(blocks)
    }

    #[inline(always)]
    fn write(self, block: &Quad, out: &mut [u64], i: usize) {
        let byte = BYTES * i;
        let mut digits = [0; 4];
        simd!(_mm256_storeu_si256(
            digits.as_mut_ptr().cast(),
            self.load_columns(block)
        ));
        let bytes = packed(digits);
        let room = (8 * out.len()).saturating_sub(byte);
        let from: *const u8 = bytes.as_ptr().cast();
        let to = out.as_mut_ptr().cast::<u8>().wrapping_add(byte);
        if room >= 32 {
            // One store. As a copy of 32 bytes it may be joined with the copy below to a call of `memcpy`.
            // SAFETY: `bytes` has 32 bytes, and `out` has as many from there.
            unsafe { _mm256_storeu_si256(to.cast(), _mm256_loadu_si256(from.cast())) };
        } else {
            // SAFETY: `room` of the 32 bytes, and as many of `out` from there.
            unsafe { from.copy_to_nonoverlapping(to, room) };
        }
    }
}
