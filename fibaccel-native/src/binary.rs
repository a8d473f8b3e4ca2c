//! The base 2^64: what the doubling needs, from the modules that have it.

use crate::base::{Base, Need, Work};
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::limbs;
use crate::mul;
use crate::ntt::plan::Plan;
use crate::simd::Tier;
use crate::starts;

pub use crate::ntt::binary::Binary;

impl Base for Binary {
    fn limbs_bound(k: u64) -> usize {
        starts::limbs_bound(k)
    }

    fn plan(limbs: usize) -> Option<Plan> {
        Plan::new(limbs.checked_mul(64)?)
    }

    fn combine(out: &mut [u64], terms: [(i64, &[u64]); 2], r: i64) {
        limbs::combine(out, terms, r);
    }

    fn adjust(x: &mut [u64], r: i64) {
        limbs::adjust(x, r);
    }

    fn scale(x: &mut [u64], w: u64) -> u64 {
        limbs::scale_in_place(x, w)
    }

    fn step_from(tier: Tier) -> usize {
        mul::transform_step_from(tier)
    }

    fn product_from(tier: Tier) -> usize {
        mul::transform_from(tier)
    }

    fn product_need(tier: Tier, x: usize, y: usize) -> Need {
        mul::need(tier, x, y)
    }

    fn multiply(
        work: &mut Work<Self>,
        out: &mut [u64],
        factors: [&[u64]; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        mul::multiply(work, out, factors, interrupt)
    }

    fn square(
        work: &mut Work<Self>,
        out: &mut [u64],
        x: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        mul::square(work, out, x, interrupt)
    }
}
