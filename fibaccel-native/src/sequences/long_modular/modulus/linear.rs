//! Linear operations modulo M: a carry or a comparison tells whether M has to be subtracted or added.

use super::{Element, Modulus};
use crate::limbs::shifts::shift_left;
use crate::limbs::{add, compare, subtract, subtract_from, trimmed};
use std::cmp::Ordering;

impl Modulus<'_> {
    /// Adds y modulo M: x = x + y.
    pub fn add(&self, x: &mut Element, y: &Element) {
        x.residues = x.residues + y.residues;
        let carry = add(&mut x.limbs, &y.limbs);
        self.settle(x, carry);
    }

    /// Doubles modulo M: x = 2 x.
    pub fn double(&self, x: &mut Element) {
        x.residues = x.residues + x.residues;
        let carry = shift_left(&mut x.limbs, 1) == 1;
        self.settle(x, carry);
    }

    /// Negates modulo M: x = -x.
    pub fn negate(&self, x: &mut Element) {
        if trimmed(&x.limbs) > 0 {
            x.residues = self.check.unwrap_or_default() - x.residues;
            subtract_from(&mut x.limbs, self.limbs());
        }
    }

    /// Subtracts y modulo M: x = x - y.
    pub fn subtract(&self, x: &mut Element, y: &Element) {
        x.residues = x.residues - y.residues;
        let borrow = subtract(&mut x.limbs, &y.limbs);
        self.lift(x, borrow);
    }

    /// Subtracts from y modulo M: x = y - x.
    pub fn subtract_from(&self, x: &mut Element, y: &Element) {
        x.residues = y.residues - x.residues;
        let borrow = subtract_from(&mut x.limbs, &y.limbs);
        self.lift(x, borrow);
    }

    /// Adds a small c of any sign modulo M: x = x + c.
    pub fn adjust(&self, x: &mut Element, c: i64) {
        let (word, residues) = ([c.unsigned_abs()], self.small(c.unsigned_abs()));
        if c < 0 {
            x.residues = x.residues - residues;
            let borrow = subtract(&mut x.limbs, &word);
            self.lift(x, borrow);
        } else {
            x.residues = x.residues + residues;
            let carry = add(&mut x.limbs, &word);
            self.settle(x, carry);
        }
    }

    /// Subtracts M from x if x is not below M, or carried.
    pub(super) fn settle(&self, x: &mut Element, carry: bool) {
        if carry || compare(&x.limbs, self.limbs()) != Ordering::Less {
            subtract(&mut x.limbs, self.limbs());
            x.residues = x.residues - self.check.unwrap_or_default();
        }
    }

    /// Adds M to x if x borrowed.
    pub(super) fn lift(&self, x: &mut Element, borrow: bool) {
        if borrow {
            add(&mut x.limbs, self.limbs());
            x.residues = x.residues + self.check.unwrap_or_default();
        }
    }
}
