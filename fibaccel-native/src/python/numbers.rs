//! From the core's numbers to Python's.

#![allow(unsafe_code)]

use super::bytes;
use crate::decimal::text::Text;
use crate::fibonacci::Signed;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyInt};
use std::ptr;

/// Makes the `int`. Frees the number before that is allocated, for it is as large.
pub(super) fn to_int(py: Python<'_>, number: Signed) -> PyResult<Bound<'_, PyAny>> {
    let magnitude = match number.magnitude.to_u64() {
        Some(small) => small.into_pyobject(py)?.into_any(),
        None => {
            // At n = 10^9 `int.from_bytes` takes a tenth of a second, and nothing stops it: another number's
            // has just ended if this is the second of a pair, and this one's follows.
            py.check_signals()?;
            let bytes = bytes::of_limbs(py, number.magnitude.limbs())?;
            drop(number.magnitude);
            py.check_signals()?;
            from_bytes(bytes)?
        }
    };
    if number.negative {
        magnitude.neg()
    } else {
        Ok(magnitude)
    }
}

/// The `int` of a number, given by its limbs.
pub(super) fn limbs_to_int<'py>(py: Python<'py>, limbs: &[u64]) -> PyResult<Bound<'py, PyAny>> {
    from_bytes(bytes::of_limbs(py, limbs)?)
}

/// Makes the `str`. The one copy that the stable ABI asks for: it has no way to write into a new `str`.
///
/// A large text is copied in pieces, between which signals are looked at: 209 MB, at n = 10^9, would take a
/// fifth of a second in one. To append grows the `str` where it is, by Linux's `mremap`, if it is larger than
/// the 32 MB to which the C library may take memory from its heap; so the first piece is. Elsewhere appending
/// might copy all that is there, so all is copied at once.
pub(super) fn to_str(py: Python<'_>, text: Text) -> PyResult<Bound<'_, PyAny>> {
    const FIRST: usize = match cfg!(target_os = "linux") {
        true => 1 << 26,
        false => usize::MAX,
    };
    const PIECE: usize = 1 << 24;
    let bytes = text.bytes();
    let (first, rest) = bytes.split_at(bytes.len().min(FIRST));
    py.check_signals()?;
    let mut whole = ascii(py, first)?.into_ptr();
    for piece in rest.chunks(PIECE) {
        // SAFETY: `whole` is a `str` of which this function has the only reference, and so is `piece`.
        // Should there be no memory, the reference is dropped and null takes its place.
        unsafe {
            let piece = py.check_signals().and_then(|()| ascii(py, piece));
            let piece = piece.inspect_err(|_| ffi::Py_DecRef(whole))?;
            ffi::PyUnicode_Append(&mut whole, piece.as_ptr());
        }
        if whole.is_null() {
            break;
        }
    }
    // SAFETY: null with an exception set, or the reference to the `str`.
    unsafe { Bound::from_owned_ptr_or_err(py, whole) }
}

/// The `str` of digits.
pub(super) fn ascii<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let size = bytes
        .len()
        .try_into()
        .expect("no slice is longer than that");
    // SAFETY: as many bytes from there are those of the slice, and ASCII is UTF-8.
    unsafe {
        let text = ffi::PyUnicode_FromStringAndSize(bytes.as_ptr().cast(), size);
        Bound::from_owned_ptr_or_err(py, text)
    }
}

/// `int.from_bytes`, whose bound method is kept, and called without a tuple of arguments.
fn from_bytes(bytes: Bound<'_, PyBytes>) -> PyResult<Bound<'_, PyAny>> {
    static FROM_BYTES: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = bytes.py();
    let bound = || Ok::<_, PyErr>(py.get_type::<PyInt>().getattr("from_bytes")?.unbind());
    let from_bytes = FROM_BYTES.get_or_try_init(py, bound)?;
    let little = intern!(py, "little");
    // SAFETY: three valid objects, which live longer than the call, and the null that ends the list.
    let int = unsafe {
        let (from_bytes, end) = (from_bytes.as_ptr(), ptr::null_mut::<ffi::PyObject>());
        let int =
            ffi::PyObject_CallFunctionObjArgs(from_bytes, bytes.as_ptr(), little.as_ptr(), end);
        Bound::from_owned_ptr_or_err(py, int)?
    };
    bytes::keep(bytes);
    Ok(int)
}
