//! What happens between the transforms: products modulo X^8 - w, and the Fibonacci step.
//!
//! Everything is divided by 2^[`Lanes::MONTGOMERY_BITS`], which [`super::crt`] makes good.

use super::transform::Field;
use crate::simd::{Lanes, Row};

/// What is computed from the transforms of a and c.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// a c, in the place of a.
    Product,
    /// The same for a c that has been transformed before, and is only read.
    ByReady,
    /// Nothing, and nothing is transformed back.
    Ready,
    /// a^2.
    Square,
    /// (2 a + c) a, in the place of a.
    SumByFirst,
    /// (2 a + c) c, in the place of a.
    SumBySecond,
    /// 2 a^2 + a c in the place of a, a^2 + 3 a c in that of c.
    Even,
    /// a^2 + 3 a c in the place of a, 3 a^2 + 4 a c in that of c.
    Odd,
}

impl Job {
    /// Whether there are two results, in the places of a and c.
    pub fn is_step(self) -> bool {
        matches!(self, Self::Even | Self::Odd)
    }

    /// Whether c is a number to be transformed.
    pub fn packs_second(self) -> bool {
        !matches!(self, Self::Square | Self::ByReady | Self::Ready)
    }

    /// At least the coefficients of a result, for operands of `a` and `c` coefficients.
    pub fn length(self, [a, c]: [usize; 2]) -> usize {
        match self {
            Self::Square => 2 * a,
            Self::Product | Self::ByReady => a + c,
            Self::Ready => 0,
            Self::SumByFirst | Self::SumBySecond | Self::Even | Self::Odd => 2 * a.max(c),
        }
    }
}

/// Rows whose factors are made before any of them is multiplied. One by one, each product would wait
/// for its own: a row took 10.2 ns instead of 7.4 with AVX-512, 15.3 instead of 12.4 with AVX2. 4, 16
/// and 32 gain no more.
const BATCH: usize = 8;

/// w y and y, for a row y.
type Factors = [Row; 2];

/// Does the job on the rows of a block, of which the first is row `first` of the transform. Takes
/// wide, gives clean. `c` is not looked at for a square, nor `ready` for anything but the job of that name.
#[inline(always)]
pub fn pointwise<S: Lanes>(
    f: &Field<'_, S>,
    job: Job,
    a: &mut [Row],
    c: &mut [Row],
    ready: &[Row],
    first: usize,
) {
    let mut factors = [[Row::ZERO; 2]; BATCH];
    let batches = a.chunks_mut(BATCH);
    let firsts = (first..).step_by(BATCH);
    match job {
        Job::Square => {
            for (a, first) in batches.zip(firsts) {
                prepare(f, a, &mut factors, first);
                for (a, factors) in a.iter_mut().zip(&factors) {
                    *a = product(f, &factors[1], factors);
                }
            }
        }
        Job::Ready => {}
        Job::ByReady => {
            for ((a, ready), first) in batches.zip(ready.chunks(BATCH)).zip(firsts) {
                prepare(f, ready, &mut factors, first);
                soften(f, a);
                multiply(f, a, &factors);
            }
        }
        Job::Product | Job::SumByFirst | Job::SumBySecond => {
            for ((a, c), first) in batches.zip(c.chunks_mut(BATCH)).zip(firsts) {
                products(f, job, a, c, &mut factors, first);
            }
        }
        Job::Even | Job::Odd => {
            for ((a, c), first) in batches.zip(c.chunks_mut(BATCH)).zip(firsts) {
                steps(f, job, a, c, &mut factors, first);
            }
        }
    }
}

/// Makes the factors of rows that are wide, for the w of each: W(row / 2), or its negative if the row
/// is odd.
#[inline(always)]
fn prepare<S: Lanes>(f: &Field<'_, S>, rows: &[Row], factors: &mut [Factors; BATCH], first: usize) {
    let (s, m) = (f.lanes, &f.modulus);
    for ((y, factors), row) in rows.iter().zip(factors).zip(first..) {
        let mut w = s.broadcast_factor(f.twiddles[row / 2]);
        if !row.is_multiple_of(2) {
            w = s.negated(w, m);
        }
        for at in (0..8).step_by(S::WIDTH) {
            let y = s.clean(s.get(y, at), m);
            s.put(&mut factors[0], at, s.product(y, w, m));
            s.put(&mut factors[1], at, y);
        }
    }
}

/// Wide to soft.
#[inline(always)]
fn soften<S: Lanes>(f: &Field<'_, S>, rows: &mut [Row]) {
    let s = f.lanes;
    for row in rows {
        for at in (0..8).step_by(S::WIDTH) {
            s.put(row, at, s.soften(s.get(row, at), &f.modulus));
        }
    }
}

/// 2 a + c in the place of a, soft: three clean numbers are wide.
#[inline(always)]
fn mix<S: Lanes>(f: &Field<'_, S>, a: &mut [Row], c: &[Row]) {
    let (s, m) = (f.lanes, &f.modulus);
    for (a, c) in a.iter_mut().zip(c) {
        for at in (0..8).step_by(S::WIDTH) {
            let (x, y) = (s.clean(s.get(a, at), m), s.clean(s.get(c, at), m));
            s.put(a, at, s.soften(s.sum(s.sum(x, x), y), m));
        }
    }
}

/// A batch of a product of two numbers, or of a sum of both and one of them.
#[inline(always)]
fn products<S: Lanes>(
    f: &Field<'_, S>,
    job: Job,
    a: &mut [Row],
    c: &[Row],
    factors: &mut [Factors; BATCH],
    first: usize,
) {
    let factor = if job == Job::SumByFirst { &*a } else { c };
    prepare(f, factor, factors, first);
    match job {
        Job::Product => soften(f, a),
        _ => mix(f, a, c),
    }
    multiply(f, a, factors);
}

/// A batch of a Fibonacci step.
#[inline(always)]
fn steps<S: Lanes>(
    f: &Field<'_, S>,
    job: Job,
    a: &mut [Row],
    c: &mut [Row],
    factors: &mut [Factors; BATCH],
    first: usize,
) {
    prepare(f, a, factors, first);
    soften(f, c);
    for ((a, c), factors) in a.iter_mut().zip(c).zip(&*factors) {
        step(f, job, a, c, factors);
    }
}

/// One row of a Fibonacci step, from the factors of a, and c, which is soft.
#[inline(always)]
fn step<S: Lanes>(f: &Field<'_, S>, job: Job, a: &mut Row, c: &mut Row, factors: &Factors) {
    let (s, m) = (f.lanes, &f.modulus);
    let aa = s.convolve(&factors[1], factors, m);
    let ac = s.convolve(c, factors, m);
    for at in (0..8).step_by(S::WIDTH) {
        let (aa, ac) = (s.get(&aa, at), s.get(&ac, at));
        let twice = s.sum(aa, aa);
        let middle = s.sum(s.sum(aa, ac), s.sum(ac, ac));
        let (first, second) = if job == Job::Even {
            (s.sum(twice, ac), middle)
        } else {
            (middle, s.sum(s.sum(middle, twice), ac))
        };
        s.put(a, at, s.reduce(first, m));
        s.put(c, at, s.reduce(second, m));
    }
}

/// The products of rows, which are soft, and those of these factors.
#[inline(always)]
fn multiply<S: Lanes>(f: &Field<'_, S>, rows: &mut [Row], factors: &[Factors; BATCH]) {
    for (row, factors) in rows.iter_mut().zip(factors) {
        *row = product(f, row, factors);
    }
}

/// x y modulo X^8 - w, clean, for an x that is soft or clean.
#[inline(always)]
fn product<S: Lanes>(f: &Field<'_, S>, x: &Row, factors: &Factors) -> Row {
    let (s, mut product) = (f.lanes, f.lanes.convolve(x, factors, &f.modulus));
    for at in (0..8).step_by(S::WIDTH) {
        let reduced = s.reduce(s.get(&product, at), &f.modulus);
        s.put(&mut product, at, reduced);
    }
    product
}
