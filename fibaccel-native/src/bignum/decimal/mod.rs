//! Decimal numbers: products in the base 10^6, and conversions to it and to text.
//!
//! Limbs are `u32` below 10^6 ([`crate::limbs::decimal`]). Products are transforms ([`crate::bignum::ntt`]).

pub mod ascii;
pub mod block;
pub mod convert;
pub mod levels;
pub mod pairs;
pub mod read;
pub mod text;
pub mod triple;

use super::base::{Need, ProductBase, Work};
use super::ntt;
use super::ntt::plan::Plan;
use crate::limbs::Decimal;
use crate::machine::Tier;
use crate::runtime::{Error, Interrupt};

impl ProductBase for Decimal {
    fn plan(limbs: usize) -> Option<Plan> {
        Plan::decimal(limbs)
    }

    fn transform(_: Tier, limbs: usize) -> Option<Plan> {
        Plan::decimal(limbs)
    }

    /// Steps are transforms from the first limb on, where the basecase ends.
    fn step_from(_: Tier) -> usize {
        0
    }

    fn product_from(_: Tier) -> usize {
        0
    }

    fn product_need(_: Tier, x: usize, y: usize) -> Need {
        Need {
            limbs: 0,
            rows: Plan::decimal(x.max(y)).map_or(0, |plan| plan.product_rows()),
        }
    }

    fn multiply(
        work: &mut Work<Self>,
        out: &mut [u32],
        factors: [&[u32]; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let plan = plan_of(factors[0].len().max(factors[1].len()))?;
        ntt::multiply::<Self>(work.tier, &plan, factors, out, &mut work.rows, interrupt)
    }

    fn square(
        work: &mut Work<Self>,
        out: &mut [u32],
        x: &[u32],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let plan = plan_of(x.len())?;
        ntt::square::<Self>(work.tier, &plan, x, out, &mut work.rows, interrupt)
    }
}

/// The plan of a product of that many limbs. What is too large for any is too large for the memory.
fn plan_of(limbs: usize) -> Result<Plan, Error> {
    Plan::decimal(limbs).ok_or(Error::Memory)
}
