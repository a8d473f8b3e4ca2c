//! Terms of many n modulo many m.
//!
//! ```text
//! terms  ->  term_tables   one m (and p, q) for all: a look into a table and four products for a window of n
//!        ->  batch         an m for each: chains side by side
//!              doubles       in the lanes of a tier, for m below 2^50
//!              words         in words, for any m
//! ```
//!
//! All of this is the work of one thread: callers share out longer arrays.

pub mod batch;
pub mod classes;
pub mod doubles;
pub mod operand;
pub mod periods;
pub mod primes;
pub mod recurrences;
pub mod term_tables;
pub mod wall_sun_sun;
pub mod words;

use super::modular::Term;
use crate::machine::{Kernel, Lanes, Tier};
use crate::rings::over;
use crate::runtime::cells::Cell;
use crate::runtime::{Error, Interrupt};
use classes::{Class, Gathered, classify, compute};
use operand::{Operand, parts};
use std::ops::Range;

/// Writes the term at n modulo m, in [0, m), for each element; or 0 where m is 0.
///
/// `out` may be one of the operands itself, but overlap with them in no other way.
///
/// # Panics
///
/// If an operand has fewer elements than `out`.
pub fn terms(
    tier: Tier,
    sequence: Term<Operand<'_>>,
    n: Operand<'_>,
    m: Operand<'_>,
    out: &[Cell],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    if let (Some(sequence), Operand::Each(n), Operand::Shared(m)) = (shared(sequence), n, m)
        && m > 0
    {
        let n = &n[..out.len()];
        let bits = bits(n);
        if let Some(width) = term_tables::width(out.len(), bits, alone(tier, sequence, m, bits)) {
            let terms = term_tables::Terms {
                tier,
                sequence,
                n,
                bits,
                width,
                out,
                interrupt,
            };
            return over(m, terms);
        }
    }
    let elements = Elements {
        sequence,
        n,
        m,
        out,
    };
    for part in parts(out.len()) {
        interrupt.poll()?;
        tier.dispatch(TermsKernel { elements, part });
    }
    Ok(())
}

/// The number of bits of the longest n.
fn bits(n: &[Cell]) -> u32 {
    u64::BITS - n.iter().fold(0, |all, n| all | n.get()).leading_zeros()
}

/// An estimate of the nanoseconds that an element takes without a table (Zen 4; `benches/engine.rs`).
///
/// One for all tiers, from AVX-512: it tells doubles from words, and not vectors from narrower ones. It decides
/// nothing but whether to make a table.
fn alone(tier: Tier, sequence: Term<u64>, m: u64, bits: u32) -> f64 {
    let in_doubles = tier.is_fused() && m >> doubles::BITS == 0;
    let has_operands = matches!(sequence, Term::U(_) | Term::V(_));
    let bit = match (in_doubles, has_operands) {
        (true, false) => 0.6,
        (true, true) => 1.3,
        (false, false) => 4.0,
        (false, true) => 6.0,
    };
    f64::from(bits) * bit
}

/// The sequence with its p and q, if they are the same for all elements.
fn shared(sequence: Term<Operand<'_>>) -> Option<Term<u64>> {
    sequence.try_map(|x| x.shared().ok_or(())).ok()
}

#[derive(Clone, Copy)]
struct Elements<'a> {
    sequence: Term<Operand<'a>>,
    n: Operand<'a>,
    m: Operand<'a>,
    out: &'a [Cell],
}

impl Elements<'_> {
    /// An element as n, m, p and q, the last two reduced modulo m.
    #[inline(always)]
    fn get(&self, i: usize) -> [u64; 4] {
        let (n, m) = (self.n.get(i), self.m.get(i));
        let [p, q] = match self.sequence {
            Term::Fibonacci | Term::Lucas => [0; 2],
            Term::U(pq) | Term::V(pq) => pq.map(|x| x.get(i)).map(|x| match x < m {
                true => x,
                false => x.checked_rem(m).unwrap_or(0),
            }),
        };
        [n, m, p, q]
    }
}

/// A kernel that writes the terms of a part of the elements, each by a chain.
struct TermsKernel<'a> {
    elements: Elements<'a>,
    part: Range<usize>,
}

impl Kernel for TermsKernel<'_> {
    type Output = ();

    fn run<S: Lanes>(self, s: S) {
        let Self { elements, part } = self;
        let sequence = elements.sequence.map(|_| ());
        let mut gathered = [const { Gathered::EMPTY }; Class::ALL.len()];
        let compute = |class, gathered: &mut Gathered| {
            let set = |i: usize, term| elements.out[i].set(term);
            gathered.take_terms(|batch| compute(s, class, sequence, batch), set);
        };
        for i in part {
            match classify::<S>(sequence, elements.get(i)) {
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
