//! Access to the digits of an `int` where they are.
//!
//! [PEP 757](https://peps.python.org/pep-0757/) has functions for that, `PyLongWriter_Create` and others. They came
//! with CPython 3.14, and into the stable ABI with 3.15. CPython 3.11 to 3.13 have the layout that `longintrepr.h`
//! of these versions publishes, and `_PyLong_New` for a new object: gmpy2 relies on these, and so does
//! pythoncapi-compat, which offers PEP 757 there. The stable ABI of 3.11, which this module is built for, has none
//! of them: so they are looked up, and may be missing.
//!
//! `_PyLong_NumBits`, which tells the size in a tenth of the time that the method `bit_length` takes, is looked up in
//! the same versions.
//!
//! That digits have 30 bits in four bytes is looked up as well. What else is believed of them, their order above
//! all, [`crate::python::int`] tries before it relies on it.

#![allow(unsafe_code)]

use crate::limbs::python_digits;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyInt;
use std::ffi::{CStr, c_int, c_void};
use std::mem::transmute;

/// The view of an `int` that PEP 757 calls `PyLongExport`.
#[repr(C)]
pub(super) struct Export {
    /// The number, if it has no digits.
    _value: i64,
    _negative: u8,
    pub(super) count: ffi::Py_ssize_t,
    /// The `count` digits, or null.
    pub(super) digits: *const c_void,
    _reserved: usize,
}

type Create = unsafe extern "C" fn(c_int, ffi::Py_ssize_t, *mut *mut c_void) -> *mut c_void;
type Finish = unsafe extern "C" fn(*mut c_void) -> *mut ffi::PyObject;
type Discard = unsafe extern "C" fn(*mut c_void);
type ExportTo = unsafe extern "C" fn(*mut ffi::PyObject, *mut Export) -> c_int;
type FreeExport = unsafe extern "C" fn(*mut Export);
pub(super) type NumBits = unsafe extern "C" fn(*mut ffi::PyObject) -> usize;
type New = unsafe extern "C" fn(ffi::Py_ssize_t) -> *mut ffi::PyObject;

/// The public access: the functions of PEP 757.
#[derive(Clone, Copy)]
pub(super) struct Public {
    pub(super) create: Create,
    pub(super) finish: Finish,
    pub(super) discard: Discard,
    pub(super) export: ExportTo,
    pub(super) free_export: FreeExport,
}

/// The private access: the layout of an `int`, and the function that makes one.
#[derive(Clone, Copy)]
pub(super) struct Private {
    pub(super) new: New,
    /// Bytes of an `int` before its digits.
    pub(super) before: usize,
}

/// The access that an interpreter offers.
#[derive(Clone, Copy)]
pub(super) enum Access {
    Public(Public),
    Private(Private),
}

impl Access {
    /// Finds the access that this interpreter offers, if any.
    pub(super) fn find(py: Python<'_>) -> PyResult<Option<Self>> {
        let sys = py.import("sys")?;
        let implementation = sys.getattr("implementation")?.getattr("name")?;
        let info = sys.getattr("int_info")?;
        let bits: u32 = info.getattr("bits_per_digit")?.extract()?;
        let bytes: usize = info.getattr("sizeof_digit")?.extract()?;
        if !implementation.eq("cpython")?
            || bits != python_digits::BITS
            || bytes != size_of::<u32>()
        {
            return Ok(None);
        }
        if let Some(public) = public() {
            return Ok(Some(Self::Public(public)));
        }
        if py.version_info() >= (3, 14) {
            return Ok(None);
        }
        // An `int` without digits is as large as what lies before them.
        let before = py.get_type::<PyInt>().getattr("__basicsize__")?.extract()?;
        Ok(private(before).map(Self::Private))
    }

    /// The name of the access, after the function that makes an `int`.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Public(_) => "PyLongWriter",
            Self::Private(_) => "_PyLong_New",
        }
    }
}

fn public() -> Option<Public> {
    let create = symbol(c"PyLongWriter_Create")?;
    let finish = symbol(c"PyLongWriter_Finish")?;
    let discard = symbol(c"PyLongWriter_Discard")?;
    let export = symbol(c"PyLong_Export")?;
    let free_export = symbol(c"PyLong_FreeExport")?;
    // SAFETY: the functions of these names have these types in 3.14, and with 3.15 these have become part of the
    // stable ABI.
    unsafe {
        Some(Public {
            create: transmute::<*mut c_void, Create>(create),
            finish: transmute::<*mut c_void, Finish>(finish),
            discard: transmute::<*mut c_void, Discard>(discard),
            export: transmute::<*mut c_void, ExportTo>(export),
            free_export: transmute::<*mut c_void, FreeExport>(free_export),
        })
    }
}

/// The function that counts the bits of an `int`'s magnitude, if this interpreter is known to have it.
pub(super) fn num_bits(py: Python<'_>) -> Option<NumBits> {
    // With addresses of 32 bits a number can have more bits than the result holds.
    if py.version_info() >= (3, 14) || cfg!(not(target_pointer_width = "64")) {
        return None;
    }
    let count = symbol(c"_PyLong_NumBits")?;
    // SAFETY: that is its type in the headers of 3.11, 3.12 and 3.13, which do not change any more.
    Some(unsafe { transmute::<*mut c_void, NumBits>(count) })
}

fn private(before: usize) -> Option<Private> {
    let new = symbol(c"_PyLong_New")?;
    // SAFETY: that is its type in the headers of 3.11, 3.12 and 3.13, which do not change any more.
    let new = unsafe { transmute::<*mut c_void, New>(new) };
    Some(Private { new, before })
}

/// The address of a symbol, looked up among what the process has loaded for all to see.
#[cfg(unix)]
fn symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: without a file's name `dlopen` opens none: it stands for what is loaded.
    let address = unsafe {
        let loaded = libc::dlopen(std::ptr::null(), libc::RTLD_LAZY);
        libc::dlsym(loaded, name.as_ptr())
    };
    (!address.is_null()).then_some(address)
}

#[cfg(not(unix))]
fn symbol(_: &CStr) -> Option<*mut c_void> {
    None
}
