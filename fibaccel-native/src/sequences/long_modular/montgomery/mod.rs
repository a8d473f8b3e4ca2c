//! The integers modulo an odd m of a few limbs: a residue x stands as x R modulo m, for a power R of 2 above m
//! `[montgomery1985]`.
//!
//! Residues are arrays, so nothing is allocated. What is prepared is an inverse of one limb, and R and R^2 modulo m.
//! Products are one at a time in limbs ([`limbs`]) or, where the tier has vectors for them, four at a time in
//! digits ([`digits`]).

pub mod digits;
pub mod limbs;

use crate::limbs::shifts::{shift_left, shift_right};
use crate::limbs::{
    add, compare, divide_by_five, negate, scale, subtract, subtract_scaled, trimmed,
};
use crate::rings::Ring;
use crate::runtime::{Interrupt, Interrupted};
use std::cmp::Ordering;
use std::hint::select_unpredictable as select;

/// The products of numbers of N limbs modulo an odd m, divided by R.
pub trait Products<const N: usize>: Copy {
    /// The binary logarithm of R, of which the N limbs are a part.
    const BITS: usize;

    /// Multiplies: x y / R modulo m, for any x, and y below m.
    fn multiply(&self, m: &[u64; N], x: &[u64; N], y: &[u64; N]) -> [u64; N];
    /// Squares: x^2 / R modulo m.
    fn square(&self, m: &[u64; N], x: &[u64; N]) -> [u64; N];
    /// Computes (x y - z w) / R modulo m.
    fn multiply_less(&self, m: &[u64; N], x_y: [&[u64; N]; 2], z_w: [&[u64; N]; 2]) -> [u64; N];

    /// Squares and products that do not wait for each other.
    #[inline(always)]
    fn multiply_each<const S: usize, const P: usize>(
        &self,
        m: &[u64; N],
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
        m: &[u64; N],
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
    m: [u64; N],
    products: P,
    /// R and R^2 modulo m.
    powers: [[u64; N]; 2],
}

impl<P: Products<N>, const N: usize> Montgomery<P, N> {
    /// The ring of the integers modulo m, which is odd and above 1, from its products.
    pub fn new(m: &[u64], products: P) -> Self {
        Self {
            m: extended(m),
            products,
            powers: powers(m, P::BITS),
        }
    }

    /// The residue of a number of any length.
    pub fn residue_of(
        &self,
        x: &[u64],
        interrupt: &mut dyn Interrupt,
    ) -> Result<[u64; N], Interrupted> {
        if let [1] = x {
            return Ok(self.one());
        }
        let mut chunks = x.chunks(N).rev();
        let first = self.reduced(extended(chunks.next().unwrap_or(&[])));
        if x.len() <= N {
            return Ok(first);
        }
        let [base, _] = powers(&self.m[..trimmed(&self.m)], 64 * N);
        let base = self.reduced(base);
        chunks.try_fold(first, |sum, limbs| {
            interrupt.poll()?;
            Ok(self.add(self.multiply(sum, base), self.reduced(extended(limbs))))
        })
    }

    /// The least natural number that is congruent to a residue x.
    pub fn value(&self, x: [u64; N]) -> [u64; N] {
        self.products.multiply(&self.m, &extended(&[1]), &x)
    }

    /// The residue x R of a number x.
    fn reduced(&self, x: [u64; N]) -> [u64; N] {
        self.multiply(x, self.powers[1])
    }
}

impl<P: Products<N>, const N: usize> Ring for Montgomery<P, N> {
    type Word = u128;
    /// A number below m.
    type Residue = [u64; N];

    fn residue(&self, x: u128) -> [u64; N] {
        self.reduced(extended(&[x as u64, (x >> 64) as u64]))
    }

    #[inline(always)]
    fn one(&self) -> [u64; N] {
        self.powers[0]
    }

    fn fifth(&self) -> Option<[u64; N]> {
        // 2^64 is 1 modulo 5. With t m + 1 a multiple of 5, a fifth of that is the inverse.
        let rest = self.m.iter().map(|limb| limb % 5).sum::<u64>() % 5;
        let factor = [0, 4, 2, 3, 1][rest as usize];
        let mut multiple = [[0; N]; 2];
        let limbs = &mut multiple.as_flattened_mut()[..=N];
        limbs[N] = scale(&mut limbs[..N], &self.m, factor);
        add(limbs, &[1]);
        divide_by_five(limbs);
        (rest != 0).then(|| self.reduced(multiple[0]))
    }

    #[inline(always)]
    fn equal(&self, x: [u64; N], y: [u64; N]) -> bool {
        x == y
    }

    #[inline(always)]
    fn add(&self, mut x: [u64; N], y: [u64; N]) -> [u64; N] {
        let carry = add(&mut x, &y);
        settled(&self.m, x, carry)
    }

    #[inline(always)]
    fn subtract(&self, x: [u64; N], y: [u64; N]) -> [u64; N] {
        difference(&self.m, x, &y)
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

    #[inline(always)]
    fn choose(flag: bool, x: [u64; N], y: [u64; N]) -> [u64; N] {
        std::array::from_fn(|at| select(flag, x[at], y[at]))
    }
}

/// Subtracts m from x, which is below 2 m, if x carried or is not below m.
#[inline(always)]
fn settled<const N: usize>(m: &[u64; N], x: [u64; N], carry: bool) -> [u64; N] {
    let mut less = x;
    let below = subtract(&mut less, m);
    std::array::from_fn(|at| select(below & !carry, x[at], less[at]))
}

/// The difference x - y modulo m.
#[inline(always)]
fn difference<const N: usize>(m: &[u64; N], mut x: [u64; N], y: &[u64; N]) -> [u64; N] {
    let below = subtract(&mut x, y);
    let mut more = x;
    add(&mut more, m);
    std::array::from_fn(|at| select(below, more[at], x[at]))
}

/// The limbs of x continued with zeros.
fn extended<const N: usize>(x: &[u64]) -> [u64; N] {
    let (x, mut limbs) = (&x[..trimmed(x)], [0; N]);
    limbs[..x.len()].copy_from_slice(x);
    limbs
}

/// R and R^2 modulo an odd m above 1, for R = 2^bits, which is above m: limb by limb.
fn powers<const N: usize>(m: &[u64], bits: usize) -> [[u64; N]; 2] {
    // A multiple M of m by a power of two, whose top bit is set.
    let (len, mut multiple) = (m.len(), extended::<N>(m));
    let multiple = &mut multiple[..len];
    let shift = multiple[len - 1].leading_zeros();
    shift_left(multiple, shift);
    // With B = 2^64, at most B^2 / (M's top limb + 1), less B, so that no quotient is too large.
    let reciprocal = u128::MAX / (u128::from(multiple[len - 1]) + 1);
    let reciprocal = reciprocal.saturating_sub(1 << 64) as u64;
    // Takes M out of x + `above` B^len, which is below B M.
    let reduce = |x: &mut [u64], mut above: u64| {
        let (_, quotient) = above.carrying_mul(reciprocal, 0);
        above -= subtract_scaled(x, multiple, above + quotient);
        while above > 0 || compare(x, multiple) != Ordering::Less {
            above -= u64::from(subtract(x, multiple));
        }
    };
    // B^len less M, times the power of two, by which the remainders are divided again.
    let mut power = [0; N];
    power[..len].copy_from_slice(multiple);
    negate(&mut power[..len]);
    let mut times = |bits: usize, more: u32| {
        let x = &mut power[..len];
        for _ in 0..bits / 64 {
            let above = x[len - 1];
            x.copy_within(..len - 1, 1);
            x[0] = 0;
            reduce(x, above);
        }
        for bits in [(bits % 64) as u32, more] {
            let above = shift_left(x, bits);
            reduce(x, above);
        }
        let mut quotient = power;
        shift_right(&mut quotient, shift);
        quotient
    };
    [times(bits - 64 * len, shift), times(bits, 0)]
}
