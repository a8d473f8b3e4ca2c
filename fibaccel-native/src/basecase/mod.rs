//! Fibonacci numbers of a few thousand bits: the doubling in digits of 52 bits, from the table to the
//! end, for tiers with [`DigitLanes`].
//!
//! Squares by [`columns`] in quadratic time beat the transform up to [`LAST_ROWS`] rows. The pair stays
//! in digits all the way; only what leaves is made into limbs.

pub mod columns;

use crate::doubling::{alternating, starts};
use crate::interrupt::{Interrupt, Interrupted};
use crate::simd::{DigitKernel, DigitLanes, Row, Tier};
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

/// Rows of F(k) and 2 F(k-1) + F(k): log2 phi is below 0.694242, and the latter is below 4 F(k).
fn rows_of(k: u64) -> usize {
    (k as usize * 694_242 / 1_000_000 + 3).div_ceil(ROW_BITS)
}

/// Whether the pair at k may be doubled, or multiplied, here.
pub fn admits(tier: Tier, k: u64) -> bool {
    tier.has_digits() && k < 1 << 20 && rows_of(k) <= LAST_ROWS
}

/// Rows of working space for [`pair`] at k and [`product`] from k: the pair, and room for twice that.
pub fn need(k: u64) -> usize {
    6 * rows_of(k) + 8
}

/// Writes F(k-1) and F(k) in limbs, for a k whose half is admitted; each output is long enough.
///
/// # Panics
///
/// If the tier has no digits.
pub fn pair(
    tier: Tier,
    k: u64,
    rows: &mut [Row],
    [a, c]: [&mut [u64]; 2],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    let used = rows_of(k);
    tier.dispatch_digits(Walk { k, rows })
        .expect("a tier with digits");
    to_limbs(a, &rows[..used]);
    to_limbs(c, &rows[used..2 * used]);
    Ok(())
}

/// Writes (2 F(k-1) + F(k)) F(k), or that times F(k-1) if `before`, in limbs, for an admitted k.
///
/// # Panics
///
/// If the tier has no digits.
pub fn product(
    tier: Tier,
    k: u64,
    before: bool,
    rows: &mut [Row],
    out: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    interrupt.poll()?;
    let used = rows_of(k);
    tier.dispatch_digits(Walk {
        k,
        rows: &mut *rows,
    });
    tier.dispatch_digits(Last {
        used,
        before,
        rows: &mut *rows,
    })
    .expect("a tier with digits");
    to_limbs(out, &rows[3 * used..5 * used]);
    Ok(())
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
        let (index, steps, values) = starts(self.k);
        // The pair is packed at the front; two squares of up to twice its rows, and one, follow.
        let (pair, squares) = self.rows.split_at_mut(2 * rows_of(self.k));
        let mut used = rows_of(index);
        for (value, rows) in values.into_iter().zip(pair.chunks_exact_mut(used)) {
            rows.fill(Row::ZERO);
            for (i, digit) in rows[0].0.iter_mut().enumerate().take(3) {
                *digit = (value >> (DIGIT_BITS * i)) as u64 & DIGIT_MASK;
            }
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
