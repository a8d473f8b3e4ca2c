//! Cutting numbers into pieces, and joining places, for tiers that load and store these one by one.

#![allow(unsafe_code)]

use super::lanes::Words;
use super::row::Row;
use crate::runtime::memory::Plain;

/// The bytes of a row of eight fields in which the pieces of its lanes begin.
#[derive(Clone, Copy, Debug)]
pub struct Starts([usize; 8]);

impl Starts {
    /// The starts of pieces that are `stride` bits apart, from bit `from` on.
    #[inline(always)]
    pub fn new(stride: usize, from: usize) -> Self {
        let mut starts = [0; 8];
        for (lane, start) in starts.iter_mut().enumerate() {
            *start = (lane * stride + from) / 8;
        }
        Self(starts)
    }
}

/// The positions of the bits of a piece: the first byte in each lane, the bit in it, and how many.
#[derive(Clone, Copy, Debug)]
pub struct Cutter {
    /// The first byte of each piece.
    pub starts: Starts,
    /// The bit in the first byte of each piece.
    pub shifts: Row,
    /// The bits of a word that a piece has.
    pub mask: u64,
}

impl Cutter {
    /// Prepares a cut of bits `from` to `from` + `bits` of eight fields of `width` bits.
    #[inline(always)]
    pub fn new(width: usize, from: usize, bits: usize) -> Self {
        // A piece of 48 bits that begins within a byte is within eight, and it begins in the row.
        assert!(width <= 192 && from + bits <= width && 0 < bits && bits <= 48);
        let mut shifts = Row::ZERO;
        for (lane, shift) in shifts.0.iter_mut().enumerate() {
            *shift = ((lane * width + from) % 8) as u64;
        }
        Self {
            starts: Starts::new(width, from),
            shifts,
            mask: (1 << bits) - 1,
        }
    }
}

/// The bytes of a row of eight fields, in the memory of a number.
#[derive(Clone, Copy, Debug)]
pub struct RowBytes<'a, T> {
    limbs: &'a [T],
    at: usize,
    len: usize,
}

impl<'a, T: Plain> RowBytes<'a, T> {
    /// The `len` bytes from byte `at` on; none if eight bytes more would pass the end of the limbs.
    #[inline(always)]
    pub fn new(limbs: &'a [T], at: usize, len: usize) -> Option<Self> {
        let within = at + len + 8 <= size_of_val(limbs);
        within.then_some(Self { limbs, at, len })
    }

    /// The words in which pieces begin, for the lanes from `from` on.
    #[inline(always)]
    pub fn words<const N: usize>(&self, starts: &Starts, from: usize) -> [u64; N] {
        let bytes: *const u8 = self.limbs.as_ptr().cast();
        let mut words = [0; N];
        for (word, &start) in words.iter_mut().zip(&starts.0[from..]) {
            assert!(start < self.len);
            // SAFETY: eight bytes from there end before `at + len + 8`, and that is within the limbs, by the
            // only constructor; they are plain.
            *word = unsafe { bytes.add(self.at + start).cast::<u64>().read_unaligned() };
        }
        words
    }
}

/// The positions of the places of a row.
#[derive(Clone, Copy, Debug)]
pub struct Joiner {
    width: usize,
    /// The bit in the first byte of each place.
    shifts: Row,
    /// The number of bits of a place's last chunk that are not for the first byte of the next place.
    own: Row,
}

impl Joiner {
    /// Prepares a join of places of `width` bits, in chunks of 48.
    pub fn new(width: usize) -> Self {
        // The last chunk has the bits that go into the next place's first byte, at most seven.
        let last = (width - 1) % 48 + 1;
        assert!((59..=192).contains(&width) && last >= 7);
        let (mut shifts, mut own) = (Row::ZERO, Row::ZERO);
        for lane in 0..8 {
            shifts.0[lane] = (lane * width % 8) as u64;
            own.0[lane] = (last - (lane + 1) * width % 8) as u64;
        }
        Self { width, shifts, own }
    }

    /// Writes places one after the other, as [`Words::join`] does.
    ///
    /// The chunks of a place have six bytes each, moved up by less than one. So they are stored one
    /// after the other, eight bytes each: the next store mends what is not its own.
    #[inline(always)]
    pub fn join<S: Words, const D: usize>(
        &self,
        s: S,
        places: &[Row; D],
        limbs: &mut [u64],
        at: usize,
    ) -> bool {
        assert!(S::CHUNK_BITS == 48 && D == self.width.div_ceil(48));
        if at + self.width + 8 > size_of_val(limbs) {
            return false;
        }
        let start: *mut u8 = limbs.as_mut_ptr().cast();
        let mut below = s.splat(0);
        for from in (0..8).step_by(S::WIDTH) {
            let words = self.shifted(s, places, from, &mut below);
            for lane in 0..S::WIDTH {
                let first = at + (from + lane) * self.width / 8;
                for (j, word) in words.iter().enumerate() {
                    // 48 (D - 1) is below the width, so that this ends before `at + width + 8`.
                    // SAFETY: that is within the limbs, by the comparison above; they are borrowed mutably.
                    unsafe {
                        start
                            .add(first + 6 * j)
                            .cast::<u64>()
                            .write_unaligned(word.0[lane])
                    };
                }
            }
        }
        true
    }

    /// The chunks of some places, moved up to where they begin in a byte, in the first lanes of each row.
    /// `below` is what the last chunk of a place has for the first byte of the next.
    #[inline(always)]
    fn shifted<S: Words, const D: usize>(
        &self,
        s: S,
        places: &[Row; D],
        from: usize,
        below: &mut S::V,
    ) -> [Row; D] {
        let shifts = s.load(&self.shifts, from);
        let rest = s.sub(s.splat(48), shifts);
        let last = s.load(&places[D - 1], from);
        let tops = s.shift_right_by(last, s.load(&self.own, from));
        let mut carried = s.slide(tops, *below);
        *below = tops;
        let mut words = [Row::ZERO; D];
        for (word, place) in words.iter_mut().zip(places) {
            let chunks = s.load(place, from);
            s.store(word, 0, s.or(s.shift_left_by(chunks, shifts), carried));
            carried = s.shift_right_by(chunks, rest);
        }
        words
    }
}
