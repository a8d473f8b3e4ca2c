//! The transform of numbers in limbs of 64 bits: coefficients of them, and limbs of results.

pub mod carry;
pub mod crt;

use super::base::{Rows, Split, TransformBase};
use super::plan::Plan;
use crate::limbs::Binary;
use crate::machine::{Lanes, Row};
use carry::Spill;
use crt::{Constants, Recombine};

/// The number of bits in a piece: less than a prime has.
pub const PIECE_BITS: usize = 48;

/// A number in limbs of 64 bits, as coefficients of `width` bits.
#[derive(Clone, Copy)]
pub struct BinaryCoefficients<'a> {
    /// The number, least significant limb first.
    pub limbs: &'a [u64],
    /// The number of bits in a coefficient.
    pub width: usize,
}

impl BinaryCoefficients<'_> {
    /// The number of bits in piece `i` of a coefficient.
    #[inline(always)]
    fn bits(&self, i: usize) -> usize {
        (self.width - PIECE_BITS * i).min(PIECE_BITS)
    }

    /// The 64 bits from bit `at` on.
    #[inline(always)]
    fn word(&self, at: usize) -> u64 {
        let (limb, shift) = (at / 64, at % 64);
        if let Some(&[low, high]) = self.limbs.get(limb..limb + 2) {
            return (low >> shift) | ((high << 1) << (63 - shift));
        }
        self.limbs.get(limb).map_or(0, |low| low >> shift)
    }
}

impl Split for BinaryCoefficients<'_> {
    const PIECE: u64 = 1 << PIECE_BITS;

    fn coefficients(&self) -> usize {
        (64 * self.limbs.len()).div_ceil(self.width)
    }

    fn piece_count(&self) -> usize {
        self.width.div_ceil(PIECE_BITS)
    }

    type Cutter<S: Lanes> = S::Cutter;

    #[inline(always)]
    fn cutters<S: Lanes, const N: usize>(&self, s: S) -> [S::Cutter; N] {
        let mut cutters = [s.cutter(self.width, 0, self.bits(0)); N];
        for (i, cutter) in cutters.iter_mut().enumerate() {
            *cutter = s.cutter(self.width, PIECE_BITS * i, self.bits(i));
        }
        cutters
    }

    #[inline(always)]
    fn pieces<S: Lanes, const N: usize>(
        &self,
        s: S,
        cutters: &[S::Cutter; N],
        row: usize,
    ) -> [Row; N] {
        // A row of eight coefficients has as many bytes as a coefficient has bits.
        if let Some(pieces) = s.cut(cutters, self.limbs, row * self.width, self.width) {
            return pieces;
        }
        let mut pieces = [Row::ZERO; N];
        for lane in 0..8 {
            let at = (8 * row + lane) * self.width;
            for (i, piece) in pieces.iter_mut().enumerate() {
                let bits = self.word(at + PIECE_BITS * i) & ((1 << self.bits(i)) - 1);
                piece.0[lane] = S::stored(bits);
            }
        }
        pieces
    }
}

impl TransformBase for Binary {
    type Source<'a> = BinaryCoefficients<'a>;
    type Constants<S: Lanes> = Constants<S>;
    type Spill = Spill;
    const NO_SPILL: Spill = Spill::NONE;

    fn within(plan: &Plan, limbs: usize) -> bool {
        plan.admits_bits(64 * limbs)
    }

    fn source<'a>(plan: &Plan, limbs: &'a [u64]) -> BinaryCoefficients<'a> {
        BinaryCoefficients {
            limbs,
            width: plan.width,
        }
    }

    /// The number of limbs is the width: a row has as many bytes as a coefficient has bits.
    fn octet(plan: &Plan) -> usize {
        plan.width
    }

    fn constants<S: Lanes>(s: S, plan: &Plan) -> Constants<S> {
        Constants::new(s, plan)
    }

    fn recombine<S: Lanes>(
        s: S,
        plan: &Plan,
        constants: &Constants<S>,
        rows: Rows<'_>,
        out: &mut [u64],
    ) -> Spill {
        macro_rules! recombine {
            ($primes:literal, $chunks:literal) => {
                s.vectorize(Recombine::<S, $primes, $chunks> {
                    lanes: s,
                    constants,
                    rows,
                    out,
                })
            };
        }
        match (plan.primes, plan.width.div_ceil(S::CHUNK_BITS as usize)) {
            (3, 2) => recombine!(3, 2),
            (4, 2) => recombine!(4, 2),
            (5, 3) => recombine!(5, 3),
            (6, 3) => recombine!(6, 3),
            (7, 3) => recombine!(7, 3),
            (7, 4) => recombine!(7, 4),
            (8, 4) => recombine!(8, 4),
            _ => unreachable!("no plan has this width"),
        }
    }

    fn add_spill(spill: &Spill, limbs: &mut [u64], next: &mut Spill) {
        spill.add_to(limbs, next);
    }

    fn derive<S: Lanes>() {
        crt::derive::<S>();
    }
}
