//! Integers of up to 128 bits, which are read and made faster than longer ones.

#![allow(unsafe_code)]

use super::methods::quick_bit_length;
use crate::python::int;
use crate::rings::Word;
use pyo3::ffi;
use pyo3::prelude::*;

/// An integer of up to 128 bits and its sign.
#[derive(Clone, Copy)]
pub(in crate::python) struct Small {
    pub(in crate::python) magnitude: u128,
    pub(in crate::python) negative: bool,
}

impl Small {
    /// The limbs of the magnitude.
    pub(in crate::python) fn limbs(self) -> [u64; 2] {
        [self.magnitude as u64, (self.magnitude >> 64) as u64]
    }

    /// The number as an `i128`, if it fits.
    pub(in crate::python) fn to_i128(self) -> Option<i128> {
        let size = i128::try_from(self.magnitude).ok()?;
        Some(if self.negative { -size } else { size })
    }

    /// A word that is congruent to the number modulo m, which is not 0.
    #[inline]
    pub(in crate::python) fn modulo<W: Word>(self, m: W) -> W {
        match (u64::try_from(self.magnitude), self.negative) {
            (Ok(word), false) => W::from(word),
            (_, false) => W::modulo(self.magnitude, m),
            (_, true) => m.wrapping_sub(W::modulo(self.magnitude, m)),
        }
    }
}

/// Reads an exact `int`. `None` for anything else, and for some ints that would be small enough: negative ones
/// beyond 64 bits, and the last below 2^128.
#[inline]
pub(in crate::python) fn read(int: Borrowed<'_, '_, PyAny>) -> Option<Small> {
    let mut overflow = 0;
    // SAFETY: a valid object, and an exact `int` where it is converted, so that no code of a subclass runs.
    let value = unsafe {
        if ffi::PyLong_CheckExact(int.as_ptr()) == 0 {
            return None;
        }
        ffi::PyLong_AsLongLongAndOverflow(int.as_ptr(), &mut overflow)
    };
    match overflow {
        0 => Some(Small {
            magnitude: value.unsigned_abs().into(),
            negative: value < 0,
        }),
        1 => Some(Small {
            magnitude: wide(int)?,
            negative: false,
        }),
        _ => None,
    }
}

/// The number of bits of an exact positive `int` of more than 63 bits, where the interpreter tells it at once.
pub(in crate::python) fn long_bits(int: Borrowed<'_, '_, PyAny>) -> Option<u64> {
    let mut overflow = 0;
    // SAFETY: a valid object, and an exact `int` where it is converted, so that no code of a subclass runs.
    unsafe {
        if ffi::PyLong_CheckExact(int.as_ptr()) == 0 {
            return None;
        }
        ffi::PyLong_AsLongLongAndOverflow(int.as_ptr(), &mut overflow);
    }
    match overflow {
        1 => quick_bit_length(int),
        _ => None,
    }
}

/// The number of bits of an exact `int`'s magnitude, or one more. `None` for anything else, and where it takes long to
/// know: the interpreter has no function for it, and there are more than a thousand.
#[inline]
pub(in crate::python) fn bits(int: Borrowed<'_, '_, PyAny>) -> Option<u64> {
    // SAFETY: a valid object.
    if unsafe { ffi::PyLong_CheckExact(int.as_ptr()) } == 0 {
        return None;
    }
    quick_bit_length(int).or_else(|| {
        // A double of the exponent e is below 2^(e - 1022).
        let exponent = (double(int)?.to_bits() >> 52) & 0x7ff;
        Some(exponent.saturating_sub(1022))
    })
}

/// The double nearest to an exact `int`. `None` for anything else, and from 2^1024 on.
#[inline]
pub(in crate::python) fn double(int: Borrowed<'_, '_, PyAny>) -> Option<f64> {
    // SAFETY: a valid object, and an exact `int` where it is converted. What is set if it is too large is cleared.
    unsafe {
        if ffi::PyLong_CheckExact(int.as_ptr()) == 0 {
            return None;
        }
        // It is cheaper to ask than to clear.
        if quick_bit_length(int).is_some_and(|bits| bits > 1024) {
            return None;
        }
        let double = ffi::PyLong_AsDouble(int.as_ptr());
        if double == -1.0 && !ffi::PyErr_Occurred().is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        Some(double)
    }
}

/// The value of a positive exact `int`, if it and its nearest float are below 2^128.
fn wide(int: Borrowed<'_, '_, PyAny>) -> Option<u128> {
    const WORD: f64 = (1u128 << 64) as f64;
    // SAFETY: an exact `int`. What is set where something does not succeed is cleared.
    unsafe {
        if quick_bit_length(int).is_some_and(|bits| bits > 128) {
            return None;
        }
        // Rounding is monotonic: what is below a power of two was below it before.
        let size = ffi::PyLong_AsDouble(int.as_ptr());
        if (0.0..WORD).contains(&size) {
            return Some(ffi::PyLong_AsUnsignedLongLong(int.as_ptr()).into());
        }
        let high = match (WORD..WORD * WORD).contains(&size) {
            true => high(int),
            false => None,
        };
        if high.is_none() {
            ffi::PyErr_Clear();
        }
        let low = || ffi::PyLong_AsUnsignedLongLongMask(int.as_ptr());
        high.map(|high| u128::from(high) << 64 | u128::from(low()))
    }
}

/// The bits of an exact `int` from the 64th on, if these are a word.
fn high(int: Borrowed<'_, '_, PyAny>) -> Option<u64> {
    let py = int.py();
    // SAFETY: an exact `int` and another; the results are new references, or null.
    unsafe {
        let shift = Bound::from_owned_ptr_or_opt(py, ffi::PyLong_FromLong(64))?;
        let high = ffi::PyNumber_Rshift(int.as_ptr(), shift.as_ptr());
        let high = Bound::from_owned_ptr_or_opt(py, high)?;
        Some(ffi::PyLong_AsUnsignedLongLong(high.as_ptr()))
    }
}

/// Makes an `int` of an unsigned number.
#[inline]
pub(in crate::python) fn make(py: Python<'_>, value: u128) -> PyResult<Bound<'_, PyAny>> {
    match u64::try_from(value) {
        Ok(value) => Ok(value.into_pyobject(py)?.into_any()),
        Err(_) => int::of_limbs(py, &[value as u64, (value >> 64) as u64]),
    }
}

/// Makes an `int` of a signed number.
pub(in crate::python) fn make_signed(py: Python<'_>, value: i128) -> PyResult<Bound<'_, PyAny>> {
    if let Ok(value) = i64::try_from(value) {
        return Ok(value.into_pyobject(py)?.into_any());
    }
    let magnitude = make(py, value.unsigned_abs())?;
    if value < 0 {
        magnitude.neg()
    } else {
        Ok(magnitude)
    }
}
