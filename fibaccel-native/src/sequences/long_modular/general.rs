//! The chains of doubling of Lucas sequences modulo a large M: few products a bit, none of them in parallel with
//! another.

use super::coefficient::Coefficient;
use super::modulus::{Element, Modulus};
use super::short::{exact_pair, short_pair};
use crate::bignum::Signed;
use crate::limbs::bits;
use crate::runtime::{Error, Interrupt};
use crate::sequences::lucas::short::Kind;
use crate::sequences::modular::walk::{is_odd, trailing_zeros};
use std::mem::swap;

/// The sequence of p and q modulo M, along the bits of n.
pub struct General<'a, 'm> {
    modulus: &'a mut Modulus<'m>,
    pq: [&'a Signed; 2],
    p: Coefficient<'a>,
    q: Coefficient<'a>,
    n: &'a [u64],
    interrupt: &'a mut dyn Interrupt,
}

impl<'a, 'm> General<'a, 'm> {
    /// The sequence of p and q, for an index that is not 0.
    pub fn new(
        modulus: &'a mut Modulus<'m>,
        pq: [&'a Signed; 2],
        n: &'a [u64],
        interrupt: &'a mut dyn Interrupt,
    ) -> Result<Self, Error> {
        Ok(Self {
            p: Coefficient::new(modulus, pq[0], interrupt)?,
            q: Coefficient::new(modulus, pq[1], interrupt)?,
            modulus,
            pq,
            n,
            interrupt,
        })
    }

    /// The term at n.
    pub fn term(mut self, kind: Kind) -> Result<Element, Error> {
        match kind {
            Kind::U if self.is_unit() && !self.is_short() => {
                let [u, _] = self.of_unit(Some(kind))?;
                Ok(u)
            }
            Kind::U => self.u(),
            Kind::V if self.is_unit() => {
                let [_, v] = self.of_unit(Some(kind))?;
                Ok(v)
            }
            Kind::V if self.is_short() => {
                let ([at, after], _) = self.u_pair(0)?;
                self.v_of(at, &after)
            }
            Kind::V => self.v(),
        }
    }

    /// U(n) and V(n).
    pub fn both(mut self) -> Result<[Element; 2], Error> {
        if self.is_unit() && !self.is_short() {
            return self.of_unit(None);
        }
        let ([at, after], _) = self.u_pair(0)?;
        let mut copy = self.element(&[], false)?;
        self.modulus.copy(&mut copy, &at);
        Ok([at, self.v_of(copy, &after)?])
    }

    /// Whether p and q are short.
    fn is_short(&self) -> bool {
        let pq = (&self.p, &self.q);
        matches!(pq, (Coefficient::Short(_), Coefficient::Short(_)))
    }

    /// Whether q is 1 or -1.
    fn is_unit(&self) -> bool {
        matches!(self.pq[1].to_i128(), Some(1 | -1))
    }

    /// The element of a number below M.
    fn element(&mut self, x: &[u64], negative: bool) -> Result<Element, Error> {
        let mut element = self.modulus.element(x, self.interrupt)?;
        if negative {
            self.modulus.negate(&mut element);
        }
        Ok(element)
    }

    /// U(k) and U(k+1), exact or for the two highest bits of n, and the number of bits that are left.
    fn start(&mut self) -> Result<([Element; 2], usize), Error> {
        let Self {
            modulus,
            p,
            q,
            n,
            interrupt,
            ..
        } = self;
        if let Some(pq) = short_pair(self.pq) {
            return exact_pair(pq, n, modulus.limbs().len() - 1, |pair, bits| {
                let [at, after] = pair.map(|(x, negative)| self.element(x, negative));
                Ok(([at?, after?], bits))
            });
        }
        let first = p.element(modulus, *interrupt)?;
        let Some(left) = bits(n).checked_sub(2) else {
            return Ok(([self.element(&[1], false)?, first], 0));
        };
        // U(3) = p^2 - q, U(4) = p (U(3) - q).
        let other = q.element(modulus, *interrupt)?;
        let mut third = modulus.element(&[], *interrupt)?;
        modulus.copy(&mut third, &first);
        modulus.square(&mut third, *interrupt)?;
        modulus.subtract(&mut third, &other);
        if !is_odd(n, left) {
            return Ok(([first, third], left));
        }
        let mut fourth = other;
        modulus.subtract_from(&mut fourth, &third);
        p.multiply(modulus, &mut fourth, *interrupt)?;
        Ok(([third, fourth], left))
    }

    /// U(k) and U(k+1) for n without its lowest `low` bits, or fewer, and the number of bits that are left.
    ///
    /// ```text
    /// U(2k)   = U(k) (2 U(k+1) - p U(k))
    /// U(2k+1) = U(k+1)^2 - q U(k)^2
    /// U(2k+2) = U(k+1) (p U(k+1) - 2 q U(k))
    /// ```
    ///
    /// That is three products a bit, and those with p and q.
    fn u_pair(&mut self, low: usize) -> Result<([Element; 2], usize), Error> {
        let ([mut x, mut y], bits) = self.start()?;
        let [mut other, mut qx] = [self.element(&[], false)?, self.element(&[], false)?];
        let Self {
            modulus,
            p,
            q,
            n,
            interrupt,
            ..
        } = self;
        for at in (low..bits).rev() {
            interrupt.poll()?;
            let odd = is_odd(n, at);
            modulus.copy(&mut other, if odd { &y } else { &x });
            p.multiply(modulus, &mut other, *interrupt)?;
            modulus.copy(&mut qx, &x);
            q.multiply(modulus, &mut qx, *interrupt)?;
            if odd {
                modulus.subtract(&mut other, &qx);
                modulus.subtract(&mut other, &qx);
                modulus.multiply(&mut other, &y, *interrupt)?;
            } else {
                modulus.subtract_from(&mut other, &y);
                modulus.add(&mut other, &y);
                modulus.multiply(&mut other, &x, *interrupt)?;
            }
            modulus.square_less(&mut y, [&qx, &x], *interrupt)?;
            if odd {
                swap(&mut x, &mut y);
                swap(&mut y, &mut other);
            } else {
                swap(&mut x, &mut other);
            }
        }
        Ok(([x, y], bits.min(low)))
    }

    /// U(n): the last step makes no pair.
    fn u(mut self) -> Result<Element, Error> {
        let ([mut at, mut after], left) = self.u_pair(1)?;
        if left == 0 {
            return Ok(at);
        }
        if !is_odd(self.n, 0) {
            let mut factor = self.element(&[], false)?;
            self.modulus.copy(&mut factor, &at);
            let factor = self.v_of(factor, &after)?;
            self.modulus.multiply(&mut at, &factor, self.interrupt)?;
            return Ok(at);
        }
        let mut product = self.element(&[], false)?;
        self.modulus.copy(&mut product, &at);
        self.q
            .multiply(self.modulus, &mut product, self.interrupt)?;
        self.modulus
            .square_less(&mut after, [&product, &at], self.interrupt)?;
        Ok(after)
    }

    /// V(k) = 2 U(k+1) - p U(k), in place of U(k).
    fn v_of(&mut self, mut at: Element, after: &Element) -> Result<Element, Error> {
        self.p.multiply(self.modulus, &mut at, self.interrupt)?;
        self.modulus.subtract_from(&mut at, after);
        self.modulus.add(&mut at, after);
        Ok(at)
    }

    /// V(1) = p and V(2) = p^2 - 2 q.
    fn first_v_pair(&mut self) -> Result<[Element; 2], Error> {
        let at = self.p.element(self.modulus, self.interrupt)?;
        let mut after = self.q.element(self.modulus, self.interrupt)?;
        let mut square = self.element(&[], false)?;
        self.modulus.copy(&mut square, &at);
        self.modulus.square(&mut square, self.interrupt)?;
        self.modulus.double(&mut after);
        self.modulus.subtract_from(&mut after, &square);
        Ok([at, after])
    }

    /// V(k) and V(k+1) from U(k) and U(k+1), the latter p U(k+1) - 2 q U(k), for short p and q.
    fn v_pair(&mut self, [u, next]: [Element; 2]) -> Result<[Element; 2], Error> {
        let [mut after, mut qu] = [self.element(&[], false)?, self.element(&[], false)?];
        self.modulus.copy(&mut after, &next);
        self.modulus.copy(&mut qu, &u);
        self.p.multiply(self.modulus, &mut after, self.interrupt)?;
        self.q.multiply(self.modulus, &mut qu, self.interrupt)?;
        self.modulus.subtract(&mut after, &qu);
        self.modulus.subtract(&mut after, &qu);
        Ok([self.v_of(u, &next)?, after])
    }

    /// V(n), from V(k), V(k+1) and s = q^k:
    ///
    /// ```text
    /// V(2k)   = V(k)^2 - 2 s              q^(2k)   = s^2
    /// V(2k+1) = V(k) V(k+1) - s p         q^(2k+1) = q s^2
    /// V(2k+2) = V(k+1)^2 - 2 q s
    /// ```
    ///
    /// That is four products a bit or five, of them two reduced together. From the largest odd divisor of n on, V(k+1)
    /// is not needed any more.
    fn v(mut self) -> Result<Element, Error> {
        let [mut at, mut after] = self.first_v_pair()?;
        let mut power = self.q.element(self.modulus, self.interrupt)?;
        let [mut next, mut other] = [self.element(&[], false)?, self.element(&[], false)?];
        let Self {
            modulus,
            p,
            q,
            n,
            interrupt,
            ..
        } = self;
        let twos = trailing_zeros(n);
        for below in (twos..bits(n) - 1).rev() {
            interrupt.poll()?;
            let odd = is_odd(n, below);
            let (between, squared) = match odd {
                true => (&mut at, &mut after),
                false => (&mut after, &mut at),
            };
            p.multiply_less(modulus, between, [squared, &power], &mut other, interrupt)?;
            if below == 0 {
                break;
            }
            modulus.copy(&mut next, &power);
            if odd {
                q.multiply(modulus, &mut next, interrupt)?;
            }
            if below > twos {
                modulus.square(squared, interrupt)?;
                modulus.subtract(squared, &next);
                modulus.subtract(squared, &next);
            }
            match odd {
                true => modulus.multiply(&mut power, &next, interrupt)?,
                false => modulus.square(&mut power, interrupt)?,
            }
        }
        for below in (0..twos).rev() {
            interrupt.poll()?;
            modulus.square(&mut at, interrupt)?;
            modulus.subtract(&mut at, &power);
            modulus.subtract(&mut at, &power);
            if below > 0 {
                modulus.square(&mut power, interrupt)?;
            }
        }
        Ok(at)
    }

    /// U(n) and V(n), or the one of that kind alone, for a q of 1 or -1: from V(k) and V(k+1), and for U from U(k), too.
    /// That is two products a bit, or three. With s = q^k:
    ///
    /// ```text
    /// U(2k)   = U(k) V(k)        U(2k+1) = U(k) V(k+1) + s
    /// ```
    fn of_unit(mut self, kind: Option<Kind>) -> Result<[Element; 2], Error> {
        let ([mut at, mut after], bits) = match &self.p {
            Coefficient::Short(_) => {
                let (pair, bits) = self.start()?;
                (self.v_pair(pair)?, bits)
            }
            Coefficient::Long(_) => (self.first_v_pair()?, bits(self.n) - 1),
        };
        let (with_u, with_v) = (kind != Some(Kind::V), kind != Some(Kind::U));
        let mut u = self.element(&[1], false)?;
        let constant = self.p.element(self.modulus, self.interrupt)?;
        let Self {
            modulus,
            n,
            interrupt,
            ..
        } = self;
        let negative = self.pq[1].negative;
        let mut minus = negative && is_odd(n, bits);
        let twos = trailing_zeros(n).min(bits);
        for below in (twos..bits).rev() {
            interrupt.poll()?;
            let odd = is_odd(n, below);
            let (between, squared) = match odd {
                true => (&mut at, &mut after),
                false => (&mut after, &mut at),
            };
            if with_u {
                modulus.multiply(&mut u, squared, interrupt)?;
                if odd {
                    modulus.adjust(&mut u, if minus { -1 } else { 1 });
                }
                if below == 0 && !with_v {
                    break;
                }
            }
            modulus.multiply(between, squared, interrupt)?;
            match minus {
                true => modulus.add(between, &constant),
                false => modulus.subtract(between, &constant),
            }
            let next = odd && negative;
            if below > twos {
                modulus.square(squared, interrupt)?;
                modulus.adjust(squared, if minus == next { -2 } else { 2 });
            }
            minus = next;
        }
        for below in (0..twos).rev() {
            interrupt.poll()?;
            if with_u {
                modulus.multiply(&mut u, &at, interrupt)?;
                if below == 0 && !with_v {
                    break;
                }
            }
            modulus.square(&mut at, interrupt)?;
            modulus.adjust(&mut at, if minus { 2 } else { -2 });
            minus = false;
        }
        Ok([u, at])
    }
}
