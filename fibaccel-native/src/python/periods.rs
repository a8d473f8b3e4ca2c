//! Periods modulo m: `pisano_period` and its kin.
//!
//! For m of at most 128 bits. What is longer, and what is an error, is handed to Python: to factor it takes
//! its time in any language.

#![allow(unsafe_code)]

use super::arguments::index;
use super::builtins::{self, Several, add_several, in_python, restore, returned};
use super::guard::guard;
use super::ints;
use super::small::{make, read};
use super::{docs, work};
use crate::error::Error;
use crate::interrupt::{Interrupt, Never};
use crate::limbs::trimmed;
use crate::periods::{Natural, Sequence, pisano, rank, sequence};
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::CStr;

/// Below this no number takes more than half a millisecond to factor: nothing is asked meanwhile.
const QUICK: u128 = 1 << 52;

/// As long as F(n) for that n, if it is not [`QUICK`].
const SIZE: u64 = 100_000;

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    builtins::add(module, PISANO.name, docs::PISANO_PERIOD, pisano_entry)?;
    builtins::add(module, RANK.name, docs::RANK_OF_APPARITION, rank_entry)?;
    add_several::<SequencePeriod, 5>(module)
}

/// What is computed from m alone.
struct Function {
    name: &'static CStr,
    value: fn(u128, &mut dyn Interrupt) -> Result<Natural, Error>,
}

const PISANO: Function = Function {
    name: c"pisano_period",
    value: pisano,
};

const RANK: Function = Function {
    name: c"rank_of_apparition",
    value: rank,
};

// SAFETY: only CPython calls it, as the METH_O function that `add` says it is.
unsafe extern "C" fn pisano_entry(
    _self: *mut ffi::PyObject,
    m: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: as this function's.
    unsafe { enter(m, &PISANO) }
}

// SAFETY: only CPython calls it, as the METH_O function that `add` says it is.
unsafe extern "C" fn rank_entry(
    _self: *mut ffi::PyObject,
    m: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: as this function's.
    unsafe { enter(m, &RANK) }
}

/// Evaluates a function of m.
///
/// # Safety
///
/// CPython must call it, with a valid object that lives as long as the call.
unsafe fn enter(m: *mut ffi::PyObject, function: &Function) -> *mut ffi::PyObject {
    // SAFETY: CPython calls a builtin only from a thread that is attached.
    let py = unsafe { Python::assume_attached() };
    // SAFETY: what the caller promises.
    let m = unsafe { Borrowed::from_ptr(py, m) };
    match guard(|| Ok(quick(m, function))) {
        Ok(Some(result)) => result.into_ptr(),
        Ok(None) => returned(|| evaluate(&m, function)),
        Err(error) => restore(py, error),
    }
}

fn quick<'py>(m: Borrowed<'_, 'py, PyAny>, function: &Function) -> Option<Bound<'py, PyAny>> {
    let word = read(m).filter(|m| !m.negative && (1..QUICK).contains(&m.magnitude))?;
    to_int(m.py(), (function.value)(word.magnitude, &mut Never).ok()?).ok()
}

fn evaluate<'py>(m: &Bound<'py, PyAny>, function: &Function) -> PyResult<Bound<'py, PyAny>> {
    let (py, m) = (m.py(), index(m, "m")?);
    let Some(short) = modulus(&m) else {
        return in_python(function.name, (m,), py);
    };
    let value = run(py, short, |interrupt| (function.value)(short, interrupt))?;
    to_int(py, value)
}

enum SequencePeriod {}

impl Several<5> for SequencePeriod {
    const NAME: &'static CStr = c"sequence_period";
    const DOC: &'static CStr = docs::SEQUENCE_PERIOD;

    fn evaluate<'py>([p, q, w0, w1, m]: [&Bound<'py, PyAny>; 5]) -> PyResult<Bound<'py, PyAny>> {
        let py = m.py();
        let [p, q] = [index(p, "p")?, index(q, "q")?];
        let [w0, w1] = [index(w0, "w0")?, index(w1, "w1")?];
        let m = index(m, "m")?;
        let Some(short) = modulus(&m) else {
            return in_python(Self::NAME, (p, q, w0, w1, m), py);
        };
        let residue = |x: Bound<'py, PyAny>| match read(x.as_borrowed()) {
            Some(word) => Ok(word.modulo(short)),
            None => x.rem(&m)?.extract::<u128>(),
        };
        let terms = Sequence {
            p: residue(p)?,
            q: residue(q)?,
            w0: residue(w0)?,
            w1: residue(w1)?,
        };
        let (preperiod, period) = run(py, short, |interrupt| sequence(terms, short, interrupt))?;
        let pair = (preperiod, to_int(py, period)?);
        Ok(pair.into_pyobject(py)?.into_any())
    }
}

/// m, if it is in the domain and has at most 128 bits.
fn modulus(m: &Bound<'_, PyAny>) -> Option<u128> {
    m.extract().ok().filter(|&m| m > 0)
}

/// Runs what begins with factoring m.
fn run<T: Send>(
    py: Python<'_>,
    m: u128,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let size = if m < QUICK { 0 } else { SIZE };
    work::run_sized(py, size, &|| format!("m = {m}"), work)
}

fn to_int(py: Python<'_>, number: Natural) -> PyResult<Bound<'_, PyAny>> {
    let limbs = &number[..trimmed(&number)];
    match *limbs {
        [low] => make(py, low.into()),
        _ => ints::of_limbs(py, limbs),
    }
}
