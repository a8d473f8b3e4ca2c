//! Kronecker's substitution for exact coefficients: a polynomial as its value at a power of 2^64, in slots of whole limbs.
//!
//! A coefficient is below half a slot in absolute value. A negative one borrows from the slot above it, so that the
//! top bit of a slot says whether the coefficient is negative, or 0 and borrowed from.

use crate::bignum::{Integer, Signed};
use crate::limbs::{add, negate, subtract};
use crate::runtime::{Error, Interrupt};

/// The value of a polynomial, every second coefficient negated if it `alternates`.
pub fn pack(
    x: &[Signed],
    slot: usize,
    alternates: bool,
    interrupt: &mut dyn Interrupt,
) -> Result<Signed, Error> {
    let len = slot.checked_mul(x.len()).ok_or(Error::Memory)?;
    let mut magnitude = Integer::with_capacity(len)?;
    let negative = magnitude.rewrite(len, |out| {
        let mut borrow = false;
        for (i, (out, x)) in out.chunks_exact_mut(slot).zip(x).enumerate() {
            poll_at(i, slot, interrupt)?;
            let limbs = x.magnitude.limbs();
            let (low, high) = out.split_at_mut(limbs.len());
            low.copy_from_slice(limbs);
            high.fill(0);
            let below = x.negative != (alternates && i % 2 == 1) && !limbs.is_empty();
            if below {
                negate(out);
            }
            let borrowed = borrow && subtract(out, &[1]);
            borrow = below || borrowed;
        }
        if borrow {
            negate(out);
        }
        Ok::<_, Error>(borrow)
    })?;
    Ok(Signed {
        magnitude,
        negative,
    })
}

/// Polls once in some 2^16 limbs.
fn poll_at(i: usize, slot: usize, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
    let every = ((1 << 16) / slot).max(1);
    match i.is_multiple_of(every) {
        true => Ok(interrupt.poll()?),
        false => Ok(()),
    }
}

/// The coefficients at these places of the polynomial with that value.
pub fn unpack(
    value: &Signed,
    slot: usize,
    places: impl Iterator<Item = usize>,
    interrupt: &mut dyn Interrupt,
) -> Result<Vec<Signed>, Error> {
    let limbs = value.magnitude.limbs();
    let part = |place: usize| {
        let (start, end) = (place * slot, place * slot + slot);
        &limbs[start.min(limbs.len())..end.min(limbs.len())]
    };
    let is_below = |part: &[u64]| part.len() == slot && part[slot - 1] >> 63 == 1;
    places
        .enumerate()
        .map(|(i, place)| {
            poll_at(i, slot, interrupt)?;
            let (carried, part) = (place > 0 && is_below(part(place - 1)), part(place));
            let below = is_below(part);
            let mut magnitude = Integer::with_capacity(slot)?;
            magnitude.rewrite(slot, |out| {
                let (low, high) = out.split_at_mut(part.len());
                low.copy_from_slice(part);
                high.fill(0);
                if carried {
                    add(out, &[1]);
                }
                if below {
                    negate(out);
                }
            });
            let negative = below != value.negative && !magnitude.limbs().is_empty();
            Ok(Signed {
                magnitude,
                negative,
            })
        })
        .collect()
}
