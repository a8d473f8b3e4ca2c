//! From limbs to an `int`.

use super::writer::Writer;
use crate::limbs::trimmed;
use pyo3::exceptions::PyImportError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyInt, PyTuple};

/// The name of the way that every interpreter has, and the only one in the stable ABI of 3.11.
const FROM_BYTES: &str = "int.from_bytes";

/// Where digits can be written, how; set when the module is imported.
static WRITER: PyOnceLock<Option<Writer>> = PyOnceLock::new();

/// The `int` of the number in these limbs.
pub(super) fn of_limbs<'py>(py: Python<'py>, limbs: &[u64]) -> PyResult<Bound<'py, PyAny>> {
    match (&limbs[..trimmed(limbs)], WRITER.get(py).copied().flatten()) {
        ([], _) => Ok(0_u64.into_pyobject(py)?.into_any()),
        (&[limb], _) => Ok(limb.into_pyobject(py)?.into_any()),
        (limbs, Some(writer)) => writer.write(py, limbs),
        (limbs, None) => from_bytes(py, limbs),
    }
}

/// By `int.from_bytes`: in one thread, and at n = 10^9 for a tenth of a second deaf to signals.
fn from_bytes<'py>(py: Python<'py>, limbs: &[u64]) -> PyResult<Bound<'py, PyAny>> {
    static METHOD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let get = || Ok::<_, PyErr>(py.get_type::<PyInt>().getattr("from_bytes")?.unbind());
    let method = METHOD.get_or_try_init(py, get)?;
    py.check_signals()?;
    let bytes = PyBytes::new_with(py, size_of_val(limbs), |bytes| {
        for (bytes, limb) in bytes.as_chunks_mut().0.iter_mut().zip(limbs) {
            *bytes = limb.to_le_bytes();
        }
        Ok(())
    })?;
    py.check_signals()?;
    method.bind(py).call1((bytes, intern!(py, "little")))
}

/// Chooses the way that `FIBACCEL_NATIVE_INT` names, or the best, and adds both, `INT` and all `INTS`, to the
/// module. The variable is for tests, which must not silently run something else.
pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let writer = Writer::find(py)?.filter(|writer| is_right(py, *writer));
    let ways = writer.iter().map(Writer::name).chain([FROM_BYTES]);
    let ways: Vec<_> = ways.collect();
    let asked = std::env::var_os("FIBACCEL_NATIVE_INT").unwrap_or_default();
    let chosen = match ways.iter().find(|way| asked == **way) {
        Some(way) => way,
        None if asked.is_empty() => ways[0],
        None => {
            let ways = ways.join(", ");
            let message = format!("FIBACCEL_NATIVE_INT is {asked:?}; this interpreter has {ways}");
            return Err(PyImportError::new_err(message));
        }
    };
    // A second import finds it set, and to the same.
    let _ = WRITER.set(py, writer.filter(|writer| writer.name() == chosen));
    module.add("INT", chosen)?;
    module.add("INTS", PyTuple::new(py, ways)?)
}

/// Whether what it writes is the number, of two groups of digits and some more.
fn is_right(py: Python<'_>, writer: Writer) -> bool {
    let limbs = std::array::from_fn::<u64, 37, _>(|i| 0x9E37_79B9_7F4A_7C15 << (i % 4));
    let ints = [writer.write(py, &limbs), from_bytes(py, &limbs)];
    matches!(&ints, [Ok(written), Ok(right)] if written.eq(right).unwrap_or(false))
}
