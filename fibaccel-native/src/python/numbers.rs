//! From the core's numbers to Python's.

use crate::fibonacci::Signed;
use crate::integer::Integer;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyInt};

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

/// `int.from_bytes`, the only way that the stable ABI of 3.11 has, and a linear one.
fn from_bytes(bytes: Bound<'_, PyBytes>) -> PyResult<Bound<'_, PyAny>> {
    let py = bytes.py();
    let name = intern!(py, "from_bytes");
    py.get_type::<PyInt>()
        .call_method1(name, (bytes, intern!(py, "little")))
}
