//! From the core's numbers to Python's.

#![allow(unsafe_code)]

use crate::fibonacci::Signed;
use crate::integer::Integer;
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
        None => from_bytes(to_bytes(py, number.magnitude)?)?,
    };
    if number.negative {
        magnitude.neg()
    } else {
        Ok(magnitude)
    }
}

fn to_bytes(py: Python<'_>, number: Integer) -> PyResult<Bound<'_, PyBytes>> {
    PyBytes::new_with(py, number.byte_count(), |bytes| {
        number.write_le_bytes(bytes);
        Ok(())
    })
}

/// The `int` of a number that is short enough to be copied.
pub(super) fn limbs_to_int<'py>(py: Python<'py>, limbs: &[u64]) -> PyResult<Bound<'py, PyAny>> {
    let bytes = PyBytes::new_with(py, 8 * limbs.len(), |bytes| {
        for (bytes, limb) in bytes.as_chunks_mut().0.iter_mut().zip(limbs) {
            *bytes = limb.to_le_bytes();
        }
        Ok(())
    })?;
    from_bytes(bytes)
}

/// `int.from_bytes`, the only way that the stable ABI of 3.11 has, and a linear one.
///
/// The bound method is kept, and called without a tuple of arguments.
fn from_bytes(bytes: Bound<'_, PyBytes>) -> PyResult<Bound<'_, PyAny>> {
    static FROM_BYTES: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = bytes.py();
    let bound = || Ok::<_, PyErr>(py.get_type::<PyInt>().getattr("from_bytes")?.unbind());
    let from_bytes = FROM_BYTES.get_or_try_init(py, bound)?;
    let little = intern!(py, "little");
    // SAFETY: three valid objects, which live longer than the call, and the null that ends the list.
    unsafe {
        let (from_bytes, end) = (from_bytes.as_ptr(), ptr::null_mut::<ffi::PyObject>());
        let int =
            ffi::PyObject_CallFunctionObjArgs(from_bytes, bytes.as_ptr(), little.as_ptr(), end);
        Bound::from_owned_ptr_or_err(py, int)
    }
}
