//! Joins the pieces of a number in pairs, low + P high, in the base that it is converted to.

use crate::bignum::base::{ProductBase, Work};
use crate::bignum::ntt;
use crate::bignum::ntt::plan::Plan;
use crate::bignum::ntt::prepared::PreparedFactor;
use crate::limbs::trimmed;
use crate::machine::{Row, Tier};
use crate::runtime::{Alone, Error, Interrupt, share};

/// The most parts of a level that threads share.
const PARTS: usize = 16;

/// The number of pairs from which on threads share them, each with rows of its own; the products of fewer
/// pairs are shared themselves.
const SHARED_PAIRS: usize = 8;

/// The number of limbs that are added between two polls.
const ADDED: usize = 1 << 20;

/// The pieces of a level, in pairs.
pub(super) struct Pairs<'a, B: ProductBase> {
    pub tier: Tier,
    /// The plan of the products, if they are made by transforms.
    pub plan: Option<Plan>,
    /// The limbs of all pieces.
    pub from: &'a [B::Limb],
    /// The number of limbs in a piece.
    pub limbs: usize,
    /// The number of limbs in a joined pair.
    pub next_limbs: usize,
    /// The power P.
    pub power: &'a [B::Limb],
}

impl<B: ProductBase> Pairs<'_, B> {
    /// The lower piece of pair `i` and its upper piece; a factor of transforms is trimmed.
    fn pair(&self, i: usize) -> (&[B::Limb], &[B::Limb]) {
        let from = self.from.len().min(2 * self.limbs * i);
        let pair = &self.from[from..self.from.len().min(from + 2 * self.limbs)];
        let (low, high) = pair.split_at(pair.len().min(self.limbs));
        match self.plan {
            Some(_) => (low, &high[..trimmed(high)]),
            None => (low, high),
        }
    }

    /// Joins all pairs. `product` has room for a product that is made without a transform.
    pub fn join(
        &self,
        out: &mut [B::Limb],
        work: &mut Work<B>,
        product: &mut [B::Limb],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        if let Some(plan) = &self.plan {
            return self.join_by_transforms(plan, out, &mut work.rows, interrupt);
        }
        for (i, out) in out.chunks_mut(self.next_limbs).enumerate() {
            self.join_one(i, out, interrupt, |high, out, interrupt| {
                let product = &mut product[..high.len() + self.power.len()];
                B::multiply(work, product, [high, self.power], interrupt)?;
                // What is beyond either is zero.
                let used = out.len().min(product.len());
                out[..used].copy_from_slice(&product[..used]);
                out[used..].fill(B::Limb::default());
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Joins all pairs by transforms.
    fn join_by_transforms(
        &self,
        plan: &Plan,
        out: &mut [B::Limb],
        rows: &mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let pairs = out.len().div_ceil(self.next_limbs);
        let products = (0..pairs).filter(|&i| !self.pair(i).1.is_empty()).count();
        if products >= 2 {
            return self.join_by_prepared(plan, pairs, out, rows, interrupt);
        }
        for (i, out) in out.chunks_mut(self.next_limbs).enumerate() {
            self.join_one(i, out, interrupt, |high, out, interrupt| {
                let factors = [high, self.power];
                ntt::multiply::<B>(self.tier, plan, factors, out, rows, interrupt)
            })?;
        }
        Ok(())
    }

    /// Joins all pairs, transforming the power P only once.
    fn join_by_prepared(
        &self,
        plan: &Plan,
        pairs: usize,
        out: &mut [B::Limb],
        rows: &mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let need = plan.factor_rows();
        let (factor, rows) = rows.split_at_mut(need);
        let mut alone = Alone(&mut *interrupt);
        let few = pairs < SHARED_PAIRS;
        let sharing: &mut dyn Interrupt = if few { interrupt } else { &mut alone };
        let prepared = PreparedFactor::<B>::new(self.tier, plan, self.power, factor, sharing)?;
        if few {
            return self.join_run(&prepared, 0, out, rows, interrupt);
        }
        let run = pairs.div_ceil(PARTS.min(rows.len() / need));
        let parts = out
            .chunks_mut(run * self.next_limbs)
            .zip(rows.chunks_mut(need));
        share(
            interrupt,
            parts.enumerate(),
            |(i, (out, rows)), interrupt| {
                self.join_run(&prepared, run * i, out, rows, &mut Alone(interrupt))
            },
        )
    }

    /// Joins a run of pairs from pair `first` on.
    fn join_run(
        &self,
        prepared: &PreparedFactor<'_, B>,
        first: usize,
        out: &mut [B::Limb],
        rows: &mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        for (i, out) in (first..).zip(out.chunks_mut(self.next_limbs)) {
            self.join_one(i, out, interrupt, |high, out, interrupt| {
                prepared.multiply(high, out, rows, interrupt)
            })?;
        }
        Ok(())
    }

    /// Joins a pair.
    fn join_one(
        &self,
        i: usize,
        out: &mut [B::Limb],
        interrupt: &mut dyn Interrupt,
        multiply: impl FnOnce(&[B::Limb], &mut [B::Limb], &mut dyn Interrupt) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (low, high) = self.pair(i);
        if high.is_empty() {
            let (out, rest) = out.split_at_mut(low.len());
            out.copy_from_slice(low);
            rest.fill(B::Limb::default());
            return Ok(());
        }
        multiply(high, out, interrupt)?;
        let mut carry = false;
        let (sums, rest) = out.split_at_mut(low.len());
        for (sum, low) in sums.chunks_mut(ADDED).zip(low.chunks(ADDED)) {
            interrupt.poll()?;
            let carried = carry && B::add(sum, &[B::ONE]);
            carry = B::add(sum, low) || carried;
        }
        // The value is below P^2, so only a fault carries.
        match carry && B::add(rest, &[B::ONE]) {
            true => Err(Error::Corrupted),
            false => Ok(()),
        }
    }
}
