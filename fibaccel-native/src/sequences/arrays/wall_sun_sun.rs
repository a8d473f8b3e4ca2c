//! Quotients in the search for Wall-Sun-Sun primes: (U(n) modulo p^2) / p, where U is that of k and -1.
//!
//! Of a number a + b p modulo p^2, both a and b are what [`DoublesRing`] modulo p take. With a product's
//! quotient c, by which a a' = r + c p,
//!
//! ```text
//! (a + b p) (a' + b' p) = r + (c + a b' + b a') p   modulo p^2
//! ```
//!
//! That makes three products of one; a word for p^2 would end at p = 2^32, and takes longer.

use super::batch::{Batch, Chain, ChainKernel};
use super::classes::Gathered;
use super::doubles::{BITS, DoublesRing, Fibonacci, next_pair, shift, sign};
use super::operand::{Operand, parts};
use crate::machine::{Doubles, Kernel, Lanes, Row, Tier};
use crate::rings::Word;
use crate::runtime::cells::Cell;
use crate::runtime::{Error, Interrupt, Never};
use crate::sequences::modular::{Term, term_modulo};
use std::ops::Range;

/// The number of vectors that walk at once, on every tier: each has two doubles where those of [`super::doubles`]
/// have one.
const SIDE_BY_SIDE: usize = 2;

/// Writes (U(n) modulo p^2) / p, rounded down, in [0, p), for k, n and p of each element; or 0 where p is 0.
///
/// # Panics
///
/// If an operand has fewer elements than `out`.
pub fn quotients(
    tier: Tier,
    operands: [Operand<'_>; 3],
    out: &[Cell],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    for part in parts(out.len()) {
        interrupt.poll()?;
        tier.dispatch(QuotientsKernel {
            operands,
            out,
            part,
        });
    }
    Ok(())
}

struct QuotientsKernel<'a> {
    /// The operands k, n and p.
    operands: [Operand<'a>; 3],
    out: &'a [Cell],
    part: Range<usize>,
}

impl Kernel for QuotientsKernel<'_> {
    type Output = ();

    fn run<S: Lanes>(self, s: S) {
        let mut gathered = Gathered::EMPTY;
        let walk = |batch: &mut Batch| {
            s.vectorize(ChainKernel::<Quotient<S>, SIDE_BY_SIDE>::new(s, batch))
        };
        let walk = |gathered: &mut Gathered| {
            gathered.take_terms(walk, |i, quotient| self.out[i].set(quotient));
        };
        for i in self.part {
            let [k, n, p] = self.operands.map(|operand| operand.get(i));
            if S::FUSED && k == 1 && p > 0 && p >> BITS == 0 {
                if gathered.push(i, [n, p, 0, 0]) {
                    walk(&mut gathered);
                }
            } else {
                self.out[i].set(match p.checked_mul(p) {
                    Some(0) => 0,
                    Some(square) => modulo_square(k, n, square) / p,
                    None => {
                        let square = u128::from(p) * u128::from(p);
                        // Below p.
                        (modulo_square(k.into(), n, square) / u128::from(p)) as u64
                    }
                });
            }
        }
        walk(&mut gathered);
    }
}

fn modulo_square<W: Word>(k: W, n: u64, square: W) -> W {
    let sequence = match k == W::ONE {
        true => Term::Fibonacci,
        false => Term::U([k, square.wrapping_sub(W::ONE)]),
    };
    term_modulo(sequence, &[n], square, &mut Never).expect("never interrupted")
}

/// A number a + b p by a and b: tight, unless it is said that they are loose.
type LowHigh<D> = [D; 2];

/// The chain of [`Fibonacci`] modulo p^2, for k = 1.
#[derive(Clone, Copy)]
struct Quotient<S: Doubles> {
    ring: DoublesRing<S>,
    pair: [LowHigh<S::D>; 2],
    sign: S::D,
    n: S::V,
}

impl<S: Doubles> Quotient<S> {
    /// The product of a prepared number and a loose one.
    #[inline(always)]
    fn product(&self, [low, high]: [[S::D; 2]; 2], [a, b]: LowHigh<S::D>) -> LowHigh<S::D> {
        let ring = self.ring;
        let [rest, quotient] = ring.divide_product(low, a);
        let (other, another) = (ring.product(low, b), ring.product(high, a));
        // At most 2.9 p + 16 in absolute value.
        let s = ring.s;
        let sum = s.add_f64(s.add_f64(other, another), quotient);
        [rest, ring.tighten(sum)]
    }
}

impl<S: Doubles> Chain for Quotient<S> {
    type Tier = S;
    const LANES: usize = S::WIDTH;
    const HEAD: u32 = Fibonacci::<S, false>::HEAD;
    const TAIL: u32 = 0;

    fn look_up(batch: &mut Batch, rows: usize, head: impl Fn(u64) -> u64) {
        Fibonacci::<S, false>::look_up(batch, rows, head);
    }

    #[inline(always)]
    fn begin(s: S, batch: &Batch, first: usize) -> Self {
        let (row, at) = (first / 8, first % 8);
        let ring = DoublesRing::new(s, &batch.m[row], at);
        let [x, y] = &batch.operands;
        let pair = [x, y].map(|term| {
            let [a, b] = ring.divide_word(&term[row], at);
            [a, ring.tighten(b)]
        });
        let (odd, n) = shift(s, s.load(&batch.n[row], at));
        Self {
            ring,
            pair,
            sign: sign(s, odd),
            n,
        }
    }

    #[inline(always)]
    fn step(&mut self) {
        let (ring, [f, g]) = (self.ring, self.pair);
        let s = ring.s;
        let (odd, n) = shift(s, self.n);
        let [low, high] = [0, 1].map(|i| ring.factor(s.select_f64(odd, g[i], f[i])));
        let below = [0, 1].map(|i| ring.twice_minus(g[i], f[i]));
        let above = [0, 1].map(|i| s.mul_add_f64(f[i], s.splat_f64(2.0), g[i]));
        let [x, x_high] = self.product([low, high], below);
        let [y, y_high] = self.product([low, high], above);
        let [x, y] = next_pair(s, odd, self.sign, [x, y]);
        self.pair = [[x, x_high], [y, y_high]];
        self.sign = sign(s, odd);
        self.n = n;
    }

    /// Stores b, where a is in [0, p).
    #[inline(always)]
    fn end(self, row: &mut Row, at: usize) {
        let (ring, [[a, b], _]) = (self.ring, self.pair);
        let s = ring.s;
        let [a, quotient] = ring.divide(a);
        let b = s.add_f64(b, quotient);
        let borrowed = s.select_f64(s.is_negative_f64(a), s.sub_f64(b, s.splat_f64(1.0)), b);
        ring.leave(borrowed, row, at);
    }
}
