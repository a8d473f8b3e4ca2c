//! One product of the engine beside GMP's.

use crate::gmp;
use fibaccel_native::base::{Base, Need, Work};
use fibaccel_native::binary::Binary;
use fibaccel_native::interrupt::Never;
use fibaccel_native::ntt;
use fibaccel_native::ntt::plan::Plan;
use fibaccel_native::simd::{Row, Tier};

/// Compares products by one tier. Working space is used again and again, so it is always dirty.
pub struct Comparison {
    tier: Tier,
    work: Work<Binary>,
    rows: Vec<Row>,
    actual: Vec<u64>,
    expected: Vec<u64>,
}

impl Comparison {
    /// For the products of that tier.
    pub fn new(tier: Tier) -> Self {
        Self {
            tier,
            work: Work::reserve(tier, Need::default()).expect("no memory is asked for"),
            rows: Vec::new(),
            actual: Vec::new(),
            expected: Vec::new(),
        }
    }

    /// x y, or x^2, by whatever algorithm is chosen.
    pub fn product(&mut self, x: &[u64], y: &[u64]) {
        let need = Binary::product_need(self.tier, x.len(), y.len());
        self.reserve(need);
        self.prepare(x.len() + y.len());
        let Self { work, actual, .. } = self;
        Binary::multiply(work, actual, [x, y], &mut Never).expect("a product");
        gmp::multiply(&mut self.expected, x, y);
        self.compare(|| format!("{} by {} limbs", x.len(), y.len()));
    }

    /// x^2, by whatever algorithm is chosen.
    pub fn square(&mut self, x: &[u64]) {
        let need = Binary::product_need(self.tier, x.len(), x.len());
        self.reserve(need);
        self.prepare(2 * x.len());
        let Self { work, actual, .. } = self;
        Binary::square(work, actual, x, &mut Never).expect("a square");
        gmp::square(&mut self.expected, x);
        self.compare(|| format!("{} limbs squared", x.len()));
    }

    /// x y, or x^2 if y is empty, by the transform with that many primes.
    pub fn transform(&mut self, primes: usize, x: &[u64], y: &[u64]) {
        let plan = Self::plan(primes, x, y);
        let tier = self.tier;
        self.grow(plan.product_rows());
        if y.is_empty() {
            self.prepare(2 * x.len());
            let Self { rows, actual, .. } = self;
            ntt::square::<Binary>(tier, &plan, x, actual, rows, &mut Never).expect("a square");
            gmp::square(&mut self.expected, x);
        } else {
            self.prepare(x.len() + y.len());
            let Self { rows, actual, .. } = self;
            ntt::multiply::<Binary>(tier, &plan, [x, y], actual, rows, &mut Never)
                .expect("a product");
            gmp::multiply(&mut self.expected, x, y);
        }
        self.compare(|| format!("{plan:?} {} {}", x.len(), y.len()));
    }

    /// The sums of a^2 and a c that a Fibonacci step makes.
    pub fn step(&mut self, primes: usize, a: &[u64], c: &[u64], odd: bool) {
        let plan = Self::plan(primes, a, c);
        self.grow(plan.step_rows());
        let len = 2 * a.len().max(c.len()) + 1;
        let mut outs = [vec![u64::MAX; len], vec![u64::MAX; len]];
        let [first, second] = &mut outs;
        first[..a.len()].copy_from_slice(a);
        second[..c.len()].copy_from_slice(c);
        let (pair, lengths) = ([&mut first[..], &mut second[..]], [a.len(), c.len()]);
        let rows = &mut self.rows;
        ntt::fibonacci_step::<Binary>(self.tier, &plan, pair, lengths, odd, rows, &mut Never)
            .expect("a step");
        let (mut aa, mut ac) = (vec![0; 2 * a.len()], vec![0; a.len() + c.len()]);
        gmp::square(&mut aa, a);
        gmp::multiply(&mut ac, a, c);
        let factors = if odd {
            [(1, 3), (3, 4)]
        } else {
            [(2, 1), (1, 3)]
        };
        for ((p, q), actual) in factors.into_iter().zip(outs) {
            self.expected.clear();
            self.expected.resize(len, 0);
            gmp::add_multiple(&mut self.expected, &aa, p);
            gmp::add_multiple(&mut self.expected, &ac, q);
            self.actual.clone_from(&actual);
            self.compare(|| format!("{plan:?} step {} {} {odd}", a.len(), c.len()));
        }
    }

    fn plan(primes: usize, x: &[u64], y: &[u64]) -> Plan {
        Plan::with_primes(primes, 64 * x.len().max(y.len())).expect("short operands")
    }

    fn reserve(&mut self, need: Need) {
        if self.work.limbs.len() < need.limbs || self.work.rows.len() < need.rows {
            let most = need.either(Need {
                limbs: self.work.limbs.len(),
                rows: self.work.rows.len(),
            });
            self.work = Work::reserve(self.tier, most).expect("memory");
        }
    }

    fn grow(&mut self, rows: usize) {
        if self.rows.len() < rows {
            self.rows.resize(rows, Row([u64::MAX; 8]));
        }
    }

    fn prepare(&mut self, len: usize) {
        for out in [&mut self.actual, &mut self.expected] {
            out.clear();
            out.resize(len, u64::MAX);
        }
    }

    fn compare(&self, what: impl FnOnce() -> String) {
        assert!(
            self.actual == self.expected,
            "{}: {}",
            self.tier.name(),
            what()
        );
    }
}
