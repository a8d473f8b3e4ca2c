//! The basecase in the tiers' digits, from the table to the limbs of the result.

use super::base::FibonacciBase;
use super::digit_step::{doubled_sum, max_pair, next_pair, step};
use crate::bignum::mul::digits::columns::{multiply, square};
use crate::bignum::mul::digits::{Limbs, karatsuba};
use crate::limbs::LimbBase;
use crate::machine::Row;
use crate::machine::digits::{DigitKernel, DigitLanes, DigitWork};
use crate::machine::thresholds::Measured;
use crate::sequences::fibonacci::last_product::LastProduct;
use crate::sequences::table::{alternating, steps};

/// The number of blocks for F(k) and for 2 F(k-1) + F(k).
fn blocks<S: DigitLanes<Base: FibonacciBase>>(k: u64) -> usize {
    const { assert!(S::BASE >= S::Base::LEAST) };
    S::Base::digits(k, S::BASE).div_ceil(S::WIDTH)
}

/// A limb of the base that a tier's digits belong to.
type Limb<S> = <<S as DigitLanes>::Base as LimbBase>::Limb;

/// The number of rows of the longest numbers that are squared and multiplied without scratch, on any tier.
const SHORT_ROWS: usize = 10;

/// The number of rows of a `DigitChain` to k: six numbers of `blocks`, and if they are longer, two blocks more for
/// each (the square of half the pair may have so many more than the next pair) and scratch.
pub fn need<B: FibonacciBase>(k: u64) -> usize {
    let rows = rows::<B>(k);
    if rows <= SHORT_ROWS {
        return 6 * rows;
    }
    6 * (rows + 2) + karatsuba::scratch(rows + 2)
}

/// The number of rows of a number on any tier.
fn rows<B: FibonacciBase>(k: u64) -> usize {
    B::digits(k, B::LEAST).div_ceil(8)
}

/// A work that writes the pair at k.
pub struct WritePair<'a, B: FibonacciBase> {
    /// The index of the pair.
    pub k: u64,
    /// Working space, as much as [`need`] says.
    pub rows: &'a mut [Row],
    /// Room for the limbs of F(k-1) and F(k).
    pub outs: [&'a mut [B::Limb]; 2],
}

impl<B: FibonacciBase> DigitWork<B> for WritePair<'_, B> {
    type Output = ();

    fn run<S: DigitLanes<Base = B>>(self, s: S) {
        let mut chain = DigitChain::new(s, self.k, self.rows);
        chain.run(s);
        for (out, number) in self.outs.into_iter().zip(chain.numbers()) {
            s.vectorize_digits(Limbs { out, number });
        }
    }
}

/// A work that writes a term, and returns how many limbs it has.
pub struct WriteTerm<'a, B: FibonacciBase> {
    /// The last product of the term.
    pub last: LastProduct,
    /// Working space, as much as [`need`] says.
    pub rows: &'a mut [Row],
    /// Room for the limbs of the term.
    pub out: &'a mut [B::Limb],
}

impl<B: FibonacciBase> DigitWork<B> for WriteTerm<'_, B> {
    type Output = usize;

    fn run<S: DigitLanes<Base = B>>(self, s: S) -> usize {
        let Self { last, rows, out } = self;
        let mut chain = DigitChain::new(s, last.k, rows);
        chain.run(s);
        chain.write_term(s, last, out)
    }
}

/// A chain of doublings in digits: a pair and room, where all numbers have the blocks of the last pair.
struct DigitChain<'a, S: DigitLanes> {
    /// The index of the last pair.
    k: u64,
    /// The numbers F(k-1) and F(k) at the index so far.
    pair: [&'a mut [S::Block]; 2],
    /// Room for the two numbers of the next pair.
    next: [&'a mut [S::Block]; 2],
    /// Room for a product.
    product: &'a mut [S::Block],
    /// Room for products by halves.
    scratch: &'a mut [S::Block],
    /// The number of blocks of the pair so far.
    used: usize,
}

impl<'a, S: DigitLanes<Base: FibonacciBase>> DigitChain<'a, S> {
    /// A chain to the pair at k, in as many rows as [`need`] says.
    fn new(s: S, k: u64, rows: &'a mut [Row]) -> Self {
        const { assert!(S::Lanes::THRESHOLDS.karatsuba_blocks * S::WIDTH > 8 * SHORT_ROWS) };
        const {
            assert!(
                S::Lanes::THRESHOLDS.karatsuba_square_blocks
                    >= S::Lanes::THRESHOLDS.karatsuba_blocks
            )
        };
        let len = blocks::<S>(k);
        let len = len
            + if self::rows::<S::Base>(k) > SHORT_ROWS {
                2
            } else {
                0
            };
        let (a, rest) = s.blocks(rows).split_at_mut(len);
        let (c, rest) = rest.split_at_mut(len);
        let (x, rest) = rest.split_at_mut(len);
        let (y, rest) = rest.split_at_mut(len);
        let (product, scratch) = rest.split_at_mut(2 * len);
        Self {
            k,
            pair: [a, c],
            next: [x, y],
            product,
            scratch,
            used: 0,
        }
    }

    /// The numbers of the pair so far.
    fn numbers(&self) -> [&[S::Block]; 2] {
        self.pair.each_ref().map(|number| &number[..self.used])
    }

    /// Walks from the table to the pair at k.
    fn run(&mut self, s: S) {
        for left in (0..s.vectorize_digits(Steps { chain: self })).rev() {
            let squares = self.next.each_mut().map(|out| &mut out[..2 * self.used]);
            for (out, number) in squares.into_iter().zip(&self.pair) {
                karatsuba::square(s, out, &number[..self.used], self.scratch);
            }
            self.used = blocks::<S>(self.k >> left);
            let [aa, cc] = &mut self.next;
            s.vectorize_digits(NextPair {
                squares: [&mut aa[..self.used], &mut cc[..self.used]],
                odd: (self.k >> left) % 2 == 1,
                two: alternating(2, self.k >> (left + 1)),
            });
            std::mem::swap(&mut self.pair, &mut self.next);
        }
    }

    /// Writes the term, from the pair that its last product needs, and returns how many limbs it has.
    fn write_term(self, s: S, last: LastProduct, out: &mut [Limb<S>]) -> usize {
        let pair = self.pair.map(|number| &number[..self.used]);
        let [sum, _] = self.next.map(|number| &mut number[..self.used]);
        let factor = last.factor.map(|factor| pair[factor]);
        let pair = [pair[last.doubled], pair[1 - last.doubled]];
        let len = blocks::<S>(last.n);
        let limbs = S::limbs(len).min(out.len());
        let out = &mut out[..limbs];
        if sum.len() < S::Lanes::THRESHOLDS.karatsuba_blocks {
            s.vectorize_digits(SumProduct {
                pair,
                sum,
                factor,
                product: &mut self.product[..len],
                out: &mut *out,
            });
        } else {
            s.vectorize_digits(DoubledSum {
                pair,
                sum: &mut *sum,
            });
            let product = &mut self.product[..2 * sum.len()];
            match factor {
                None => karatsuba::square(s, product, sum, self.scratch),
                Some(factor) => karatsuba::multiply(s, product, sum, factor, self.scratch),
            }
            let number = &product[..len];
            s.vectorize_digits(Limbs {
                out: &mut *out,
                number,
            });
        }
        last.finish::<S::Base>(out)
    }
}

/// A kernel that walks from the table as far as squares are not made by halves. Returns how many steps are left.
struct Steps<'w, 'a, S: DigitLanes> {
    chain: &'w mut DigitChain<'a, S>,
}

impl<S: DigitLanes<Base: FibonacciBase>> DigitKernel<S> for Steps<'_, '_, S> {
    type Output = u32;

    #[inline(always)]
    fn run(self, s: S) -> u32 {
        const { assert!(S::Lanes::THRESHOLDS.karatsuba_square_blocks <= max_pair::<S>() + 1) };
        let DigitChain {
            k,
            pair,
            next,
            used,
            ..
        } = self.chain;
        let steps = steps(*k, S::Base::LAST_START);
        *used = blocks::<S>(*k >> steps);
        for (number, digits) in pair.iter_mut().zip(S::Base::start(*k >> steps, S::BASE)) {
            let mut carry = s.no_carry();
            for (i, block) in number[..*used].iter_mut().enumerate() {
                *block = s.normalize(s.columns_from_words(&digits[i * S::WIDTH..]), &mut carry);
            }
        }
        for below in (0..steps).rev() {
            if *used >= S::Lanes::THRESHOLDS.karatsuba_square_blocks {
                return below + 1;
            }
            let before = *k >> (below + 1);
            let [a, c] = &*pair;
            let from = [&a[..*used], &c[..*used]];
            *used = blocks::<S>(*k >> below);
            let [a, c] = &mut *next;
            let to = [&mut a[..*used], &mut c[..*used]];
            step(s, to, from, (*k >> below) % 2 == 1, alternating(2, before));
            std::mem::swap(pair, next);
        }
        0
    }
}

/// A kernel that makes the next pair from the squares of one, by [`next_pair`].
struct NextPair<'a, S: DigitLanes> {
    squares: [&'a mut [S::Block]; 2],
    odd: bool,
    two: i64,
}

impl<S: DigitLanes<Base: FibonacciBase>> DigitKernel<S> for NextPair<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        next_pair(s, self.squares, self.odd, self.two);
    }
}

/// A kernel for `sum` = twice the first number and once the second.
struct DoubledSum<'a, S: DigitLanes> {
    pair: [&'a [S::Block]; 2],
    sum: &'a mut [S::Block],
}

impl<S: DigitLanes<Base: FibonacciBase>> DigitKernel<S> for DoubledSum<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        doubled_sum(s, self.sum, self.pair);
    }
}

/// A kernel for a sum, and its product with `factor` or its square, in limbs as well.
struct SumProduct<'a, S: DigitLanes> {
    pair: [&'a [S::Block]; 2],
    sum: &'a mut [S::Block],
    factor: Option<&'a [S::Block]>,
    product: &'a mut [S::Block],
    out: &'a mut [Limb<S>],
}

impl<S: DigitLanes<Base: FibonacciBase>> DigitKernel<S> for SumProduct<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run(self, s: S) {
        let Self {
            pair,
            sum: double,
            factor,
            product,
            out,
        } = self;
        doubled_sum(s, double, pair);
        match factor {
            None => square(s, product, double),
            Some(factor) => multiply(s, product, double, factor),
        }
        let number = product;
        Limbs { out, number }.run(s);
    }
}
