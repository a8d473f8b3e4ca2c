//! The extension module `fibaccel_native._native`.
//!
//! The files here convert arguments and results, ask for the size check, release the GIL, listen
//! for signals and turn what goes wrong into exceptions. They do no arithmetic.
//!
//! [`builtins`] is where CPython enters, and [`guard`] turns panics into exceptions. Each family of functions
//! has a file: [`exact`], [`fibs`], [`lucas`], [`modular`], [`recurrences`], [`periods`], [`numerals`], [`digit_counts`], [`int_str`], and
//! [`arrays`] with the kernels. They read arguments by [`arguments`] and [`mod@int`], ask [`plugin`] whether the result fits, have
//! [`work`] run the computation, and make what is returned by [`results`]. Terms whose `int` has been made before
//! come from [`term_table`], in a few nanoseconds.

mod arguments;
mod arrays;
mod buffers;
mod builtins;
mod digit_counts;
mod docs;
mod exact;
mod fibs;
mod guard;
#[cfg(feature = "fault-injection")]
mod injection;
mod int;
mod int_str;
mod lucas;
mod modular;
mod numerals;
mod periods;
pub mod plugin;
mod recurrences;
mod results;
mod term_table;
mod work;

use crate::machine::Tier;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

/// The version of the contract. It changes only when the meaning of an existing operation changes.
const CONTRACT_VERSION: u32 = 1;

/// The build profile: benchmarks refuse a debug build, which `maturin develop` easily leaves behind.
const PROFILE: &str = if cfg!(debug_assertions) {
    "debug"
} else {
    "release"
};

// What assumes the GIL, and what does without: docs/architecture.md, "Why it is so".
#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    #[cfg(not(PyPy))] // which has no subinterpreters, and does not know these functions
    refuse_subinterpreters()?;
    // `add` looks for it, and not to find it takes CPython 3.13 and later more stack than small threads have.
    module.setattr("__all__", PyList::empty(module.py()))?;
    module.add("CONTRACT_VERSION", CONTRACT_VERSION)?;
    module.add("PROFILE", PROFILE)?;
    let tier = Tier::chosen().map_err(PyImportError::new_err)?;
    let tiers = Tier::available().into_iter().map(Tier::name);
    module.add("TIER", tier.name())?;
    module.add(
        "TIERS",
        PyTuple::new(module.py(), tiers.collect::<Vec<_>>())?,
    )?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    int::add(module)?;
    digit_counts::add(module)?;
    exact::add(module)?;
    fibs::add(module)?;
    arrays::add(module)?;
    int_str::add(module)?;
    lucas::add(module)?;
    modular::add(module)?;
    numerals::add(module)?;
    periods::add(module)?;
    recurrences::add(module)?;
    #[cfg(feature = "fault-injection")]
    injection::add(module)?;
    Ok(())
}

/// Fails in a subinterpreter: `Python::attach` goes by `PyGILState_Ensure`, which knows the main interpreter
/// only, and in another one the first call would wait for itself.
#[cfg(not(PyPy))]
#[expect(unsafe_code)]
fn refuse_subinterpreters() -> PyResult<()> {
    // SAFETY: this thread is attached, or nobody could import a module.
    let id = unsafe { pyo3::ffi::PyInterpreterState_GetID(pyo3::ffi::PyInterpreterState_Get()) };
    if id == 0 {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "fibaccel_native works in the main interpreter only, not in a subinterpreter",
    ))
}
