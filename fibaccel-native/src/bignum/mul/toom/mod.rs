//! Toom's products: five of thirds instead of nine, seven of quarters instead of sixteen, `[toom1963]`, `[knuth]`
//! section 4.3.3.
//!
//! The factors are the values at B, a power of 2^64, of two polynomials whose coefficients are their parts. Their
//! product has the degree 2 (N - 1) for N parts, so it follows from its values at as many points and one more.

pub mod quarters;
pub mod thirds;

use super::karatsuba::EqualProduct;
use crate::limbs::shifts::shift_left;
use crate::limbs::{absolute_difference, add, trimmed};
use crate::runtime::{Interrupt, Interrupted};

/// The coefficients of a polynomial of degree N - 1, the lowest first. The last one may be shorter.
type Parts<'a, const N: usize> = [&'a [u64]; N];

/// Two polynomials, or one that is to be squared, and what their products at points take.
struct Factors<'a, const N: usize> {
    /// The limbs of a part.
    part: usize,
    x: Parts<'a, N>,
    y: Option<Parts<'a, N>>,
    scratch: &'a mut [u64],
    product: EqualProduct,
    interrupt: &'a mut dyn Interrupt,
}

impl<const N: usize> Factors<'_, N> {
    /// Computes the product at infinity and at 0, the last coefficient and the first.
    fn multiply_ends(&mut self, [low, high]: [&mut [u64]; 2]) -> Result<(), Interrupted> {
        for (value, i) in [(low, 0), (high, N - 1)] {
            let (x, y) = (self.x[i], self.y.map(|y| y[i]));
            (self.product)(value, x, y, self.scratch, self.interrupt)?;
        }
        Ok(())
    }

    /// Computes the product at 2^`bits`, and the absolute value of that at -2^`bits`, for which it returns whether
    /// it is negative. In `room` there are the values of the factors.
    fn multiply_at_both(
        &mut self,
        bits: u32,
        [plus, minus]: [&mut [u64]; 2],
        room: &mut [u64],
    ) -> Result<bool, Interrupted> {
        let len = self.part + 1;
        let mut values = room.chunks_exact_mut(len);
        let [x_plus, x_minus, y_plus, y_minus] =
            std::array::from_fn(|_| values.next().expect("room for two factors"));
        let odd = &mut plus[..len];
        let x_negative = evaluate_at_both([x_plus, x_minus, odd], self.x, bits);
        let y_negative = match self.y {
            Some(y) => evaluate_at_both([y_plus, y_minus, odd], y, bits),
            None => x_negative,
        };
        for (value, x, y) in [(plus, x_plus, y_plus), (minus, x_minus, y_minus)] {
            let y = self.y.map(|_| &*y);
            (self.product)(value, x, y, self.scratch, self.interrupt)?;
        }
        Ok(x_negative != y_negative)
    }

    /// Computes the product at 2, or that at 1/2 times a power of two. In `room` there are the values of the factors.
    fn multiply_at_two(
        &mut self,
        or_half: bool,
        value: &mut [u64],
        room: &mut [u64],
    ) -> Result<(), Interrupted> {
        let len = self.part + 1;
        let (x, y) = room[..2 * len].split_at_mut(len);
        let evaluate = |value: &mut [u64], parts: Parts<'_, N>| match or_half {
            true => horner(value, parts.into_iter(), 1),
            false => horner(value, parts.into_iter().rev(), 1),
        };
        evaluate(x, self.x);
        if let Some(parts) = self.y {
            evaluate(y, parts);
        }
        (self.product)(value, x, self.y.map(|_| &*y), self.scratch, self.interrupt)
    }
}

/// Splits a number into parts of `len` limbs.
fn parts<const N: usize>(x: &[u64], len: usize) -> Parts<'_, N> {
    let mut parts = x.chunks(len);
    std::array::from_fn(|_| parts.next().expect("a limb for each part"))
}

/// Computes the value of a polynomial at 2^`bits`, and the absolute value of that at -2^`bits`, for which it returns
/// whether it is negative. `odd` is overwritten.
fn evaluate_at_both<const N: usize>(
    [plus, minus, odd]: [&mut [u64]; 3],
    x: Parts<'_, N>,
    bits: u32,
) -> bool {
    let of_parity = |parity| x.into_iter().skip(parity).step_by(2).rev();
    horner(plus, of_parity(0), 2 * bits);
    horner(odd, of_parity(1), 2 * bits);
    if bits > 0 {
        shift_left(odd, bits);
    }
    let is_negative = absolute_difference(minus, plus, odd);
    let overflow = add(plus, odd);
    debug_assert!(!overflow);
    is_negative
}

/// Computes the value at 2^`bits` of the polynomial with these coefficients, the highest first.
fn horner<'a>(out: &mut [u64], mut parts: impl Iterator<Item = &'a [u64]>, bits: u32) {
    let first = parts.next().expect("a part");
    let (low, high) = out.split_at_mut(first.len());
    low.copy_from_slice(first);
    high.fill(0);
    for part in parts {
        if bits > 0 {
            shift_left(out, bits);
        }
        let overflow = add(out, part);
        debug_assert!(!overflow);
    }
}

/// Adds up the coefficients of a product at B: between the first and the last one, which are there.
fn put<const M: usize>(out: &mut [u64], part: usize, coefficients: [&[u64]; M]) {
    let placed = (1..).map(|i| i * part).zip(coefficients);
    for (at, x) in placed.clone().skip(1).step_by(2) {
        out[at..][..2 * part].copy_from_slice(&x[..2 * part]);
    }
    let mut overflow = false;
    for (at, x) in placed.clone().skip(1).step_by(2) {
        overflow |= add(&mut out[at + 2 * part..], &x[2 * part..]);
    }
    for (at, x) in placed.step_by(2) {
        overflow |= add(&mut out[at..], &x[..trimmed(x)]);
    }
    debug_assert!(!overflow);
}
