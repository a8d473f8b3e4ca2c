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
    /// a^2.
    Square,
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

    /// At least the coefficients of a result, for operands of `a` and `c` coefficients.
    pub fn length(self, [a, c]: [usize; 2]) -> usize {
        match self {
            Self::Square => 2 * a,
            Self::Product => a + c,
            Self::Even | Self::Odd => 2 * a.max(c),
        }
    }
}

/// Does the job on the rows of a block, of which the first is row `first` of the transform. Takes
/// wide, gives clean. `c` is not looked at for a square.
#[inline(always)]
pub fn pointwise<S: Lanes>(f: &Field<'_, S>, job: Job, a: &mut [Row], c: &mut [Row], first: usize) {
    match job {
        Job::Square => {
            for (i, a) in a.iter_mut().enumerate() {
                let clean = clean(f, a);
                *a = reduced(f, &product(f, a, &clean, first + i));
            }
        }
        Job::Product => {
            for (i, (a, c)) in a.iter_mut().zip(c).enumerate() {
                let clean = clean(f, c);
                *a = reduced(f, &product(f, a, &clean, first + i));
            }
        }
        Job::Even | Job::Odd => {
            for (i, (a, c)) in a.iter_mut().zip(c).enumerate() {
                step(f, job, a, c, first + i);
            }
        }
    }
}

/// One row of a Fibonacci step. The products are below 2^53, so seven of them below 2^56.
#[inline(always)]
fn step<S: Lanes>(f: &Field<'_, S>, job: Job, a: &mut Row, c: &mut Row, row: usize) {
    let (s, m) = (f.lanes, &f.modulus);
    let y = clean(f, a);
    let wy = scaled(f, &y, row);
    let aa = s.convolve(a, &y, &wy, m);
    let ac = s.convolve(c, &y, &wy, m);
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

/// x y modulo X^8 - w, for the w of that row: below 2^53.
#[inline(always)]
fn product<S: Lanes>(f: &Field<'_, S>, x: &Row, y: &Row, row: usize) -> Row {
    f.lanes.convolve(x, y, &scaled(f, y, row), &f.modulus)
}

/// w y, for the w of that row: W(row / 2), or its negative if the row is odd. Two.
#[inline(always)]
fn scaled<S: Lanes>(f: &Field<'_, S>, y: &Row, row: usize) -> Row {
    let (s, m) = (f.lanes, &f.modulus);
    let mut w = s.broadcast_factor(f.twiddles[row / 2]);
    if !row.is_multiple_of(2) {
        w = s.negated(w, m);
    }
    let mut scaled = Row::ZERO;
    for at in (0..8).step_by(S::WIDTH) {
        s.put(&mut scaled, at, s.product(s.get(y, at), w, m));
    }
    scaled
}

/// Wide to clean.
#[inline(always)]
fn clean<S: Lanes>(f: &Field<'_, S>, x: &Row) -> Row {
    let (s, mut clean) = (f.lanes, Row::ZERO);
    for at in (0..8).step_by(S::WIDTH) {
        s.put(&mut clean, at, s.clean(s.get(x, at), &f.modulus));
    }
    clean
}

/// Any words below 2^56 to clean.
#[inline(always)]
fn reduced<S: Lanes>(f: &Field<'_, S>, x: &Row) -> Row {
    let (s, mut reduced) = (f.lanes, Row::ZERO);
    for at in (0..8).step_by(S::WIDTH) {
        s.put(&mut reduced, at, s.reduce(s.get(x, at), &f.modulus));
    }
    reduced
}
