//! Conversion of arguments to exact integers, and the checks that they are in the domain.

#![allow(unsafe_code)]

use super::plugin;
use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyType};

/// The argument of that name as an exact `int`.
pub(super) fn index<'py>(argument: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let py = argument.py();
    // SAFETY: a `Bound` is a valid object, and proof that this thread is attached.
    let int = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyNumber_Index(argument.as_ptr())) };
    int.or_else(|error| {
        if !error.is_instance_of::<PyTypeError>(py) {
            return Err(error);
        }
        let kind = argument.get_type();
        if is_numpy_bool(&kind)? {
            return index(&PyBool::new(py, argument.is_truthy()?), name);
        }
        let kind = kind.name()?;
        Err(PyTypeError::new_err(format!(
            "{name} must be an integer, not {kind}"
        )))
    })
}

/// Whether the type is that of `numpy.True_`, which stands for `True` and has no `__index__`.
fn is_numpy_bool(kind: &Bound<'_, PyType>) -> PyResult<bool> {
    let named = ["bool", "bool_"]
        .iter()
        .any(|name| kind.name().is_ok_and(|own| own == *name));
    Ok(named && kind.module()? == "numpy")
}

/// The argument of that name as an exact `int` that is at least `least`.
pub(super) fn index_from<'py>(
    argument: &Bound<'py, PyAny>,
    name: &str,
    least: u8,
) -> PyResult<Bound<'py, PyAny>> {
    let int = index(argument, name)?;
    let mut overflow = 0;
    // SAFETY: an exact `int`, so there is nothing but overflow to go wrong.
    let small = unsafe { ffi::PyLong_AsLongLongAndOverflow(int.as_ptr(), &mut overflow) };
    let at_least = match overflow {
        0 => small >= least.into(),
        sign => sign > 0,
    };
    match at_least {
        true => Ok(int),
        // The text of the error is fibaccel's.
        false => plugin::index_from(int, name, least),
    }
}

/// Refuses an argument of so many bits if the work on it would not fit in memory; `peak` is the most
/// memory that is held at once, as a multiple of the argument.
pub(super) fn admit_bits(
    py: Python<'_>,
    bits: u64,
    name: &str,
    work: &str,
    peak: impl FnOnce() -> f64,
) -> PyResult<()> {
    if bits <= plugin::largest_unchecked_bits(py)? {
        return Ok(());
    }
    plugin::check(py, "check_bits", (bits, name), ("work", work), peak())
}
