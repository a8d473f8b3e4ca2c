//! From overlapping numbers to limbs: the binary side of the remainder theorem.
//!
//! Number i stands at bit i w of the result and is longer than w bits, though not than 3 w. So it is cut
//! in three: w bits that stay, w bits for the place of number i + 1, and the top for that of i + 2.
//! In vectors that is a slide by one lane and by two. The sum in a place is below 3 * 2^w, and what it
//! has above w bits is carried one lane up, where it hardly ever overflows again ([`ripple`]).
//! Then each lane has the w bits of its place, in digits, and eight lanes have w bytes:
//! [`Words::join`](crate::simd::Words::join) puts them together.
//!
//! This replaced a window of words that moved over the result, in scalar code: with AVX-512 F(10^6) took
//! 526 us with the window and 475 with this, in turns.

use crate::fault;
use crate::limbs::add;
use crate::ntt::prime::PRIME_BITS;
use crate::simd::{Lanes, Row};
use std::ops::Range;

/// The most digits of a place.
pub const MAX_DIGITS: usize = 4;

/// The fewest bits of a place: joining needs a gap of seven bits between digits of one vector.
pub const MIN_WIDTH: usize = 59;

/// The most limbs of eight places.
const ROW_LIMBS: usize = 24;

/// What the numbers of a run of rows have beyond the places of that run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spill([u64; ROW_LIMBS]);

impl Spill {
    /// Nothing.
    pub const NONE: Self = Self([0; ROW_LIMBS]);

    /// Adds this to the limbs of the next run, and what overflows there to what that spills. Without a
    /// fault the last run spills nothing, by the sizes of operands and result.
    pub fn add_to(&self, limbs: &mut [u64], next: &mut Self) {
        let (kept, rest) = self.0.split_at(ROW_LIMBS.min(limbs.len()));
        if add(limbs, kept) || rest.iter().any(|&limb| limb != 0) {
            add(&mut next.0, &[1]);
        }
    }
}

/// Takes the numbers of a run of rows in order, `K` digits each, and writes their places, of `D` digits.
pub struct Carry<'a, S: Lanes, const K: usize, const D: usize> {
    lanes: S,
    out: &'a mut [u64],
    spill: Spill,
    width: usize,
    /// Rows written.
    rows: usize,
    joiner: &'a S::Joiner,
    last: Last<S>,
    /// Of the vector before: its second and third parts, the latter also slid once, and its carries.
    second: [S::V; D],
    third: S::V,
    slid: S::V,
    carries: S::V,
    /// The places of the row in the making.
    places: [Row; D],
}

/// The last digit of a place.
#[derive(Clone, Copy)]
struct Last<S: Lanes> {
    mask: S::V,
    /// Its bits.
    bits: S::V,
    /// How many bits it has less than a digit.
    missing: S::V,
}

/// The bits of the last of `digits` digits of a place.
fn last_bits<S: Lanes>(width: usize, digits: usize) -> u32 {
    width as u32 - S::DIGIT_BITS * (digits as u32 - 1)
}

impl<'a, S: Lanes, const K: usize, const D: usize> Carry<'a, S, K, D> {
    /// Will write places of `width` bits into `out`.
    #[inline(always)]
    pub fn new(s: S, out: &'a mut [u64], width: usize, joiner: &'a S::Joiner) -> Self {
        const { assert!(D >= 2 && D <= MAX_DIGITS && 2 * D - 1 <= K && K <= 2 * D + 1) };
        assert!(width >= MIN_WIDTH && width.div_ceil(S::DIGIT_BITS as usize) == D);
        assert!(PRIME_BITS as usize * K <= 2 * width + S::DIGIT_BITS as usize);
        let (zero, bits) = (s.splat(0), last_bits::<S>(width, D));
        Self {
            lanes: s,
            out,
            spill: Spill::NONE,
            width,
            rows: 0,
            joiner,
            last: Last {
                mask: s.splat((1 << bits) - 1),
                bits: s.splat(u64::from(bits)),
                missing: s.splat(u64::from(S::DIGIT_BITS - bits)),
            },
            second: [zero; D],
            third: zero,
            slid: zero,
            carries: zero,
            places: [Row::ZERO; D],
        }
    }

    /// Takes the numbers of the next vector, which is at lane `at` of a row.
    #[inline(always)]
    pub fn absorb(&mut self, digits: &[S::V; K], at: usize) {
        let s = self.lanes;
        let (mut sums, second, third) = self.parts(digits);
        let slid = s.slide_one(third, self.third);
        sums[0] = s.add(sums[0], s.slide_one(slid, self.slid));
        let mut carries = s.splat(0);
        for j in 0..D {
            let slid = s.slide_one(second[j], self.second[j]);
            let sum = s.add(s.add(sums[j], slid), carries);
            let (mask, bits) = match j + 1 < D {
                true => (s.splat(S::DIGIT_MASK), s.splat(u64::from(S::DIGIT_BITS))),
                false => (self.last.mask, self.last.bits),
            };
            carries = s.shift_right_by(sum, bits);
            sums[j] = s.and(sum, mask);
        }
        sums[0] = s.add(sums[0], s.slide_one(carries, self.carries));
        for (places, &sum) in self.places.iter_mut().zip(&sums) {
            s.store(places, at, sum);
        }
        let mut more = 0;
        if s.any(s.shift_right(sums[0], S::DIGIT_BITS)) {
            more = ripple::<S>(&mut self.places, at..at + S::WIDTH, self.width);
        }
        (self.second, self.third, self.slid) = (second, third, slid);
        self.carries = s.add(carries, s.splat(more));
        if at + S::WIDTH == 8 {
            self.write();
            if fault::loses_carry() {
                (self.second, self.carries) = ([s.splat(0); D], s.splat(0));
            }
        }
    }

    /// The three parts of numbers.
    #[inline(always)]
    fn parts(&self, digits: &[S::V; K]) -> ([S::V; D], [S::V; D], S::V) {
        let s = self.lanes;
        let zero = s.splat(0);
        let (mut first, mut second) = ([zero; D], [zero; D]);
        for j in 0..D {
            first[j] = digits[j];
            let next = digits.get(D + j).copied().unwrap_or(zero);
            second[j] = self.above(digits[D - 1 + j], next);
        }
        let next = digits.get(2 * D).copied().unwrap_or(zero);
        let last = digits.get(2 * D - 1).copied().unwrap_or(zero);
        let third = self.above(second[D - 1], self.above(last, next));
        first[D - 1] = s.and(first[D - 1], self.last.mask);
        second[D - 1] = s.and(second[D - 1], self.last.mask);
        (first, second, third)
    }

    /// The digit that begins in `low` above the bits of a place's last digit.
    #[inline(always)]
    fn above(&self, low: S::V, high: S::V) -> S::V {
        let s = self.lanes;
        let low = s.shift_left(low, 64 - S::DIGIT_BITS);
        let digit = s.funnel(high, low, self.last.missing);
        s.and(digit, s.splat(S::DIGIT_MASK))
    }

    /// Writes the places of the row.
    #[inline(always)]
    fn write(&mut self) {
        let at = self.rows * self.width;
        self.rows += 1;
        if !self.lanes.join(self.joiner, &self.places, self.out, at) {
            append::<S>(self.out, &mut self.spill, 8 * at, &self.places, self.width);
        }
    }

    /// Writes what is left, and zeros after it. Returns what has no place in the output.
    #[inline(always)]
    pub fn finish(mut self) -> Spill {
        let s = self.lanes;
        for at in (0..8).step_by(S::WIDTH) {
            self.absorb(&[s.splat(0); K], at);
        }
        let written = 8 * self.rows * self.width;
        if let Some(limb) = self.out.get_mut(written / 64) {
            // What `join` leaves above the last place may be anything.
            *limb &= (1 << (written % 64)) - 1;
        }
        if let Some(rest) = self.out.get_mut(written.div_ceil(64)..) {
            rest.fill(0);
        }
        self.spill
    }
}

/// Carries through neighbouring places of which some have a lowest digit that overflows. Returns the
/// carry out of the last.
#[cold]
fn ripple<S: Lanes>(places: &mut [Row], lanes: Range<usize>, width: usize) -> u64 {
    let mut carry = 0;
    for lane in lanes {
        let last = places.len() - 1;
        for (j, row) in places.iter_mut().enumerate() {
            let bits = match j < last {
                true => S::DIGIT_BITS,
                false => last_bits::<S>(width, last + 1),
            };
            let sum = row.0[lane] + carry;
            (row.0[lane], carry) = (sum & ((1 << bits) - 1), sum >> bits);
        }
    }
    carry
}

/// Writes places one by one from bit `at` of `out` on, beyond its end into `spill`.
#[inline]
fn append<S: Lanes>(out: &mut [u64], spill: &mut Spill, at: usize, places: &[Row], width: usize) {
    let len = out.len();
    let (mut position, mut filled) = (at / 64, (at % 64) as u32);
    let begun = out
        .get(position)
        .or_else(|| spill.0.get(position.wrapping_sub(len)));
    let mut limb = begun.map_or(0, |limb| limb & ((1 << filled) - 1));
    let mut put = |position: usize, limb: u64| {
        let beyond = position.wrapping_sub(len);
        match out.get_mut(position).or_else(|| spill.0.get_mut(beyond)) {
            Some(place) => *place = limb,
            // Only after a fault is that not zero, and then the spill must not be.
            None => spill.0[ROW_LIMBS - 1] |= limb,
        }
    };
    for lane in 0..8 {
        for (j, row) in places.iter().enumerate() {
            let bits = match j + 1 < places.len() {
                true => S::DIGIT_BITS,
                false => last_bits::<S>(width, places.len()),
            };
            let digit = row.0[lane];
            limb |= digit << filled;
            filled += bits;
            if filled >= 64 {
                put(position, limb);
                position += 1;
                filled -= 64;
                limb = digit >> (bits - filled);
            }
        }
    }
    if filled > 0 {
        put(position, limb);
    }
}
