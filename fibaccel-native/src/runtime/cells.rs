//! Words in memory that others may change meanwhile.
//!
//! An array's buffer stays the program's while a kernel works on it without the GIL: another thread may write
//! there, and what is read and what is written may overlap. So such words are read and written one by one,
//! as atomics: what comes of a race is some numbers or others.

#![allow(unsafe_code)]

use std::sync::atomic::{AtomicU64, Ordering};

/// A word in memory that is shared.
#[repr(transparent)]
#[derive(Debug)]
pub struct Cell(AtomicU64);

impl Cell {
    /// Loads the word.
    #[inline(always)]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Stores a word.
    #[inline(always)]
    pub fn set(&self, word: u64) {
        self.0.store(word, Ordering::Relaxed);
    }

    /// Views words that nobody else has as cells.
    pub fn of(words: &mut [u64]) -> &[Self] {
        // SAFETY: an atomic is laid out as its integer, and here aligned as that; the words are borrowed
        // mutably for as long as they are shared.
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

const _: () = assert!(align_of::<Cell>() == align_of::<u64>());
