//! Transforms, multiplies and transforms back: from the second forward pass to the last inverse one.
//!
//! Depth first: a block that fits the second-level cache is transformed, multiplied and transformed back
//! before the next one is looked at. The first pass has been done by [`mod@crate::bignum::ntt::pack`], so the
//! four quarters of each transform are independent, and parts that threads can share.

use super::plan::Plan;
use super::pointwise::{Job, pointwise};
use super::transform::{Field, PassRun, Quarters, forward, inverse, quarters};
use crate::machine::{Kernel, Lanes, Row};
use crate::runtime::fault::{self, Fault};
use crate::runtime::{Interrupt, Interrupted, try_for_each_part};

/// The number of rows in a block: 64 kB, so that two operands and their twiddles stay in a second-level cache.
const BLOCK: usize = 1024;

/// The number of rows of each quarter that a longer pass takes between two polls.
const RUN: usize = 256;

/// The rows in which operands are transformed: a stride for each prime.
pub struct Operands<'a> {
    /// The first operand.
    pub first: &'a mut [Row],
    /// The second operand, if the job has two to transform.
    pub second: &'a mut [Row],
    /// The second operand, if it is already transformed.
    pub prepared: &'a [Row],
}

/// Runs a job modulo each of the primes `fields`: transforms, applies it and transforms back.
pub fn convolve<S: Lanes>(
    plan: &Plan,
    job: Job,
    fields: &[Option<Field<'_, S>>],
    operands: Operands<'_>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let fields = fields.iter().flatten();
    let count = fields.clone().count();
    let seconds = if job.packs_second() { count } else { 0 };
    let second_results = if job.is_step() { count } else { 0 };
    let mut factors = strides(plan, operands.second, seconds);
    let nodes = fields.clone().zip(strides(plan, operands.first, count));
    let mut prepared_strides = operands.prepared.chunks(plan.stride());
    let nodes = nodes.flat_map(move |(field, a)| {
        let c = factors.next().unwrap_or_default();
        let prepared = prepared_strides.next().unwrap_or_default();
        let root = Node {
            a,
            c,
            prepared,
            b: 0,
        };
        root.children().map(move |node| (field, node))
    });
    try_for_each_part(interrupt, nodes, |(field, node), interrupt| {
        descend(field, job, node, interrupt)
    })?;
    if job == Job::Prepare {
        return Ok(());
    }
    let results = strides(plan, operands.first, count);
    let results = results.chain(strides(plan, operands.second, second_results));
    let parts = results.zip(fields.cycle());
    let parts = parts.flat_map(|(rows, field)| runs(rows).map(move |run| (field, run)));
    try_for_each_part(interrupt, parts, |(field, run), interrupt| {
        pass_run(field, run, 0, true, interrupt)
    })
}

/// Splits rows into those of the first `count` primes.
fn strides<'a>(
    plan: &Plan,
    rows: &'a mut [Row],
    count: usize,
) -> impl Iterator<Item = &'a mut [Row]> + use<'a> {
    let len = plan.rows;
    let strides = rows.chunks_mut(plan.stride()).take(count);
    strides.map(move |stride| &mut stride[..len])
}

/// Splits each quarter of rows into runs.
fn runs(rows: &mut [Row]) -> impl Iterator<Item = Quarters<'_>> {
    let [r0, r1, r2, r3] = quarters(rows).map(|quarter| quarter.chunks_mut(RUN));
    let runs = r0.zip(r1).zip(r2).zip(r3);
    runs.map(|(((r0, r1), r2), r3)| [r0, r1, r2, r3])
}

/// A node of the transforms of both operands.
struct Node<'a> {
    a: &'a mut [Row],
    /// The rows of the second operand; empty for a square.
    c: &'a mut [Row],
    /// The rows of an operand that is already transformed, or none.
    prepared: &'a [Row],
    b: usize,
}

impl<'a> Node<'a> {
    fn children(self) -> impl Iterator<Item = Node<'a>> {
        let len = self.a.len() / 4;
        let pairs = quarters(self.a).into_iter().zip(quarters(self.c));
        pairs.enumerate().map(move |(i, (a, c))| Node {
            a,
            c,
            prepared: self
                .prepared
                .get(i * len..(i + 1) * len)
                .unwrap_or_default(),
            b: 4 * self.b + i,
        })
    }

    /// Borrows the rows of the node for a while.
    fn reborrow(&mut self) -> Node<'_> {
        Node {
            a: self.a,
            c: self.c,
            prepared: self.prepared,
            b: self.b,
        }
    }
}

/// Runs a job on a node: transforms, applies it and transforms back.
fn descend<S: Lanes>(
    field: &Field<'_, S>,
    job: Job,
    mut node: Node<'_>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    if node.a.len() <= BLOCK {
        interrupt.poll()?;
        if fault::skips_block() {
            return Ok(());
        }
        field.lanes.vectorize(Block {
            field,
            job,
            node: node.reborrow(),
        });
        fault::expose(Fault::Row, node.a);
        fault::expose(Fault::Row, node.c);
        return Ok(());
    }
    pass(field, node.a, node.b, false, interrupt)?;
    pass(field, node.c, node.b, false, interrupt)?;
    for child in node.reborrow().children() {
        descend(field, job, child, interrupt)?;
    }
    if job != Job::Prepare {
        pass(field, node.a, node.b, true, interrupt)?;
    }
    if job.is_step() {
        pass(field, node.c, node.b, true, interrupt)?;
    }
    Ok(())
}

/// Runs one radix-4 pass of node `b`, of any size.
fn pass<S: Lanes>(
    field: &Field<'_, S>,
    rows: &mut [Row],
    b: usize,
    inverse: bool,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    runs(rows).try_for_each(|run| pass_run(field, run, b, inverse, interrupt))
}

/// Runs one radix-4 pass of node `b` on some of its rows.
fn pass_run<S: Lanes>(
    field: &Field<'_, S>,
    mut run: Quarters<'_>,
    b: usize,
    inverse: bool,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    field.lanes.vectorize(PassRun {
        field,
        rows: run.each_mut().map(|rows| &mut **rows),
        b,
        inverse,
    });
    run.into_iter()
        .for_each(|rows| fault::expose(Fault::Row, rows));
    Ok(())
}

/// A kernel that runs a job on a node that fits the cache.
struct Block<'a, 't, S: Lanes> {
    field: &'a Field<'t, S>,
    job: Job,
    node: Node<'a>,
}

impl<S: Lanes> Kernel for Block<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) {
        let Self { field, job, node } = self;
        let Node { a, c, prepared, b } = node;
        forward(field, a, b);
        if !c.is_empty() {
            forward(field, c, b);
        }
        let first = b * a.len();
        pointwise(field, job, a, c, prepared, first);
        if job != Job::Prepare {
            inverse(field, a, b);
        }
        if job.is_step() {
            inverse(field, c, b);
        }
    }
}
