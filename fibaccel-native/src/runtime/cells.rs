//! Words in memory that others may change meanwhile.
//!
//! An array's buffer stays the program's while a kernel works on it without the GIL: another thread may write
//! there, and what is read and what is written may overlap. So such words are read and written one by one,
//! as atomics: what comes of a race is some numbers or others.
//!
//! The atomics are those of a machine's own words, which every processor has. Where these are shorter than 64 bits
//! a race may also mix the halves of two numbers.

#![allow(unsafe_code)]

use std::mem::transmute;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of the machine's words in 64 bits.
const PARTS: usize = size_of::<u64>() / size_of::<usize>();

/// A word of 64 bits in memory that is shared.
#[repr(transparent)]
#[derive(Debug)]
pub struct Cell([AtomicUsize; PARTS]);

impl Cell {
    /// Loads the word.
    #[inline(always)]
    pub fn get(&self) -> u64 {
        let parts = self.0.each_ref().map(|part| part.load(Ordering::Relaxed));
        // SAFETY: integers of the same size, the parts in the order that they have in memory.
        unsafe { transmute::<[usize; PARTS], u64>(parts) }
    }

    /// Stores a word.
    #[inline(always)]
    pub fn set(&self, word: u64) {
        // SAFETY: integers of the same size, the parts in the order that they have in memory.
        let parts = unsafe { transmute::<u64, [usize; PARTS]>(word) };
        for (part, value) in self.0.iter().zip(parts) {
            part.store(value, Ordering::Relaxed);
        }
    }

    /// Views words that nobody else has as cells.
    pub fn of(words: &mut [u64]) -> &[Self] {
        // SAFETY: atomics are laid out as their integers, and need no more alignment than words; the words are
        // borrowed mutably for as long as they are shared.
        unsafe { &*(std::ptr::from_mut(words) as *const [Self]) }
    }

    /// Views words in memory as cells. Those that are never set may be read-only.
    ///
    /// # Safety
    ///
    /// For as long as the result lives the memory must be valid and aligned, and nobody may access it
    /// but as cells, or from outside of Rust.
    pub unsafe fn at<'a>(start: *mut u64, count: usize) -> &'a [Self] {
        // SAFETY: the caller's promise.
        unsafe { std::slice::from_raw_parts(start.cast(), count) }
    }
}

const _: () = assert!(align_of::<Cell>() <= align_of::<u64>());
