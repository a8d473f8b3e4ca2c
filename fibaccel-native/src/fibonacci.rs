//! Fibonacci and Lucas numbers by doubling.
//!
//! From the pair a = F(k-1), c = F(k) the pair at 2k or at 2k + 1 is made, whichever the next bit of n
//! asks for, so that the bits of n from the top down lead to n ([`crate::doubling`]).
//!
//! The last step is as long as all those before it together, and one number needs only one product
//! there. With k = n / 2, rounded up for F(n) and down for L(n):
//!
//! ```text
//! F(2k)   = c (2a + c)
//! F(2k-1) = a (2a + c) - (-1)^k
//! L(2k)   = L(k)^2 - 2 (-1)^k
//! L(2k+1) = 5 a (2c + a) - 4 (-1)^k
//! ```
//!
//! All memory is reserved before the work begins, and a result from index [`CHECKED_FROM`] on is checked
//! modulo two primes. The identities are proved in docs/algorithms.md; see also `[gmp]`, sections
//! "Fibonacci Numbers" and "Lucas Numbers" of the chapter on algorithms.
//!
//! The functions on `u64` stay within the natural numbers; [`Sequence`] continues them to negative
//! indices, where the terms repeat up to their sign.

use crate::arch::memory::Buffer;
use crate::base::{Base, Need, Work};
use crate::basecase::{self, Digits, Last};
use crate::binary::Binary;
use crate::decimal::Decimal;
use crate::decimal::text::Text;
use crate::doubling::{Chain, capacity, lucas_limbs};
use crate::error::Error;
use crate::fault::Fault;
use crate::integer::{Integer, Number};
use crate::interrupt::Interrupt;
use crate::limbs::combine_polled;
use crate::residue;
use crate::simd::Tier;
use crate::starts::{alternating, limbs_bound};
use std::ops::RangeInclusive;

pub use crate::near::{near, near_pair, near_text};

/// From this index on results are checked.
pub const CHECKED_FROM: u64 = 1_000_000;

/// Returns F(n), computed by that tier, not checked yet. One product at the last step.
pub fn fib<B: Digits>(
    tier: Tier,
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<Number<B::Limb>, Error> {
    let k = n.div_ceil(2);
    if basecase::admits::<B>(tier, k) {
        return small::<B>(tier, Last::fibonacci(n), interrupt);
    }
    let mut chain = Chain::<B>::reserve(tier, k, Chain::<B>::product_need(tier, k)?)?;
    chain.run(k, interrupt)?;
    Ok(chain.term(Last::fibonacci(n), interrupt)?.0)
}

/// A term of the basecase.
fn small<B: Digits>(
    tier: Tier,
    last: Last,
    interrupt: &mut dyn Interrupt,
) -> Result<Number<B::Limb>, Error> {
    interrupt.poll()?;
    let len = 2 * capacity::<B>(last.k);
    let mut result = Number::with_capacity(len)?;
    let mut rows = Buffer::new(basecase::need::<B>(tier, last.k))?;
    result.rewrite(len, |out| {
        let used = basecase::term::<B>(tier, last, &mut rows, out);
        out[used..].fill(B::Limb::default());
    });
    Ok(result)
}

/// Returns L(n), computed by that tier, not checked yet. One squaring for each factor 2 of n, one product
/// at the first step that has none.
pub fn lucas<B: Digits>(
    tier: Tier,
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<Number<B::Limb>, Error> {
    let is_small = |n| basecase::admits::<B>(tier, n / 2);
    if is_small(n) {
        return small::<B>(tier, Last::lucas(n), interrupt);
    }
    let (mut first, mut squarings) = (n, 0);
    while !is_small(first) && first % 2 == 0 {
        (first, squarings) = (first / 2, squarings + 1);
    }
    let k = first / 2;
    let need = (0..squarings).try_fold(Chain::<B>::product_need(tier, k)?, |need, i| {
        Ok::<_, Error>(need.either(B::square_need(tier, lucas_lengths::<B>(first << i))))
    })?;
    // Room for what a fault may make of squares, too: of those of the checked size, less than five limbs
    // more than L(n) has.
    let len = match squarings {
        0 => 0,
        _ => lucas_limbs::<B>(n) + 5,
    };
    let [mut value, mut other] = [Number::with_capacity(len)?, Number::with_capacity(len)?];
    let (term, mut work) = lucas_by_chain::<B>(tier, first, need, interrupt)?;
    if squarings == 0 {
        return Ok(term);
    }
    value.set(term.limbs());
    for i in 0..squarings {
        square_lucas(&mut work, first << i, &value, &mut other, interrupt)?;
        std::mem::swap(&mut value, &mut other);
        value.expose(Fault::Operand);
    }
    Ok(value)
}

/// L(n) from the pair at n / 2, rounded down, and working space for that and for `need`.
fn lucas_by_chain<B: Digits>(
    tier: Tier,
    n: u64,
    need: Need,
    interrupt: &mut dyn Interrupt,
) -> Result<(Number<B::Limb>, Work<B>), Error> {
    let (k, last) = (n / 2, Last::lucas(n));
    let mut chain = Chain::<B>::reserve(tier, k, need)?;
    if basecase::admits::<B>(tier, k) {
        return Ok((small::<B>(tier, last, interrupt)?, chain.into_work()));
    }
    chain.run(k, interrupt)?;
    chain.term(last, interrupt)
}

/// The limbs that L(k) may have: L(k) > phi^k - 1, so at most three less than the bound, in either base.
fn lucas_lengths<B: Base>(k: u64) -> RangeInclusive<usize> {
    let most = lucas_limbs::<B>(k);
    most.saturating_sub(4)..=most
}

/// `to` = L(2k) = L(k)^2 - 2 (-1)^k, from L(k).
fn square_lucas<B: Base>(
    work: &mut Work<B>,
    k: u64,
    from: &Number<B::Limb>,
    to: &mut Number<B::Limb>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let from = from.limbs();
    // What memory was reserved for, or the work of a fault.
    if !lucas_lengths::<B>(k).contains(&from.len()) {
        return Err(Error::Corrupted);
    }
    let len = 2 * from.len();
    to.rewrite(len, |out| B::square(work, out, from, interrupt))?;
    to.rewrite(len, |out| B::adjust(out, -alternating(2, k)));
    Ok(())
}

/// Returns F(n) and F(n-1).
pub fn fib_pair(n: u64, interrupt: &mut dyn Interrupt) -> Result<(Integer, Integer), Error> {
    let [mut at, mut before] = pair(n, interrupt, fibonacci_terms)?;
    let sequence = Sequence::Fibonacci;
    check(&mut at, sequence.residues(n, n), interrupt)?;
    check(
        &mut before,
        sequence.residues(n, n.saturating_sub(1)),
        interrupt,
    )?;
    Ok((at, before))
}

/// Returns L(n) and L(n-1), two sums away from the pair of Fibonacci numbers.
///
/// # Panics
///
/// If n is 0: L(-1) is -1, which is not a natural number.
pub fn lucas_pair(n: u64, interrupt: &mut dyn Interrupt) -> Result<(Integer, Integer), Error> {
    let [mut at, mut before] = pair(n, interrupt, lucas_terms)?;
    let sequence = Sequence::Lucas;
    check(&mut at, sequence.residues(n, n), interrupt)?;
    check(&mut before, sequence.residues(n, n - 1), interrupt)?;
    Ok((at, before))
}

/// A sum of two numbers, each with a factor.
type Sum<'a> = [(i64, &'a [u64]); 2];

/// F(n) and F(n-1), from F(n-1) and F(n).
fn fibonacci_terms([a, c]: [&[u64]; 2]) -> [Sum<'_>; 2] {
    [[(1, c), (0, &[])], [(1, a), (0, &[])]]
}

/// L(n) = 2 F(n-1) + F(n) and L(n-1) = 2 F(n) - F(n-1), the latter for an n of 1 or more.
pub(crate) fn lucas_terms([a, c]: [&[u64]; 2]) -> [Sum<'_>; 2] {
    [[(2, a), (1, c)], [(2, c), (-1, a)]]
}

/// Two sums of F(n-1) and F(n), which may be longer by a limb.
fn pair(
    n: u64,
    interrupt: &mut dyn Interrupt,
    sums: impl FnOnce([&[u64]; 2]) -> [Sum<'_>; 2],
) -> Result<[Integer; 2], Error> {
    let len = limbs_bound(n) + 1;
    let [mut x, mut y] = [Integer::with_capacity(len)?, Integer::with_capacity(len)?];
    let mut chain = Chain::<Binary>::reserve(Tier::active(), n, Need::default())?;
    chain.run(n, interrupt)?;
    for (number, sum) in [&mut x, &mut y].into_iter().zip(sums(chain.numbers())) {
        number.rewrite(len, |out| combine_polled(out, sum, interrupt))?;
    }
    Ok([x, y])
}

/// Compares a result with the residues that it must have, if it is to be checked.
fn check(
    value: &mut Integer,
    residues: Option<[u64; 2]>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let Some(expected) = residues else {
        return Ok(());
    };
    value.expose(Fault::Result);
    match residue::of_limbs(value.limbs(), interrupt)? == expected {
        true => Ok(()),
        false => Err(Error::Corrupted),
    }
}

/// The most bytes that a computation for the index n holds at once, results included: the term there,
/// or a pair if `is_pair`. None if it is beyond the engine.
pub fn peak_bytes<B: Digits>(sequence: Sequence, n: u64, is_pair: bool) -> Option<u64> {
    let tier = Tier::active();
    let k = if is_pair { n } else { n.div_ceil(2) };
    let last = match is_pair {
        true => Need::default(),
        false => Chain::<B>::product_need(tier, k).ok()?,
    };
    let mut need = Chain::<B>::need(tier, k).ok()?.either(last);
    if (is_pair, sequence) == (false, Sequence::Lucas) {
        need = need.either(B::square_need(tier, lucas_lengths::<B>(n / 2)));
    }
    // In numbers of the size of F(k): pairs are two and become two; a term is two, in the place of the
    // pair, and squares to L(n) are each in the place of another.
    let numbers = match (is_pair, sequence) {
        (false, Sequence::Fibonacci) => 2,
        (true, _) => 4,
        (false, Sequence::Lucas) => 6,
    };
    // A transform of r rows needs r / 2 twiddles of 16 bytes; two transforms take `need.rows`.
    let rows = need.rows as u64 * 72;
    let limbs = need.limbs + numbers * capacity::<B>(k);
    Some(rows + (size_of::<B::Limb>() * limbs) as u64)
}

/// A number with its sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The absolute value.
    pub magnitude: Integer,
    /// Whether the number is below zero.
    pub negative: bool,
}

/// The two sequences, continued to negative indices: F(-n) = (-1)^(n+1) F(n), L(-n) = (-1)^n L(n).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// 0, 1, 1, 2, 3, 5, ...
    Fibonacci,
    /// 2, 1, 3, 4, 7, 11, ...
    Lucas,
}

impl Sequence {
    /// How the term at n comes from a pair.
    pub(crate) fn last(self, n: u64) -> Last {
        match self {
            Self::Fibonacci => Last::fibonacci(n),
            Self::Lucas => Last::lucas(n),
        }
    }

    /// Returns the term at n, computed by that tier.
    pub fn term(self, tier: Tier, n: i64, interrupt: &mut dyn Interrupt) -> Result<Signed, Error> {
        let size = n.unsigned_abs();
        let mut magnitude = self.magnitude::<Binary>(tier, size, interrupt)?;
        check(&mut magnitude, self.residues(size, size), interrupt)?;
        Ok(self.signed(n, magnitude))
    }

    /// Returns the digits of the term at n, computed in decimal by that tier.
    pub fn text(self, tier: Tier, n: i64, interrupt: &mut dyn Interrupt) -> Result<Text, Error> {
        let size = n.unsigned_abs();
        let magnitude = self.magnitude::<Decimal>(tier, size, interrupt)?;
        let residues = self.residues(size, size);
        Text::new(tier, magnitude, self.is_negative(n), residues, interrupt)
    }

    /// The absolute value of the term at n.
    fn magnitude<B: Digits>(
        self,
        tier: Tier,
        n: u64,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Number<B::Limb>, Error> {
        match self {
            Self::Fibonacci => fib::<B>(tier, n, interrupt),
            Self::Lucas => lucas::<B>(tier, n, interrupt),
        }
    }

    /// The residues of the term at `index`, if what a computation for n returns is to be checked.
    fn residues(self, n: u64, index: u64) -> Option<[u64; 2]> {
        (n >= CHECKED_FROM).then(|| {
            residue::PRIMES.map(|p| match self {
                Self::Fibonacci => residue::fibonacci(index, p),
                Self::Lucas => residue::lucas(index, p),
            })
        })
    }

    /// Returns the terms at n and at n - 1.
    pub fn pair(self, n: i64, interrupt: &mut dyn Interrupt) -> Result<(Signed, Signed), Error> {
        // Reflected at 0, the pair n, n - 1 becomes 1 - n, -n and so changes its order. Either way
        // the larger index is at least 1.
        let reflected = n <= 0;
        let larger = if reflected {
            n.abs_diff(1)
        } else {
            n.unsigned_abs()
        };
        let (first, second) = match self {
            Self::Fibonacci => fib_pair(larger, interrupt),
            Self::Lucas => lucas_pair(larger, interrupt),
        }?;
        let (at, before) = if reflected {
            (second, first)
        } else {
            (first, second)
        };
        Ok((self.signed(n, at), self.signed(n - 1, before)))
    }

    /// Whether the term at n is below zero.
    fn is_negative(self, n: i64) -> bool {
        let even = n % 2 == 0;
        n < 0 && even == (self == Self::Fibonacci)
    }

    fn signed(self, n: i64, magnitude: Integer) -> Signed {
        Signed {
            magnitude,
            negative: self.is_negative(n),
        }
    }
}
