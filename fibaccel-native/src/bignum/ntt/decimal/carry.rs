//! Adds up overlapping numbers to decimal limbs: the last step of the remainder theorem.
//!
//! Number i stands at limb i K of the result and has 2K + 2 limbs. So it is cut in three: K limbs that
//! stay, K limbs for the place of number i + 1, and two for that of i + 2. In vectors that is a slide
//! by one lane and by two. The sums are below 3 * 10^6, and what is carried out of a place goes one lane
//! up, where it hardly ever overflows again (`ripple`).

use crate::bignum::ntt::prime::MAX_PRIMES;
use crate::limbs::decimal::{BASE, add};
use crate::machine::{Lanes, Row};
use crate::runtime::fault;
use std::ops::Range;

/// The most limbs that numbers reach beyond their run.
const SPILL_LIMBS: usize = 8 * MAX_PRIMES;

/// The part of the numbers of a run of rows that is beyond the limbs of that run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spill([u32; SPILL_LIMBS]);

impl Spill {
    /// A spill of zero.
    pub const NONE: Self = Self([0; SPILL_LIMBS]);

    /// Adds the spill to the limbs of the next run, and what overflows there to `next`, the spill of that run.
    pub fn add_to(&self, limbs: &mut [u32], next: &mut Self) {
        let (kept, rest) = self.0.split_at(SPILL_LIMBS.min(limbs.len()));
        if add(limbs, kept) || rest.iter().any(|&limb| limb != 0) {
            add(&mut next.0, &[1]);
        }
    }
}

/// Adds up the numbers of a run of rows, `W` limbs each and taken in order, to places of `K` limbs.
pub struct DecimalPlaces<'a, S: Lanes, const K: usize, const W: usize> {
    lanes: S,
    out: &'a mut [u32],
    joiner: &'a S::DecimalJoiner,
    spill: Spill,
    /// The number of rows written.
    rows: usize,
    /// The number of lanes filled in the next row.
    lane: usize,
    /// The second parts of the vector before.
    second: [S::R; K],
    /// The third parts of the vector before.
    third: [S::R; 2],
    /// The third parts of the vector before, slid once.
    slid: [S::R; 2],
    /// The carries of the vector before.
    carries: S::R,
    /// The places of the row that is being written.
    places: [Row; K],
}

impl<'a, S: Lanes, const K: usize, const W: usize> DecimalPlaces<'a, S, K, W> {
    /// Creates an empty accumulator that writes to `out`.
    #[inline(always)]
    pub fn new(s: S, out: &'a mut [u32], joiner: &'a S::DecimalJoiner) -> Self {
        const { assert!(K >= 3 && K <= MAX_PRIMES && W == 2 * K + 2) };
        let zero = s.splat_residue(0);
        Self {
            lanes: s,
            out,
            joiner,
            spill: Spill::NONE,
            rows: 0,
            lane: 0,
            second: [zero; K],
            third: [zero; 2],
            slid: [zero; 2],
            carries: zero,
            places: [Row::ZERO; K],
        }
    }

    /// Adds the numbers of the next two vectors.
    #[inline(always)]
    pub fn absorb(&mut self, numbers: &[[S::R; 2]; W]) {
        let s = self.lanes;
        let zero = s.splat_residue(0);
        let (mut sums, mut carries) = ([[zero; K]; 2], [zero; 2]);
        for j in 0..K {
            for i in 0..2 {
                let second = numbers[K + j][i];
                let mut sum =
                    s.add_residues(numbers[j][i], s.slide_residues(second, self.second[j]));
                self.second[j] = second;
                if j < 2 {
                    let third = numbers[2 * K + j][i];
                    let slid = s.slide_residues(third, self.third[j]);
                    sum = s.add_residues(sum, s.slide_residues(slid, self.slid[j]));
                    (self.third[j], self.slid[j]) = (third, slid);
                }
                [carries[i], sums[i][j]] = s.div_rem_million(s.add_residues(sum, carries[i]));
            }
        }
        for (sums, carries) in sums.into_iter().zip(carries) {
            self.place(sums, carries);
        }
    }

    /// Adds the places of the next vector to the row, and carries.
    #[inline(always)]
    fn place(&mut self, mut sums: [S::R; K], carries: S::R) {
        let (s, at) = (self.lanes, self.lane);
        sums[0] = s.add_residues(sums[0], s.slide_residues(carries, self.carries));
        self.carries = carries;
        for (places, &sum) in self.places.iter_mut().zip(&sums) {
            s.store(places, at, s.words_from_residues(sum));
        }
        // Below 2^20 unless it is 10^6 or a little more.
        let tested = s.add(s.words_from_residues(sums[0]), s.splat((1 << 20) - BASE));
        if s.any(s.shift_right(tested, 20)) {
            let more = ripple(&mut self.places, at..at + S::WIDTH);
            self.carries = s.add_residues(self.carries, s.splat_residue(S::stored(more)));
        }
        self.lane += S::WIDTH;
        if self.lane == 8 {
            self.lane = 0;
            self.write();
            if fault::loses_carry() {
                (self.second, self.carries) = ([s.splat_residue(0); K], s.splat_residue(0));
            }
        }
    }

    /// Writes the places of a row that is complete, beyond the end of the output into the spill.
    #[inline(always)]
    fn write(&mut self) {
        let at = self.rows * 8 * K;
        self.rows += 1;
        if let Some(out) = self.out.get_mut(at..at + 8 * K) {
            if self.lanes.join_decimal(self.joiner, &self.places, out) {
                return;
            }
            for (lane, out) in out.chunks_exact_mut(K).enumerate() {
                for (limb, places) in out.iter_mut().zip(&self.places) {
                    *limb = places.0[lane] as u32;
                }
            }
        } else {
            append(self.out, &mut self.spill, at, &self.places);
        }
    }

    /// Writes the last places, and zeros after them. Returns what has no room in the output.
    #[inline(always)]
    pub fn finish(mut self) -> Spill {
        let zeros = [[self.lanes.splat_residue(0); 2]; W];
        for _ in (0..8).step_by(2 * S::WIDTH) {
            self.absorb(&zeros);
        }
        if let Some(rest) = self.out.get_mut(self.rows * 8 * K..) {
            rest.fill(0);
        }
        self.spill
    }
}

/// Carries through neighbouring places of which some have a lowest limb that overflows. Returns the
/// carry out of the last place.
#[cold]
fn ripple(places: &mut [Row], lanes: Range<usize>) -> u64 {
    let mut carry = 0;
    for lane in lanes {
        for row in &mut *places {
            let sum = row.0[lane] + carry;
            (carry, row.0[lane]) = (sum / BASE, sum % BASE);
        }
    }
    carry
}

/// Writes places one by one from limb `at` of `out` on, beyond its end into `spill`.
#[cold]
fn append(out: &mut [u32], spill: &mut Spill, at: usize, places: &[Row]) {
    let len = out.len();
    for i in 0..8 * places.len() {
        let limb = places[i % places.len()].0[i / places.len()] as u32;
        let beyond = (at + i).wrapping_sub(len);
        match out.get_mut(at + i).or_else(|| spill.0.get_mut(beyond)) {
            Some(place) => *place = limb,
            // Only after a fault is that not zero, and then the spill must not be.
            None => spill.0[SPILL_LIMBS - 1] |= limb,
        }
    }
}
