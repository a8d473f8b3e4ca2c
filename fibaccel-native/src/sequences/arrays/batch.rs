//! A batch of elements, each with an n and an m of its own, and the walk of their chains side by side.

use crate::machine::{Kernel, Lanes, Row};
use std::marker::PhantomData;

/// The most elements that a batch holds.
pub const BATCH: usize = 512;

const ROWS: usize = BATCH / 8;

/// A batch of elements that are computed together.
pub struct Batch {
    pub(super) n: [Row; ROWS],
    pub(super) m: [Row; ROWS],
    /// The p and q or the start of each walk; in the end the terms, in the first of the two.
    pub(super) operands: [[Row; ROWS]; 2],
    pub(super) count: usize,
}

impl Batch {
    /// A batch without elements.
    pub const EMPTY: Self = Self {
        n: [Row::ZERO; ROWS],
        m: [Row::ZERO; ROWS],
        operands: [[Row::ZERO; ROWS]; 2],
        count: 0,
    };

    /// Removes all elements.
    pub fn clear(&mut self) {
        self.count = 0;
    }

    /// Adds an element (n, m, p, q), where m is not 0 and p and q are below m.
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

    /// The terms of the elements, in order, once they have been computed.
    pub fn terms(&self) -> impl Iterator<Item = u64> {
        let terms = self.operands[0].iter().flat_map(|row| row.0);
        terms.take(self.count)
    }

    /// Sets both operands of each element to the start of its walk, which `beginning` gives for n.
    pub(super) fn begin_with(&mut self, rows: usize, beginning: impl Fn(u64) -> [u64; 2]) {
        let [x, y] = &mut self.operands;
        for (n, (x, y)) in self.n.iter().zip(x.iter_mut().zip(y)).take(rows) {
            for (&n, (x, y)) in n.0.iter().zip(x.0.iter_mut().zip(&mut y.0)) {
                [*x, *y] = beginning(n);
            }
        }
    }

    /// Repeats the first element at the end, so that all vectors that walk together are full. Returns the number of
    /// rows in use.
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

/// A chain of doubling for a vector of elements, bit by bit of n from the highest.
pub trait Chain: Copy {
    /// The token that proves that the chain's instructions exist.
    type Tier: Copy;
    /// The number of elements in a vector.
    const LANES: usize;
    /// The number of the highest bits of n that the start takes: at least one.
    const HEAD: u32;
    /// The number of the lowest bits of n that the end takes.
    const TAIL: u32;

    /// Sets the operands of each element to the start of its walk; `head` gives the highest bits of n.
    fn look_up(_batch: &mut Batch, _rows: usize, _head: impl Fn(u64) -> u64) {}
    /// Starts a chain for the elements from `first` on. The highest bit of each n is the last bit of its head.
    fn begin(tier: Self::Tier, batch: &Batch, first: usize) -> Self;
    /// Takes a step of the chain, by the next bit of n.
    fn step(&mut self);
    /// Takes the last bits of n, and stores the terms in the row.
    fn end(self, row: &mut Row, at: usize);
}

/// A kernel that replaces a batch's elements by their terms, `N` vectors at once: a step waits for the one before.
pub struct ChainKernel<'a, C: Chain, const N: usize> {
    tier: C::Tier,
    batch: &'a mut Batch,
    chain: PhantomData<C>,
}

impl<'a, C: Chain, const N: usize> ChainKernel<'a, C, N> {
    /// A kernel for the batch, with the token of the tier whose instructions it uses.
    pub fn new(tier: C::Tier, batch: &'a mut Batch) -> Self {
        let chain = PhantomData;
        Self { tier, batch, chain }
    }
}

impl<C: Chain, const N: usize> Kernel for ChainKernel<'_, C, N> {
    type Output = ();

    /// Walks all elements as many steps as the longest n has bits: shorter n begin with zeros.
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
