//! Makes limbs of the residues of a result: the last stage of a product.

use super::base::{Rows, TransformBase};
use super::plan::Plan;
use crate::machine::{Lanes, Row};
use crate::runtime::{Error, Interrupt, try_for_each_part};

/// The most runs that a result is made in.
const RUNS: usize = 64;

/// The fewest rows of a run that is not the last.
const SHORTEST_RUN: usize = 64;

/// A run of rows that becomes limbs independently of those before, so that threads can share runs.
struct Run<'a, B: TransformBase> {
    rows: Rows<'a>,
    limbs: &'a mut [B::Limb],
    spill: &'a mut B::Spill,
}

/// Makes limbs of the first `used` rows of each result.
pub fn recombine<S: Lanes, B: TransformBase, const N: usize>(
    s: S,
    plan: &Plan,
    residues: [&mut [Row]; N],
    used: usize,
    outs: [&mut [B::Limb]; N],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    // Room for the spills of many decimal runs costs a microsecond, a fifth of a short product.
    if used <= SHORTEST_RUN {
        in_runs::<S, B, N, 1>(s, plan, residues, used, outs, interrupt)
    } else {
        in_runs::<S, B, N, RUNS>(s, plan, residues, used, outs, interrupt)
    }
}

/// Makes limbs of the first `used` rows of each result, in at most `RUNS` runs.
fn in_runs<S: Lanes, B: TransformBase, const N: usize, const RUNS: usize>(
    s: S,
    plan: &Plan,
    residues: [&mut [Row]; N],
    used: usize,
    mut outs: [&mut [B::Limb]; N],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let constants = B::constants(s, plan);
    // Runs begin at whole limbs.
    let len = used.div_ceil(RUNS).next_multiple_of(8).max(SHORTEST_RUN);
    let limbs = len / 8 * B::octet(plan);
    let mut spills = [[B::NO_SPILL; RUNS]; N];
    let results = residues.iter().zip(&mut outs).zip(&mut spills);
    let runs = results.flat_map(|((residues, out), spills)| {
        let starts = (0..used).step_by(len);
        let parts = starts
            .zip(split(out, limbs, used.div_ceil(len)))
            .zip(spills);
        parts.map(|((from, limbs), spill)| Run::<B> {
            rows: Rows {
                residues,
                stride: plan.stride(),
                range: from..used.min(from + len),
            },
            limbs,
            spill,
        })
    });
    try_for_each_part(interrupt, runs, |run, interrupt| {
        interrupt.poll()?;
        *run.spill = B::recombine(s, plan, &constants, run.rows, run.limbs);
        Ok(())
    })?;
    let mut results = outs.into_iter().zip(&mut spills);
    results.try_for_each(|(out, spills)| join::<B>(split(out, limbs, used.div_ceil(len)), spills))
}

/// Splits `out` into runs of that many limbs, the last of `count` taking what is left.
fn split<T>(mut out: &mut [T], limbs: usize, count: usize) -> impl Iterator<Item = &mut [T]> {
    (1..=count).map(move |i| {
        let at = if i == count {
            out.len()
        } else {
            limbs.min(out.len())
        };
        let (run, rest) = std::mem::take(&mut out).split_at_mut(at);
        out = rest;
        run
    })
}

/// Adds to each run the spill of the one before.
fn join<'a, B: TransformBase>(
    runs: impl Iterator<Item = &'a mut [B::Limb]>,
    spills: &mut [B::Spill],
) -> Result<(), Error> {
    let mut spill = B::NO_SPILL;
    for (run, next) in runs.zip(spills) {
        B::add_spill(&spill, run, next);
        spill = *next;
    }
    // The sizes of operands and result exclude it.
    match spill == B::NO_SPILL {
        true => Ok(()),
        false => Err(Error::Corrupted),
    }
}
