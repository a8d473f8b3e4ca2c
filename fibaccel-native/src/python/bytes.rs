//! The `bytes` that `int.from_bytes` reads: the only way to a large `int` that the stable ABI of 3.11 has.
//!
//! They are as large as the number, and new memory takes long: the system clears a page when it is
//! first touched. At n = 10^7, with two threads, that was a fifth of the call. So the last ones are kept,
//! within bounds.

#![allow(unsafe_code)]

use crate::arch::memory::prefer_huge_pages;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::mem::MaybeUninit;
use std::ops::RangeInclusive;
use std::sync::Mutex;
use std::{ptr, slice};

/// Sizes that are kept. Below, the allocator does as well; above, huge pages do.
const KEPT: RangeInclusive<usize> = 1 << 16..=1 << 22;

/// Limbs that are copied between two looks at signals: 8 MB.
const PIECE: usize = 1 << 20;

/// What is kept. Nobody else has a reference to it.
static SPARE: Mutex<Option<Py<PyBytes>>> = Mutex::new(None);

/// The bytes of the limbs, least significant first, and perhaps zeros above them.
pub(super) fn of_limbs<'py>(py: Python<'py>, limbs: &[u64]) -> PyResult<Bound<'py, PyBytes>> {
    let size = size_of_val(limbs);
    let bytes = match spare(py, size) {
        Some(bytes) => bytes,
        None => unwritten(py, size)?,
    };
    // SAFETY: so many bytes from there belong to the object, and only this function has a reference to it.
    let memory: &mut [MaybeUninit<u8>] = unsafe {
        let object = bytes.as_ptr();
        let count = ffi::PyBytes_Size(object).unsigned_abs();
        slice::from_raw_parts_mut(ffi::PyBytes_AsString(object).cast(), count)
    };
    let (low, high) = memory.split_at_mut(size);
    let low = low.as_chunks_mut().0;
    for (i, (bytes, limbs)) in low.chunks_mut(PIECE).zip(limbs.chunks(PIECE)).enumerate() {
        if i > 0 {
            py.check_signals()?;
        }
        for (bytes, limb) in bytes.iter_mut().zip(limbs) {
            *bytes = limb.to_le_bytes().map(MaybeUninit::new);
        }
    }
    high.fill(MaybeUninit::new(0));
    Ok(bytes)
}

/// Keeps the bytes for the next number, if they have such a size.
pub(super) fn keep(bytes: Bound<'_, PyBytes>) {
    // SAFETY: a valid object.
    let is_ours = unsafe { ffi::Py_REFCNT(bytes.as_ptr()) } == 1;
    // Never waits: after a fork the lock may be held by a thread that is no more.
    if KEPT.contains(&bytes.as_bytes().len())
        && is_ours
        && let Ok(mut spare) = SPARE.try_lock()
    {
        *spare = Some(bytes.unbind());
    }
}

/// What is kept, if it has that size or an eighth more: `int.from_bytes` has to go over zeros as well.
fn spare(py: Python<'_>, size: usize) -> Option<Bound<'_, PyBytes>> {
    if !KEPT.contains(&size) {
        return None;
    }
    let mut spare = SPARE.try_lock().ok()?;
    let sizes = size..=size + size / 8;
    let spare = spare.take_if(|bytes| sizes.contains(&bytes.as_bytes(py).len()))?;
    Some(spare.into_bound(py))
}

/// New bytes, in huge pages if they are many: at n = 10^9 87 MB, and a first touch of small pages takes
/// 0.46 ms a megabyte.
fn unwritten(py: Python<'_>, count: usize) -> PyResult<Bound<'_, PyBytes>> {
    let size = count.try_into().expect("no slice is longer than that");
    // SAFETY: without a source the bytes are allocated and not written. There are `count` of them, they
    // belong to the new object, and nobody else knows that before this returns.
    unsafe {
        let object = ffi::PyBytes_FromStringAndSize(ptr::null(), size);
        let bytes = Bound::from_owned_ptr_or_err(py, object)?;
        let start: *mut MaybeUninit<u8> = ffi::PyBytes_AsString(object).cast();
        prefer_huge_pages(slice::from_raw_parts_mut(start, count));
        Ok(bytes.cast_into_unchecked())
    }
}
