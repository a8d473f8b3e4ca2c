//! Products of numbers in limbs, one at a time: R is 2^64 to the power of a residue's length.

use super::Products;
use super::odd::Odd;
use crate::bignum::mul::schoolbook;
use crate::limbs::{add, add_scaled, scale_in_place, subtract};
use crate::machine::rows::{Rows, fast};
use crate::rings::inverse;

/// Products in limbs.
#[derive(Clone, Copy, Debug)]
pub struct Limbs {
    /// The inverse -1 / m modulo 2^64.
    inverse: u64,
}

/// Room for a number of twice as many limbs as a residue.
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
    fn reduce<const N: usize>(self, m: &Odd<N>, mut x: Wide<N>) -> [u64; N] {
        let limbs = x.as_flattened_mut();
        let carry = match fast(m.span()) {
            Some(rows) => self.clear_pairs(rows, m.limbs(), limbs),
            None => self.clear(m.limbs(), limbs, 0, false),
        };
        m.settled(upper(m, limbs), carry)
    }

    /// Makes the lower half of x zero from a limb on, before which it is, and returns the carry out of the upper half.
    #[inline(always)]
    fn clear(self, m: &[u64], x: &mut [u64], from: usize, mut carry: bool) -> bool {
        let len = m.len();
        for at in from..len {
            let quotient = x[at].wrapping_mul(self.inverse);
            let limb = add_scaled(&mut x[at..at + len], m, quotient);
            (x[at + len], carry) = x[at + len].carrying_add(limb, carry);
        }
        carry
    }

    /// Makes the lower half of x zero as [`Self::clear`] does, by rows of two limbs of the quotient.
    fn clear_pairs(self, rows: impl Rows, m: &[u64], x: &mut [u64]) -> bool {
        let (in_pairs, mut carry) = (m.len() - m.len() % 2, false);
        for at in (0..in_pairs).step_by(2) {
            let (sum, above) = x[at..].split_at_mut(m.len());
            let low = sum[0].wrapping_mul(self.inverse);
            let (_, carried) = m[0].carrying_mul_add(low, 0, sum[0]);
            let high = m[1].wrapping_mul(low).wrapping_add(carried);
            let high = high.wrapping_add(sum[1]).wrapping_mul(self.inverse);
            let mut window = [0; 2];
            rows.add_rows(sum, m, &[low, high], &mut window);
            for (above, limb) in above.iter_mut().zip(window) {
                (*above, carry) = above.carrying_add(limb, carry);
            }
        }
        self.clear(m, x, in_pairs, carry)
    }
}

impl<const N: usize> Products<N> for Limbs {
    const WHOLE: bool = false;

    fn exponent(m: &Odd<N>) -> usize {
        64 * m.span()
    }

    #[inline]
    fn multiply(&self, m: &Odd<N>, x: &[u64; N], y: &[u64; N]) -> [u64; N] {
        self.reduce(m, product(m, x, y))
    }

    #[inline]
    fn square(&self, m: &Odd<N>, x: &[u64; N]) -> [u64; N] {
        self.reduce(m, square(m, x))
    }

    // Reduced once.
    #[inline]
    fn multiply_less(
        &self,
        m: &Odd<N>,
        [x, y]: [&[u64; N]; 2],
        [z, w]: [&[u64; N]; 2],
    ) -> [u64; N] {
        let is_square = x[0] == y[0] && x == y;
        let difference = if is_square {
            square(m, x)
        } else {
            product(m, x, y)
        };
        self.reduce(m, less(m, difference, &product(m, z, w)))
    }

    // The form is reduced once.
    #[inline]
    fn product_and_form(
        &self,
        m: &Odd<N>,
        [x, y]: [&[u64; N]; 2],
        [g, f]: [&[u64; N]; 2],
        q: i64,
    ) -> [[u64; N]; 2] {
        let len = m.span();
        let mut multiple = square(m, f);
        let limbs = &mut multiple.as_flattened_mut()[..2 * len];
        let above = scale_in_place(limbs, q.unsigned_abs());
        m.reduce_upper(limbs, above);
        let form = match q < 0 {
            true => more(m, square(m, g), &multiple),
            false => less(m, square(m, g), &multiple),
        };
        [self.multiply(m, x, y), self.reduce(m, form)]
    }

    // Reduced once.
    #[inline]
    fn dot<'a>(
        &self,
        m: &Odd<N>,
        mut pairs: impl Iterator<Item = (&'a [u64; N], &'a [u64; N])>,
    ) -> [u64; N] {
        let (x, y) = pairs.next().expect("a product");
        let sum = pairs.fold(product(m, x, y), |sum, (x, y)| {
            more(m, sum, &product(m, x, y))
        });
        self.reduce(m, sum)
    }

    fn value(&self, m: &Odd<N>, x: &[u64; N]) -> [u64; N] {
        self.reduce(m, [*x, [0; N]])
    }
}

/// The upper half of a number with zeros above it.
#[inline(always)]
fn upper<const N: usize>(m: &Odd<N>, x: &[u64]) -> [u64; N] {
    *x[m.span()..].first_chunk().expect("at least N more")
}

#[inline(always)]
fn product<const N: usize>(m: &Odd<N>, x: &[u64; N], y: &[u64; N]) -> Wide<N> {
    let (len, mut product) = (m.span(), [[0; N]; 2]);
    let out = &mut product.as_flattened_mut()[..2 * len];
    schoolbook::multiply(out, &x[..len], &y[..len]);
    product
}

#[inline(always)]
fn square<const N: usize>(m: &Odd<N>, x: &[u64; N]) -> Wide<N> {
    let (len, mut square) = (m.span(), [[0; N]; 2]);
    schoolbook::square(&mut square.as_flattened_mut()[..2 * len], &x[..len]);
    square
}

/// The difference x - y modulo m R, for x and y below that.
#[inline(always)]
fn less<const N: usize>(m: &Odd<N>, mut x: Wide<N>, y: &Wide<N>) -> Wide<N> {
    let len = m.span();
    let limbs = &mut x.as_flattened_mut()[..2 * len];
    if subtract(limbs, &y.as_flattened()[..2 * len]) {
        add(&mut limbs[len..], m.limbs());
    }
    x
}

/// The sum x + y modulo m R, for x and y below that.
#[inline(always)]
fn more<const N: usize>(m: &Odd<N>, mut x: Wide<N>, y: &Wide<N>) -> Wide<N> {
    let len = m.span();
    let limbs = &mut x.as_flattened_mut()[..2 * len];
    let carry = add(limbs, &y.as_flattened()[..2 * len]);
    let settled = m.settled(upper(m, x.as_flattened()), carry);
    x.as_flattened_mut()[len..2 * len].copy_from_slice(&settled[..len]);
    x
}
