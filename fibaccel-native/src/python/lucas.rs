//! `lucasu` and `lucasv`: terms of Lucas sequences.

use super::arguments::{index, index_from, plugin, unchecked_bits};
use super::builtins::{Several, add_several, in_python};
use super::docs;
use super::ints::Source;
use super::numbers::to_int;
use super::small::{self, Small, read};
use super::work;
use crate::fibonacci::Signed;
use crate::interrupt::Never;
use crate::lucas::{Kind, bits, peak_bytes, short, term};
use crate::simd::Tier;
use pyo3::exceptions::PyMemoryError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::ffi::CStr;

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_several::<Lucasu, 3>(module)?;
    add_several::<Lucasv, 3>(module)
}

enum Lucasu {}

impl Several<3> for Lucasu {
    const NAME: &'static CStr = c"lucasu";
    const DOC: &'static CStr = docs::LUCASU;

    fn quick<'py>(arguments: [Borrowed<'_, 'py, PyAny>; 3]) -> Option<Bound<'py, PyAny>> {
        quick(Kind::First, arguments)
    }

    fn evaluate<'py>(arguments: [&Bound<'py, PyAny>; 3]) -> PyResult<Bound<'py, PyAny>> {
        evaluate(Kind::First, arguments)
    }
}

enum Lucasv {}

impl Several<3> for Lucasv {
    const NAME: &'static CStr = c"lucasv";
    const DOC: &'static CStr = docs::LUCASV;

    fn quick<'py>(arguments: [Borrowed<'_, 'py, PyAny>; 3]) -> Option<Bound<'py, PyAny>> {
        quick(Kind::Second, arguments)
    }

    fn evaluate<'py>(arguments: [&Bound<'py, PyAny>; 3]) -> PyResult<Bound<'py, PyAny>> {
        evaluate(Kind::Second, arguments)
    }
}

/// The term where it fits a machine number: one that no limit refuses.
fn quick<'py>(kind: Kind, [p, q, n]: [Borrowed<'_, 'py, PyAny>; 3]) -> Option<Bound<'py, PyAny>> {
    /// Later terms that fit are rare: to try costs as much as the rest of the call.
    const MOST: u128 = 128;
    let index = read(n)?;
    if index.negative || index.magnitude > MOST {
        return None;
    }
    let [p, q] = [read(p)?, read(q)?].map(Small::to_i128);
    small::make_signed(n.py(), short(kind, [p, q], index.magnitude as u64)?).ok()
}

fn evaluate<'py>(kind: Kind, [p, q, n]: [&Bound<'py, PyAny>; 3]) -> PyResult<Bound<'py, PyAny>> {
    let py = n.py();
    let (p, q) = (index(p, "p")?, index(q, "q")?);
    let n = index_from(n, "n", 0)?;
    // An index of more than a word: the term cannot fit, or it is small because both roots are in the unit
    // circle. In neither case is there anything to accelerate.
    let Ok(k) = n.extract::<u64>() else {
        let name = match kind {
            Kind::First => Lucasu::NAME,
            Kind::Second => Lucasv::NAME,
        };
        return in_python(name, (p, q, n), py);
    };
    let (long_p, long_q) = (signed(&p)?, signed(&q)?);
    let most = bits([&long_p, &long_q], k);
    admit(kind, [&p, &q, &n], most)?;
    // As long as the work for an F(n) of so many bits.
    let size = (most / 0.694) as u64;
    let value = work::run_sized(py, size, &|| format!("n = {k}"), |interrupt| {
        term(kind, Tier::active(), [&long_p, &long_q], k, interrupt)
    })?;
    to_int(py, value)
}

/// Refuses a term of at most so many bits if it might not fit in memory: fibaccel's check.
fn admit(kind: Kind, arguments: [&Bound<'_, PyAny>; 3], most: f64) -> PyResult<()> {
    // fibaccel's bound of the size may be larger than `most`, by less than this many bits.
    const MARGIN: f64 = 100.0;
    let py = arguments[2].py();
    if most + MARGIN <= unchecked_bits(py)? as f64 {
        return Ok(());
    }
    // For what the engine cannot compute: more than any machine has. It holds more than the conversion.
    const BEYOND: f64 = 1e9;
    let [p, q, n] = arguments;
    let peak = peak_bytes(Tier::active(), most).map_or(BEYOND, |bytes| 8.0 * bytes as f64 / most);
    let options = PyDict::new(py);
    let symbol = match kind {
        Kind::First => "U",
        Kind::Second => "V",
    };
    options.set_item("symbol", symbol)?;
    options.set_item("peak", peak)?;
    plugin(py)?.call_method(intern!(py, "check_lucas_size"), (p, q, n), Some(&options))?;
    Ok(())
}

/// The number of an exact `int`.
fn signed(x: &Bound<'_, PyAny>) -> PyResult<Signed> {
    let read = match read(x.as_borrowed()).and_then(Small::to_i128) {
        Some(small) => Signed::new(small),
        None => Source::new(x)?.number().read(&mut Never),
    };
    read.map_err(|_| PyMemoryError::new_err("no memory for a copy of the arguments"))
}
