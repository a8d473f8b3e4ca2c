//! From the argument to an index whose result fits in memory.

#![allow(unsafe_code)]

use super::functions::Shape;
use super::ready;
use super::small::read;
use crate::binary::Binary;
use crate::decimal::Decimal;
use crate::fibonacci::{Sequence, peak_bytes};
use pyo3::exceptions::{PyMemoryError, PyTypeError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

/// What the conversion to `int` holds at once, in bytes of one term, where `int.from_bytes` makes it: the
/// numbers, the bytes of one of them, and what has become an `int` already.
const TERM_CONVERSION: f64 = 3.2;
const PAIR_CONVERSION: f64 = 4.2;
/// A digit for each 3.3 bits: 2.41 for the text and as much for the `str`.
const TEXT_CONVERSION: f64 = 5.0;

/// For an index that the engine cannot compute: more than any machine has.
const BEYOND: f64 = 1e9;

/// The argument of that name as an exact `int`.
pub(super) fn index<'py>(argument: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let py = argument.py();
    // SAFETY: a `Bound` is a valid object, and proof that this thread is attached.
    let int = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyNumber_Index(argument.as_ptr())) };
    int.or_else(|error| {
        if !error.is_instance_of::<PyTypeError>(py) {
            return Err(error);
        }
        let kind = argument.get_type().name()?;
        Err(PyTypeError::new_err(format!(
            "{name} must be an integer, not {kind}"
        )))
    })
}

/// The same, if it is at least that.
pub(super) fn index_from<'py>(
    argument: &Bound<'py, PyAny>,
    name: &str,
    least: u8,
) -> PyResult<Bound<'py, PyAny>> {
    let int = index(argument, name)?;
    let at_least = match read(int.as_borrowed()) {
        Some(small) => !small.negative && small.magnitude >= least.into(),
        None => int.ge(least)?,
    };
    if at_least {
        return Ok(int);
    }
    // The text of the error is fibaccel's.
    let options = PyDict::new(int.py());
    options.set_item("least", least)?;
    plugin(int.py())?.call_method(intern!(int.py(), "index"), (int, name), Some(&options))
}

/// Refuses an argument of so many bits if what is done with it would not fit in memory, by fibaccel's check:
/// `peak` is the most memory that is held at once, in bytes of the argument.
pub(super) fn admit_bits(
    py: Python<'_>,
    bits: u64,
    name: &str,
    work: &str,
    peak: impl FnOnce() -> f64,
) -> PyResult<()> {
    if bits <= unchecked_bits(py)? {
        return Ok(());
    }
    let options = PyDict::new(py);
    options.set_item("work", work)?;
    options.set_item("peak", peak())?;
    plugin(py)?.call_method(intern!(py, "check_bits"), (bits, name), Some(&options))?;
    Ok(())
}

/// The size up to which fibaccel's check refuses nothing. Read once.
pub(super) fn unchecked_bits(py: Python<'_>) -> PyResult<u64> {
    static UNCHECKED: PyOnceLock<u64> = PyOnceLock::new();
    let largest = UNCHECKED.get_or_try_init::<_, PyErr>(py, || {
        plugin(py)?
            .call_method0(intern!(py, "largest_unchecked_bits"))?
            .extract()
    })?;
    Ok(*largest)
}

/// The index as a machine number, unless its result would not fit in memory.
///
/// The check is fibaccel's, so that every backend refuses the same n with the same words. An index
/// beyond 64 bits never passes it. Memory that the system refuses nevertheless is the same error.
pub(super) fn admit(int: &Bound<'_, PyAny>, sequence: Sequence, shape: Shape) -> PyResult<i64> {
    match int.extract::<i64>() {
        Ok(n) if is_unchecked(int.py(), n.unsigned_abs())? => Ok(n),
        n => {
            check_size(int, n.as_ref().ok().copied(), sequence, shape)?;
            n.map_err(|_| PyMemoryError::new_err("n is beyond 64 bits"))
        }
    }
}

/// The index, if it is `from` or more and its result certainly fits in memory.
pub(super) fn admit_near(py: Python<'_>, n: isize, from: usize) -> Option<u64> {
    let n = u64::try_from(n).ok()?;
    let near = n >= from as u64 && n <= *LARGEST_UNCHECKED.get(py)?;
    near.then_some(n)
}

fn is_unchecked(py: Python<'_>, n: u64) -> PyResult<bool> {
    Ok(n < ready::LENGTH as u64 || n <= largest_unchecked_n(py)?)
}

/// Read once. Not at import, so that this package imports without fibaccel.
static LARGEST_UNCHECKED: PyOnceLock<u64> = PyOnceLock::new();

fn largest_unchecked_n(py: Python<'_>) -> PyResult<u64> {
    let largest = LARGEST_UNCHECKED.get_or_try_init(py, || {
        plugin(py)?
            .call_method0(intern!(py, "largest_unchecked_n"))?
            .extract()
    })?;
    Ok(*largest)
}

fn check_size(
    int: &Bound<'_, PyAny>,
    n: Option<i64>,
    sequence: Sequence,
    shape: Shape,
) -> PyResult<()> {
    let py = int.py();
    let symbol = match sequence {
        Sequence::Fibonacci => "F",
        Sequence::Lucas => "L",
    };
    let options = PyDict::new(py);
    options.set_item("symbol", symbol)?;
    options.set_item("peak", peak(n, sequence, shape))?;
    plugin(py)?.call_method(intern!(py, "check_size"), (int,), Some(&options))?;
    Ok(())
}

/// The most memory that the call holds at once, in bytes of one term: what the engine reserves, or what
/// the conversion takes afterwards.
fn peak(n: Option<i64>, sequence: Sequence, shape: Shape) -> f64 {
    let computing = |n| match shape {
        Shape::Term => peak_bytes::<Binary>(sequence, n, false),
        Shape::Pair => peak_bytes::<Binary>(sequence, n, true),
        Shape::Text => peak_bytes::<Decimal>(sequence, n, false),
    };
    let magnitude = n.map(i64::unsigned_abs);
    let Some((n, bytes)) = magnitude.and_then(|n| Some((n, computing(n)?))) else {
        return BEYOND;
    };
    // log2 phi / 8, rounded down, so that the quotient is rounded up.
    let term = n as f64 * 0.08678;
    let conversion = match shape {
        Shape::Term => TERM_CONVERSION,
        Shape::Pair => PAIR_CONVERSION,
        Shape::Text => TEXT_CONVERSION,
    };
    (bytes as f64 / term).max(conversion)
}

/// What fibaccel offers backends.
pub(super) fn plugin(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    py.import(intern!(py, "fibaccel.plugin"))
}
