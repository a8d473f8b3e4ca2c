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

use crate::arch::memory::{Buffer, Plain};
use crate::base::{Base, Need, Work};
use crate::basecase::{self, Digits, Last};
use crate::error::Error;
use crate::fault::{self, Fault};
use crate::integer::Number;
use crate::interrupt::Interrupt;
use crate::limbs::{compare, trimmed};
use crate::ntt;
use crate::ntt::plan::Plan;
use crate::simd::Tier;
use crate::starts::alternating;
use std::cmp::Ordering;
use std::ops::Range;

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
fn steps<B: Digits>(tier: Tier, n: u64) -> u32 {
    (0..u64::BITS)
        .find(|&left| basecase::makes::<B>(tier, n >> left))
        .expect("it makes the pairs at 0 and 1")
}

/// F(k-1) at the front of the first half of a buffer, F(k) at that of the second: one buffer, because a
/// product of the two takes their place.
struct Pair<L: Plain> {
    buffer: Buffer<L>,
    half: usize,
    /// The limbs of each, without zeros at the top.
    lengths: [usize; 2],
}

impl<L: Plain + Default + Eq> Pair<L> {
    /// Room for numbers of that many limbs.
    fn with_capacity(half: usize) -> Result<Self, Error> {
        Ok(Self {
            buffer: Buffer::new(2 * half)?,
            half,
            lengths: [0; 2],
        })
    }

    fn places(&self) -> [Range<usize>; 2] {
        let [a, c] = self.lengths;
        [0..a, self.half..self.half + c]
    }

    fn numbers(&self) -> [&[L]; 2] {
        self.places().map(|place| &self.buffer[place])
    }

    /// Gives `write` the first `len` limbs of either half, and takes what it leaves there.
    fn rewrite<T>(&mut self, len: usize, write: impl FnOnce([&mut [L]; 2]) -> T) -> T {
        let (a, c) = self.buffer.split_at_mut(self.half);
        let (a, c) = (&mut a[..len], &mut c[..len]);
        let result = write([&mut *a, &mut *c]);
        self.lengths = [trimmed(a), trimmed(c)];
        result
    }

    /// The limbs that a step writes for each number.
    fn doubled(&self) -> usize {
        2 * self.lengths[1] + 1
    }
}

/// A pair, and working space.
pub struct Chain<B: Digits> {
    pair: Pair<B::Limb>,
    /// Room for squares and products that are not made by transforms: at small k.
    x: Number<B::Limb>,
    y: Number<B::Limb>,
    work: Work<B>,
    k: u64,
}

impl<B: Digits> Chain<B> {
    /// All memory for the way to the pair at `n`, and for what needs `more` afterwards.
    pub fn reserve(tier: Tier, n: u64, more: Need) -> Result<Self, Error> {
        let need = Self::need(tier, n)?.either(more);
        let room = Self::room(tier, n)?;
        Ok(Self {
            pair: Pair::with_capacity(capacity::<B>(n))?,
            x: Number::with_capacity(room)?,
            y: Number::with_capacity(room)?,
            work: Work::reserve(tier, need)?,
            k: 0,
        })
    }

    /// Limbs of the largest square or product that is not made by transforms.
    fn room(tier: Tier, n: u64) -> Result<usize, Error> {
        if last_plan::<B>(tier, n)?.is_none() {
            return Ok(2 * capacity::<B>(n));
        }
        for below in 1..=steps::<B>(tier, n) {
            if let Step::Squares = Step::at::<B>(tier, n >> below)? {
                return Ok(2 * capacity::<B>(n >> below));
            }
        }
        Ok(0)
    }

    /// The working space for the way to the pair at `n`.
    pub fn need(tier: Tier, n: u64) -> Result<Need, Error> {
        let steps = steps::<B>(tier, n);
        let mut need = Need {
            limbs: 0,
            rows: basecase::need::<B>(tier, n >> steps),
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

    /// The working space alone.
    pub fn into_work(self) -> Work<B> {
        self.work
    }

    /// F(k-1) and F(k).
    pub fn numbers(&self) -> [&[B::Limb]; 2] {
        self.pair.numbers()
    }

    /// Goes to the pair at `n`, for which memory was reserved.
    pub fn run(&mut self, n: u64, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        interrupt.poll()?;
        let Self { pair, work, .. } = self;
        let steps = steps::<B>(work.tier, n);
        let k = n >> steps;
        pair.rewrite(B::limbs_bound(k), |pair| {
            basecase::pair::<B>(work.tier, k, &mut work.rows, pair);
        });
        self.k = k;
        for below in (0..steps).rev() {
            self.double((n >> below) % 2 == 1, interrupt)?;
        }
        Ok(())
    }

    /// Goes to the pair at 2k, or at 2k + 1 if `odd`.
    fn double(&mut self, odd: bool, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        match Step::at::<B>(self.work.tier, self.k)? {
            Step::Squares => self.double_by_squares(odd, interrupt)?,
            Step::Transform(plan) => self.double_by_transform(&plan, odd, interrupt)?,
        }
        self.k = 2 * self.k + u64::from(odd);
        let [a, c] = self.pair.lengths;
        self.pair.rewrite(a.max(c), |pair| {
            for number in pair {
                fault::limbs(Fault::Operand, number);
            }
        });
        self.check_size()
    }

    /// Finds the pair corrupted unless it has the size that plans and memory are made for.
    ///
    /// F(k) has at most two bits, or one decimal digit, less than its bound: so at most a limb less, and
    /// F(k-1) another.
    fn check_size(&self) -> Result<(), Error> {
        let [a, c] = self.numbers();
        let most = B::limbs_bound(self.k);
        let sound = c.len() <= most
            && most <= c.len() + 1
            && most <= a.len() + 2
            && compare(a, c) != Ordering::Greater;
        if sound { Ok(()) } else { Err(Error::Corrupted) }
    }

    fn double_by_squares(&mut self, odd: bool, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        let Self {
            pair,
            x,
            y,
            work,
            k,
            ..
        } = self;
        for (square, number) in [&mut *x, &mut *y].into_iter().zip(pair.numbers()) {
            square.rewrite(2 * number.len(), |out| {
                B::square(work, out, number, interrupt)
            })?;
        }
        let (aa, cc) = (x.limbs(), y.limbs());
        let two = alternating(2, *k);
        let even_term = |out: &mut [B::Limb]| B::combine(out, [(3, cc), (-2, aa)], two);
        pair.rewrite(pair.doubled(), |[a, c]| {
            if odd {
                even_term(a);
                B::combine(c, [(4, cc), (-1, aa)], two);
            } else {
                B::combine(a, [(1, cc), (1, aa)], 0);
                even_term(c);
            }
        });
        Ok(())
    }

    fn double_by_transform(
        &mut self,
        plan: &Plan,
        odd: bool,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let Self { pair, work, k, .. } = self;
        let (lengths, sign) = (pair.lengths, alternating(1, *k));
        pair.rewrite(pair.doubled(), |[a, c]| {
            let (pair, rows) = ([&mut *a, &mut *c], &mut work.rows);
            ntt::fibonacci_step::<B>(work.tier, plan, pair, lengths, odd, rows, interrupt)?;
            B::adjust(a, -sign);
            B::adjust(c, if odd { -2 * sign } else { -sign });
            Ok(())
        })
    }

    /// The term that is one product of the pair's numbers away, not a square, in the pair's memory; and the
    /// working space.
    pub fn term(
        self,
        last: Last,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(Number<B::Limb>, Work<B>), Error> {
        let Self {
            mut pair,
            mut x,
            mut y,
            mut work,
            k,
        } = self;
        let (places, len) = (pair.places(), pair.buffer.len());
        let [doubled, other] = [last.doubled, 1 - last.doubled].map(|i| places[i].clone());
        let by_first = last.factor == Some(last.doubled);
        if let Some(plan) = last_plan::<B>(work.tier, k)? {
            let (tier, rows) = (work.tier, &mut work.rows);
            let (limbs, places) = (&mut pair.buffer[..], [doubled, other]);
            ntt::sum_product::<B>(tier, &plan, limbs, places, by_first, rows, interrupt)?;
            last.finish::<B>(limbs);
            return Ok((Number::of(pair.buffer, len), work));
        }
        let [doubled, other] = [&pair.buffer[doubled], &pair.buffer[other]];
        let factor = if by_first { doubled } else { other };
        x.rewrite(doubled.len().max(other.len()) + 1, |sum| {
            B::combine(sum, [(2, doubled), (1, other)], 0);
        });
        y.rewrite(2 * pair.lengths[1] + 2, |out| {
            let (product, rest) = out.split_at_mut(x.limbs().len() + factor.len());
            rest.fill(B::Limb::default());
            B::multiply(&mut work, product, [x.limbs(), factor], interrupt)?;
            last.finish::<B>(out);
            Ok::<_, Error>(())
        })?;
        Ok((y, work))
    }
}
