//! The walk from the basecase to the pair a = F(k-1), c = F(k), in memory that is reserved once.
//!
//! With s = (-1)^k, the next pair is made by two squarings below a threshold,
//!
//! ```text
//! F(2k-1) = c^2 + a^2
//! F(2k)   = 3 c^2 - 2 a^2 + 2 s
//! F(2k+1) = 4 c^2 - a^2 + 2 s
//! ```
//!
//! and above it by a transform, which gives sums of a^2 and a c at once ([`crate::ntt`]):
//!
//! ```text
//! F(2k-1) = 2 a^2 + a c - s
//! F(2k)   = a^2 + 3 a c - s
//! F(2k+1) = 3 a^2 + 4 a c - 2 s
//! ```

use crate::base::{Base, Need, Work};
use crate::basecase::Last;
use crate::error::Error;
use crate::fault::Fault;
use crate::integer::Number;
use crate::interrupt::Interrupt;
use crate::limbs::compare;
use crate::ntt;
use crate::ntt::plan::Plan;
use crate::simd::Tier;
use crate::starts::alternating;
use std::cmp::Ordering;

/// Limbs for F(k) and everything that stands in its place on the way: the slice that a step writes has
/// twice the limbs of F(k/2) and one, which is at most three more than [`Base::limbs_bound`].
pub fn capacity<B: Base>(k: u64) -> usize {
    B::limbs_bound(k) + 4
}

/// At least the limbs of L(k), twice those of L(k/2) included: L(k) < 4 F(k) for k of 1 or more.
pub fn lucas_limbs<B: Base>(k: u64) -> usize {
    B::limbs_bound(k.saturating_add(3)) + 2
}

/// How the pair at k becomes the next.
enum Step {
    Squares,
    Transform(Plan),
}

impl Step {
    fn at<B: Base>(tier: Tier, k: u64) -> Result<Self, Error> {
        let limbs = B::limbs_bound(k);
        if limbs < B::step_from(tier) {
            return Ok(Self::Squares);
        }
        // What is too large for any plan is too large for the memory.
        B::plan(limbs).map(Self::Transform).ok_or(Error::Memory)
    }
}

/// The plan of the last product, of numbers of the pair at k and sums of them, if it is a transform's.
fn last_plan<B: Base>(tier: Tier, k: u64) -> Result<Option<Plan>, Error> {
    let limbs = B::limbs_bound(k);
    if limbs < B::product_from(tier) {
        return Ok(None);
    }
    B::plan(limbs).map(Some).ok_or(Error::Memory)
}

/// How many steps to the pair at n are left after the basecase.
fn steps<B: Base>(tier: Tier, n: u64) -> u32 {
    (0..u64::BITS)
        .find(|&left| B::makes(tier, n >> left))
        .expect("it makes the pairs at 0 and 1")
}

/// A pair, room for the next, and working space.
pub struct Chain<B: Base> {
    /// F(k-1).
    pub a: Number<B::Limb>,
    /// F(k).
    pub c: Number<B::Limb>,
    /// Room.
    pub x: Number<B::Limb>,
    /// Room.
    pub y: Number<B::Limb>,
    /// Working space.
    pub work: Work<B>,
    k: u64,
}

impl<B: Base> Chain<B> {
    /// All memory for the way to the pair at `n`, and for what needs `more` afterwards.
    pub fn reserve(tier: Tier, n: u64, more: Need) -> Result<Self, Error> {
        let limbs = capacity::<B>(n);
        let need = Self::need(tier, n)?.either(more);
        Ok(Self {
            a: Number::with_capacity(limbs)?,
            c: Number::with_capacity(limbs)?,
            x: Number::with_capacity(limbs)?,
            y: Number::with_capacity(limbs)?,
            work: Work::reserve(tier, need)?,
            k: 0,
        })
    }

    /// The working space for the way to the pair at `n`.
    pub fn need(tier: Tier, n: u64) -> Result<Need, Error> {
        let steps = steps::<B>(tier, n);
        let mut need = Need {
            limbs: 0,
            rows: B::basecase_rows(tier, n >> steps),
        };
        for below in 0..steps {
            need = need.either(match Step::at::<B>(tier, n >> (below + 1))? {
                Step::Squares => {
                    let limbs = B::limbs_bound(n >> (below + 1));
                    // F(k-1) may be a limb shorter than F(k), and that than its bound.
                    B::square_need(tier, limbs.saturating_sub(2)..=limbs)
                }
                Step::Transform(plan) => Need {
                    limbs: 0,
                    rows: plan.step_rows(),
                },
            });
        }
        Ok(need)
    }

    /// The working space for [`Self::term`].
    pub fn product_need(tier: Tier, k: u64) -> Result<Need, Error> {
        if let Some(plan) = last_plan::<B>(tier, k)? {
            return Ok(Need {
                limbs: 0,
                rows: plan.product_rows(),
            });
        }
        // The factors may be shorter than their bounds, by a limb each for F(k-1) and the bound.
        let bound = B::limbs_bound(k);
        let lengths = || bound.saturating_sub(2)..=bound + 1;
        let pairs = lengths().flat_map(|x| lengths().map(move |y| (x, y)));
        Ok(pairs.fold(Need::default(), |need, (x, y)| {
            need.either(B::product_need(tier, x, y))
        }))
    }

    /// Goes to the pair at `n`, for which memory was reserved.
    pub fn run(&mut self, n: u64, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        interrupt.poll()?;
        let steps = steps::<B>(self.work.tier, n);
        self.k = n >> steps;
        let len = B::limbs_bound(self.k);
        let Self { a, c, work, k, .. } = self;
        a.rewrite(len, |a| {
            c.rewrite(len, |c| {
                B::pair(work.tier, *k, &mut work.rows, [a, c]);
            });
        });
        for below in (0..steps).rev() {
            self.double((n >> below) % 2 == 1, interrupt)?;
        }
        Ok(())
    }

    /// Goes to the pair at 2k, or at 2k + 1 if `odd`.
    fn double(&mut self, odd: bool, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        let len = 2 * self.c.limbs().len() + 1;
        match Step::at::<B>(self.work.tier, self.k)? {
            Step::Squares => self.double_by_squares(len, odd, interrupt)?,
            Step::Transform(plan) => {
                self.double_by_transform(&plan, len, odd, interrupt)?;
                std::mem::swap(&mut self.a, &mut self.x);
                std::mem::swap(&mut self.c, &mut self.y);
            }
        }
        self.k = 2 * self.k + u64::from(odd);
        self.a.expose(Fault::Operand);
        self.c.expose(Fault::Operand);
        self.check_size()
    }

    /// Finds the pair corrupted unless it has the size that plans and memory are made for.
    ///
    /// F(k) has at least two bits less than its bound, so a limb less at most, and F(k-1) another.
    fn check_size(&self) -> Result<(), Error> {
        let (a, c) = (self.a.limbs(), self.c.limbs());
        let most = B::limbs_bound(self.k);
        let sound = c.len() <= most
            && most <= c.len() + 1
            && most <= a.len() + 2
            && compare(a, c) != Ordering::Greater;
        if sound { Ok(()) } else { Err(Error::Corrupted) }
    }

    fn double_by_squares(
        &mut self,
        len: usize,
        odd: bool,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let Self {
            a, c, x, y, work, ..
        } = self;
        let twice = [2 * a.limbs().len(), 2 * c.limbs().len()];
        x.rewrite(twice[0], |out| B::square(work, out, a.limbs(), interrupt))?;
        y.rewrite(twice[1], |out| B::square(work, out, c.limbs(), interrupt))?;
        let (aa, cc) = (x.limbs(), y.limbs());
        let two = alternating(2, self.k);
        let even_term = |out: &mut [B::Limb]| B::combine(out, [(3, cc), (-2, aa)], two);
        if odd {
            a.rewrite(len, even_term);
            c.rewrite(len, |out| B::combine(out, [(4, cc), (-1, aa)], two));
        } else {
            a.rewrite(len, |out| B::combine(out, [(1, cc), (1, aa)], 0));
            c.rewrite(len, even_term);
        }
        Ok(())
    }

    fn double_by_transform(
        &mut self,
        plan: &Plan,
        len: usize,
        odd: bool,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let Self {
            a, c, x, y, work, ..
        } = self;
        let sign = alternating(1, self.k);
        let factors = [a.limbs(), c.limbs()];
        x.rewrite(len, |x| {
            y.rewrite(len, |y| {
                let outs = [&mut *x, &mut *y];
                let rows = &mut work.rows;
                ntt::fibonacci_step::<B>(work.tier, plan, factors, odd, outs, rows, interrupt)?;
                B::adjust(x, -sign);
                B::adjust(y, if odd { -2 * sign } else { -sign });
                Ok(())
            })
        })
    }

    /// `out` = the term that is one product of the pair's numbers away: not a square.
    pub fn term(
        &mut self,
        last: Last,
        out: &mut Number<B::Limb>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let Self { a, c, x, work, .. } = self;
        let pair = [a.limbs(), c.limbs()];
        let numbers = [pair[last.doubled], pair[1 - last.doubled]];
        let by_first = last.factor == Some(last.doubled);
        let plan = last_plan::<B>(work.tier, self.k)?;
        out.rewrite(2 * pair[1].len() + 2, |out| {
            match plan {
                None => {
                    let [doubled, other] = numbers;
                    let factor = if by_first { doubled } else { other };
                    x.rewrite(pair[1].len() + 1, |sum| {
                        B::combine(sum, [(2, doubled), (1, other)], 0);
                    });
                    let (product, rest) = out.split_at_mut(x.limbs().len() + factor.len());
                    rest.fill(B::Limb::default());
                    B::multiply(work, product, [x.limbs(), factor], interrupt)
                }
                Some(plan) => {
                    let rows = &mut work.rows;
                    ntt::sum_product::<B>(work.tier, &plan, numbers, by_first, out, rows, interrupt)
                }
            }?;
            last.finish::<B>(out);
            Ok(())
        })
    }
}
