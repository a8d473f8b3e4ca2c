//! The integers modulo an odd m of a few limbs: a residue x stands as x R modulo m, for a power R of 2 above m
//! `[montgomery1985]`.
//!
//! Residues are arrays, so nothing is allocated. What is prepared is an inverse of one limb and a reciprocal of one;
//! what comes in is multiplied by R and reduced limb by limb ([`odd`]). Products are one at a time in limbs ([`limbs`])
//! or, where the tier has vectors for them, four at a time in digits ([`digits`]).

pub mod digits;
pub mod limbs;
pub mod odd;

use crate::limbs::{add, divide_by_five, scale};
use crate::rings::Ring;
use crate::runtime::{Interrupt, Interrupted};
use odd::Odd;
use std::hint::select_unpredictable as select;

/// The products of numbers modulo an odd m, divided by R.
pub trait Products<const N: usize>: Copy {
    /// Whether residues are whole arrays, however short m is.
    const WHOLE: bool;

    /// The binary logarithm of R.
    fn exponent(m: &Odd<N>) -> usize;

    /// Multiplies: x y / R modulo m.
    fn multiply(&self, m: &Odd<N>, x: &[u64; N], y: &[u64; N]) -> [u64; N];
    /// Squares: x^2 / R modulo m.
    fn square(&self, m: &Odd<N>, x: &[u64; N]) -> [u64; N];
    /// Computes (x y - z w) / R modulo m.
    fn multiply_less(&self, m: &Odd<N>, x_y: [&[u64; N]; 2], z_w: [&[u64; N]; 2]) -> [u64; N];
    /// Computes x y / R and (g^2 - q f^2) / R modulo m, which do not wait for each other.
    fn product_and_form(
        &self,
        m: &Odd<N>,
        x_y: [&[u64; N]; 2],
        g_f: [&[u64; N]; 2],
        q: i64,
    ) -> [[u64; N]; 2];
    /// Computes x / R modulo m.
    fn value(&self, m: &Odd<N>, x: &[u64; N]) -> [u64; N];

    /// The sum of products x y / R modulo m, of at least one.
    #[inline]
    fn dot<'a>(
        &self,
        m: &Odd<N>,
        pairs: impl Iterator<Item = (&'a [u64; N], &'a [u64; N])>,
    ) -> [u64; N] {
        pairs.fold([0; N], |sum, (x, y)| m.sum(sum, &self.multiply(m, x, y)))
    }

    /// Squares and products that do not wait for each other.
    #[inline(always)]
    fn multiply_each<const S: usize, const P: usize>(
        &self,
        m: &Odd<N>,
        mut squares: [[u64; N]; S],
        products: [[[u64; N]; 2]; P],
    ) -> ([[u64; N]; S], [[u64; N]; P]) {
        // Loops: what arrays are mapped by copies them.
        for x in &mut squares {
            *x = self.square(m, x);
        }
        let mut results = [[0; N]; P];
        for (result, [x, y]) in results.iter_mut().zip(&products) {
            *result = self.multiply(m, x, y);
        }
        (squares, results)
    }

    /// Squares, products and x y - z w, which do not wait for each other.
    #[inline(always)]
    fn multiply_each_less<const S: usize, const P: usize>(
        &self,
        m: &Odd<N>,
        squares: [[u64; N]; S],
        products: [[[u64; N]; 2]; P],
        [[x, y], [z, w]]: [[[u64; N]; 2]; 2],
    ) -> ([[u64; N]; S], [[u64; N]; P], [u64; N]) {
        let (squares, products) = self.multiply_each(m, squares, products);
        (squares, products, self.multiply_less(m, [&x, &y], [&z, &w]))
    }
}

/// The integers modulo an odd m of at most N limbs.
#[derive(Clone, Copy, Debug)]
pub struct Montgomery<P, const N: usize> {
    m: Odd<N>,
    products: P,
    /// R modulo m.
    one: [u64; N],
}

impl<P: Products<N>, const N: usize> Montgomery<P, N> {
    /// The ring of the integers modulo m, which is odd and above 1, from its products.
    pub fn new(m: &[u64], products: P) -> Self {
        let m = Odd::new(m, P::WHOLE);
        let one = m.power(P::exponent(&m));
        Self { m, products, one }
    }

    /// The residue of a number of any length, or of its negation.
    pub fn residue_of(
        &self,
        x: &[u64],
        negative: bool,
        interrupt: &mut dyn Interrupt,
    ) -> Result<[u64; N], Interrupted> {
        /// The number of chunks between two polls.
        const POLLED: usize = 64;
        let mut sum = [0; N];
        for (at, chunk) in x.chunks(N).enumerate().rev() {
            if at % POLLED == POLLED - 1 {
                interrupt.poll()?;
            }
            sum = self.m.joined(chunk, sum);
        }
        let residue = self.raised(sum);
        Ok(match negative {
            true => self.subtract([0; N], residue),
            false => residue,
        })
    }

    /// The least natural number that is congruent to a residue x.
    pub fn value(&self, x: [u64; N]) -> [u64; N] {
        self.products.value(&self.m, &x)
    }

    /// Multiplies a residue by a short number: c x.
    #[inline]
    pub fn multiple(&self, x: [u64; N], c: i64) -> [u64; N] {
        self.m.multiple(x, c)
    }

    /// Computes x y and g^2 - q f^2, which do not wait for each other.
    #[inline(always)]
    pub fn product_and_form(
        &self,
        [x, y]: [[u64; N]; 2],
        [g, f]: [[u64; N]; 2],
        q: i64,
    ) -> [[u64; N]; 2] {
        self.products
            .product_and_form(&self.m, [&x, &y], [&g, &f], q)
    }

    /// The residue x R of a number x below m.
    fn raised(&self, x: [u64; N]) -> [u64; N] {
        self.m.shifted(x, P::exponent(&self.m))
    }
}

impl<P: Products<N>, const N: usize> Ring for Montgomery<P, N> {
    type Word = u128;
    /// A number below m.
    type Residue = [u64; N];

    fn residue(&self, x: u128) -> [u64; N] {
        self.raised(self.m.joined(&[x as u64, (x >> 64) as u64], [0; N]))
    }

    #[inline(always)]
    fn one(&self) -> [u64; N] {
        self.one
    }

    fn fifth(&self) -> Option<[u64; N]> {
        // 2^64 is 1 modulo 5. With t m + 1 a multiple of 5, a fifth of that is the inverse.
        let m = self.m.limbs();
        let rest = m.iter().map(|limb| limb % 5).sum::<u64>() % 5;
        let factor = [0, 4, 2, 3, 1][rest as usize];
        let mut multiple = [[0; N]; 2];
        let limbs = &mut multiple.as_flattened_mut()[..=m.len()];
        limbs[m.len()] = scale(&mut limbs[..m.len()], m, factor);
        add(limbs, &[1]);
        divide_by_five(limbs);
        (rest != 0).then(|| self.raised(multiple[0]))
    }

    #[inline(always)]
    fn equal(&self, x: [u64; N], y: [u64; N]) -> bool {
        x == y
    }

    #[inline(always)]
    fn add(&self, x: [u64; N], y: [u64; N]) -> [u64; N] {
        self.m.sum(x, &y)
    }

    #[inline(always)]
    fn subtract(&self, x: [u64; N], y: [u64; N]) -> [u64; N] {
        self.m.difference(x, &y)
    }

    #[inline(always)]
    fn multiply(&self, x: [u64; N], y: [u64; N]) -> [u64; N] {
        self.products.multiply(&self.m, &x, &y)
    }

    #[inline(always)]
    fn square(&self, x: [u64; N]) -> [u64; N] {
        self.products.square(&self.m, &x)
    }

    #[inline(always)]
    fn multiply_if(&self, flag: bool, x: [u64; N], y: [u64; N]) -> [u64; N] {
        if flag { self.multiply(x, y) } else { x }
    }

    #[inline(always)]
    fn multiply_less(&self, [x, y]: [[u64; N]; 2], [z, w]: [[u64; N]; 2]) -> [u64; N] {
        self.products.multiply_less(&self.m, [&x, &y], [&z, &w])
    }

    #[inline(always)]
    fn multiply_each<const S: usize, const Q: usize>(
        &self,
        squares: [[u64; N]; S],
        products: [[[u64; N]; 2]; Q],
    ) -> ([[u64; N]; S], [[u64; N]; Q]) {
        self.products.multiply_each(&self.m, squares, products)
    }

    #[inline(always)]
    fn multiply_each_less<const S: usize, const Q: usize>(
        &self,
        squares: [[u64; N]; S],
        products: [[[u64; N]; 2]; Q],
        less: [[[u64; N]; 2]; 2],
    ) -> ([[u64; N]; S], [[u64; N]; Q], [u64; N]) {
        self.products
            .multiply_each_less(&self.m, squares, products, less)
    }

    #[inline]
    fn dot<'a>(
        &self,
        pairs: impl Iterator<Item = (&'a [u64; N], &'a [u64; N])> + Clone,
    ) -> [u64; N] {
        self.products.dot(&self.m, pairs)
    }

    #[inline(always)]
    fn choose(flag: bool, x: [u64; N], y: [u64; N]) -> [u64; N] {
        std::array::from_fn(|at| select(flag, x[at], y[at]))
    }
}
