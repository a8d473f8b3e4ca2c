//! From the residues of a result to its limbs: the last stage.

use super::carry::Spill;
use super::crt::{Constants, Recombine};
use super::plan::Plan;
use crate::error::Error;
use crate::interrupt::{Interrupt, Interrupted};
use crate::share::share;
use crate::simd::{Lanes, Row};
use std::ops::Range;

/// The most runs that a result is made in.
const RUNS: usize = 64;

/// The fewest rows of a run that is not the last.
const SHORTEST_RUN: usize = 64;

/// Rows to limbs, independently of what comes before: parts that threads can share.
struct Run<'a> {
    residues: &'a [Row],
    rows: Range<usize>,
    limbs: &'a mut [u64],
    spill: &'a mut Spill,
}

/// Makes limbs of the first `used` rows of each result.
pub fn recombine<S: Lanes, const N: usize>(
    s: S,
    plan: &Plan,
    residues: [&mut [Row]; N],
    used: usize,
    mut outs: [&mut [u64]; N],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let constants = Constants::new(s, plan);
    // Eight rows of eight places have as many limbs as a place has bits, so runs begin at whole limbs.
    let len = used.div_ceil(RUNS).next_multiple_of(8).max(SHORTEST_RUN);
    let limbs = len / 8 * plan.width;
    let mut spills = [[Spill::NONE; RUNS]; N];
    let results = residues.iter().zip(&mut outs).zip(&mut spills);
    let runs = results.flat_map(|((residues, out), spills)| {
        let starts = (0..used).step_by(len);
        let parts = starts
            .zip(split(out, limbs, used.div_ceil(len)))
            .zip(spills);
        parts.map(|((from, limbs), spill)| Run {
            residues,
            rows: from..used.min(from + len),
            limbs,
            spill,
        })
    });
    share(interrupt, runs, |run, interrupt| {
        recombine_run(s, plan, &constants, run, interrupt)
    })?;
    let mut results = outs.into_iter().zip(spills);
    results.try_for_each(|(out, spills)| join(split(out, limbs, used.div_ceil(len)), spills))
}

/// `out` in runs of that many limbs, the last of `count` taking what is left.
fn split(mut out: &mut [u64], limbs: usize, count: usize) -> impl Iterator<Item = &mut [u64]> {
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

/// Adds to each run what the one before has spilt.
fn join<'a>(runs: impl Iterator<Item = &'a mut [u64]>, spills: [Spill; RUNS]) -> Result<(), Error> {
    let mut spill = Spill::NONE;
    for (run, mut next) in runs.zip(spills) {
        spill.add_to(run, &mut next);
        spill = next;
    }
    // The sizes of operands and result exclude it.
    match spill == Spill::NONE {
        true => Ok(()),
        false => Err(Error::Corrupted),
    }
}

fn recombine_run<S: Lanes>(
    s: S,
    plan: &Plan,
    constants: &Constants<S>,
    run: Run<'_>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    macro_rules! recombine {
        ($primes:literal, $digits:literal) => {
            s.vectorize(Recombine::<S, $primes, $digits> {
                lanes: s,
                constants,
                residues: run.residues,
                stride: plan.stride(),
                range: run.rows,
                out: run.limbs,
            })
        };
    }
    *run.spill = match (plan.primes, plan.width.div_ceil(S::DIGIT_BITS as usize)) {
        (3, 2) => recombine!(3, 2),
        (4, 2) => recombine!(4, 2),
        (5, 3) => recombine!(5, 3),
        (6, 3) => recombine!(6, 3),
        (7, 3) => recombine!(7, 3),
        (7, 4) => recombine!(7, 4),
        (8, 4) => recombine!(8, 4),
        _ => unreachable!("no plan has this width"),
    };
    Ok(())
}
