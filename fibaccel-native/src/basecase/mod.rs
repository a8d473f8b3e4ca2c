//! Fibonacci numbers of a few thousand bits: the doubling in digits of 52 bits, from the table to the
//! end, for tiers with [`DigitLanes`].
//!
//! Squares by [`columns`] in quadratic time beat the transform up to [`LAST_ROWS`] rows. The pair stays
//! in digits all the way; only what leaves is made into limbs.

pub mod columns;
pub mod scalar;

use crate::doubling::alternating;
use crate::limbs::{adjust, trimmed};
use crate::simd::{DigitKernel, DigitLanes, Row, Tier};
use crate::starts::{START_LIMBS, start, steps};
use columns::{MAX_ROWS, combine, multiply, square};

const DIGIT_BITS: usize = 52;
const DIGIT_MASK: u64 = (1 << DIGIT_BITS) - 1;

/// Bits of a row.
const ROW_BITS: usize = 8 * DIGIT_BITS;

/// The most rows of a pair that is squared here: the threshold against the transform. Measured, on Zen 4,
/// by trying 24, 48, 72, 96 and 128 with
/// `cargo test --release --no-default-features -- --ignored --nocapture middle`.
const LAST_ROWS: usize = 48;

// The squares and the product of the last pair that is doubled or multiplied.
const _: () = assert!(LAST_ROWS < MAX_ROWS);

// Numbers of the table have one row.
const _: () = assert!(START_LIMBS * 64 <= ROW_BITS);

/// Rows of F(k) and 2 F(k-1) + F(k): log2 phi is below 0.694242, and the latter is below 4 F(k).
fn rows_of(k: u64) -> usize {
    (k as usize * 694_242 / 1_000_000 + 3).div_ceil(ROW_BITS)
}

/// The last pair that scalar code multiplies.
fn last_scalar(tier: Tier) -> u64 {
    if tier.has_digits() {
        900
    } else {
        scalar::LAST_PAIR
    }
}

/// Whether the pair at k may be doubled, or multiplied, here.
pub fn admits(tier: Tier, k: u64) -> bool {
    k <= last_scalar(tier) || tier.has_digits() && k < 1 << 20 && rows_of(k) <= LAST_ROWS
}

/// Whether the pair at k is made here: in digits one doubling more than is multiplied.
pub fn makes(tier: Tier, k: u64) -> bool {
    k <= last_scalar(tier) || admits(tier, k / 2) && tier.has_digits()
}

/// Rows of working space for [`pair`] at k and for [`fib`] at 2k: the pair, and room for twice that.
pub fn need(tier: Tier, k: u64) -> usize {
    if k <= last_scalar(tier) {
        return 0;
    }
    6 * rows_of(k) + 8
}

/// Writes F(k-1) and F(k), for a k that this [`makes`]; each output is long enough.
pub fn pair(tier: Tier, k: u64, rows: &mut [Row], [a, c]: [&mut [u64]; 2]) {
    if k <= last_scalar(tier) {
        return scalar::pair(k, [a, c]);
    }
    let used = rows_of(k);
    tier.dispatch_digits(Walk { k, rows })
        .expect("a tier with digits");
    to_limbs(a, &rows[..used]);
    to_limbs(c, &rows[used..2 * used]);
}

/// Writes F(n) to the front of `out`, for an n of which [`admits`] half. Returns how many limbs.
pub fn fib(tier: Tier, n: u64, rows: &mut [Row], out: &mut [u64]) -> usize {
    let (k, odd) = (n.div_ceil(2), n % 2 == 1);
    if k <= last_scalar(tier) {
        return scalar::fib(n, out);
    }
    let used = rows_of(k);
    tier.dispatch_digits(Walk {
        k,
        rows: &mut *rows,
    });
    tier.dispatch_digits(Last {
        used,
        before: odd,
        rows: &mut *rows,
    })
    .expect("a tier with digits");
    to_limbs(out, &rows[3 * used..5 * used]);
    adjust(out, if odd { -alternating(1, k) } else { 0 });
    trimmed(out)
}

/// From the table to the pair at k: F(k-1) and then F(k), [`rows_of`] k rows each.
struct Walk<'a> {
    k: u64,
    rows: &'a mut [Row],
}

impl DigitKernel for Walk<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: DigitLanes>(self, s: S) {
        let steps = steps(self.k);
        let index = self.k >> steps;
        // The pair is packed at the front; two squares of up to twice its rows, and one, follow.
        let (pair, squares) = self.rows.split_at_mut(2 * rows_of(self.k));
        let mut used = rows_of(index);
        for (value, row) in start(index).into_iter().zip(&mut *pair) {
            row.0 = std::array::from_fn(|i| digit(value, i));
        }
        for below in (0..steps).rev() {
            let k = self.k >> (below + 1);
            let odd = (self.k >> below) % 2 == 1;
            let next = rows_of(2 * k + u64::from(odd));
            double(s, pair, used, next, squares, k, odd);
            used = next;
        }
    }
}

/// Digit i of a number.
#[inline(always)]
fn digit(limbs: &[u64], i: usize) -> u64 {
    let (first, shift) = (DIGIT_BITS * i / 64, DIGIT_BITS * i % 64);
    let limb = |i: usize| limbs.get(i).map_or(0, |&limb| u128::from(limb));
    ((limb(first) | (limb(first + 1) << 64)) >> shift) as u64 & DIGIT_MASK
}

/// From the pair at k, of `used` rows each, to the next, of `next`.
///
/// F(2k-1) = c^2 + a^2, F(2k) = 3 c^2 - 2 a^2 + 2 s, F(2k+1) = 4 c^2 - a^2 + 2 s with s = (-1)^k. The
/// squares have 2 `used` rows, not fewer than `next`: rows beyond the first `next` of what is combined
/// are zero.
#[inline(always)]
fn double<S: DigitLanes>(
    s: S,
    pair: &mut [Row],
    used: usize,
    next: usize,
    squares: &mut [Row],
    k: u64,
    odd: bool,
) {
    let (aa, cc) = squares[..4 * used].split_at_mut(2 * used);
    square(s, aa, &pair[..used]);
    square(s, cc, &pair[used..2 * used]);
    let (a, c) = pair[..2 * next].split_at_mut(next);
    let two = alternating(2, k);
    if odd {
        combine(s, a, [(3, cc), (-2, aa)], two);
        combine(s, c, [(4, cc), (-1, aa)], two);
    } else {
        combine(s, a, [(1, cc), (1, aa)], 0);
        combine(s, c, [(3, cc), (-2, aa)], two);
    }
}

/// The last product: rows 2 `used` to 3 `used` are the sum, the 2 `used` after that the product.
struct Last<'a> {
    used: usize,
    before: bool,
    rows: &'a mut [Row],
}

impl DigitKernel for Last<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: DigitLanes>(self, s: S) {
        let used = self.used;
        let (pair, rest) = self.rows.split_at_mut(2 * used);
        let (sum, product) = rest[..3 * used].split_at_mut(used);
        let (a, c) = pair.split_at(used);
        combine(s, sum, [(2, a), (1, c)], 0);
        multiply(s, product, sum, if self.before { a } else { c });
    }
}

/// The digits as limbs; what is above the limbs is zero, and so are limbs above the digits.
fn to_limbs(out: &mut [u64], rows: &[Row]) {
    // Two rows are 16 digits and 13 limbs.
    let mut limbs = out.chunks_mut(13);
    for rows in rows.chunks(2) {
        let mut digits = [0; 18];
        for (row, digits) in rows.iter().zip(digits.chunks_exact_mut(8)) {
            digits.copy_from_slice(&row.0);
        }
        let Some(out) = limbs.next() else {
            debug_assert!(digits.iter().all(|&digit| digit == 0));
            continue;
        };
        let mut joined = [0; 13];
        for (i, limb) in joined.iter_mut().enumerate() {
            let (first, shift) = (64 * i / DIGIT_BITS, 64 * i % DIGIT_BITS);
            let third = digits[first + 2].checked_shl((2 * DIGIT_BITS - shift) as u32);
            *limb = (digits[first] >> shift)
                | (digits[first + 1] << (DIGIT_BITS - shift))
                | third.unwrap_or(0);
        }
        let (kept, lost) = joined.split_at(out.len());
        out.copy_from_slice(kept);
        debug_assert!(lost.iter().all(|&limb| limb == 0));
    }
    limbs.for_each(|rest| rest.fill(0));
}
