//! From overlapping numbers to limbs: the binary side of [`Gather`].
//!
//! Number i stands at bit i b of the result and is longer than b bits. A window of words follows it:
//! what is added there and not yet final. The words of a number come shifted to where the window's
//! lowest bit is, modulo 64; after each number the final words are written and the window moves on.

use super::crt::{DIGIT_BITS, Gather};
use super::prime::MAX_PRIMES;
use crate::simd::{Lanes, Row};

/// Writes a sum of numbers of less than 64 `W` - 63 bits each, `width` bits apart, where `width` / 64
/// is `STEP`.
///
/// The window holds the number plus what it overlaps, below 2^(48 K) by the plan's bound, shifted by
/// at most 63 bits: `W` words.
pub struct Carry<'a, const W: usize, const STEP: usize> {
    out: &'a mut [u64],
    width: usize,
    /// The bit at which the next number stands.
    bit: usize,
    window: [u64; W],
}

impl<'a, const W: usize, const STEP: usize> Carry<'a, W, STEP> {
    /// Will write `out`.
    pub fn new(out: &'a mut [u64], width: usize) -> Self {
        assert_eq!(STEP, width / 64);
        Self {
            out,
            width,
            bit: 0,
            window: [0; W],
        }
    }

    /// Writes the window and zeros after it.
    ///
    /// # Panics
    ///
    /// If the sum does not fit, which the sizes of operands and result exclude.
    pub fn finish(self) {
        let from = (self.bit / 64).min(self.out.len());
        let rest = &mut self.out[from..];
        let kept = W.min(rest.len());
        rest[..kept].copy_from_slice(&self.window[..kept]);
        rest[kept..].fill(0);
        assert!(
            self.window[kept..].iter().all(|&word| word == 0),
            "overflow"
        );
    }

    /// Writes the window near the end of the output, where not all of it has a place.
    #[cold]
    fn write_last(&mut self, position: usize, window: &[u64; W]) {
        let from = position.min(self.out.len());
        for (out, &word) in self.out[from..].iter_mut().zip(window) {
            *out = word;
        }
    }
}

/// The window, moved on by `STEP` words, or one more.
#[inline(always)]
fn advanced<const W: usize, const STEP: usize>(window: &[u64; W], crossed: bool) -> [u64; W] {
    let mut advanced = [0; W];
    for i in 0..W - STEP {
        let stay = window[i + STEP];
        let cross = if i + STEP + 1 < W {
            window[i + STEP + 1]
        } else {
            0
        };
        advanced[i] = if crossed { cross } else { stay };
    }
    advanced
}

impl<const W: usize, const STEP: usize> Gather for Carry<'_, W, STEP> {
    #[inline(always)]
    fn spread<S: Lanes>(&self, s: S, digits: &[S::V], words: &mut [Row; MAX_PRIMES], at: usize) {
        let mut shifts = Row::ZERO;
        for (lane, shift) in shifts.0.iter_mut().enumerate() {
            *shift = ((self.bit + lane * self.width) % 64) as u64;
        }
        let counts = s.load(&shifts, at);
        let mut previous = s.splat(0);
        for (i, out) in words.iter_mut().enumerate().take(W) {
            let word = word(s, digits, i);
            s.store(out, at, s.funnel(word, previous, counts));
            previous = word;
        }
    }

    #[inline(always)]
    fn absorb(&mut self, words: &[Row; MAX_PRIMES]) {
        // A local variable, so that it can stay in registers.
        let mut window = self.window;
        for lane in 0..8 {
            let mut carry = false;
            for (sum, words) in window.iter_mut().zip(words) {
                let (partial, first) = sum.overflowing_add(words.0[lane]);
                let (total, second) = partial.overflowing_add(u64::from(carry));
                (*sum, carry) = (total, first | second);
            }
            // The words that are not final yet are written as well, and overwritten later.
            let position = self.bit / 64;
            match self.out.get_mut(position..position + STEP + 1) {
                Some(out) => out.copy_from_slice(&window[..STEP + 1]),
                None => self.write_last(position, &window),
            }
            let crossed = (self.bit % 64 + self.width % 64) >= 64;
            self.bit += self.width;
            window = advanced::<W, STEP>(&window, crossed);
        }
        self.window = window;
    }
}

/// Bits 64 i to 64 i + 63 of a number of 52-bit digits.
#[inline(always)]
fn word<S: Lanes>(s: S, digits: &[S::V], i: usize) -> S::V {
    let (first, shift) = (64 * i / 52, (64 * i % 52) as u32);
    let Some(&low) = digits.get(first) else {
        return s.splat(0);
    };
    let mut word = s.shift_right(low, shift);
    for (above, &digit) in (1..).zip(&digits[first + 1..]).take(2) {
        word = s.or(word, s.shift_left(digit, DIGIT_BITS * above - shift));
    }
    word
}
