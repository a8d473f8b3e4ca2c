//! The doubling in digits of 10^18 ([`super::digit`]), on the stack: no allocation, for any tier.

use super::Decimal;
use super::digit::{Carrier, DIGIT, PRODUCTS, product_column, square_column, write};
use crate::basecase::Last;
use crate::limbs::decimal::limbs_bound;
use crate::starts::{alternating, steps};

/// The last k whose pair is made here: the columns of longer products could be too large.
pub const LAST_PAIR: u64 = 14_000;

/// The same where arrays are short: they cost their zeroing.
const LAST_SHORT_PAIR: u64 = 1_000;

/// At least the digits of F(k).
const fn digits(k: u64) -> usize {
    limbs_bound(k).div_ceil(3)
}

const SHORT: usize = digits(LAST_SHORT_PAIR) + 1;
const LONG: usize = digits(LAST_PAIR) + 1;

const _: () = assert!(LONG <= PRODUCTS && SHORT > START_DIGITS);

/// Digits of a number in the table.
pub const START_DIGITS: usize = 5;

/// The last index whose Fibonacci number fits [`START_DIGITS`].
pub const LAST_START: u64 = 432;

const COUNT: usize = LAST_START as usize + 2;

/// F(-1), F(0), ..., F([`LAST_START`]): 17.4 kB.
pub static STARTS: [[u64; START_DIGITS]; COUNT] = {
    let mut starts = [[0; START_DIGITS]; COUNT];
    starts[0][0] = 1;
    let mut i = 2;
    while i < COUNT {
        let (mut digit, mut carry) = (0, 0);
        while digit < START_DIGITS {
            let sum = starts[i - 1][digit] + starts[i - 2][digit] + carry;
            (starts[i][digit], carry) = (sum % DIGIT, sum / DIGIT);
            digit += 1;
        }
        assert!(carry == 0, "the last one fits");
        i += 1;
    }
    starts
};

/// Writes F(k-1) and F(k), for a k up to [`LAST_PAIR`]; each output has [`limbs_bound`] limbs.
pub fn pair(k: u64, outs: [&mut [u32]; 2]) {
    walk::<LONG, _>(k, |pair| {
        for (out, number) in outs.into_iter().zip(pair) {
            for (out, &digit) in out.chunks_mut(3).zip(number) {
                write(digit, out);
            }
        }
    });
}

/// Writes a term to the front of `out`, for a pair up to [`LAST_PAIR`], with room for a product of its
/// numbers and two limbs. Returns how many limbs.
pub fn term(last: Last, out: &mut [u32]) -> usize {
    if last.k <= LAST_SHORT_PAIR {
        walk::<SHORT, _>(last.k, |pair| product::<SHORT>(last, pair, out))
    } else {
        walk::<LONG, _>(last.k, |pair| product::<LONG>(last, pair, out))
    }
}

/// The digits of F(k-1) and F(k).
type Pair<const DIGITS: usize> = [[u64; DIGITS]; 2];

/// Gives the pair at k to `read`: numbers of [`digits`].
#[inline(always)]
fn walk<const DIGITS: usize, T>(k: u64, read: impl FnOnce([&[u64]; 2]) -> T) -> T {
    let steps = steps(k, LAST_START);
    let (mut pair, mut next) = (&mut [[0; DIGITS]; 2], &mut [[0; DIGITS]; 2]);
    let first = k >> steps;
    for (out, value) in pair.iter_mut().zip(&STARTS[first as usize..]) {
        out[..START_DIGITS].copy_from_slice(value);
    }
    for below in (0..steps).rev() {
        double(next, pair, k >> below);
        std::mem::swap(&mut pair, &mut next);
    }
    let len = digits(k);
    read(pair.each_ref().map(|number| &number[..len]))
}

/// The pair at k, from that at k / 2, rounded down.
fn double<const DIGITS: usize>(to: &mut Pair<DIGITS>, from: &Pair<DIGITS>, k: u64) {
    for (to, from) in to.iter_mut().zip(from) {
        let from = &from[..digits(k / 2)];
        let mut carrier = Carrier::default();
        for (i, to) in to[..digits(k)].iter_mut().enumerate() {
            *to = carrier.next(square_column(from, i));
        }
    }
    let [a, c] = to.each_mut().map(|number| &mut number[..digits(k)]);
    combine([a, c], k % 2 == 1, alternating(2, k / 2));
}

/// The next pair, from the squares of one; `two` is 2 (-1)^k.
///
/// ```text
/// F(2k-1) = c^2 + a^2
/// F(2k)   = 3 c^2 - 2 a^2 + 2 (-1)^k
/// F(2k+1) = 4 c^2 - a^2 + 2 (-1)^k
/// ```
fn combine([aa, cc]: [&mut [u64]; 2], odd: bool, two: i64) {
    const BASE: i64 = DIGIT as i64;
    let mut carries = if odd { [two, two] } else { [0, two] };
    for (aa, cc) in aa.iter_mut().zip(cc) {
        let (a, c) = (*aa as i64, *cc as i64);
        let even = 3 * c - 2 * a;
        // From -2 to 4 times the base, and a carry of less than 8.
        let sums = if odd {
            [even, 4 * c - a]
        } else {
            [a + c, even]
        };
        for (out, (sum, carry)) in [aa, cc].into_iter().zip(sums.iter().zip(&mut carries)) {
            let sum = sum + *carry;
            (*out, *carry) = (sum.rem_euclid(BASE) as u64, sum.div_euclid(BASE));
        }
    }
}

/// [`term`], from the numbers of its pair.
#[inline(always)]
fn product<const DIGITS: usize>(last: Last, pair: [&[u64]; 2], out: &mut [u32]) -> usize {
    let len = pair[0].len();
    let mut sum = [0; DIGITS];
    let mut carry = 0;
    let numbers = pair[last.doubled].iter().zip(pair[1 - last.doubled]);
    for (sum, (&x, &y)) in sum[..len].iter_mut().zip(numbers) {
        let total = 2 * x + y + carry;
        (*sum, carry) = (total % DIGIT, total / DIGIT);
    }
    sum[len] = carry;
    let sum = &sum[..len + usize::from(carry != 0)];
    let factor = last.factor.map_or(sum, |factor| pair[factor]);
    // One limb more for the scale.
    let limbs = out.len().min(3 * (sum.len() + factor.len()) + 1);
    let out = &mut out[..limbs];
    let mut carrier = Carrier::default();
    for (i, out) in out.chunks_mut(3).enumerate() {
        let column = match last.factor {
            None => square_column(sum, i),
            Some(_) => product_column(sum, factor, i),
        };
        write(carrier.next(column), out);
    }
    last.finish::<Decimal>(out)
}
