//! A Fibonacci step in the tiers' digits: squares, and sums of them in columns before they are carried.

use crate::bignum::mul::digits::columns::{ColumnCarrier, LIMIT, square_sums};
use crate::machine::digits::DigitLanes;

/// The most blocks of a pair for [`step`], where at most five columns of squares are added up.
pub const fn max_pair<S: DigitLanes>() -> usize {
    (LIMIT / (5 * S::COLUMN)) as usize - 1
}

/// Carries the next pair of Fibonacci numbers, block by block.
struct PairCarrier<S: DigitLanes> {
    odd: bool,
    carriers: [ColumnCarrier<S>; 2],
}

impl<S: DigitLanes> PairCarrier<S> {
    /// Begins the pair at 2k or, if `odd`, at 2k + 1, from that at k; `two` is 2 (-1)^k.
    #[inline(always)]
    fn new(s: S, odd: bool, two: i64) -> Self {
        let carriers = match odd {
            true => [ColumnCarrier::new(s, two), ColumnCarrier::new(s, two)],
            false => [ColumnCarrier::new(s, 0), ColumnCarrier::new(s, two)],
        };
        Self { odd, carriers }
    }

    /// Carries the next blocks of the pair, from the columns of squares of a and c: F(2k-1) = c^2 + a^2,
    /// F(2k) = 3 c^2 - 2 a^2 + 2 (-1)^k, F(2k+1) = 4 c^2 - a^2 + 2 (-1)^k.
    #[inline(always)]
    fn next(&mut self, s: S, aa: S::Columns, cc: S::Columns) -> [S::Block; 2] {
        let [a, c] = &mut self.carriers;
        let (difference, twice) = (s.sub_columns(cc, aa), s.add_columns(cc, cc));
        let even = s.add_columns(s.add_columns(difference, difference), cc);
        if self.odd {
            let odd = s.add_columns(s.add_columns(twice, difference), cc);
            [a.next(s, even), c.next(s, odd)]
        } else {
            [a.next(s, s.add_columns(cc, aa)), c.next(s, even)]
        }
    }
}

/// Makes the next pair of Fibonacci numbers from a = F(k-1) and c = F(k), in as many blocks as it needs.
#[inline(always)]
pub fn step<S: DigitLanes>(
    s: S,
    [out_a, out_c]: [&mut [S::Block]; 2],
    [a, c]: [&[S::Block]; 2],
    odd: bool,
    two: i64,
) {
    assert!(a.len() <= max_pair::<S>() && a.len() == c.len());
    let mut before = [s.zero_sums(), s.zero_sums()];
    let mut pair = PairCarrier::new(s, odd, two);
    for (k, (out_a, out_c)) in out_a.iter_mut().zip(out_c).enumerate() {
        let sums = square_sums(s, a, k);
        let aa = s.columns_from_sums(&sums, &before[0]);
        before[0] = sums;
        let sums = square_sums(s, c, k);
        let cc = s.columns_from_sums(&sums, &before[1]);
        before[1] = sums;
        [*out_a, *out_c] = pair.next(s, aa, cc);
    }
}

/// Makes the next pair of Fibonacci numbers from the squares of a pair, in their place.
#[inline(always)]
pub fn next_pair<S: DigitLanes>(s: S, [aa, cc]: [&mut [S::Block]; 2], odd: bool, two: i64) {
    let mut pair = PairCarrier::new(s, odd, two);
    for (aa, cc) in aa.iter_mut().zip(cc) {
        [*aa, *cc] = pair.next(s, s.load_columns(aa), s.load_columns(cc));
    }
}

/// Adds numbers, `out` = 2 a + c, as far as `out` goes.
#[inline(always)]
pub fn doubled_sum<S: DigitLanes>(s: S, out: &mut [S::Block], [a, c]: [&[S::Block]; 2]) {
    let mut carrier = ColumnCarrier::new(s, 0);
    for (out, (a, c)) in out.iter_mut().zip(a.iter().zip(c)) {
        let a = s.load_columns(a);
        *out = carrier.next(s, s.add_columns(s.add_columns(a, a), s.load_columns(c)));
    }
}
