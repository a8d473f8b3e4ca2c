//! The chain of doublings from the basecase to the pair a = F(k-1), c = F(k), in memory that is reserved once.
//!
//! With s = (-1)^k, the next pair is made by two squarings below a threshold,
//!
//! ```text
//! F(2k-1) = c^2 + a^2
//! F(2k)   = 3 c^2 - 2 a^2 + 2 s
//! F(2k+1) = 4 c^2 - a^2 + 2 s
//! ```
//!
//! and above it by a transform, which gives sums of a^2 and a c at once ([`crate::bignum::ntt`]):
//!
//! ```text
//! F(2k-1) = 2 a^2 + a c - s
//! F(2k)   = a^2 + 3 a c - s
//! F(2k+1) = 3 a^2 + 4 a c - 2 s
//! ```

use super::basecase;
use super::basecase::base::FibonacciBase;
use super::last_product::LastProduct;
use crate::bignum::ntt::plan::Plan;
use crate::bignum::{Need, Number, Work, ntt};
use crate::limbs::{compare, trimmed};
use crate::machine::Tier;
use crate::runtime::fault::{self, Fault};
use crate::runtime::memory::{Buffer, Plain};
use crate::runtime::{Error, Interrupt};
use crate::sequences::table::alternating;
use std::cmp::Ordering;
use std::ops::Range;

/// The number of limbs for F(k) and everything that stands in its place on the way: the slice that a step writes
/// has twice the limbs of F(k/2) and one more, which is at most three more than [`FibonacciBase::limbs_bound`].
pub fn capacity<B: FibonacciBase>(k: u64) -> usize {
    B::limbs_bound(k) + 4
}

/// An upper bound for the limbs of L(k), twice those of L(k/2) included: L(k) < 4 F(k) for k of 1 or more.
pub fn lucas_limbs<B: FibonacciBase>(k: u64) -> usize {
    B::limbs_bound(k.saturating_add(3)) + 2
}

/// How a pair is doubled.
enum Step {
    Squares,
    Transform(Plan),
}

impl Step {
    fn at<B: FibonacciBase>(tier: Tier, k: u64) -> Result<Self, Error> {
        let limbs = B::limbs_bound(k);
        if limbs < B::step_from(tier) {
            return Ok(Self::Squares);
        }
        // What is too large for any plan is too large for the memory.
        B::plan(limbs).map(Self::Transform).ok_or(Error::Memory)
    }
}

/// The plan of the last product, of numbers of the pair at k and sums of them, if a transform makes it.
fn last_plan<B: FibonacciBase>(tier: Tier, k: u64) -> Result<Option<Plan>, Error> {
    let limbs = B::limbs_bound(k);
    if limbs < B::product_from(tier) {
        return Ok(None);
    }
    B::plan(limbs).map(Some).ok_or(Error::Memory)
}

/// The number of doublings from the basecase to the pair at n.
fn steps<B: FibonacciBase>(tier: Tier, n: u64) -> u32 {
    (0..u64::BITS)
        .find(|&left| basecase::makes::<B>(tier, n >> left))
        .expect("it makes the pairs at 0 and 1")
}

/// A buffer for a pair: F(k-1) at the front of its first half, F(k) at that of the second. One buffer, because a
/// product of the two takes their place.
struct PairBuffer<L: Plain> {
    buffer: Buffer<L>,
    half: usize,
    /// The limbs of each number, without zeros at the top.
    lengths: [usize; 2],
}

impl<L: Plain + Default + Eq> PairBuffer<L> {
    /// A buffer for two numbers of up to `half` limbs.
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

    /// Gives `write` the first `len` limbs of either half, and keeps what it leaves there.
    fn rewrite<T>(&mut self, len: usize, write: impl FnOnce([&mut [L]; 2]) -> T) -> T {
        let (a, c) = self.buffer.split_at_mut(self.half);
        let (a, c) = (&mut a[..len], &mut c[..len]);
        let result = write([&mut *a, &mut *c]);
        self.lengths = [trimmed(a), trimmed(c)];
        result
    }

    /// The number of limbs that a doubling writes for each number.
    fn doubled(&self) -> usize {
        2 * self.lengths[1] + 1
    }
}

/// A chain of doublings: a pair, and working space.
pub struct Chain<B: FibonacciBase> {
    pair: PairBuffer<B::Limb>,
    /// Room for squares and products at small k, which transforms do not make.
    x: Number<B::Limb>,
    y: Number<B::Limb>,
    work: Work<B>,
    k: u64,
}

impl<B: FibonacciBase> Chain<B> {
    /// Reserves all memory for the way to the pair at `n`, and for what needs `more` afterwards.
    pub fn reserve(tier: Tier, n: u64, more: Need) -> Result<Self, Error> {
        let need = Self::need(tier, n)?.either(more);
        let room = Self::room(tier, n)?;
        Ok(Self {
            pair: PairBuffer::with_capacity(capacity::<B>(n))?,
            x: Number::with_capacity(room)?,
            y: Number::with_capacity(room)?,
            work: Work::reserve(tier, need)?,
            k: 0,
        })
    }

    /// The number of limbs of the largest square or product that is not made by transforms.
    pub fn room(tier: Tier, n: u64) -> Result<usize, Error> {
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

    /// The working space for the product of [`Self::into_term`].
    pub fn product_need(tier: Tier, k: u64) -> Result<Need, Error> {
        if let Some(plan) = last_plan::<B>(tier, k)? {
            return Ok(Need {
                limbs: 0,
                rows: plan.product_rows(),
            });
        }
        // The factors may be shorter than their bounds, by a limb each for F(k-1) and the bound.
        let bound = B::limbs_bound(k);
        let most = bound + 1;
        let lengths = bound.saturating_sub(2)..=most;
        let pairs = lengths.flat_map(|short| (short..=most).map(move |long| (long, short)));
        Ok(pairs.fold(Need::default(), |need, (x, y)| {
            need.either(B::product_need(tier, x, y))
        }))
    }

    /// Gives up the pair for its working space.
    pub fn into_work(self) -> Work<B> {
        self.work
    }

    /// The numbers F(k-1) and F(k) of the pair.
    pub fn numbers(&self) -> [&[B::Limb]; 2] {
        self.pair.numbers()
    }

    /// Walks to the pair at `n`, for which memory was reserved.
    pub fn run(&mut self, n: u64, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        interrupt.poll()?;
        let Self { pair, work, .. } = self;
        let steps = steps::<B>(work.tier, n);
        let k = n >> steps;
        pair.rewrite(B::limbs_bound(k), |pair| {
            basecase::write_pair::<B>(work.tier, k, &mut work.rows, pair);
        });
        self.k = k;
        for below in (0..steps).rev() {
            self.double((n >> below) % 2 == 1, interrupt)?;
        }
        Ok(())
    }

    /// Doubles: from the pair at k to that at 2k, or at 2k + 1 if `odd`.
    fn double(&mut self, odd: bool, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        match Step::at::<B>(self.work.tier, self.k)? {
            Step::Squares => self.double_by_squares(odd, interrupt)?,
            Step::Transform(plan) => self.double_by_transform(&plan, odd, interrupt)?,
        }
        self.k = 2 * self.k + u64::from(odd);
        let [a, c] = self.pair.lengths;
        self.pair.rewrite(a.max(c), |pair| {
            for number in pair {
                fault::expose(Fault::Operand, number);
            }
        });
        self.check_size()
    }

    /// Returns an error unless the pair has the size that plans and memory are made for.
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
    pub fn into_term(
        self,
        last: LastProduct,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(Number<B::Limb>, Work<B>), Error> {
        match last_plan::<B>(self.work.tier, self.k)? {
            Some(plan) => self.into_term_by_transform(&plan, last, interrupt),
            None => self.into_term_by_product(last, interrupt),
        }
    }

    fn into_term_by_transform(
        self,
        plan: &Plan,
        last: LastProduct,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(Number<B::Limb>, Work<B>), Error> {
        let Self { pair, mut work, .. } = self;
        let (mut places, mut buffer) = (pair.places(), pair.buffer);
        let by_first = last.factor == Some(last.doubled);
        places.rotate_left(last.doubled);
        let (tier, rows) = (work.tier, &mut work.rows);
        ntt::sum_product::<B>(tier, plan, &mut buffer, places, by_first, rows, interrupt)?;
        last.finish::<B>(&mut buffer);
        let len = buffer.len();
        Ok((Number::of(buffer, len), work))
    }

    fn into_term_by_product(
        self,
        last: LastProduct,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(Number<B::Limb>, Work<B>), Error> {
        let Self {
            pair,
            mut x,
            mut y,
            mut work,
            ..
        } = self;
        let numbers = pair.numbers();
        let [doubled, other] = [numbers[last.doubled], numbers[1 - last.doubled]];
        let factor = last.factor.map_or(other, |factor| numbers[factor]);
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
