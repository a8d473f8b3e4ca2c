//! Terms modulo m, from the bits of n: the chains ([`chain`]), written once over the integers modulo an m
//! of one or two words ([`ring`]).
//!
//! An odd m is Montgomery's ([`montgomery`]). An even one is split into its odd part and a power of two
//! ([`even`]): of dependent products modulo 64-bit m that takes 1.05 times as long, and to divide by a
//! reciprocal, which takes any m (`[moeller2011]`), 1.4 times (Zen 4).

pub mod chain;
pub mod even;
pub mod montgomery;
pub mod ring;
pub mod word;

use crate::interrupt::{Interrupt, Interrupted};
use ring::{Ring, Task, over};
use std::convert::Infallible;
use word::Word;

/// A sequence, and what is wanted of it. `P` is what p and q are given as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term<P> {
    /// F(n).
    Fibonacci,
    /// L(n).
    Lucas,
    /// U(n) of p and q.
    U([P; 2]),
    /// V(n) of p and q.
    V([P; 2]),
}

impl<P> Term<P> {
    /// The same of borrowed p and q.
    pub fn as_ref(&self) -> Term<&P> {
        match self {
            Self::Fibonacci => Term::Fibonacci,
            Self::Lucas => Term::Lucas,
            Self::U(pq) => Term::U(pq.each_ref()),
            Self::V(pq) => Term::V(pq.each_ref()),
        }
    }

    /// The same of other p and q.
    pub fn try_map<Q, E>(self, mut f: impl FnMut(P) -> Result<Q, E>) -> Result<Term<Q>, E> {
        Ok(match self {
            Self::Fibonacci => Term::Fibonacci,
            Self::Lucas => Term::Lucas,
            Self::U([p, q]) => Term::U([f(p)?, f(q)?]),
            Self::V([p, q]) => Term::V([f(p)?, f(q)?]),
        })
    }

    /// The same of other p and q.
    pub fn map<Q>(self, mut f: impl FnMut(P) -> Q) -> Term<Q> {
        let Ok(term) = self.try_map(|x| Ok::<_, Infallible>(f(x)));
        term
    }

    /// Whether the term at -n is not that at n but its negative: F(-n) = (-1)^(n+1) F(n), L(-n) = (-1)^n L(n).
    pub fn changes_sign(&self, n: &[u64]) -> bool {
        let odd = n.first().is_some_and(|low| low % 2 == 1);
        match self {
            Self::Fibonacci => !odd,
            Self::Lucas => odd,
            Self::U(_) | Self::V(_) => unreachable!("no negative index"),
        }
    }
}

/// The term at n modulo m, which is not 0; for p and q any words. n is in limbs, the least significant first.
pub fn term<W: Word>(
    term: Term<W>,
    n: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<W, Interrupted> {
    let task = Walk { term, n, interrupt };
    over(m, task)
}

struct Walk<'a, W> {
    term: Term<W>,
    n: &'a [u64],
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for Walk<'_, W> {
    type Output = Result<W, Interrupted>;

    fn run<R: Ring<Word = W>>(self, ring: R) -> Self::Output {
        let Self { term, n, interrupt } = self;
        let residue = match term {
            Term::Fibonacci => chain::fibonacci(&ring, n, interrupt)?[0],
            Term::Lucas => chain::lucas(&ring, n, interrupt)?[0],
            Term::U(pq) => {
                let pq = pq.map(|x| ring.residue(x));
                chain::lucas_u(&ring, pq, n, interrupt)?[0]
            }
            Term::V(pq) => {
                // V(n) = 2 U(n+1) - p U(n).
                let [p, q] = pq.map(|x| ring.residue(x));
                let [at, after] = chain::lucas_u(&ring, [p, q], n, interrupt)?;
                ring.subtract(ring.double(after), ring.multiply(p, at))
            }
        };
        Ok(ring.value(residue))
    }
}

/// A number of any size modulo m, which is not 0.
pub fn remainder<W: Word>(
    x: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<W, Interrupted> {
    over(m, Remainder { x, interrupt })
}

struct Remainder<'a> {
    x: &'a [u64],
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for Remainder<'_> {
    type Output = Result<W, Interrupted>;

    fn run<R: Ring<Word = W>>(self, ring: R) -> Self::Output {
        /// Limbs between two polls.
        const POLLED: usize = 1 << 16;
        let [zero, one, most] = [0, 1, u64::MAX].map(|x| ring.residue(W::from(x)));
        let base = ring.add(most, one);
        let mut sum = zero;
        for limbs in self.x.rchunks(POLLED) {
            self.interrupt.poll()?;
            for &limb in limbs.iter().rev() {
                sum = ring.add(ring.multiply(sum, base), ring.residue(W::from(limb)));
            }
        }
        Ok(ring.value(sum))
    }
}
