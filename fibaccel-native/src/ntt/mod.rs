//! Products by a number-theoretic transform: exact, modulo a few primes at once.
//!
//! A number becomes the coefficients of a polynomial ([`pack`]), the polynomials are multiplied modulo
//! each prime ([`transform`], [`pointwise`]), and the Chinese remainder theorem ([`crt`]) and a carry
//! ([`carry`]) make a number of the result. [`plan`] says how many primes and how long; its bounds are
//! proved in docs/algorithms.md.
//!
//! A Fibonacci step needs a^2 and a c and sums of them. The sums are taken between the transforms, so
//! a step is two forward and two inverse transforms and no pass over large numbers besides.
//!
//! The recursion is depth first: a block that fits the second-level cache is transformed, multiplied
//! and transformed back before the next one is looked at. Between blocks, and every thousand rows of a
//! longer pass, the interrupt is polled.

pub mod carry;
pub mod crt;
pub mod pack;
pub mod plan;
pub mod pointwise;
pub mod prime;
pub mod transform;

use crate::error::Error;
use crate::fault;
use crate::interrupt::{Interrupt, Interrupted};
use crate::simd::{Kernel, Lanes, Row, Tier};
use carry::Spill;
use crt::{Constants, Recombine};
use pack::{Bits, Pack, Split};
use plan::Plan;
use pointwise::{Job, pointwise};
use prime::{MAX_PRIMES, Twiddles, primes, twiddles};
use transform::{Field, Part, forward, inverse, quarters};

/// Rows of a block: 64 kB, so that two operands and their twiddles stay in a second-level cache.
const BLOCK: usize = 1024;

/// Rows of a longer pass between two polls.
const POLL_ROWS: usize = 1024;

/// x y. `out` has the limbs of both together, or more; `rows` has [`Plan::product_rows`].
pub fn multiply(
    tier: Tier,
    plan: &Plan,
    [x, y]: [&[u64]; 2],
    out: &mut [u64],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    tier.dispatch(Convolution {
        plan,
        job: Job::Product,
        factors: [x, y],
        out: [out, &mut []],
        rows,
        interrupt,
    })
}

/// x^2. As [`multiply`].
pub fn square(
    tier: Tier,
    plan: &Plan,
    x: &[u64],
    out: &mut [u64],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    tier.dispatch(Convolution {
        plan,
        job: Job::Square,
        factors: [x, &[]],
        out: [out, &mut []],
        rows,
        interrupt,
    })
}

/// 2 a^2 + a c and a^2 + 3 a c, or a^2 + 3 a c and 3 a^2 + 4 a c if `odd`. Each output must have room
/// for its result; `rows` has [`Plan::step_rows`].
pub fn fibonacci_step(
    tier: Tier,
    plan: &Plan,
    factors: [&[u64]; 2],
    odd: bool,
    out: [&mut [u64]; 2],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    tier.dispatch(Convolution {
        plan,
        job: if odd { Job::Odd } else { Job::Even },
        factors,
        out,
        rows,
        interrupt,
    })
}

/// One job from limbs to limbs.
struct Convolution<'a> {
    plan: &'a Plan,
    job: Job,
    factors: [&'a [u64]; 2],
    out: [&'a mut [u64]; 2],
    rows: &'a mut [Row],
    interrupt: &'a mut dyn Interrupt,
}

impl Kernel for Convolution<'_> {
    type Output = Result<(), Error>;

    fn run<S: Lanes>(self, s: S) -> Result<(), Error> {
        let plan = self.plan;
        for factor in self.factors {
            assert!(plan.admits(64 * factor.len()), "a plan for smaller numbers");
        }
        let tables = tables::<S>(plan)?;
        let [a, c] = self.factors.map(|limbs| Bits {
            limbs,
            width: plan.width,
        });
        let all = plan.primes * plan.stride();
        let (first, second) = self.rows.split_at_mut(all);
        pack(s, plan, &a, 0..plan.primes, first, self.interrupt)?;
        if self.job.is_step() {
            pack(s, plan, &c, 0..plan.primes, second, self.interrupt)?;
        }
        for (i, table) in tables.iter().flatten().enumerate() {
            let field = field(s, i, table);
            let a = &mut first[i * plan.stride()..][..plan.rows];
            let c = match self.job {
                Job::Square => &mut [],
                Job::Product => {
                    pack(s, plan, &c, i..i + 1, second, self.interrupt)?;
                    &mut second[..plan.rows]
                }
                Job::Even | Job::Odd => &mut second[i * plan.stride()..][..plan.rows],
            };
            convolve(&field, self.job, a, c, self.interrupt)?;
        }
        let constants = Constants::new(s, plan);
        let used = self.job.length([&a, &c].map(Bits::len)).div_ceil(8);
        let used = used.min(plan.rows);
        let [out, other] = self.out;
        recombine(s, plan, &constants, first, used, out, self.interrupt)?;
        if self.job.is_step() {
            recombine(s, plan, &constants, second, used, other, self.interrupt)?;
        }
        Ok(())
    }
}

/// Derives what is derived once for the life of the process. Called where no fork can happen at the
/// same time, it spares a child to wait for a derivation that its parent had begun.
pub fn derive_constants() {
    struct Derive;
    impl Kernel for Derive {
        type Output = ();

        fn run<S: Lanes>(self, _: S) {
            crt::derive_bases::<S>();
        }
    }
    Tier::active().dispatch(Derive);
}

/// The twiddles of each prime of the plan.
fn tables<S: Lanes>(plan: &Plan) -> Result<[Option<Twiddles>; MAX_PRIMES], Error> {
    let mut tables = [const { None }; MAX_PRIMES];
    for (i, table) in tables.iter_mut().enumerate().take(plan.primes) {
        *table = Some(twiddles::<S>(i, plan.rows / 2)?);
    }
    Ok(tables)
}

fn field<S: Lanes>(s: S, index: usize, table: &Twiddles) -> Field<'_, S> {
    let prime = &primes()[index];
    Field {
        lanes: s,
        modulus: s.modulus(prime.p),
        twiddles: table,
        minus_one: prime.factor::<S>(prime.p - 1),
    }
}

/// Packs a number modulo the primes of these indices, the first pass included.
fn pack<S: Lanes>(
    s: S,
    plan: &Plan,
    source: &impl Split,
    primes: std::ops::Range<usize>,
    out: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let quarter = plan.rows / 4;
    for from in (0..quarter).step_by(POLL_ROWS) {
        interrupt.poll()?;
        s.vectorize(Pack {
            source,
            plan,
            primes: primes.clone(),
            range: from..quarter.min(from + POLL_ROWS),
            out,
        });
    }
    fault::rows(out);
    Ok(())
}

/// Everything between the first forward pass and the last inverse one, and that.
fn convolve<S: Lanes>(
    field: &Field<'_, S>,
    job: Job,
    a: &mut [Row],
    c: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    for (i, (a, c)) in quarters(a).into_iter().zip(quarters(c)).enumerate() {
        descend(field, job, a, c, i, interrupt)?;
    }
    pass(field, a, 0, true, interrupt)?;
    if job.is_step() {
        pass(field, c, 0, true, interrupt)?;
    }
    Ok(())
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

/// One radix-4 pass of a node of any size.
fn pass<S: Lanes>(
    field: &Field<'_, S>,
    rows: &mut [Row],
    b: usize,
    inverse: bool,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let [r0, r1, r2, r3] = quarters(&mut *rows).map(|run| run.chunks_mut(POLL_ROWS / 4));
    for (((r0, r1), r2), r3) in r0.zip(r1).zip(r2).zip(r3) {
        interrupt.poll()?;
        field.lanes.vectorize(Part {
            field,
            rows: [r0, r1, r2, r3],
            b,
            inverse,
        });
    }
    fault::rows(rows);
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

/// Makes limbs of the first `used` rows.
fn recombine<S: Lanes>(
    s: S,
    plan: &Plan,
    constants: &Constants<S>,
    residues: &[Row],
    used: usize,
    out: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    match (plan.primes, plan.width.div_ceil(S::DIGIT_BITS as usize)) {
        (3, 2) => recombine_runs::<S, 3, 2>(s, plan, constants, residues, used, out, interrupt),
        (4, 2) => recombine_runs::<S, 4, 2>(s, plan, constants, residues, used, out, interrupt),
        (5, 3) => recombine_runs::<S, 5, 3>(s, plan, constants, residues, used, out, interrupt),
        (6, 3) => recombine_runs::<S, 6, 3>(s, plan, constants, residues, used, out, interrupt),
        (7, 3) => recombine_runs::<S, 7, 3>(s, plan, constants, residues, used, out, interrupt),
        (7, 4) => recombine_runs::<S, 7, 4>(s, plan, constants, residues, used, out, interrupt),
        (8, 4) => recombine_runs::<S, 8, 4>(s, plan, constants, residues, used, out, interrupt),
        _ => unreachable!("no plan has this width"),
    }
}

/// As [`recombine`], for `K` primes and places of `D` digits. Runs begin at whole limbs, because eight
/// rows of eight places have as many limbs as a place has bits.
fn recombine_runs<S: Lanes, const K: usize, const D: usize>(
    s: S,
    plan: &Plan,
    constants: &Constants<S>,
    residues: &[Row],
    used: usize,
    mut out: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    const { assert!(POLL_ROWS.is_multiple_of(8)) };
    let mut spill = Spill::NONE;
    for from in (0..used).step_by(POLL_ROWS) {
        interrupt.poll()?;
        let to = used.min(from + POLL_ROWS);
        let limbs = match to == used {
            true => out.len(),
            false => out.len().min(POLL_ROWS / 8 * plan.width),
        };
        let (run, rest) = out.split_at_mut(limbs);
        let mut next = s.vectorize(Recombine::<S, K, D> {
            lanes: s,
            constants,
            residues,
            stride: plan.stride(),
            range: from..to,
            out: &mut *run,
        });
        spill.add_to(run, &mut next);
        (out, spill) = (rest, next);
    }
    // The sizes of operands and result exclude it.
    match spill == Spill::NONE {
        true => Ok(()),
        false => Err(Error::Corrupted),
    }
}
