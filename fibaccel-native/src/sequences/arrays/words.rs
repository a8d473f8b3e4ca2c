//! Chains modulo any m, in words, one element a vector.

use super::batch::{Batch, Chain};
use crate::machine::Row;
use crate::rings::WordRing;
use crate::sequences::modular::chain::lucas_u_step;
use crate::sequences::table::start;

/// The number of elements that walk at once: 340, 230, 210 ns for 1, 2, 4 of them; an even m is slower with four.
/// Not a tier's: all tiers walk in words here.
pub const SIDE_BY_SIDE: usize = 2;

/// The modulus for F(n) by [`Doubled`]: 5 m where 5 divides m, since the numbers L(n) do not determine F(n) modulo
/// such an m. `None` if 5 m is too large.
pub fn modulus_for_fifths(m: u64) -> Option<u64> {
    match m % 5 {
        0 => m.checked_mul(5),
        _ => Some(m),
    }
}

/// The quotient x / 5 modulo m; or modulo m / 5 if 5 divides m and x.
fn fifth(x: u64, m: u64) -> u64 {
    /// 1 / 5 modulo 2^64.
    const INVERSE: u64 = u64::MAX / 5 * 4 + 1;
    /// -1 / m modulo 5, by m modulo 5.
    const FACTORS: [u64; 5] = [0, 4, 2, 3, 1];
    // x + t m is a multiple of 5, and a fifth of it below m.
    let t = x % 5 * FACTORS[(m % 5) as usize] % 5;
    x.wrapping_add(t.wrapping_mul(m)).wrapping_mul(INVERSE)
}

/// The chain of L(2k) and L(2k+2), which is V(k) and V(k+1) of p = 3 and q = 1: so no sign alternates.
///
/// ```text
/// L(4k)   = L(2k)^2 - 2
/// L(4k+2) = L(2k) L(2k+2) - 3
/// L(4k+4) = L(2k+2)^2 - 2
/// ```
///
/// The term is F(n), or the `COMPANION` L(n). By 5 F(2k) = 2 L(2k+2) - 3 L(2k), 5 F(2k+1) = L(2k) + L(2k+2), in a
/// ring as [`modulus_for_fifths`] says. The chain of [`super::doubles::Fibonacci`], which needs no such care,
/// takes twice as long in words, where each sum has to be reduced.
#[derive(Clone, Copy)]
pub struct Doubled<G: WordRing<Word = u64>, const COMPANION: bool> {
    ring: G,
    m: u64,
    pair: [G::Residue; 2],
    /// The constants 2 and 3.
    constants: [G::Residue; 2],
    n: u64,
}

impl<G: WordRing<Word = u64>, const COMPANION: bool> Chain for Doubled<G, COMPANION> {
    type Tier = ();
    const LANES: usize = 1;
    /// The number of bits of n for the table: L(64) is below 2^64.
    const HEAD: u32 = 5;
    const TAIL: u32 = 1;

    fn look_up(batch: &mut Batch, rows: usize, head: impl Fn(u64) -> u64) {
        let lucas = |k| {
            let [before, at] = start(k).map(|limbs| limbs[0]);
            2 * before + at
        };
        batch.begin_with(rows, |n| {
            let k = 2 * head(n);
            [lucas(k), lucas(k + 2)]
        });
    }

    #[inline(always)]
    fn begin((): (), batch: &Batch, first: usize) -> Self {
        let (row, at) = (first / 8, first % 8);
        let m = batch.m[row].0[at];
        let ring = G::new(m);
        let [x, y] = &batch.operands;
        Self {
            ring,
            m,
            pair: [x[row].0[at], y[row].0[at]].map(|x| ring.residue(x)),
            constants: [2, 3].map(|x| ring.residue(x)),
            n: batch.n[row].0[at] << 1,
        }
    }

    #[inline(always)]
    fn step(&mut self) {
        let (ring, [at, after], [two, three]) = (self.ring, self.pair, self.constants);
        let odd = self.n >> 63 == 1;
        let between = ring.subtract(ring.multiply(at, after), three);
        let x = G::choose(odd, after, at);
        let square = ring.subtract(ring.multiply(x, x), two);
        self.pair = [
            G::choose(odd, between, square),
            G::choose(odd, square, between),
        ];
        self.n <<= 1;
    }

    #[inline(always)]
    fn end(self, row: &mut Row, i: usize) {
        let (ring, [at, after]) = (self.ring, self.pair);
        let odd = self.n >> 63 == 1;
        row.0[i] = if COMPANION {
            ring.value(G::choose(odd, ring.subtract(after, at), at))
        } else {
            let sum = ring.add(at, after);
            let twice = ring.double(ring.subtract(after, at));
            let five = ring.value(G::choose(odd, sum, ring.subtract(twice, at)));
            fifth(five, self.m)
        };
    }
}

/// The chain of U(k) and U(k+1), for any p and q. The term is U(n), or the `COMPANION` V(n).
#[derive(Clone, Copy)]
pub struct LucasChain<G: WordRing<Word = u64>, const COMPANION: bool> {
    ring: G,
    /// The coefficients p and q.
    operands: [G::Residue; 2],
    pair: [G::Residue; 2],
    n: u64,
}

impl<G: WordRing<Word = u64>, const COMPANION: bool> Chain for LucasChain<G, COMPANION> {
    type Tier = ();
    const LANES: usize = 1;
    const HEAD: u32 = 1;
    const TAIL: u32 = 0;

    #[inline(always)]
    fn begin((): (), batch: &Batch, first: usize) -> Self {
        let (row, at) = (first / 8, first % 8);
        let ring = G::new(batch.m[row].0[at]);
        let [p, q] = &batch.operands;
        let [p, q] = [p[row].0[at], q[row].0[at]].map(|x| ring.residue(x));
        let [zero, one] = [0, 1].map(|x| ring.residue(x));
        let n = batch.n[row].0[at];
        let begun = n >> 63 == 1;
        Self {
            ring,
            operands: [p, q],
            pair: [G::choose(begun, one, zero), G::choose(begun, p, one)],
            n: n << 1,
        }
    }

    #[inline(always)]
    fn step(&mut self) {
        self.pair = lucas_u_step(&self.ring, self.operands, self.pair, self.n >> 63 == 1);
        self.n <<= 1;
    }

    /// Stores the terms, U(n) or V(n) = 2 U(n+1) - p U(n).
    #[inline(always)]
    fn end(self, row: &mut Row, at: usize) {
        let (ring, [f, g]) = (self.ring, self.pair);
        let term = match COMPANION {
            false => f,
            true => ring.subtract(ring.double(g), ring.multiply(self.operands[0], f)),
        };
        row.0[at] = ring.value(term);
    }
}
