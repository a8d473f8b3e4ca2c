//! Elements side by side, each with an n and an m of its own, and how their chains are walked.

use crate::simd::{Kernel, Lanes, Row};
use std::marker::PhantomData;

/// Elements of a batch.
pub const BATCH: usize = 512;

const ROWS: usize = BATCH / 8;

/// Elements that are computed together.
pub struct Batch {
    pub(super) n: [Row; ROWS],
    pub(super) m: [Row; ROWS],
    /// p and q, or what a walk begins with. At last the terms are in the first of them.
    pub(super) operands: [[Row; ROWS]; 2],
    count: usize,
}

impl Batch {
    /// No elements.
    pub const EMPTY: Self = Self {
        n: [Row::ZERO; ROWS],
        m: [Row::ZERO; ROWS],
        operands: [[Row::ZERO; ROWS]; 2],
        count: 0,
    };

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// Adds an element: n, m, p, q. m is not 0, p and q are below it.
    pub fn push(&mut self, element: [u64; 4]) {
        self.put(self.count, element);
        self.count += 1;
    }

    fn put(&mut self, i: usize, [n, m, p, q]: [u64; 4]) {
        let (row, lane) = (i / 8, i % 8);
        self.n[row].0[lane] = n;
        self.m[row].0[lane] = m;
        self.operands[0][row].0[lane] = p;
        self.operands[1][row].0[lane] = q;
    }

    /// The terms in order, when they are done.
    pub fn terms(&self) -> impl Iterator<Item = u64> {
        let terms = self.operands[0].iter().flat_map(|row| row.0);
        terms.take(self.count)
    }

    /// Puts into the operands what each walk begins with, given n.
    pub(super) fn begin_with(&mut self, rows: usize, beginning: impl Fn(u64) -> [u64; 2]) {
        let [x, y] = &mut self.operands;
        for (n, (x, y)) in self.n.iter().zip(x.iter_mut().zip(y)).take(rows) {
            for (&n, (x, y)) in n.0.iter().zip(x.0.iter_mut().zip(&mut y.0)) {
                [*x, *y] = beginning(n);
            }
        }
    }

    /// Repeats the first element after the last, so that all vectors that walk together are full. Returns how
    /// many rows those are.
    fn fill_up(&mut self, together: usize) -> usize {
        let count = self.count.next_multiple_of(together.max(8));
        let [p, q] = self.operands.each_ref().map(|rows| rows[0].0[0]);
        let first = [self.n[0].0[0], self.m[0].0[0], p, q];
        for i in self.count..count {
            self.put(i, first);
        }
        count / 8
    }
}

/// The walk of a vector of elements, bit by bit of n from the highest.
pub trait Chain: Copy {
    /// What proves that it can be computed.
    type Tier: Copy;
    /// Elements of a vector.
    const LANES: usize;
    /// How many of the highest bits it begins with: at least one.
    const HEAD: u32;
    /// How many of the lowest bits it ends with.
    const TAIL: u32;

    /// Puts into the operands what a walk begins with whose head is so many of the bits of n.
    fn look_up(_batch: &mut Batch, _rows: usize, _head: impl Fn(u64) -> u64) {}
    /// The walk of the elements from that one on. Of n, the last bit of the head is the highest.
    fn begin(tier: Self::Tier, batch: &Batch, first: usize) -> Self;
    /// Takes a bit.
    fn step(&mut self);
    /// Takes the tail, and puts the terms into the row.
    fn end(self, row: &mut Row, at: usize);
}

/// Replaces a batch's elements by their terms, `N` vectors at once: each step waits for the one before.
pub struct Walk<'a, C: Chain, const N: usize> {
    tier: C::Tier,
    batch: &'a mut Batch,
    chain: PhantomData<C>,
}

impl<'a, C: Chain, const N: usize> Walk<'a, C, N> {
    /// With the tier that proves it can be computed.
    pub fn new(tier: C::Tier, batch: &'a mut Batch) -> Self {
        let chain = PhantomData;
        Self { tier, batch, chain }
    }
}

impl<C: Chain, const N: usize> Kernel for Walk<'_, C, N> {
    type Output = ();

    /// All take as many steps as the longest n has bits: the others begin with zeros.
    #[inline(always)]
    fn run<S: Lanes>(self, _: S) {
        const { assert!(BATCH.is_multiple_of(N * C::LANES)) };
        let Self { tier, batch, .. } = self;
        let rows = batch.fill_up(N * C::LANES);
        let all = batch.n[..rows].iter().flat_map(|row| row.0);
        let bits = u64::BITS - all.fold(0, |all, n| all | n).leading_zeros();
        let steps = bits.saturating_sub(C::HEAD + C::TAIL);
        C::look_up(batch, rows, |n| n >> (steps + C::TAIL));
        for n in batch.n[..rows].iter_mut().flat_map(|row| &mut row.0) {
            *n <<= u64::BITS - 1 - steps - C::TAIL;
        }
        for first in (0..8 * rows).step_by(N * C::LANES) {
            let mut chains = [C::begin(tier, batch, first); N];
            for (i, chain) in chains.iter_mut().enumerate().skip(1) {
                *chain = C::begin(tier, batch, first + i * C::LANES);
            }
            for _ in 0..steps {
                for chain in &mut chains {
                    chain.step();
                }
            }
            for (i, chain) in chains.iter().enumerate() {
                let at = first + i * C::LANES;
                chain.end(&mut batch.operands[0][at / 8], at % 8);
            }
        }
    }
}
