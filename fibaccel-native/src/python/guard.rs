//! The guard that turns panics into exceptions.
//!
//! A panic is a bug of this crate. Left alone it would abort the interpreter, and PyO3 would make
//! a `PanicException` of it, which `except Exception` does not catch. Here it becomes an ordinary
//! exception that says whose fault it is.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Returns what `work` returns, or a `RuntimeError` if it panics.
///
/// Unwind safe because the work owns what it changes: the tables of [`crate::python::term_table`], all that is
/// shared, change in one atomic step.
pub(super) fn guard<T>(work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(internal_error(&*payload)))
}

fn internal_error(payload: &(dyn Any + Send)) -> PyErr {
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    PyRuntimeError::new_err(format!(
        "fibaccel-native: internal error: {message}; please report it"
    ))
}
