//! `int_str`: any `int` in decimal.

use super::arguments::{admit_bits, index};
use super::builtins::{self, Builtin};
use super::int::Source;
use super::int::methods::bit_length;
use super::int::words;
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

    /// The digits of an `int` of so few that no limit refuses them: by CPython's own algorithm, which is quadratic
    /// and needs no preparation.
    fn quick<'py>([x]: [Borrowed<'_, 'py, PyAny>; 1]) -> Option<Bound<'py, PyAny>> {
        /// No limit refuses less, CPython allows its `str` to have 640 digits at least, and to there it is faster.
        const SHORT: u64 = 704;
        let bits = words::bits(x)?;
        if bits < 64
            && let Ok(value) = x.extract::<i64>()
        {
            return Some(PyString::new(x.py(), &value.to_string()).into_any());
        }
        let text = (bits <= SHORT).then(|| x.str())?;
        Some(text.ok()?.into_any())
    }

    fn evaluate<'py>([argument]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
        let py = argument.py();
        let x = index(argument, "x")?;
        // An exact `int` has gone the quick way already, if that leads anywhere.
        if !x.is(argument)
            && let Some(text) = Self::quick([x.as_borrowed()])
        {
            return Ok(text);
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
