//! Decimal limbs with AVX2: permutations of bytes of text.

#![allow(unsafe_code)]

use super::Avx2;
use crate::machine::lanes::{DecimalLimbs, Words};
use std::arch::x86_64::*;

/// For each byte of the text, the index of its source byte; the high bit marks bytes that another table supplies.
/// Sources are eight pairs of characters or as many single ones in two bytes, the lowest limb first; first for 16
/// bytes of text, then for the rest.
static TEXT: [[u8; 16]; 4] = {
    let mut bytes = [[0x80; 16]; 4];
    let mut i = 0;
    while i < 24 {
        let lane = 2 * (2 * (3 - i / 6) + i / 3 % 2) as u8;
        let (single, byte) = (i % 3 / 2, lane + (i % 3 % 2) as u8);
        bytes[i / 16 * 2 + single][i % 16] = byte;
        i += 1;
    }
    bytes
};

impl Avx2 {
    /// A vector with the number in every lane of 16 bits.
    #[inline(always)]
    fn lanes16(self, x: i16) -> __m256i {
        simd!(_mm256_set1_epi16(x))
    }

    /// The first two characters of three decimal digits in 16 bits, and the third; the upper three of a limb
    /// first. Below 1000, floor(656 x / 2^16) is x / 100 rounded down, and below 100, floor(6554 x / 2^16)
    /// is x / 10.
    #[inline(always)]
    fn texts(self, limbs: __m256i) -> [__m256i; 2] {
        // The float is above 1/1000 by less than 2^-24 of it: so a multiple of 1000 is not rounded to less
        // than it is, and what is one less is not rounded up.
        let thousandth = simd!(_mm256_set1_ps(0.001));
        let product = simd!(_mm256_mul_ps(_mm256_cvtepi32_ps(limbs), thousandth));
        let thousands = simd!(_mm256_cvttps_epi32(product));
        let multiple = simd!(_mm256_madd_epi16(thousands, self.lanes16(1000)));
        let units = simd!(_mm256_sub_epi32(limbs, multiple));
        let x = self.or(thousands, simd!(_mm256_slli_epi32::<16>(units)));
        let hundreds = simd!(_mm256_mulhi_epu16(x, self.lanes16(656)));
        let x = simd!(_mm256_sub_epi16(
            x,
            _mm256_mullo_epi16(hundreds, self.lanes16(100))
        ));
        let tens = simd!(_mm256_mulhi_epu16(x, self.lanes16(6554)));
        let ones = simd!(_mm256_sub_epi16(
            x,
            _mm256_mullo_epi16(tens, self.lanes16(10))
        ));
        let two = self.or(hundreds, simd!(_mm256_slli_epi16::<8>(tens)));
        let zeros = self.lanes16(0x3030);
        [self.or(two, zeros), self.or(ones, zeros)]
    }

    /// [`TEXT`], for both halves of a vector.
    #[inline(always)]
    fn text_tables(self) -> [__m256i; 4] {
        let [a, b, c, d] = &TEXT;
        [
            self.in_both_halves(a),
            self.in_both_halves(b),
            self.in_both_halves(c),
            self.in_both_halves(d),
        ]
    }

    #[inline(always)]
    fn in_both_halves(self, bytes: &[u8; 16]) -> __m256i {
        // SAFETY: the 16 bytes are read.
        let bytes = unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) };
        simd!(_mm256_broadcastsi128_si256(bytes))
    }
}

impl DecimalLimbs for Avx2 {
    type DecimalCutter = ();
    type DecimalJoiner = ();

    #[inline(always)]
    fn decimal_cutter(self, _: usize, _: usize) {}

    #[inline(always)]
    fn decimal_joiner(self, _: usize) {}

    // Bytes are permuted within four limbs, of which 24 come: 16 and 8.
    #[inline(always)]
    fn ascii(self, limbs: &[u32; 16], text: &mut [u8; 96]) {
        let [first_two, first_one, rest_two, rest_one] = self.text_tables();
        let texts = text.as_chunks_mut::<48>().0;
        for (limbs, text) in limbs.as_chunks::<8>().0.iter().rev().zip(texts) {
            // SAFETY: the 32 bytes of eight limbs are read.
            let [two, one] = self.texts(unsafe { _mm256_loadu_si256(limbs.as_ptr().cast()) });
            let first = self.or(
                simd!(_mm256_shuffle_epi8(two, first_two)),
                simd!(_mm256_shuffle_epi8(one, first_one)),
            );
            let rest = self.or(
                simd!(_mm256_shuffle_epi8(two, rest_two)),
                simd!(_mm256_shuffle_epi8(one, rest_one)),
            );
            let start = text.as_mut_ptr();
            // SAFETY: 16 bytes from 0 and 24 and 8 from 16 and 40 are the 48 that are borrowed mutably.
            unsafe {
                _mm_storeu_si128(start.cast(), _mm256_extracti128_si256::<1>(first));
                _mm_storel_epi64(start.add(16).cast(), _mm256_extracti128_si256::<1>(rest));
                _mm_storeu_si128(start.add(24).cast(), _mm256_castsi256_si128(first));
                _mm_storel_epi64(start.add(40).cast(), _mm256_castsi256_si128(rest));
            }
        }
    }
}
