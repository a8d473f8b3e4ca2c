//! The reader of an `int`'s digits, where they are.

#![allow(unsafe_code)]

use super::access::{Access, Export, Public};
use super::methods::bit_length;
use crate::limbs::python_digits;
use pyo3::exceptions::PySystemError;
use pyo3::prelude::*;
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::slice;

/// The digits of an exact `int` that does not fit an `i64`.
pub(in crate::python) struct Reader<'py> {
    /// The object that the digits belong to.
    _int: Bound<'py, PyAny>,
    export: Option<(Public, Export)>,
    digits: *const u32,
    count: usize,
}

impl<'py> Reader<'py> {
    pub(super) fn new(access: Access, int: &Bound<'py, PyAny>) -> PyResult<Self> {
        let (export, digits, count) = match access {
            Access::Public(public) => {
                let export = export(public, int)?;
                let (digits, count) = (export.digits, export.count.unsigned_abs());
                (Some((public, export)), digits, count)
            }
            Access::Private(private) => {
                let object: *const c_void = int.as_ptr().cast();
                let count = bit_length(int)?.div_ceil(python_digits::BITS.into());
                (
                    None,
                    object.wrapping_byte_add(private.before),
                    count as usize,
                )
            }
        };
        let reader = Self {
            _int: int.clone(),
            export,
            digits: digits.cast(),
            count,
        };
        if digits.is_null() {
            return Err(PySystemError::new_err("a large int without digits"));
        }
        Ok(reader)
    }

    /// The digits of the `int`, the least significant first.
    pub(super) fn digits(&self) -> &[u32] {
        // SAFETY: so many digits lie there, and never change, until `self` lets go of them.
        unsafe { slice::from_raw_parts(self.digits, self.count) }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if let Some((public, export)) = &mut self.export {
            // SAFETY: made by `export`, and not used again.
            unsafe { (public.free_export)(export) }
        }
    }
}

fn export(public: Public, int: &Bound<'_, PyAny>) -> PyResult<Export> {
    let mut export = MaybeUninit::uninit();
    // SAFETY: a valid object, and room for what is written unless there is an error.
    unsafe {
        match (public.export)(int.as_ptr(), export.as_mut_ptr()) {
            0 => Ok(export.assume_init()),
            _ => Err(PyErr::fetch(int.py())),
        }
    }
}
