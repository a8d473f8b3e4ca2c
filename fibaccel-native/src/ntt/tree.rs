//! Everything between the first forward pass and the last inverse one, and that.
//!
//! Depth first: a block that fits the second-level cache is transformed, multiplied and transformed
//! back before the next one is looked at. The first pass has been done by [`super::pack`], so the four
//! quarters of each transform are independent, and parts that threads can share.

use super::plan::Plan;
use super::pointwise::{Job, pointwise};
use super::transform::{Field, Part, Quarters, forward, inverse, quarters};
use crate::fault;
use crate::interrupt::{Interrupt, Interrupted};
use crate::share::share;
use crate::simd::{Kernel, Lanes, Row};

/// Rows of a block: 64 kB, so that two operands and their twiddles stay in a second-level cache.
const BLOCK: usize = 1024;

/// Rows of each quarter of a longer pass between two polls.
const RUN: usize = 256;

/// Transforms, does the job and transforms back, modulo each of the primes `fields`: a stride of rows
/// for each in `first`, and in `second` except for a square.
pub fn convolve<S: Lanes>(
    plan: &Plan,
    job: Job,
    fields: &[Option<Field<'_, S>>],
    first: &mut [Row],
    second: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let fields = fields.iter().flatten();
    let count = fields.clone().count();
    let (seconds, second_results) = match job {
        Job::Square => (0, 0),
        Job::Product | Job::SumByFirst | Job::SumBySecond => (count, 0),
        Job::Even | Job::Odd => (count, count),
    };
    let mut factors = strides(plan, second, seconds);
    let nodes = fields.clone().zip(strides(plan, first, count));
    let nodes = nodes.flat_map(move |(field, a)| {
        let c = factors.next().unwrap_or_default();
        let pairs = quarters(a).into_iter().zip(quarters(c));
        let nodes = pairs.enumerate();
        nodes.map(move |(b, (a, c))| (field, a, c, b))
    });
    share(interrupt, nodes, |(field, a, c, b), interrupt| {
        descend(field, job, a, c, b, interrupt)
    })?;
    let results = strides(plan, first, count).chain(strides(plan, second, second_results));
    let parts = results.zip(fields.cycle());
    let parts = parts.flat_map(|(rows, field)| runs(rows).map(move |run| (field, run)));
    share(interrupt, parts, |(field, run), interrupt| {
        pass_run(field, run, 0, true, interrupt)
    })
}

/// The rows of the first `count` primes.
fn strides<'a>(
    plan: &Plan,
    rows: &'a mut [Row],
    count: usize,
) -> impl Iterator<Item = &'a mut [Row]> + use<'a> {
    let len = plan.rows;
    let strides = rows.chunks_mut(plan.stride()).take(count);
    strides.map(move |stride| &mut stride[..len])
}

/// Runs of each quarter.
fn runs(rows: &mut [Row]) -> impl Iterator<Item = Quarters<'_>> {
    let [r0, r1, r2, r3] = quarters(rows).map(|quarter| quarter.chunks_mut(RUN));
    let runs = r0.zip(r1).zip(r2).zip(r3);
    runs.map(|(((r0, r1), r2), r3)| [r0, r1, r2, r3])
}

/// Forward, job and inverse for node `b`. `c` is empty for a square.
fn descend<S: Lanes>(
    field: &Field<'_, S>,
    job: Job,
    a: &mut [Row],
    c: &mut [Row],
    b: usize,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    if a.len() <= BLOCK {
        interrupt.poll()?;
        if fault::skips_block() {
            return Ok(());
        }
        field.lanes.vectorize(Block {
            field,
            job,
            a: &mut *a,
            c: &mut *c,
            b,
        });
        fault::rows(a);
        fault::rows(c);
        return Ok(());
    }
    pass(field, a, b, false, interrupt)?;
    pass(field, c, b, false, interrupt)?;
    for (i, (a, c)) in quarters(a).into_iter().zip(quarters(c)).enumerate() {
        descend(field, job, a, c, 4 * b + i, interrupt)?;
    }
    pass(field, a, b, true, interrupt)?;
    if job.is_step() {
        pass(field, c, b, true, interrupt)?;
    }
    Ok(())
}

/// One radix-4 pass of node `b`, of any size.
fn pass<S: Lanes>(
    field: &Field<'_, S>,
    rows: &mut [Row],
    b: usize,
    inverse: bool,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    runs(rows).try_for_each(|run| pass_run(field, run, b, inverse, interrupt))
}

/// A run of such a pass.
fn pass_run<S: Lanes>(
    field: &Field<'_, S>,
    mut run: Quarters<'_>,
    b: usize,
    inverse: bool,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    field.lanes.vectorize(Part {
        field,
        rows: run.each_mut().map(|rows| &mut **rows),
        b,
        inverse,
    });
    run.into_iter().for_each(fault::rows);
    Ok(())
}

/// Node `b`, in one go.
struct Block<'a, 't, S: Lanes> {
    field: &'a Field<'t, S>,
    job: Job,
    a: &'a mut [Row],
    c: &'a mut [Row],
    b: usize,
}

impl<S: Lanes> Kernel for Block<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) {
        let Self { field, job, b, .. } = self;
        forward(field, self.a, b);
        if !self.c.is_empty() {
            forward(field, self.c, b);
        }
        let first = b * self.a.len();
        pointwise(field, job, self.a, self.c, first);
        inverse(field, self.a, b);
        if job.is_step() {
            inverse(field, self.c, b);
        }
    }
}
