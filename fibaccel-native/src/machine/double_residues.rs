//! Residues that are whole numbers in doubles, of either sign: the arithmetic of tiers with fused multiply-add.
//!
//! All that happens to a residue is exact: the primes have 48 bits and doubles 53, so anything below 32p is
//! exact, and of a product the fused operations give both halves. Forward passes reduce nothing but the products:
//! *wide* means at most 15.5p here, and *four* at most 5p/4. The bounds are proved in docs/engine.md.

use super::lanes::Doubles;

/// A number below 2^51 is rounded to the nearest whole one when this is added and taken off again; a whole
/// number added to it stands in its low bits.
pub const WHOLE: f64 = 1.5 * (1u64 << 52) as f64;

/// A number below 2^99 is rounded to a multiple of 2^48 when this is added and taken off again.
pub const WHOLE_48: f64 = WHOLE * (1u64 << 48) as f64;

/// The constant that lifts chunks above zero that are sums of two words: those are within 2^52 of zero.
pub const LIFT: u64 = 1 << 53;

/// A prime modulus: p and 1/p, each in every lane.
#[derive(Clone, Copy, Debug)]
pub struct Modulus<D> {
    pub p: D,
    pub inverse: D,
}

/// An exact sum of products: a multiple of 2^48, and what is left.
#[derive(Clone, Copy, Debug)]
pub struct ChunkSum<D> {
    pub high: D,
    pub low: D,
}

impl<D: Copy> ChunkSum<D> {
    /// Adds x y to the sum: what the upper sum cannot hold of it, at most 2^47, goes into the lower, exactly.
    #[inline(always)]
    pub fn add_product<S: Doubles<D = D>>(self, s: S, x: D, y: D) -> Self {
        let high = s.mul_add_f64(x, y, self.high);
        let missing = s.sub_f64(self.high, high);
        let low = s.add_f64(self.low, s.mul_add_f64(x, y, missing));
        Self { high, low }
    }
}

/// The balanced factor, at most p/2 in absolute value, and the double nearest to its quotient by p.
pub fn factor(w: u64, p: u64) -> [u64; 2] {
    let balanced = if w > p / 2 {
        -((p - w) as f64)
    } else {
        w as f64
    };
    [balanced.to_bits(), (balanced / p as f64).to_bits()]
}

/// Implements the methods of [`Lanes`](super::lanes::Lanes) that compute, for a tier whose residues are doubles.
macro_rules! residues_are_doubles {
    () => {
        type R = <Self as Doubles>::D;
        type Modulus = Modulus<<Self as Doubles>::D>;
        type ChunkSum = ChunkSum<<Self as Doubles>::D>;
        const MONTGOMERY_BITS: u32 = 0;

        #[inline(always)]
        fn stored(x: u64) -> u64 {
            (x as f64).to_bits()
        }

        #[inline(always)]
        fn factor(w: u64, _: u64, p: u64) -> Factor {
            double_residues::factor(w, p)
        }

        #[inline(always)]
        fn modulus(self, p: u64) -> Self::Modulus {
            Modulus {
                p: self.splat_f64(p as f64),
                inverse: self.splat_f64(1.0 / p as f64),
            }
        }

        methods! {
            fn splat_residue(self, stored: u64) -> Self::R = self.splat_f64(f64::from_bits(stored));
            fn add_residues(self, a: Self::R, b: Self::R) -> Self::R = self.add_f64(a, b);
            fn sub_residues(self, a: Self::R, b: Self::R) -> Self::R = self.sub_f64(a, b);
        }

        // Of x w = h + l, h is the double nearest and l what is left; h - q p is exact, because it is a
        // whole number below 2^53. At most (1/2 + 1/32 for each p of x) p.
        #[inline(always)]
        fn mul_residues(self, x: Self::R, w: [Self::R; 2], m: &Self::Modulus) -> Self::R {
            let q = self.near_mul_f64(x, w[1]);
            let high = self.mul_f64(x, w[0]);
            let minus_low = self.neg_mul_add_f64(x, w[0], high);
            self.sub_f64(self.neg_mul_add_f64(q, m.p, high), minus_low)
        }

        methods! {
            fn mul_residues_balanced(self, x: Self::R, w: [Self::R; 2], m: &Self::Modulus) -> Self::R =
                self.mul_residues(x, w, m);
        }

        #[inline(always)]
        fn lift<const N: usize>(self, x: Self::R, _: &Self::Modulus) -> Self::R {
            x
        }

        methods! {
            // Not reduced: 20 levels of passes take at most 1.1p to at most 15.5p.
            fn fold(self, x: Self::R, _: &Self::Modulus) -> Self::R = x;
        }

        #[inline(always)]
        fn settle(self, x: Self::R, m: &Self::Modulus) -> Self::R {
            let q = self.near_mul_f64(x, m.inverse);
            self.neg_mul_add_f64(q, m.p, x)
        }

        methods! {
            fn reduce(self, x: Self::R, m: &Self::Modulus) -> Self::R = self.settle(x, m);
            fn clean(self, x: Self::R, m: &Self::Modulus) -> Self::R = self.settle(x, m);
            fn soften(self, x: Self::R, m: &Self::Modulus) -> Self::R = self.settle(x, m);
        }

        // The sum of upper parts is a multiple of 2^48 below 2^98, so its remainder is exact too. Its quotient
        // must be rounded once.
        #[inline(always)]
        fn convolve(self, x: &Row, factors: &[Row; 2], m: &Self::Modulus) -> Row {
            let start = ChunkSum {
                high: self.splat_f64(WHOLE_48),
                low: self.splat_f64(0.0),
            };
            let mut sums = [start; 8 / Self::WIDTH];
            for (s, &x) in x.0.iter().enumerate() {
                let x = self.splat_residue(x);
                for (part, sum) in sums.iter_mut().enumerate() {
                    let window = self.window(factors, 8 + Self::WIDTH * part - s);
                    *sum = sum.add_product(self, x, window);
                }
            }
            let mut product = Row::ZERO;
            for (part, sum) in sums.into_iter().enumerate() {
                let high = self.sub_f64(sum.high, start.high);
                let q = self.round_mul_f64(high, m.inverse);
                let high = self.neg_mul_add_f64(q, m.p, high);
                self.store_residues(
                    &mut product,
                    Self::WIDTH * part,
                    self.add_f64(high, sum.low),
                );
            }
            product
        }

        #[inline(always)]
        fn reciprocal(p: u64) -> u64 {
            (1.0 / p as f64).to_bits()
        }

        // Starts at 2^-12 - 1/2, so that rounding to nearest rounds down. Sums of eight terms are right to 2^-48.
        #[inline(always)]
        fn quotient<const K: usize>(self, t: &[Self::R; K], reciprocals: &[Self::R; K]) -> Self::R {
            let mut estimate = self.splat_f64(1.0 / 4096.0 - 0.5);
            for (&t, &reciprocal) in t.iter().zip(reciprocals) {
                estimate = self.mul_add_f64(t, reciprocal, estimate);
            }
            self.near_mul_f64(estimate, self.splat_f64(1.0))
        }

        #[inline(always)]
        fn zero_chunk_sum(self) -> Self::ChunkSum {
            ChunkSum {
                high: self.splat_f64(WHOLE_48),
                low: self.splat_f64(WHOLE),
            }
        }

        methods! {
            fn add_chunk_product(self, sum: Self::ChunkSum, x: Self::R, y: Self::R) -> Self::ChunkSum =
                sum.add_product(self, x, y);
        }

        // The words are signed and still contain the bits of the rounding constants.
        #[inline(always)]
        fn split_chunk_sum(self, sum: Self::ChunkSum) -> [Self::V; 2] {
            [self.bits(sum.low), self.bits(sum.high)]
        }

        // 2^53 in chunk 0 and 2^53 - 2^5 in the others are 2^5 2^(48 chunks).
        #[inline(always)]
        fn chunk_lift(self, j: usize) -> Self::V {
            let low = LIFT.wrapping_sub(WHOLE.to_bits());
            let high = (LIFT >> Self::CHUNK_BITS).wrapping_add(WHOLE_48.to_bits());
            self.splat(if j == 0 { low } else { low.wrapping_sub(high) })
        }

        // Of either sign: t is below 2^49, so the upper part below 2^24 and the lower at most that.
        #[inline(always)]
        fn split_share(self, t: Self::R) -> [Self::R; 2] {
            const HALF: f64 = (1u64 << 25) as f64;
            let upper = self.near_mul_f64(t, self.splat_f64(1.0 / HALF));
            let lower = self.neg_mul_add_f64(upper, self.splat_f64(HALF), t);
            [lower, upper]
        }

        methods! {
            fn mul_add_residues(self, x: Self::R, y: Self::R, z: Self::R) -> Self::R =
                self.mul_add_f64(x, y, z);
        }

        // The quotient is the whole number nearest to (x - 499,999.5) / 10^6: that is at least 2^-21 nearer
        // to it than to any other, and below 2^30, so that rounding 10^-6 and the product changes it by less
        // than 2^-22. The difference is exact.
        #[inline(always)]
        fn div_rem_million(self, x: Self::R) -> [Self::R; 2] {
            let shifted = self.sub_f64(x, self.splat_f64(499_999.5));
            let quotient = self.near_mul_f64(shifted, self.splat_f64(1e-6));
            let million = self.splat_f64(BASE as f64);
            [quotient, self.neg_mul_add_f64(quotient, million, x)]
        }
    };
}
pub(super) use residues_are_doubles;
