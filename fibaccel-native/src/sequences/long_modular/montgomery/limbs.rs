//! Products of numbers of N limbs, one at a time: R is 2^(64 N).

use super::{Products, settled};
use crate::bignum::mul::schoolbook;
use crate::limbs::{add, add_scaled, subtract};
use crate::machine::rows::{Rows, fast};
use crate::rings::inverse;

/// Products in limbs.
#[derive(Clone, Copy, Debug)]
pub struct Limbs {
    /// The inverse -1 / m modulo 2^64.
    inverse: u64,
}

/// A number of twice as many limbs.
type Wide<const N: usize> = [[u64; N]; 2];

impl Limbs {
    /// The products modulo an odd m.
    pub fn new(m: &[u64]) -> Self {
        Self {
            inverse: inverse(m[0]).wrapping_neg(),
        }
    }

    /// Reduces a number x below m R: x / R modulo m.
    ///
    /// Each limb of the quotient q makes a limb of x + q m zero.
    #[inline]
    fn reduce<const N: usize>(self, m: &[u64; N], mut x: Wide<N>) -> [u64; N] {
        let limbs = x.as_flattened_mut();
        let carry = match fast(N) {
            Some(rows) => self.clear_pairs(rows, m, limbs),
            None => self.clear(m, limbs, 0, false),
        };
        settled(m, x[1], carry)
    }

    /// Makes the lower half of x zero from a limb on, before which it is, and returns the carry out of the upper half.
    #[inline(always)]
    fn clear<const N: usize>(
        self,
        m: &[u64; N],
        x: &mut [u64],
        from: usize,
        mut carry: bool,
    ) -> bool {
        for at in from..N {
            let quotient = x[at].wrapping_mul(self.inverse);
            let limb = add_scaled(&mut x[at..at + N], m, quotient);
            (x[at + N], carry) = x[at + N].carrying_add(limb, carry);
        }
        carry
    }

    /// Makes the lower half of x zero as [`Self::clear`] does, by rows of two limbs of the quotient.
    fn clear_pairs<const N: usize>(self, rows: impl Rows, m: &[u64; N], x: &mut [u64]) -> bool {
        let (in_pairs, mut carry) = (N - N % 2, false);
        for at in (0..in_pairs).step_by(2) {
            let (sum, above) = x[at..].split_at_mut(N);
            let low = sum[0].wrapping_mul(self.inverse);
            let (_, carried) = m[0].carrying_mul_add(low, 0, sum[0]);
            let high = m[1].wrapping_mul(low).wrapping_add(carried);
            let high = high.wrapping_add(sum[1]).wrapping_mul(self.inverse);
            let window = rows.add_two_rows(sum, m, [low, high], [0; 2]);
            for (above, limb) in above.iter_mut().zip(window) {
                (*above, carry) = above.carrying_add(limb, carry);
            }
        }
        self.clear(m, x, in_pairs, carry)
    }
}

impl<const N: usize> Products<N> for Limbs {
    const BITS: usize = 64 * N;

    #[inline]
    fn multiply(&self, m: &[u64; N], x: &[u64; N], y: &[u64; N]) -> [u64; N] {
        self.reduce(m, product(x, y))
    }

    #[inline]
    fn square(&self, m: &[u64; N], x: &[u64; N]) -> [u64; N] {
        self.reduce(m, square(x))
    }

    // Reduced once.
    #[inline]
    fn multiply_less(
        &self,
        m: &[u64; N],
        [x, y]: [&[u64; N]; 2],
        [z, w]: [&[u64; N]; 2],
    ) -> [u64; N] {
        let is_square = x[0] == y[0] && x == y;
        let mut difference = if is_square { square(x) } else { product(x, y) };
        if subtract(difference.as_flattened_mut(), product(z, w).as_flattened()) {
            add(&mut difference[1], m);
        }
        self.reduce(m, difference)
    }
}

#[inline(always)]
fn product<const N: usize>(x: &[u64; N], y: &[u64; N]) -> Wide<N> {
    let mut product = [[0; N]; 2];
    schoolbook::multiply(product.as_flattened_mut(), x, y);
    product
}

#[inline(always)]
fn square<const N: usize>(x: &[u64; N]) -> Wide<N> {
    let mut square = [[0; N]; 2];
    schoolbook::square(square.as_flattened_mut(), x);
    square
}
