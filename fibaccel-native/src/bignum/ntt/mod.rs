//! Products by a number-theoretic transform: exact, modulo a few primes at once.
//!
//! A number becomes the coefficients of a polynomial ([`mod@pack`]), the polynomials are multiplied modulo
//! each prime ([`mod@transform`], [`mod@pointwise`]), and the Chinese remainder theorem ([`crt`]) and a carry
//! make a number of the result ([`mod@recombine`]). [`plan`] says how many primes and how long; its bounds
//! are proved in docs/engine.md. How limbs become coefficients and the reverse depends on their base
//! ([`base`]): [`binary`] or [`decimal`].
//!
//! A Fibonacci step needs a^2 and a c and sums of them. The sums are taken between the transforms, so
//! a step is two forward and two inverse transforms and no pass over large numbers besides.
//!
//! The three stages, [`mod@pack`], [`tree`] and [`mod@recombine`], are cut into parts that threads can share
//! ([`try_for_each_part`]). Between parts, and every thousand rows or so, the interrupt is polled.

pub mod base;
pub mod binary;
pub mod crt;
pub mod decimal;
pub mod pack;
pub mod plan;
pub mod pointwise;
pub mod prepared;
pub mod prime;
pub mod recombine;
pub mod transform;
pub mod tree;

use crate::limbs::{Binary, Decimal};
use crate::machine::{Kernel, Lanes, Row, Tier};
use crate::runtime::{Alone, Error, Interrupt, Interrupted, try_for_each_part};
use base::{Split, TransformBase};
use pack::pack;
use plan::Plan;
use pointwise::Job;
use prime::{MAX_PRIMES, Twiddles, kept, primes, twiddles};
use recombine::recombine;
use std::ops::Range;
use transform::Field;
use tree::{Operands, convolve};

/// The rows, over all primes, from which threads share a job (30 us of work).
const SHARE_ROWS: usize = 1024;

/// Multiplies, x y. `out` has the limbs of both together, or more; `rows` has [`Plan::product_rows`].
pub fn multiply<B: TransformBase>(
    tier: Tier,
    plan: &Plan,
    factors: [&[B::Limb]; 2],
    out: &mut [B::Limb],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let limbs = Limbs::Product { factors, out };
    run::<B>(tier, plan, Job::Product, limbs, rows, interrupt)
}

/// Squares, x^2. `out` has twice the limbs of x, or more; `rows` has [`Plan::product_rows`].
pub fn square<B: TransformBase>(
    tier: Tier,
    plan: &Plan,
    x: &[B::Limb],
    out: &mut [B::Limb],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let limbs = Limbs::Product {
        factors: [x, &[]],
        out,
    };
    run::<B>(tier, plan, Job::Square, limbs, rows, interrupt)
}

/// Computes (2 x + y) y, or (2 x + y) x if `by_first`, of numbers at the places `x` and `y` of `limbs`, to
/// the front of all the limbs. `rows` has [`Plan::product_rows`].
pub fn sum_product<B: TransformBase>(
    tier: Tier,
    plan: &Plan,
    limbs: &mut [B::Limb],
    [x, y]: [Range<usize>; 2],
    by_first: bool,
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let job = match by_first {
        true => Job::SumByFirst,
        false => Job::SumBySecond,
    };
    let limbs = Limbs::InPlace {
        limbs,
        places: [x, y],
    };
    run::<B>(tier, plan, job, limbs, rows, interrupt)
}

/// Makes a Fibonacci step: 2 a^2 + a c and a^2 + 3 a c, or a^2 + 3 a c and 3 a^2 + 4 a c if `odd`, for a and
/// c in the first `lengths` limbs of `pair`, and in their place. Each must have room for its result; `rows`
/// has [`Plan::step_rows`].
pub fn fibonacci_step<B: TransformBase>(
    tier: Tier,
    plan: &Plan,
    pair: [&mut [B::Limb]; 2],
    lengths: [usize; 2],
    odd: bool,
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let job = if odd { Job::Odd } else { Job::Even };
    let limbs = Limbs::Pair { pair, lengths };
    run::<B>(tier, plan, job, limbs, rows, interrupt)
}

fn run<B: TransformBase>(
    tier: Tier,
    plan: &Plan,
    job: Job,
    limbs: Limbs<'_, B>,
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let mut alone;
    let interrupt = match plan.primes * plan.rows < SHARE_ROWS {
        true => {
            alone = Alone(interrupt);
            &mut alone
        }
        false => interrupt,
    };
    tier.dispatch(Convolution {
        plan,
        job,
        limbs,
        rows,
        interrupt,
    })
}

/// The limbs of factors and of results. When the first limb of a result is written, nobody
/// reads the factors any more.
enum Limbs<'a, B: TransformBase> {
    Product {
        factors: [&'a [B::Limb]; 2],
        out: &'a mut [B::Limb],
    },
    InPlace {
        limbs: &'a mut [B::Limb],
        places: [Range<usize>; 2],
    },
    Pair {
        pair: [&'a mut [B::Limb]; 2],
        lengths: [usize; 2],
    },
}

impl<B: TransformBase> Limbs<'_, B> {
    fn factors(&self) -> [&[B::Limb]; 2] {
        match self {
            Self::Product { factors, .. } => *factors,
            Self::InPlace { limbs, places } => places.each_ref().map(|at| &limbs[at.clone()]),
            Self::Pair { pair, lengths } => [&pair[0][..lengths[0]], &pair[1][..lengths[1]]],
        }
    }
}

/// A convolution from limbs to limbs.
struct Convolution<'a, B: TransformBase> {
    plan: &'a Plan,
    job: Job,
    limbs: Limbs<'a, B>,
    rows: &'a mut [Row],
    interrupt: &'a mut dyn Interrupt,
}

impl<B: TransformBase> Kernel for Convolution<'_, B> {
    type Output = Result<(), Error>;

    fn run<S: Lanes>(self, s: S) -> Result<(), Error> {
        let Self {
            plan,
            job,
            limbs,
            rows,
            interrupt,
        } = self;
        let (first, second) = rows.split_at_mut(plan.factor_rows());
        let tables = tables::<S>(plan, interrupt)?;
        let mut operands = Operands {
            first,
            second,
            prepared: &[],
        };
        let factors = limbs.factors();
        let used = transform::<S, B>(s, plan, &tables, job, factors, &mut operands, interrupt)?;
        let Operands { first, second, .. } = operands;
        match limbs {
            Limbs::Product { out, .. } | Limbs::InPlace { limbs: out, .. } => {
                recombine::<S, B, 1>(s, plan, [first], used, [out], interrupt)
            }
            Limbs::Pair { pair, .. } => {
                recombine::<S, B, 2>(s, plan, [first, second], used, pair, interrupt)
            }
        }
    }
}

/// Runs a job: transforms its factors, applies it and transforms back. Returns the number of rows in the results.
fn transform<S: Lanes, B: TransformBase>(
    s: S,
    plan: &Plan,
    tables: &Tables,
    job: Job,
    factors: [&[B::Limb]; 2],
    operands: &mut Operands<'_>,
    interrupt: &mut dyn Interrupt,
) -> Result<usize, Error> {
    for factor in factors {
        assert!(B::within(plan, factor.len()), "a plan for smaller numbers");
    }
    let fields = fields(s, tables);
    let [a, c] = factors.map(|limbs| B::source(plan, limbs));
    pack(s, plan, &a, 0..plan.primes, operands.first, interrupt)?;
    // How many primes the second factor is transformed for at once.
    let at_once = match job {
        Job::Product | Job::SumByFirst | Job::SumBySecond => plan.primes_at_once(),
        Job::Square | Job::ByPrepared | Job::Prepare | Job::Even | Job::Odd => plan.primes,
    };
    for from in (0..plan.primes).step_by(at_once) {
        let range = from..plan.primes.min(from + at_once);
        if job.packs_second() {
            pack(s, plan, &c, range.clone(), operands.second, interrupt)?;
        }
        let operands = Operands {
            first: &mut operands.first[from * plan.stride()..],
            second: operands.second,
            prepared: operands.prepared,
        };
        convolve(plan, job, &fields[range], operands, interrupt)?;
    }
    let used = job.length([a, c].map(|x| x.coefficients())).div_ceil(8);
    Ok(used.min(plan.rows))
}

/// Derives the constants that are kept for the life of the process. Called where no fork can happen at the
/// same time, it spares a child to wait for a derivation that its parent had begun.
pub fn derive_constants() {
    struct Derive;
    impl Kernel for Derive {
        type Output = ();

        fn run<S: Lanes>(self, _: S) {
            crt::derive();
            Binary::derive::<S>();
            Decimal::derive::<S>();
        }
    }
    Tier::active().dispatch(Derive);
}

/// The tables of twiddles, one for each prime of a plan.
type Tables = [Option<Twiddles>; MAX_PRIMES];

fn tables<S: Lanes>(plan: &Plan, interrupt: &mut dyn Interrupt) -> Result<Tables, Error> {
    let len = plan.rows / 2;
    let mut tables = [const { None }; MAX_PRIMES];
    let used = &mut tables[..plan.primes];
    for (i, table) in used.iter_mut().enumerate() {
        *table = kept::<S>(i, len);
    }
    if used.iter().any(Option::is_none) {
        let missing = (0..).zip(&mut *used).filter(|(_, table)| table.is_none());
        try_for_each_part(interrupt, missing, |(i, table), interrupt| {
            match twiddles::<S>(i, len, interrupt) {
                Ok(derived) => *table = Some(derived),
                Err(Error::Interrupted) => return Err(Interrupted),
                // It stays missing: nothing else can go wrong.
                Err(Error::Memory | Error::Corrupted) => {}
            }
            Ok(())
        })?;
        if used.iter().any(Option::is_none) {
            return Err(Error::Memory);
        }
    }
    Ok(tables)
}

/// The fields that the kernels compute in, of each prime that has a table.
fn fields<'t, S: Lanes>(s: S, tables: &'t Tables) -> [Option<Field<'t, S>>; MAX_PRIMES] {
    let mut fields = [None; MAX_PRIMES];
    for (i, table) in tables.iter().enumerate() {
        let prime = &primes()[i];
        fields[i] = table.as_ref().map(|table| Field {
            lanes: s,
            modulus: s.modulus(prime.p),
            twiddles: table,
            minus_one: prime.factor::<S>(prime.p - 1),
        });
    }
    fields
}
