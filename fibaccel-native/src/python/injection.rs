//! Functions for tests that a build with the feature `fault-injection` has: they panic, and arm faults.

use super::guard::guard;
use super::term_table::increment_reference;
use crate::runtime::fault::{Fault, arm, disarm};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// The kinds of faults, by name.
const FAULTS: [(&str, Fault); 6] = [
    ("row", Fault::Row),
    ("block", Fault::Block),
    ("carry", Fault::Carry),
    ("operand", Fault::Operand),
    ("result", Fault::Result),
    ("text", Fault::Text),
];

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("_FAULTS", FAULTS.map(|(name, _)| name))?;
    module.add_function(wrap_pyfunction!(_panic, module)?)?;
    module.add_function(wrap_pyfunction!(_arm, module)?)?;
    module.add_function(wrap_pyfunction!(_disarm, module)?)?;
    module.add_function(wrap_pyfunction!(_take_references, module)?)
}

/// Panics in the middle of long work, for the test of what callers see of it.
#[pyfunction]
fn _panic(py: Python<'_>) -> PyResult<()> {
    guard(|| crate::python::work::run(py, i64::MAX, |_| panic!("injected fault")))
}

/// Arms a fault of that kind, due after so many opportunities.
#[pyfunction]
fn _arm(kind: &str, after: u64, place: usize) -> PyResult<()> {
    let found = FAULTS.iter().find(|(name, _)| *name == kind);
    let (_, fault) = found.ok_or_else(|| PyValueError::new_err("no such fault"))?;
    arm(*fault, after, place);
    Ok(())
}

/// Disarms the fault. Returns how many opportunities were left, or None if it has happened.
#[pyfunction]
fn _disarm() -> Option<u64> {
    disarm()
}

/// Takes so many references of an object as the table of terms does, and gives none back.
#[pyfunction]
#[expect(unsafe_code)]
fn _take_references(object: &Bound<'_, PyAny>, times: u64) {
    for _ in 0..times {
        // SAFETY: a `Bound` is a valid object, and proof that this thread is attached.
        unsafe { increment_reference(std::hint::black_box(object.as_ptr())) };
    }
}
