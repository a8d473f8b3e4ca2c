//! Montgomery's products in digits of 52 bits, four at a time: one in each lane of a vector of 256 bits, so that
//! no digit ever moves from lane to lane.

#![allow(unsafe_code)]

use super::{Avx512, MASK_52};
use std::arch::x86_64::*;

/// A digit or a limb of each of the four numbers.
type Four = __m256i;

/// The most limbs of a number, and one more: a multiple of four.
const ROOM: usize = 28;

impl Avx512 {
    /// Multiplies, x y / 2^(52 D) modulo m: four sums (x y + q m) / 2^(52 D), each with a q below 2^(52 D), as limbs
    /// and what is above them.
    ///
    /// m is in digits, and `inverse` is -1 / m modulo 2^52, whatever it has above.
    pub fn multiply_four<const N: usize, const D: usize>(
        self,
        x: [&[u64; N]; 4],
        y: [&[u64; N]; 4],
        m: &[u64; D],
        inverse: u64,
    ) -> ([[u64; N]; 4], [u64; 4]) {
        const {
            assert!(N + 4 <= ROOM && 64 * N <= 52 * D && 52 * D < 64 * N + 52);
        }
        #[target_feature(enable = "avx512f,avx512vl,avx512ifma,avx512vbmi2")]
        fn inner<const N: usize, const D: usize>(
            x: [&[u64; N]; 4],
            y: [&[u64; N]; 4],
            m: &[u64; D],
            inverse: u64,
        ) -> ([[u64; N]; 4], [u64; 4]) {
            let [x, y] = [digits::<N, D>(x), digits::<N, D>(y)];
            limbs(&product(&x, &y, m, inverse))
        }
        // SAFETY: `self` can only come from `detect`, which saw each of these features.
        unsafe { inner(x, y, m, inverse) }
    }
}

/// The digits of (x y + q m) / 2^(52 D), the uppermost with what is above it.
///
/// A column gets at most 4 D halves of products, each below 2^52, and a carry.
#[inline(always)]
fn product<const D: usize>(x: &[Four; D], y: &[Four; D], m: &[u64; D], inverse: u64) -> [Four; D] {
    let zero = simd!(_mm256_setzero_si256());
    let inverse = simd!(_mm256_set1_epi64x(inverse as i64));
    let mut columns = [zero; D];
    for &x in x {
        for at in 0..D {
            columns[at] = simd!(_mm256_madd52lo_epu64(columns[at], x, y[at]));
        }
        let q = simd!(_mm256_madd52lo_epu64(zero, columns[0], inverse));
        for at in 0..D {
            columns[at] = simd!(_mm256_madd52lo_epu64(
                columns[at],
                q,
                _mm256_set1_epi64x(m[at] as i64)
            ));
        }
        // The lowest digit is zero now. What is above it goes to the next one, and all move down.
        let carry = simd!(_mm256_srli_epi64::<52>(columns[0]));
        let mut moved = [zero; D];
        for (to, &column) in moved.iter_mut().zip(&columns[1..]) {
            *to = column;
        }
        moved[0] = simd!(_mm256_add_epi64(moved[0], carry));
        for at in 0..D {
            moved[at] = simd!(_mm256_madd52hi_epu64(moved[at], x, y[at]));
        }
        for at in 0..D {
            moved[at] = simd!(_mm256_madd52hi_epu64(
                moved[at],
                q,
                _mm256_set1_epi64x(m[at] as i64)
            ));
        }
        columns = moved;
    }
    let mask = simd!(_mm256_set1_epi64x(MASK_52 as i64));
    for at in 1..D {
        let carry = simd!(_mm256_srli_epi64::<52>(columns[at - 1]));
        columns[at] = simd!(_mm256_add_epi64(columns[at], carry));
        columns[at - 1] = simd!(_mm256_and_si256(columns[at - 1], mask));
    }
    columns
}

/// The digits of four numbers, with anything above their 52 bits.
#[inline(always)]
fn digits<const N: usize, const D: usize>(x: [&[u64; N]; 4]) -> [Four; D] {
    let mut limbs = [simd!(_mm256_setzero_si256()); ROOM];
    for at in (0..N).step_by(4) {
        let mask = u8::MAX >> (8 - (N - at).min(4));
        let mut rows = [limbs[0]; 4];
        for (row, x) in rows.iter_mut().zip(x) {
            // SAFETY: the mask ends with the limbs.
            *row = unsafe { _mm256_maskz_loadu_epi64(mask, x.as_ptr().add(at).cast()) };
        }
        [limbs[at], limbs[at + 1], limbs[at + 2], limbs[at + 3]] = transposed(rows);
    }
    let mut digits = [limbs[0]; D];
    for (i, digit) in digits.iter_mut().enumerate() {
        let (at, bits) = (52 * i / 64, 52 * i % 64);
        let bits = simd!(_mm256_set1_epi64x(bits as i64));
        *digit = simd!(_mm256_shrdv_epi64(limbs[at], limbs[at + 1], bits));
    }
    digits
}

/// The limbs of four numbers in digits, and what is above them.
#[inline(always)]
fn limbs<const N: usize, const D: usize>(digits: &[Four; D]) -> ([[u64; N]; 4], [u64; 4]) {
    let zero = simd!(_mm256_setzero_si256());
    let mut limbs = [zero; ROOM];
    for (at, limb) in limbs[..=N].iter_mut().enumerate() {
        // What a digit does not have of a limb, the next two have.
        let (first, bits) = (64 * at / 52, (64 * at % 52) as i64);
        for (i, &digit) in digits[first.min(D)..].iter().take(3).enumerate() {
            let up = simd!(_mm256_set1_epi64x(52 * i as i64 - bits));
            let down = simd!(_mm256_set1_epi64x(bits - 52 * i as i64));
            let part = simd!(_mm256_or_si256(
                _mm256_sllv_epi64(digit, up),
                _mm256_srlv_epi64(digit, down)
            ));
            *limb = simd!(_mm256_or_si256(*limb, part));
        }
    }
    let (mut out, mut above) = ([[0; N]; 4], [0; 4]);
    for at in (0..N).step_by(4) {
        let mask = u8::MAX >> (8 - (N - at).min(4));
        let rows = transposed([limbs[at], limbs[at + 1], limbs[at + 2], limbs[at + 3]]);
        for (out, row) in out.iter_mut().zip(rows) {
            // SAFETY: the mask ends with the limbs.
            unsafe { _mm256_mask_storeu_epi64(out.as_mut_ptr().add(at).cast(), mask, row) };
        }
    }
    simd!(_mm256_storeu_si256(above.as_mut_ptr().cast(), limbs[N]));
    (out, above)
}

/// The columns of four rows of four words.
#[inline(always)]
fn transposed([a, b, c, d]: [Four; 4]) -> [Four; 4] {
    let (low, high) = (
        simd!(_mm256_unpacklo_epi64(a, b)),
        simd!(_mm256_unpackhi_epi64(a, b)),
    );
    let (other_low, other_high) = (
        simd!(_mm256_unpacklo_epi64(c, d)),
        simd!(_mm256_unpackhi_epi64(c, d)),
    );
    [
        simd!(_mm256_permute2x128_si256::<0x20>(low, other_low)),
        simd!(_mm256_permute2x128_si256::<0x20>(high, other_high)),
        simd!(_mm256_permute2x128_si256::<0x31>(low, other_low)),
        simd!(_mm256_permute2x128_si256::<0x31>(high, other_high)),
    ]
}
