//! The transform of numbers in decimal limbs: coefficients of them, and limbs of results, without a
//! conversion of the base.
//!
//! A coefficient has as many limbs as the plan has primes. Twice as many, and what a sum of products
//! needs besides, is below the product of the primes: 10^12 is to 2^48 as 1 to 281.

pub mod carry;
pub mod crt;

use super::base::{Rows, Split, TransformBase};
use super::plan::Plan;
use crate::limbs::Decimal;
use crate::limbs::decimal::BASE;
use crate::machine::{Lanes, Row};
use carry::Spill;
use crt::{Constants, Recombine};

/// A number in decimal limbs, as coefficients of `width` limbs.
#[derive(Clone, Copy)]
pub struct DecimalCoefficients<'a> {
    /// The number, least significant limb first.
    pub limbs: &'a [u32],
    /// The number of limbs in a coefficient.
    pub width: usize,
}

impl Split for DecimalCoefficients<'_> {
    /// A piece is two limbs.
    const PIECE: u64 = BASE * BASE;

    fn coefficients(&self) -> usize {
        self.limbs.len().div_ceil(self.width)
    }

    fn piece_count(&self) -> usize {
        self.width.div_ceil(2)
    }

    type Cutter<S: Lanes> = S::DecimalCutter;

    #[inline(always)]
    fn cutters<S: Lanes, const N: usize>(&self, s: S) -> [S::DecimalCutter; N] {
        let mut cutters = [s.decimal_cutter(self.width, 0); N];
        for (i, cutter) in cutters.iter_mut().enumerate() {
            *cutter = s.decimal_cutter(self.width, i);
        }
        cutters
    }

    #[inline(always)]
    fn pieces<S: Lanes, const N: usize>(
        &self,
        s: S,
        cutters: &[S::DecimalCutter; N],
        row: usize,
    ) -> [Row; N] {
        let at = 8 * row * self.width;
        if let Some(pieces) = s.cut_decimal(cutters, self.limbs, at, self.width) {
            return pieces;
        }
        let mut pieces = [Row::ZERO; N];
        for lane in 0..8 {
            let from = (at + lane * self.width).min(self.limbs.len());
            let to = (at + (lane + 1) * self.width).min(self.limbs.len());
            for (piece, pair) in pieces.iter_mut().zip(self.limbs[from..to].chunks(2)) {
                let upper = pair.get(1).map_or(0, |&limb| u64::from(limb));
                piece.0[lane] = S::stored(u64::from(pair[0]) + BASE * upper);
            }
        }
        pieces
    }
}

impl TransformBase for Decimal {
    type Source<'a> = DecimalCoefficients<'a>;
    type Constants<S: Lanes> = Constants<S>;
    type Spill = Spill;
    const NO_SPILL: Spill = Spill::NONE;

    fn within(plan: &Plan, limbs: usize) -> bool {
        plan.admits_decimal(limbs)
    }

    fn source<'a>(plan: &Plan, limbs: &'a [u32]) -> DecimalCoefficients<'a> {
        DecimalCoefficients {
            limbs,
            width: plan.width,
        }
    }

    fn octet(plan: &Plan) -> usize {
        64 * plan.width
    }

    fn constants<S: Lanes>(s: S, plan: &Plan) -> Constants<S> {
        Constants::new(s, plan)
    }

    fn recombine<S: Lanes>(
        s: S,
        plan: &Plan,
        constants: &Constants<S>,
        rows: Rows<'_>,
        out: &mut [u32],
    ) -> Spill {
        macro_rules! recombine {
            ($primes:literal) => {
                s.vectorize(Recombine::<S, $primes, { 2 * $primes + 2 }> {
                    lanes: s,
                    constants,
                    rows,
                    out,
                })
            };
        }
        match plan.primes {
            3 => recombine!(3),
            4 => recombine!(4),
            5 => recombine!(5),
            6 => recombine!(6),
            7 => recombine!(7),
            8 => recombine!(8),
            _ => unreachable!("no plan has as many primes"),
        }
    }

    fn add_spill(spill: &Spill, limbs: &mut [u32], next: &mut Spill) {
        spill.add_to(limbs, next);
    }

    fn derive<S: Lanes>() {
        crt::derive::<S>();
    }
}
