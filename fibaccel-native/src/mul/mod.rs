//! Products of any size: which algorithm, and with what memory.
//!
//! [`choose`] is the one function that chooses. What runs a product and what sizes its scratch both
//! ask it.

pub mod karatsuba;
pub mod schoolbook;
pub mod short;

use crate::base::{Need, Work};
use crate::basecase::product::{self, Product};
use crate::error::Error;
use crate::interrupt::{Interrupt, Interrupted};
use crate::limbs::add;
use crate::ntt;
use crate::ntt::binary::Binary;
use crate::ntt::plan::Plan;
use crate::simd::{Row, Tier};
use std::ops::Range;

// The thresholds, in limbs, all measured on Zen 4 with
// `cargo test --release --no-default-features -- --ignored --nocapture thresholds`.

/// From here on products of equal lengths are split in three.
pub const KARATSUBA_FROM: usize = 20;

/// The same for squares.
pub const KARATSUBA_SQUARE_FROM: usize = 36;

/// The longest run of a long operand that is multiplied by a short one at once: an interrupt is
/// polled between runs.
const LONGEST_RUN: usize = 4096;

const _: () = assert!(KARATSUBA_FROM >= 4 && KARATSUBA_SQUARE_FROM >= 4);

/// From here on the transform is faster, for products of equal lengths.
pub fn transform_from(tier: Tier) -> usize {
    match tier {
        Tier::Portable(_) => 1000,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx2(_) => 112,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx512(_) => 80,
    }
}

/// From here on a Fibonacci step by the transform beats two squarings.
pub fn transform_step_from(tier: Tier) -> usize {
    match tier {
        Tier::Portable(_) => 1000,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx2(_) => 112,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx512(_) => 80,
    }
}

/// Between these lengths products in digits are the fastest, conversions included, if the tier has digits.
pub fn digits(tier: Tier) -> Range<usize> {
    match tier {
        Tier::Portable(_) => 0..0,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx2(_) => 72..220,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx512(_) => 18..280,
    }
}

/// The same for squares.
pub fn square_digits(tier: Tier) -> Range<usize> {
    match tier {
        Tier::Portable(_) => 0..0,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx2(_) => 64..400,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx512(_) => 16..430,
    }
}

/// How to multiply two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Row by row.
    Schoolbook,
    /// Three products of halves; the operands are equally long.
    Karatsuba,
    /// The longer operand in runs of that many limbs.
    Runs(usize),
    /// In the digits of the tier.
    Digits,
    /// Number-theoretic transforms.
    Transform(Plan),
}

/// The algorithm for operands of `long` and `short` limbs.
pub fn choose(tier: Tier, long: usize, short: usize) -> Algorithm {
    // The shorter operand is continued with zeros.
    if digits(tier).contains(&short) && long <= short + short / 8 {
        return Algorithm::Digits;
    }
    if short < KARATSUBA_FROM {
        return match long {
            ..=LONGEST_RUN => Algorithm::Schoolbook,
            _ => Algorithm::Runs(LONGEST_RUN),
        };
    }
    if short >= transform_from(tier)
        && long <= 2 * short
        && let Some(plan) = Plan::new(64 * long)
    {
        return Algorithm::Transform(plan);
    }
    if long > short {
        return Algorithm::Runs(short);
    }
    Algorithm::Karatsuba
}

/// The same for a square.
pub fn choose_square(tier: Tier, len: usize) -> Algorithm {
    match square_digits(tier).contains(&len) {
        true => Algorithm::Digits,
        false => choose(tier, len, len),
    }
}

/// The working space of [`multiply`] for operands of these lengths, and of [`square`] if they are equal.
pub fn need(tier: Tier, x: usize, y: usize) -> Need {
    let (long, short) = (x.max(y), x.min(y));
    let product = need_of(tier, choose(tier, long, short), long, short);
    match x == y {
        true => product.either(need_of(tier, choose_square(tier, x), x, x)),
        false => product,
    }
}

fn need_of(tier: Tier, algorithm: Algorithm, long: usize, short: usize) -> Need {
    match algorithm {
        Algorithm::Schoolbook => Need::default(),
        Algorithm::Karatsuba => Need {
            limbs: karatsuba::scratch(long),
            rows: 0,
        },
        Algorithm::Digits => Need {
            limbs: 0,
            rows: product::need(long),
        },
        Algorithm::Runs(run) => {
            let whole = need(tier, run, short);
            let part = match long % run {
                0 => Need::default(),
                rest => need(tier, rest, short),
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

/// `out` = x y; `out` is as long as both together.
pub fn multiply(
    work: &mut Work<Binary>,
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

/// `out` = x^2; `out` is twice as long as x.
pub fn square(
    work: &mut Work<Binary>,
    out: &mut [u64],
    x: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    match choose_square(work.tier, x.len()) {
        Algorithm::Transform(plan) => {
            ntt::square::<Binary>(work.tier, &plan, x, out, &mut work.rows, interrupt)
        }
        Algorithm::Runs(_) => unreachable!("one operand is not longer than the other"),
        Algorithm::Digits => {
            interrupt.poll()?;
            let (y, rows) = (None, &mut work.rows[..]);
            in_digits(work.tier, Product { x, y, rows, out });
            Ok(())
        }
        Algorithm::Schoolbook | Algorithm::Karatsuba => {
            interrupt.poll()?;
            Ok(square_equal(out, x, &mut work.limbs, interrupt)?)
        }
    }
}

/// Borrowed working space.
struct Space<'a> {
    tier: Tier,
    limbs: &'a mut [u64],
    rows: &'a mut [Row],
}

impl Space<'_> {
    /// As [`multiply`], with x the longer one.
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
            Algorithm::Karatsuba => Ok(multiply_equal(out, x, y, self.limbs, interrupt)?),
            Algorithm::Digits => {
                interrupt.poll()?;
                let (y, rows) = (Some(y), self.rows);
                in_digits(self.tier, Product { x, y, rows, out });
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

fn in_digits(tier: Tier, product: Product<'_>) {
    tier.dispatch_digits(product)
        .expect("a tier that `digits` has a range for");
}

/// x y of equal lengths, below the transform.
fn multiply_equal(
    out: &mut [u64],
    x: &[u64],
    y: &[u64],
    scratch: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    if x.len() >= KARATSUBA_FROM {
        return karatsuba::multiply(out, x, y, scratch, interrupt);
    }
    schoolbook::multiply(out, x, y);
    Ok(())
}

/// x^2, below the transform.
fn square_equal(
    out: &mut [u64],
    x: &[u64],
    scratch: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    if x.len() >= KARATSUBA_SQUARE_FROM {
        return karatsuba::square(out, x, scratch, interrupt);
    }
    if x.is_empty() {
        return Ok(());
    }
    schoolbook::square(out, x);
    Ok(())
}
