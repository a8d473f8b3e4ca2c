//! Terms of recurrences in a ring, coefficient by coefficient.

use super::recurrence::Recurrence;
use crate::bignum::Signed;
use crate::limbs::bits;
use crate::rings::{PowerOfTwo, Ring, Task, Word, WordRing, over, residue};
use crate::runtime::{Error, Interrupt, Interrupted};
use crate::sequences::long_modular::montgomery::{Montgomery, Products};
use crate::sequences::long_modular::split::Computation;
use std::mem::swap;

/// The term at n, for n at least the order.
pub struct Term<'a> {
    /// The recurrence, with any numbers.
    pub recurrence: &'a Recurrence,
    /// The index n, in limbs.
    pub n: &'a [u64],
}

impl Term<'_> {
    /// The term in a ring of words.
    pub fn in_word_ring<R: WordRing>(
        &self,
        ring: &R,
        interrupt: &mut dyn Interrupt,
    ) -> Result<R::Word, Error> {
        let residue = |x: &Signed, interrupt: &mut dyn Interrupt| {
            let size = residue(ring, x.magnitude.limbs(), interrupt)?;
            Ok(match x.negative {
                true => ring.subtract(zero(ring), size),
                false => size,
            })
        };
        Ok(ring.value(self.in_ring(ring, residue, interrupt)?))
    }

    /// The term in a ring, given how numbers become residues.
    fn in_ring<R: Ring>(
        &self,
        ring: &R,
        residue: impl Fn(&Signed, &mut dyn Interrupt) -> Result<R::Residue, Interrupted>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<R::Residue, Error> {
        let Self { recurrence, n } = self;
        let mut residues = |numbers: &[Signed]| -> Result<Vec<_>, Error> {
            let residues = numbers.iter().map(|x| residue(x, interrupt));
            Ok(residues.collect::<Result<_, _>>()?)
        };
        let coefficients = residues(&recurrence.coefficients)?;
        let start = residues(&recurrence.start)?;
        let mut q = Denominator::new(ring, &coefficients);
        let mut p = q.numerator(ring, &start);
        let mut next = p.clone();
        for bit in 0..bits(n) {
            interrupt.poll()?;
            let odd = n[bit / 64] >> (bit % 64) & 1;
            q.halve(ring, &p, odd as usize, &mut next);
            swap(&mut p, &mut next);
            q = q.next(ring);
        }
        Ok(p[0])
    }
}

impl Computation<1> for Term<'_> {
    // With as many as there are in a dot product, limbs take 0.7 to 0.9 of the time of digits (Zen 5, 6 to 16 limbs).
    const IN_FOURS: bool = false;

    fn modulo_odd<P: Products<N>, const N: usize>(
        &self,
        ring: &Montgomery<P, N>,
        _: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<[[u64; N]; 1], Error> {
        let residue = |x: &Signed, interrupt: &mut dyn Interrupt| {
            ring.residue_of(x.magnitude.limbs(), x.negative, interrupt)
        };
        Ok([self.in_ring(ring, residue, interrupt)?])
    }

    fn modulo_word<W: Word>(&self, m: W, interrupt: &mut dyn Interrupt) -> Result<[W; 1], Error> {
        let term = self;
        Ok([over(m, ModuloWord { term, interrupt })?])
    }

    fn modulo_power_of_two<W: Word>(
        &self,
        power: W,
        interrupt: &mut dyn Interrupt,
    ) -> Result<[W; 1], Error> {
        Ok([self.in_word_ring(&PowerOfTwo::new(power), interrupt)?])
    }
}

struct ModuloWord<'a> {
    term: &'a Term<'a>,
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for ModuloWord<'_> {
    type Output = Result<W, Error>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        self.term.in_word_ring(&ring, self.interrupt)
    }
}

/// A denominator Q(x), and Q(-x).
pub struct Denominator<T> {
    plus: Vec<T>,
    minus: Vec<T>,
}

impl<T: Copy> Denominator<T> {
    /// The denominator 1 - c1 x - ... - ck x^k.
    pub fn new<R: Ring<Residue = T>>(ring: &R, coefficients: &[T]) -> Self {
        let negated = coefficients.iter().map(|&c| ring.subtract(zero(ring), c));
        Self::of(ring, [ring.one()].into_iter().chain(negated).collect())
    }

    fn of<R: Ring<Residue = T>>(ring: &R, plus: Vec<T>) -> Self {
        let mut minus = plus.clone();
        for x in minus.iter_mut().skip(1).step_by(2) {
            *x = ring.subtract(zero(ring), *x);
        }
        Self { plus, minus }
    }

    /// The numerator P(x) of the first quotient, from the start values.
    pub fn numerator<R: Ring<Residue = T>>(&self, ring: &R, start: &[T]) -> Vec<T> {
        let places = 0..start.len();
        places
            .map(|at| coefficient(ring, start, &self.plus, at, at))
            .collect()
    }

    /// Writes the numerator of the quotient for places of one parity to `next`.
    pub fn halve<R: Ring<Residue = T>>(&self, ring: &R, p: &[T], odd: usize, next: &mut [T]) {
        for (i, next) in next.iter_mut().enumerate() {
            let at = 2 * i + odd;
            *next = coefficient(ring, p, &self.minus, at, at);
        }
    }

    /// The denominator of both quotients.
    pub fn next<R: Ring<Residue = T>>(&self, ring: &R) -> Self {
        let (plus, minus) = (&self.plus, &self.minus);
        let one = |i: usize| {
            let square = ring.multiply(plus[i], minus[i]);
            match i {
                0 => square,
                // What is on either side of the middle is the same.
                _ => ring.add(
                    ring.double(coefficient(ring, plus, minus, 2 * i, i - 1)),
                    square,
                ),
            }
        };
        Self::of(ring, (0..plus.len()).map(one).collect())
    }
}

fn zero<R: Ring>(ring: &R) -> R::Residue {
    ring.subtract(ring.one(), ring.one())
}

/// The part of the coefficient at a place of x y that has the first coefficients of y, up to that of x^`last`.
#[inline(always)]
fn coefficient<R: Ring>(
    ring: &R,
    x: &[R::Residue],
    y: &[R::Residue],
    at: usize,
    last: usize,
) -> R::Residue {
    let first = (at + 1).saturating_sub(x.len());
    let end = (last + 1).min(y.len());
    if first >= end {
        return zero(ring);
    }
    let x = x[at + 1 - end..=at - first].iter().rev();
    ring.dot(x.zip(&y[first..end]))
}
