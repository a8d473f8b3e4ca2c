//! Products and sums of numbers in digits ([`DigitLanes`]), a block of the result at a time.
//!
//! Block k of a product is the sum over p + q = k of the products of blocks x_p and y_q, and what block
//! k - 1 had too many places for. All sums and differences of products are taken in columns, before the
//! one carry.

use crate::machine::digits::DigitLanes;

/// A bound of columns before they are carried, which are within this of zero.
pub const LIMIT: u64 = 1 << 63;

/// The most blocks of the shorter factor of a product.
pub const fn max_factor<S: DigitLanes>() -> usize {
    (LIMIT / S::COLUMN) as usize - 1
}

/// Carries columns to digits, block by block.
pub struct ColumnCarrier<S: DigitLanes> {
    lift: S::Columns,
    rest: S::Columns,
    carry: S::BlockCarry,
}

impl<S: DigitLanes> ColumnCarrier<S> {
    /// Begins a number to which r is added, |r| being at most 4.
    #[inline(always)]
    pub fn new(s: S, r: i64) -> Self {
        let [lift, rest] = s.lifts(r);
        Self {
            lift,
            rest,
            carry: s.no_carry(),
        }
    }

    /// Carries the columns of the next block, which are between -2^63 and 2^63.
    #[inline(always)]
    pub fn next(&mut self, s: S, columns: S::Columns) -> S::Block {
        let columns = s.add_columns(columns, self.lift);
        self.lift = self.rest;
        s.normalize(columns, &mut self.carry)
    }
}

/// The sums for block k of x y.
#[inline(always)]
fn product_sums<S: DigitLanes>(s: S, x: &[S::Block], y: &[S::Block], k: usize) -> S::Sums {
    let (from, to) = ((k + 1).saturating_sub(y.len()), (k + 1).min(x.len()));
    let mut sums = s.zero_sums();
    if from < to {
        for (x, y) in x[from..to].iter().zip(y[..=k - from].iter().rev()) {
            s.add_product(&mut sums, x, y);
        }
    }
    sums
}

/// The sums for block k of x^2: products of two different blocks once, doubled.
#[inline(always)]
pub fn square_sums<S: DigitLanes>(s: S, x: &[S::Block], k: usize) -> S::Sums {
    let (from, half) = ((k + 1).saturating_sub(x.len()), k.div_ceil(2));
    let mut sums = s.zero_sums();
    if from < half {
        for (x, y) in x[from..half].iter().zip(x[..=k - from].iter().rev()) {
            s.add_product(&mut sums, x, y);
        }
        sums = s.double_sums(sums);
    }
    if k.is_multiple_of(2) && k / 2 < x.len() {
        s.add_product(&mut sums, &x[k / 2], &x[k / 2]);
    }
    sums
}

/// Multiplies numbers, `out` = x y, as far as `out` goes.
#[inline(always)]
pub fn multiply<S: DigitLanes>(s: S, out: &mut [S::Block], x: &[S::Block], y: &[S::Block]) {
    assert!(x.len().min(y.len()) <= max_factor::<S>());
    let mut before = s.zero_sums();
    let mut carrier = ColumnCarrier::new(s, 0);
    for (k, out) in out.iter_mut().enumerate() {
        let sums = product_sums(s, x, y, k);
        *out = carrier.next(s, s.columns_from_sums(&sums, &before));
        before = sums;
    }
}

/// Squares a number, `out` = x^2, as far as `out` goes.
#[inline(always)]
pub fn square<S: DigitLanes>(s: S, out: &mut [S::Block], x: &[S::Block]) {
    assert!(x.len() <= max_factor::<S>());
    let mut before = s.zero_sums();
    let mut carrier = ColumnCarrier::new(s, 0);
    for (k, out) in out.iter_mut().enumerate() {
        let sums = square_sums(s, x, k);
        *out = carrier.next(s, s.columns_from_sums(&sums, &before));
        before = sums;
    }
}
