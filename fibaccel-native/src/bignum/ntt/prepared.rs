//! Products by a factor that is transformed once: a third less work for each.

use super::base::TransformBase;
use super::plan::Plan;
use super::pointwise::Job;
use super::recombine::recombine;
use super::tree::Operands;
use super::{Tables, tables, transform};
use crate::machine::{Kernel, Lanes, Row, Tier};
use crate::runtime::{Error, Interrupt};

/// A factor of many products, transformed.
pub struct PreparedFactor<'a, B: TransformBase> {
    tier: Tier,
    plan: &'a Plan,
    /// The twiddles, found once: threads that look for them at the same time would each derive their own.
    tables: Tables,
    limbs: &'a [B::Limb],
    rows: &'a [Row],
}

impl<'a, B: TransformBase> PreparedFactor<'a, B> {
    /// Transforms the factor x; `rows` has [`Plan::factor_rows`].
    pub fn new(
        tier: Tier,
        plan: &'a Plan,
        x: &'a [B::Limb],
        rows: &'a mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let tables = tier.dispatch(Preparation::<B> {
            plan,
            x,
            rows: &mut *rows,
            interrupt,
        })?;
        Ok(Self {
            tier,
            plan,
            tables,
            limbs: x,
            rows,
        })
    }

    /// Multiplies x by the factor. `out` has room for it; `rows` has [`Plan::factor_rows`].
    pub fn multiply(
        &self,
        x: &[B::Limb],
        out: &mut [B::Limb],
        rows: &mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        self.tier.dispatch(ProductByPrepared {
            prepared: self,
            x,
            out,
            rows,
            interrupt,
        })
    }
}

struct Preparation<'a, B: TransformBase> {
    plan: &'a Plan,
    x: &'a [B::Limb],
    rows: &'a mut [Row],
    interrupt: &'a mut dyn Interrupt,
}

impl<B: TransformBase> Kernel for Preparation<'_, B> {
    type Output = Result<Tables, Error>;

    fn run<S: Lanes>(self, s: S) -> Self::Output {
        let tables = tables::<S>(self.plan, self.interrupt)?;
        let mut operands = Operands {
            first: self.rows,
            second: &mut [],
            prepared: &[],
        };
        let (job, factors) = (Job::Prepare, [self.x, &[]]);
        let operands = &mut operands;
        transform::<S, B>(
            s,
            self.plan,
            &tables,
            job,
            factors,
            operands,
            self.interrupt,
        )?;
        Ok(tables)
    }
}

struct ProductByPrepared<'a, 'r, B: TransformBase> {
    prepared: &'a PreparedFactor<'r, B>,
    x: &'a [B::Limb],
    out: &'a mut [B::Limb],
    rows: &'a mut [Row],
    interrupt: &'a mut dyn Interrupt,
}

impl<B: TransformBase> Kernel for ProductByPrepared<'_, '_, B> {
    type Output = Result<(), Error>;

    fn run<S: Lanes>(self, s: S) -> Self::Output {
        let PreparedFactor {
            plan,
            tables,
            limbs,
            rows,
            ..
        } = self.prepared;
        let mut operands = Operands {
            first: self.rows,
            second: &mut [],
            prepared: rows,
        };
        let factors = [self.x, limbs];
        let job = Job::ByPrepared;
        let used = transform::<S, B>(s, plan, tables, job, factors, &mut operands, self.interrupt)?;
        let residues = [operands.first];
        recombine::<S, B, 1>(s, plan, residues, used, [self.out], self.interrupt)
    }
}
