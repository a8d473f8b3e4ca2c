//! Products by five of thirds: the values at 0, 1, -1, 2 and infinity.

use super::{Factors, parts, put};
use crate::bignum::mul::karatsuba::EqualProduct;
use crate::limbs::shifts::{shift_right, subtract_shifted};
use crate::limbs::{add, divide_exactly, subtract, subtract_from};
use crate::runtime::{Interrupt, Interrupted};

/// The fewest limbs of numbers: the thirds have a limb, and the factors' values room in the product.
pub const LEAST: usize = 8;

/// Multiplies numbers of n limbs, `out` = x y, or x^2 without a y; `out` has 2n.
pub fn multiply(
    out: &mut [u64],
    x: &[u64],
    y: Option<&[u64]>,
    scratch: &mut [u64],
    product: EqualProduct,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    let part = x.len().div_ceil(3);
    let (values, scratch) = scratch.split_at_mut(6 * (part + 1));
    let mut values = values.chunks_exact_mut(2 * (part + 1));
    let [one, minus_one, two] = std::array::from_fn(|_| values.next().expect("three"));
    let mut factors = Factors::<3> {
        part,
        x: parts(x, part),
        y: y.map(|y| parts(y, part)),
        scratch,
        product,
        interrupt,
    };
    // `out` is free for the factors' values until the first of its own coefficients comes.
    let is_negative = factors.multiply_at_both(0, [one, minus_one], out)?;
    factors.multiply_at_two(false, two, out)?;
    let (low, rest) = out.split_at_mut(2 * part);
    let high = &mut rest[2 * part..];
    factors.multiply_ends([low, high])?;
    interpolate([low, one, minus_one, two, high], is_negative);
    put(out, part, [minus_one, one, two]);
    Ok(())
}

/// Replaces the values of c0 + c1 X + c2 X^2 + c3 X^3 + c4 X^4 at 0, 1, -1, 2 and infinity, the third by its absolute
/// value, by c0, c2, c1, c3 and c4. None of the coefficients is negative, nor anything between.
fn interpolate([low, one, minus_one, two, high]: [&mut [u64]; 5], is_negative: bool) {
    let mut borrow = false;
    if is_negative {
        borrow |= add(two, minus_one);
        borrow |= add(minus_one, one);
    } else {
        borrow |= subtract(two, minus_one);
        borrow |= subtract_from(minus_one, one);
    }
    shift_right(minus_one, 1); // c1 + c3
    divide_exactly::<3>(two); // c1 + c2 + 3 c3 + 5 c4
    borrow |= subtract(one, low); // c1 + c2 + c3 + c4
    borrow |= subtract(two, one);
    shift_right(two, 1); // c3 + 2 c4
    borrow |= subtract(one, minus_one);
    borrow |= subtract(one, high); // c2
    borrow |= subtract_shifted(two, high, 1); // c3
    borrow |= subtract(minus_one, two); // c1
    debug_assert!(!borrow);
}
