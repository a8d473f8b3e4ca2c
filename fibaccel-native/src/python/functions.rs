//! The functions of an index, and the two ways that a call of one takes.

#![allow(unsafe_code)]

use super::arguments::{admit, admit_near, index};
use super::builtins::{self, restore, returned};
use super::guard::guard;
use super::numbers::{ascii, to_int, to_str};
use super::ready::{self, Ready};
use super::{docs, ints, work};
use crate::fibonacci::{self, Sequence};
use crate::simd::Tier;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::CStr;

/// What a function returns.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// The term at n.
    Term,
    /// The terms at n and n - 1.
    Pair,
    /// The digits of the term at n.
    Text,
}

/// A function of the module: a type and not a value, because a C function pointer carries no data.
pub(super) trait Function {
    const NAME: &'static CStr;
    const DOC: &'static CStr;
    const SEQUENCE: Sequence;
    const SHAPE: Shape;
}

pub(super) enum Fib {}

impl Function for Fib {
    const NAME: &'static CStr = c"fib";
    const DOC: &'static CStr = docs::FIB;
    const SEQUENCE: Sequence = Sequence::Fibonacci;
    const SHAPE: Shape = Shape::Term;
}

pub(super) enum Fib2 {}

impl Function for Fib2 {
    const NAME: &'static CStr = c"fib2";
    const DOC: &'static CStr = docs::FIB2;
    const SEQUENCE: Sequence = Sequence::Fibonacci;
    const SHAPE: Shape = Shape::Pair;
}

pub(super) enum Lucas {}

impl Function for Lucas {
    const NAME: &'static CStr = c"lucas";
    const DOC: &'static CStr = docs::LUCAS;
    const SEQUENCE: Sequence = Sequence::Lucas;
    const SHAPE: Shape = Shape::Term;
}

pub(super) enum Lucas2 {}

impl Function for Lucas2 {
    const NAME: &'static CStr = c"lucas2";
    const DOC: &'static CStr = docs::LUCAS2;
    const SEQUENCE: Sequence = Sequence::Lucas;
    const SHAPE: Shape = Shape::Pair;
}

pub(super) enum FibStr {}

impl Function for FibStr {
    const NAME: &'static CStr = c"fib_str";
    const DOC: &'static CStr = docs::FIB_STR;
    const SEQUENCE: Sequence = Sequence::Fibonacci;
    const SHAPE: Shape = Shape::Text;
}

pub(super) enum LucasStr {}

impl Function for LucasStr {
    const NAME: &'static CStr = c"lucas_str";
    const DOC: &'static CStr = docs::LUCAS_STR;
    const SEQUENCE: Sequence = Sequence::Lucas;
    const SHAPE: Shape = Shape::Text;
}

/// Adds `F` to `module`.
pub(super) fn add<F: Function>(module: &Bound<'_, PyModule>) -> PyResult<()> {
    builtins::add(module, F::NAME, F::DOC, entry::<F>)
}

/// Where CPython enters. Nothing on the fastest way can panic; the others are guarded.
unsafe extern "C" fn entry<F: Function>(
    _self: *mut ffi::PyObject,
    n: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: CPython calls a builtin only from a thread that is attached.
    let py = unsafe { Python::assume_attached() };
    // SAFETY: a METH_O function gets one argument, a valid object that the caller keeps alive.
    let argument = unsafe { Borrowed::from_ptr(py, n) };
    // SAFETY: as above. For an object that is not an int, or a large one, this sets an exception
    // and returns -1, which is in no table.
    let tiny = unsafe { ffi::PyLong_AsSsize_t(n) };
    let ready = Ready::of(F::SEQUENCE);
    let found = match F::SHAPE {
        Shape::Term => ready.term(py, tiny),
        Shape::Pair => ready.pair(py, tiny),
        Shape::Text => None,
    };
    if let Some(found) = found {
        return found.into_ptr();
    }
    match guard(|| near::<F>(py, tiny)) {
        Ok(Some(int)) => int.into_ptr(),
        Ok(None) => ordinary(argument, F::SEQUENCE, F::SHAPE),
        Err(error) => restore(py, error),
    }
}

/// The term at an n behind the table but near: there, what the ordinary way does besides computing takes
/// half as long again. None for any other call.
#[inline]
fn near<F: Function>(py: Python<'_>, n: isize) -> PyResult<Option<Bound<'_, PyAny>>> {
    let from = match F::SHAPE {
        Shape::Term | Shape::Pair => ready::LENGTH,
        Shape::Text => 0,
    };
    let Some(n) = admit_near(py, n, from) else {
        return Ok(None);
    };
    let (tier, sequence) = (Tier::active(), F::SEQUENCE);
    let to_int = |limbs: &[u64]| ints::of_limbs(py, limbs);
    let to_tuple = |[at, before]: [&[u64]; 2]| {
        let pair = (to_int(at)?, to_int(before)?);
        Ok(pair.into_pyobject(py)?.into_any())
    };
    match F::SHAPE {
        Shape::Term => fibonacci::near(tier, sequence, n, to_int),
        Shape::Pair => fibonacci::near_pair(tier, sequence, n, to_tuple),
        Shape::Text => fibonacci::near_text(tier, sequence, n, |digits| ascii(py, digits)),
    }
    .transpose()
}

/// The way of every call that the table cannot answer.
#[cold]
fn ordinary(
    argument: Borrowed<'_, '_, PyAny>,
    sequence: Sequence,
    shape: Shape,
) -> *mut ffi::PyObject {
    // SAFETY: a `Borrowed` exists, so this thread is attached. It clears what the attempt to read
    // a tiny index may have set.
    unsafe { ffi::PyErr_Clear() };
    returned(|| evaluate(&argument, sequence, shape))
}

fn evaluate<'py>(
    argument: &Bound<'py, PyAny>,
    sequence: Sequence,
    shape: Shape,
) -> PyResult<Bound<'py, PyAny>> {
    let py = argument.py();
    let n = admit(&index(argument, "n")?, sequence, shape)?;
    let ready = Ready::of(sequence);
    match shape {
        Shape::Term => match ready.fill(py, n)? {
            Some(term) => Ok(term),
            None => to_int(
                py,
                work::run(py, n, |interrupt| {
                    sequence.term(Tier::active(), n, interrupt)
                })?,
            ),
        },
        Shape::Pair => {
            let pair = match (ready.fill(py, n)?, ready.fill(py, n - 1)?) {
                (Some(at), Some(before)) => (at, before),
                _ => {
                    let (at, before) = work::run(py, n, |interrupt| sequence.pair(n, interrupt))?;
                    (to_int(py, at)?, to_int(py, before)?)
                }
            };
            Ok(pair.into_pyobject(py)?.into_any())
        }
        Shape::Text => to_str(
            py,
            work::run(py, n, |interrupt| {
                sequence.text(Tier::active(), n, interrupt)
            })?,
        ),
    }
}
