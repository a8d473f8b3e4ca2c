//! The transform modulo one prime: from rows to their images modulo X^8 - w, and back.
//!
//! The ring is that of polynomials modulo X^(8m) - 1, m rows. With Y = X^8 a row is a coefficient of
//! Y, eight lanes that never meet: every butterfly combines whole rows and its twiddles are the same
//! in all lanes. Node b of size m is the ring modulo Y^m - W(b)^2; it splits into 2b and 2b + 1 by
//!
//! ```text
//! (x0, x1)  ->  (x0 + W(b) x1, x0 - W(b) x1)
//! ```
//!
//! and a radix-4 butterfly does two levels at once, to 4b .. 4b + 3. The root is b = 0, whose square
//! is 1. At m = 1 row r is what it is modulo X^8 - w with w = W(r/2) for even r, -W(r/2) for odd r,
//! and there the transform stops: eight more lanes would need transposes, and a product modulo
//! X^8 - w costs less ([`crate::bignum::ntt::pointwise`]).
//!
//! Forward: wide to wide. Inverse: four to four, and m times what forward was given.

use super::prime::mirror;
use crate::machine::{Factor, Kernel, Lanes, Row};

/// The number of rows that are transformed together in the first-level cache: 16 kB.
const NEAR: usize = 256;

/// The field of integers modulo a prime, as the kernels compute in it.
#[derive(Clone, Copy)]
pub struct Field<'t, S: Lanes> {
    /// The tier that computes.
    pub lanes: S,
    /// The prime's constants.
    pub modulus: S::Modulus,
    /// The twiddles W(b) from b = 0.
    pub twiddles: &'t [Factor],
    /// The factor -1, which is -1/W(0) and has no place in the table.
    pub minus_one: Factor,
}

impl<S: Lanes> Field<'_, S> {
    /// The twiddle W(b) in every lane.
    #[inline(always)]
    fn twiddle(&self, b: usize) -> [S::R; 2] {
        self.lanes.splat_factor(self.twiddles[b])
    }

    /// The inverse twiddle -1/W(b) in every lane.
    #[inline(always)]
    fn inverse_twiddle(&self, b: usize) -> [S::R; 2] {
        let factor = match b {
            0 => self.minus_one,
            _ => self.twiddles[mirror(b)],
        };
        self.lanes.splat_factor(factor)
    }
}

/// Four runs of rows of the same length.
pub type Quarters<'a> = [&'a mut [Row]; 4];

/// The quarters of `rows`, whose number is divisible by 4.
#[inline(always)]
pub fn quarters(rows: &mut [Row]) -> Quarters<'_> {
    let (low, high) = rows.split_at_mut(rows.len() / 2);
    let (first, second) = low.split_at_mut(low.len() / 2);
    let (third, fourth) = high.split_at_mut(high.len() / 2);
    [first, second, third, fourth]
}

/// Runs one forward radix-4 pass of node `b`.
///
/// A folded x0 takes two balanced numbers and stays wide; x1 plus p plus a balanced number is below
/// x1 + 2p, still within 52 bits, and is multiplied next.
#[inline(always)]
pub fn forward4<S: Lanes>(f: &Field<'_, S>, rows: Quarters<'_>, b: usize) {
    let (s, m) = (f.lanes, &f.modulus);
    let w = [f.twiddle(b), f.twiddle(2 * b), f.twiddle(2 * b + 1)];
    let [r0, r1, r2, r3] = rows;
    for (((r0, r1), r2), r3) in r0.iter_mut().zip(r1).zip(r2).zip(r3) {
        for at in (0..8).step_by(S::WIDTH) {
            let x0 = s.fold(s.load_residues(r0, at), m);
            let x1 = s.lift::<1>(s.load_residues(r1, at), m);
            let x2 = s.mul_residues_balanced(s.load_residues(r2, at), w[0], m);
            let x3 = s.mul_residues_balanced(s.load_residues(r3, at), w[0], m);
            let (y0, y2) = (s.add_residues(x0, x2), s.sub_residues(x0, x2));
            let y1 = s.mul_residues_balanced(s.add_residues(x1, x3), w[1], m);
            let y3 = s.mul_residues_balanced(s.sub_residues(x1, x3), w[2], m);
            s.store_residues(r0, at, s.add_residues(y0, y1));
            s.store_residues(r1, at, s.sub_residues(y0, y1));
            s.store_residues(r2, at, s.add_residues(y2, y3));
            s.store_residues(r3, at, s.sub_residues(y2, y3));
        }
    }
}

/// Runs one inverse radix-4 pass of node `b`.
///
/// Four fours are a sixteen. The twiddles are -1/W, so the differences are taken the other way.
#[inline(always)]
pub fn inverse4<S: Lanes>(f: &Field<'_, S>, rows: Quarters<'_>, b: usize) {
    let (s, m) = (f.lanes, &f.modulus);
    let w = [
        f.inverse_twiddle(b),
        f.inverse_twiddle(2 * b),
        f.inverse_twiddle(2 * b + 1),
    ];
    let [r0, r1, r2, r3] = rows;
    for (((r0, r1), r2), r3) in r0.iter_mut().zip(r1).zip(r2).zip(r3) {
        for at in (0..8).step_by(S::WIDTH) {
            let (x0, x1) = (s.load_residues(r0, at), s.load_residues(r1, at));
            let (x2, x3) = (s.load_residues(r2, at), s.load_residues(r3, at));
            let (y0, y2) = (s.add_residues(x0, x1), s.add_residues(x2, x3));
            let y1 = s.mul_residues(s.lift::<4>(s.sub_residues(x1, x0), m), w[1], m);
            let y3 = s.mul_residues(s.lift::<4>(s.sub_residues(x3, x2), m), w[2], m);
            s.store_residues(r0, at, s.settle(s.add_residues(y0, y2), m));
            s.store_residues(r1, at, s.add_residues(y1, y3));
            let (z2, z3) = (
                s.lift::<8>(s.sub_residues(y2, y0), m),
                s.lift::<2>(s.sub_residues(y3, y1), m),
            );
            s.store_residues(r2, at, s.mul_residues(z2, w[0], m));
            s.store_residues(r3, at, s.mul_residues(z3, w[0], m));
        }
    }
}

/// Runs one forward radix-2 pass of node `b`.
#[inline(always)]
fn forward2<S: Lanes>(f: &Field<'_, S>, rows: &mut [Row], b: usize) {
    let (s, m) = (f.lanes, &f.modulus);
    let w = f.twiddle(b);
    let (low, high) = rows.split_at_mut(rows.len() / 2);
    for (r0, r1) in low.iter_mut().zip(high) {
        for at in (0..8).step_by(S::WIDTH) {
            let x0 = s.fold(s.load_residues(r0, at), m);
            let x1 = s.mul_residues_balanced(s.load_residues(r1, at), w, m);
            s.store_residues(r0, at, s.add_residues(x0, x1));
            s.store_residues(r1, at, s.sub_residues(x0, x1));
        }
    }
}

/// Runs one inverse radix-2 pass of node `b`.
#[inline(always)]
fn inverse2<S: Lanes>(f: &Field<'_, S>, rows: &mut [Row], b: usize) {
    let (s, m) = (f.lanes, &f.modulus);
    let w = f.inverse_twiddle(b);
    let (low, high) = rows.split_at_mut(rows.len() / 2);
    for (r0, r1) in low.iter_mut().zip(high) {
        for at in (0..8).step_by(S::WIDTH) {
            let (x0, x1) = (s.load_residues(r0, at), s.load_residues(r1, at));
            s.store_residues(r0, at, s.settle(s.add_residues(x0, x1), m));
            s.store_residues(
                r1,
                at,
                s.mul_residues(s.lift::<4>(s.sub_residues(x1, x0), m), w, m),
            );
        }
    }
}

/// Runs all forward passes of node `b`, for a power of two of rows that fit the second-level cache.
#[inline(always)]
pub fn forward<S: Lanes>(f: &Field<'_, S>, rows: &mut [Row], b: usize) {
    let (mut size, mut first) = (rows.len(), b);
    if size.ilog2() % 2 == 1 {
        forward2(f, rows, b);
        (size, first) = (size / 2, 2 * first);
    }
    while size > NEAR {
        for (i, node) in rows.chunks_exact_mut(size).enumerate() {
            forward4(f, quarters(node), first + i);
        }
        (size, first) = (size / 4, 4 * first);
    }
    for (i, near) in rows.chunks_exact_mut(size).enumerate() {
        let (mut size, mut first) = (size, first + i);
        while size > 1 {
            for (i, node) in near.chunks_exact_mut(size).enumerate() {
                forward4(f, quarters(node), first + i);
            }
            (size, first) = (size / 4, 4 * first);
        }
    }
}

/// Runs all inverse passes of node `b`, in reverse order of the forward ones.
#[inline(always)]
pub fn inverse<S: Lanes>(f: &Field<'_, S>, rows: &mut [Row], b: usize) {
    let odd = rows.len().ilog2() % 2;
    let even_rows = rows.len() >> odd;
    let mut near = even_rows;
    while near > NEAR {
        near /= 4;
    }
    let nodes = rows.len() / near;
    for (i, part) in rows.chunks_exact_mut(near).enumerate() {
        let mut size = 4;
        while size <= near {
            let first = (nodes * b + i) * (near / size);
            for (i, node) in part.chunks_exact_mut(size).enumerate() {
                inverse4(f, quarters(node), first + i);
            }
            size *= 4;
        }
    }
    let mut size = 4 * near;
    while size <= even_rows {
        let first = b * (rows.len() / size);
        for (i, node) in rows.chunks_exact_mut(size).enumerate() {
            inverse4(f, quarters(node), first + i);
        }
        size *= 4;
    }
    if odd == 1 {
        inverse2(f, rows, b);
    }
}

/// A run of one radix-4 pass of node `b`, for nodes too large for the caches: runs of the same length
/// from each quarter.
pub struct PassRun<'a, 't, S: Lanes> {
    /// The field to compute in.
    pub field: &'a Field<'t, S>,
    /// A run of each quarter.
    pub rows: Quarters<'a>,
    /// The number of the node.
    pub b: usize,
    /// Whether the pass is an inverse one.
    pub inverse: bool,
}

impl<S: Lanes> Kernel for PassRun<'_, '_, S> {
    type Output = ();

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) {
        if self.inverse {
            inverse4(self.field, self.rows, self.b);
        } else {
            forward4(self.field, self.rows, self.b);
        }
    }
}
