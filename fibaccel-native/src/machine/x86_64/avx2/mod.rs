//! The tier of AVX2 with FMA: four numbers at a time, in floating point, exact.
//!
//! A residue is a whole number in a double, of either sign. All that happens to it is exact: the primes
//! have 48 bits and doubles 53, so anything below 32p is exact, and of a product the fused operations
//! give both halves. Forward passes reduce nothing but the products: *wide* means at most 14p here, and
//! *four* at most 5p/4. The bounds are proved in docs/engine.md.

#![allow(unsafe_code)]

pub mod decimal_digits;
pub mod decimal_limbs;
pub mod digits;
pub mod doubles;
mod thresholds;
pub mod words;

use crate::limbs::decimal::BASE;
use crate::limbs::{Binary, Decimal};
use crate::machine::digits::{DecimalDigits, DigitWork};
use crate::machine::lanes::{Doubles, Factor, Kernel, Lanes, Words};
use crate::machine::processor::Processor;
use crate::machine::row::Row;
use std::arch::x86_64::*;

/// The double 2^52, in whose low bits a smaller whole number stands, once it is added.
pub(super) const POWER_52: f64 = (1u64 << 52) as f64;

/// A number below 2^51 is rounded to the nearest whole one when this is added and taken off again; a whole
/// number added to it stands in its low bits. `vroundpd` would round in the same time, on Zen 4.
const WHOLE: f64 = 1.5 * (1u64 << 52) as f64;

/// A number below 2^99 is rounded to a multiple of 2^48 when this is added and taken off again.
const WHOLE_48: f64 = WHOLE * (1u64 << 48) as f64;

/// The constant that lifts chunks above zero that are sums of two words: those are within 2^52 of zero.
const LIFT: u64 = 1 << 53;

token! { Avx2, "avx2": "avx2" "fma" "bmi2" }

/// A prime modulus: p and 1/p, each in every lane.
#[derive(Clone, Copy, Debug)]
pub struct Modulus {
    p: __m256d,
    inverse: __m256d,
}

/// An exact sum of products: a multiple of 2^48, and what is left.
#[derive(Clone, Copy, Debug)]
pub struct ChunkSum {
    high: __m256d,
    low: __m256d,
}

impl Avx2 {
    /// The remainder x - q p for the q nearest to x/p, for x below 2^99 that is a multiple of its last place.
    #[inline(always)]
    fn remainder(self, x: __m256d, m: &Modulus) -> __m256d {
        let q = self.round_mul_f64(x, m.inverse);
        self.neg_mul_add_f64(q, m.p, x)
    }

    /// Adds x y to a sum: what the upper sum cannot hold of it, at most 2^47, goes into the lower, exactly.
    #[inline(always)]
    fn add_exact_product(self, sum: ChunkSum, x: __m256d, y: __m256d) -> ChunkSum {
        let high = self.mul_add_f64(x, y, sum.high);
        let missing = self.sub_residues(sum.high, high);
        let low = self.add_residues(sum.low, self.mul_add_f64(x, y, missing));
        ChunkSum { high, low }
    }

    /// Four of the sixteen residues in two rows, from `at` on.
    #[inline(always)]
    fn window(self, rows: &[Row; 2], at: usize) -> __m256d {
        assert!(at <= 12);
        // SAFETY: the rows are sixteen words one after the other, of which four from `at` are read.
        unsafe { _mm256_loadu_pd(rows.as_ptr().cast::<f64>().add(at)) }
    }
}

impl Lanes for Avx2 {
    type R = __m256d;
    type Modulus = Modulus;
    type ChunkSum = ChunkSum;
    const MONTGOMERY_BITS: u32 = 0;

    compiled! { #[inline(always)] vectorize of Avx2, "avx2,fma,bmi2" }
    compiled! { scalar of Avx2, "bmi2" }

    #[inline(always)]
    fn stored(x: u64) -> u64 {
        (x as f64).to_bits()
    }

    // Balanced, at most p/2 in absolute value; and the double nearest to the quotient.
    #[inline(always)]
    fn factor(w: u64, _: u64, p: u64) -> Factor {
        let balanced = if w > p / 2 {
            -((p - w) as f64)
        } else {
            w as f64
        };
        [balanced.to_bits(), (balanced / p as f64).to_bits()]
    }

    #[inline(always)]
    fn modulus(self, p: u64) -> Modulus {
        Modulus {
            p: self.splat_f64(p as f64),
            inverse: self.splat_f64(1.0 / p as f64),
        }
    }

    methods! {
        fn load_residues(self, row: &Row, at: usize) -> __m256d = simd!(_mm256_castsi256_pd(self.load(row, at)));
        fn splat_residue(self, stored: u64) -> __m256d = self.splat_f64(f64::from_bits(stored));
        fn add_residues(self, a: __m256d, b: __m256d) -> __m256d = self.add_f64(a, b);
        fn sub_residues(self, a: __m256d, b: __m256d) -> __m256d = self.sub_f64(a, b);
        fn settle(self, x: __m256d, m: &Modulus) -> __m256d = self.remainder(x, m);
        fn reduce(self, x: __m256d, m: &Modulus) -> __m256d = self.remainder(x, m);
        fn clean(self, x: __m256d, m: &Modulus) -> __m256d = self.remainder(x, m);
        fn soften(self, x: __m256d, m: &Modulus) -> __m256d = self.remainder(x, m);
        fn mul_add_residues(self, x: __m256d, y: __m256d, z: __m256d) -> __m256d = self.mul_add_f64(x, y, z);
        // Not reduced: 20 levels of passes take at most 1.1p to at most 14p.
        fn fold(self, x: __m256d, _: &Modulus) -> __m256d = x;
    }

    #[inline(always)]
    fn store_residues(self, row: &mut Row, at: usize, r: __m256d) {
        self.store(row, at, simd!(_mm256_castpd_si256(r)));
    }

    #[inline(always)]
    fn negate_factor(self, w: [__m256d; 2], _: &Modulus) -> [__m256d; 2] {
        let sign = self.splat_f64(-0.0);
        [
            simd!(_mm256_xor_pd(w[0], sign)),
            simd!(_mm256_xor_pd(w[1], sign)),
        ]
    }

    // Of x w = h + l, h is the double nearest and l what is left; h - q p is exact, because it is a
    // whole number below 2^53. At most (1/2 + 1/64 for each p of x) p.
    #[inline(always)]
    fn mul_residues(self, x: __m256d, w: [__m256d; 2], m: &Modulus) -> __m256d {
        let q = self.round_mul_f64(x, w[1]);
        let high = self.mul_f64(x, w[0]);
        let low = self.mul_sub_f64(x, w[0], high);
        self.add_residues(self.neg_mul_add_f64(q, m.p, high), low)
    }

    #[inline(always)]
    fn mul_residues_balanced(self, x: __m256d, w: [__m256d; 2], m: &Modulus) -> __m256d {
        self.mul_residues(x, w, m)
    }

    #[inline(always)]
    fn lift<const N: usize>(self, x: __m256d, _: &Modulus) -> __m256d {
        x
    }

    // The sum of upper parts is a multiple of 2^48 below 2^98, so its remainder is exact too.
    #[inline(always)]
    fn convolve(self, x: &Row, factors: &[Row; 2], m: &Modulus) -> Row {
        let start = ChunkSum {
            high: self.splat_f64(WHOLE_48),
            low: self.splat_f64(0.0),
        };
        let mut sums = [start; 2];
        for (s, &x) in x.0.iter().enumerate() {
            let x = self.splat_residue(x);
            for (half, sum) in sums.iter_mut().enumerate() {
                *sum = self.add_exact_product(*sum, x, self.window(factors, 8 + 4 * half - s));
            }
        }
        let mut product = Row::ZERO;
        for (half, sum) in sums.into_iter().enumerate() {
            let high = self.remainder(self.sub_residues(sum.high, start.high), m);
            self.store_residues(&mut product, 4 * half, self.add_residues(high, sum.low));
        }
        product
    }

    #[inline(always)]
    fn reciprocal(p: u64) -> u64 {
        (1.0 / p as f64).to_bits()
    }

    // Starts at 2^-12 - 1/2, so that rounding to nearest rounds down. Sums of eight terms are right to 2^-48.
    #[inline(always)]
    fn quotient<const K: usize>(self, t: &[__m256d; K], reciprocals: &[__m256d; K]) -> __m256d {
        let mut estimate = self.splat_f64(1.0 / 4096.0 - 0.5);
        for (&t, &reciprocal) in t.iter().zip(reciprocals) {
            estimate = self.mul_add_f64(t, reciprocal, estimate);
        }
        self.round_mul_f64(estimate, self.splat_f64(1.0))
    }

    #[inline(always)]
    fn zero_chunk_sum(self) -> ChunkSum {
        ChunkSum {
            high: self.splat_f64(WHOLE_48),
            low: self.splat_f64(WHOLE),
        }
    }

    #[inline(always)]
    fn add_chunk_product(self, sum: ChunkSum, x: __m256d, y: __m256d) -> ChunkSum {
        self.add_exact_product(sum, x, y)
    }

    // The words are signed and still contain the bits of the rounding constants.
    #[inline(always)]
    fn split_chunk_sum(self, sum: ChunkSum) -> [__m256i; 2] {
        [
            simd!(_mm256_castpd_si256(sum.low)),
            simd!(_mm256_castpd_si256(sum.high)),
        ]
    }

    // 2^53 in chunk 0 and 2^53 - 2^5 in the others are 2^5 2^(48 chunks).
    #[inline(always)]
    fn chunk_lift(self, j: usize) -> __m256i {
        let low = LIFT.wrapping_sub(WHOLE.to_bits());
        let high = (LIFT >> Self::CHUNK_BITS).wrapping_add(WHOLE_48.to_bits());
        self.splat(if j == 0 { low } else { low.wrapping_sub(high) })
    }

    // Of either sign: t is below 2^49, so the upper part below 2^24 and the lower at most that.
    #[inline(always)]
    fn split_share(self, t: __m256d) -> [__m256d; 2] {
        const HALF: f64 = (1u64 << 25) as f64;
        let upper = self.round_mul_f64(t, self.splat_f64(1.0 / HALF));
        let lower = self.neg_mul_add_f64(upper, self.splat_f64(HALF), t);
        [lower, upper]
    }

    // The quotient is the whole number nearest to (x - 499,999.5) / 10^6: that is at least 2^-21 nearer
    // to it than to any other, and below 2^30, so that rounding 10^-6 changes it by less than 2^-23. The
    // difference is exact.
    #[inline(always)]
    fn div_rem_million(self, x: __m256d) -> [__m256d; 2] {
        let shifted = self.sub_residues(x, self.splat_f64(499_999.5));
        let quotient = self.round_mul_f64(shifted, self.splat_f64(1e-6));
        let million = self.splat_f64(BASE as f64);
        [quotient, self.neg_mul_add_f64(quotient, million, x)]
    }

    #[inline(always)]
    fn slide_residues(self, high: __m256d, low: __m256d) -> __m256d {
        let words = |x| simd!(_mm256_castpd_si256(x));
        simd!(_mm256_castsi256_pd(self.slide(words(high), words(low))))
    }

    #[inline(always)]
    fn words_from_residues(self, x: __m256d) -> __m256i {
        let sum = simd!(_mm256_castpd_si256(
            self.add_residues(x, self.splat_f64(POWER_52))
        ));
        simd!(_mm256_xor_si256(sum, self.splat(POWER_52.to_bits())))
    }
}
