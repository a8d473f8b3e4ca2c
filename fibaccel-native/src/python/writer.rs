//! An `int` whose digits are written where they stay.
//!
//! `PyLongWriter` ([PEP 757](https://peps.python.org/pep-0757/)) is made for that. It came with CPython 3.14,
//! and into the stable ABI with 3.15. In 3.11 to 3.13 `_PyLong_New` does the same, with the layout that their
//! `longintrepr.h` publishes; gmpy2 makes its ints so, and pythoncapi-compat offers PEP 757 there by that. The
//! stable ABI of 3.11, which this module is built for, has neither: so both are looked up, and may be missing.

#![allow(unsafe_code)]

use super::work;
use crate::arch::memory::prefer_huge_pages;
use crate::limbs::thirty;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyInt;
use std::ffi::{CStr, c_int, c_void};
use std::mem::{ManuallyDrop, MaybeUninit};
use std::{ptr, slice};

/// What a limb takes, in nanoseconds.
const LIMB: u64 = 1;

type Create = unsafe extern "C" fn(c_int, ffi::Py_ssize_t, *mut *mut c_void) -> *mut c_void;
type Finish = unsafe extern "C" fn(*mut c_void) -> *mut ffi::PyObject;
type Discard = unsafe extern "C" fn(*mut c_void);
type New = unsafe extern "C" fn(ffi::Py_ssize_t) -> *mut ffi::PyObject;

/// What there is to make such an `int` with.
#[derive(Clone, Copy)]
pub(super) enum Writer {
    /// The three functions of PEP 757 that make one.
    Public {
        create: Create,
        finish: Finish,
        discard: Discard,
    },
    /// What makes an object with room for digits, and how many bytes of it lie before them.
    Private { new: New, before: usize },
}

impl Writer {
    /// What this interpreter has.
    pub(super) fn find(py: Python<'_>) -> PyResult<Option<Self>> {
        let sys = py.import("sys")?;
        let implementation = sys.getattr("implementation")?.getattr("name")?;
        let info = sys.getattr("int_info")?;
        let bits: u32 = info.getattr("bits_per_digit")?.extract()?;
        let bytes: usize = info.getattr("sizeof_digit")?.extract()?;
        if !implementation.eq("cpython")? || bits != thirty::BITS || bytes != size_of::<u32>() {
            return Ok(None);
        }
        let before = py.get_type::<PyInt>().getattr("__basicsize__")?.extract()?;
        Ok(match py.version_info() >= (3, 14) {
            true => Self::public(),
            false => Self::private(before),
        })
    }

    fn public() -> Option<Self> {
        let create = symbol(c"PyLongWriter_Create")?;
        let finish = symbol(c"PyLongWriter_Finish")?;
        let discard = symbol(c"PyLongWriter_Discard")?;
        // SAFETY: functions of these names have had these types since there were any, and keep them, because
        // they are in the stable ABI.
        unsafe {
            Some(Self::Public {
                create: std::mem::transmute::<*mut c_void, Create>(create),
                finish: std::mem::transmute::<*mut c_void, Finish>(finish),
                discard: std::mem::transmute::<*mut c_void, Discard>(discard),
            })
        }
    }

    fn private(before: usize) -> Option<Self> {
        let new = symbol(c"_PyLong_New")?;
        // SAFETY: that is its type in the headers of 3.11, 3.12 and 3.13, which do not change any more.
        let new = unsafe { std::mem::transmute::<*mut c_void, New>(new) };
        Some(Self::Private { new, before })
    }

    /// The name of what makes the object.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Public { .. } => "PyLongWriter",
            Self::Private { .. } => "_PyLong_New",
        }
    }

    /// The `int` of a number of two limbs or more, without zeros at the top.
    pub(super) fn write<'py>(self, py: Python<'py>, limbs: &[u64]) -> PyResult<Bound<'py, PyAny>> {
        let mut unfinished = Unfinished::new(py, self, thirty::count(limbs))?;
        let digits = unfinished.digits();
        let size = work::size(limbs.len() as u64 * LIMB);
        work::run_sized(py, size, &|| "int".into(), |interrupt| {
            Ok(thirty::write(digits, limbs, MaybeUninit::new, interrupt)?)
        })?;
        // SAFETY: all digits are written, and the topmost is not zero.
        unsafe { unfinished.finish() }
    }
}

/// An `int` of which not all digits are written. Nobody else knows of it.
struct Unfinished<'py> {
    py: Python<'py>,
    writer: Writer,
    /// What the writer's functions take.
    handle: *mut c_void,
    digits: *mut MaybeUninit<u32>,
    count: usize,
}

impl<'py> Unfinished<'py> {
    /// One of so many digits, at least three: what CPython keeps small ints in has two at most.
    fn new(py: Python<'py>, writer: Writer, count: usize) -> PyResult<Self> {
        assert!(count >= 3, "a small int");
        let size = count
            .try_into()
            .expect("no slice has as many limbs as that");
        let mut digits = ptr::null_mut();
        // SAFETY: this thread is attached, and the size is positive. What is returned is null, with an exception
        // set, or ours; where it is an object, the digits lie behind its head.
        let handle = unsafe {
            match writer {
                Writer::Public { create, .. } => create(0, size, &mut digits),
                Writer::Private { new, before } => {
                    let object: *mut c_void = new(size).cast();
                    digits = object.wrapping_byte_add(before);
                    object
                }
            }
        };
        if handle.is_null() {
            return Err(PyErr::fetch(py));
        }
        let digits = digits.cast();
        Ok(Self {
            py,
            writer,
            handle,
            digits,
            count,
        })
    }

    /// The digits, to be written. In huge pages if they are many: at n = 10^9 they take 93 MB, and a first touch
    /// of small pages 0.46 ms a megabyte.
    fn digits(&mut self) -> &mut [MaybeUninit<u32>] {
        // SAFETY: so many digits from there belong to the object, which `self` owns.
        let digits = unsafe { slice::from_raw_parts_mut(self.digits, self.count) };
        prefer_huge_pages(digits);
        digits
    }

    /// The `int`.
    ///
    /// # Safety
    ///
    /// All digits must have been written, the topmost with one that is not zero.
    unsafe fn finish(self) -> PyResult<Bound<'py, PyAny>> {
        let unfinished = ManuallyDrop::new(self);
        let (py, handle) = (unfinished.py, unfinished.handle);
        // SAFETY: the caller's promise; and the handle is not used again.
        unsafe {
            let int = match unfinished.writer {
                Writer::Public { finish, .. } => finish(handle),
                Writer::Private { .. } => handle.cast(),
            };
            Bound::from_owned_ptr_or_err(py, int)
        }
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // SAFETY: the handle is not used again. To free an `int` of so many digits nobody reads them.
        unsafe {
            match self.writer {
                Writer::Public { discard, .. } => discard(self.handle),
                Writer::Private { .. } => ffi::Py_DecRef(self.handle.cast()),
            }
        }
    }
}

/// The address of that name among what the process has loaded for all to see.
#[cfg(unix)]
fn symbol(name: &CStr) -> Option<*mut c_void> {
    use std::ffi::c_char;

    const RTLD_LAZY: c_int = 1;

    unsafe extern "C" {
        fn dlopen(file: *const c_char, mode: c_int) -> *mut c_void;
        fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    }

    // SAFETY: without a name `dlopen` opens nothing: it stands for what is loaded.
    let address = unsafe { dlsym(dlopen(ptr::null(), RTLD_LAZY), name.as_ptr()) };
    (!address.is_null()).then_some(address)
}

#[cfg(not(unix))]
fn symbol(_: &CStr) -> Option<*mut c_void> {
    None
}
