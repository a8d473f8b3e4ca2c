//! Products by seven of quarters: the values at 0, 1, -1, 2, -2, 1/2 and infinity.

use super::{Factors, parts, put};
use crate::bignum::mul::karatsuba::EqualProduct;
use crate::limbs::shifts::{shift_right, subtract_shifted};
use crate::limbs::{add, divide_exactly, subtract, subtract_from};
use crate::runtime::{Interrupt, Interrupted};

/// The fewest limbs of numbers that have quarters, all of them with a limb.
pub const LEAST: usize = 10;

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
    let part = x.len().div_ceil(4);
    let (values, scratch) = scratch.split_at_mut(10 * (part + 1));
    let mut values = values.chunks_exact_mut(2 * (part + 1));
    let [one, minus_one, two, minus_two, half] =
        std::array::from_fn(|_| values.next().expect("five"));
    let mut factors = Factors::<4> {
        part,
        x: parts(x, part),
        y: y.map(|y| parts(y, part)),
        scratch,
        product,
        interrupt,
    };
    // `out` is free for the factors' values until the first of its own coefficients comes.
    let are_negative = [
        factors.multiply_at_both(0, [one, minus_one], out)?,
        factors.multiply_at_both(1, [two, minus_two], out)?,
    ];
    factors.multiply_at_two(true, half, out)?;
    let (low, rest) = out.split_at_mut(2 * part);
    let high = &mut rest[4 * part..];
    factors.multiply_ends([low, high])?;
    let values = [low, one, minus_one, two, minus_two, half, high];
    interpolate(values, are_negative);
    put(out, part, [half, one, minus_one, two, minus_two]);
    Ok(())
}

/// Replaces the values of c0 + c1 X + ... + c6 X^6 at 0, 1, -1, 2, -2, 1/2 and infinity, those at negative numbers by
/// their absolute values and that at 1/2 times 2^6, by c0, c2, c3, c4, c5, c1 and c6. None of the coefficients is
/// negative, nor anything between.
fn interpolate(
    [low, one, minus_one, two, minus_two, half, high]: [&mut [u64]; 7],
    [one_negative, two_negative]: [bool; 2],
) {
    let mut borrow = false;
    for (minus, plus, is_negative) in [
        (&mut *minus_one, &*one, one_negative),
        (&mut *minus_two, &*two, two_negative),
    ] {
        borrow |= match is_negative {
            true => add(minus, plus),
            false => subtract_from(minus, plus),
        };
    }
    shift_right(minus_one, 1); // c1 + c3 + c5
    shift_right(minus_two, 2); // c1 + 4 c3 + 16 c5
    borrow |= subtract(one, minus_one);
    borrow |= subtract(one, low);
    borrow |= subtract(one, high); // c2 + c4
    borrow |= subtract_shifted(two, minus_two, 1); // c0 + 4 c2 + 16 c4 + 64 c6
    borrow |= subtract(two, low);
    shift_right(two, 2);
    borrow |= subtract_shifted(two, high, 4); // c2 + 4 c4
    borrow |= subtract(two, one);
    divide_exactly::<3>(two); // c4
    borrow |= subtract(one, two); // c2
    borrow |= subtract_shifted(half, low, 6);
    borrow |= subtract_shifted(half, one, 4);
    borrow |= subtract_shifted(half, two, 2); // 32 c1 + 8 c3 + 2 c5 + c6
    borrow |= subtract(half, high);
    shift_right(half, 1);
    borrow |= subtract(half, minus_one);
    divide_exactly::<3>(half); // 5 c1 + c3
    borrow |= subtract(minus_two, minus_one);
    divide_exactly::<3>(minus_two); // c3 + 5 c5
    borrow |= add(half, minus_two);
    borrow |= subtract_shifted(half, minus_one, 1);
    divide_exactly::<3>(half); // c1 + c5
    borrow |= subtract(minus_one, half); // c3
    borrow |= subtract(minus_two, minus_one);
    divide_exactly::<5>(minus_two); // c5
    borrow |= subtract(half, minus_two); // c1
    debug_assert!(!borrow);
}
