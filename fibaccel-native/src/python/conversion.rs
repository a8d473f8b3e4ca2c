//! `int_str`: any `int` in decimal.

#![allow(unsafe_code)]

use super::arguments::{admit_bits, index};
use super::builtins::{self, returned};
use super::docs;
use super::ints::{Source, bit_length};
use super::numbers::to_str;
use super::work;
use crate::decimal::convert;
use crate::simd::Tier;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    builtins::add(module, c"int_str", docs::INT_STR, entry)
}

/// Where CPython enters.
// SAFETY: only CPython calls it, as the METH_O function that `add` says it is.
unsafe extern "C" fn entry(_self: *mut ffi::PyObject, x: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: CPython calls a builtin only from a thread that is attached.
    let py = unsafe { Python::assume_attached() };
    // SAFETY: a METH_O function gets one argument, a valid object that the caller keeps alive.
    let argument = unsafe { Borrowed::from_ptr(py, x) };
    returned(|| evaluate(&argument))
}

fn evaluate<'py>(argument: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = argument.py();
    let x = index(argument, "x")?;
    if let Ok(small) = x.extract::<i64>() {
        return Ok(PyString::new(py, &small.to_string()).into_any());
    }
    let bits = bit_length(&x)?;
    admit(py, bits)?;
    let source = Source::new(&x)?;
    drop(x);
    py.check_signals()?;
    let (tier, number) = (Tier::active(), source.number());
    // F(n) has 0.694 n bits; a conversion takes somewhat longer.
    let size = bits.saturating_mul(2);
    let text = work::run_sized(py, size, &|| "x".into(), |interrupt| {
        convert::text(tier, number.read(interrupt)?, interrupt)
    })?;
    drop(source);
    to_str(py, text)
}

/// Refuses a number whose digits would not fit in memory: fibaccel's check, as for an index.
fn admit(py: Python<'_>, bits: u64) -> PyResult<()> {
    admit_bits(py, bits, "x", "converting", || peak(bits))
}

/// The most memory that the call holds at once besides its argument, in bytes of that: three copies of it
/// and what the engine reserves, or the text and the `str`, 2.41 each.
fn peak(bits: u64) -> f64 {
    const COPIES: f64 = 3.0;
    const TEXTS: f64 = 5.0;
    // For what the engine cannot convert: more than any machine has.
    const BEYOND: f64 = 1e9;
    convert::peak_bytes(Tier::active(), bits).map_or(BEYOND, |bytes| {
        (COPIES + 8.0 * bytes as f64 / bits as f64).max(TEXTS)
    })
}
