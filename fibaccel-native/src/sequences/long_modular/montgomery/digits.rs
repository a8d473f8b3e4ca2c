//! Products of numbers of up to N limbs, four at a time in vectors of D digits of 52 bits: R is 2^(52 D).

use super::Products;
use super::odd::{Odd, extended};
use crate::machine::fours::Fours;
use crate::rings::inverse;
use std::array::from_fn;

/// Products in digits.
#[derive(Clone, Copy, Debug)]
pub struct Digits<const D: usize> {
    fours: Fours,
    m: [u64; D],
    /// The inverse -1 / m, of which the lowest 52 bits count.
    inverse: u64,
}

impl<const D: usize> Digits<D> {
    /// The products modulo an odd m.
    pub fn new(fours: Fours, m: &[u64]) -> Self {
        let limb = |at: usize| m.get(at).copied().map_or(0, u128::from);
        let digit = |i: usize| {
            let (at, bits) = (52 * i / 64, 52 * i % 64);
            ((limb(at + 1) << 64 | limb(at)) >> bits) as u64 % (1 << 52)
        };
        Self {
            fours,
            m: from_fn(digit),
            inverse: inverse(m[0]).wrapping_neg(),
        }
    }

    /// The products x y / R, reduced when they are asked for by their places.
    #[inline(always)]
    fn multiply_four<const N: usize>(
        &self,
        m: &Odd<N>,
        pairs: [[&[u64; N]; 2]; 4],
    ) -> impl Fn(usize) -> [u64; N] {
        let [x, y] = [0, 1].map(|side| pairs.map(|pair| pair[side]));
        // Sums of a number below m R and one below that, divided by R: below 2 m.
        let (products, above) = self.fours.multiply_four(x, y, &self.m, self.inverse);
        move |at| m.settled(products[at], above[at] != 0)
    }
}

impl<const N: usize, const D: usize> Products<N> for Digits<D> {
    const WHOLE: bool = true;

    fn exponent(_: &Odd<N>) -> usize {
        52 * D
    }

    #[inline(always)]
    fn multiply(&self, m: &Odd<N>, x: &[u64; N], y: &[u64; N]) -> [u64; N] {
        self.multiply_four(m, [[x, y]; 4])(0)
    }

    #[inline(always)]
    fn square(&self, m: &Odd<N>, x: &[u64; N]) -> [u64; N] {
        self.multiply(m, x, x)
    }

    #[inline(always)]
    fn multiply_less(&self, m: &Odd<N>, x_y: [&[u64; N]; 2], z_w: [&[u64; N]; 2]) -> [u64; N] {
        let product = self.multiply_four(m, [x_y, z_w, x_y, z_w]);
        m.difference(product(0), &product(1))
    }

    #[inline(always)]
    fn product_and_form(
        &self,
        m: &Odd<N>,
        x_y: [&[u64; N]; 2],
        [g, f]: [&[u64; N]; 2],
        q: i64,
    ) -> [[u64; N]; 2] {
        let product = self.multiply_four(m, [x_y, [g, g], [f, f], x_y]);
        let multiple = m.multiple(product(2), q);
        [product(0), m.difference(product(1), &multiple)]
    }

    fn value(&self, m: &Odd<N>, x: &[u64; N]) -> [u64; N] {
        self.multiply(m, &extended(&[1]), x)
    }

    #[inline(always)]
    fn multiply_each<const S: usize, const P: usize>(
        &self,
        m: &Odd<N>,
        squares: [[u64; N]; S],
        products: [[[u64; N]; 2]; P],
    ) -> ([[u64; N]; S], [[u64; N]; P]) {
        const { assert!(S + P <= 4) }
        let pair = |at: usize| match at {
            _ if at < S => [&squares[at]; 2],
            _ => products[(at - S) % P.max(1)].each_ref(),
        };
        let product = self.multiply_four(m, [0, 1, 2, 3].map(|at| pair(at % (S + P))));
        (from_fn(&product), from_fn(|at| product(S + at)))
    }

    #[inline(always)]
    fn multiply_each_less<const S: usize, const P: usize>(
        &self,
        m: &Odd<N>,
        squares: [[u64; N]; S],
        products: [[[u64; N]; 2]; P],
        less: [[[u64; N]; 2]; 2],
    ) -> ([[u64; N]; S], [[u64; N]; P], [u64; N]) {
        const { assert!(S + P <= 2) }
        let pair = |at: usize| match at {
            _ if at < S => [&squares[at]; 2],
            _ if at < S + P => products[at - S].each_ref(),
            _ => less[(at - S - P) % 2].each_ref(),
        };
        let product = self.multiply_four(m, [0, 1, 2, 3].map(pair));
        let less = m.difference(product(S + P), &product(S + P + 1));
        (from_fn(&product), from_fn(|at| product(S + at)), less)
    }
}
