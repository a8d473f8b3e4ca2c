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

/// Where operands are transformed: a stride of rows for each prime.
pub struct Operands<'a> {
    /// The first.
    pub first: &'a mut [Row],
    /// The second, if the job has two to transform.
    pub second: &'a mut [Row],
    /// The second, if it is transformed already.
    pub ready: &'a [Row],
}

/// Transforms, does the job and transforms back, modulo each of the primes `fields`.
pub fn convolve<S: Lanes>(
    plan: &Plan,
    job: Job,
    fields: &[Option<Field<'_, S>>],
    operands: Operands<'_>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let Operands {
        first,
        second,
        ready,
    } = operands;
    let fields = fields.iter().flatten();
    let count = fields.clone().count();
    let seconds = if job.packs_second() { count } else { 0 };
    let second_results = if job.is_step() { count } else { 0 };
    let mut factors = strides(plan, second, seconds);
    let nodes = fields.clone().zip(strides(plan, first, count));
    let mut readies = ready.chunks(plan.stride());
    let nodes = nodes.flat_map(move |(field, a)| {
        let c = factors.next().unwrap_or_default();
        let ready = readies.next().unwrap_or_default();
        let root = Node { a, c, ready, b: 0 };
        root.children().map(move |node| (field, node))
    });
    share(interrupt, nodes, |(field, node), interrupt| {
        descend(field, job, node, interrupt)
    })?;
    if job == Job::Ready {
        return Ok(());
    }
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

/// A node of the transforms of both operands.
struct Node<'a> {
    a: &'a mut [Row],
    /// Empty for a square.
    c: &'a mut [Row],
    /// Of an operand that is transformed already; or empty.
    ready: &'a [Row],
    b: usize,
}

impl<'a> Node<'a> {
    fn children(self) -> impl Iterator<Item = Node<'a>> {
        let len = self.a.len() / 4;
        let pairs = quarters(self.a).into_iter().zip(quarters(self.c));
        pairs.enumerate().map(move |(i, (a, c))| Node {
            a,
            c,
            ready: self.ready.get(i * len..(i + 1) * len).unwrap_or_default(),
            b: 4 * self.b + i,
        })
    }

    /// The same rows for a while.
    fn reborrow(&mut self) -> Node<'_> {
        Node {
            a: self.a,
            c: self.c,
            ready: self.ready,
            b: self.b,
        }
    }
}

/// Forward, job and inverse for a node.
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
        fault::rows(node.a);
        fault::rows(node.c);
        return Ok(());
    }
    pass(field, node.a, node.b, false, interrupt)?;
    pass(field, node.c, node.b, false, interrupt)?;
    for child in node.reborrow().children() {
        descend(field, job, child, interrupt)?;
    }
    if job != Job::Ready {
        pass(field, node.a, node.b, true, interrupt)?;
    }
    if job.is_step() {
        pass(field, node.c, node.b, true, interrupt)?;
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

/// A node, in one go.
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
        let Node { a, c, ready, b } = node;
        forward(field, a, b);
        if !c.is_empty() {
            forward(field, c, b);
        }
        let first = b * a.len();
        pointwise(field, job, a, c, ready, first);
        if job != Job::Ready {
            inverse(field, a, b);
        }
        if job.is_step() {
            inverse(field, c, b);
        }
    }
}
