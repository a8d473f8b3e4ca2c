//! Numbers in a base, as the doubling sees them, and the memory that work on them needs.

use crate::arch::memory::{Buffer, Plain};
use crate::error::Error;
use crate::fault::Faulty;
use crate::interrupt::Interrupt;
use crate::ntt::plan::Plan;
use crate::ntt::radix::Radix;
use crate::simd::{Row, Tier};
use std::ops::RangeInclusive;

/// A base that F(n) can be computed in: [`crate::binary`] and [`crate::decimal`].
///
/// Numbers are slices of limbs, the least significant first, unless something else is said.
pub trait Base: Sized + Radix<Limb: Plain + Default + Ord + Faulty> {
    /// At least the limbs of F(k), and never none. F(k) has at most one less.
    fn limbs_bound(k: u64) -> usize;
    /// The plan of a transform for operands of that many limbs, if there is one.
    fn plan(limbs: usize) -> Option<Plan>;

    /// `out` = p x + q y + r, for |p|, |q|, |r| at most 2^8. Panics if that is negative or does not fit.
    fn combine(out: &mut [Self::Limb], terms: [(i64, &[Self::Limb]); 2], r: i64);
    /// `x` += r, for a small r of any sign. Panics if that is negative or does not fit.
    fn adjust(x: &mut [Self::Limb], r: i64);
    /// `x` = x w, for w up to 2^8. Returns what is carried out.
    fn scale(x: &mut [Self::Limb], w: u64) -> u64;

    /// From how many limbs on a Fibonacci step is a transform.
    fn step_from(tier: Tier) -> usize;
    /// From how many limbs on the last product is a transform.
    fn product_from(tier: Tier) -> usize;
    /// The working space of [`Self::multiply`] for operands of these lengths.
    fn product_need(tier: Tier, x: usize, y: usize) -> Need;
    /// Enough for a square whose length is one of these: at a threshold the shorter may need what the
    /// longer does not.
    fn square_need(tier: Tier, lengths: RangeInclusive<usize>) -> Need {
        lengths.fold(Need::default(), |need, len| {
            need.either(Self::product_need(tier, len, len))
        })
    }
    /// `out` = x y; `out` is as long as both together.
    fn multiply(
        work: &mut Work<Self>,
        out: &mut [Self::Limb],
        factors: [&[Self::Limb]; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error>;
    /// `out` = x^2; `out` is twice as long as x.
    fn square(
        work: &mut Work<Self>,
        out: &mut [Self::Limb],
        x: &[Self::Limb],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error>;
}

/// How much working space something needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Limbs of scratch.
    pub limbs: usize,
    /// Rows of transforms.
    pub rows: usize,
}

impl Need {
    /// Enough for either of two things that do not happen at once.
    pub fn either(self, other: Self) -> Self {
        Self {
            limbs: self.limbs.max(other.limbs),
            rows: self.rows.max(other.rows),
        }
    }
}

/// Working space: all the memory that arithmetic needs besides its operands and results.
pub struct Work<B: Base> {
    /// Who computes.
    pub tier: Tier,
    /// Scratch of the algorithms below the transform.
    pub limbs: Buffer<B::Limb>,
    /// The transforms.
    pub rows: Buffer<Row>,
}

impl<B: Base> Work<B> {
    /// Working space for that need.
    pub fn reserve(tier: Tier, need: Need) -> Result<Self, Error> {
        let rows = Buffer::new(need.rows)?;
        let limbs = Buffer::new(need.limbs)?;
        Ok(Self { tier, limbs, rows })
    }
}
