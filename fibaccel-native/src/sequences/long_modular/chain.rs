//! The chains of doubling modulo a large M: few products a bit, none of them in parallel with another.

use super::constant::SHORT;
use super::modulus::{Element, Modulus};
use crate::bignum::Signed;
use crate::runtime::{Error, Interrupt};
use crate::sequences::fibonacci::Sequence;
use std::mem::swap;

/// Whether the bit of n at that place is set.
fn bit(n: &[u64], at: usize) -> bool {
    (n[at / 64] >> (at % 64)) % 2 == 1
}

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

    /// Takes the steps for the bits of n below `bits`, except for the lowest bit: two squares each.
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
        bits: usize,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        for at in (1..bits).rev() {
            interrupt.poll()?;
            let two = 2 * self.sign();
            let (x, y) = (&mut self.at, &mut self.after);
            modulus.square(x, interrupt)?;
            modulus.adjust(x, -two);
            modulus.square(y, interrupt)?;
            modulus.adjust(y, two);
            self.odd = bit(n, at);
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
}

/// A coefficient p or q modulo M.
enum Coefficient<'a> {
    Short(&'a Signed),
    Long(Element),
}

impl<'a> Coefficient<'a> {
    fn new(
        modulus: &mut Modulus<'_>,
        x: &'a Signed,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let limbs = x.magnitude.limbs();
        // What is longer than M is reduced: a product has room for twice as many limbs.
        if limbs.len() <= SHORT.min(modulus.limbs().len()) {
            return Ok(Self::Short(x));
        }
        let mut residue = modulus.element(&[], interrupt)?;
        for limbs in limbs.chunks(modulus.limbs().len()).rev() {
            modulus.append(&mut residue, limbs, interrupt)?;
        }
        if x.negative {
            modulus.negate(&mut residue);
        }
        Ok(Self::Long(residue))
    }

    /// Multiplies x by the coefficient: x = p x or x = q x.
    fn multiply(
        &self,
        modulus: &mut Modulus<'_>,
        x: &mut Element,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        match self {
            Self::Short(factor) => {
                modulus.scale(x, factor.magnitude.limbs(), interrupt)?;
                if factor.negative {
                    modulus.negate(x);
                }
                Ok(())
            }
            Self::Long(factor) => modulus.multiply(x, factor, interrupt),
        }
    }
}

/// The pair U(k) and U(k+1) of p and q, modulo M.
pub struct GeneralPair<'a> {
    p: Coefficient<'a>,
    q: Coefficient<'a>,
    at: Element,
    after: Element,
    /// Room for p times one of the two, and for q U(k).
    spare: [Element; 2],
}

impl<'a> GeneralPair<'a> {
    /// The pair U(0) and U(1).
    pub fn new(
        modulus: &mut Modulus<'_>,
        [p, q]: [&'a Signed; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        Ok(Self {
            p: Coefficient::new(modulus, p, interrupt)?,
            q: Coefficient::new(modulus, q, interrupt)?,
            at: modulus.element(&[], interrupt)?,
            after: modulus.element(&[1], interrupt)?,
            spare: [
                modulus.element(&[], interrupt)?,
                modulus.element(&[], interrupt)?,
            ],
        })
    }

    /// Walks to the pair at n: three products a bit, and those with p and q.
    pub fn advance(
        &mut self,
        modulus: &mut Modulus<'_>,
        n: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        for at in (0..64 * n.len()).rev() {
            interrupt.poll()?;
            self.double(modulus, bit(n, at), interrupt)?;
        }
        Ok(())
    }

    /// Walks from the pair at k to that at 2k, or at 2k + 1 if `odd`.
    ///
    /// ```text
    /// U(2k)   = U(k) (2 U(k+1) - p U(k))
    /// U(2k+1) = U(k+1)^2 - q U(k)^2
    /// U(2k+2) = U(k+1) (p U(k+1) - 2 q U(k))
    /// ```
    fn double(
        &mut self,
        modulus: &mut Modulus<'_>,
        odd: bool,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let Self {
            p,
            q,
            at: x,
            after: y,
            spare: [other, qx],
        } = self;
        modulus.copy(other, if odd { y } else { x });
        p.multiply(modulus, other, interrupt)?;
        modulus.copy(qx, x);
        q.multiply(modulus, qx, interrupt)?;
        if odd {
            modulus.subtract(other, qx);
            modulus.subtract(other, qx);
            modulus.multiply(other, y, interrupt)?;
        } else {
            modulus.subtract_from(other, y);
            modulus.add(other, y);
            modulus.multiply(other, x, interrupt)?;
        }
        modulus.multiply(x, qx, interrupt)?;
        modulus.square(y, interrupt)?;
        modulus.subtract(y, x);
        if odd {
            swap(x, y);
            swap(y, other);
        } else {
            swap(x, other);
        }
        Ok(())
    }

    /// The term U(n) of the pair at n.
    pub fn u(self) -> Element {
        self.at
    }

    /// The term V(n) = 2 U(n+1) - p U(n) of the pair at n.
    pub fn v(
        self,
        modulus: &mut Modulus<'_>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Element, Error> {
        let (mut at, after) = (self.at, self.after);
        self.p.multiply(modulus, &mut at, interrupt)?;
        modulus.subtract_from(&mut at, &after);
        modulus.add(&mut at, &after);
        Ok(at)
    }
}
