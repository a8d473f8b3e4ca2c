//! The halving of n modulo m by products of long numbers: polynomials as their values at a power of 2 (Kronecker's
//! substitution), in slots of just as many bits as a coefficient has.
//!
//! With P = Pe(x^2) + x Po(x^2) and Q likewise, halves of the polynomials are multiplied, and no coefficient is computed
//! that does not count:
//!
//! ```text
//! P <- Pe Qe - x Po Qo    or    Po Qe - Pe Qo
//! Q <- Qe^2 - x Qo^2
//! ```
//!
//! A multiple of m is added to every coefficient, so that none is below zero. Where products are long enough for
//! transforms, a polynomial keeps its residues from when it was made until its products are added up, and the sum must
//! have those that follow.

use super::recurrence::Recurrence;
use super::reduction::Reduction;
use crate::bignum::residue::Residues;
use crate::bignum::{ProductBase, Work};
use crate::limbs::shifts::{shift_left, subtract_shifted};
use crate::limbs::{Binary, add, bits, subtract, trimmed};
use crate::machine::Tier;
use crate::runtime::fault::{self, Fault};
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use std::iter::once;
use std::mem::swap;

/// Writes the term at n, for n at least the order, to `out`, which is as long as m.
pub fn halve_to_residue(
    tier: Tier,
    reduction: &mut impl Reduction,
    recurrence: &Recurrence,
    n: &[u64],
    out: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let order = recurrence.start.len();
    let mut halving = Halving::new(tier, reduction.modulus(), order, interrupt)?;
    let polynomial = |count| Polynomial::new(count, out.len());
    let [mut p, mut next_p] = [polynomial(order)?, polynomial(order)?];
    let [mut q, mut next_q] = [polynomial(order + 1)?, polynomial(order + 1)?];
    for (x, out) in recurrence.start.iter().zip(p.coefficients()) {
        reduction.residue(x, out, interrupt)?;
    }
    // Q(-x) is 1 + c1 x - c2 x^2 + c3 x^3 ...
    let mut coefficients = q.coefficients();
    coefficients.next().expect("a constant")[0] = 1;
    for (i, (x, out)) in recurrence.coefficients.iter().zip(coefficients).enumerate() {
        reduction.residue(x, out, interrupt)?;
        if i % 2 == 1 {
            reduction.negate(out);
        }
    }
    halving.know(&mut p, interrupt)?;
    halving.know(&mut q, interrupt)?;
    // The numerator for all terms is that for the even and that for the odd ones.
    halving.pack_denominator(&q, interrupt)?;
    for odd in [0, 1] {
        halving.numerator(&p, odd, interrupt)?;
        let places = next_p.coefficients().skip(odd).step_by(2);
        halving.unpack(reduction, places, interrupt)?;
    }
    halving.know(&mut next_p, interrupt)?;
    swap(&mut p, &mut next_p);
    let odd_places = q.coefficients().skip(1).step_by(2);
    odd_places.for_each(|x| reduction.negate(x));
    halving.know(&mut q, interrupt)?;
    let bit = |at: usize| (n[at / 64] >> (at % 64) & 1) as usize;
    let last = bits(n) - 1;
    for at in 0..last {
        halving.pack_denominator(&q, interrupt)?;
        halving.numerator(&p, bit(at), interrupt)?;
        halving.unpack(reduction, next_p.coefficients(), interrupt)?;
        halving.know(&mut next_p, interrupt)?;
        halving.denominator(interrupt)?;
        halving.unpack(reduction, next_q.coefficients(), interrupt)?;
        halving.know(&mut next_q, interrupt)?;
        swap(&mut p, &mut next_p);
        swap(&mut q, &mut next_q);
    }
    halving.pack_denominator(&q, interrupt)?;
    halving.numerator(&p, bit(last), interrupt)?;
    halving.unpack(reduction, once(out), interrupt)
}

/// The residues modulo m that are coefficients of a polynomial.
struct Polynomial {
    limbs: Buffer<u64>,
    /// The number of limbs of a coefficient.
    len: usize,
    /// Where products are checked, the residues of the numbers that have the even and the odd places in slots.
    residues: [Residues; 2],
}

impl Polynomial {
    fn new(count: usize, len: usize) -> Result<Self, Error> {
        let mut limbs = Buffer::new(count.checked_mul(len).ok_or(Error::Memory)?)?;
        limbs.fill(0);
        Ok(Self {
            limbs,
            len,
            residues: Default::default(),
        })
    }

    fn coefficients(&mut self) -> impl ExactSizeIterator<Item = &mut [u64]> {
        self.limbs.chunks_exact_mut(self.len)
    }

    /// The coefficients at the even or at the odd places.
    fn half(&self, odd: usize) -> impl Iterator<Item = &[u64]> {
        self.limbs.chunks_exact(self.len).skip(odd).step_by(2)
    }
}

/// A number with residues that it must have, where they are checked.
struct Checked {
    limbs: Buffer<u64>,
    residues: Residues,
}

impl Checked {
    fn new(len: usize) -> Result<Self, Error> {
        Ok(Self {
            limbs: Buffer::new(len)?,
            residues: Residues::default(),
        })
    }
}

/// The products of a step, in memory that is obtained once.
struct Halving {
    /// The number of bits of a slot.
    width: usize,
    /// The residues of 2^`width` where products are long enough to be checked.
    check: Option<Residues>,
    work: Work<Binary>,
    /// The multiple of m, in every slot.
    multiples: Checked,
    /// The halves of Q that have its even and its odd places, and one half of P.
    halves: [Checked; 3],
    sum: Checked,
    product: Buffer<u64>,
    slot: Buffer<u64>,
}

impl Halving {
    fn new(
        tier: Tier,
        m: &[u64],
        order: usize,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        // As many coefficients as the longer half of Q has, and products in a sum.
        let half = order / 2 + 1;
        let shift = bits(m) + bits(&[half as u64]);
        // Room for two sums of products. An odd width is none of whole limbs, by which nothing could be shifted.
        let width = (shift + bits(m) + 1) | 1;
        let limbs = half.checked_mul(width).ok_or(Error::Memory)?.div_ceil(64);
        let need = Binary::product_need(tier, limbs, limbs);
        let mut slot = Buffer::new(width.div_ceil(64))?;
        let mut multiples = Checked::new(2 * limbs)?;
        slot.fill(0);
        slot[shift / 64..][..m.len()].copy_from_slice(m);
        shift_left(&mut slot[shift / 64..], (shift % 64) as u32);
        let multiple = &slot[..trimmed(&slot)];
        pack(&mut multiples.limbs, (0..=order).map(|_| multiple), width);
        let mut check = None;
        if limbs >= tier.thresholds().prepared_modulus {
            slot.fill(0);
            slot[width / 64] = 1 << (width % 64);
            check = Some(Residues::of(&slot, interrupt)?);
            multiples.residues = Residues::of(&multiples.limbs, interrupt)?;
        }
        Ok(Self {
            width,
            check,
            work: Work::reserve(tier, need)?,
            multiples,
            halves: [
                Checked::new(limbs)?,
                Checked::new(limbs)?,
                Checked::new(limbs)?,
            ],
            sum: Checked::new(2 * limbs)?,
            product: Buffer::new(2 * limbs)?,
            slot,
        })
    }

    /// Notes the residues of a polynomial that is new.
    fn know(&mut self, x: &mut Polynomial, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        if self.check.is_some() {
            let packed = &mut self.halves[2].limbs;
            for odd in [0, 1] {
                pack(packed, x.half(odd), self.width);
                x.residues[odd] = Residues::of(packed, interrupt)?;
            }
        }
        fault::expose(Fault::Operand, &mut x.limbs);
        Ok(())
    }

    /// Packs one half of a polynomial.
    fn pack(
        &mut self,
        at: usize,
        x: &Polynomial,
        odd: usize,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        pack(&mut self.halves[at].limbs, x.half(odd), self.width);
        self.halves[at].residues = x.residues[odd];
        Ok(interrupt.poll()?)
    }

    /// Packs both halves of Q.
    fn pack_denominator(
        &mut self,
        q: &Polynomial,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        [0, 1]
            .into_iter()
            .try_for_each(|odd| self.pack(odd, q, odd, interrupt))
    }

    /// The sum of products that has the next P in its slots.
    fn numerator(
        &mut self,
        p: &Polynomial,
        odd: usize,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        self.pack(2, p, odd, interrupt)?;
        self.start([0, 2], interrupt)?;
        self.pack(2, p, 1 - odd, interrupt)?;
        self.subtract([1, 2], odd == 0, interrupt)
    }

    /// The sum of products that has the next Q in its slots.
    fn denominator(&mut self, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        self.start([0, 0], interrupt)?;
        self.subtract([1, 1], true, interrupt)
    }

    /// Sets the sum to the product of two of the halves, and the multiples of m.
    fn start(&mut self, factors: [usize; 2], interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        let residues = self.multiply(factors, interrupt)?;
        self.sum.limbs.copy_from_slice(&self.multiples.limbs);
        add(&mut self.sum.limbs, &self.product);
        self.sum.residues = self.multiples.residues + residues;
        Ok(())
    }

    /// Subtracts the product of two of the halves from the sum, from the next slot on if it is `raised`.
    fn subtract(
        &mut self,
        factors: [usize; 2],
        raised: bool,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let mut residues = self.multiply(factors, interrupt)?;
        if raised {
            let sum = &mut self.sum.limbs[self.width / 64..];
            let len = trimmed(&self.product).min(sum.len());
            subtract_shifted(sum, &self.product[..len], (self.width % 64) as u32);
            residues = residues * self.check.unwrap_or_default();
        } else {
            subtract(&mut self.sum.limbs, &self.product);
        }
        self.sum.residues = self.sum.residues - residues;
        Ok(())
    }

    /// Multiplies two of the halves, and returns the residues that the product must have.
    fn multiply(
        &mut self,
        [x, y]: [usize; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<Residues, Error> {
        let factors = [x, y].map(|at| &self.halves[at]);
        let [x_limbs, y_limbs] = factors.map(|half| &half.limbs[..]);
        let (work, product) = (&mut self.work, &mut self.product);
        match x == y {
            true => Binary::square(work, product, x_limbs, interrupt)?,
            false => Binary::multiply(work, product, [x_limbs, y_limbs], interrupt)?,
        }
        Ok(factors[0].residues * factors[1].residues)
    }

    /// Reduces the coefficients in the slots of the sum to those places.
    fn unpack<'a>(
        &mut self,
        reduction: &mut impl Reduction,
        places: impl Iterator<Item = &'a mut [u64]>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        /// The number of coefficients between two polls.
        const POLLED: usize = 256;
        let Checked { limbs, residues } = &self.sum;
        if self.check.is_some() && Residues::of(limbs, interrupt)? != *residues {
            return Err(Error::Corrupted);
        }
        for (i, out) in places.enumerate() {
            if i % POLLED == 0 {
                interrupt.poll()?;
            }
            read_slot(&mut self.slot, limbs, i * self.width, self.width);
            reduction.reduce(&self.slot, out, interrupt)?;
        }
        Ok(())
    }
}

/// Writes coefficients to slots of so many bits.
fn pack<'a>(out: &mut [u64], coefficients: impl Iterator<Item = &'a [u64]>, width: usize) {
    out.fill(0);
    for (i, x) in coefficients.enumerate() {
        let (at, shift) = (i * width / 64, i * width % 64);
        let mut below = 0;
        for (j, &limb) in x.iter().enumerate() {
            out[at + j] |= limb << shift | below;
            below = limb >> 1 >> (63 - shift);
        }
        if below > 0 {
            out[at + x.len()] = below;
        }
    }
}

/// Reads the slot of so many bits that begins at a bit.
fn read_slot(slot: &mut [u64], x: &[u64], bit: usize, width: usize) {
    let (at, shift) = (bit / 64, bit % 64);
    for (j, slot) in slot.iter_mut().enumerate() {
        let above = x.get(at + j + 1).copied().unwrap_or(0);
        *slot = x[at + j] >> shift | above << 1 << (63 - shift);
    }
    let unused = 64 * slot.len() - width;
    slot[width / 64] &= u64::MAX >> unused;
}
