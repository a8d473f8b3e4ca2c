//! Terms of many n for the same m, p and q, by a table for each window of n, a run of its bits.
//!
//! Of the row (U(k), U(k+1)) the next is its product by M = ((0, -q), (1, p)), and so
//!
//! ```text
//! (U(a+b), U(a+b+1)) = (U(a), U(a+1)) M^b    M^b = ((U(b+1) - p U(b), -q U(b)), (U(b), U(b+1)))
//! ```
//!
//! The table of window i has M^(d B^i) for each d below B. Of the highest window of n the second row is
//! needed, which is (U(b), U(b+1)); of the lowest only the column that gives the term. So a term of k windows
//! takes 4 (k - 2) + 2 products.

use super::operand::parts;
use crate::machine::{Kernel, Lanes, Tier};
use crate::rings::{Ring, Task, WordRing};
use crate::runtime::cells::Cell;
use crate::runtime::{Error, Interrupt};
use crate::sequences::modular::Term;
use std::ops::Range;

/// The widths of a window that are considered, in bits.
const WIDTHS: Range<u32> = 3..12;

/// The width of windows that makes tables cheapest for `count` n of up to `bits` bits; `None` if tables cost more
/// than elements without them, which take `alone` nanoseconds each.
pub fn width(count: usize, bits: u32, alone: f64) -> Option<u32> {
    let cost = |width: u32| {
        let windows = bits.div_ceil(width);
        let tables = f64::from(windows << width) * ENTRY;
        tables + count as f64 * f64::from(windows) * WINDOW
    };
    let best = WIDTHS.min_by(|&a, &b| cost(a).total_cmp(&cost(b)))?;
    (cost(best) < count as f64 * alone).then_some(best)
}

/// The nanoseconds that an entry of a table takes. Not a tier's, nor is the next: all tiers compute them in words.
const ENTRY: f64 = 10.0;

/// The nanoseconds that a window of n takes.
const WINDOW: f64 = 4.0;

/// A kernel that writes the term for each n, all modulo the same m.
pub struct Terms<'a> {
    /// The tier whose instructions to use.
    pub tier: Tier,
    /// The sequence, with its p and q.
    pub sequence: Term<u64>,
    /// The indices.
    pub n: &'a [Cell],
    /// The bits of the longest n.
    pub bits: u32,
    /// The width of a window, in bits.
    pub width: u32,
    /// The outputs, as many as there are indices.
    pub out: &'a [Cell],
    /// The interrupt that is polled.
    pub interrupt: &'a mut dyn Interrupt,
}

impl Task<u64> for Terms<'_> {
    type Output = Result<(), Error>;

    fn run<R: WordRing<Word = u64>>(self, ring: R) -> Result<(), Error> {
        let tables = Tables::new(ring, self.sequence, self.bits, self.width)?;
        for part in parts(self.out.len()) {
            self.interrupt.poll()?;
            let (n, out) = (&self.n[part.clone()], &self.out[part]);
            let tables = &tables;
            self.tier.dispatch(TableKernel { tables, n, out });
        }
        Ok(())
    }
}

/// The tables of all windows of n.
struct Tables<R: Ring> {
    ring: R,
    width: u32,
    /// The number of windows besides the lowest.
    upper: u32,
    /// The powers M^(d B^(i+1)) at i B + d, row by row.
    powers: Vec<[R::Residue; 4]>,
    /// The columns that U(k) and U(k+1) are multiplied by for the term at k + d.
    columns: Vec<[R::Residue; 2]>,
}

impl<R: WordRing<Word = u64>> Tables<R> {
    fn new(ring: R, sequence: Term<u64>, bits: u32, width: u32) -> Result<Self, Error> {
        let companion = matches!(sequence, Term::Lucas | Term::V(_));
        let [zero, one] = [0, 1].map(|x| ring.residue(x));
        let [p, q] = match sequence {
            Term::Fibonacci | Term::Lucas => [one, ring.subtract(zero, one)],
            Term::U(pq) | Term::V(pq) => pq.map(|x| ring.residue(x)),
        };
        let upper = bits.div_ceil(width).saturating_sub(1);
        let (mut powers, mut columns) = (Vec::new(), Vec::new());
        let (base, refused) = (1 << width, |_| Error::Memory);
        columns.try_reserve_exact(base).map_err(refused)?;
        powers
            .try_reserve_exact(base * upper as usize)
            .map_err(refused)?;
        let matrix = |[at, after]: [R::Residue; 2]| {
            let below = ring.subtract(after, ring.multiply(p, at));
            [below, ring.subtract(zero, ring.multiply(q, at)), at, after]
        };
        let mut step = matrix([one, p]);
        for window in 0..=upper {
            let mut row = [zero, one];
            for _ in 0..base {
                let power = matrix(row);
                match window {
                    0 => columns.push(column(ring, p, power, companion)),
                    _ => powers.push(power),
                }
                row = product(ring, row, &step);
            }
            step = matrix(row);
        }
        Ok(Self {
            ring,
            width,
            upper,
            powers,
            columns,
        })
    }

    /// The terms at two indices. Each waits for its own products; with more of them at once, or rows in
    /// arrays, the terms are stored and loaded again in between.
    #[inline(always)]
    fn two(&self, [n, other]: [u64; 2]) -> [u64; 2] {
        let mask = (1 << self.width) - 1;
        let highest = |n| match self.upper.checked_sub(1) {
            Some(window) => {
                let &[_, _, at, after] = self.power(window, n);
                [at, after]
            }
            None => [0, 1].map(|x| self.ring.residue(x)),
        };
        let (mut row, mut another) = (highest(n), highest(other));
        for window in (0..self.upper.saturating_sub(1)).rev() {
            let powers = [self.power(window, n), self.power(window, other)];
            row = product(self.ring, row, powers[0]);
            another = product(self.ring, another, powers[1]);
        }
        let last = |row: [R::Residue; 2], n| {
            let column = self.columns[(n & mask) as usize];
            self.ring.value(self.ring.dot(row.iter().zip(&column)))
        };
        [last(row, n), last(another, other)]
    }

    /// The power of M for a window of n, where window 0 is the second lowest.
    #[inline(always)]
    fn power(&self, window: u32, n: u64) -> &[R::Residue; 4] {
        let base = 1 << self.width;
        let table = &self.powers[window as usize * base..][..base];
        &table[(n >> (self.width * (window + 1))) as usize & (base - 1)]
    }
}

/// A kernel that writes the terms between two polls.
struct TableKernel<'a, R: Ring> {
    tables: &'a Tables<R>,
    n: &'a [Cell],
    out: &'a [Cell],
}

impl<R: WordRing<Word = u64>> Kernel for TableKernel<'_, R> {
    type Output = ();

    fn run<S: Lanes>(self, s: S) {
        s.scalar(Pairs(self));
    }
}

struct Pairs<'a, R: Ring>(TableKernel<'a, R>);

impl<R: WordRing<Word = u64>> Kernel for Pairs<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Lanes>(self, _: S) {
        let TableKernel { tables, n, out } = self.0;
        let (pairs, rest) = n.as_chunks();
        let (out_pairs, out_rest) = out.as_chunks();
        for ([n, other], [out, another]) in pairs.iter().zip(out_pairs) {
            let [term, next] = tables.two([n.get(), other.get()]);
            out.set(term);
            another.set(next);
        }
        for (n, out) in rest.iter().zip(out_rest) {
            out.set(tables.two([n.get(); 2])[0]);
        }
    }
}

/// The product of a row and a matrix.
#[inline(always)]
fn product<R: Ring>(
    ring: R,
    row: [R::Residue; 2],
    &[a, b, c, d]: &[R::Residue; 4],
) -> [R::Residue; 2] {
    [[a, c], [b, d]].map(|column| ring.dot(row.iter().zip(&column)))
}

/// The column that a row is multiplied by for the term, or for the companion's, which is 2 U(n+1) - p U(n).
fn column<R: Ring>(
    ring: R,
    p: R::Residue,
    [a, b, c, d]: [R::Residue; 4],
    companion: bool,
) -> [R::Residue; 2] {
    match companion {
        false => [a, c],
        true => [[a, b], [c, d]]
            .map(|[u, after]| ring.subtract(ring.double(after), ring.multiply(p, u))),
    }
}
