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

    /// Whether q is below zero, as it is for F and L.
    pub fn is_minus(&self, is_negative: impl FnOnce(&P) -> bool) -> bool {
        match self {
            Self::Fibonacci | Self::Lucas => true,
            Self::U([_, q]) | Self::V([_, q]) => is_negative(q),
        }
    }

    /// Whether the terms at -n are negated terms at n or, of a pair of F or L, at n + 1: for an `odd` n or an even one,
    /// and a q that is -1 if `minus`, else 1. It is -1 for F and L.
    ///
    /// ```text
    /// U(-n) = -U(n) / q^n     V(-n) = V(n) / q^n
    /// ```
    pub fn changes_sign(&self, odd: bool, minus: bool) -> [bool; 2] {
        let power = odd && minus;
        match self {
            Self::Fibonacci | Self::U(_) => [!power, power],
            Self::Lucas => [power, !power],
            Self::V(_) => [power, power],
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
    let [term] = terms_modulo(sequence, n, m, interrupt)?;
    Ok(term)
}

/// The term at n modulo m, or the two of `pair`, with arguments as [`term_modulo`] takes them.
pub fn terms_modulo<W: Word, const K: usize>(
    sequence: Term<W>,
    n: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<[W; K], Interrupted> {
    let task = TermTask {
        sequence,
        n,
        interrupt,
    };
    over(m, task)
}

/// The terms at n modulo a power of two, as [`terms_modulo`] computes them, but in less time: words wrap around.
pub fn terms_modulo_power_of_two<W: Word, const K: usize>(
    sequence: Term<W>,
    n: &[u64],
    power: W,
    interrupt: &mut dyn Interrupt,
) -> Result<[W; K], Interrupted> {
    let task = TermTask {
        sequence,
        n,
        interrupt,
    };
    task.run(PowerOfTwo::new(power))
}

struct TermTask<'a, W, const K: usize> {
    sequence: Term<W>,
    n: &'a [u64],
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word, const K: usize> Task<W> for TermTask<'_, W, K> {
    type Output = Result<[W; K], Interrupted>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        let sequence = self.sequence.map(|x| ring.residue(x));
        Ok(terms(&ring, sequence, self.n, self.interrupt)?.map(|x| ring.value(x)))
    }
}

/// The term at n in any ring, or the two of `pair`.
pub fn terms<R: Ring, const K: usize>(
    ring: &R,
    sequence: Term<R::Residue>,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; K], Interrupted> {
    const { assert!(K == 1 || K == 2) };
    let terms = match K {
        1 => [term(ring, sequence, n, interrupt)?; 2],
        _ => pair(ring, sequence, n, interrupt)?,
    };
    Ok(std::array::from_fn(|at| terms[at]))
}

/// The term at n in any ring. n is in limbs, the least significant first.
fn term<R: Ring>(
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

/// Two terms in any ring: F(n) and F(n+1), L(n) and L(n+1), or U(n) and V(n).
fn pair<R: Ring>(
    ring: &R,
    sequence: Term<R::Residue>,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    match sequence {
        Term::Fibonacci => chain::fibonacci(ring, n, interrupt),
        Term::Lucas => chain::lucas(ring, n, interrupt),
        Term::U(pq) | Term::V(pq) => chain::lucas_uv(ring, pq, n, interrupt),
    }
}
