//! Chains modulo m below 2^50, in vectors of doubles.
//!
//! # Ranges
//!
//! A residue is a whole number of either sign. *Tight* is what products return and what may be the factor that
//! is prepared for products: at most 0.7 m + 2 in absolute value. *Loose* is a sum of up to three tight ones,
//! and may be the other factor.
//!
//! Of x y the double h = x y and l = x y - h are exact, as l is what a fused operation leaves. With w = x / m,
//! rounded once, and q the whole number nearest to w y, q is within 1/2 + |y| / 2^54 of x y / m, if |x| < m:
//! with y loose and m below 2^50, within 0.64. So h - q m, a whole number of at most 2^50, is exact, and so is
//! h - q m + l, which is at most 0.64 m + 1; that and 1 is tight. q is at most 1.5 m + 12, well below the 2^51 of
//! [`Doubles::round_mul_f64`]. (Where m is so small that |x| may be m or more, all is exact with bits to spare.)
//!
//! One double for 1 / m would not do: w would be rounded twice, and from m = 2^49.4 on the bound of a
//! product would grow from step to step. Nothing much is lost to a second: 33 instead of 30 ns for F(n),
//! 64-bit n, where Montgomery's products of 52 bits (`vpmadd52`), for odd m, take 38 (AVX-512, Zen 4).

use super::batch::{Batch, Chain};
use crate::machine::{Doubles, Row};
use crate::sequences::table::start;

/// The most bits that m may have.
pub const BITS: u32 = 50;

/// The number of vectors that walk at once: 57, 35, 30, 29 ns an element for 1, 2, 3, 4 of them (AVX-512, Zen 4).
/// Not a tier's: they hide the latency of a multiply-add, which does not depend on the width of the vectors.
pub const SIDE_BY_SIDE: usize = 4;

/// The integers modulo m, in doubles, with an m for each lane.
#[derive(Clone, Copy, Debug)]
pub struct DoublesRing<S: Doubles> {
    pub(super) s: S,
    m: S::D,
    /// 1 / m as a sum of two doubles: the nearest, and what it is short of 1 / m.
    inverse: [S::D; 2],
}

impl<S: Doubles> DoublesRing<S> {
    /// The integers modulo the words of the row, from place `at` on.
    #[inline(always)]
    pub fn new(s: S, m: &Row, at: usize) -> Self {
        let m = s.f64_from_words(s.load(m, at));
        let one = s.splat_f64(1.0);
        let inverse = s.div_f64(one, m);
        let rest = s.neg_mul_add_f64(inverse, m, one);
        let inverse = [inverse, s.mul_f64(rest, inverse)];
        Self { s, m, inverse }
    }

    /// The tight residues of words below 2^50.
    #[inline(always)]
    pub fn enter(self, row: &Row, at: usize) -> S::D {
        self.divide_word(row, at)[0]
    }

    /// The tight residues of words below 2^50, and the quotients by m.
    #[inline(always)]
    pub fn divide_word(self, row: &Row, at: usize) -> [S::D; 2] {
        self.divide(self.s.f64_from_words(self.s.load(row, at)))
    }

    /// Stores the least natural numbers congruent to a loose x in the row.
    #[inline(always)]
    pub fn leave(self, x: S::D, row: &mut Row, at: usize) {
        let (s, x) = (self.s, self.tighten(x));
        let x = s.select_f64(s.is_negative_f64(x), s.add_f64(x, self.m), x);
        s.store(row, at, s.words_from_f64(x));
    }

    /// A tight x prepared for [`Self::product`]: x, and x / m.
    #[inline(always)]
    pub fn factor(self, x: S::D) -> [S::D; 2] {
        let [inverse, rest] = self.inverse;
        let rest = self.s.mul_f64(x, rest);
        [x, self.s.mul_add_f64(x, inverse, rest)]
    }

    /// The tight residue of x y, for a loose y.
    #[inline(always)]
    pub fn product(self, factor: [S::D; 2], y: S::D) -> S::D {
        self.divide_product(factor, y)[0]
    }

    /// The tight residue of x y, for a loose y, and the quotient by m.
    #[inline(always)]
    pub fn divide_product(self, [x, w]: [S::D; 2], y: S::D) -> [S::D; 2] {
        let s = self.s;
        let high = s.mul_f64(x, y);
        let low = s.mul_sub_f64(x, y, high);
        let quotient = s.round_mul_f64(w, y);
        let rest = s.add_f64(s.neg_mul_add_f64(quotient, self.m, high), low);
        [rest, quotient]
    }

    /// The residue of a whole number below 2^51 m, at most m / 2 in absolute value.
    #[inline(always)]
    pub fn tighten(self, x: S::D) -> S::D {
        self.divide(x)[0]
    }

    /// The residue of a whole number below 2^51 m, at most m / 2 in absolute value, and the quotient by m.
    #[inline(always)]
    pub fn divide(self, x: S::D) -> [S::D; 2] {
        let quotient = self.s.round_mul_f64(x, self.inverse[0]);
        [self.s.neg_mul_add_f64(quotient, self.m, x), quotient]
    }

    /// The linear combination 2 x - y, not reduced.
    #[inline(always)]
    pub fn twice_minus(self, x: S::D, y: S::D) -> S::D {
        self.s.mul_sub_f64(x, self.s.splat_f64(2.0), y)
    }
}

/// The highest bit of each word, as flags, and the words shifted by it.
#[inline(always)]
pub fn shift<S: Doubles>(s: S, n: S::V) -> (S::Flags, S::V) {
    (s.top_bit(n), s.add(n, n))
}

/// The sign (-1)^k, for flags that say where k is odd.
#[inline(always)]
pub fn sign<S: Doubles>(s: S, odd: S::Flags) -> S::D {
    s.select_f64(odd, s.splat_f64(-1.0), s.splat_f64(1.0))
}

/// The next pair of [`Fibonacci`], from its two products x and y.
#[inline(always)]
pub fn next_pair<S: Doubles>(s: S, odd: S::Flags, sign: S::D, [x, y]: [S::D; 2]) -> [S::D; 2] {
    [
        s.select_f64(odd, s.sub_f64(x, sign), x),
        s.select_f64(odd, y, s.add_f64(y, sign)),
    ]
}

/// The chain of F(k) and F(k+1), here f and g. With s = (-1)^k, which is g^2 - f g - f^2,
///
/// ```text
/// F(2k)   = f (2 g - f)
/// F(2k+1) = f (2 f + g) + s = g (2 g - f) - s
/// F(2k+2) = g (2 f + g)
/// ```
///
/// So the two products of a step have a factor in common, and the bit chooses that.
///
/// The term is F(n), or the `COMPANION` L(n).
#[derive(Clone, Copy)]
pub struct Fibonacci<S: Doubles, const COMPANION: bool> {
    ring: DoublesRing<S>,
    pair: [S::D; 2],
    sign: S::D,
    n: S::V,
}

impl<S: Doubles, const COMPANION: bool> Chain for Fibonacci<S, COMPANION> {
    type Tier = S;
    const LANES: usize = S::WIDTH;
    /// The number of bits of n for the table: F(64) is below 2^44, and what enters must be below 2^50.
    const HEAD: u32 = 6;
    const TAIL: u32 = 0;

    fn look_up(batch: &mut Batch, rows: usize, head: impl Fn(u64) -> u64) {
        batch.begin_with(rows, |n| start(head(n) + 1).map(|limbs| limbs[0]));
    }

    #[inline(always)]
    fn begin(s: S, batch: &Batch, first: usize) -> Self {
        let (row, at) = (first / 8, first % 8);
        let ring = DoublesRing::new(s, &batch.m[row], at);
        let [x, y] = &batch.operands;
        let pair = [ring.enter(&x[row], at), ring.enter(&y[row], at)];
        let (odd, n) = shift(s, s.load(&batch.n[row], at));
        Self {
            ring,
            pair,
            sign: sign(s, odd),
            n,
        }
    }

    #[inline(always)]
    fn step(&mut self) {
        let (ring, [f, g]) = (self.ring, self.pair);
        let s = ring.s;
        let (odd, n) = shift(s, self.n);
        let factor = ring.factor(s.select_f64(odd, g, f));
        let x = ring.product(factor, ring.twice_minus(g, f));
        let y = ring.product(factor, s.mul_add_f64(f, s.splat_f64(2.0), g));
        self.pair = next_pair(s, odd, self.sign, [x, y]);
        self.sign = sign(s, odd);
        self.n = n;
    }

    #[inline(always)]
    fn end(self, row: &mut Row, at: usize) {
        let [f, g] = self.pair;
        let term = match COMPANION {
            false => f,
            true => self.ring.twice_minus(g, f),
        };
        self.ring.leave(term, row, at);
    }
}

/// The chain of f = U(k) and g = U(k+1), for any p and q: see [`crate::sequences::modular::chain::lucas_u`].
///
/// The term is U(n), or the `COMPANION` V(n).
#[derive(Clone, Copy)]
pub struct LucasChain<S: Doubles, const COMPANION: bool> {
    ring: DoublesRing<S>,
    /// p and q, prepared for products.
    factors: [[S::D; 2]; 2],
    pair: [S::D; 2],
    n: S::V,
}

impl<S: Doubles, const COMPANION: bool> Chain for LucasChain<S, COMPANION> {
    type Tier = S;
    const LANES: usize = S::WIDTH;
    const HEAD: u32 = 1;
    const TAIL: u32 = 0;

    #[inline(always)]
    fn begin(s: S, batch: &Batch, first: usize) -> Self {
        let (row, at) = (first / 8, first % 8);
        let ring = DoublesRing::new(s, &batch.m[row], at);
        let [p, q] = &batch.operands;
        let [p, q] = [ring.enter(&p[row], at), ring.enter(&q[row], at)];
        let (begun, n) = shift(s, s.load(&batch.n[row], at));
        let [zero, one] = [s.splat_f64(0.0), s.splat_f64(1.0)];
        Self {
            ring,
            factors: [ring.factor(p), ring.factor(q)],
            pair: [s.select_f64(begun, one, zero), s.select_f64(begun, p, one)],
            n,
        }
    }

    #[inline(always)]
    fn step(&mut self) {
        let (ring, [p, q], [f, g]) = (self.ring, self.factors, self.pair);
        let s = ring.s;
        let (odd, n) = shift(s, self.n);
        let factor = s.select_f64(odd, g, f);
        let (pw, qf) = (ring.product(p, factor), ring.product(q, f));
        let above = s.sub_f64(s.sub_f64(pw, qf), qf);
        let other = s.select_f64(odd, above, ring.twice_minus(g, pw));
        let other = ring.product(ring.factor(factor), other);
        let square = ring.product(ring.factor(g), g);
        let difference = s.sub_f64(square, ring.product(ring.factor(f), qf));
        let between = ring.tighten(difference);
        self.pair = [
            s.select_f64(odd, between, other),
            s.select_f64(odd, other, between),
        ];
        self.n = n;
    }

    /// Stores the terms, U(n) or V(n) = 2 U(n+1) - p U(n).
    #[inline(always)]
    fn end(self, row: &mut Row, at: usize) {
        let (ring, [f, g]) = (self.ring, self.pair);
        let term = match COMPANION {
            false => f,
            true => ring.twice_minus(g, ring.product(self.factors[0], f)),
        };
        ring.leave(term, row, at);
    }
}
