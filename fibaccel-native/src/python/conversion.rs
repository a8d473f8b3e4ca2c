//! `int_str`: any `int` in decimal.

#![allow(unsafe_code)]

use super::arguments::{index, plugin};
use super::builtins::{self, returned};
use super::docs;
use super::numbers::to_str;
use super::work;
use crate::arch::memory::Buffer;
use crate::decimal::convert;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::simd::Tier;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyString};

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
    let bits: u64 = x.call_method0(intern!(py, "bit_length"))?.extract()?;
    admit(py, bits)?;
    let negative = x.lt(0)?;
    let bytes = to_bytes(&x, bits)?;
    drop(x);
    py.check_signals()?;
    let (tier, source) = (Tier::active(), bytes.as_bytes());
    // F(n) has 0.694 n bits; a conversion takes somewhat longer.
    let size = bits.saturating_mul(2);
    let text = work::run_sized(py, size, &|| "x".into(), |interrupt| {
        let limbs = magnitude(source, negative, interrupt)?;
        convert::text(tier, limbs, negative, interrupt)
    })?;
    drop(bytes);
    to_str(py, text)
}

/// Refuses a number whose digits would not fit in memory: fibaccel's check, as for an index.
fn admit(py: Python<'_>, bits: u64) -> PyResult<()> {
    static UNCHECKED: PyOnceLock<u64> = PyOnceLock::new();
    let largest = || {
        let plugin = plugin(py)?;
        plugin
            .call_method0(intern!(py, "largest_unchecked_bits"))?
            .extract()
    };
    if bits <= *UNCHECKED.get_or_try_init::<_, PyErr>(py, largest)? {
        return Ok(());
    }
    let options = PyDict::new(py);
    options.set_item("peak", peak(bits))?;
    plugin(py)?.call_method(intern!(py, "check_bits"), (bits, "x"), Some(&options))?;
    Ok(())
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

/// The number in two's complement, least significant byte first, and whole limbs. All that cannot be
/// interrupted: at 10^9 bits it takes 0.14 s.
pub(super) fn to_bytes<'py>(x: &Bound<'py, PyAny>, bits: u64) -> PyResult<Bound<'py, PyBytes>> {
    let py = x.py();
    let options = PyDict::new(py);
    options.set_item("signed", true)?;
    let count = 8 * (bits / 64 + 1);
    let arguments = (count, intern!(py, "little"));
    let bytes = x.call_method(intern!(py, "to_bytes"), arguments, Some(&options))?;
    Ok(bytes.cast_into()?)
}

/// The limbs of the absolute value.
pub(super) fn magnitude(
    bytes: &[u8],
    negative: bool,
    interrupt: &mut dyn Interrupt,
) -> Result<Buffer<u64>, Error> {
    const PART: usize = 1 << 16;
    let bytes = bytes.as_chunks().0;
    let mut limbs = Buffer::new(bytes.len())?;
    // -x is the complement of x, and 1.
    let (mask, mut carry) = match negative {
        true => (u64::MAX, true),
        false => (0, false),
    };
    for (limbs, bytes) in limbs.chunks_mut(PART).zip(bytes.chunks(PART)) {
        interrupt.poll()?;
        for (limb, bytes) in limbs.iter_mut().zip(bytes) {
            (*limb, carry) = (u64::from_le_bytes(*bytes) ^ mask).overflowing_add(carry.into());
        }
    }
    Ok(limbs)
}
