//! Arithmetic modulo a large number M, by its reciprocal.
//!
//! M has n limbs and its top bit is set; any number can be made so by a shift, for what is known modulo a
//! multiple of m is known modulo m. With B = 2^64 and X = B^n + v from [`super::reciprocal`], the quotient of
//! x < M B^n is floor(floor(x / B^n) X / B^n), or up to 5 more (docs/reductions.md).
//!
//! Where products are long enough for transforms, every reduction is checked: x and q M + r agree modulo a
//! prime, where x is what the residues of its factors say. A number keeps its residue from when it was
//! made until it is used, so that nothing between escapes.

pub mod linear;

use super::constant::{Constant, Half, SHORT, scale};
use super::reciprocal::approximate;
use crate::bignum::ntt::plan::Plan;
use crate::bignum::residue::Residues;
use crate::bignum::{Integer, Need, ProductBase, Work};
use crate::limbs::shifts::shift_right;
use crate::limbs::{
    Binary, add, compare, divide_by_five, scale_in_place, subtract, subtract_scaled,
};
use crate::machine::{Row, Tier};
use crate::runtime::fault::{self, Fault};
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use std::cmp::Ordering;

/// The most by which an approximate quotient is too small.
const SHORT_BY: u64 = 5;

/// A modulus M and its reciprocal, with the memory for their transforms.
pub struct Divisor<'a> {
    tier: Tier,
    limbs: &'a [u64],
    reciprocal: Buffer<u64>,
    plan: Option<Plan>,
    rows: [Buffer<Row>; 2],
}

impl<'a> Divisor<'a> {
    /// Prepares M, whose top bit is set.
    pub fn new(tier: Tier, limbs: &'a [u64], interrupt: &mut dyn Interrupt) -> Result<Self, Error> {
        let n = limbs.len();
        let plan = match n < tier.thresholds().prepared_modulus {
            true => None,
            // What is too large for any plan is too large for the memory.
            false => Some(Binary::plan(n).ok_or(Error::Memory)?),
        };
        Self::with_plan(tier, limbs, plan, interrupt)
    }

    /// Prepares M, whose top bit is set, for products with it and its reciprocal by that plan, or by none.
    pub fn with_plan(
        tier: Tier,
        limbs: &'a [u64],
        plan: Option<Plan>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let n = limbs.len();
        let rows = plan.map_or(0, |plan| plan.factor_rows());
        let mut reciprocal = Buffer::new(n)?;
        approximate(tier, limbs, &mut reciprocal, interrupt)?;
        Ok(Self {
            tier,
            limbs,
            reciprocal,
            plan,
            rows: [Buffer::new(rows)?, Buffer::new(rows)?],
        })
    }

    /// The arithmetic modulo M.
    pub fn modulus(&mut self, interrupt: &mut dyn Interrupt) -> Result<Modulus<'_>, Error> {
        let (tier, n) = (self.tier, self.limbs.len());
        let rows = self.plan.map_or(0, |plan| plan.factor_rows());
        let need = Binary::product_need(tier, n, n).either(Need { limbs: 0, rows });
        let work = Work::reserve(tier, need)?;
        let [product, quotient, multiple] = [(); 3].map(|()| Buffer::new(2 * n));
        let mut product = product?;
        let [first, second] = &mut self.rows;
        let plan = self.plan.as_ref();
        let lift = match plan {
            None => Residues::default(),
            Some(_) => {
                product[..n].fill(0);
                product[n..].copy_from_slice(self.limbs);
                Residues::of(&product, interrupt)?
            }
        };
        Ok(Modulus {
            limbs: Constant::new(tier, self.limbs, plan, first, interrupt)?,
            reciprocal: Constant::new(tier, &self.reciprocal, plan, second, interrupt)?,
            check: match plan {
                None => None,
                Some(_) => Some(Residues::of(self.limbs, interrupt)?),
            },
            lift,
            work,
            product,
            quotient: quotient?,
            multiple: multiple?,
        })
    }
}

/// A number below M, with its residues where they are checked.
pub struct Element {
    limbs: Buffer<u64>,
    /// The residues that the limbs must have, where they are checked.
    residues: Residues,
}

/// The arithmetic modulo M, with its working space.
pub struct Modulus<'a> {
    limbs: Constant<'a>,
    reciprocal: Constant<'a>,
    /// The residues of M modulo the primes of the check, where there is one.
    check: Option<Residues>,
    /// The residues of M B^n, where there is a check.
    lift: Residues,
    work: Work<Binary>,
    /// A product that is to be reduced, and then the remainder.
    product: Buffer<u64>,
    /// The quotient, in the upper half.
    quotient: Buffer<u64>,
    /// The quotient times M.
    multiple: Buffer<u64>,
}

impl Modulus<'_> {
    /// The limbs of M.
    pub fn limbs(&self) -> &[u64] {
        self.limbs.limbs
    }

    /// The element of a number below M.
    pub fn element(&self, x: &[u64], interrupt: &mut dyn Interrupt) -> Result<Element, Error> {
        let mut limbs = Buffer::new(self.limbs().len())?;
        extend(&mut limbs, x);
        let residues = self.residues(x, interrupt)?;
        Ok(Element { limbs, residues })
    }

    /// The residues of x modulo the primes of the check, where they are needed.
    fn residues(&self, x: &[u64], interrupt: &mut dyn Interrupt) -> Result<Residues, Error> {
        match self.check {
            None => Ok(Residues::default()),
            Some(_) => Ok(Residues::of(x, interrupt)?),
        }
    }

    /// The element of x, or an error unless x has the `residues` that it must have.
    pub fn expected(
        &self,
        x: &[u64],
        residues: impl FnOnce() -> Residues,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Element, Error> {
        let element = self.element(x, interrupt)?;
        match self.check.is_none() || element.residues == residues() {
            true => Ok(element),
            false => Err(Error::Corrupted),
        }
    }

    /// Divides by a power of two: x / 2^bits, for a multiple x of 2^bits.
    pub fn shifted(
        &self,
        x: Element,
        bits: u32,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Integer, Error> {
        let Element { limbs, residues } = x;
        let mut value = Integer::of(limbs, self.limbs().len());
        value.rewrite(self.limbs().len(), |limbs| shift_right(limbs, bits));
        value.expose(Fault::Result);
        match self.residues(value.limbs(), interrupt)? * self.small(1 << bits) == residues {
            true => Ok(value),
            false => Err(Error::Corrupted),
        }
    }

    /// Copies y: x = y.
    pub fn copy(&self, x: &mut Element, y: &Element) {
        x.limbs.copy_from_slice(&y.limbs);
        x.residues = y.residues;
    }

    /// Squares modulo M: x = x^2.
    pub fn square(&mut self, x: &mut Element, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        Binary::square(&mut self.work, &mut self.product, &x.limbs, interrupt)?;
        self.reduce(x, self.times(x.residues, x.residues), interrupt)
    }

    /// Multiplies modulo M: x = x y.
    pub fn multiply(
        &mut self,
        x: &mut Element,
        y: &Element,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let factors = [&x.limbs[..], &y.limbs];
        Binary::multiply(&mut self.work, &mut self.product, factors, interrupt)?;
        self.reduce(x, self.times(x.residues, y.residues), interrupt)
    }

    /// Computes x = x^2 - z w modulo M, reduced once.
    pub fn square_less(
        &mut self,
        x: &mut Element,
        factors: [&Element; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        Binary::square(&mut self.work, &mut self.product, &x.limbs, interrupt)?;
        let residues = self.times(x.residues, x.residues);
        self.reduce_less(x, residues, factors, interrupt)
    }

    /// Computes x = x y - z w modulo M, reduced once.
    pub fn multiply_less(
        &mut self,
        x: &mut Element,
        y: &Element,
        factors: [&Element; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let both = [&x.limbs[..], &y.limbs];
        Binary::multiply(&mut self.work, &mut self.product, both, interrupt)?;
        let residues = self.times(x.residues, y.residues);
        self.reduce_less(x, residues, factors, interrupt)
    }

    /// Subtracts z w from `product` and reduces it to `out`; `residues` are those that it must have before.
    fn reduce_less(
        &mut self,
        out: &mut Element,
        residues: Residues,
        [z, w]: [&Element; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let factors = [&z.limbs[..], &w.limbs];
        Binary::multiply(&mut self.work, &mut self.multiple, factors, interrupt)?;
        let mut residues = residues - self.times(z.residues, w.residues);
        if subtract(&mut self.product, &self.multiple) {
            // M B^n more: at least 0, and below M B^n as before.
            let n = self.limbs().len();
            add(&mut self.product[n..], self.limbs.limbs);
            residues = residues + self.lift;
        }
        self.reduce(out, residues, interrupt)
    }

    /// Multiplies by a short y modulo M: x = x y, for a y of at most [`SHORT`] limbs, and no longer than M.
    pub fn scale(
        &mut self,
        x: &mut Element,
        y: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        assert!(y.len() <= SHORT.min(x.limbs.len()), "a long factor");
        let residues = self.times(x.residues, self.residues(y, interrupt)?);
        if let [y] = *y {
            return self.scale_by_limb(x, y, residues, interrupt);
        }
        scale(&mut self.product, &x.limbs, y);
        self.reduce(x, residues, interrupt)
    }

    /// Multiplies by a limb modulo M: the quotient is a limb, for which the top limb of the reciprocal is enough.
    fn scale_by_limb(
        &self,
        x: &mut Element,
        y: u64,
        residues: Residues,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let above = scale_in_place(&mut x.limbs, y);
        let top = *self.reciprocal.limbs.last().expect("not empty");
        let (_, quotient) = above.carrying_mul_add(top, 0, 0);
        let quotient = above.checked_add(quotient).ok_or(Error::Corrupted)?;
        let borrowed = subtract_scaled(&mut x.limbs, self.limbs(), quotient);
        let above = above.checked_sub(borrowed).ok_or(Error::Corrupted)?;
        let short_by = take_out(self.limbs(), &mut x.limbs, above)?;
        self.check_reduction(x, &[quotient], residues, short_by, interrupt)
    }

    /// Appends the limbs of y modulo M: x = x B^n + y, for a y of at most n limbs.
    pub fn append(
        &mut self,
        x: &mut Element,
        y: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let (low, high) = self.product.split_at_mut(x.limbs.len());
        extend(low, y);
        high.copy_from_slice(&x.limbs);
        let residues = self.residues(&self.product, interrupt)?;
        self.reduce(x, residues, interrupt)
    }

    /// Divides by 5: x = x / 5, for a multiple x of 5.
    pub fn divide_by_five(
        &self,
        x: &mut Element,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let rest = divide_by_five(&mut x.limbs);
        let residues = self.residues(&x.limbs, interrupt)?;
        if rest != 0 || residues * self.small(5) != x.residues {
            return Err(Error::Corrupted);
        }
        x.residues = residues;
        Ok(())
    }

    fn small(&self, x: u64) -> Residues {
        self.check
            .map_or(Residues::default(), |_| Residues::from(x))
    }

    fn times(&self, x: Residues, y: Residues) -> Residues {
        self.check.map_or(Residues::default(), |_| x * y)
    }

    /// Reduces `product` modulo M to `out`; `residues` are those that `product` must have.
    fn reduce(
        &mut self,
        out: &mut Element,
        residues: Residues,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let n = self.limbs().len();
        let Self {
            limbs,
            reciprocal,
            work,
            product,
            quotient,
            multiple,
            ..
        } = self;
        let high = &product[n..];
        reciprocal.multiply_half(Half::Upper, work, high, quotient, interrupt)?;
        if add(&mut quotient[n..], high) {
            return Err(Error::Corrupted);
        }
        limbs.multiply_half(Half::Lower, work, &quotient[n..], multiple, interrupt)?;
        subtract(&mut product[..=n], &multiple[..=n]);
        let (rest, above) = product.split_at_mut(n);
        let short_by = take_out(limbs.limbs, rest, above[0])?;
        out.limbs.copy_from_slice(rest);
        self.check_reduction(out, &self.quotient[n..], residues, short_by, interrupt)
    }

    fn check_reduction(
        &self,
        out: &mut Element,
        quotient: &[u64],
        residues: Residues,
        short_by: u64,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let Some(modulus) = self.check else {
            return Ok(());
        };
        let quotient = Residues::of(quotient, interrupt)? + Residues::from(short_by);
        out.residues = Residues::of(&out.limbs, interrupt)?;
        if residues != quotient * modulus + out.residues {
            return Err(Error::Corrupted);
        }
        fault::expose(Fault::Operand, &mut out.limbs);
        Ok(())
    }
}

/// Subtracts M from x, which has a limb `above`, until x is below M. Returns the number of subtractions.
fn take_out(m: &[u64], x: &mut [u64], mut above: u64) -> Result<u64, Error> {
    for short_by in 0..=SHORT_BY {
        if above == 0 && compare(x, m) == Ordering::Less {
            return Ok(short_by);
        }
        above = above.wrapping_sub(subtract(x, m).into());
    }
    Err(Error::Corrupted)
}

/// Copies x, which is not longer, to `out`, and fills the rest with zeros.
fn extend(out: &mut [u64], x: &[u64]) {
    let (low, high) = out.split_at_mut(x.len());
    low.copy_from_slice(x);
    high.fill(0);
}
