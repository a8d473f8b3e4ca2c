//! Decimal limbs with AVX-512: permutations of limbs, and of bytes of text.

#![allow(unsafe_code)]

use super::Avx512;
use crate::limbs::decimal::BASE;
use crate::machine::lanes::{DecimalLimbs, Words};
use crate::machine::row::Row;
use std::arch::x86_64::*;

/// A choice of limbs from four vectors: the place of each in two of them, and whether it is in the second two.
#[derive(Clone, Copy, Debug)]
pub struct Permutation {
    from: __m512i,
    second: u16,
}

impl Permutation {
    /// The permutation that picks sixteen limbs, each by an index below 64.
    #[inline(always)]
    fn new(indices: [u32; 16]) -> Self {
        let mut second = 0;
        for (i, index) in indices.into_iter().enumerate() {
            second |= u16::from(index >= 32) << i;
        }
        // SAFETY: 64 bytes are read from an array of that size.
        let from = unsafe { _mm512_loadu_si512(indices.as_ptr().cast()) };
        Self { from, second }
    }

    /// Picks limbs from these 64.
    #[inline(always)]
    fn of(&self, vectors: &[__m512i; 4]) -> __m512i {
        let [a, b, c, d] = *vectors;
        let first = simd!(_mm512_permutex2var_epi32(a, self.from, b));
        let second = simd!(_mm512_permutex2var_epi32(c, self.from, d));
        simd!(_mm512_mask_blend_epi32(self.second, first, second))
    }
}

/// The positions of the two limbs of a pair, if it has two.
#[derive(Clone, Copy, Debug)]
pub struct DecimalCutter {
    pairs: Permutation,
    has_upper: bool,
}

/// The positions of the limbs of up to four vectors.
#[derive(Clone, Copy, Debug)]
pub struct DecimalJoiner {
    vectors: [Permutation; 4],
}

/// For each byte of the text, the index of its source byte: in 32 pairs of characters, or, from 64 on, in as many
/// single ones in two bytes. The sources have the lowest limb first, the text the highest.
static TEXT: [u8; 128] = {
    let mut bytes = [0; 128];
    let mut i = 0;
    while i < 32 {
        let (limb, half) = (15 - i / 2, i % 2);
        let lane = 2 * (2 * limb + half) as u8;
        bytes[3 * i] = lane;
        bytes[3 * i + 1] = lane + 1;
        bytes[3 * i + 2] = 64 + lane;
        i += 1;
    }
    bytes
};

impl Avx512 {
    /// A vector with the number in every lane of 16 bits.
    #[inline(always)]
    fn lanes16(self, x: i16) -> __m512i {
        simd!(_mm512_set1_epi16(x))
    }

    /// The first two characters of three decimal digits in 16 bits, and the third; the upper three of a limb
    /// first. Below 1000, floor(656 x / 2^16) is x / 100 rounded down, and below 100, floor(6554 x / 2^16)
    /// is x / 10.
    #[inline(always)]
    fn texts(self, limbs: __m512i) -> [__m512i; 2] {
        // The float is above 1/1000 by less than 2^-24 of it: so a multiple of 1000 is not rounded to less
        // than it is, and what is one less is not rounded up.
        let thousandth = simd!(_mm512_set1_ps(0.001));
        let product = simd!(_mm512_mul_ps(_mm512_cvtepi32_ps(limbs), thousandth));
        let thousands = simd!(_mm512_cvttps_epi32(product));
        let multiple = simd!(_mm512_madd_epi16(thousands, self.lanes16(1000)));
        let units = simd!(_mm512_sub_epi32(limbs, multiple));
        let x = self.or(thousands, simd!(_mm512_slli_epi32::<16>(units)));
        let hundreds = simd!(_mm512_mulhi_epu16(x, self.lanes16(656)));
        let x = simd!(_mm512_sub_epi16(
            x,
            _mm512_mullo_epi16(hundreds, self.lanes16(100))
        ));
        let tens = simd!(_mm512_mulhi_epu16(x, self.lanes16(6554)));
        let ones = simd!(_mm512_sub_epi16(
            x,
            _mm512_mullo_epi16(tens, self.lanes16(10))
        ));
        let two = self.or(hundreds, simd!(_mm512_slli_epi16::<8>(tens)));
        let zeros = self.lanes16(0x3030);
        [self.or(two, zeros), self.or(ones, zeros)]
    }
}

impl DecimalLimbs for Avx512 {
    type DecimalCutter = DecimalCutter;
    type DecimalJoiner = DecimalJoiner;

    #[inline(always)]
    fn decimal_cutter(self, width: usize, i: usize) -> DecimalCutter {
        assert!(width <= 8 && 2 * i < width);
        let has_upper = 2 * i + 1 < width;
        let mut indices = [0; 16];
        for lane in 0..8 {
            let lower = (lane * width + 2 * i) as u32;
            indices[2 * lane] = lower;
            indices[2 * lane + 1] = lower + u32::from(has_upper);
        }
        DecimalCutter {
            pairs: Permutation::new(indices),
            has_upper,
        }
    }

    #[inline(always)]
    fn cut_decimal<const N: usize>(
        self,
        cutters: &[DecimalCutter; N],
        limbs: &[u32],
        at: usize,
        width: usize,
    ) -> Option<[Row; N]> {
        // Eight fields, in whole vectors.
        let used = (8 * width).next_multiple_of(16);
        let fields = limbs.get(at..at.checked_add(used)?)?.as_chunks().0;
        let mut vectors = [self.splat(0); 4];
        for (vector, limbs) in vectors.iter_mut().zip(fields) {
            let limbs: &[u32; 16] = limbs;
            // SAFETY: 64 bytes are read from an array of that size.
            *vector = unsafe { _mm512_loadu_si512(limbs.as_ptr().cast()) };
        }
        let mut pieces = [Row::ZERO; N];
        for (piece, cutter) in pieces.iter_mut().zip(cutters) {
            let pairs = cutter.pairs.of(&vectors);
            let lower = self.and(pairs, self.splat(0xFFFF_FFFF));
            let value = match cutter.has_upper {
                true => {
                    let (upper, base) = (self.shift_right(pairs, 32), self.splat(BASE));
                    simd!(_mm512_madd52lo_epu64(lower, upper, base))
                }
                false => lower,
            };
            self.store(piece, 0, value);
        }
        Some(pieces)
    }

    #[inline(always)]
    fn decimal_joiner(self, width: usize) -> DecimalJoiner {
        assert!(width <= 8);
        let mut indices = [0; 64];
        for (f, index) in indices.iter_mut().enumerate().take(8 * width) {
            // Pairs of limbs share a vector, the second one in the upper halves.
            let (lane, limb) = (f / width, f % width);
            *index = (16 * (limb / 2) + 2 * lane + limb % 2) as u32;
        }
        let mut vectors = [Permutation::new([0; 16]); 4];
        for (vector, indices) in vectors.iter_mut().zip(indices.as_chunks().0) {
            *vector = Permutation::new(*indices);
        }
        DecimalJoiner { vectors }
    }

    #[inline(always)]
    fn join_decimal<const K: usize>(
        self,
        joiner: &DecimalJoiner,
        places: &[Row; K],
        limbs: &mut [u32],
    ) -> bool {
        const { assert!(K <= 8) };
        let Some(out) = limbs.get_mut(..8 * K) else {
            return false;
        };
        let mut pairs = [self.splat(0); 4];
        for (pair, places) in pairs.iter_mut().zip(places.chunks(2)) {
            *pair = self.load(&places[0], 0);
            if let Some(upper) = places.get(1) {
                *pair = self.or(*pair, self.shift_left(self.load(upper, 0), 32));
            }
        }
        let (whole, half) = out.as_chunks_mut::<16>();
        for (out, vector) in whole.iter_mut().zip(&joiner.vectors) {
            // SAFETY: 64 bytes are written to an array of that size.
            unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), vector.of(&pairs)) };
        }
        if let Some(half) = half.first_chunk_mut::<8>() {
            let last = joiner.vectors[K / 2].of(&pairs);
            // SAFETY: 32 bytes are written to an array of that size.
            unsafe {
                _mm256_storeu_si256(half.as_mut_ptr().cast(), _mm512_castsi512_si256(last));
            }
        }
        true
    }

    #[inline(always)]
    fn ascii(self, limbs: &[u32; 16], text: &mut [u8; 96]) {
        // SAFETY: the 64 bytes of sixteen limbs are read.
        let [two, one] = self.texts(unsafe { _mm512_loadu_si512(limbs.as_ptr().cast()) });
        // SAFETY: 64 bytes from the first and from the 64th are within the 128 of the table.
        let (first, rest) = unsafe {
            let start: *const u8 = TEXT.as_ptr();
            (
                _mm512_loadu_si512(start.cast()),
                _mm512_loadu_si512(start.add(64).cast()),
            )
        };
        let first = simd!(_mm512_permutex2var_epi8(two, first, one));
        let rest = simd!(_mm512_permutex2var_epi8(two, rest, one));
        let start = text.as_mut_ptr();
        // SAFETY: the 96 bytes are written, which are borrowed mutably.
        unsafe {
            _mm512_storeu_si512(start.cast(), first);
            _mm256_storeu_si256(start.add(64).cast(), _mm512_castsi512_si256(rest));
        }
    }
}
