//! Products of limbs of 64 bits, of any size: the choice of an algorithm, and its memory.
//!
//! [`choose`] is the one function that chooses. What runs a product and what sizes its scratch both
//! ask it.

pub mod digits;
pub mod equal;
pub mod karatsuba;
pub mod schoolbook;
pub mod short;
pub mod toom;

use super::base::{Need, ProductBase, Work};
use super::ntt;
use super::ntt::plan::Plan;
use crate::limbs::{Binary, add};
use crate::machine::{Row, Tier};
use crate::runtime::{Error, Interrupt};
use digits::DigitProduct;

/// The longest run of a long operand that is multiplied by a short one at once: an interrupt is
/// polled between runs.
const LONGEST_RUN: usize = 4096;

/// An algorithm to multiply two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// The quadratic algorithm, row by row.
    Schoolbook,
    /// Three products of halves, five of thirds or seven of quarters; the operands are equally long.
    Equal,
    /// Products of the shorter operand and runs of the longer one, each of that many limbs.
    Runs(usize),
    /// Products in the digits of the tier.
    Digits,
    /// Number-theoretic transforms.
    Transform(Plan),
}

/// Chooses the algorithm for operands of `long` and `short` limbs.
pub fn choose(tier: Tier, long: usize, short: usize) -> Algorithm {
    // The shorter operand is continued with zeros: on any tier at most an eighth of the work is for them.
    if tier.thresholds().digits_product.contains(&short) && long <= short + short / 8 {
        return Algorithm::Digits;
    }
    if short < equal::Lengths::here().products.halves {
        return match long {
            ..=LONGEST_RUN => Algorithm::Schoolbook,
            _ => Algorithm::Runs(LONGEST_RUN),
        };
    }
    if short >= tier.thresholds().transform_product
        && long <= 2 * short
        && let Some(plan) = Binary::plan(long)
    {
        return Algorithm::Transform(plan);
    }
    if long > short {
        return Algorithm::Runs(short);
    }
    Algorithm::Equal
}

/// Chooses the algorithm for the square of `len` limbs.
pub fn choose_square(tier: Tier, len: usize) -> Algorithm {
    match tier.thresholds().digits_square.contains(&len) {
        true => Algorithm::Digits,
        false => choose(tier, len, len),
    }
}

fn need_of(tier: Tier, algorithm: Algorithm, long: usize, short: usize) -> Need {
    match algorithm {
        Algorithm::Schoolbook => Need::default(),
        Algorithm::Equal => Need {
            limbs: equal::scratch(long),
            rows: 0,
        },
        Algorithm::Digits => Need {
            limbs: 0,
            rows: digits::need(long),
        },
        Algorithm::Runs(run) => {
            let whole = Binary::product_need(tier, run, short);
            let part = match long % run {
                0 => Need::default(),
                rest => Binary::product_need(tier, rest, short),
            };
            let inner = whole.either(part);
            Need {
                limbs: inner.limbs + run + short,
                rows: inner.rows,
            }
        }
        Algorithm::Transform(plan) => Need {
            limbs: 0,
            rows: plan.product_rows(),
        },
    }
}

impl ProductBase for Binary {
    fn plan(limbs: usize) -> Option<Plan> {
        Plan::new(limbs.checked_mul(64)?)
    }

    fn transform(tier: Tier, limbs: usize) -> Option<Plan> {
        match choose(tier, limbs, limbs) {
            Algorithm::Transform(plan) => Some(plan),
            _ => None,
        }
    }

    fn step_from(tier: Tier) -> usize {
        tier.thresholds().transform_step
    }

    fn product_from(tier: Tier) -> usize {
        tier.thresholds().transform_product
    }

    fn product_need(tier: Tier, x: usize, y: usize) -> Need {
        let (long, short) = (x.max(y), x.min(y));
        let product = need_of(tier, choose(tier, long, short), long, short);
        match x == y {
            true => product.either(need_of(tier, choose_square(tier, x), x, x)),
            false => product,
        }
    }

    fn multiply(
        work: &mut Work<Self>,
        out: &mut [u64],
        [x, y]: [&[u64]; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let (x, y) = if x.len() < y.len() { (y, x) } else { (x, y) };
        let space = Space {
            tier: work.tier,
            limbs: &mut work.limbs,
            rows: &mut work.rows,
        };
        space.multiply(out, x, y, interrupt)
    }

    fn square(
        work: &mut Work<Self>,
        out: &mut [u64],
        x: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        match choose_square(work.tier, x.len()) {
            Algorithm::Transform(plan) => {
                ntt::square::<Self>(work.tier, &plan, x, out, &mut work.rows, interrupt)
            }
            Algorithm::Runs(_) => unreachable!("one operand is not longer than the other"),
            Algorithm::Digits => {
                interrupt.poll()?;
                let (y, rows) = (None, &mut work.rows[..]);
                in_digits(work.tier, DigitProduct { x, y, rows, out });
                Ok(())
            }
            Algorithm::Schoolbook | Algorithm::Equal => {
                interrupt.poll()?;
                Ok(equal::multiply(out, x, None, &mut work.limbs, interrupt)?)
            }
        }
    }
}

/// Working space that is borrowed for one product.
struct Space<'a> {
    tier: Tier,
    limbs: &'a mut [u64],
    rows: &'a mut [Row],
}

impl Space<'_> {
    /// Multiplies, `out` = x y, where x is not shorter than y.
    fn multiply(
        self,
        out: &mut [u64],
        x: &[u64],
        y: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        match choose(self.tier, x.len(), y.len()) {
            Algorithm::Schoolbook => {
                interrupt.poll()?;
                if y.is_empty() {
                    out.fill(0);
                } else {
                    schoolbook::multiply(out, x, y);
                }
                Ok(())
            }
            Algorithm::Equal => Ok(equal::multiply(out, x, Some(y), self.limbs, interrupt)?),
            Algorithm::Digits => {
                interrupt.poll()?;
                let (y, rows) = (Some(y), self.rows);
                in_digits(self.tier, DigitProduct { x, y, rows, out });
                Ok(())
            }
            Algorithm::Runs(run) => self.multiply_runs(out, x, y, run, interrupt),
            Algorithm::Transform(plan) => {
                ntt::multiply::<Binary>(self.tier, &plan, [x, y], out, self.rows, interrupt)
            }
        }
    }

    fn multiply_runs(
        self,
        out: &mut [u64],
        x: &[u64],
        y: &[u64],
        run: usize,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let (product, limbs) = self.limbs.split_at_mut(run + y.len());
        // What is there so far reaches `y` beyond the runs done; above, `out` is not written yet.
        out[..y.len()].fill(0);
        for (i, part) in x.chunks(run).enumerate() {
            let product = &mut product[..part.len() + y.len()];
            let (long, short) = match part.len() < y.len() {
                true => (y, part),
                false => (part, y),
            };
            let space = Space {
                tier: self.tier,
                limbs: &mut *limbs,
                rows: &mut *self.rows,
            };
            space.multiply(product, long, short, interrupt)?;
            let out = &mut out[i * run..][..part.len() + y.len()];
            out[y.len()..].fill(0);
            let overflow = add(out, product);
            debug_assert!(!overflow);
        }
        Ok(())
    }
}

fn in_digits(tier: Tier, product: DigitProduct<'_>) {
    tier.dispatch_digits(product)
        .expect("a tier whose thresholds have a range for digits");
}
