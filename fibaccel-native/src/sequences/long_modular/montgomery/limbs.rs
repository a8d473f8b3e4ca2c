//! Products of numbers of N limbs, one at a time: R is 2^(64 N).

use super::{Products, settled};
use crate::bignum::mul::schoolbook;
use crate::limbs::{add, add_scaled, subtract};
use crate::machine::rows::{Fast, Plain, Rows, fast};
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
            Some(rows) => self.clear::<_, { Fast::MOST }, N>(rows, m, limbs),
            None => self.clear::<_, { Plain::MOST }, N>(Plain, m, limbs),
        };
        settled(m, x[1], carry)
    }

    /// Makes the lower half of x zero, by K rows at once, and returns the carry out of the upper half.
    #[inline(always)]
    fn clear<R: Rows, const K: usize, const N: usize>(
        self,
        rows: R,
        m: &[u64; N],
        x: &mut [u64],
    ) -> bool {
        let mut carry = false;
        for at in (0..N).step_by(K) {
            let k = K.min(N - at);
            let (sum, above) = x[at..][..N + k].split_at_mut(N);
            let quotient = &self.quotient::<K>(&m[..k], &sum[..k])[..k];
            let mut window = [0; K];
            rows.add_rows(sum, m, quotient, &mut window[..k]);
            for (above, limb) in above.iter_mut().zip(window) {
                (*above, carry) = above.carrying_add(limb, carry);
            }
        }
        carry
    }

    /// The k <= K limbs of -x / m modulo 2^(64 k), for k limbs of either.
    #[inline(always)]
    fn quotient<const K: usize>(self, m: &[u64], x: &[u64]) -> [u64; K] {
        let mut quotient = [0; K];
        quotient[..x.len()].copy_from_slice(x);
        for i in 0..x.len() {
            let rest = &mut quotient[i..x.len()];
            let limb = rest[0].wrapping_mul(self.inverse);
            add_scaled(rest, &m[..rest.len()], limb);
            quotient[i] = limb;
        }
        quotient
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
