//! Adds up overlapping numbers to limbs of 64 bits: the last step of the remainder theorem.
//!
//! Number i stands at bit i w of the result and is longer than w bits, though not than 3 w. So it is cut
//! in three: w bits that stay, w bits for the place of number i + 1, and the top for that of i + 2.
//! In vectors that is a slide by one lane and by two. The sum in a place is below 3 * 2^w, and what it
//! has above w bits is carried one lane up, where it hardly ever overflows again (`ripple`).
//! Then each lane has the w bits of its place, in chunks, and eight lanes have w bytes:
//! [`Words::join`](crate::machine::Words::join) puts them together.
//!
//! This replaced a window of words that moved over the result, in scalar code: with AVX-512 F(10^6) took
//! 526 us with the window and 475 with this, in turns.

use crate::bignum::ntt::prime::PRIME_BITS;
use crate::limbs::add;
use crate::machine::{Lanes, Row};
use crate::runtime::fault;
use std::ops::Range;

/// The most chunks of a place.
pub const MAX_CHUNKS: usize = 4;

/// The fewest bits of a place: joining needs a gap of seven bits between chunks of one vector.
pub const MIN_WIDTH: usize = 59;

/// The most limbs that eight places have.
const ROW_LIMBS: usize = 24;

/// The part of the numbers of a run of rows that is beyond the places of that run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spill([u64; ROW_LIMBS]);

impl Spill {
    /// A spill of zero.
    pub const NONE: Self = Self([0; ROW_LIMBS]);

    /// Adds the spill to the limbs of the next run, and what overflows there to `next`, the spill of that run.
    ///
    /// Without a fault the last run spills nothing, by the sizes of operands and result.
    pub fn add_to(&self, limbs: &mut [u64], next: &mut Self) {
        let (kept, rest) = self.0.split_at(ROW_LIMBS.min(limbs.len()));
        if add(limbs, kept) || rest.iter().any(|&limb| limb != 0) {
            add(&mut next.0, &[1]);
        }
    }
}

/// Adds up the numbers of a run of rows, `K` chunks each and taken in order, to places of `D` chunks.
pub struct BinaryPlaces<'a, S: Lanes, const K: usize, const D: usize> {
    lanes: S,
    out: &'a mut [u64],
    spill: Spill,
    width: usize,
    /// The number of rows written.
    rows: usize,
    joiner: &'a S::Joiner,
    last: LastChunk<S>,
    /// The second parts of the vector before.
    second: [S::V; D],
    /// The third part of the vector before.
    third: S::V,
    /// The third part of the vector before, slid once.
    slid: S::V,
    /// The carries of the vector before.
    carries: S::V,
    /// The places of the row that is being written.
    places: [Row; D],
}

/// The last chunk of a place, which has fewer bits than the others.
#[derive(Clone, Copy)]
struct LastChunk<S: Lanes> {
    mask: S::V,
    /// The number of bits in the last chunk.
    bits: S::V,
    /// The number of bits that the last chunk has less than the others.
    missing: S::V,
}

/// The number of bits in the last of `chunks` chunks of a place.
fn last_bits<S: Lanes>(width: usize, chunks: usize) -> u32 {
    width as u32 - S::CHUNK_BITS * (chunks as u32 - 1)
}

impl<'a, S: Lanes, const K: usize, const D: usize> BinaryPlaces<'a, S, K, D> {
    /// Creates an empty accumulator for places of `width` bits that writes to `out`.
    #[inline(always)]
    pub fn new(s: S, out: &'a mut [u64], width: usize, joiner: &'a S::Joiner) -> Self {
        const { assert!(D >= 2 && D <= MAX_CHUNKS && 2 * D - 1 <= K && K <= 2 * D + 1) };
        assert!(width >= MIN_WIDTH && width.div_ceil(S::CHUNK_BITS as usize) == D);
        assert!(PRIME_BITS as usize * K <= 2 * width + S::CHUNK_BITS as usize);
        let (zero, bits) = (s.splat(0), last_bits::<S>(width, D));
        Self {
            lanes: s,
            out,
            spill: Spill::NONE,
            width,
            rows: 0,
            joiner,
            last: LastChunk {
                mask: s.splat((1 << bits) - 1),
                bits: s.splat(u64::from(bits)),
                missing: s.splat(u64::from(S::CHUNK_BITS - bits)),
            },
            second: [zero; D],
            third: zero,
            slid: zero,
            carries: zero,
            places: [Row::ZERO; D],
        }
    }

    /// Adds the numbers of the next vector, which is at lane `at` of a row.
    #[inline(always)]
    pub fn absorb(&mut self, chunks: &[S::V; K], at: usize) {
        let s = self.lanes;
        let (mut sums, second, third) = self.parts(chunks);
        let slid = s.slide(third, self.third);
        sums[0] = s.add(sums[0], s.slide(slid, self.slid));
        let mut carries = s.splat(0);
        for j in 0..D {
            let slid = s.slide(second[j], self.second[j]);
            let sum = s.add(s.add(sums[j], slid), carries);
            let (mask, bits) = match j + 1 < D {
                true => (s.splat(S::CHUNK_MASK), s.splat(u64::from(S::CHUNK_BITS))),
                false => (self.last.mask, self.last.bits),
            };
            carries = s.shift_right_by(sum, bits);
            sums[j] = s.and(sum, mask);
        }
        sums[0] = s.add(sums[0], s.slide(carries, self.carries));
        for (places, &sum) in self.places.iter_mut().zip(&sums) {
            s.store(places, at, sum);
        }
        let mut more = 0;
        if s.any(s.shift_right(sums[0], S::CHUNK_BITS)) {
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

    /// Cuts numbers into their three parts, which overlap three places.
    #[inline(always)]
    fn parts(&self, chunks: &[S::V; K]) -> ([S::V; D], [S::V; D], S::V) {
        let s = self.lanes;
        let zero = s.splat(0);
        let (mut first, mut second) = ([zero; D], [zero; D]);
        for j in 0..D {
            first[j] = chunks[j];
            let next = chunks.get(D + j).copied().unwrap_or(zero);
            second[j] = self.above(chunks[D - 1 + j], next);
        }
        let next = chunks.get(2 * D).copied().unwrap_or(zero);
        let last = chunks.get(2 * D - 1).copied().unwrap_or(zero);
        let third = self.above(second[D - 1], self.above(last, next));
        first[D - 1] = s.and(first[D - 1], self.last.mask);
        second[D - 1] = s.and(second[D - 1], self.last.mask);
        (first, second, third)
    }

    /// The chunk that begins in `low` above the bits of a place's last chunk.
    #[inline(always)]
    fn above(&self, low: S::V, high: S::V) -> S::V {
        let s = self.lanes;
        let low = s.shift_left(low, 64 - S::CHUNK_BITS);
        let chunk = s.funnel_shift_left(high, low, self.last.missing);
        s.and(chunk, s.splat(S::CHUNK_MASK))
    }

    /// Writes the places of a row that is complete.
    #[inline(always)]
    fn write(&mut self) {
        let at = self.rows * self.width;
        self.rows += 1;
        if !self.lanes.join(self.joiner, &self.places, self.out, at) {
            append::<S>(self.out, &mut self.spill, 8 * at, &self.places, self.width);
        }
    }

    /// Writes the last places, and zeros after them. Returns what has no room in the output.
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

/// Carries through neighbouring places of which some have a lowest chunk that overflows. Returns the
/// carry out of the last place.
#[cold]
fn ripple<S: Lanes>(places: &mut [Row], lanes: Range<usize>, width: usize) -> u64 {
    let mut carry = 0;
    for lane in lanes {
        let last = places.len() - 1;
        for (j, row) in places.iter_mut().enumerate() {
            let bits = match j < last {
                true => S::CHUNK_BITS,
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
    let mut writer = BitWriter::begin(out, spill, at);
    for lane in 0..8 {
        for (j, row) in places.iter().enumerate() {
            let bits = match j + 1 < places.len() {
                true => S::CHUNK_BITS,
                false => last_bits::<S>(width, places.len()),
            };
            writer.push(row.0[lane], bits);
        }
    }
    writer.finish();
}

/// Writes bits to limbs, the lowest first, and beyond the end of the limbs to a spill.
struct BitWriter<'a> {
    out: &'a mut [u64],
    spill: &'a mut Spill,
    /// The index of the limb that is being written.
    position: usize,
    filled: u32,
    limb: u64,
}

impl<'a> BitWriter<'a> {
    /// Creates a writer that continues at bit `at`.
    #[inline(always)]
    fn begin(out: &'a mut [u64], spill: &'a mut Spill, at: usize) -> Self {
        let (position, filled) = (at / 64, (at % 64) as u32);
        let beyond = position.wrapping_sub(out.len());
        let begun = out.get(position).or_else(|| spill.0.get(beyond));
        let limb = begun.map_or(0, |limb| limb & ((1 << filled) - 1));
        Self {
            out,
            spill,
            position,
            filled,
            limb,
        }
    }

    /// Appends a chunk of at most 64 bits.
    #[inline(always)]
    fn push(&mut self, chunk: u64, bits: u32) {
        self.limb |= chunk << self.filled;
        self.filled += bits;
        if self.filled >= 64 {
            self.put();
            self.position += 1;
            self.filled -= 64;
            self.limb = chunk >> (bits - self.filled);
        }
    }

    /// Writes the limb in the making.
    #[inline(always)]
    fn put(&mut self) {
        let beyond = self.position.wrapping_sub(self.out.len());
        let place = self.out.get_mut(self.position);
        match place.or_else(|| self.spill.0.get_mut(beyond)) {
            Some(place) => *place = self.limb,
            // Only after a fault is that not zero, and then the spill must not be.
            None => self.spill.0[ROW_LIMBS - 1] |= self.limb,
        }
    }

    /// Writes the last bits, if they are no whole limb.
    #[inline(always)]
    fn finish(mut self) {
        if self.filled > 0 {
            self.put();
        }
    }
}
