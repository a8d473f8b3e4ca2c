//! Products with a constant factor: with M, and with its reciprocal.

use crate::base::{Base, Work};
use crate::binary::Binary;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::limbs::trimmed;
use crate::mul::{schoolbook, short};
use crate::ntt::plan::Plan;
use crate::ntt::ready::Ready;
use crate::simd::{Row, Tier};

/// The limbs of a short factor: products with it take linear time.
pub const SHORT: usize = 4;

/// Below this many limbs only the halves of products that a reduction needs are computed.
pub fn short_until(tier: Tier) -> usize {
    match tier {
        Tier::Portable(_) => 140,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx2(_) => 72,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx512(_) => 24,
    }
}

/// A factor of many products.
pub struct Constant<'a> {
    /// Its limbs.
    pub limbs: &'a [u64],
    /// The same transformed, if it is long.
    ready: Option<Ready<'a, Binary>>,
}

impl<'a> Constant<'a> {
    /// Transforms the factor, if there is a plan.
    pub fn new(
        tier: Tier,
        limbs: &'a [u64],
        plan: Option<&'a Plan>,
        rows: &'a mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let ready = plan.map(|plan| Ready::new(tier, plan, limbs, rows, interrupt));
        Ok(Self {
            limbs,
            ready: ready.transpose()?,
        })
    }

    /// `out` = x times that, or of its upper half up to 1 less; `out` is twice as long as either.
    pub fn upper(
        &self,
        work: &mut Work<Binary>,
        x: &[u64],
        out: &mut [u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        if self.is_whole(work.tier, x) {
            return self.multiply(work, x, out, interrupt);
        }
        short::upper(&mut out[x.len() - short::BELOW..], x, self.limbs);
        Ok(())
    }

    /// `out` = x times that, of which the lower half and the limb above count.
    pub fn lower(
        &self,
        work: &mut Work<Binary>,
        x: &[u64],
        out: &mut [u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        if self.is_whole(work.tier, x) {
            return self.multiply(work, x, out, interrupt);
        }
        short::lower(&mut out[..=x.len()], x, self.limbs);
        Ok(())
    }

    /// Whether a half of the product with x takes no less time than the whole.
    fn is_whole(&self, tier: Tier, x: &[u64]) -> bool {
        x.len() >= short_until(tier) || trimmed(x) <= SHORT + 1
    }

    /// `out` = x times that; `out` is twice as long as either.
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
        match &self.ready {
            Some(ready) => ready.multiply(x, out, &mut work.rows, interrupt),
            None => Binary::multiply(work, out, [self.limbs, x], interrupt),
        }
    }
}

/// `out` = x y for a short y.
pub fn scale(out: &mut [u64], x: &[u64], y: &[u64]) {
    let (product, above) = out.split_at_mut(x.len() + y.len());
    match y.is_empty() {
        true => product.fill(0),
        false => schoolbook::multiply(product, x, y),
    }
    above.fill(0);
}
