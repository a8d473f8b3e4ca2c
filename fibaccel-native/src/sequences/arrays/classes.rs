//! Classes of elements: gathered from wherever they are in the arrays, and computed together.

use super::batch::{BATCH, Batch, Chain, ChainKernel};
use super::{doubles, words};
use crate::machine::Lanes;
use crate::rings::even::Even;
use crate::rings::{Montgomery, WordRing};
use crate::runtime::Never;
use crate::sequences::modular::{self, Term};

/// A class of elements that are computed together, by their m.
#[derive(Clone, Copy, Debug)]
pub enum Class {
    /// An m below 2^50, in doubles.
    Doubles,
    /// An odd m, in words.
    Odd,
    /// An even m, in words.
    Even,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 3] = [Self::Doubles, Self::Odd, Self::Even];
}

/// Elements of a class, and their places in the arrays.
pub struct Gathered {
    batch: Batch,
    places: [usize; BATCH],
}

impl Gathered {
    /// A collection without elements.
    pub const EMPTY: Self = Self {
        batch: Batch::EMPTY,
        places: [0; BATCH],
    };

    /// Adds the element at that place, as [`Batch::push`] does. Returns whether the batch is full.
    #[inline(always)]
    pub fn push(&mut self, place: usize, element: [u64; 4]) -> bool {
        self.places[self.batch.count] = place;
        self.batch.push(element);
        self.batch.count == BATCH
    }

    /// Computes the elements' terms, calls a function with each place and term, and empties the collection.
    pub fn take_terms(
        &mut self,
        compute: impl FnOnce(&mut Batch),
        mut take: impl FnMut(usize, u64),
    ) {
        compute(&mut self.batch);
        for (&place, term) in self.places.iter().zip(self.batch.terms()) {
            take(place, term);
        }
        self.batch.clear();
    }
}

/// The class of an element (n, m, p, q), and the element as that class takes it; or its term, if it has no class.
#[inline(always)]
pub fn classify<S: Lanes>(
    sequence: Term<()>,
    [n, m, p, q]: [u64; 4],
) -> Result<(Class, [u64; 4]), u64> {
    if m == 0 {
        return Err(0);
    }
    if S::FUSED && m >> doubles::BITS == 0 {
        return Ok((Class::Doubles, [n, m, p, q]));
    }
    let class = if m % 2 == 1 { Class::Odd } else { Class::Even };
    if sequence != Term::Fibonacci {
        return Ok((class, [n, m, p, q]));
    }
    let modulus = words::modulus_for_fifths(m).ok_or_else(|| alone(n, m))?;
    Ok((class, [n, modulus, p, q]))
}

#[cold]
fn alone(n: u64, m: u64) -> u64 {
    modular::term_modulo(Term::Fibonacci, &[n], m, &mut Never).expect("never interrupted")
}

/// Replaces the elements of a class by their terms.
pub fn compute<S: Lanes>(s: S, class: Class, sequence: Term<()>, batch: &mut Batch) {
    match class {
        Class::Doubles => match sequence {
            Term::Fibonacci => in_doubles::<S, doubles::Fibonacci<S, false>>(s, batch),
            Term::Lucas => in_doubles::<S, doubles::Fibonacci<S, true>>(s, batch),
            Term::U(_) => in_doubles::<S, doubles::LucasChain<S, false>>(s, batch),
            Term::V(_) => in_doubles::<S, doubles::LucasChain<S, true>>(s, batch),
        },
        Class::Odd => modulo::<S, Montgomery<u64>>(s, sequence, batch),
        Class::Even => modulo::<S, Even<u64>>(s, sequence, batch),
    }
}

fn modulo<S: Lanes, G: WordRing<Word = u64>>(s: S, sequence: Term<()>, batch: &mut Batch) {
    match sequence {
        Term::Fibonacci => in_words::<S, words::Doubled<G, false>>(s, batch),
        Term::Lucas => in_words::<S, words::Doubled<G, true>>(s, batch),
        Term::U(_) => in_words::<S, words::LucasChain<G, false>>(s, batch),
        Term::V(_) => in_words::<S, words::LucasChain<G, true>>(s, batch),
    }
}

fn in_doubles<S: Lanes, C: Chain<Tier = S>>(s: S, batch: &mut Batch) {
    s.vectorize(ChainKernel::<C, { doubles::SIDE_BY_SIDE }>::new(s, batch));
}

fn in_words<S: Lanes, C: Chain<Tier = ()>>(s: S, batch: &mut Batch) {
    s.scalar(ChainKernel::<C, { words::SIDE_BY_SIDE }>::new((), batch));
}
