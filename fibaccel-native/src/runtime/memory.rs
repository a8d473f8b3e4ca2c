//! Buffers of memory that may be refused: aligned, in huge pages where the system has them, and kept for the
//! next computation within a bound.

#![allow(unsafe_code)]

use super::error::Error;
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::mem::MaybeUninit;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::sync::Mutex;

/// Types for which any bytes are a value, and that need no drop.
///
/// # Safety
///
/// All of that must be true, the size not zero and the alignment at most [`LINE`].
pub unsafe trait Plain: Copy {}

// SAFETY: an integer.
unsafe impl Plain for u8 {}
// SAFETY: an integer.
unsafe impl Plain for u32 {}
// SAFETY: an integer.
unsafe impl Plain for u64 {}
/// The alignment of blocks that may be kept: a cache line, which a row of eight words is as well.
pub const LINE: usize = 64;

/// The size from which on memory comes in whole huge pages: below, the allocator is faster.
const HUGE: usize = 1 << 21;

/// The size from which on blocks are kept: below, the allocator does as well.
const KEPT_FROM: usize = 1 << 16;

/// The most bytes that are kept together.
const KEPT_BYTES: usize = 64 << 20;

/// The most bytes of a buffer: the number of their bits is a `usize`. On 32-bit processors these are 512 MB.
pub const MOST_BYTES: usize = usize::MAX / 8;

/// A block of memory, every byte of which has been written, if only with zeros.
struct Block {
    start: NonNull<u8>,
    layout: Layout,
}

// SAFETY: a block owns its bytes.
unsafe impl Send for Block {}

/// The blocks of memory that are kept for the next computation.
static KEPT: Mutex<[Option<Block>; 16]> = Mutex::new([const { None }; 16]);

impl Block {
    /// Obtains a block of at least that layout: a kept one of up to four times the size, or a new one.
    fn obtain(layout: Layout) -> Result<Self, Error> {
        // Never waits: after a fork the lock may be held by a thread that is no more.
        if layout.size() >= KEPT_FROM
            && let Ok(mut kept) = KEPT.try_lock()
        {
            let sizes = layout.size()..=4 * layout.size();
            let fitting = kept
                .iter_mut()
                .filter(|slot| {
                    slot.as_ref()
                        .is_some_and(|block| sizes.contains(&block.size()))
                })
                .min_by_key(|slot| slot.as_ref().map(|block| block.size()));
            if let Some(block) = fitting.and_then(Option::take) {
                return Ok(block);
            }
        }
        let start = if layout.size() < HUGE {
            // SAFETY: the layout's size is not zero: `Buffer` allocates nothing for no elements.
            NonNull::new(unsafe { alloc_zeroed(layout) })
        } else {
            pages::reserve(layout)
        };
        let start = start.ok_or(Error::Memory)?;
        Ok(Self { start, layout })
    }

    /// Keeps the block, in the place of smaller ones if need be, or frees it.
    fn give_back(self) {
        if self.layout.size() >= KEPT_FROM
            && let Ok(mut kept) = KEPT.try_lock()
        {
            loop {
                let total: usize = kept.iter().flatten().map(Self::size).sum();
                if total + self.size() <= KEPT_BYTES
                    && let Some(slot) = kept.iter_mut().find(|slot| slot.is_none())
                {
                    *slot = Some(self);
                    return;
                }
                let smallest = kept
                    .iter_mut()
                    .filter(|slot| {
                        slot.as_ref()
                            .is_some_and(|block| block.size() < self.size())
                    })
                    .min_by_key(|slot| slot.as_ref().map(Self::size));
                match smallest.and_then(Option::take) {
                    Some(block) => block.free(),
                    None => break,
                }
            }
        }
        self.free();
    }

    fn size(&self) -> usize {
        self.layout.size()
    }

    fn free(self) {
        if self.layout.size() < HUGE {
            // SAFETY: allocated in `obtain` with this layout; `self` is consumed.
            unsafe { dealloc(self.start.as_ptr(), self.layout) }
        } else {
            // SAFETY: reserved in `obtain` with this layout; `self` is consumed.
            unsafe { pages::release(self.start, self.layout) }
        }
    }
}

/// Elements on the heap, of a number that never changes. What they hold at first is arbitrary.
pub struct Buffer<T: Plain> {
    start: NonNull<T>,
    len: usize,
    /// The memory, unless there are no elements.
    block: Option<Block>,
}

// SAFETY: the buffer owns its elements, which are plain.
unsafe impl<T: Plain + Send> Send for Buffer<T> {}
// SAFETY: as above; shared access only reads.
unsafe impl<T: Plain + Sync> Sync for Buffer<T> {}

impl<T: Plain> Buffer<T> {
    /// A buffer of `len` elements, or [`Error::Memory`].
    pub fn new(len: usize) -> Result<Self, Error> {
        let mut buffer = Self {
            start: NonNull::dangling(),
            len,
            block: None,
        };
        if len > 0 {
            let block = Block::obtain(Self::layout(len).ok_or(Error::Memory)?)?;
            buffer.start = block.start.cast();
            buffer.block = Some(block);
        }
        #[cfg(test)]
        account::add(len * size_of::<T>());
        Ok(buffer)
    }

    /// The layout of `len` elements: aligned for any plain type where blocks are kept, and to huge pages from
    /// their size on.
    fn layout(len: usize) -> Option<Layout> {
        let array = Layout::array::<T>(len).ok()?;
        if array.size() > MOST_BYTES {
            return None;
        }
        if array.size() < KEPT_FROM {
            return Some(array);
        }
        let unit = if array.size() < HUGE { LINE } else { HUGE };
        let size = array.size().checked_next_multiple_of(unit)?;
        Layout::from_size_align(size, unit).ok()
    }
}

impl<T: Plain> Drop for Buffer<T> {
    fn drop(&mut self) {
        if let Some(block) = self.block.take() {
            block.give_back();
        }
        #[cfg(test)]
        account::subtract(self.len * size_of::<T>());
    }
}

impl<T: Plain> Deref for Buffer<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: the block is aligned for T and has room for `len` elements; its bytes have been
        // written, and any bytes are a value of T.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.len) }
    }
}

impl<T: Plain> DerefMut for Buffer<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as above, and `self` is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.len) }
    }
}

/// Asks for huge pages under memory that is about to be written for the first time, if it is large.
pub fn prefer_huge_pages<T>(memory: &mut [MaybeUninit<T>]) {
    let start = memory.as_mut_ptr();
    let (from, to) = (start.addr(), start.addr() + size_of_val(memory));
    let (first, last) = (from.next_multiple_of(HUGE), to - to % HUGE);
    if first < last {
        pages::prefer_huge(start.wrapping_byte_add(first - from).cast(), last - first);
    }
}

/// Whole pages from the system: zero without being touched. A fault costs 0.46 ms a megabyte in
/// pages of 4 kB, which is as much as the arithmetic on them; hence huge pages.
#[cfg(unix)]
mod pages {
    use super::{Layout, NonNull};
    use libc::{MAP_ANON, MAP_FAILED, MAP_PRIVATE, PROT_READ, PROT_WRITE, c_void, mmap, munmap};
    use std::ptr::null_mut;

    /// Reserves zeroed memory, if the system has it.
    pub(super) fn reserve(layout: Layout) -> Option<NonNull<u8>> {
        let (size, align) = (layout.size(), layout.align());
        let mapped = size.checked_add(align)?;
        // SAFETY: a private anonymous mapping at an address of the system's choice.
        let start = unsafe {
            let (protection, flags) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON);
            mmap(null_mut(), mapped, protection, flags, -1, 0)
        };
        if start == MAP_FAILED {
            return None;
        }
        let before = start.addr().next_multiple_of(align) - start.addr();
        let aligned = start.wrapping_byte_add(before);
        let after = align - before;
        // SAFETY: the mapping has `size + align` bytes, of which the first `before` and the last
        // `after` are returned; both are whole pages, since `align` is.
        unsafe {
            if before > 0 {
                munmap(start, before);
            }
            if after > 0 {
                munmap(aligned.wrapping_byte_add(size), after);
            }
        }
        prefer_huge(aligned, size);
        NonNull::new(aligned.cast())
    }

    /// Asks for whole huge pages at `start`.
    #[cfg(target_os = "linux")]
    pub(super) fn prefer_huge(start: *mut c_void, size: usize) {
        // SAFETY: the advice changes no contents; it fails where nothing is mapped.
        unsafe { libc::madvise(start, size, libc::MADV_HUGEPAGE) };
    }

    /// Does nothing: there are no huge pages to ask for.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn prefer_huge(_: *mut c_void, _: usize) {}

    /// # Safety
    ///
    /// `start` must come from [`reserve`] with the same layout, and not be used afterwards.
    pub(super) unsafe fn release(start: NonNull<u8>, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { munmap(start.as_ptr().cast(), layout.size()) };
    }
}

/// Memory from the allocator. That of Windows takes so much in whole pages, which it does not touch either.
#[cfg(not(unix))]
mod pages {
    use super::{Layout, NonNull, alloc_zeroed, dealloc};
    use std::ffi::c_void;

    /// Does nothing: there are no huge pages to ask for.
    pub(super) fn prefer_huge(_: *mut c_void, _: usize) {}

    /// Reserves zeroed memory, if the system has it.
    pub(super) fn reserve(layout: Layout) -> Option<NonNull<u8>> {
        // SAFETY: the caller's layout is not empty.
        NonNull::new(unsafe { alloc_zeroed(layout) })
    }

    /// # Safety
    ///
    /// `start` must come from [`reserve`] with the same layout, and not be used afterwards.
    pub(super) unsafe fn release(start: NonNull<u8>, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { dealloc(start.as_ptr(), layout) };
    }
}

/// Counts the bytes of a thread's buffers, for tests of what is said of them beforehand.
#[cfg(test)]
pub(crate) mod account {
    use std::cell::Cell;

    thread_local! {
        /// The bytes that the thread's buffers have, and the most that they had at once.
        static HELD: Cell<[usize; 2]> = const { Cell::new([0; 2]) };
    }

    /// Counts a buffer of that many bytes that is made.
    pub(super) fn add(bytes: usize) {
        let [now, most] = HELD.get();
        HELD.set([now + bytes, most.max(now + bytes)]);
    }

    /// Counts a buffer that is dropped; perhaps one that another thread made.
    pub(super) fn subtract(bytes: usize) {
        let [now, most] = HELD.get();
        HELD.set([now.saturating_sub(bytes), most]);
    }

    /// The most bytes that the work's buffers have at once, its result included.
    pub(crate) fn most_held<T>(work: impl FnOnce() -> T) -> usize {
        let before = HELD.get()[0];
        HELD.set([before; 2]);
        drop(work());
        HELD.get()[1] - before
    }
}
