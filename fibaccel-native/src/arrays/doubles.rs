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
//! [`Doubles::nearest`]. (Where m is so small that |x| may be m or more, all is exact with bits to spare.)
//!
//! One double for 1 / m would not do: w would be rounded twice, and from m = 2^49.4 on the bound of a
//! product would grow from step to step. Nothing much is lost to a second: 33 instead of 30 ns for F(n),
//! 64-bit n, where Montgomery's products of 52 bits (`vpmadd52`), for odd m, take 38 (AVX-512, Zen 4).

use super::batch::{Batch, Chain};
use crate::simd::{Doubles, Row};
use crate::starts::start;

/// m has at most so many bits.
pub const BITS: u32 = 50;

/// Vectors that walk at once: 57, 35, 30, 29 ns an element for 1, 2, 3, 4 of them.
pub const SIDE_BY_SIDE: usize = 4;

/// The integers modulo an m for each lane.
#[derive(Clone, Copy, Debug)]
pub struct Residues<S: Doubles> {
    pub(super) s: S,
    m: S::D,
    /// 1 / m, and what that is short of it.
    inverse: [S::D; 2],
}

impl<S: Doubles> Residues<S> {
    /// Modulo the words of the row from that place on.
    #[inline(always)]
    pub fn new(s: S, m: &Row, at: usize) -> Self {
        let m = s.doubles(s.load(m, at));
        let one = s.fill(1.0);
        let inverse = s.over(one, m);
        let rest = s.minus_times(one, inverse, m);
        let inverse = [inverse, s.times(rest, inverse)];
        Self { s, m, inverse }
    }

    /// Words below 2^50, tight.
    #[inline(always)]
    pub fn enter(self, row: &Row, at: usize) -> S::D {
        self.divide_word(row, at)[0]
    }

    /// The same, and what times m is missing.
    #[inline(always)]
    pub fn divide_word(self, row: &Row, at: usize) -> [S::D; 2] {
        self.divide(self.s.doubles(self.s.load(row, at)))
    }

    /// Puts the least natural numbers congruent to the loose x into the row.
    #[inline(always)]
    pub fn leave(self, x: S::D, row: &mut Row, at: usize) {
        let (s, x) = (self.s, self.tighten(x));
        let x = s.choose(s.negative(x), s.plus(x, self.m), x);
        s.store(row, at, s.whole(x));
    }

    /// The tight x for [`Self::product`], and x / m.
    #[inline(always)]
    pub fn factor(self, x: S::D) -> [S::D; 2] {
        let [inverse, rest] = self.inverse;
        let rest = self.s.times(x, rest);
        [x, self.s.times_plus(x, inverse, rest)]
    }

    /// x y, tight, for a loose y.
    #[inline(always)]
    pub fn product(self, factor: [S::D; 2], y: S::D) -> S::D {
        self.divide_product(factor, y)[0]
    }

    /// The same, and what times m is missing.
    #[inline(always)]
    pub fn divide_product(self, [x, w]: [S::D; 2], y: S::D) -> [S::D; 2] {
        let s = self.s;
        let high = s.times(x, y);
        let low = s.times_minus(x, y, high);
        let quotient = s.nearest(w, y);
        let rest = s.plus(s.minus_times(high, quotient, self.m), low);
        [rest, quotient]
    }

    /// The same, for whole numbers below 2^51 m, at most m / 2 in absolute value.
    #[inline(always)]
    pub fn tighten(self, x: S::D) -> S::D {
        self.divide(x)[0]
    }

    /// The same, and what times m is missing.
    #[inline(always)]
    pub fn divide(self, x: S::D) -> [S::D; 2] {
        let quotient = self.s.nearest(x, self.inverse[0]);
        [self.s.minus_times(x, quotient, self.m), quotient]
    }

    /// 2 x - y.
    #[inline(always)]
    pub fn twice_minus(self, x: S::D, y: S::D) -> S::D {
        self.s.times_minus(x, self.s.fill(2.0), y)
    }
}

/// The highest bits, and the words without them.
#[inline(always)]
pub fn shift<S: Doubles>(s: S, n: S::V) -> (S::Flags, S::V) {
    (s.top(n), s.add(n, n))
}

/// f = F(k) and g = F(k+1). With s = (-1)^k, which is g^2 - f g - f^2,
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
    residues: Residues<S>,
    pair: [S::D; 2],
    sign: S::D,
    n: S::V,
}

impl<S: Doubles, const COMPANION: bool> Chain for Fibonacci<S, COMPANION> {
    type Tier = S;
    const LANES: usize = S::WIDTH;
    /// F(64) is below 2^44, and what enters must be below 2^50.
    const HEAD: u32 = 6;
    const TAIL: u32 = 0;

    fn look_up(batch: &mut Batch, rows: usize, head: impl Fn(u64) -> u64) {
        batch.begin_with(rows, |n| start(head(n) + 1).map(|limbs| limbs[0]));
    }

    #[inline(always)]
    fn begin(s: S, batch: &Batch, first: usize) -> Self {
        let (row, at) = (first / 8, first % 8);
        let residues = Residues::new(s, &batch.m[row], at);
        let [x, y] = &batch.operands;
        let pair = [residues.enter(&x[row], at), residues.enter(&y[row], at)];
        let (odd, n) = shift(s, s.load(&batch.n[row], at));
        Self {
            residues,
            pair,
            sign: s.choose(odd, s.fill(-1.0), s.fill(1.0)),
            n,
        }
    }

    #[inline(always)]
    fn step(&mut self) {
        let (residues, [f, g], sign) = (self.residues, self.pair, self.sign);
        let s = residues.s;
        let (odd, n) = shift(s, self.n);
        let factor = residues.factor(s.choose(odd, g, f));
        let x = residues.product(factor, residues.twice_minus(g, f));
        let y = residues.product(factor, s.times_plus(f, s.fill(2.0), g));
        self.pair = [
            s.choose(odd, s.minus(x, sign), x),
            s.choose(odd, y, s.plus(y, sign)),
        ];
        self.sign = s.choose(odd, s.fill(-1.0), s.fill(1.0));
        self.n = n;
    }

    #[inline(always)]
    fn end(self, row: &mut Row, at: usize) {
        let [f, g] = self.pair;
        let term = match COMPANION {
            false => f,
            true => self.residues.twice_minus(g, f),
        };
        self.residues.leave(term, row, at);
    }
}

/// f = U(k) and g = U(k+1), for any p and q, by the formulas of [`crate::modular::chain::lucas_u`].
///
/// The term is U(n), or the `COMPANION` V(n).
#[derive(Clone, Copy)]
pub struct Sequence<S: Doubles, const COMPANION: bool> {
    residues: Residues<S>,
    /// p and q.
    factors: [[S::D; 2]; 2],
    pair: [S::D; 2],
    n: S::V,
}

impl<S: Doubles, const COMPANION: bool> Chain for Sequence<S, COMPANION> {
    type Tier = S;
    const LANES: usize = S::WIDTH;
    const HEAD: u32 = 1;
    const TAIL: u32 = 0;

    #[inline(always)]
    fn begin(s: S, batch: &Batch, first: usize) -> Self {
        let (row, at) = (first / 8, first % 8);
        let residues = Residues::new(s, &batch.m[row], at);
        let [p, q] = &batch.operands;
        let [p, q] = [residues.enter(&p[row], at), residues.enter(&q[row], at)];
        let (begun, n) = shift(s, s.load(&batch.n[row], at));
        let [zero, one] = [s.fill(0.0), s.fill(1.0)];
        Self {
            residues,
            factors: [residues.factor(p), residues.factor(q)],
            pair: [s.choose(begun, one, zero), s.choose(begun, p, one)],
            n,
        }
    }

    #[inline(always)]
    fn step(&mut self) {
        let (residues, [p, q], [f, g]) = (self.residues, self.factors, self.pair);
        let s = residues.s;
        let (odd, n) = shift(s, self.n);
        let factor = s.choose(odd, g, f);
        let (pw, qf) = (residues.product(p, factor), residues.product(q, f));
        let above = s.minus(s.minus(pw, qf), qf);
        let other = s.choose(odd, above, residues.twice_minus(g, pw));
        let other = residues.product(residues.factor(factor), other);
        let square = residues.product(residues.factor(g), g);
        let difference = s.minus(square, residues.product(residues.factor(f), qf));
        let between = residues.tighten(difference);
        self.pair = [s.choose(odd, between, other), s.choose(odd, other, between)];
        self.n = n;
    }

    /// V(n) = 2 U(n+1) - p U(n).
    #[inline(always)]
    fn end(self, row: &mut Row, at: usize) {
        let (residues, [f, g]) = (self.residues, self.pair);
        let term = match COMPANION {
            false => f,
            true => residues.twice_minus(g, residues.product(self.factors[0], f)),
        };
        residues.leave(term, row, at);
    }
}
