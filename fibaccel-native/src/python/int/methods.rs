//! Methods of `int` itself: a subclass may have overridden them.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyInt;

/// The number of bits of an `int`'s magnitude.
pub(in crate::python) fn bit_length(int: &Bound<'_, PyAny>) -> PyResult<u64> {
    static METHOD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    method(int.py(), &METHOD, "bit_length")?
        .call1((int,))?
        .extract()
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
