//! From the argument to an index whose result fits in memory.

#![allow(unsafe_code)]

use super::functions::Shape;
use super::ready;
use crate::fibonacci::Sequence;
use pyo3::exceptions::{PyMemoryError, PyTypeError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

/// The peak of memory as multiples of the bytes of one term, the conversion to `int` included.
///
/// Measured as the growth of the resident set at its highest, in a fresh process for each call, for
/// even and odd |n| of both signs from 10^6 to 10^8: 4.7 to 6.5 for a term, 5.5 to 7.6 for a pair.
/// Over-estimated, because the heap's fragmentation is part of it and differs from run to run.
const TERM_PEAK: u32 = 8;
const PAIR_PEAK: u32 = 10;

/// The argument as an exact `int`.
pub(super) fn index<'py>(argument: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = argument.py();
    // SAFETY: a `Bound` is a valid object, and proof that this thread is attached.
    let int = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyNumber_Index(argument.as_ptr())) };
    int.or_else(|error| {
        if !error.is_instance_of::<PyTypeError>(py) {
            return Err(error);
        }
        let name = argument.get_type().name()?;
        Err(PyTypeError::new_err(format!(
            "n must be an integer, not {name}"
        )))
    })
}

/// The index as a machine number, unless its result would not fit in memory.
///
/// A failed allocation of the arithmetic ends the process, so this check is what protects it. It
/// is fibaccel's, so that every backend refuses the same n with the same words. An index beyond 64
/// bits never passes it.
pub(super) fn admit(int: &Bound<'_, PyAny>, sequence: Sequence, shape: Shape) -> PyResult<i64> {
    match int.extract::<i64>() {
        Ok(n) if is_unchecked(int.py(), n.unsigned_abs())? => Ok(n),
        n => {
            check_size(int, sequence, shape)?;
            n.map_err(|_| PyMemoryError::new_err("n is beyond 64 bits"))
        }
    }
}

fn is_unchecked(py: Python<'_>, n: u64) -> PyResult<bool> {
    Ok(n < ready::LENGTH as u64 || n <= largest_unchecked_n(py)?)
}

/// Read once. Not at import, so that this package imports without fibaccel.
fn largest_unchecked_n(py: Python<'_>) -> PyResult<u64> {
    static LARGEST: PyOnceLock<u64> = PyOnceLock::new();
    let largest = LARGEST.get_or_try_init(py, || {
        plugin(py)?
            .call_method0(intern!(py, "largest_unchecked_n"))?
            .extract()
    })?;
    Ok(*largest)
}

fn check_size(int: &Bound<'_, PyAny>, sequence: Sequence, shape: Shape) -> PyResult<()> {
    let py = int.py();
    let symbol = match sequence {
        Sequence::Fibonacci => "F",
        Sequence::Lucas => "L",
    };
    let peak = match shape {
        Shape::Term => TERM_PEAK,
        Shape::Pair => PAIR_PEAK,
    };
    let options = PyDict::new(py);
    options.set_item("symbol", symbol)?;
    options.set_item("peak", peak)?;
    plugin(py)?.call_method(intern!(py, "check_size"), (int,), Some(&options))?;
    Ok(())
}

fn plugin(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    py.import(intern!(py, "fibaccel.plugin"))
}
