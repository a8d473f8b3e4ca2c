//! What the transform must know of the base that numbers are written in.
//!
//! The transforms multiply polynomials. A [`Radix`] makes their coefficients of a number's limbs, and
//! limbs of the residues of a result: [`super::binary`] of limbs of 64 bits, [`super::decimal`] of limbs
//! of six digits. Everything else is the same for both.

use super::plan::Plan;
use super::prime::primes;
use crate::simd::{Lanes, Row};
use std::ops::Range;

/// A base.
pub trait Radix: 'static {
    /// A digit of the number, in memory.
    type Limb: Copy + Send + Sync;
    /// A number in coefficients.
    type Source<'a>: Split + Sync;
    /// What is prepared once to make limbs of results.
    type Constants<S: Lanes>: Sync;
    /// What the results of a run of rows have beyond the limbs of that run.
    type Spill: Copy + PartialEq + Send;
    /// Nothing.
    const NO_SPILL: Self::Spill;

    /// Whether operands of that many limbs are within the plan's bounds.
    fn within(plan: &Plan, limbs: usize) -> bool;
    /// The number as coefficients.
    fn source<'a>(plan: &Plan, limbs: &'a [Self::Limb]) -> Self::Source<'a>;
    /// How many limbs eight rows stand for.
    fn octet(plan: &Plan) -> usize;

    /// The constants of a plan.
    fn constants<S: Lanes>(s: S, plan: &Plan) -> Self::Constants<S>;
    /// Writes what some rows stand for to the front of `out`, as far as that goes, and zeros after it.
    fn recombine<S: Lanes>(
        s: S,
        plan: &Plan,
        constants: &Self::Constants<S>,
        rows: Rows<'_>,
        out: &mut [Self::Limb],
    ) -> Self::Spill;
    /// Adds that to the limbs of the next run, and what overflows there to what that spills. Without a
    /// fault the last run spills nothing, by the sizes of operands and result.
    fn add_spill(spill: &Self::Spill, limbs: &mut [Self::Limb], next: &mut Self::Spill);
    /// Derives what is derived once for the life of the process.
    fn derive<S: Lanes>();
}

/// Some rows of an inverse transform: four, a stride of rows for each prime.
#[derive(Clone)]
pub struct Rows<'a> {
    /// The residues.
    pub residues: &'a [Row],
    /// Rows from one prime to the next.
    pub stride: usize,
    /// Which rows.
    pub range: Range<usize>,
}

impl<'a> Rows<'a> {
    /// The moduli of `K` primes, and the rows modulo each.
    #[inline(always)]
    pub fn by_prime<S: Lanes, const K: usize>(&self, s: S) -> ([S::Modulus; K], [&'a [Row]; K]) {
        let mut moduli = [s.modulus(primes()[0].p); K];
        let mut rows: [&[Row]; K] = [&[]; K];
        for i in 0..K {
            moduli[i] = s.modulus(primes()[i].p);
            rows[i] = &self.residues[i * self.stride..][self.range.clone()];
        }
        (moduli, rows)
    }
}

/// The most pieces of a coefficient.
pub const MAX_PIECES: usize = 4;

/// A number as coefficients of eight to a row, each cut into pieces below 2^48.
pub trait Split {
    /// What the second piece counts for, less than 2^64.
    const PIECE: u64;
    /// Coefficients.
    fn len(&self) -> usize;
    /// Rows that are not zero.
    fn rows(&self) -> usize {
        self.len().div_ceil(8)
    }
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Pieces of a coefficient: up to [`MAX_PIECES`].
    fn piece_count(&self) -> usize;
    /// What a tier prepares for each piece.
    type Cutter<S: Lanes>: Copy;
    /// The preparation, for `N` pieces, which are enough.
    fn cutters<S: Lanes, const N: usize>(&self, s: S) -> [Self::Cutter<S>; N];
    /// The pieces of the coefficients of `row`, the lowest first, stored as residues.
    fn pieces<S: Lanes, const N: usize>(
        &self,
        s: S,
        cutters: &[Self::Cutter<S>; N],
        row: usize,
    ) -> [Row; N];
}
