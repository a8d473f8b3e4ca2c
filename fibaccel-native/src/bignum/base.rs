//! Bases that the engine multiplies in, and the memory that products need.

use super::ntt::base::TransformBase;
use super::ntt::plan::Plan;
use crate::machine::{Row, Tier};
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use std::ops::RangeInclusive;

/// A base that numbers of any size are multiplied in.
pub trait ProductBase: TransformBase {
    /// The plan of a transform for operands of that many limbs, if there is one.
    fn plan(limbs: usize) -> Option<Plan>;

    /// The plan of the transforms that multiply numbers of that many limbs each, if nothing else is faster.
    fn transform(tier: Tier, limbs: usize) -> Option<Plan>;

    /// The number of limbs from which on a Fibonacci step is a transform.
    fn step_from(tier: Tier) -> usize;
    /// The number of limbs from which on the last product is a transform.
    fn product_from(tier: Tier) -> usize;
    /// The working space of [`Self::multiply`] for operands of these lengths.
    fn product_need(tier: Tier, x: usize, y: usize) -> Need;
    /// The working space for a square whose length is one of these: at a threshold the shorter may need what
    /// the longer does not.
    fn square_need(tier: Tier, lengths: RangeInclusive<usize>) -> Need {
        lengths.fold(Need::default(), |need, len| {
            need.either(Self::product_need(tier, len, len))
        })
    }
    /// Multiplies, `out` = x y; `out` is as long as both together.
    fn multiply(
        work: &mut Work<Self>,
        out: &mut [Self::Limb],
        factors: [&[Self::Limb]; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error>;
    /// Squares, `out` = x^2; `out` is twice as long as x.
    fn square(
        work: &mut Work<Self>,
        out: &mut [Self::Limb],
        x: &[Self::Limb],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error>;
}

/// An amount of working space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// The number of limbs of scratch.
    pub limbs: usize,
    /// The number of rows for transforms.
    pub rows: usize,
}

impl Need {
    /// The larger of two needs that do not arise at once, in limbs and in rows.
    pub fn either(self, other: Self) -> Self {
        Self {
            limbs: self.limbs.max(other.limbs),
            rows: self.rows.max(other.rows),
        }
    }
}

/// Working space: all the memory that arithmetic needs besides its operands and results.
pub struct Work<B: ProductBase> {
    /// The tier that computes.
    pub tier: Tier,
    /// Limbs of scratch for the algorithms below the transform.
    pub limbs: Buffer<B::Limb>,
    /// Rows for the transforms.
    pub rows: Buffer<Row>,
}

impl<B: ProductBase> Work<B> {
    /// Reserves working space for a need.
    pub fn reserve(tier: Tier, need: Need) -> Result<Self, Error> {
        let rows = Buffer::new(need.rows)?;
        let limbs = Buffer::new(need.limbs)?;
        Ok(Self { tier, limbs, rows })
    }
}
