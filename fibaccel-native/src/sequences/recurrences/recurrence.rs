//! The numbers that define a recurrence, and its two directions.

use crate::bignum::{Integer, Signed};
use crate::limbs::add;
use crate::runtime::Error;

/// A recurrence, with as many coefficients as start values, and at least one.
pub struct Recurrence {
    /// The coefficients c1 to ck.
    pub coefficients: Vec<Signed>,
    /// The start values w(0) to w(k-1).
    pub start: Vec<Signed>,
}

impl Recurrence {
    /// The recurrence of the terms in the other direction, w(k-1) first, for a ck of 1 or -1.
    pub fn backwards(mut self) -> Self {
        let last = self.coefficients.pop().expect("an order of at least 1");
        debug_assert_eq!(last.magnitude.limbs(), [1]);
        self.coefficients.reverse();
        for c in &mut self.coefficients {
            c.negative = c.negative == last.negative && !c.magnitude.limbs().is_empty();
        }
        self.coefficients.push(last);
        self.start.reverse();
        self
    }

    /// The recurrence that leads to w(n) in its direction, and the place of that term from its start: for a negative n
    /// backwards, w(k-1-i) at i.
    pub fn directed(self, mut n: Signed) -> Result<(Self, Signed), Error> {
        if !n.negative {
            return Ok((self, n));
        }
        let steps = self.start.len() as u64 - 1;
        let mut place = Integer::with_capacity(n.magnitude.limbs().len() + 1)?;
        place.set(n.magnitude.limbs());
        place.rewrite(n.magnitude.limbs().len() + 1, |limbs| {
            *limbs.last_mut().expect("one more") = 0;
            add(limbs, &[steps]);
        });
        n.magnitude = place;
        n.negative = false;
        Ok((self.backwards(), n))
    }

    /// The place of the term at n among the start values, if it has one.
    pub fn place(&self, n: &[u64]) -> Option<usize> {
        let n = match *n {
            [] => 0,
            [n] => usize::try_from(n).ok()?,
            _ => return None,
        };
        (n < self.start.len()).then_some(n)
    }
}
