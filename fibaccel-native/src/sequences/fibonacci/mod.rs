//! Fibonacci and Lucas numbers by doubling.
//!
//! From the pair a = F(k-1), c = F(k) the pair at 2k or at 2k + 1 is made, whichever the next bit of n
//! asks for, so that the bits of n from the top down lead to n ([`doubling`]).
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

pub mod basecase;
pub mod check;
pub mod doubling;
pub mod last_product;
pub mod path;
mod sequence;
pub mod small_terms;

pub use sequence::Sequence;

use super::size::limbs_bound;
use super::table::alternating;
use crate::bignum::decimal::text::Text;
use crate::bignum::{Integer, Need, Number, Signed, Work};
use crate::limbs::{Binary, Decimal, combine_polled};
use crate::machine::Tier;
use crate::runtime::fault::Fault;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use basecase::base::FibonacciBase;
use doubling::{Chain, capacity, lucas_limbs};
use last_product::{LastProduct, Sum, fibonacci_terms, lucas_terms, terms_at};
use path::Path;
use std::ops::RangeInclusive;

/// The index from which on results are checked.
pub const CHECKED_FROM: u64 = 1_000_000;

/// F(n), not checked yet.
pub fn fib<B: FibonacciBase>(
    tier: Tier,
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<Number<B::Limb>, Error> {
    let path = Sequence::Fibonacci.path::<B>(tier, n);
    Sequence::Fibonacci.magnitude::<B>(path, tier, n, interrupt)
}

/// L(n), not checked yet.
pub fn lucas<B: FibonacciBase>(
    tier: Tier,
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<Number<B::Limb>, Error> {
    let path = Sequence::Lucas.path::<B>(tier, n);
    Sequence::Lucas.magnitude::<B>(path, tier, n, interrupt)
}

/// The term of a last product by the basecase, in memory that is reserved for it.
fn by_basecase<B: FibonacciBase>(
    tier: Tier,
    last: LastProduct,
    interrupt: &mut dyn Interrupt,
) -> Result<Number<B::Limb>, Error> {
    interrupt.poll()?;
    let len = 2 * capacity::<B>(last.k);
    let mut result = Number::with_capacity(len)?;
    let mut rows = Buffer::new(basecase::need::<B>(tier, last.k))?;
    result.rewrite(len, |out| {
        let used = basecase::write_term::<B>(tier, last, &mut rows, out);
        out[used..].fill(B::Limb::default());
    });
    Ok(result)
}

/// F(n) by doublings and one product at the last step.
fn fib_by_doubling<B: FibonacciBase>(
    tier: Tier,
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<Number<B::Limb>, Error> {
    let last = LastProduct::fibonacci(n);
    let mut chain = Chain::<B>::reserve(tier, last.k, Chain::<B>::product_need(tier, last.k)?)?;
    chain.run(last.k, interrupt)?;
    Ok(chain.into_term(last, interrupt)?.0)
}

/// L(n) by one squaring for each factor 2 of n, and one product at the first step that has none.
fn lucas_by_squarings<B: FibonacciBase>(
    tier: Tier,
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<Number<B::Limb>, Error> {
    let (mut first, mut squarings) = (n, 0);
    while !basecase::admits::<B>(tier, first / 2) && first % 2 == 0 {
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
fn lucas_by_chain<B: FibonacciBase>(
    tier: Tier,
    n: u64,
    need: Need,
    interrupt: &mut dyn Interrupt,
) -> Result<(Number<B::Limb>, Work<B>), Error> {
    let (k, last) = (n / 2, LastProduct::lucas(n));
    let mut chain = Chain::<B>::reserve(tier, k, need)?;
    if basecase::admits::<B>(tier, k) {
        return Ok((by_basecase::<B>(tier, last, interrupt)?, chain.into_work()));
    }
    chain.run(k, interrupt)?;
    chain.into_term(last, interrupt)
}

/// The lengths that L(k) may have: L(k) > phi^k - 1, so at most three limbs less than the bound, in either base.
fn lucas_lengths<B: FibonacciBase>(k: u64) -> RangeInclusive<usize> {
    let most = lucas_limbs::<B>(k);
    most.saturating_sub(4)..=most
}

/// `to` = L(2k) = L(k)^2 - 2 (-1)^k, from L(k).
fn square_lucas<B: FibonacciBase>(
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

/// The most bytes that a computation for the index n holds at once, results included: of the term at n,
/// or of a pair if `is_pair`. `None` if it is beyond the engine.
pub fn peak_bytes<B: FibonacciBase>(
    tier: Tier,
    sequence: Sequence,
    n: u64,
    is_pair: bool,
) -> Option<u64> {
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
    let squares = 2 * Chain::<B>::room(tier, k).ok()? as u64;
    let limbs = need.limbs as u64 + squares + numbers * capacity::<B>(k) as u64;
    Some(rows + size_of::<B::Limb>() as u64 * limbs)
}

/// F(n) and L(n).
pub fn natural_terms(n: u64, interrupt: &mut dyn Interrupt) -> Result<[Integer; 2], Error> {
    let residues = [Sequence::Fibonacci, Sequence::Lucas].map(|sequence| sequence.residues(n, n));
    sums_of_pair(n, terms_at, residues, interrupt)
}

/// Two sums of F(n-1) and F(n), which may be longer than those by a limb, checked by their residues.
fn sums_of_pair(
    n: u64,
    sums: impl FnOnce([&[u64]; 2]) -> [Sum<'_>; 2],
    residues: [Option<[u64; 2]>; 2],
    interrupt: &mut dyn Interrupt,
) -> Result<[Integer; 2], Error> {
    let len = limbs_bound(n) + 1;
    let mut numbers = [Integer::with_capacity(len)?, Integer::with_capacity(len)?];
    let mut chain = Chain::<Binary>::reserve(Tier::active(), n, Need::default())?;
    chain.run(n, interrupt)?;
    for (number, sum) in numbers.iter_mut().zip(sums(chain.numbers())) {
        number.rewrite(len, |out| combine_polled(out, sum, interrupt))?;
    }
    drop(chain); // The checks need nothing of it.
    for (number, residues) in numbers.iter_mut().zip(residues) {
        check::check(number, residues, interrupt)?;
    }
    Ok(numbers)
}

impl Sequence {
    /// The path to the term at n.
    pub fn path<B: FibonacciBase>(self, tier: Tier, n: u64) -> Path {
        Path::to_term::<B>(tier, self.half(n))
    }

    /// The term at n, computed on that tier.
    pub fn term(self, tier: Tier, n: i64, interrupt: &mut dyn Interrupt) -> Result<Signed, Error> {
        let path = self.path::<Binary>(tier, n.unsigned_abs());
        self.term_along(path, tier, n, interrupt)
    }

    /// The term at n, computed along `path`, which is [`Self::path`] of n.
    pub fn term_along(
        self,
        path: Path,
        tier: Tier,
        n: i64,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Signed, Error> {
        let size = n.unsigned_abs();
        let mut magnitude = self.magnitude::<Binary>(path, tier, size, interrupt)?;
        check::check(&mut magnitude, self.residues(size, size), interrupt)?;
        Ok(self.signed(n, magnitude))
    }

    /// The decimal digits of the term at n, computed in decimal.
    pub fn text(self, tier: Tier, n: i64, interrupt: &mut dyn Interrupt) -> Result<Text, Error> {
        let path = self.path::<Decimal>(tier, n.unsigned_abs());
        self.text_along(path, tier, n, interrupt)
    }

    /// The decimal digits of the term at n, computed in decimal along `path`, which is [`Self::path`] of n.
    pub fn text_along(
        self,
        path: Path,
        tier: Tier,
        n: i64,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Text, Error> {
        let size = n.unsigned_abs();
        let magnitude = self.magnitude::<Decimal>(path, tier, size, interrupt)?;
        let residues = self.residues(size, size);
        Text::new(tier, magnitude, self.is_negative(n), residues, interrupt)
    }

    /// The absolute value of the term at n, computed along `path`, which is [`Self::path`] of n.
    fn magnitude<B: FibonacciBase>(
        self,
        path: Path,
        tier: Tier,
        n: u64,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Number<B::Limb>, Error> {
        match (path, self) {
            (Path::Kept | Path::Basecase, _) => {
                by_basecase::<B>(tier, self.last_product(n), interrupt)
            }
            (Path::Doubling, Self::Fibonacci) => fib_by_doubling::<B>(tier, n, interrupt),
            (Path::Doubling, Self::Lucas) => lucas_by_squarings::<B>(tier, n, interrupt),
        }
    }

    /// The residues that the term at `index` must have, or `None` if n is too small for a check.
    fn residues(self, n: u64, index: u64) -> Option<[u64; 2]> {
        (n >= CHECKED_FROM).then(|| match self {
            Self::Fibonacci => check::fibonacci(index),
            Self::Lucas => check::lucas(index),
        })
    }

    /// The terms at n and at n - 1, which are sums of F(n-1) and F(n), and may be longer than those by a limb.
    ///
    /// # Panics
    ///
    /// If one is below zero, as L(-1) is.
    pub fn natural_pair(
        self,
        n: u64,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(Integer, Integer), Error> {
        let sums = match self {
            Self::Fibonacci => fibonacci_terms,
            Self::Lucas => lucas_terms,
        };
        let residues = [n, n.saturating_sub(1)].map(|index| self.residues(n, index));
        let [at, before] = sums_of_pair(n, sums, residues, interrupt)?;
        Ok((at, before))
    }

    /// The terms at n and at n - 1.
    pub fn pair(self, n: i64, interrupt: &mut dyn Interrupt) -> Result<(Signed, Signed), Error> {
        // Reflected at 0, the pair n, n - 1 becomes 1 - n, -n and so changes its order. Either way
        // the larger index is at least 1.
        let reflected = n <= 0;
        let larger = if reflected {
            n.abs_diff(1)
        } else {
            n.unsigned_abs()
        };
        let (first, second) = self.natural_pair(larger, interrupt)?;
        let (at, before) = if reflected {
            (second, first)
        } else {
            (first, second)
        };
        Ok((self.signed(n, at), self.signed(n - 1, before)))
    }

    fn signed(self, n: i64, magnitude: Integer) -> Signed {
        Signed {
            magnitude,
            negative: self.is_negative(n),
        }
    }
}
