//! A factor of many products, transformed once: a third less work for each.

use super::plan::Plan;
use super::pointwise::Job;
use super::radix::Radix;
use super::recombine::recombine;
use super::tree::Operands;
use super::{Tables, tables, transform};
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::simd::{Kernel, Lanes, Row, Tier};

/// The factor.
pub struct Ready<'a, R: Radix> {
    tier: Tier,
    plan: &'a Plan,
    /// Not looked for again, because threads that do that at the same time derive their own.
    tables: Tables,
    limbs: &'a [R::Limb],
    rows: &'a [Row],
}

impl<'a, R: Radix> Ready<'a, R> {
    /// x as a factor; `rows` has [`Plan::factor_rows`].
    pub fn new(
        tier: Tier,
        plan: &'a Plan,
        x: &'a [R::Limb],
        rows: &'a mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let tables = tier.dispatch(Preparation::<R> {
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

    /// The product with x. `out` has room for it; `rows` has [`Plan::factor_rows`].
    pub fn multiply(
        &self,
        x: &[R::Limb],
        out: &mut [R::Limb],
        rows: &mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        self.tier.dispatch(Product {
            ready: self,
            x,
            out,
            rows,
            interrupt,
        })
    }
}

struct Preparation<'a, R: Radix> {
    plan: &'a Plan,
    x: &'a [R::Limb],
    rows: &'a mut [Row],
    interrupt: &'a mut dyn Interrupt,
}

impl<R: Radix> Kernel for Preparation<'_, R> {
    type Output = Result<Tables, Error>;

    fn run<S: Lanes>(self, s: S) -> Self::Output {
        let tables = tables::<S>(self.plan, self.interrupt)?;
        let mut operands = Operands {
            first: self.rows,
            second: &mut [],
            ready: &[],
        };
        let (job, factors) = (Job::Ready, [self.x, &[]]);
        let operands = &mut operands;
        transform::<S, R>(
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

struct Product<'a, 'r, R: Radix> {
    ready: &'a Ready<'r, R>,
    x: &'a [R::Limb],
    out: &'a mut [R::Limb],
    rows: &'a mut [Row],
    interrupt: &'a mut dyn Interrupt,
}

impl<R: Radix> Kernel for Product<'_, '_, R> {
    type Output = Result<(), Error>;

    fn run<S: Lanes>(self, s: S) -> Self::Output {
        let Ready {
            plan,
            tables,
            limbs,
            rows,
            ..
        } = self.ready;
        let mut operands = Operands {
            first: self.rows,
            second: &mut [],
            ready: rows,
        };
        let factors = [self.x, limbs];
        let job = Job::ByReady;
        let used = transform::<S, R>(s, plan, tables, job, factors, &mut operands, self.interrupt)?;
        let residues = [operands.first];
        recombine::<S, R, 1>(s, plan, residues, used, [self.out], self.interrupt)
    }
}
