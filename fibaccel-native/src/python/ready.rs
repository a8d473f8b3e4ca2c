//! The `int` objects of the first terms, ready to be handed out.
//!
//! For a tiny n making the `int` is most of the work, so each is made once, when it is first asked
//! for, and kept for the life of the process. A slot is a pointer that is null or owns one
//! reference, and changes once, from the former to the latter; so a slot that was seen filled may
//! be read without a lock, with or without a GIL.

#![allow(unsafe_code)]

use super::numbers::to_int;
use super::work;
use crate::fibonacci::Sequence;
use crate::simd::Tier;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// How many terms a table holds, from index 0: 700 bits a term at the end, 100 kB if all are used.
pub(super) const LENGTH: usize = 1024;

static FIBONACCI: Ready = Ready::new(Sequence::Fibonacci);
static LUCAS: Ready = Ready::new(Sequence::Lucas);

/// Null, or a reference that is owned for ever.
type Slot = AtomicPtr<ffi::PyObject>;

/// The table of one sequence.
pub(super) struct Ready {
    sequence: Sequence,
    ints: [Slot; LENGTH],
}

impl Ready {
    const fn new(sequence: Sequence) -> Self {
        Self {
            sequence,
            ints: [const { AtomicPtr::new(ptr::null_mut()) }; LENGTH],
        }
    }

    /// The table of `sequence`.
    pub(super) fn of(sequence: Sequence) -> &'static Self {
        match sequence {
            Sequence::Fibonacci => &FIBONACCI,
            Sequence::Lucas => &LUCAS,
        }
    }

    fn slot(&self, n: isize) -> Option<&Slot> {
        self.ints.get(usize::try_from(n).ok()?)
    }

    /// The term at n, if it is ready.
    #[inline]
    pub(super) fn term<'py>(&self, py: Python<'py>, n: isize) -> Option<Bound<'py, PyAny>> {
        read(self.slot(n)?, py)
    }

    /// The terms at n and n - 1 as a tuple, if both are ready.
    #[inline]
    pub(super) fn pair<'py>(&self, py: Python<'py>, n: isize) -> Option<Bound<'py, PyAny>> {
        let at = self.slot(n)?.load(Ordering::Acquire);
        let before = self.slot(n.wrapping_sub(1))?.load(Ordering::Acquire);
        if at.is_null() || before.is_null() {
            return None;
        }
        // SAFETY: both are valid objects that their slots own for ever; the tuple takes references
        // of its own.
        unsafe { Bound::from_owned_ptr_or_opt(py, ffi::PyTuple_Pack(2, at, before)) }
    }

    /// The term at n, made ready if it was not; `None` outside the table.
    pub(super) fn fill<'py>(&self, py: Python<'py>, n: i64) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(slot) = isize::try_from(n).ok().and_then(|n| self.slot(n)) else {
            return Ok(None);
        };
        if slot.load(Ordering::Acquire).is_null() {
            let term = work::run(py, n, |interrupt| {
                self.sequence.term(Tier::active(), n, interrupt)
            })?;
            offer(slot, to_int(py, term)?);
        }
        Ok(read(slot, py))
    }
}

#[inline]
fn read<'py>(slot: &Slot, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
    let int = slot.load(Ordering::Acquire);
    if int.is_null() {
        return None;
    }
    // SAFETY: not null, so a valid object that the slot owns for ever, and this thread is attached;
    // the reference that is handed out is a new one.
    unsafe {
        increment_reference(int);
        Some(Bound::from_owned_ptr(py, int))
    }
}

/// Takes a new reference as C does that is compiled for the stable ABI of 3.11: in place. A call of
/// `Py_IncRef` would be a fifth of the time of the whole. From 3.12 on, where small ints are immortal,
/// this ends their immortality and is correct all the same: PEP 683 provides for such extensions.
///
/// # Safety
///
/// `object` must be valid, and this thread attached.
#[inline]
unsafe fn increment_reference(object: *mut ffi::PyObject) {
    // SAFETY: the caller's promise.
    #[cfg(not(Py_GIL_DISABLED))]
    unsafe {
        (*object).ob_refcnt += 1;
    }
    // SAFETY: the caller's promise.
    #[cfg(Py_GIL_DISABLED)]
    unsafe {
        ffi::Py_INCREF(object);
    }
}

/// Fills the slot, unless another thread was faster.
fn offer(slot: &Slot, int: Bound<'_, PyAny>) {
    let (empty, full) = (ptr::null_mut(), int.as_ptr());
    if slot
        .compare_exchange(empty, full, Ordering::AcqRel, Ordering::Acquire)
        .is_ok()
    {
        // The slot owns the reference now.
        std::mem::forget(int);
    }
}
