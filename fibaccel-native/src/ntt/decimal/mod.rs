//! Limbs of six decimal digits: digits without a conversion of the base.
//!
//! A coefficient has as many limbs as the plan has primes. Twice as many, and what a sum of products
//! needs besides, is below the product of the primes: 10^12 is to 2^48 as 1 to 281.

pub mod carry;
pub mod crt;

use super::plan::Plan;
use super::radix::{Radix, Rows, Split};
use crate::limbs::decimal::BASE;
use crate::simd::{Lanes, Row};
use carry::Spill;
use crt::{Constants, Recombine};

/// A number of decimal limbs, in coefficients of `width` limbs.
#[derive(Clone, Copy)]
pub struct Limbs<'a> {
    /// The number, least significant limb first.
    pub limbs: &'a [u32],
    /// Limbs of a coefficient.
    pub width: usize,
}

impl Split for Limbs<'_> {
    /// Two limbs.
    const PIECE: u64 = BASE * BASE;

    fn len(&self) -> usize {
        self.limbs.len().div_ceil(self.width)
    }

    fn piece_count(&self) -> usize {
        self.width.div_ceil(2)
    }

    type Cutter<S: Lanes> = S::Picker;

    #[inline(always)]
    fn cutters<S: Lanes, const N: usize>(&self, s: S) -> [S::Picker; N] {
        let mut pickers = [s.picker(self.width, 0); N];
        for (i, picker) in pickers.iter_mut().enumerate() {
            *picker = s.picker(self.width, i);
        }
        pickers
    }

    #[inline(always)]
    fn pieces<S: Lanes, const N: usize>(
        &self,
        s: S,
        pickers: &[S::Picker; N],
        row: usize,
    ) -> [Row; N] {
        let at = 8 * row * self.width;
        if let Some(pieces) = s.pick(pickers, self.limbs, at, self.width) {
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

/// The base 10^6.
#[derive(Clone, Copy, Debug)]
pub enum Decimal {}

impl Radix for Decimal {
    type Limb = u32;
    type Source<'a> = Limbs<'a>;
    type Constants<S: Lanes> = Constants<S>;
    type Spill = Spill;
    const NO_SPILL: Spill = Spill::NONE;

    fn within(plan: &Plan, limbs: usize) -> bool {
        plan.admits_decimal(limbs)
    }

    fn source<'a>(plan: &Plan, limbs: &'a [u32]) -> Limbs<'a> {
        Limbs {
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
