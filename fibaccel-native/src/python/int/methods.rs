//! Methods of `int` itself: a subclass may have overridden them.

#![allow(unsafe_code)]

use super::access;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyInt;

/// The number of bits of an `int`'s magnitude.
pub(in crate::python) fn bit_length(int: &Bound<'_, PyAny>) -> PyResult<u64> {
    static METHOD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    match quick_bit_length(int.as_borrowed()) {
        Some(bits) => Ok(bits),
        None => method(int.py(), &METHOD, "bit_length")?
            .call1((int,))?
            .extract(),
    }
}

/// The number of bits of an `int`'s magnitude, where a function of the interpreter's tells it at once.
#[inline]
pub(super) fn quick_bit_length(int: Borrowed<'_, '_, PyAny>) -> Option<u64> {
    static FUNCTION: PyOnceLock<Option<access::NumBits>> = PyOnceLock::new();
    let count = (*FUNCTION.get_or_init(int.py(), || access::num_bits(int.py())))?;
    // SAFETY: an `int`, whose bits a word counts where addresses have 64 bits.
    Some(unsafe { count(int.as_ptr()) } as u64)
}

/// A method of `int`, looked up once.
pub(super) fn method<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyAny>>,
    name: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let found = cell.get_or_try_init(py, || {
        Ok::<_, PyErr>(py.get_type::<PyInt>().getattr(name)?.unbind())
    })?;
    Ok(found.bind(py).clone())
}
