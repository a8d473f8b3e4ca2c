//! Products by a number-theoretic transform: exact, modulo a few primes at once.
//!
//! A number becomes the coefficients of a polynomial ([`pack`]), the polynomials are multiplied modulo
//! each prime ([`transform`], [`pointwise`]), and the Chinese remainder theorem ([`crt`]) and a carry
//! make a number of the result ([`recombine`]). [`plan`] says how many primes and how long; its bounds
//! are proved in docs/engine.md. How limbs become coefficients and the reverse depends on their base
//! ([`radix`]): [`binary`] or [`decimal`].
//!
//! A Fibonacci step needs a^2 and a c and sums of them. The sums are taken between the transforms, so
//! a step is two forward and two inverse transforms and no pass over large numbers besides.
//!
//! The three stages, [`pack`], [`tree`] and [`recombine`], are cut into parts that threads can share
//! ([`crate::share`]). Between parts, and every thousand rows or so within, the interrupt is polled.

pub mod binary;
pub mod crt;
pub mod decimal;
pub mod pack;
pub mod plan;
pub mod pointwise;
pub mod prime;
pub mod radix;
pub mod recombine;
pub mod transform;
pub mod tree;

use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::share::Alone;
use crate::simd::{Kernel, Lanes, Row, Tier};
use binary::Binary;
use decimal::Decimal;
use pack::pack;
use plan::Plan;
use pointwise::Job;
use prime::{MAX_PRIMES, Twiddles, primes, twiddles};
use radix::{Radix, Split};
use recombine::recombine;
use transform::Field;
use tree::convolve;

/// From this many rows on, all primes together, a job is shared among threads: 30 microseconds.
const SHARE_ROWS: usize = 1024;

/// x y. `out` has the limbs of both together, or more; `rows` has [`Plan::product_rows`].
pub fn multiply<R: Radix>(
    tier: Tier,
    plan: &Plan,
    [x, y]: [&[R::Limb]; 2],
    out: &mut [R::Limb],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    tier.dispatch(Convolution::<R> {
        plan,
        job: Job::Product,
        factors: [x, y],
        out: [out, &mut []],
        rows,
        interrupt,
    })
}

/// x^2. As [`multiply`].
pub fn square<R: Radix>(
    tier: Tier,
    plan: &Plan,
    x: &[R::Limb],
    out: &mut [R::Limb],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    tier.dispatch(Convolution::<R> {
        plan,
        job: Job::Square,
        factors: [x, &[]],
        out: [out, &mut []],
        rows,
        interrupt,
    })
}

/// (2 x + y) y, or (2 x + y) x if `by_first`. `out` has room for it; `rows` has [`Plan::product_rows`].
pub fn sum_product<R: Radix>(
    tier: Tier,
    plan: &Plan,
    factors: [&[R::Limb]; 2],
    by_first: bool,
    out: &mut [R::Limb],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    tier.dispatch(Convolution::<R> {
        plan,
        job: match by_first {
            true => Job::SumByFirst,
            false => Job::SumBySecond,
        },
        factors,
        out: [out, &mut []],
        rows,
        interrupt,
    })
}

/// 2 a^2 + a c and a^2 + 3 a c, or a^2 + 3 a c and 3 a^2 + 4 a c if `odd`. Each output must have room
/// for its result; `rows` has [`Plan::step_rows`].
pub fn fibonacci_step<R: Radix>(
    tier: Tier,
    plan: &Plan,
    factors: [&[R::Limb]; 2],
    odd: bool,
    out: [&mut [R::Limb]; 2],
    rows: &mut [Row],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    tier.dispatch(Convolution::<R> {
        plan,
        job: if odd { Job::Odd } else { Job::Even },
        factors,
        out,
        rows,
        interrupt,
    })
}

/// One job from limbs to limbs.
struct Convolution<'a, R: Radix> {
    plan: &'a Plan,
    job: Job,
    factors: [&'a [R::Limb]; 2],
    out: [&'a mut [R::Limb]; 2],
    rows: &'a mut [Row],
    interrupt: &'a mut dyn Interrupt,
}

impl<R: Radix> Kernel for Convolution<'_, R> {
    type Output = Result<(), Error>;

    fn run<S: Lanes>(self, s: S) -> Result<(), Error> {
        let plan = self.plan;
        for factor in self.factors {
            assert!(R::within(plan, factor.len()), "a plan for smaller numbers");
        }
        let tables = tables::<S>(plan)?;
        let fields = fields(s, &tables);
        let [a, c] = self.factors.map(|limbs| R::source(plan, limbs));
        let mut alone;
        let interrupt = match plan.primes * plan.rows < SHARE_ROWS {
            true => {
                alone = Alone(self.interrupt);
                &mut alone
            }
            false => self.interrupt,
        };
        let (first, second) = self.rows.split_at_mut(plan.primes * plan.stride());
        pack(s, plan, &a, 0..plan.primes, first, interrupt)?;
        // How many primes the second factor is transformed for at once.
        let at_once = match self.job {
            Job::Product | Job::SumByFirst | Job::SumBySecond => plan.primes_at_once(),
            Job::Square | Job::Even | Job::Odd => plan.primes,
        };
        for from in (0..plan.primes).step_by(at_once) {
            let range = from..plan.primes.min(from + at_once);
            if self.job != Job::Square {
                pack(s, plan, &c, range.clone(), second, interrupt)?;
            }
            let first = &mut first[from * plan.stride()..];
            convolve(plan, self.job, &fields[range], first, second, interrupt)?;
        }
        let used = self.job.length([a.len(), c.len()]).div_ceil(8);
        let used = used.min(plan.rows);
        match self.job.is_step() {
            true => recombine::<S, R, 2>(s, plan, [first, second], used, self.out, interrupt),
            false => recombine::<S, R, 1>(s, plan, [first], used, [self.out[0]], interrupt),
        }
    }
}

/// Derives what is derived once for the life of the process. Called where no fork can happen at the
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

/// The twiddles of each prime of the plan.
fn tables<S: Lanes>(plan: &Plan) -> Result<[Option<Twiddles>; MAX_PRIMES], Error> {
    let mut tables = [const { None }; MAX_PRIMES];
    for (i, table) in tables.iter_mut().enumerate().take(plan.primes) {
        *table = Some(twiddles::<S>(i, plan.rows / 2)?);
    }
    Ok(tables)
}

/// The primes that have tables, as the kernels see them.
fn fields<'t, S: Lanes>(
    s: S,
    tables: &'t [Option<Twiddles>; MAX_PRIMES],
) -> [Option<Field<'t, S>>; MAX_PRIMES] {
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
