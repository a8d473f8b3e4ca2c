//! `int_str`, any `int` in decimal, and `int_from_str`, which reads it back.

#![allow(unsafe_code)]

use super::arguments::{admit_bits, index};
use super::builtins::{self, Builtin, in_python};
use super::int::methods::bit_length;
use super::int::{self, Source, words};
use super::plugin::multiple;
use super::results::{signed_int, to_int, to_str};
use super::{docs, work};
use crate::bignum::Signed;
use crate::bignum::decimal::convert;
use crate::bignum::decimal::read::{self, Digits};
use crate::machine::Tier;
use pyo3::exceptions::PyMemoryError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::ffi::CStr;
use std::slice;

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

enum IntFromStr {}

impl Builtin<1> for IntFromStr {
    const NAME: &'static CStr = c"int_from_str";
    const DOC: &'static CStr = docs::INT_FROM_STR;

    /// The number of a text of so few digits that no limit refuses it.
    #[inline(always)]
    fn quick<'py>([text]: [Borrowed<'_, 'py, PyAny>; 1]) -> Option<Bound<'py, PyAny>> {
        /// 10^213 has 708 bits: no limit refuses that.
        const NEVER_REFUSED: usize = 213;
        const _: () = assert!(NEVER_REFUSED <= read::SHORT_DIGITS);
        let (py, (negative, digits)) = (text.py(), read::split_sign(characters(&text)?));
        if digits.len() <= read::WORD_DIGITS {
            let word = i128::from(read::word(digits)?);
            return words::make_signed(py, if negative { -word } else { word }).ok();
        }
        if digits.len() > NEVER_REFUSED {
            return None;
        }
        let magnitude = int::of_limbs(py, &read::short(digits)?).ok()?;
        signed_int(magnitude, negative).ok()
    }

    fn evaluate<'py>([text]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
        let py = text.py();
        let digits = match characters(text).map(read::split_sign) {
            Some((negative, unsigned)) => Digits::of(unsigned)
                .map_err(|error| PyMemoryError::new_err(format!("text: {error}")))?
                .map(|digits| (negative, digits)),
            None => None,
        };
        let Some((negative, digits)) = digits else {
            // What is wrong with it is fibaccel's to say.
            return in_python(Self::NAME, (text,), py);
        };
        let bits = admit_digits(py, &digits)?;
        work::check_signals(py)?;
        let (tier, digits) = (Tier::active(), digits.trimmed());
        // As long as a conversion to decimal, or somewhat less.
        let size = bits.saturating_mul(2);
        let magnitude = work::run_sized(py, size, &|| "text".into(), |interrupt| {
            read::number(tier, digits, interrupt)
        })?;
        to_int(
            py,
            Signed {
                magnitude,
                negative,
            },
        )
    }
}

/// Refuses digits whose number would not fit in memory. Returns how many bits it has at least.
fn admit_digits(py: Python<'_>, digits: &Digits<'_>) -> PyResult<u64> {
    let count = digits.trimmed().len();
    let bits = read::least_bits(count);
    admit_bits(py, bits, "text", "reading", || {
        let copy = match digits {
            Digits::Given(_) => 0.0,
            Digits::Copied(_) => PEAK_OF_COPY,
        };
        let reserved = read::peak_bytes(Tier::active(), count);
        copy + multiple(reserved, bits as f64).max(PEAK_OF_INT)
    })?;
    Ok(bits)
}

/// The memory of a number, its `int` and the `int` with the other sign, as a multiple of the number.
const PEAK_OF_INT: f64 = 3.3;

/// The memory of a copy of the digits, as a multiple of their number: a byte is log2(10) bits.
const PEAK_OF_COPY: f64 = 2.5;

/// The characters of a `str` or of `bytes`, in UTF-8 and where they are. None of anything else, or if there is no
/// UTF-8 for them.
#[inline(always)]
fn characters<'a>(text: &'a Bound<'_, PyAny>) -> Option<&'a [u8]> {
    if text.cast::<PyString>().is_err() {
        return text.cast::<PyBytes>().ok().map(|text| text.as_bytes());
    }
    let mut size = 0;
    // SAFETY: a `str`, which keeps what is pointed to as long as it is there; it never changes.
    unsafe {
        let start = ffi::PyUnicode_AsUTF8AndSize(text.as_ptr(), &mut size);
        if start.is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        Some(slice::from_raw_parts(start.cast(), size as usize))
    }
}

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    builtins::add::<IntStr>(module)?;
    builtins::add::<IntFromStr>(module)
}

/// The most memory that a call holds at once besides its argument, as a multiple of that: three copies of it
/// and what the engine reserves, or the text and the `str`, 2.41 each.
fn peak(bits: u64) -> f64 {
    let reserved = convert::peak_bytes(Tier::active(), bits);
    (3.0 + multiple(reserved, bits as f64)).max(5.0)
}
