//! The basecase in limbs, on the stack: no allocation, for any tier.

use crate::bignum::mul::schoolbook::{multiply, square};
use crate::limbs::{Binary, combine};
use crate::sequences::fibonacci::last_product::LastProduct;
use crate::sequences::size::limbs_bound;
use crate::sequences::table::{LAST_START, alternating, start, steps};

/// The last k whose pair is made in limbs. The pair and L(k) fit 32 limbs.
pub const LAST_PAIR: u64 = 2857;

/// The last k whose pair and L(k) fit 12 limbs. Arrays cost their zeroing: 20 ns in the 120 ns of F(1500).
const LAST_SHORT_PAIR: u64 = 1013;

const _: () = assert!(limbs_bound(LAST_PAIR) + 1 == 32 && LAST_PAIR > LAST_START);
const _: () = assert!(limbs_bound(LAST_SHORT_PAIR) + 1 == 12);

/// Writes a term to the front of `out`, for a pair up to [`LAST_PAIR`]. Returns how many limbs.
pub fn write_term(last: LastProduct, out: &mut [u64]) -> usize {
    if last.k <= LAST_SHORT_PAIR {
        ScalarPair::<12>::to(last.k).write_term(last, out)
    } else {
        ScalarPair::<32>::to(last.k).write_term(last, out)
    }
}

/// Writes F(k-1) and F(k), for a k up to [`LAST_PAIR`]; each output has [`limbs_bound`] limbs.
pub fn write_pair(k: u64, outs: [&mut [u64]; 2]) {
    let ScalarPair { pair, len } = ScalarPair::<32>::to(k);
    for (out, number) in outs.into_iter().zip(&pair) {
        out.copy_from_slice(&number[..len]);
    }
}

/// The pair at some k, in `LIMBS` limbs.
struct ScalarPair<const LIMBS: usize> {
    /// F(k-1) and F(k), zero from `len` on.
    pair: [[u64; LIMBS]; 2],
    /// The limbs in use: [`limbs_bound`].
    len: usize,
}

impl<const LIMBS: usize> ScalarPair<LIMBS> {
    /// Walks from the table to the pair at k.
    fn to(k: u64) -> Self {
        let steps = steps(k, LAST_START);
        let mut pair = Self {
            pair: [[0; LIMBS]; 2],
            len: limbs_bound(k >> steps),
        };
        for (out, value) in pair.pair.iter_mut().zip(start(k >> steps)) {
            out[..value.len()].copy_from_slice(value);
        }
        for below in (0..steps).rev() {
            pair.double(k >> (below + 1), (k >> below) % 2 == 1);
            pair.len = limbs_bound(k >> below);
        }
        pair
    }

    /// Doubles from the pair at k to that at 2k, or at 2k + 1 if `odd`, in twice the limbs, which is not less
    /// than the pair needs.
    fn double(&mut self, k: u64, odd: bool) {
        let len = 2 * self.len;
        let mut squares = [[0; LIMBS]; 2];
        for (out, x) in squares.iter_mut().zip(&self.pair) {
            square(&mut out[..len], &x[..self.len]);
        }
        let [aa, cc] = squares.each_ref().map(|square| &square[..len]);
        let [a, c] = self.pair.each_mut().map(|out| &mut out[..len]);
        let two = alternating(2, k);
        if odd {
            combine(a, [(3, cc), (-2, aa)], two);
            combine(c, [(4, cc), (-1, aa)], two);
        } else {
            combine(a, [(1, cc), (1, aa)], 0);
            combine(c, [(3, cc), (-2, aa)], two);
        }
    }

    /// Writes the term, from the pair that its last product needs, and returns how many limbs it has.
    fn write_term(&self, last: LastProduct, out: &mut [u64]) -> usize {
        let len = self.len;
        let pair = self.pair.each_ref().map(|number| &number[..len]);
        let mut sum = [0; LIMBS];
        let terms = [(2, pair[last.doubled]), (1, pair[1 - last.doubled])];
        combine(&mut sum[..len + 1], terms, 0);
        let sum = &sum[..len + usize::from(sum[len] != 0)];
        let factor = last.factor.map_or(sum, |factor| pair[factor]);
        let product = sum.len() + factor.len();
        out[product] = 0;
        match last.factor {
            None => square(&mut out[..product], sum),
            Some(_) => multiply(&mut out[..product], sum, factor),
        }
        last.finish::<Binary>(&mut out[..=product])
    }
}
