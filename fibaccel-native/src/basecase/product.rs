//! Products of any two numbers in digits, from limbs and to limbs.

use super::karatsuba;
use super::walk::Limbs;
use crate::binary::Binary;
use crate::digits::{DigitKernel, DigitLanes, DigitWork};
use crate::simd::Row;

/// The fewest bits of a digit, on any tier.
const LEAST_BITS: usize = 50;

/// Rows of working space for a product of numbers of at most that many limbs.
pub fn need(limbs: usize) -> usize {
    let rows = rows(limbs);
    // Two factors, the product, and scratch; a tier's block is a row or half of one.
    4 * rows + karatsuba::scratch(rows)
}

/// Rows of a number on any tier.
fn rows(limbs: usize) -> usize {
    (64 * limbs).div_ceil(LEAST_BITS).div_ceil(8)
}

/// `out` = x y, or x^2 if y is none; `out` is as long as both together.
pub struct Product<'a> {
    /// x, not shorter than y.
    pub x: &'a [u64],
    /// y.
    pub y: Option<&'a [u64]>,
    /// As many as [`need`] says for x.
    pub rows: &'a mut [Row],
    /// The product.
    pub out: &'a mut [u64],
}

impl DigitWork<Binary> for Product<'_> {
    type Output = ();

    fn run<S: DigitLanes<Base = Binary>>(self, s: S) {
        const { assert!(S::BASE >= 1 << LEAST_BITS) };
        let Self { x, y, rows, out } = self;
        let bits = S::BASE.ilog2() as usize;
        let len = (64 * x.len()).div_ceil(bits).div_ceil(S::WIDTH);
        let (product, rest) = s.blocks(rows).split_at_mut(2 * len);
        let (first, rest) = rest.split_at_mut(len);
        let (second, scratch) = rest.split_at_mut(len);
        s.vectorize_digits(Digits {
            out: &mut *first,
            limbs: x,
        });
        match y {
            None => karatsuba::square(s, product, first, scratch),
            Some(limbs) => {
                s.vectorize_digits(Digits {
                    out: &mut *second,
                    limbs,
                });
                karatsuba::multiply(s, product, first, second, scratch);
            }
        }
        let number = &*product;
        s.vectorize_digits(Limbs { out, number });
    }
}

/// Cuts limbs into digits, and zeros above them.
struct Digits<'a, S: DigitLanes> {
    out: &'a mut [S::Block],
    limbs: &'a [u64],
}

impl<S: DigitLanes> DigitKernel<S> for Digits<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        let bits = S::BASE.ilog2();
        let mut limbs = self.limbs.iter();
        // What is left of the limbs taken: fewer bits than a digit has, between two digits.
        let (mut left, mut count) = (0u128, 0);
        let mut carry = s.no_carry();
        for block in self.out {
            let mut words = [0; 8];
            for word in &mut words[..S::WIDTH] {
                if count < bits {
                    left |= u128::from(limbs.next().copied().unwrap_or(0)) << count;
                    count += 64;
                }
                *word = left as u64 & (S::BASE - 1);
                (left, count) = (left >> bits, count - bits);
            }
            *block = s.normalize(s.words(&words), &mut carry);
        }
    }
}
