//! Benchmarks of each layer of the engine, on each tier of the processor, in nanoseconds; every answer is checked.
//!
//!     cargo bench --no-default-features [-- FILTER]
//!
//! `TIER/layer` is of a square of 4,096 rows and four primes: packing all of it, a block of 1,024 rows
//! forward, its squares, backward, and the remainder theorem with the carry for all of it. `TIER/product`
//! is by limbs, `TIER/fib` by n.

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion};
use fibaccel_native::bignum::ProductBase;
use fibaccel_native::bignum::Work;
use fibaccel_native::bignum::ntt::base::Rows;
use fibaccel_native::bignum::ntt::binary::BinaryCoefficients;
use fibaccel_native::bignum::ntt::binary::crt::{Constants, Recombine};
use fibaccel_native::bignum::ntt::pack::pack;
use fibaccel_native::bignum::ntt::plan::Plan;
use fibaccel_native::bignum::ntt::pointwise::{Job, pointwise};
use fibaccel_native::bignum::ntt::prime::{Prime, primes, twiddles};
use fibaccel_native::bignum::ntt::transform::{Field, PassRun, forward, inverse, quarters};
use fibaccel_native::bignum::residue::{PRIMES, of_limbs};
use fibaccel_native::limbs::Binary;
use fibaccel_native::machine::Row;
use fibaccel_native::machine::Tier;
use fibaccel_native::machine::{Factor, Kernel, Lanes};
use fibaccel_native::runtime::Never;
use fibaccel_native::sequences::fibonacci::check::fibonacci;
use fibaccel_native::sequences::fibonacci::fib;
use std::hint::black_box;

const PLAN_PRIMES: usize = 4;
const PLAN_CHUNKS: usize = 2;
const PLAN_ROWS: usize = 4096;

const PRODUCTS: [usize; 7] = [8, 32, 64, 128, 1024, 16_384, 262_144];
const TERMS: [u64; 8] = [
    500, 1500, 3000, 10_000, 30_000, 100_000, 1_000_000, 10_000_000,
];

/// Random limbs by xorshift: the same in every run.
fn limbs(len: usize) -> Vec<u64> {
    let mut word = 88_172_645_463_325_252_u64;
    let next = || {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        word
    };
    std::iter::repeat_with(next).take(len).collect()
}

fn residues(limbs: &[u64]) -> [u64; 2] {
    of_limbs(limbs, &mut Never).expect("not interrupted")
}

/// Asserts that `out` is x y, modulo two primes.
fn check_product(out: &[u64], x: &[u64], y: &[u64]) {
    let (x, y, out) = (residues(x), residues(y), residues(out));
    for (i, &p) in PRIMES.iter().enumerate() {
        let expected = u128::from(x[i]) * u128::from(y[i]) % u128::from(p);
        assert_eq!(expected, u128::from(out[i]));
    }
}

/// The work that is done with a block.
#[derive(Clone, Copy)]
enum Stage {
    Forward,
    Pointwise,
    Inverse,
}

const STAGES: [(Stage, &str); 3] = [
    (Stage::Forward, "forward"),
    (Stage::Pointwise, "pointwise"),
    (Stage::Inverse, "inverse"),
];

struct Block<'a, 't, S: Lanes> {
    field: &'a Field<'t, S>,
    stage: Stage,
    rows: &'a mut [Row],
    b: usize,
}

impl<S: Lanes> Kernel for Block<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) {
        let Self { field, rows, b, .. } = self;
        let first = b * rows.len();
        match self.stage {
            Stage::Forward => forward(field, rows, b),
            Stage::Pointwise => pointwise(field, Job::Square, rows, &mut [], &[], first),
            Stage::Inverse => inverse(field, rows, b),
        }
    }
}

fn field_of<'t, S: Lanes>(s: S, prime: &Prime, twiddles: &'t [Factor]) -> Field<'t, S> {
    Field {
        lanes: s,
        modulus: s.modulus(prime.p),
        twiddles,
        minus_one: prime.factor::<S>(prime.p - 1),
    }
}

/// Squares the rows modulo a prime, quarter by quarter, and measures each stage of one, if asked to.
fn transform<S: Lanes>(
    s: S,
    plan: &Plan,
    i: usize,
    rows: &mut [Row],
    mut group: Option<&mut BenchmarkGroup<'_, WallTime>>,
) {
    let table = twiddles::<S>(i, plan.rows / 2, &mut Never).expect("memory");
    let field = &field_of(s, &primes()[i], &table);
    for (b, rows) in quarters(rows).into_iter().enumerate() {
        for (stage, name) in STAGES {
            let run = |rows: &mut [Row]| {
                s.vectorize(Block {
                    field,
                    stage,
                    rows,
                    b,
                });
            };
            if let (1, Some(group)) = (b, &mut group) {
                group.bench_function(name, |bencher| {
                    let copy = || rows.to_vec();
                    bencher.iter_batched_ref(copy, |rows| run(rows), BatchSize::LargeInput);
                });
            }
            run(rows);
        }
    }
    s.vectorize(PassRun {
        field,
        rows: quarters(rows),
        b: 0,
        inverse: true,
    });
}

/// The layers of a square, one by one.
struct Layers<'a> {
    criterion: &'a mut Criterion,
    tier: Tier,
}

impl Kernel for Layers<'_> {
    type Output = ();

    fn run<S: Lanes>(self, s: S) {
        let (plan, x) = operand();
        let source = BinaryCoefficients {
            limbs: &x,
            width: plan.width,
        };
        let mut group = self
            .criterion
            .benchmark_group(format!("{}/layer", self.tier.name()));
        let mut rows = vec![Row::ZERO; plan.product_rows()];
        let pack = |rows: &mut [Row]| {
            pack(s, &plan, &source, 0..plan.primes, rows, &mut Never).expect("no stop");
        };
        group.bench_function("pack", |bencher| bencher.iter(|| pack(&mut rows)));
        pack(&mut rows);
        for i in 0..plan.primes {
            let rows = &mut rows[i * plan.stride()..][..plan.rows];
            transform(s, &plan, i, rows, (i == 0).then_some(&mut group));
        }
        let constants = Constants::new(s, &plan);
        let mut out = vec![u64::MAX; 2 * x.len()];
        let mut recombine = || {
            s.vectorize(Recombine::<S, PLAN_PRIMES, PLAN_CHUNKS> {
                lanes: s,
                constants: &constants,
                rows: Rows {
                    residues: &rows,
                    stride: plan.stride(),
                    range: 0..plan.rows,
                },
                out: &mut out,
            })
        };
        group.bench_function("recombine", |bencher| bencher.iter(&mut recombine));
        check_product(&out, &x, &x);
    }
}

/// The longest operand that the rows have room for, with its plan.
fn operand() -> (Plan, Vec<u64>) {
    let fits = |len: &usize| {
        Plan::with_primes(PLAN_PRIMES, 64 * len).is_some_and(|plan| plan.rows <= PLAN_ROWS)
    };
    let len = (1..).take_while(fits).last().expect("short ones fit");
    let plan = Plan::with_primes(PLAN_PRIMES, 64 * len).expect("short");
    assert_eq!(PLAN_ROWS, plan.rows);
    (plan, limbs(len))
}

fn layers(criterion: &mut Criterion) {
    for tier in Tier::available() {
        tier.dispatch(Layers { criterion, tier });
    }
}

fn products(criterion: &mut Criterion) {
    for tier in Tier::available() {
        let mut group = criterion.benchmark_group(format!("{}/product", tier.name()));
        for len in PRODUCTS {
            let (x, y) = (limbs(len), vec![u64::MAX / 3; len]);
            let mut out = vec![0; 2 * len];
            let mut work =
                Work::reserve(tier, Binary::product_need(tier, len, len)).expect("memory");
            group.bench_function(BenchmarkId::from_parameter(len), |bencher| {
                bencher.iter(|| {
                    Binary::multiply(&mut work, &mut out, [black_box(&x), &y], &mut Never)
                });
            });
            check_product(&out, &x, &y);
        }
    }
}

fn terms(criterion: &mut Criterion) {
    for tier in Tier::available() {
        let mut group = criterion.benchmark_group(format!("{}/fib", tier.name()));
        for n in TERMS {
            let term = || fib::<Binary>(tier, black_box(n), &mut Never).expect("F(n)");
            group.bench_function(BenchmarkId::from_parameter(n), |bencher| bencher.iter(term));
            assert_eq!(fibonacci(n), residues(term().limbs()));
        }
    }
}

fn main() {
    let mut criterion = Criterion::default().sample_size(30).configure_from_args();
    layers(&mut criterion);
    products(&mut criterion);
    terms(&mut criterion);
    criterion.final_summary();
}
