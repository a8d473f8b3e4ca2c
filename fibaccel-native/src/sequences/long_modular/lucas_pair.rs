//! The chain of Lucas numbers modulo a large M: two squares a bit.

use super::modulus::{Element, Modulus};
use crate::bignum::Signed;
use crate::runtime::{Error, Interrupt};
use crate::sequences::fibonacci::Sequence;
use crate::sequences::modular::Term;
use crate::sequences::modular::walk::is_odd;
use std::ops::Range;

/// The pair L(k) and L(k+1) modulo M.
pub struct LucasPair {
    /// L(k).
    pub at: Element,
    /// L(k+1).
    pub after: Element,
    /// Whether k is odd.
    pub odd: bool,
}

impl LucasPair {
    /// The sign (-1)^k.
    fn sign(&self) -> i64 {
        if self.odd { -1 } else { 1 }
    }

    /// Takes the steps for these bits of n: two squares each.
    ///
    /// ```text
    /// L(2k)   = L(k)^2 - 2 s       with s = (-1)^k
    /// L(2k+2) = L(k+1)^2 + 2 s
    /// L(2k+1) = L(2k+2) - L(2k)
    /// ```
    pub fn advance(
        &mut self,
        modulus: &mut Modulus<'_>,
        n: &[u64],
        bits: Range<usize>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        for at in bits.rev() {
            interrupt.poll()?;
            let two = 2 * self.sign();
            let (x, y) = (&mut self.at, &mut self.after);
            modulus.square(x, interrupt)?;
            modulus.adjust(x, -two);
            modulus.square(y, interrupt)?;
            modulus.adjust(y, two);
            self.odd = is_odd(n, at);
            if self.odd {
                modulus.subtract_from(x, y);
            } else {
                modulus.subtract(y, x);
            }
        }
        Ok(())
    }

    /// The term at 2k, or at 2k + 1 if `odd`: one product. F is modulo M / 5, for a multiple M of 5.
    ///
    /// ```text
    /// L(2k)   = L(k)^2 - 2 s
    /// L(2k+1) = L(k) L(k+1) - s
    /// F(2k)   = L(k) F(k)             5 F(k)   = 2 L(k+1) - L(k)
    /// F(2k+1) = L(k) F(k+1) - s       5 F(k+1) = 2 L(k) + L(k+1)
    /// ```
    pub fn into_term(
        self,
        modulus: &mut Modulus<'_>,
        sequence: Sequence,
        odd: bool,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Element, Error> {
        let sign = self.sign();
        let (mut at, mut after) = (self.at, self.after);
        if sequence == Sequence::Fibonacci {
            if odd {
                modulus.add(&mut after, &at);
                modulus.add(&mut after, &at);
            } else {
                modulus.double(&mut after);
                modulus.subtract(&mut after, &at);
            }
            modulus.divide_by_five(&mut after, interrupt)?;
        }
        let constant = match (sequence, odd) {
            (_, true) => -sign,
            (Sequence::Fibonacci, false) => 0,
            (Sequence::Lucas, false) => -2 * sign,
        };
        match (sequence, odd) {
            (Sequence::Lucas, false) => modulus.square(&mut at, interrupt)?,
            _ => modulus.multiply(&mut at, &after, interrupt)?,
        }
        modulus.adjust(&mut at, constant);
        Ok(at)
    }

    /// The terms L(k) and L(k+1), F(k) and F(k+1), or F(k) and L(k). F is modulo M / 5, for a multiple M of 5.
    pub fn into_terms(
        self,
        modulus: &mut Modulus<'_>,
        sequence: Term<&Signed>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<[Element; 2], Error> {
        let (at, mut after) = (self.at, self.after);
        if sequence == Term::Lucas {
            return Ok([at, after]);
        }
        // 5 F(k) = 2 L(k+1) - L(k), and 5 F(k+1) = 2 L(k) + L(k+1).
        let mut second = modulus.element(&[], interrupt)?;
        modulus.copy(&mut second, &at);
        if sequence == Term::Fibonacci {
            modulus.double(&mut second);
            modulus.add(&mut second, &after);
            modulus.divide_by_five(&mut second, interrupt)?;
        }
        modulus.double(&mut after);
        modulus.subtract(&mut after, &at);
        modulus.divide_by_five(&mut after, interrupt)?;
        Ok([after, second])
    }
}
