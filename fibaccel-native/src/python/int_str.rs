//! `int_str`: any `int` in decimal.

use super::arguments::{admit_bits, index};
use super::builtins::{self, Builtin};
use super::int::Source;
use super::int::methods::bit_length;
use super::plugin::multiple;
use super::results::to_str;
use super::{docs, work};
use crate::bignum::decimal::convert;
use crate::machine::Tier;
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::ffi::CStr;

enum IntStr {}

impl Builtin<1> for IntStr {
    const NAME: &'static CStr = c"int_str";
    const DOC: &'static CStr = docs::INT_STR;

    fn evaluate<'py>([argument]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
        let py = argument.py();
        let x = index(argument, "x")?;
        if let Ok(small) = x.extract::<i64>() {
            return Ok(PyString::new(py, &small.to_string()).into_any());
        }
        let bits = bit_length(&x)?;
        admit_bits(py, bits, "x", "converting", || peak(bits))?;
        let source = Source::new(&x)?;
        drop(x);
        work::check_signals(py)?;
        let (tier, number) = (Tier::active(), source.number());
        // F(n) has 0.694 n bits; a conversion takes somewhat longer.
        let size = bits.saturating_mul(2);
        let text = work::run_sized(py, size, &|| "x".into(), |interrupt| {
            convert::text(tier, number.read(interrupt)?, interrupt)
        })?;
        drop(source);
        to_str(py, text)
    }
}

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    builtins::add::<IntStr>(module)
}

/// The most memory that a call holds at once besides its argument, as a multiple of that: three copies of it
/// and what the engine reserves, or the text and the `str`, 2.41 each.
fn peak(bits: u64) -> f64 {
    let reserved = convert::peak_bytes(Tier::active(), bits);
    (3.0 + multiple(reserved, bits as f64)).max(5.0)
}
