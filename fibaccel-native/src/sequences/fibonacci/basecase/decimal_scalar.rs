//! The basecase in triples of decimal limbs ([`crate::bignum::decimal::triple`]), on the stack: no allocation, for
//! any tier.

use crate::bignum::decimal::triple::{
    PRODUCTS, TRIPLE_BASE, TripleCarrier, product_column, square_column, write,
};
use crate::limbs::Decimal;
use crate::sequences::fibonacci::last_product::LastProduct;
use crate::sequences::size::decimal_limbs_bound;
use crate::sequences::table::{alternating, steps};

/// The last k whose pair is made in triples of limbs: the columns of longer products could be too large.
pub const LAST_PAIR: u64 = 14_000;

/// The last k whose pair is made in short arrays, which cost less zeroing.
const LAST_SHORT_PAIR: u64 = 1_000;

/// An upper bound for the triples of F(k).
const fn triples(k: u64) -> usize {
    decimal_limbs_bound(k).div_ceil(3)
}

const SHORT: usize = triples(LAST_SHORT_PAIR) + 1;
const LONG: usize = triples(LAST_PAIR) + 1;

const _: () = assert!(LONG <= PRODUCTS && SHORT > START_TRIPLES);

/// The number of triples of a number in the table.
pub const START_TRIPLES: usize = 5;

/// The last index whose Fibonacci number fits [`START_TRIPLES`].
pub const LAST_START: u64 = 432;

const COUNT: usize = LAST_START as usize + 2;

/// F(-1), F(0), ..., F([`LAST_START`]): 17.4 kB.
pub static STARTS: [[u64; START_TRIPLES]; COUNT] = {
    let mut starts = [[0; START_TRIPLES]; COUNT];
    starts[0][0] = 1;
    let mut i = 2;
    while i < COUNT {
        let (mut triple, mut carry) = (0, 0);
        while triple < START_TRIPLES {
            let sum = starts[i - 1][triple] + starts[i - 2][triple] + carry;
            (starts[i][triple], carry) = (sum % TRIPLE_BASE, sum / TRIPLE_BASE);
            triple += 1;
        }
        assert!(carry == 0, "the last one fits");
        i += 1;
    }
    starts
};

/// Writes F(k-1) and F(k), for a k up to [`LAST_PAIR`]; each output has [`decimal_limbs_bound`] limbs.
pub fn write_pair(k: u64, outs: [&mut [u32]; 2]) {
    with_pair::<LONG, _>(k, |pair| {
        for (out, number) in outs.into_iter().zip(pair) {
            for (out, &triple) in out.chunks_mut(3).zip(number) {
                write(triple, out);
            }
        }
    });
}

/// Writes a term to the front of `out`, for a pair up to [`LAST_PAIR`], with room for a product of its
/// numbers and two limbs. Returns how many limbs.
pub fn write_term(last: LastProduct, out: &mut [u32]) -> usize {
    if last.k <= LAST_SHORT_PAIR {
        with_pair::<SHORT, _>(last.k, |pair| product::<SHORT>(last, pair, out))
    } else {
        with_pair::<LONG, _>(last.k, |pair| product::<LONG>(last, pair, out))
    }
}

/// The triples of F(k-1) and F(k).
type PairTriples<const TRIPLES: usize> = [[u64; TRIPLES]; 2];

/// Calls `read` with the pair at k: numbers of [`triples`].
#[inline(always)]
fn with_pair<const TRIPLES: usize, T>(k: u64, read: impl FnOnce([&[u64]; 2]) -> T) -> T {
    let steps = steps(k, LAST_START);
    let (mut pair, mut next) = (&mut [[0; TRIPLES]; 2], &mut [[0; TRIPLES]; 2]);
    let first = k >> steps;
    for (out, value) in pair.iter_mut().zip(&STARTS[first as usize..]) {
        out[..START_TRIPLES].copy_from_slice(value);
    }
    for below in (0..steps).rev() {
        double(next, pair, k >> below);
        std::mem::swap(&mut pair, &mut next);
    }
    let len = triples(k);
    read(pair.each_ref().map(|number| &number[..len]))
}

/// Doubles: writes the pair at k, from that at k / 2, rounded down.
fn double<const TRIPLES: usize>(
    to: &mut PairTriples<TRIPLES>,
    from: &PairTriples<TRIPLES>,
    k: u64,
) {
    for (to, from) in to.iter_mut().zip(from) {
        let from = &from[..triples(k / 2)];
        let mut carrier = TripleCarrier::default();
        for (i, to) in to[..triples(k)].iter_mut().enumerate() {
            *to = carrier.next(square_column(from, i));
        }
    }
    let [a, c] = to.each_mut().map(|number| &mut number[..triples(k)]);
    next_pair([a, c], k % 2 == 1, alternating(2, k / 2));
}

/// Makes the next pair in place, from the squares a^2 and c^2; `two` is 2 (-1)^k.
///
/// ```text
/// F(2k-1) = c^2 + a^2
/// F(2k)   = 3 c^2 - 2 a^2 + 2 (-1)^k
/// F(2k+1) = 4 c^2 - a^2 + 2 (-1)^k
/// ```
fn next_pair([aa, cc]: [&mut [u64]; 2], odd: bool, two: i64) {
    const BASE: i64 = TRIPLE_BASE as i64;
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

/// Writes a term as [`write_term`] does, from the numbers of its pair.
#[inline(always)]
fn product<const TRIPLES: usize>(last: LastProduct, pair: [&[u64]; 2], out: &mut [u32]) -> usize {
    let len = pair[0].len();
    let mut sum = [0; TRIPLES];
    let mut carry = 0;
    let numbers = pair[last.doubled].iter().zip(pair[1 - last.doubled]);
    for (sum, (&x, &y)) in sum[..len].iter_mut().zip(numbers) {
        let total = 2 * x + y + carry;
        (*sum, carry) = (total % TRIPLE_BASE, total / TRIPLE_BASE);
    }
    sum[len] = carry;
    let sum = &sum[..len + usize::from(carry != 0)];
    let factor = last.factor.map_or(sum, |factor| pair[factor]);
    // One limb more for the scale.
    let limbs = out.len().min(3 * (sum.len() + factor.len()) + 1);
    let out = &mut out[..limbs];
    let mut carrier = TripleCarrier::default();
    for (i, out) in out.chunks_mut(3).enumerate() {
        let column = match last.factor {
            None => square_column(sum, i),
            Some(_) => product_column(sum, factor, i),
        };
        write(carrier.next(column), out);
    }
    last.finish::<Decimal>(out)
}
