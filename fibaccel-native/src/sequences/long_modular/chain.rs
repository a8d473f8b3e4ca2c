//! The chains of doubling modulo a large M: few products a bit, none of them in parallel with another.

use super::constant::SHORT;
use super::modulus::{Element, Modulus};
use super::start::exact_start;
use crate::bignum::Signed;
use crate::limbs::bits;
use crate::runtime::{Error, Interrupt};
use crate::sequences::fibonacci::Sequence;
use crate::sequences::modular::chain::Start;
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

    /// The coefficient itself as an element.
    fn element(
        &self,
        modulus: &mut Modulus<'_>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Element, Error> {
        let mut element = modulus.element(&[1], interrupt)?;
        match self {
            Self::Short(_) => self.multiply(modulus, &mut element, interrupt)?,
            Self::Long(factor) => modulus.copy(&mut element, factor),
        }
        Ok(element)
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

    /// Multiplies x by y and subtracts a product with the coefficient: x = x y - p z, or x y - q z.
    fn multiply_less(
        &self,
        modulus: &mut Modulus<'_>,
        x: &mut Element,
        [y, z]: [&Element; 2],
        spare: &mut Element,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        if let Self::Long(factor) = self {
            return modulus.multiply_less(x, y, [factor, z], interrupt);
        }
        modulus.multiply(x, y, interrupt)?;
        modulus.copy(spare, z);
        self.multiply(modulus, spare, interrupt)?;
        modulus.subtract(x, spare);
        Ok(())
    }
}

/// The pair U(k) and U(k+1) of p and q, modulo M, and what a walk to V(n) needs beside it.
pub struct GeneralPair<'a> {
    p: Coefficient<'a>,
    q: Coefficient<'a>,
    at: Element,
    after: Element,
    /// The power q^k.
    power: Element,
    /// The number of bits of n below those of k.
    bits: usize,
    /// Whether k is 1, so that the pair is 1 and p.
    is_first: bool,
    spare: [Element; 2],
}

impl<'a> GeneralPair<'a> {
    /// The exact pair of the start, or U(1) and U(2): for the highest bit of an n that is not 0.
    pub fn new(
        modulus: &mut Modulus<'_>,
        [p, q]: [&'a Signed; 2],
        n: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let exact = exact_start([p, q], n);
        let p = Coefficient::new(modulus, p, interrupt)?;
        let q = Coefficient::new(modulus, q, interrupt)?;
        let (at, after, power, bits) = match exact {
            Some(Start { pair, power, bits }) => {
                let [at, after] = pair.map(|x| signed(modulus, x, interrupt));
                (at?, after?, signed(modulus, power, interrupt)?, bits)
            }
            None => {
                let (after, power) = (
                    p.element(modulus, interrupt)?,
                    q.element(modulus, interrupt)?,
                );
                (signed(modulus, 1, interrupt)?, after, power, bits(n) - 1)
            }
        };
        Ok(Self {
            p,
            q,
            at,
            after,
            power,
            bits,
            is_first: exact.is_none(),
            spare: [
                modulus.element(&[], interrupt)?,
                modulus.element(&[], interrupt)?,
            ],
        })
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
            ..
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
        modulus.square_less(y, [qx, x], interrupt)?;
        if odd {
            swap(x, y);
            swap(y, other);
        } else {
            swap(x, other);
        }
        Ok(())
    }

    /// The term U(n): three products a bit, and those with p and q.
    pub fn u(
        mut self,
        modulus: &mut Modulus<'_>,
        n: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Element, Error> {
        for at in (0..self.bits).rev() {
            interrupt.poll()?;
            self.double(modulus, bit(n, at), interrupt)?;
        }
        Ok(self.at)
    }

    /// The term V(n). With s = q^k:
    ///
    /// ```text
    /// V(2k)   = V(k)^2 - 2 s              q^(2k)   = s^2
    /// V(2k+1) = V(k) V(k+1) - s p         q^(2k+1) = q s^2
    /// V(2k+2) = V(k+1)^2 - 2 q s
    /// ```
    ///
    /// That is two products a bit where q is 1 or -1, and otherwise two or three more, one of them reduced with another.
    pub fn v(
        mut self,
        modulus: &mut Modulus<'_>,
        n: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Element, Error> {
        self.companions(modulus, interrupt)?;
        if let Coefficient::Short(q) = self.q
            && let Some(1 | -1) = q.to_i128()
        {
            return self.v_of_unit(modulus, q.negative, n, interrupt);
        }
        let Self {
            p,
            q,
            mut at,
            mut after,
            mut power,
            bits,
            spare: [mut next, mut other],
            ..
        } = self;
        for below in (0..bits).rev() {
            interrupt.poll()?;
            let odd = bit(n, below);
            let (between, squared) = match odd {
                true => (&mut at, &mut after),
                false => (&mut after, &mut at),
            };
            // Of the last pair the second is not needed, nor is a power.
            let is_last = below == 0;
            if odd || !is_last {
                p.multiply_less(modulus, between, [squared, &power], &mut other, interrupt)?;
            }
            if odd && is_last {
                break;
            }
            modulus.copy(&mut next, &power);
            if odd {
                q.multiply(modulus, &mut next, interrupt)?;
            }
            modulus.square(squared, interrupt)?;
            modulus.subtract(squared, &next);
            modulus.subtract(squared, &next);
            match (is_last, odd) {
                (true, _) => {}
                (false, true) => modulus.multiply(&mut power, &next, interrupt)?,
                (false, false) => modulus.square(&mut power, interrupt)?,
            }
        }
        Ok(at)
    }

    /// The term V(n) for a q that is 1, or -1 if `negative`, from V(k) and V(k+1): two products a bit.
    fn v_of_unit(
        self,
        modulus: &mut Modulus<'_>,
        negative: bool,
        n: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Element, Error> {
        let Self {
            p,
            mut at,
            mut after,
            bits,
            ..
        } = self;
        let constant = p.element(modulus, interrupt)?;
        let mut minus = negative && bits < 64 * n.len() && bit(n, bits);
        for below in (0..bits).rev() {
            interrupt.poll()?;
            let odd = bit(n, below);
            let (between, squared) = match odd {
                true => (&mut at, &mut after),
                false => (&mut after, &mut at),
            };
            let is_last = below == 0;
            if odd || !is_last {
                modulus.multiply(between, squared, interrupt)?;
                match minus {
                    true => modulus.add(between, &constant),
                    false => modulus.subtract(between, &constant),
                }
            }
            if odd && is_last {
                break;
            }
            modulus.square(squared, interrupt)?;
            let next = odd && negative;
            modulus.adjust(squared, if minus == next { -2 } else { 2 });
            minus = next;
        }
        Ok(at)
    }

    /// Replaces the pair by V(k) = 2 U(k+1) - p U(k) and V(k+1) = p U(k+1) - 2 q U(k).
    fn companions(
        &mut self,
        modulus: &mut Modulus<'_>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let Self {
            p,
            q,
            at,
            after,
            is_first,
            spare: [next, qx],
            ..
        } = self;
        modulus.copy(next, after);
        p.multiply(modulus, next, interrupt)?;
        modulus.copy(qx, at);
        q.multiply(modulus, qx, interrupt)?;
        modulus.subtract(next, qx);
        modulus.subtract(next, qx);
        swap(after, next);
        if *is_first {
            swap(at, next);
            return Ok(());
        }
        p.multiply(modulus, at, interrupt)?;
        modulus.subtract_from(at, next);
        modulus.add(at, next);
        Ok(())
    }
}

/// The element of a number of a word, which is below M but for its sign.
fn signed(modulus: &Modulus<'_>, x: i128, interrupt: &mut dyn Interrupt) -> Result<Element, Error> {
    let size = x.unsigned_abs();
    let mut element = modulus.element(&[size as u64, (size >> 64) as u64], interrupt)?;
    if x < 0 {
        modulus.negate(&mut element);
    }
    Ok(element)
}
