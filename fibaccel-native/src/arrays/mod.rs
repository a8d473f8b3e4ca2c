//! Terms of many n modulo many m.
//!
//! ```text
//! terms  ->  radix     one m (and p, q) for all: each digit of n is a look into a table and four products
//!        ->  batch     an m for each: chains side by side
//!              doubles   in the lanes of a tier, for m below 2^50
//!              words     in words, for any m
//! ```
//!
//! All of that is the work of one thread: whoever has more elements shares them out.

pub mod batch;
pub mod classes;
pub mod doubles;
pub mod periods;
pub mod primes;
pub mod radix;
pub mod wall_sun_sun;
pub mod words;

use crate::arch::cells::Cell;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::modular::Term;
use crate::modular::ring::over;
use crate::simd::{Kernel, Lanes, Tier};
use classes::{Class, Gathered, classify, compute};
use std::ops::Range;

/// Elements between two polls: at most ten milliseconds of work.
const PART: usize = 1 << 13;

/// Numbers for all elements.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// The same for each.
    Shared(u64),
    /// One for each.
    Each(&'a [Cell]),
}

impl Operand<'_> {
    #[inline(always)]
    fn get(&self, i: usize) -> u64 {
        match self {
            Self::Shared(number) => *number,
            Self::Each(cells) => cells[i].get(),
        }
    }

    fn shared(&self) -> Option<u64> {
        match self {
            Self::Shared(number) => Some(*number),
            Self::Each(_) => None,
        }
    }
}

/// Writes the term for each element: at n, modulo m, in [0, m). Where m is 0 that is 0.
///
/// `out` may be one of the operands itself, but overlap with them in no other way.
///
/// # Panics
///
/// If an operand has fewer elements than `out`.
pub fn terms(
    tier: Tier,
    term: Term<Operand<'_>>,
    n: Operand<'_>,
    m: Operand<'_>,
    out: &[Cell],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    if let (Some(term), Operand::Each(n), Operand::Shared(m)) = (shared(term), n, m)
        && m > 0
    {
        let n = &n[..out.len()];
        let bits = bits(n);
        if let Some(width) = radix::width(out.len(), bits, alone(tier, term, m, bits)) {
            let terms = radix::Terms {
                tier,
                term,
                n,
                bits,
                width,
                out,
                interrupt,
            };
            return over(m, terms);
        }
    }
    let elements = Elements { term, n, m, out };
    for part in parts(out.len()) {
        interrupt.poll()?;
        tier.dispatch(Part { elements, part });
    }
    Ok(())
}

/// What is done between two polls.
fn parts(count: usize) -> impl Iterator<Item = Range<usize>> {
    let firsts = (0..count).step_by(PART);
    firsts.map(move |first| first..count.min(first + PART))
}

/// The bits of the longest.
fn bits(n: &[Cell]) -> u32 {
    u64::BITS - n.iter().fold(0, |all, n| all | n.get()).leading_zeros()
}

/// About the nanoseconds of an element without a table (Zen 4; `benches/engine.rs`).
fn alone(tier: Tier, term: Term<u64>, m: u64, bits: u32) -> f64 {
    let in_doubles = tier.dispatch(IsFused) && m >> doubles::BITS == 0;
    let has_operands = matches!(term, Term::U(_) | Term::V(_));
    let bit = match (in_doubles, has_operands) {
        (true, false) => 0.6,
        (true, true) => 1.3,
        (false, false) => 4.0,
        (false, true) => 6.0,
    };
    f64::from(bits) * bit
}

/// The term, if p and q are the same for all.
fn shared(term: Term<Operand<'_>>) -> Option<Term<u64>> {
    let both = |[p, q]: [Operand<'_>; 2]| Some([p.shared()?, q.shared()?]);
    match term {
        Term::Fibonacci => Some(Term::Fibonacci),
        Term::Lucas => Some(Term::Lucas),
        Term::U(pq) => both(pq).map(Term::U),
        Term::V(pq) => both(pq).map(Term::V),
    }
}

#[derive(Clone, Copy)]
struct Elements<'a> {
    term: Term<Operand<'a>>,
    n: Operand<'a>,
    m: Operand<'a>,
    out: &'a [Cell],
}

impl Elements<'_> {
    /// n, m, p and q; the last two below m.
    #[inline(always)]
    fn get(&self, i: usize) -> [u64; 4] {
        let (n, m) = (self.n.get(i), self.m.get(i));
        let [p, q] = match self.term {
            Term::Fibonacci | Term::Lucas => [0; 2],
            Term::U(pq) | Term::V(pq) => pq.map(|x| x.get(i)).map(|x| match x < m {
                true => x,
                false => x.checked_rem(m).unwrap_or(0),
            }),
        };
        [n, m, p, q]
    }
}

/// The elements of a part, each by itself.
struct Part<'a> {
    elements: Elements<'a>,
    part: Range<usize>,
}

impl Kernel for Part<'_> {
    type Output = ();

    fn run<S: Lanes>(self, s: S) {
        let Self { elements, part } = self;
        let term = elements.term.map(|_| ());
        let mut gathered = [const { Gathered::EMPTY }; Class::ALL.len()];
        let compute = |class, gathered: &mut Gathered| {
            let set = |i: usize, term| elements.out[i].set(term);
            gathered.take_terms(|batch| compute(s, class, term, batch), set);
        };
        for i in part {
            match classify::<S>(term, elements.get(i)) {
                Ok((class, element)) => {
                    let gathered = &mut gathered[class as usize];
                    if gathered.push(i, element) {
                        compute(class, gathered);
                    }
                }
                Err(term) => elements.out[i].set(term),
            }
        }
        for class in Class::ALL {
            compute(class, &mut gathered[class as usize]);
        }
    }
}

/// Whether a tier has fused operations.
struct IsFused;

impl Kernel for IsFused {
    type Output = bool;

    fn run<S: Lanes>(self, _: S) -> bool {
        S::FUSED
    }
}
