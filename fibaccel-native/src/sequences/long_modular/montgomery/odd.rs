//! An odd modulus of a few limbs: linear arithmetic, and the reduction of numbers from the top.

use crate::limbs::shifts::shift_left;
use crate::limbs::{add, scale_in_place, subtract, subtract_scaled, trimmed};
use std::hint::select_unpredictable as select;

/// The most limbs of arrays that are taken whole: loops over them are unrolled.
const WHOLE: usize = 12;

/// The most limbs of arrays that are added and subtracted in place: for 8 limbs in digits a step takes 0.7 to 0.8 of
/// the time (Zen 5).
const IN_PLACE: usize = 10;

/// An odd modulus m of 2 to N limbs.
#[derive(Clone, Copy, Debug)]
pub struct Odd<const N: usize> {
    limbs: [u64; N],
    len: usize,
    /// The number of limbs that are added and subtracted.
    span: usize,
    /// (B^2 - 1) / (t + 1) - B, for the highest 64 bits t of m and B = 2^64.
    reciprocal: u64,
    /// The number of zero bits above m in its top limb.
    shift: u32,
}

impl<const N: usize> Odd<N> {
    /// The modulus of these limbs, whose top one is not 0. Residues are whole arrays or, where that is too much and
    /// `whole` is not set, as long as m.
    pub fn new(m: &[u64], whole: bool) -> Self {
        let len = m.len();
        assert!(len >= 2, "a word");
        let shift = m[len - 1].leading_zeros();
        let top = m[len - 1] << shift | m[len - 2] >> 1 >> (63 - shift);
        let reciprocal = u128::MAX / (u128::from(top) + 1);
        Self {
            limbs: extended(m),
            len,
            span: if whole || N <= WHOLE { N } else { len },
            reciprocal: reciprocal.saturating_sub(1 << 64) as u64,
            shift,
        }
    }

    /// The number of limbs of a residue.
    #[inline(always)]
    pub fn span(&self) -> usize {
        if N <= WHOLE { N } else { self.span }
    }

    /// The limbs of m, zeros at the top or not: as many as a residue has.
    #[inline(always)]
    pub fn limbs(&self) -> &[u64] {
        &self.limbs[..self.span()]
    }

    /// Computes low + high B^k modulo m, where k is the length of `low`, at most N.
    pub fn joined(&self, low: &[u64], high: [u64; N]) -> [u64; N] {
        let (mut both, k) = ([[0; N]; 2], low.len());
        let limbs = both.as_flattened_mut();
        limbs[..k].copy_from_slice(low);
        *limbs[k..].first_chunk_mut().expect("N more") = high;
        self.reduce(limbs);
        both[0]
    }

    /// Reduces the upper half of x, above as many limbs as a residue has, with a limb `above` it: below m B.
    pub fn reduce_upper(&self, x: &mut [u64], above: u64) {
        let (span, len) = (self.span(), self.len);
        // A residue of zeros at the top is that much shorter.
        let (upper, zeros) = x[span..2 * span].split_at_mut(len);
        let above = zeros.first_mut().map_or(above, std::mem::take);
        self.reduce_top(upper, above);
    }

    /// The power 2^bits modulo m.
    pub fn power(&self, bits: usize) -> [u64; N] {
        let mut power = [0; N];
        self.reduce_top(&mut power[..self.len], 1);
        self.shifted(power, bits - 64 * self.len)
    }

    /// Computes 2^bits x modulo m, for at most 64 N + 63 bits.
    pub fn shifted(&self, mut x: [u64; N], bits: usize) -> [u64; N] {
        if !bits.is_multiple_of(64) {
            let limbs = &mut x[..self.len];
            let above = shift_left(limbs, (bits % 64) as u32);
            self.reduce_top(limbs, above);
        }
        self.joined(&[0; N][..bits / 64], x)
    }

    /// Reduces x modulo m to its lowest limbs, and clears the others.
    fn reduce(&self, x: &mut [u64]) {
        let len = self.len;
        for at in (0..=trimmed(x).saturating_sub(len)).rev() {
            let above = x.get_mut(at + len).map_or(0, std::mem::take);
            self.reduce_top(&mut x[at..at + len], above);
        }
    }

    /// Reduces x + `above` B^len, which is below m B, modulo m.
    ///
    /// The quotient is estimated from two words of 2^`shift` times the number, and never too large.
    #[inline]
    fn reduce_top(&self, x: &mut [u64], mut above: u64) {
        let (m, shift) = (&self.limbs[..self.len], self.shift);
        let len = m.len();
        let [high, low] = [[above, x[len - 1]], [x[len - 1], x[len - 2]]]
            .map(|[word, below]| word << shift | below >> 1 >> (63 - shift));
        let (_, quotient) = high.carrying_mul(self.reciprocal, low);
        above -= subtract_scaled(x, m, high + quotient);
        while above > 0 || x.iter().rev().ge(m.iter().rev()) {
            above -= u64::from(subtract(x, m));
        }
    }

    /// Adds modulo m: x + y.
    #[inline(always)]
    pub fn sum(&self, mut x: [u64; N], y: &[u64; N]) -> [u64; N] {
        let span = self.span();
        placed::<N, _>(|| {
            let carry = add(&mut x[..span], &y[..span]);
            self.less_once(x, carry)
        })
    }

    /// Subtracts modulo m: x - y.
    #[inline(always)]
    pub fn difference(&self, mut x: [u64; N], y: &[u64; N]) -> [u64; N] {
        let span = self.span();
        placed::<N, _>(|| {
            let below = subtract(&mut x[..span], &y[..span]);
            let mask = u64::from(below).wrapping_neg();
            let m: [u64; N] = std::array::from_fn(|at| self.limbs[at] & mask);
            add(&mut x[..span], &m[..span]);
            x
        })
    }

    /// Subtracts m from x, which is below 2 m, if x carried or is not below m.
    #[inline(always)]
    pub fn settled(&self, x: [u64; N], carry: bool) -> [u64; N] {
        placed::<N, _>(|| self.less_once(x, carry))
    }

    /// Subtracts m from x, which is below 2 m, if x carried or is not below m.
    #[inline(always)]
    fn less_once(&self, x: [u64; N], carry: bool) -> [u64; N] {
        let mut less = x;
        let below = subtract(&mut less[..self.span()], self.limbs());
        std::array::from_fn(|at| select(below & !carry, x[at], less[at]))
    }

    /// Multiplies by a short number modulo m: c x.
    #[inline]
    pub fn multiple(&self, mut x: [u64; N], c: i64) -> [u64; N] {
        let limbs = &mut x[..self.len];
        let above = scale_in_place(limbs, c.unsigned_abs());
        self.reduce_top(limbs, above);
        match c < 0 {
            true => self.difference([0; N], &x),
            false => x,
        }
    }
}

/// Runs `work` in place for short arrays, where a call would take as long, and elsewhere as a function of its own.
#[inline(always)]
fn placed<const N: usize, T>(work: impl FnOnce() -> T) -> T {
    #[inline(never)]
    fn called<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
    if N <= IN_PLACE { work() } else { called(work) }
}

/// The limbs of x continued with zeros.
pub fn extended<const N: usize>(x: &[u64]) -> [u64; N] {
    let (x, mut limbs) = (&x[..trimmed(x)], [0; N]);
    limbs[..x.len()].copy_from_slice(x);
    limbs
}
