//! The writer of a new `int`, whose digits are written where they stay.

#![allow(unsafe_code)]

use super::access::Access;
use crate::limbs::python_digits;
use crate::python::work;
use crate::runtime::memory::prefer_huge_pages;
use pyo3::exceptions::PyMemoryError;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::c_void;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::{ptr, slice};

/// Nanoseconds to write a limb.
const LIMB: u64 = 1;

/// Makes an `int` of a number of two limbs or more, without zeros at the top.
pub(super) fn write<'py>(
    py: Python<'py>,
    access: Access,
    limbs: &[u64],
) -> PyResult<Bound<'py, PyAny>> {
    let mut unfinished = Unfinished::new(py, access, python_digits::count(limbs))?;
    let digits = unfinished.digits();
    let size = work::size(limbs.len() as u64 * LIMB);
    work::run_sized(py, size, &|| "the int of the result".into(), |interrupt| {
        Ok(python_digits::write(
            digits,
            limbs,
            MaybeUninit::new,
            interrupt,
        )?)
    })?;
    // SAFETY: all digits are written, and the topmost is not zero.
    unsafe { unfinished.finish() }
}

/// A new `int` of which not all digits are written. Nobody else knows of it.
struct Unfinished<'py> {
    py: Python<'py>,
    access: Access,
    /// The object, or the writer that stands for it until it is finished.
    handle: *mut c_void,
    digits: *mut MaybeUninit<u32>,
    count: usize,
}

impl<'py> Unfinished<'py> {
    /// A new `int` of `count` digits, at least three: those that CPython keeps for all have fewer.
    fn new(py: Python<'py>, access: Access, count: usize) -> PyResult<Self> {
        assert!(count >= 3, "a small int");
        let size = count.try_into().expect("no more digits than bytes");
        let mut digits = ptr::null_mut();
        // SAFETY: this thread is attached, and the size is positive. What is returned is null, with an
        // exception set, or ours.
        let handle = unsafe {
            match access {
                Access::Public(public) => (public.create)(0, size, &mut digits),
                Access::Private(private) => {
                    let object: *mut c_void = (private.new)(size).cast();
                    digits = object.wrapping_byte_add(private.before);
                    object
                }
            }
        };
        if handle.is_null() {
            let error = PyErr::fetch(py);
            return Err(match error.is_instance_of::<PyMemoryError>(py) {
                true => PyMemoryError::new_err("the int of the result: not enough memory"),
                false => error,
            });
        }
        let digits = digits.cast();
        Ok(Self {
            py,
            access,
            handle,
            digits,
            count,
        })
    }

    /// The digits to be written, in huge pages if they are many: at n = 10^9 they take 93 MB, and a first touch
    /// of small pages 0.46 ms a megabyte.
    fn digits(&mut self) -> &mut [MaybeUninit<u32>] {
        // SAFETY: so many digits from there belong to the object, which `self` owns.
        let digits = unsafe { slice::from_raw_parts_mut(self.digits, self.count) };
        prefer_huge_pages(digits);
        digits
    }

    /// Finishes the `int`.
    ///
    /// # Safety
    ///
    /// All digits must have been written, the topmost with one that is not zero.
    unsafe fn finish(self) -> PyResult<Bound<'py, PyAny>> {
        let unfinished = ManuallyDrop::new(self);
        let (py, handle) = (unfinished.py, unfinished.handle);
        // SAFETY: the caller's promise; and the handle is not used again.
        unsafe {
            let int = match unfinished.access {
                Access::Public(public) => (public.finish)(handle),
                Access::Private(_) => handle.cast(),
            };
            Bound::from_owned_ptr_or_err(py, int)
        }
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // SAFETY: the handle is not used again. Nobody reads the digits of so many to free them.
        unsafe {
            match self.access {
                Access::Public(public) => (public.discard)(self.handle),
                Access::Private(_) => ffi::Py_DecRef(self.handle.cast()),
            }
        }
    }
}
