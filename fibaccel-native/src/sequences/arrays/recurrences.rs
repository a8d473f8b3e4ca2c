//! Terms of one linear recurrence modulo one m, at many n: the denominators are the same for all of them.

use super::operand::Operand;
use crate::rings::{Task, WordRing, over};
use crate::runtime::cells::Cell;
use crate::runtime::{Error, Interrupt};
use crate::sequences::recurrences::in_ring::Denominator;
use std::mem::swap;

/// Writes the term at n modulo m, which is not 0, for each element.
///
/// # Panics
///
/// If there are no coefficients, not as many as start values, or fewer n than elements.
pub fn recurrence_terms(
    [coefficients, start]: [&[u64]; 2],
    n: Operand<'_>,
    m: u64,
    out: &[Cell],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    assert!(!start.is_empty() && start.len() == coefficients.len());
    let task = Terms {
        coefficients,
        start,
        n,
        out,
        interrupt,
    };
    over(m, task)
}

struct Terms<'a> {
    coefficients: &'a [u64],
    start: &'a [u64],
    n: Operand<'a>,
    out: &'a [Cell],
    interrupt: &'a mut dyn Interrupt,
}

impl Task<u64> for Terms<'_> {
    type Output = Result<(), Error>;

    fn run<R: WordRing<Word = u64>>(self, ring: R) -> Self::Output {
        let residues = |words: &[u64]| words.iter().map(|&x| ring.residue(x)).collect::<Vec<_>>();
        let (coefficients, start) = (residues(self.coefficients), residues(self.start));
        let bits = (0..self.out.len()).fold(0, |all, i| all | self.n.get(i));
        let mut denominators = vec![Denominator::new(&ring, &coefficients)];
        for _ in 1..u64::BITS - bits.leading_zeros() {
            self.interrupt.poll()?;
            let last = denominators.last().expect("not empty");
            denominators.push(last.next(&ring));
        }
        let first = denominators[0].numerator(&ring, &start);
        let (mut p, mut next) = (first.clone(), first.clone());
        for i in 0..self.out.len() {
            self.interrupt.poll()?;
            p.copy_from_slice(&first);
            let mut n = self.n.get(i);
            for q in &denominators {
                if n == 0 {
                    break;
                }
                q.halve(&ring, &p, (n & 1) as usize, &mut next);
                swap(&mut p, &mut next);
                n >>= 1;
            }
            self.out[i].set(ring.value(p[0]));
        }
        Ok(())
    }
}
