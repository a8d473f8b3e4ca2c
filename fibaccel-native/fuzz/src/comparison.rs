//! The comparison of one product of the engine with GMP's, in either base.

use crate::base::Comparable;
use crate::gmp;
use fibaccel_native::bignum::ntt;
use fibaccel_native::bignum::ntt::plan::Plan;
use fibaccel_native::bignum::{Need, Work};
use fibaccel_native::limbs::trimmed;
use fibaccel_native::machine::Row;
use fibaccel_native::machine::Tier;
use fibaccel_native::runtime::Never;

/// Compares products by one tier. Working space is used again and again, so it is always dirty.
pub struct Comparison<B: Comparable> {
    tier: Tier,
    work: Work<B>,
    rows: Vec<Row>,
    actual: Vec<B::Limb>,
}

impl<B: Comparable> Comparison<B> {
    /// A comparison for the products of that tier.
    pub fn new(tier: Tier) -> Self {
        Self {
            tier,
            work: Work::reserve(tier, Need::default()).expect("no memory is asked for"),
            rows: Vec::new(),
            actual: Vec::new(),
        }
    }

    /// Compares x y, or x^2, by whatever algorithm the engine chooses.
    pub fn product(&mut self, x: &[B::Limb], y: &[B::Limb]) {
        let need = B::product_need(self.tier, x.len(), y.len());
        self.reserve(need);
        self.prepare(x.len() + y.len());
        let Self { work, actual, .. } = self;
        B::multiply(work, actual, [x, y], &mut Never).expect("a product");
        self.compare(&product::<B>(x, y), || {
            format!("{} by {} limbs", x.len(), y.len())
        });
    }

    /// Compares x^2, by whatever algorithm the engine chooses.
    pub fn square(&mut self, x: &[B::Limb]) {
        let need = B::product_need(self.tier, x.len(), x.len());
        self.reserve(need);
        self.prepare(2 * x.len());
        let Self { work, actual, .. } = self;
        B::square(work, actual, x, &mut Never).expect("a square");
        self.compare(&square::<B>(x), || format!("{} limbs squared", x.len()));
    }

    /// Compares x y, or x^2 if y is empty, by the transform with that many primes.
    pub fn transform(&mut self, primes: usize, x: &[B::Limb], y: &[B::Limb]) {
        let plan = Self::plan(primes, x, y);
        let tier = self.tier;
        self.grow(plan.product_rows());
        self.prepare(x.len() + if y.is_empty() { x.len() } else { y.len() });
        let Self { rows, actual, .. } = self;
        let expected = if y.is_empty() {
            ntt::square::<B>(tier, &plan, x, actual, rows, &mut Never).expect("a square");
            square::<B>(x)
        } else {
            ntt::multiply::<B>(tier, &plan, [x, y], actual, rows, &mut Never).expect("a product");
            product::<B>(x, y)
        };
        self.compare(&expected, || format!("{plan:?} {} {}", x.len(), y.len()));
    }

    /// Compares the sums of a^2 and a c that a Fibonacci step makes.
    pub fn step(&mut self, primes: usize, a: &[B::Limb], c: &[B::Limb], odd: bool) {
        let plan = Self::plan(primes, a, c);
        self.grow(plan.step_rows());
        let len = 2 * a.len().max(c.len()) + 1;
        let mut outs = [vec![B::JUNK; len], vec![B::JUNK; len]];
        let [first, second] = &mut outs;
        first[..a.len()].copy_from_slice(a);
        second[..c.len()].copy_from_slice(c);
        let (pair, lengths) = ([&mut first[..], &mut second[..]], [a.len(), c.len()]);
        let rows = &mut self.rows;
        ntt::fibonacci_step::<B>(self.tier, &plan, pair, lengths, odd, rows, &mut Never)
            .expect("a step");
        let (aa, ac) = (square::<B>(a), product::<B>(a, c));
        let factors = if odd {
            [(1, 3), (3, 4)]
        } else {
            [(2, 1), (1, 3)]
        };
        for ((p, q), actual) in factors.into_iter().zip(outs) {
            let mut expected = vec![0; aa.len().max(ac.len()) + 1];
            gmp::add_multiple(&mut expected, &aa, p);
            gmp::add_multiple(&mut expected, &ac, q);
            self.actual = actual;
            self.compare(&expected, || {
                format!("{plan:?} step {} {} {odd}", a.len(), c.len())
            });
        }
    }

    fn plan(primes: usize, x: &[B::Limb], y: &[B::Limb]) -> Plan {
        B::plan_with(primes, x.len().max(y.len())).expect("short operands")
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
        self.actual.clear();
        self.actual.resize(len, B::JUNK);
    }

    fn compare(&self, expected: &[u64], what: impl FnOnce() -> String) {
        let expected = &expected[..trimmed(expected)];
        assert!(
            B::to_gmp(&self.actual) == expected,
            "{}: {}",
            self.tier.name(),
            what()
        );
    }
}

fn product<B: Comparable>(x: &[B::Limb], y: &[B::Limb]) -> Vec<u64> {
    let (x, y) = (B::to_gmp(x), B::to_gmp(y));
    let mut product = vec![0; x.len() + y.len()];
    gmp::multiply(&mut product, &x, &y);
    product
}

fn square<B: Comparable>(x: &[B::Limb]) -> Vec<u64> {
    let x = B::to_gmp(x);
    let mut square = vec![0; 2 * x.len()];
    gmp::square(&mut square, &x);
    square
}
