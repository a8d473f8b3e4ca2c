//! Products with a constant factor, which is M or its reciprocal.

use crate::bignum::mul::{schoolbook, short};
use crate::bignum::ntt::plan::Plan;
use crate::bignum::ntt::prepared::PreparedFactor;
use crate::bignum::{ProductBase, Work};
use crate::limbs::{Binary, trimmed};
use crate::machine::{Row, Tier};
use crate::runtime::{Error, Interrupt};

/// The most limbs of a short factor: products with it take linear time.
pub const SHORT: usize = 4;

/// The half of a product that counts.
#[derive(Clone, Copy, Debug)]
pub enum Half {
    /// The upper half, up to 1 less.
    Upper,
    /// The lower half and the limb above.
    Lower,
}

/// A constant factor of many products.
pub struct Constant<'a> {
    /// The limbs of the factor.
    pub limbs: &'a [u64],
    /// The transformed factor, if it is long.
    prepared: Option<PreparedFactor<'a, Binary>>,
}

impl<'a> Constant<'a> {
    /// A constant factor, transformed if there is a plan.
    pub fn new(
        tier: Tier,
        limbs: &'a [u64],
        plan: Option<&'a Plan>,
        rows: &'a mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let prepared = plan.map(|plan| PreparedFactor::new(tier, plan, limbs, rows, interrupt));
        Ok(Self {
            limbs,
            prepared: prepared.transpose()?,
        })
    }

    /// Multiplies, `out` = x times the factor, of which `half` counts; `out` is twice as long as either.
    pub fn multiply_half(
        &self,
        half: Half,
        work: &mut Work<Binary>,
        x: &[u64],
        out: &mut [u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        // Half of the product takes no less time than the whole.
        let lengths = short::BELOW..work.tier.thresholds().short_reduction;
        if !lengths.contains(&x.len()) || trimmed(x) <= SHORT + 1 {
            return self.multiply(work, x, out, interrupt);
        }
        match half {
            Half::Upper => short::upper(&mut out[x.len() - short::BELOW..], x, self.limbs),
            Half::Lower => short::lower(&mut out[..=x.len()], x, self.limbs),
        }
        Ok(())
    }

    /// Multiplies, `out` = x times the factor; `out` is twice as long as either.
    fn multiply(
        &self,
        work: &mut Work<Binary>,
        x: &[u64],
        out: &mut [u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let len = trimmed(x);
        if len <= SHORT + 1 {
            scale(out, self.limbs, &x[..len]);
            return Ok(());
        }
        match &self.prepared {
            Some(prepared) => prepared.multiply(x, out, &mut work.rows, interrupt),
            None => Binary::multiply(work, out, [self.limbs, x], interrupt),
        }
    }
}

/// `out` = x y, for a short y.
pub fn scale(out: &mut [u64], x: &[u64], y: &[u64]) {
    let (product, above) = out.split_at_mut(x.len() + y.len());
    match y.is_empty() {
        true => product.fill(0),
        false => schoolbook::multiply(product, x, y),
    }
    above.fill(0);
}
