//! Where products in the digits of a tier are split, and where terms in digits end.

use super::{compare, least};
use crate::bignum::mul::digits;
use crate::bignum::mul::digits::karatsuba::{
    ColumnProduct, ColumnSquare, multiply_by_halves, square_by_halves,
};
use crate::bignum::ntt::fibonacci_step;
use crate::limbs::{Binary, Decimal, LimbBase};
use crate::machine::digits::{DigitLanes, DigitWork};
use crate::machine::thresholds::Measured;
use crate::machine::{Row, Tier};
use crate::runtime::Never;
use crate::sequences::fibonacci::basecase;
use crate::sequences::fibonacci::basecase::base::FibonacciBase;
use crate::sequences::fibonacci::doubling::{Chain, capacity};
use crate::sequences::fibonacci::last_product::LastProduct;
use crate::tests::basecase::blocks;
use crate::tests::oracle::Random;

#[test]
#[ignore = "a measurement"]
fn digit_blocks() {
    for tier in Tier::available() {
        tier.dispatch_digits(Blocks(tier.name(), "binary"));
        tier.dispatch_decimal_digits(Blocks(tier.name(), "decimal"));
    }
}

/// A work that measures where products and squares in digits are to be split.
struct Blocks(&'static str, &'static str);

impl<B: LimbBase> DigitWork<B> for Blocks {
    type Output = ();

    fn run<S: DigitLanes<Base = B>>(self, s: S) {
        let Self(name, base) = self;
        let mut random = Random(32);
        let mut number = |len: usize| {
            let digits: Vec<u64> = (0..len * S::WIDTH)
                .map(|_| random.limb() % S::BASE)
                .collect();
            blocks(s, &digits)
        };
        let what = format!("{name}, {base} product: by columns, by halves");
        compare(&what, S::Lanes::THRESHOLDS.karatsuba_blocks, |len| {
            let (x, y) = (&number(len)[..], &number(len)[..]);
            let mut out = vec![S::ZERO; 2 * len];
            let (out, mut scratch) = (&mut out[..], vec![S::ZERO; digits::karatsuba::scratch(len)]);
            [
                least(|| {
                    s.vectorize_digits(ColumnProduct {
                        out: &mut *out,
                        x,
                        y,
                    })
                }),
                least(|| multiply_by_halves(s, out, x, y, &mut scratch)),
            ]
        });
        let what = format!("{name}, {base} square: by columns, by halves");
        compare(&what, S::Lanes::THRESHOLDS.karatsuba_square_blocks, |len| {
            let x = &number(len)[..];
            let mut out = vec![S::ZERO; 2 * len];
            let (out, mut scratch) = (&mut out[..], vec![S::ZERO; digits::karatsuba::scratch(len)]);
            [
                least(|| s.vectorize_digits(ColumnSquare { out: &mut *out, x })),
                least(|| square_by_halves(s, out, x, &mut scratch)),
            ]
        });
    }
}

#[test]
#[ignore = "a measurement"]
fn basecase_ends() {
    for tier in Tier::available() {
        last_digits_k::<Binary>(tier, "binary");
        last_digits_k::<Decimal>(tier, "decimal");
    }
}

/// Measures F(2k) and the pair at 2k, both from the pair at k in digits: in digits on, or by a transform.
fn last_digits_k<B: FibonacciBase>(tier: Tier, base: &str) {
    let Some(last) = B::last_digits_k(tier) else {
        return;
    };
    let what = format!(
        "{}, {base}: term in digits, by transform; pair in digits, by transform",
        tier.name()
    );
    compare(&what, last as usize, |k| {
        let k = k as u64;
        let rows = basecase::need::<B>(tier, 2 * k);
        let mut rows = vec![Row::ZERO; rows];
        let mut numbers = [
            vec![B::Limb::default(); capacity::<B>(2 * k)],
            vec![B::Limb::default(); capacity::<B>(2 * k)],
        ];
        let term = LastProduct::fibonacci(2 * k);
        [
            least(|| {
                let [out, _] = &mut numbers;
                basecase::write_term::<B>(tier, term, &mut rows, out);
            }),
            least(|| {
                let need = Chain::<B>::product_need(tier, k).expect("small");
                let mut chain = Chain::<B>::reserve(tier, k, need).expect("memory");
                chain.run(k, &mut Never).expect("no stop");
                chain.into_term(term, &mut Never).expect("no stop");
            }),
            least(|| write_pair::<B>(tier, 2 * k, &mut rows, &mut numbers)),
            least(|| {
                write_pair::<B>(tier, k, &mut rows, &mut numbers);
                step::<B>(tier, k, &mut numbers);
            }),
        ]
    });
}

/// Writes the pair at k in digits, whatever the tier's thresholds say.
fn write_pair<B: FibonacciBase>(
    tier: Tier,
    k: u64,
    rows: &mut [Row],
    numbers: &mut [Vec<B::Limb>; 2],
) {
    let outs = numbers
        .each_mut()
        .map(|number| &mut number[..B::limbs_bound(k)]);
    basecase::write_pair::<B>(tier, k, rows, outs);
}

/// Doubles the pair at k by a transform.
fn step<B: FibonacciBase>(tier: Tier, k: u64, numbers: &mut [Vec<B::Limb>; 2]) {
    let len = B::limbs_bound(k);
    let plan = B::plan(len).expect("small");
    let mut rows = vec![Row::ZERO; plan.step_rows()];
    let pair = numbers.each_mut().map(|number| &mut number[..2 * len + 1]);
    fibonacci_step::<B>(tier, &plan, pair, [len, len], false, &mut rows, &mut Never)
        .expect("no stop");
}
