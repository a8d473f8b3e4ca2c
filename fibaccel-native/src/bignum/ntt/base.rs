//! The trait of bases whose numbers are multiplied by transforms.
//!
//! The transforms multiply polynomials. [`TransformBase`] makes their coefficients of a number's limbs, and
//! limbs of the residues of a result: [`crate::bignum::ntt::binary`] of limbs of 64 bits,
//! [`crate::bignum::ntt::decimal`] of limbs of six digits. Everything else is common to both.

use super::plan::Plan;
use super::prime::primes;
use crate::limbs::LimbBase;
use crate::machine::{Lanes, Row};
use std::ops::Range;

/// A base whose numbers are multiplied by transforms.
pub trait TransformBase: LimbBase {
    /// A number as the coefficients of a polynomial.
    type Source<'a>: Split + Sync;
    /// The constants that make limbs of results, derived once for a plan.
    type Constants<S: Lanes>: Sync;
    /// The part of the results of a run of rows that is beyond the limbs of that run.
    type Spill: Copy + PartialEq + Send;
    /// A spill of zero.
    const NO_SPILL: Self::Spill;

    /// Whether operands of that many limbs are within the plan's bounds.
    fn within(plan: &Plan, limbs: usize) -> bool;
    /// Views a number as coefficients.
    fn source<'a>(plan: &Plan, limbs: &'a [Self::Limb]) -> Self::Source<'a>;
    /// The number of limbs that eight rows stand for.
    fn octet(plan: &Plan) -> usize;

    /// Derives the constants of a plan.
    fn constants<S: Lanes>(s: S, plan: &Plan) -> Self::Constants<S>;
    /// Recombines rows to limbs at the front of `out`, as far as that goes, and writes zeros after them.
    fn recombine<S: Lanes>(
        s: S,
        plan: &Plan,
        constants: &Self::Constants<S>,
        rows: Rows<'_>,
        out: &mut [Self::Limb],
    ) -> Self::Spill;
    /// Adds a spill to the limbs of the next run, and what overflows there to the spill of that. Without a
    /// fault the last run spills nothing, by the sizes of operands and result.
    fn add_spill(spill: &Self::Spill, limbs: &mut [Self::Limb], next: &mut Self::Spill);
    /// Derives the constants that are kept for the life of the process.
    fn derive<S: Lanes>();
}

/// Some rows of an inverse transform: four, a stride of rows for each prime.
#[derive(Clone)]
pub struct Rows<'a> {
    /// The residues of all rows.
    pub residues: &'a [Row],
    /// The number of rows from one prime to the next.
    pub stride: usize,
    /// The range of rows, modulo each prime.
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
    /// The weight of the second piece, less than 2^64.
    const PIECE: u64;
    /// The number of coefficients.
    fn coefficients(&self) -> usize;
    /// The number of rows that are not zero.
    fn rows(&self) -> usize {
        self.coefficients().div_ceil(8)
    }
    /// The number of pieces of a coefficient, up to [`MAX_PIECES`].
    fn piece_count(&self) -> usize;
    /// The constants by which a tier cuts out a piece.
    type Cutter<S: Lanes>: Copy;
    /// Prepares [`Self::pieces`], for `N` pieces, which are enough.
    fn cutters<S: Lanes, const N: usize>(&self, s: S) -> [Self::Cutter<S>; N];
    /// Cuts the coefficients of `row` into pieces, the lowest first, stored as residues.
    fn pieces<S: Lanes, const N: usize>(
        &self,
        s: S,
        cutters: &[Self::Cutter<S>; N],
        row: usize,
    ) -> [Row; N];
}
