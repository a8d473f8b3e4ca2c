//! The tables of `int` objects of the first terms, and of the `str` objects of their digits, which are made once and
//! handed out.
//!
//! For a tiny n making the object is most of the work, so each is made once, when it is first asked
//! for, and kept for the life of the process. A slot is a pointer that is null or owns one
//! reference, and changes once, from the former to the latter; so a slot that was seen filled may
//! be read without a lock, with or without a GIL.

#![allow(unsafe_code)]

use crate::sequences::fibonacci::Sequence;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

/// Terms that a table holds, from index 0: 700 bits a term at the end, 100 kB if all ints are used, 160 kB if all
/// texts are.
pub(super) const LENGTH: usize = 1024;

static FIBONACCI: TermTable = TermTable::new();
static LUCAS: TermTable = TermTable::new();
static FIBONACCI_TEXTS: TermTable = TermTable::new();
static LUCAS_TEXTS: TermTable = TermTable::new();

/// A slot of a table: null, or a reference that is owned for ever.
type Slot = AtomicPtr<ffi::PyObject>;

/// The table of one sequence.
pub(super) struct TermTable {
    objects: [Slot; LENGTH],
}

impl TermTable {
    const fn new() -> Self {
        Self {
            objects: [const { AtomicPtr::new(ptr::null_mut()) }; LENGTH],
        }
    }

    /// The table of `sequence`.
    pub(super) fn of(sequence: Sequence) -> &'static Self {
        match sequence {
            Sequence::Fibonacci => &FIBONACCI,
            Sequence::Lucas => &LUCAS,
        }
    }

    /// The table of the digits of `sequence`.
    pub(super) fn of_texts(sequence: Sequence) -> &'static Self {
        match sequence {
            Sequence::Fibonacci => &FIBONACCI_TEXTS,
            Sequence::Lucas => &LUCAS_TEXTS,
        }
    }

    /// The term at n, which the table holds, if it has been made.
    #[inline(always)]
    pub(super) fn get<'py>(&self, py: Python<'py>, n: usize) -> Option<Bound<'py, PyAny>> {
        read(&self.objects[n], py)
    }

    /// The terms at n and n - 1, which the table holds, as a tuple, if both have been made.
    #[inline(always)]
    pub(super) fn pair<'py>(&self, py: Python<'py>, n: usize) -> Option<Bound<'py, PyAny>> {
        let at = self.objects[n].load(Ordering::Acquire);
        let before = self.objects[n - 1].load(Ordering::Acquire);
        if at.is_null() || before.is_null() {
            return None;
        }
        // SAFETY: both are valid objects that their slots own for ever; the tuple takes references
        // of its own.
        unsafe { Bound::from_owned_ptr_or_opt(py, ffi::PyTuple_Pack(2, at, before)) }
    }

    /// The term at n, which the table holds, made by `make` if it is not there yet.
    pub(super) fn fill<'py>(
        &self,
        py: Python<'py>,
        n: usize,
        make: impl FnOnce() -> PyResult<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let slot = &self.objects[n];
        if slot.load(Ordering::Acquire).is_null() {
            offer(slot, make()?);
        }
        Ok(read(slot, py).expect("the slot is filled"))
    }
}

#[inline]
fn read<'py>(slot: &Slot, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
    let object = slot.load(Ordering::Acquire);
    if object.is_null() {
        return None;
    }
    // SAFETY: not null, so a valid object that the slot owns for ever, and this thread is attached;
    // the reference that is handed out is a new one.
    unsafe {
        increment_reference(object);
        Some(Bound::from_owned_ptr(py, object))
    }
}

/// Whether the interpreter counts the references of every object: it has no immortal ones before 3.12.
static COUNTS_ALL: AtomicBool = AtomicBool::new(false);

/// Finds out what the interpreter counts.
pub(super) fn prepare(py: Python<'_>) {
    COUNTS_ALL.store(py.version_info() < (3, 12), Ordering::Relaxed);
}

/// Takes a new reference as CPython's own `Py_INCREF` does, in place: a call of `Py_IncRef` would be a fifth of
/// the time of the whole.
///
/// The small ints of the interpreter are immortal from 3.12 on, and nobody takes references of theirs off again:
/// so none is added, or from 3.14 on 2^30 of them would reach the bits above the count. What tells them, on all
/// versions, is a count whose lower half is negative (PEP 683).
///
/// # Safety
///
/// `object` must be valid, and this thread attached.
#[inline(always)]
pub(super) unsafe fn increment_reference(object: *mut ffi::PyObject) {
    // SAFETY: the caller's promise.
    #[cfg(all(not(Py_GIL_DISABLED), target_pointer_width = "64"))]
    unsafe {
        let count = &raw mut (*object).ob_refcnt;
        if *count as i32 >= 0 || COUNTS_ALL.load(Ordering::Relaxed) {
            *count += 1;
        }
    }
    // SAFETY: the caller's promise.
    #[cfg(not(all(not(Py_GIL_DISABLED), target_pointer_width = "64")))]
    unsafe {
        ffi::Py_IncRef(object);
    }
}

/// Fills the slot, unless another thread was faster.
fn offer(slot: &Slot, object: Bound<'_, PyAny>) {
    let (empty, full) = (ptr::null_mut(), object.as_ptr());
    if slot
        .compare_exchange(empty, full, Ordering::AcqRel, Ordering::Acquire)
        .is_ok()
    {
        // The slot owns the reference now.
        std::mem::forget(object);
    }
}
