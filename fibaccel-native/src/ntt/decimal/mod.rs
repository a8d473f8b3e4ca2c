//! Limbs of six decimal digits: digits without a conversion of the base.
//!
//! A coefficient has as many limbs as the plan has primes. Twice as many, and what a sum of products
//! needs besides, is below the product of the primes: 10^12 is to 2^48 as 1 to 281.

pub mod carry;
pub mod crt;

use super::plan::Plan;
use super::radix::{Radix, Rows, Split};
use crate::decimal::words;
use crate::simd::{Lanes, Row};
use carry::Spill;
use crt::{Constants, Recombine};

/// The base of the limbs.
pub const BASE: u64 = words::BASE as u64;

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

    type Cutter<S: Lanes> = ();

    #[inline(always)]
    fn cutters<S: Lanes, const N: usize>(&self, _: S) -> [(); N] {
        [(); N]
    }

    #[inline(always)]
    fn pieces<S: Lanes, const N: usize>(&self, _: S, _: &[(); N], row: usize) -> [Row; N] {
        let mut pieces = [Row::ZERO; N];
        for lane in 0..8 {
            let at = (8 * row + lane) * self.width;
            for (i, piece) in pieces.iter_mut().enumerate() {
                let limb = |j: usize| match j < self.width {
                    true => self.limbs.get(at + j).map_or(0, |&limb| u64::from(limb)),
                    false => 0,
                };
                piece.0[lane] = S::stored(limb(2 * i) + BASE * limb(2 * i + 1));
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
    type Constants<S: Lanes> = Constants;
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

    fn constants<S: Lanes>(_: S, plan: &Plan) -> Constants {
        Constants::new::<S>(plan)
    }

    fn recombine<S: Lanes>(
        s: S,
        plan: &Plan,
        constants: &Constants,
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
