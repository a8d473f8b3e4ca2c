//! Elements of a kind: gathered from wherever they are, computed together.

use super::batch::{BATCH, Batch, Chain, Walk};
use super::{doubles, words};
use crate::interrupt::Never;
use crate::modular::even::Even;
use crate::modular::montgomery::Montgomery;
use crate::modular::{self, Term};
use crate::simd::Lanes;
use words::Modulo;

/// What elements are computed together.
#[derive(Clone, Copy, Debug)]
pub enum Class {
    /// An m that doubles serve.
    Doubles,
    /// An odd m.
    Odd,
    /// An even m.
    Even,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Doubles, Self::Odd, Self::Even];
}

/// Elements of a class, and where they are in the arrays.
pub struct Gathered {
    batch: Batch,
    places: [usize; BATCH],
}

impl Gathered {
    /// None yet.
    pub const EMPTY: Self = Self {
        batch: Batch::EMPTY,
        places: [0; BATCH],
    };

    /// Adds the element at that place: see [`Batch::push`]. Returns whether it was the last there is room for.
    #[inline(always)]
    pub fn push(&mut self, place: usize, element: [u64; 4]) -> bool {
        self.places[self.batch.len()] = place;
        self.batch.push(element);
        self.batch.len() == BATCH
    }

    /// Has the elements' terms computed, and takes each with its place.
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

/// The class of an element (n, m, p, q), and the element for it; or its term, if it is one of a kind.
#[inline(always)]
pub fn classify<S: Lanes>(
    term: Term<()>,
    [n, m, p, q]: [u64; 4],
) -> Result<(Class, [u64; 4]), u64> {
    if m == 0 {
        return Err(0);
    }
    if S::FUSED && m >> doubles::BITS == 0 {
        return Ok((Class::Doubles, [n, m, p, q]));
    }
    let class = if m % 2 == 1 { Class::Odd } else { Class::Even };
    if term != Term::Fibonacci {
        return Ok((class, [n, m, p, q]));
    }
    let modulus = words::modulus_for_fifths(m).ok_or_else(|| alone(n, m))?;
    Ok((class, [n, modulus, p, q]))
}

#[cold]
fn alone(n: u64, m: u64) -> u64 {
    modular::term(Term::Fibonacci, &[n], m, &mut Never).expect("never interrupted")
}

/// Replaces the elements of a class by their terms.
pub fn compute<S: Lanes>(s: S, class: Class, term: Term<()>, batch: &mut Batch) {
    match class {
        Class::Doubles => match term {
            Term::Fibonacci => in_doubles::<S, doubles::Fibonacci<S, false>>(s, batch),
            Term::Lucas => in_doubles::<S, doubles::Fibonacci<S, true>>(s, batch),
            Term::U(_) => in_doubles::<S, doubles::Sequence<S, false>>(s, batch),
            Term::V(_) => in_doubles::<S, doubles::Sequence<S, true>>(s, batch),
        },
        Class::Odd => modulo::<S, Montgomery<u64>>(s, term, batch),
        Class::Even => modulo::<S, Even<u64>>(s, term, batch),
    }
}

fn modulo<S: Lanes, G: Modulo>(s: S, term: Term<()>, batch: &mut Batch) {
    match term {
        Term::Fibonacci => in_words::<S, words::Doubled<G, false>>(s, batch),
        Term::Lucas => in_words::<S, words::Doubled<G, true>>(s, batch),
        Term::U(_) => in_words::<S, words::Sequence<G, false>>(s, batch),
        Term::V(_) => in_words::<S, words::Sequence<G, true>>(s, batch),
    }
}

fn in_doubles<S: Lanes, C: Chain<Tier = S>>(s: S, batch: &mut Batch) {
    s.vectorize(Walk::<C, { doubles::SIDE_BY_SIDE }>::new(s, batch));
}

fn in_words<S: Lanes, C: Chain<Tier = ()>>(s: S, batch: &mut Batch) {
    s.scalar(Walk::<C, { words::SIDE_BY_SIDE }>::new((), batch));
}
