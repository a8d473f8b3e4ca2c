//! Products of numbers in the digits of a tier, from limbs and to limbs.

pub mod columns;
pub mod karatsuba;

use crate::limbs::{Binary, LimbBase};
use crate::machine::Row;
use crate::machine::digits::{DigitKernel, DigitLanes, DigitWork};

/// The fewest bits of a digit, on any tier.
const LEAST_BITS: usize = 50;

/// The rows of working space for a product of numbers of at most that many limbs.
pub fn need(limbs: usize) -> usize {
    let rows = rows(limbs);
    // Two factors, the product, and scratch; a tier's block is a row or half of one.
    4 * rows + karatsuba::scratch(rows)
}

/// The rows that hold a number of that many limbs on any tier.
fn rows(limbs: usize) -> usize {
    (64 * limbs).div_ceil(LEAST_BITS).div_ceil(8)
}

/// A product of numbers in limbs, `out` = x y, or x^2 without a y; `out` is as long as both together.
pub struct DigitProduct<'a> {
    /// The first factor x, which is not shorter than y.
    pub x: &'a [u64],
    /// The second factor y, or none for a square.
    pub y: Option<&'a [u64]>,
    /// Working space, as much as [`need`] says for x.
    pub rows: &'a mut [Row],
    /// Room for the product.
    pub out: &'a mut [u64],
}

impl DigitWork<Binary> for DigitProduct<'_> {
    type Output = ();

    fn run<S: DigitLanes<Base = Binary>>(self, s: S) {
        const { assert!(S::BASE >= 1 << LEAST_BITS) };
        let Self { x, y, rows, out } = self;
        let bits = S::BASE.ilog2() as usize;
        let len = (64 * x.len()).div_ceil(bits).div_ceil(S::WIDTH);
        let (product, rest) = s.blocks(rows).split_at_mut(2 * len);
        let (first, rest) = rest.split_at_mut(len);
        let (second, scratch) = rest.split_at_mut(len);
        s.vectorize_digits(DigitsFromLimbs {
            out: &mut *first,
            limbs: x,
        });
        match y {
            None => karatsuba::square(s, product, first, scratch),
            Some(limbs) => {
                s.vectorize_digits(DigitsFromLimbs {
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

/// A kernel that cuts limbs into digits, with zeros above them.
struct DigitsFromLimbs<'a, S: DigitLanes> {
    out: &'a mut [S::Block],
    limbs: &'a [u64],
}

impl<S: DigitLanes> DigitKernel<S> for DigitsFromLimbs<'_, S> {
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
            *block = s.normalize(s.columns_from_words(&words), &mut carry);
        }
    }
}

/// A kernel that writes digits as limbs, with zeros above them; digits that do not fit are zero.
pub struct Limbs<'a, S: DigitLanes> {
    /// Room for the limbs.
    pub out: &'a mut [<S::Base as LimbBase>::Limb],
    /// The number in digits.
    pub number: &'a [S::Block],
}

impl<S: DigitLanes> DigitKernel<S> for Limbs<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        let Self { out, number } = self;
        for (i, block) in number.iter().enumerate() {
            s.write(block, out, i);
        }
        let end = S::limbs(number.len());
        if end < out.len() {
            out[end..].fill(Default::default());
        }
    }
}
