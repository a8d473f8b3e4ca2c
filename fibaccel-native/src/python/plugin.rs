//! What `fibaccel.plugin` offers backends: the checks of sizes, which refuse with the same words on every
//! backend, and the settings. Imported at first use, so that this package imports without fibaccel.

use pyo3::call::PyCallArgs;
use pyo3::conversion::FromPyObjectOwned;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{IntoPyDict, PyDict};

static LARGEST_UNCHECKED_N: PyOnceLock<u64> = PyOnceLock::new();
static LARGEST_UNCHECKED_BITS: PyOnceLock<u64> = PyOnceLock::new();
static THREADS: PyOnceLock<usize> = PyOnceLock::new();

/// The module `fibaccel.plugin`.
fn plugin(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    py.import(intern!(py, "fibaccel.plugin"))
}

/// A setting of `fibaccel.plugin`, read once.
fn setting<T>(py: Python<'_>, cell: &'static PyOnceLock<T>, name: &str) -> PyResult<T>
where
    T: Copy + Send + Sync + for<'py> FromPyObjectOwned<'py>,
{
    let read = || {
        let value = plugin(py)?.call_method0(name)?;
        value.extract().map_err(Into::<PyErr>::into)
    };
    cell.get_or_try_init(py, read).copied()
}

/// The n up to which the check of an index refuses nothing.
pub(super) fn largest_unchecked_n(py: Python<'_>) -> PyResult<u64> {
    setting(py, &LARGEST_UNCHECKED_N, "largest_unchecked_n")
}

/// The n up to which the check of an index refuses nothing, if it has been asked for before.
pub(super) fn known_largest_unchecked_n(py: Python<'_>) -> Option<u64> {
    LARGEST_UNCHECKED_N.get(py).copied()
}

/// The number of bits up to which the checks of sizes refuse nothing.
pub(super) fn largest_unchecked_bits(py: Python<'_>) -> PyResult<u64> {
    setting(py, &LARGEST_UNCHECKED_BITS, "largest_unchecked_bits")
}

/// The number of bits up to which the checks of sizes refuse nothing, if it has been asked for before.
pub(super) fn known_largest_unchecked_bits(py: Python<'_>) -> Option<u64> {
    LARGEST_UNCHECKED_BITS.get(py).copied()
}

/// The number of threads that a computation may use.
pub(super) fn num_threads(py: Python<'_>) -> PyResult<usize> {
    setting(py, &THREADS, "num_threads")
}

/// Calls the check of that name, which raises if something does not fit. `peak` is the most memory that the
/// work holds at once, as a multiple of what is checked.
pub(super) fn check<'py>(
    py: Python<'py>,
    name: &str,
    arguments: impl PyCallArgs<'py>,
    option: (&str, &str),
    peak: f64,
) -> PyResult<()> {
    let options = [option].into_py_dict(py)?;
    check_with(name, arguments, &options, peak)
}

fn check_with<'py>(
    name: &str,
    arguments: impl PyCallArgs<'py>,
    options: &Bound<'py, PyDict>,
    peak: f64,
) -> PyResult<()> {
    options.set_item("peak", peak)?;
    plugin(options.py())?.call_method(name, arguments, Some(options))?;
    Ok(())
}

/// Calls the check of a term of a recurrence, of which `arguments` are the coefficients, the start values and n.
pub(super) fn check_recurrence<'py>(
    py: Python<'py>,
    arguments: impl PyCallArgs<'py>,
    peak: f64,
) -> PyResult<()> {
    check_with("check_recurrence_size", arguments, &PyDict::new(py), peak)
}

/// Calls the check of a modulus m of so many bits, where `count` numbers modulo it are there at once.
pub(super) fn check_residues(py: Python<'_>, bits: u64, count: u64, peak: f64) -> PyResult<()> {
    let options = [("work", "computing modulo")].into_py_dict(py)?;
    options.set_item("count", count)?;
    check_with("check_bits", (bits, "m"), &options, peak)
}

/// Exact ints.
type Ints<'py> = Vec<Bound<'py, PyAny>>;

/// The coefficients and the start values of a recurrence as exact ints, as fibaccel takes them.
pub(super) fn recurrence<'py>(
    coefficients: &Bound<'py, PyAny>,
    start: &Bound<'py, PyAny>,
) -> PyResult<(Ints<'py>, Ints<'py>)> {
    let py = start.py();
    let lists = plugin(py)?.call_method1(intern!(py, "recurrence"), (coefficients, start))?;
    lists.extract()
}

/// Converts an argument by fibaccel's own function, for the error that it raises below the least value allowed.
pub(super) fn index_from<'py>(
    int: Bound<'py, PyAny>,
    name: &str,
    least: u8,
) -> PyResult<Bound<'py, PyAny>> {
    let py = int.py();
    let options = PyDict::new(py);
    options.set_item("least", least)?;
    plugin(py)?.call_method("index", (int, name), Some(&options))
}

/// The ratio of a number of bytes to a number of bits; `None` stands for more bytes than any machine has.
pub(super) fn multiple(bytes: Option<u64>, bits: f64) -> f64 {
    const BEYOND: f64 = 1e9;
    bytes.map_or(BEYOND, |bytes| 8.0 * bytes as f64 / bits)
}
