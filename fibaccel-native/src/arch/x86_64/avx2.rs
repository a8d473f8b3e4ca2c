//! The tier of AVX2 with FMA: four numbers at a time, in floating point, exact.
//!
//! A residue is a whole number in a double, of either sign. All that happens to it is exact: the primes
//! have 48 bits and doubles 53, so anything below 32p is exact, and of a product the fused operations
//! give both halves. Forward passes reduce nothing but the products: *wide* means at most 14p here, and
//! *four* at most 5p/4. The bounds are proved in docs/engine.md.

#![allow(unsafe_code)]

use crate::limbs::decimal::BASE;
use crate::simd::{Factor, Kernel, Lanes, Row, Words};
use std::arch::x86_64::*;

/// 2^52.
pub(super) const POWER_52: f64 = (1u64 << 52) as f64;

/// Added and taken off again, it rounds a number below 2^51 to the nearest whole one; a whole number
/// added to it stands in its low bits. `vroundpd` would round in the same time, on Zen 4.
const WHOLE: f64 = 1.5 * (1u64 << 52) as f64;

/// The same for multiples of 2^48, below 2^99.
const WHOLE_48: f64 = WHOLE * (1u64 << 48) as f64;

/// What makes digits positive that are sums of halves: those are within 2^52 of zero.
const LIFT: u64 = 1 << 53;

/// The proof that the processor has the instructions of this tier.
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

impl Avx2 {
    /// The token, if the processor has all that the tier uses.
    pub fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi2");
        found.then_some(Self(()))
    }
}

/// The prime and 1/p, each in every lane.
#[derive(Clone, Copy, Debug)]
pub struct Modulus {
    p: __m256d,
    inverse: __m256d,
}

/// A sum of products, to be had without losing a bit: multiples of 2^48, and what is left.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    high: __m256d,
    low: __m256d,
}

/// Calls one intrinsic. A macro so that the argument for safety stands once.
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of `Avx2`, whose only constructor is `detect`, so the
        // processor has the instruction; it touches no memory.
        unsafe { $call }
    };
}

impl Avx2 {
    #[inline(always)]
    pub(super) fn constant(self, x: f64) -> __m256d {
        simd!(_mm256_set1_pd(x))
    }

    /// The whole number nearest to x y, for that below 2^51.
    #[inline(always)]
    fn nearest(self, x: __m256d, y: __m256d) -> __m256d {
        let whole = self.constant(WHOLE);
        simd!(_mm256_sub_pd(_mm256_fmadd_pd(x, y, whole), whole))
    }

    /// x - q p for the q nearest to x/p, for x below 2^99 that is a multiple of its last place.
    #[inline(always)]
    fn remainder(self, x: __m256d, m: &Modulus) -> __m256d {
        let q = self.nearest(x, m.inverse);
        simd!(_mm256_fnmadd_pd(q, m.p, x))
    }

    /// Adds x y: what the upper sum cannot hold of it, at most 2^47, goes into the lower, exactly.
    #[inline(always)]
    fn accumulate(self, sum: Sum, x: __m256d, y: __m256d) -> Sum {
        let high = simd!(_mm256_fmadd_pd(x, y, sum.high));
        let missing = self.difference(sum.high, high);
        let low = self.sum(sum.low, simd!(_mm256_fmadd_pd(x, y, missing)));
        Sum { high, low }
    }

    /// Four of sixteen residues, from `at`.
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
    type Sum = Sum;
    const INDEX: usize = 1;
    const MONTGOMERY_BITS: u32 = 0;

    #[inline(always)]
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        #[target_feature(enable = "avx2,fma,bmi2")]
        fn inner<K: Kernel>(s: Avx2, kernel: K) -> K::Output {
            kernel.run(s)
        }
        // SAFETY: `self` can only come from `detect`, which saw each of these features.
        unsafe { inner(self, kernel) }
    }

    fn scalar<K: Kernel>(self, kernel: K) -> K::Output {
        #[target_feature(enable = "bmi2")]
        fn inner<K: Kernel>(s: Avx2, kernel: K) -> K::Output {
            kernel.run(s)
        }
        // SAFETY: `self` can only come from `detect`, which saw each of these features.
        unsafe { inner(self, kernel) }
    }

    #[inline(always)]
    fn stored(x: u64) -> u64 {
        (x as f64).to_bits()
    }

    /// Balanced, at most p/2 in absolute value; and the double nearest to the quotient.
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
            p: self.constant(p as f64),
            inverse: self.constant(1.0 / p as f64),
        }
    }

    #[inline(always)]
    fn get(self, row: &Row, at: usize) -> __m256d {
        simd!(_mm256_castsi256_pd(self.load(row, at)))
    }

    #[inline(always)]
    fn put(self, row: &mut Row, at: usize, r: __m256d) {
        self.store(row, at, simd!(_mm256_castpd_si256(r)));
    }

    #[inline(always)]
    fn broadcast(self, stored: u64) -> __m256d {
        self.constant(f64::from_bits(stored))
    }

    #[inline(always)]
    fn negated(self, w: [__m256d; 2], _: &Modulus) -> [__m256d; 2] {
        let sign = self.constant(-0.0);
        [
            simd!(_mm256_xor_pd(w[0], sign)),
            simd!(_mm256_xor_pd(w[1], sign)),
        ]
    }

    #[inline(always)]
    fn sum(self, a: __m256d, b: __m256d) -> __m256d {
        simd!(_mm256_add_pd(a, b))
    }

    #[inline(always)]
    fn difference(self, a: __m256d, b: __m256d) -> __m256d {
        simd!(_mm256_sub_pd(a, b))
    }

    /// Of x w = h + l, h is the double nearest and l what is left; h - q p is exact, because it is a
    /// whole number below 2^53. At most (1/2 + 1/64 for each p of x) p.
    #[inline(always)]
    fn product(self, x: __m256d, w: [__m256d; 2], m: &Modulus) -> __m256d {
        let q = self.nearest(x, w[1]);
        let high = simd!(_mm256_mul_pd(x, w[0]));
        let low = simd!(_mm256_fmsub_pd(x, w[0], high));
        self.sum(simd!(_mm256_fnmadd_pd(q, m.p, high)), low)
    }

    #[inline(always)]
    fn balanced_product(self, x: __m256d, w: [__m256d; 2], m: &Modulus) -> __m256d {
        self.product(x, w, m)
    }

    #[inline(always)]
    fn lift<const N: usize>(self, x: __m256d, _: &Modulus) -> __m256d {
        x
    }

    /// Not reduced: 20 levels of passes take at most 1.1p to at most 14p.
    #[inline(always)]
    fn fold(self, x: __m256d, _: &Modulus) -> __m256d {
        x
    }

    #[inline(always)]
    fn settle(self, x: __m256d, m: &Modulus) -> __m256d {
        self.remainder(x, m)
    }

    #[inline(always)]
    fn reduce(self, x: __m256d, m: &Modulus) -> __m256d {
        self.remainder(x, m)
    }

    #[inline(always)]
    fn clean(self, x: __m256d, m: &Modulus) -> __m256d {
        self.remainder(x, m)
    }

    #[inline(always)]
    fn soften(self, x: __m256d, m: &Modulus) -> __m256d {
        self.remainder(x, m)
    }

    /// The sum of upper parts is a multiple of 2^48 below 2^98, so its remainder is exact too.
    #[inline(always)]
    fn convolve(self, x: &Row, factors: &[Row; 2], m: &Modulus) -> Row {
        let start = Sum {
            high: self.constant(WHOLE_48),
            low: self.constant(0.0),
        };
        let mut sums = [start; 2];
        for (s, &x) in x.0.iter().enumerate() {
            let x = self.broadcast(x);
            for (half, sum) in sums.iter_mut().enumerate() {
                *sum = self.accumulate(*sum, x, self.window(factors, 8 + 4 * half - s));
            }
        }
        let mut product = Row::ZERO;
        for (half, sum) in sums.into_iter().enumerate() {
            let high = self.remainder(self.difference(sum.high, start.high), m);
            self.put(&mut product, 4 * half, self.sum(high, sum.low));
        }
        product
    }

    #[inline(always)]
    fn reciprocal(p: u64) -> u64 {
        (1.0 / p as f64).to_bits()
    }

    /// Begun so far below that rounding to nearest is rounding down. A sum of eight terms below 1 is
    /// right to 2^-48.
    #[inline(always)]
    fn quotient<const K: usize>(self, t: &[__m256d; K], reciprocals: &[__m256d; K]) -> __m256d {
        let mut estimate = self.constant(1.0 / 4096.0 - 0.5);
        for (&t, &reciprocal) in t.iter().zip(reciprocals) {
            estimate = simd!(_mm256_fmadd_pd(t, reciprocal, estimate));
        }
        self.nearest(estimate, self.constant(1.0))
    }

    #[inline(always)]
    fn no_products(self) -> Sum {
        Sum {
            high: self.constant(WHOLE_48),
            low: self.constant(WHOLE),
        }
    }

    #[inline(always)]
    fn add_product(self, sum: Sum, x: __m256d, y: __m256d) -> Sum {
        self.accumulate(sum, x, y)
    }

    /// Of either sign, and with the bits of the constants.
    #[inline(always)]
    fn halves(self, sum: Sum) -> [__m256i; 2] {
        [
            simd!(_mm256_castpd_si256(sum.low)),
            simd!(_mm256_castpd_si256(sum.high)),
        ]
    }

    /// 2^53 in digit 0 and 2^53 - 2^5 in the others are 2^5 2^(48 digits).
    #[inline(always)]
    fn digit_lift(self, j: usize) -> __m256i {
        let low = LIFT.wrapping_sub(WHOLE.to_bits());
        let high = (LIFT >> Self::DIGIT_BITS).wrapping_add(WHOLE_48.to_bits());
        self.splat(if j == 0 { low } else { low.wrapping_sub(high) })
    }

    /// Of either sign: t is below 2^49, so the upper part below 2^24 and the lower at most that.
    #[inline(always)]
    fn split_share(self, t: __m256d) -> [__m256d; 2] {
        const HALF: f64 = (1u64 << 25) as f64;
        let upper = self.nearest(t, self.constant(1.0 / HALF));
        let lower = simd!(_mm256_fnmadd_pd(upper, self.constant(HALF), t));
        [lower, upper]
    }

    #[inline(always)]
    fn multiply_add(self, sum: __m256d, x: __m256d, y: __m256d) -> __m256d {
        simd!(_mm256_fmadd_pd(x, y, sum))
    }

    /// The quotient is the whole number nearest to (x - 499,999.5) / 10^6: that is at least 2^-21 nearer
    /// to it than to any other, and below 2^30, so that rounding 10^-6 changes it by less than 2^-23. The
    /// difference is exact.
    #[inline(always)]
    fn divide_million(self, x: __m256d) -> [__m256d; 2] {
        let shifted = self.difference(x, self.constant(499_999.5));
        let quotient = self.nearest(shifted, self.constant(1e-6));
        let million = self.constant(BASE as f64);
        [quotient, simd!(_mm256_fnmadd_pd(quotient, million, x))]
    }

    #[inline(always)]
    fn slide(self, high: __m256d, low: __m256d) -> __m256d {
        let words = |x| simd!(_mm256_castpd_si256(x));
        simd!(_mm256_castsi256_pd(self.slide_one(words(high), words(low))))
    }

    #[inline(always)]
    fn words(self, x: __m256d) -> __m256i {
        let sum = simd!(_mm256_castpd_si256(self.sum(x, self.constant(POWER_52))));
        simd!(_mm256_xor_si256(sum, self.splat(POWER_52.to_bits())))
    }
}
