//! Arithmetic between the transforms: products modulo X^8 - w, and the Fibonacci step.
//!
//! Everything is divided by 2^[`Lanes::MONTGOMERY_BITS`], which [`crate::bignum::ntt::crt`] makes good.

use super::transform::Field;
use crate::machine::{Lanes, Row};

/// The operation on the transforms of a and c.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// The product a c, in the place of a.
    Product,
    /// The product a c, in the place of a, for a c that is already transformed.
    ByPrepared,
    /// The forward transform of a alone, without a product.
    Prepare,
    /// The square a^2, in the place of a.
    Square,
    /// The product (2 a + c) a, in the place of a.
    SumByFirst,
    /// The product (2 a + c) c, in the place of a.
    SumBySecond,
    /// The step to an even index: 2 a^2 + a c in the place of a, a^2 + 3 a c in that of c.
    Even,
    /// The step to an odd index: a^2 + 3 a c in the place of a, 3 a^2 + 4 a c in that of c.
    Odd,
}

impl Job {
    /// Whether there are two results, in the places of a and c.
    pub fn is_step(self) -> bool {
        matches!(self, Self::Even | Self::Odd)
    }

    /// Whether c is a number to be transformed.
    pub fn packs_second(self) -> bool {
        !matches!(self, Self::Square | Self::ByPrepared | Self::Prepare)
    }

    /// A lower bound of the number of coefficients in a result, for operands of `a` and `c` coefficients.
    pub fn length(self, [a, c]: [usize; 2]) -> usize {
        match self {
            Self::Square => 2 * a,
            Self::Product | Self::ByPrepared => a + c,
            Self::Prepare => 0,
            Self::SumByFirst | Self::SumBySecond | Self::Even | Self::Odd => 2 * a.max(c),
        }
    }
}

/// The number of rows whose factors are made before any of them is multiplied. With 1, products wait for their own:
/// a row took 10.2 ns instead of 7.4 with AVX-512, 15.3 instead of 12.4 with AVX2. 4, 16 and 32 gain no more.
const BATCH: usize = 8;

/// The rows w y and y, by which a row is multiplied.
type Factors = [Row; 2];

/// Applies a job to each row of a block whose first row is row `first` of the transform: input wide, output clean.
/// Squares ignore `c`, and all jobs but [`Job::ByPrepared`] ignore `prepared`.
#[inline(always)]
pub fn pointwise<S: Lanes>(
    f: &Field<'_, S>,
    job: Job,
    a: &mut [Row],
    c: &mut [Row],
    prepared: &[Row],
    first: usize,
) {
    let mut factors = [[Row::ZERO; 2]; BATCH];
    let batches = a.chunks_mut(BATCH);
    let firsts = (first..).step_by(BATCH);
    match job {
        Job::Square => {
            for (a, first) in batches.zip(firsts) {
                make_factors(f, a, &mut factors, first);
                for (a, factors) in a.iter_mut().zip(&factors) {
                    *a = product(f, &factors[1], factors);
                }
            }
        }
        Job::Prepare => {}
        Job::ByPrepared => {
            for ((a, prepared), first) in batches.zip(prepared.chunks(BATCH)).zip(firsts) {
                make_factors(f, prepared, &mut factors, first);
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
fn make_factors<S: Lanes>(
    f: &Field<'_, S>,
    rows: &[Row],
    factors: &mut [Factors; BATCH],
    first: usize,
) {
    let (s, m) = (f.lanes, &f.modulus);
    for ((y, factors), row) in rows.iter().zip(factors).zip(first..) {
        let mut w = s.splat_factor(f.twiddles[row / 2]);
        if !row.is_multiple_of(2) {
            w = s.negate_factor(w, m);
        }
        for at in (0..8).step_by(S::WIDTH) {
            let y = s.clean(s.load_residues(y, at), m);
            s.store_residues(&mut factors[0], at, s.mul_residues(y, w, m));
            s.store_residues(&mut factors[1], at, y);
        }
    }
}

/// Reduces rows from wide to soft.
#[inline(always)]
fn soften<S: Lanes>(f: &Field<'_, S>, rows: &mut [Row]) {
    let s = f.lanes;
    for row in rows {
        for at in (0..8).step_by(S::WIDTH) {
            s.store_residues(row, at, s.soften(s.load_residues(row, at), &f.modulus));
        }
    }
}

/// Replaces rows a by 2 a + c, reduced to soft: three clean numbers are wide.
#[inline(always)]
fn mix<S: Lanes>(f: &Field<'_, S>, a: &mut [Row], c: &[Row]) {
    let (s, m) = (f.lanes, &f.modulus);
    for (a, c) in a.iter_mut().zip(c) {
        for at in (0..8).step_by(S::WIDTH) {
            let (x, y) = (
                s.clean(s.load_residues(a, at), m),
                s.clean(s.load_residues(c, at), m),
            );
            s.store_residues(a, at, s.soften(s.add_residues(s.add_residues(x, x), y), m));
        }
    }
}

/// Multiplies a batch of two numbers, or of a sum of both and one of them.
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
    make_factors(f, factor, factors, first);
    match job {
        Job::Product => soften(f, a),
        _ => mix(f, a, c),
    }
    multiply(f, a, factors);
}

/// Makes a Fibonacci step on a batch of rows.
#[inline(always)]
fn steps<S: Lanes>(
    f: &Field<'_, S>,
    job: Job,
    a: &mut [Row],
    c: &mut [Row],
    factors: &mut [Factors; BATCH],
    first: usize,
) {
    make_factors(f, a, factors, first);
    soften(f, c);
    for ((a, c), factors) in a.iter_mut().zip(c).zip(&*factors) {
        step(f, job, a, c, factors);
    }
}

/// Makes a Fibonacci step on one row, from the factors of a, and c, which is soft.
#[inline(always)]
fn step<S: Lanes>(f: &Field<'_, S>, job: Job, a: &mut Row, c: &mut Row, factors: &Factors) {
    let (s, m) = (f.lanes, &f.modulus);
    let aa = s.convolve(&factors[1], factors, m);
    let ac = s.convolve(c, factors, m);
    for at in (0..8).step_by(S::WIDTH) {
        let (aa, ac) = (s.load_residues(&aa, at), s.load_residues(&ac, at));
        let twice = s.add_residues(aa, aa);
        let middle = s.add_residues(s.add_residues(aa, ac), s.add_residues(ac, ac));
        let (first, second) = if job == Job::Even {
            (s.add_residues(twice, ac), middle)
        } else {
            (middle, s.add_residues(s.add_residues(middle, twice), ac))
        };
        s.store_residues(a, at, s.reduce(first, m));
        s.store_residues(c, at, s.reduce(second, m));
    }
}

/// Multiplies rows, which are soft, by their factors.
#[inline(always)]
fn multiply<S: Lanes>(f: &Field<'_, S>, rows: &mut [Row], factors: &[Factors; BATCH]) {
    for (row, factors) in rows.iter_mut().zip(factors) {
        *row = product(f, row, factors);
    }
}

/// Multiplies rows, x y modulo X^8 - w: clean, for an x that is soft or clean.
#[inline(always)]
fn product<S: Lanes>(f: &Field<'_, S>, x: &Row, factors: &Factors) -> Row {
    let (s, mut product) = (f.lanes, f.lanes.convolve(x, factors, &f.modulus));
    for at in (0..8).step_by(S::WIDTH) {
        let reduced = s.reduce(s.load_residues(&product, at), &f.modulus);
        s.store_residues(&mut product, at, reduced);
    }
    product
}
