//! The base 10^6: F(n) in decimal digits from the start, so that there is nothing to convert.
//!
//! Limbs are `u32` below 10^6 ([`crate::limbs::decimal`]). Small pairs come from [`basecase`], products from
//! [`crate::ntt`], and [`text`] is what becomes of the result.

pub mod ascii;
pub mod basecase;
pub mod block;
pub mod convert;
mod digit;
mod pairs;
pub mod scalar;
pub mod text;

use crate::base::{Base, Need, Work};
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::limbs::decimal as limbs;
use crate::ntt;
use crate::ntt::plan::Plan;
use crate::simd::Tier;

pub use crate::ntt::decimal::Decimal;

impl Base for Decimal {
    fn limbs_bound(k: u64) -> usize {
        limbs::limbs_bound(k)
    }

    fn plan(limbs: usize) -> Option<Plan> {
        Plan::decimal(limbs)
    }

    fn combine(out: &mut [u32], terms: [(i64, &[u32]); 2], r: i64) {
        limbs::combine(out, terms, r);
    }

    fn adjust(x: &mut [u32], r: i64) {
        limbs::adjust(x, r);
    }

    fn scale(x: &mut [u32], w: u64) -> u64 {
        limbs::scale_in_place(x, w)
    }

    /// What the basecase does not make is made by transforms.
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

/// The plan of a product. What is too large for any is too large for the memory.
fn plan_of(limbs: usize) -> Result<Plan, Error> {
    Plan::decimal(limbs).ok_or(Error::Memory)
}
