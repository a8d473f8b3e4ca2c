//! The extension module `fibaccel_native._native`.
//!
//! This layer converts arguments and results, asks for the size check, releases the GIL, listens
//! for signals and turns what goes wrong into exceptions. It does no arithmetic.
//!
//! A call takes one of two ways, both in [`functions`]:
//!
//! - the fast one, for a term whose `int` is ready in a table ([`ready`]): a few nanoseconds, in a
//!   raw C function, because the argument parsing that PyO3 generates alone would cost more;
//! - the ordinary one for everything else, behind the [`guard`]: [`arguments`] makes an index of the
//!   argument and has its size checked, [`work`] runs the computation, [`numbers`] makes the `int`.

mod access;
mod arguments;
mod arrays;
mod buffers;
mod builtins;
mod conversion;
mod docs;
mod functions;
mod guard;
#[cfg(feature = "fault-injection")]
mod injection;
mod ints;
mod lucas;
mod modular;
mod numbers;
mod periods;
mod reader;
mod ready;
mod small;
mod work;
mod writer;

use crate::simd::Tier;
use functions::{Fib, Fib2, FibStr, Lucas, Lucas2, LucasStr, add};
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// Changes only when the meaning of an existing operation changes.
const CONTRACT_VERSION: u32 = 1;

/// Benchmarks refuse a debug build, and it is easily left behind by `maturin develop`.
const PROFILE: &str = if cfg!(debug_assertions) {
    "debug"
} else {
    "release"
};

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    refuse_subinterpreters()?;
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
    ints::add(module)?;
    add::<Fib>(module)?;
    add::<Fib2>(module)?;
    add::<Lucas>(module)?;
    add::<Lucas2>(module)?;
    add::<FibStr>(module)?;
    add::<LucasStr>(module)?;
    arrays::add(module)?;
    conversion::add(module)?;
    lucas::add(module)?;
    modular::add(module)?;
    periods::add(module)?;
    #[cfg(feature = "fault-injection")]
    injection::add(module)?;
    Ok(())
}

/// `Python::attach` goes by `PyGILState_Ensure`, which knows the main interpreter only: in another
/// one the first call would wait for itself.
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
