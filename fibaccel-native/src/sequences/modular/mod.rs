//! Terms modulo an m of one or two words, by the chains of doubling in [`chain`].
//!
//! The chains are written once, over any [`Ring`]; [`crate::rings`] chooses the one for an m of words.

pub mod chain;
pub mod unit;
pub mod walk;

use crate::rings::{PowerOfTwo, Ring, Task, Word, WordRing, over};
use crate::runtime::{Interrupt, Interrupted};
use std::convert::Infallible;

/// A sequence to take a term of. `P` is the type of p and q.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term<P> {
    /// Fibonacci numbers, F(n).
    Fibonacci,
    /// Lucas numbers, L(n).
    Lucas,
    /// The Lucas sequence of the first kind, U(n), of p and q.
    U([P; 2]),
    /// The Lucas sequence of the second kind, V(n), of p and q.
    V([P; 2]),
}

impl<P> Term<P> {
    /// The sequence with its p and q borrowed.
    pub fn as_ref(&self) -> Term<&P> {
        match self {
            Self::Fibonacci => Term::Fibonacci,
            Self::Lucas => Term::Lucas,
            Self::U(pq) => Term::U(pq.each_ref()),
            Self::V(pq) => Term::V(pq.each_ref()),
        }
    }

    /// The sequence with p and q converted by `f`, or the first error of `f`.
    pub fn try_map<Q, E>(self, mut f: impl FnMut(P) -> Result<Q, E>) -> Result<Term<Q>, E> {
        Ok(match self {
            Self::Fibonacci => Term::Fibonacci,
            Self::Lucas => Term::Lucas,
            Self::U([p, q]) => Term::U([f(p)?, f(q)?]),
            Self::V([p, q]) => Term::V([f(p)?, f(q)?]),
        })
    }

    /// The sequence with p and q converted by `f`.
    pub fn map<Q>(self, mut f: impl FnMut(P) -> Q) -> Term<Q> {
        let Ok(sequence) = self.try_map(|x| Ok::<_, Infallible>(f(x)));
        sequence
    }

    /// Whether the term at -n is the negated term at n: F(-n) = (-1)^(n+1) F(n), L(-n) = (-1)^n L(n).
    pub fn changes_sign(&self, n: &[u64]) -> bool {
        let odd = n.first().is_some_and(|low| low % 2 == 1);
        match self {
            Self::Fibonacci => !odd,
            Self::Lucas => odd,
            Self::U(_) | Self::V(_) => unreachable!("no negative index"),
        }
    }
}

/// The term at n modulo m, which is not 0. p and q may be any words; n is in limbs, the least significant first.
pub fn term_modulo<W: Word>(
    sequence: Term<W>,
    n: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<W, Interrupted> {
    let task = TermTask {
        sequence,
        n,
        interrupt,
    };
    over(m, task)
}

/// The term at n modulo a power of two, as [`term_modulo`] computes it, but in less time: words wrap around.
pub fn term_modulo_power_of_two<W: Word>(
    sequence: Term<W>,
    n: &[u64],
    power: W,
    interrupt: &mut dyn Interrupt,
) -> Result<W, Interrupted> {
    let task = TermTask {
        sequence,
        n,
        interrupt,
    };
    task.run(PowerOfTwo::new(power))
}

struct TermTask<'a, W> {
    sequence: Term<W>,
    n: &'a [u64],
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for TermTask<'_, W> {
    type Output = Result<W, Interrupted>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        let sequence = self.sequence.map(|x| ring.residue(x));
        Ok(ring.value(term(&ring, sequence, self.n, self.interrupt)?))
    }
}

/// The term at n in any ring. n is in limbs, the least significant first.
pub fn term<R: Ring>(
    ring: &R,
    sequence: Term<R::Residue>,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    match sequence {
        Term::Fibonacci => Ok(chain::fibonacci(ring, n, interrupt)?[0]),
        Term::Lucas => Ok(chain::lucas(ring, n, interrupt)?[0]),
        Term::U(pq) => chain::lucas_u_term(ring, pq, n, interrupt),
        Term::V(pq) => chain::lucas_v(ring, pq, n, interrupt),
    }
}
