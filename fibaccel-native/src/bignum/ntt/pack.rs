//! Packs a number into residues, and runs the first pass of its transform.

use super::base::{MAX_PIECES, Split};
use super::plan::Plan;
use super::prime::{MAX_PRIMES, Prime, primes};
use super::transform::{Quarters, quarters};
use crate::machine::{Factor, Kernel, Lanes, Row};
use crate::runtime::fault::{self, Fault};
use crate::runtime::{Interrupt, Interrupted, try_for_each_part};
use std::ops::Range;
use std::slice::ChunksMut;

/// The number of rows in a huge page of 2 MB.
const PAGE: usize = 1 << 15;

/// The constants that packing needs of one prime.
#[derive(Clone, Copy)]
struct PrimeConstants<S: Lanes> {
    modulus: S::Modulus,
    /// The powers of [`Split::PIECE`], from the first.
    powers: [Factor; MAX_PIECES - 1],
    /// The twiddle W(1), a root of order 4.
    i: Factor,
}

impl<S: Lanes> PrimeConstants<S> {
    fn new(s: S, prime: &Prime, piece: u64) -> Self {
        let first = prime.remainder(piece.into());
        let mut powers = [prime.factor::<S>(first); MAX_PIECES - 1];
        let mut power = first;
        for factor in &mut powers[1..] {
            power = prime.multiply(power, first);
            *factor = prime.factor::<S>(power);
        }
        Self {
            modulus: s.modulus(prime.p),
            powers,
            i: prime.factor::<S>(prime.i),
        }
    }
}

/// Runs of the quarters of a transform modulo each prime.
type Runs<'a> = [Quarters<'a>; MAX_PRIMES];

/// Packs a number modulo the primes of these indices, the first pass included: a stride of rows for each.
pub fn pack<S: Lanes, T: Split + Sync>(
    s: S,
    plan: &Plan,
    source: &T,
    indices: Range<usize>,
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let quarter = plan.rows / 4;
    let mut constants = [None; MAX_PRIMES];
    for (constants, prime) in constants.iter_mut().zip(&primes()[indices.clone()]) {
        *constants = Some(PrimeConstants::new(s, prime, T::PIECE));
    }
    let parts = parts(plan, indices.len(), rows);
    try_for_each_part(interrupt, parts, |(from, mut out), interrupt| {
        interrupt.poll()?;
        if plan.rows >= PAGE {
            touch(&mut out, interrupt)?;
        }
        s.vectorize(Pack {
            lanes: s,
            source,
            quarter,
            constants: &constants,
            from,
            out: &mut out,
        });
        out.into_iter()
            .flatten()
            .for_each(|rows| fault::expose(Fault::Row, rows));
        Ok(())
    })
}

/// Touches the pages that the runs reach into, up to two each: for the first touch of one some systems take
/// milliseconds.
fn touch(runs: &mut Runs<'_>, interrupt: &mut dyn Interrupt) -> Result<(), Interrupted> {
    for run in runs.as_flattened_mut() {
        for at in [0, run.len().saturating_sub(1)] {
            if let Some(row) = run.get_mut(at) {
                *row = Row::ZERO;
                interrupt.poll()?;
            }
        }
    }
    Ok(())
}

/// Cuts the quarters of transforms modulo that many primes into runs, each with the row where it begins.
fn parts<'a>(
    plan: &Plan,
    primes: usize,
    rows: &'a mut [Row],
) -> impl Iterator<Item = (usize, Runs<'a>)> {
    let quarter = plan.rows / 4;
    let len = (quarter / 4).clamp(64, 1024);
    let mut strides = rows.chunks_mut(plan.stride());
    let mut runs: [[ChunksMut<'_, Row>; 4]; MAX_PRIMES] = std::array::from_fn(|i| {
        let rows = match i < primes {
            true => &mut strides.next().expect("a stride for each prime")[..plan.rows],
            false => &mut [],
        };
        quarters(rows).map(|quarter| quarter.chunks_mut(len))
    });
    (0..quarter).step_by(len).map(move |from| {
        let runs = runs.each_mut().map(|quarters| {
            quarters
                .each_mut()
                .map(|runs| runs.next().unwrap_or_default())
        });
        (from, runs)
    })
}

/// A kernel that packs rows of the first quarter, from row `from` on, and runs the first pass on them.
struct Pack<'a, 'b, S: Lanes, T: Split> {
    lanes: S,
    source: &'a T,
    /// The number of rows in a quarter.
    quarter: usize,
    constants: &'a [Option<PrimeConstants<S>>; MAX_PRIMES],
    from: usize,
    out: &'a mut Runs<'b>,
}

impl<S: Lanes, T: Split> Kernel for Pack<'_, '_, S, T> {
    type Output = ();

    #[inline(always)]
    fn run<U: Lanes>(self, _: U) {
        match self.source.piece_count() {
            0..=2 => self.pieces::<2>(),
            3 => self.pieces::<3>(),
            _ => self.pieces::<4>(),
        }
    }
}

impl<S: Lanes, T: Split> Pack<'_, '_, S, T> {
    #[inline(always)]
    fn pieces<const N: usize>(self) {
        let (s, rows) = (self.lanes, self.source.rows());
        let cutters: [T::Cutter<S>; N] = self.source.cutters(s);
        for j in 0..self.out[0][0].len() {
            let row = self.from + j;
            if row >= rows {
                for quarter in self.out.as_flattened_mut() {
                    if let Some(out) = quarter.get_mut(j) {
                        *out = Row::ZERO;
                    }
                }
                continue;
            }
            let low = self.source.pieces(s, &cutters, row);
            let high = if row + self.quarter < rows {
                self.source.pieces(s, &cutters, row + self.quarter)
            } else {
                [Row::ZERO; N]
            };
            for (out, constants) in self.out.iter_mut().zip(self.constants.iter().flatten()) {
                first_pass(s, constants, &low, &high, out, j);
            }
        }
    }
}

/// Computes the radix-4 butterfly of x0 and x1, both four, and two zeros: below 8p, so wide.
#[inline(always)]
fn first_pass<S: Lanes, const N: usize>(
    s: S,
    c: &PrimeConstants<S>,
    low: &[Row; N],
    high: &[Row; N],
    [r0, r1, r2, r3]: &mut Quarters<'_>,
    j: usize,
) {
    let m = &c.modulus;
    let i = s.splat_factor(c.i);
    for at in (0..8).step_by(S::WIDTH) {
        let x0 = residue(s, c, low, at);
        let x1 = residue(s, c, high, at);
        let t = s.mul_residues(x1, i, m);
        s.store_residues(&mut r0[j], at, s.add_residues(x0, x1));
        s.store_residues(&mut r1[j], at, s.sub_residues(s.lift::<4>(x0, m), x1));
        s.store_residues(&mut r2[j], at, s.add_residues(x0, t));
        s.store_residues(&mut r3[j], at, s.sub_residues(s.lift::<2>(x0, m), t));
    }
}

/// Puts the pieces of a coefficient together: 2^48 and three times 2p is a sixteen, settled to a four.
#[inline(always)]
fn residue<S: Lanes, const N: usize>(s: S, c: &PrimeConstants<S>, x: &[Row; N], at: usize) -> S::R {
    let mut sum = s.load_residues(&x[0], at);
    for (piece, power) in x[1..].iter().zip(&c.powers) {
        let product = s.mul_residues(
            s.load_residues(piece, at),
            s.splat_factor(*power),
            &c.modulus,
        );
        sum = s.add_residues(sum, product);
    }
    s.settle(sum, &c.modulus)
}
