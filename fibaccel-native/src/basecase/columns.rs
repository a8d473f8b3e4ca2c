//! Products and sums of numbers in rows of eight digits of 52 bits.
//!
//! Row k of a product is the sum over p + q = k of the products of rows x_p and y_q, each of them 8 by
//! 8 digits. Digit j of x_p is broadcast and multiplied with the row y_q: the low halves belong j
//! digits up, the high halves j + 1. So nine accumulators, one for each distance, take all of a row's
//! products without moving a lane, and are slid into place once ([`join`]).

use crate::simd::{DigitLanes, Row};

/// The most rows of a factor. A digit of a product gets at most 16 halves below 2^52 for each row, and
/// 2^52 * 16 * 255 < 2^64.
pub const MAX_ROWS: usize = 255;

type Sums<S> = [<S as crate::simd::Lanes>::V; 9];

/// Adds the products of the digits of x and y.
#[inline(always)]
fn accumulate<S: DigitLanes>(s: S, sums: &mut Sums<S>, x: &Row, y: &Row) {
    let y = s.load(y, 0);
    for (j, &digit) in x.0.iter().enumerate() {
        let digit = s.splat(digit);
        sums[j] = s.add_low_product(sums[j], digit, y);
        sums[j + 1] = s.add_high_product(sums[j + 1], digit, y);
    }
}

/// The columns of a row: its own sums slid up by their distances, and what the row before had slid out.
#[inline(always)]
fn join<S: DigitLanes>(s: S, sums: &Sums<S>, before: &Sums<S>) -> S::V {
    let first = s.add(sums[0], before[8]);
    let second = s.add(
        s.slide::<1>(sums[1], before[1]),
        s.slide::<2>(sums[2], before[2]),
    );
    let third = s.add(
        s.slide::<3>(sums[3], before[3]),
        s.slide::<4>(sums[4], before[4]),
    );
    let fourth = s.add(
        s.slide::<5>(sums[5], before[5]),
        s.slide::<6>(sums[6], before[6]),
    );
    let fifth = s.add(s.slide::<7>(sums[7], before[7]), first);
    s.add(s.add(second, third), s.add(fourth, fifth))
}

/// `out` = x y; `out` has the rows of both together.
#[inline(always)]
pub fn multiply<S: DigitLanes>(s: S, out: &mut [Row], x: &[Row], y: &[Row]) {
    assert!(out.len() == x.len() + y.len() && x.len().min(y.len()) <= MAX_ROWS);
    let mut before = [s.splat(0); 9];
    let mut carry = s.no_carry();
    for (k, out) in out.iter_mut().enumerate() {
        let mut sums = [s.splat(0); 9];
        let from = (k + 1).saturating_sub(y.len());
        let to = (k + 1).min(x.len()).max(from);
        let reversed = y[..(k + 1 - from).min(y.len())].iter().rev();
        for (x, y) in x[from.min(x.len())..to.min(x.len())].iter().zip(reversed) {
            accumulate(s, &mut sums, x, y);
        }
        s.store(out, 0, s.normalize(join(s, &sums, &before), &mut carry));
        before = sums;
    }
}

/// `out` = x^2; `out` has twice the rows. Products of two different rows once, doubled.
#[inline(always)]
pub fn square<S: DigitLanes>(s: S, out: &mut [Row], x: &[Row]) {
    assert!(out.len() == 2 * x.len() && x.len() <= MAX_ROWS);
    let mut before = [s.splat(0); 9];
    let mut carry = s.no_carry();
    for (k, out) in out.iter_mut().enumerate() {
        let mut sums = [s.splat(0); 9];
        let from = (k + 1).saturating_sub(x.len());
        let half = k.div_ceil(2);
        if from < half {
            let reversed = x[..k + 1 - from].iter().rev();
            for (x, y) in x[from..half].iter().zip(reversed) {
                accumulate(s, &mut sums, x, y);
            }
            for sum in &mut sums {
                *sum = s.add(*sum, *sum);
            }
        }
        if k % 2 == 0 && k / 2 < x.len() {
            accumulate(s, &mut sums, &x[k / 2], &x[k / 2]);
        }
        s.store(out, 0, s.normalize(join(s, &sums, &before), &mut carry));
        before = sums;
    }
}

/// `out` = p x + q y + r, for |p|, |q| and |r| at most 4, if that is neither negative nor too long.
///
/// To each digit 2^56 is added and, where the one below already brought them, 2^4 subtracted: in all a
/// multiple of 2^(52 * digits), which is lost. A word is within 8 * 2^52 < 2^56 of that, so positive.
#[inline(always)]
pub fn combine<S: DigitLanes>(s: S, out: &mut [Row], [(p, x), (q, y)]: [(i64, &[Row]); 2], r: i64) {
    assert!(x.len() >= out.len() && y.len() >= out.len());
    let mut lift = Row([(1 << 56) - (1 << 4); 8]);
    lift.0[0] = (1u64 << 56).wrapping_add_signed(r);
    let mut carry = s.no_carry();
    for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
        let terms = s.add(s.multiple(s.load(x, 0), p), s.multiple(s.load(y, 0), q));
        let words = s.add(terms, s.load(&lift, 0));
        s.store(out, 0, s.normalize(words, &mut carry));
        lift.0[0] = lift.0[1];
    }
}
