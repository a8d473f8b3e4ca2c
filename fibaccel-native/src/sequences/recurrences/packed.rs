//! The halving of n modulo m for high orders, by products of long numbers: polynomials as their values at a power of 2
//! (Kronecker's substitution), in slots of just as many bits as a coefficient has.
//!
//! With P = Pe(x^2) + x Po(x^2) and Q likewise, halves of the polynomials are multiplied, and no coefficient is computed
//! that does not count:
//!
//! ```text
//! P <- Pe Qe - x Po Qo    or    Po Qe - Pe Qo
//! Q <- Qe^2 - x Qo^2
//! ```
//!
//! A multiple of m is added to every coefficient, so that none is below zero.

use super::recurrence::Recurrence;
use super::reduction::Reduction;
use crate::bignum::residue::Residues;
use crate::bignum::{ProductBase, Work};
use crate::limbs::shifts::{shift_left, subtract_shifted};
use crate::limbs::{Binary, add, bits, subtract, trimmed};
use crate::machine::Tier;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use std::mem::swap;

/// Writes the term at n, for n at least the order, to `out`, which is as long as m.
pub fn packed_term(
    tier: Tier,
    reduction: &mut impl Reduction,
    recurrence: &Recurrence,
    n: &[u64],
    out: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let (order, len) = (recurrence.start.len(), out.len());
    let limbs = |count: usize| Buffer::new(count.checked_mul(len).ok_or(Error::Memory)?);
    let [mut p, mut next_p] = [limbs(order)?, limbs(order)?];
    let [mut q, mut next_q] = [limbs(order + 1)?, limbs(order + 1)?];
    for (x, out) in recurrence.start.iter().zip(p.chunks_exact_mut(len)) {
        reduction.residue(x, out, interrupt)?;
    }
    // Q(-x) first, which has the coefficients c1, -c2, c3 ...
    let (one, others) = q.split_at_mut(len);
    one.fill(0);
    one[0] = 1;
    for (x, out) in recurrence
        .coefficients
        .iter()
        .zip(others.chunks_exact_mut(len))
    {
        reduction.residue(x, out, interrupt)?;
    }
    reduction.negate_every_second(others);
    let mut halving = Halving::new(tier, reduction.modulus(), order)?;
    // The numerator of all terms is that of the even and of the odd ones.
    halving.pack_denominator(&q, interrupt)?;
    for odd in [0, 1] {
        halving.numerator(&p, odd, interrupt)?;
        let places = next_p.chunks_exact_mut(len).skip(odd).step_by(2);
        halving.unpack(reduction, places, interrupt)?;
    }
    swap(&mut p, &mut next_p);
    reduction.negate_every_second(&mut q);
    for bit in 0..bits(n) {
        let odd = (n[bit / 64] >> (bit % 64) & 1) as usize;
        halving.pack_denominator(&q, interrupt)?;
        halving.numerator(&p, odd, interrupt)?;
        halving.unpack(reduction, next_p.chunks_exact_mut(len), interrupt)?;
        swap(&mut p, &mut next_p);
        if bit + 1 < bits(n) {
            halving.denominator(interrupt)?;
            halving.unpack(reduction, next_q.chunks_exact_mut(len), interrupt)?;
            swap(&mut q, &mut next_q);
        }
    }
    out.copy_from_slice(&p[..len]);
    Ok(())
}

/// The products of a step, in memory that is obtained once.
struct Halving {
    /// The number of limbs of a coefficient.
    len: usize,
    /// The number of bits of a slot.
    width: usize,
    work: Work<Binary>,
    /// The multiple of m, in every slot.
    multiples: Buffer<u64>,
    /// The halves of Q that have its even and its odd places, and one half of P.
    halves: [Buffer<u64>; 3],
    sum: Buffer<u64>,
    product: Buffer<u64>,
    slot: Buffer<u64>,
}

impl Halving {
    fn new(tier: Tier, m: &[u64], order: usize) -> Result<Self, Error> {
        // As many coefficients as the longer half of Q has, and products in a sum.
        let half = order / 2 + 1;
        let shift = bits(m) + bits(&[half as u64]);
        // Two sums of products, and not whole limbs, by which nothing could be shifted.
        let width = (shift + bits(m) + 1) | 1;
        let limbs = half.checked_mul(width).ok_or(Error::Memory)?.div_ceil(64);
        let need = Binary::product_need(tier, limbs, limbs);
        let buffer = |len| Buffer::new(len);
        let mut halving = Self {
            len: m.len(),
            width,
            work: Work::reserve(tier, need)?,
            multiples: buffer(2 * limbs)?,
            halves: [buffer(limbs)?, buffer(limbs)?, buffer(limbs)?],
            sum: buffer(2 * limbs)?,
            product: buffer(2 * limbs)?,
            slot: buffer(width.div_ceil(64))?,
        };
        let multiple = &mut halving.slot;
        let (low, high) = multiple.split_at_mut(shift / 64);
        low.fill(0);
        high.fill(0);
        high[..m.len()].copy_from_slice(m);
        shift_left(high, (shift % 64) as u32);
        pack(
            &mut halving.multiples,
            (0..=order).map(|_| &multiple[..]),
            width,
        );
        Ok(halving)
    }

    /// Packs both halves of Q.
    fn pack_denominator(&mut self, q: &[u64], interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        for odd in [0, 1] {
            let half = q.chunks_exact(self.len).skip(odd).step_by(2);
            pack(&mut self.halves[odd], half, self.width);
            interrupt.poll()?;
        }
        Ok(())
    }

    /// The sum of products that has the next P in its slots.
    fn numerator(
        &mut self,
        p: &[u64],
        odd: usize,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        self.sum.copy_from_slice(&self.multiples);
        for of_q in [0, 1] {
            let half = p.chunks_exact(self.len).skip(odd ^ of_q).step_by(2);
            pack(&mut self.halves[2], half, self.width);
            self.multiply([of_q, 2], interrupt)?;
            self.accumulate(of_q == 1, of_q > odd);
        }
        Ok(())
    }

    /// The sum of products that has the next Q in its slots.
    fn denominator(&mut self, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        self.sum.copy_from_slice(&self.multiples);
        for of_q in [0, 1] {
            self.multiply([of_q, of_q], interrupt)?;
            self.accumulate(of_q == 1, of_q == 1);
        }
        Ok(())
    }

    /// Multiplies two of the halves. Where products are long, they are compared with the residues that they must have.
    fn multiply(&mut self, [x, y]: [usize; 2], interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        let factors = [x, y].map(|at| &self.halves[at][..]);
        match x == y {
            true => Binary::square(&mut self.work, &mut self.product, factors[0], interrupt)?,
            false => Binary::multiply(&mut self.work, &mut self.product, factors, interrupt)?,
        }
        if factors[0].len() < self.work.tier.thresholds().prepared_modulus {
            return Ok(());
        }
        let [x, y] = factors.map(|x| Residues::of(x, interrupt));
        match x? * y? == Residues::of(&self.product, interrupt)? {
            true => Ok(()),
            false => Err(Error::Corrupted),
        }
    }

    /// Adds the product to the sum, or subtracts it, from the next slot on if it is `raised`.
    fn accumulate(&mut self, subtracts: bool, raised: bool) {
        match (subtracts, raised) {
            (false, _) => add(&mut self.sum, &self.product),
            (true, false) => subtract(&mut self.sum, &self.product),
            (true, true) => {
                let sum = &mut self.sum[self.width / 64..];
                let len = trimmed(&self.product).min(sum.len());
                subtract_shifted(sum, &self.product[..len], (self.width % 64) as u32)
            }
        };
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
        for (i, out) in places.enumerate() {
            if i % POLLED == 0 {
                interrupt.poll()?;
            }
            read_slot(&mut self.slot, &self.sum, i * self.width, self.width);
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
