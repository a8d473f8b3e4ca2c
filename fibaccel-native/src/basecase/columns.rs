//! Products and sums of numbers in digits ([`DigitLanes`]), a block of the result at a time.
//!
//! Block k of a product is the sum over p + q = k of the products of blocks x_p and y_q, and what block
//! k - 1 had too many places for. All sums and differences of products are taken in words, before the one
//! carry.

use crate::digits::DigitLanes;

/// Words are within this of zero before they are carried.
const LIMIT: u64 = 1 << 63;

/// The most blocks of the shorter factor of a product.
pub const fn max_factor<S: DigitLanes>() -> usize {
    (LIMIT / S::COLUMN) as usize - 1
}

/// The most blocks of a pair for [`step`], where at most five words of squares are added up.
pub const fn max_pair<S: DigitLanes>() -> usize {
    (LIMIT / (5 * S::COLUMN)) as usize - 1
}

/// From words to digits, block by block.
pub struct Carrier<S: DigitLanes> {
    lift: S::Words,
    rest: S::Words,
    carry: S::Carry,
}

impl<S: DigitLanes> Carrier<S> {
    /// For words to which r is added, |r| being at most 4.
    #[inline(always)]
    pub fn new(s: S, r: i64) -> Self {
        let [lift, rest] = s.lifts(r);
        Self {
            lift,
            rest,
            carry: s.no_carry(),
        }
    }

    /// The next block, from words above -2^63 and below it.
    #[inline(always)]
    pub fn next(&mut self, s: S, words: S::Words) -> S::Block {
        let words = s.add(words, self.lift);
        self.lift = self.rest;
        s.normalize(words, &mut self.carry)
    }
}

/// The sums of block k of x y.
#[inline(always)]
fn product_sums<S: DigitLanes>(s: S, x: &[S::Block], y: &[S::Block], k: usize) -> S::Sums {
    let (from, to) = ((k + 1).saturating_sub(y.len()), (k + 1).min(x.len()));
    if from >= to {
        return s.sums(0);
    }
    let mut sums = s.sums(to - from);
    for (x, y) in x[from..to].iter().zip(y[..=k - from].iter().rev()) {
        s.accumulate(&mut sums, x, y);
    }
    sums
}

/// The sums of block k of x^2: products of two different blocks once, doubled.
#[inline(always)]
fn square_sums<S: DigitLanes>(s: S, x: &[S::Block], k: usize) -> S::Sums {
    let (from, half) = ((k + 1).saturating_sub(x.len()), k.div_ceil(2));
    let diagonal = k.is_multiple_of(2) && k / 2 < x.len();
    let mut sums = s.sums(usize::from(diagonal));
    if from < half {
        sums = s.sums(half - from);
        for (x, y) in x[from..half].iter().zip(x[..=k - from].iter().rev()) {
            s.accumulate(&mut sums, x, y);
        }
        sums = s.twice(sums, usize::from(diagonal));
    }
    if diagonal {
        s.accumulate(&mut sums, &x[k / 2], &x[k / 2]);
    }
    sums
}

/// `out` = x y, as long as `out` is.
#[inline(always)]
pub fn multiply<S: DigitLanes>(s: S, out: &mut [S::Block], x: &[S::Block], y: &[S::Block]) {
    assert!(x.len().min(y.len()) <= max_factor::<S>());
    let mut before = s.sums(0);
    let mut carrier = Carrier::new(s, 0);
    for (k, out) in out.iter_mut().enumerate() {
        let sums = product_sums(s, x, y, k);
        *out = carrier.next(s, s.join(&sums, &before));
        before = sums;
    }
}

/// `out` = x^2, as long as `out` is.
#[inline(always)]
pub fn square<S: DigitLanes>(s: S, out: &mut [S::Block], x: &[S::Block]) {
    assert!(x.len() <= max_factor::<S>());
    let mut before = s.sums(0);
    let mut carrier = Carrier::new(s, 0);
    for (k, out) in out.iter_mut().enumerate() {
        let sums = square_sums(s, x, k);
        *out = carrier.next(s, s.join(&sums, &before));
        before = sums;
    }
}

/// Carries the next pair of Fibonacci numbers, block by block.
struct Pair<S: DigitLanes> {
    odd: bool,
    carriers: [Carrier<S>; 2],
}

impl<S: DigitLanes> Pair<S> {
    /// From the pair at k to that at 2k or, if `odd`, at 2k + 1; `two` is 2 (-1)^k.
    #[inline(always)]
    fn new(s: S, odd: bool, two: i64) -> Self {
        let carriers = match odd {
            true => [Carrier::new(s, two), Carrier::new(s, two)],
            false => [Carrier::new(s, 0), Carrier::new(s, two)],
        };
        Self { odd, carriers }
    }

    /// F(2k-1) = c^2 + a^2, F(2k) = 3 c^2 - 2 a^2 + 2 (-1)^k, F(2k+1) = 4 c^2 - a^2 + 2 (-1)^k.
    #[inline(always)]
    fn next(&mut self, s: S, aa: S::Words, cc: S::Words) -> [S::Block; 2] {
        let [a, c] = &mut self.carriers;
        let (difference, twice) = (s.sub(cc, aa), s.add(cc, cc));
        let even = s.add(s.add(difference, difference), cc);
        if self.odd {
            let odd = s.add(s.add(twice, difference), cc);
            [a.next(s, even), c.next(s, odd)]
        } else {
            [a.next(s, s.add(cc, aa)), c.next(s, even)]
        }
    }
}

/// The next pair, `outs`, of the pair a = F(k-1), c = F(k), in as many blocks as it needs.
#[inline(always)]
pub fn step<S: DigitLanes>(
    s: S,
    [out_a, out_c]: [&mut [S::Block]; 2],
    [a, c]: [&[S::Block]; 2],
    odd: bool,
    two: i64,
) {
    assert!(a.len() <= max_pair::<S>() && a.len() == c.len());
    let mut before = [s.sums(0), s.sums(0)];
    let mut pair = Pair::new(s, odd, two);
    for (k, (out_a, out_c)) in out_a.iter_mut().zip(out_c).enumerate() {
        let sums = square_sums(s, a, k);
        let aa = s.join(&sums, &before[0]);
        before[0] = sums;
        let sums = square_sums(s, c, k);
        let cc = s.join(&sums, &before[1]);
        before[1] = sums;
        [*out_a, *out_c] = pair.next(s, aa, cc);
    }
}

/// The same from the squares, which are replaced by it.
#[inline(always)]
pub fn combine<S: DigitLanes>(s: S, [aa, cc]: [&mut [S::Block]; 2], odd: bool, two: i64) {
    let mut pair = Pair::new(s, odd, two);
    for (aa, cc) in aa.iter_mut().zip(cc) {
        [*aa, *cc] = pair.next(s, s.load(aa), s.load(cc));
    }
}

/// `out` = 2 a + c, as long as `out` is.
#[inline(always)]
pub fn sum<S: DigitLanes>(s: S, out: &mut [S::Block], [a, c]: [&[S::Block]; 2]) {
    let mut carrier = Carrier::new(s, 0);
    for (out, (a, c)) in out.iter_mut().zip(a.iter().zip(c)) {
        let a = s.load(a);
        *out = carrier.next(s, s.add(s.add(a, a), s.load(c)));
    }
}
