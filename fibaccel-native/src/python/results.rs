//! Conversion of the core's numbers and texts to Python's.

#![allow(unsafe_code)]

use super::{int, work};
use crate::bignum::Signed;
use crate::bignum::decimal::text::Text;
use pyo3::ffi;
use pyo3::prelude::*;

/// Converts a number to an `int`.
pub(super) fn to_int(py: Python<'_>, number: Signed) -> PyResult<Bound<'_, PyAny>> {
    signed_int(
        int::of_limbs(py, number.magnitude.limbs())?,
        number.negative,
    )
}

/// The `int` of that magnitude and sign.
pub(super) fn signed_int(
    magnitude: Bound<'_, PyAny>,
    negative: bool,
) -> PyResult<Bound<'_, PyAny>> {
    match negative {
        true => magnitude.neg(),
        false => Ok(magnitude),
    }
}

/// Converts a text to a `str`, with the one copy that the stable ABI asks for: it cannot write into a new `str`.
///
/// A large text is copied in pieces, between which signals are looked at: 209 MB, at n = 10^9, would take a
/// fifth of a second in one. To append grows the `str` where it is, by Linux's `mremap`, if it is larger than
/// the 32 MB to which the C library may take memory from its heap; so the first piece is. Elsewhere appending
/// might copy all that is there, as in PyPy it does, so all is copied at once.
pub(super) fn to_str(py: Python<'_>, text: Text) -> PyResult<Bound<'_, PyAny>> {
    const FIRST: usize = match cfg!(all(target_os = "linux", not(PyPy))) {
        true => 1 << 26,
        false => usize::MAX,
    };
    const PIECE: usize = 1 << 24;
    let bytes = text.bytes();
    let (first, rest) = bytes.split_at(bytes.len().min(FIRST));
    work::check_signals(py)?;
    let mut whole = ascii(py, first)?.into_ptr();
    for piece in rest.chunks(PIECE) {
        // SAFETY: `whole` is a `str` of which this function has the only reference, and so is `piece`.
        // Should there be no memory, the reference is dropped and null takes its place.
        unsafe {
            let piece = work::check_signals(py).and_then(|()| ascii(py, piece));
            let piece = piece.inspect_err(|_| ffi::Py_DecRef(whole))?;
            ffi::PyUnicode_Append(&mut whole, piece.as_ptr());
        }
        if whole.is_null() {
            break;
        }
    }
    // SAFETY: null with an exception set, or the reference to the `str`.
    unsafe { Bound::from_owned_ptr_or_err(py, whole) }
}

/// Converts decimal digits in ASCII to a `str`.
pub(super) fn ascii<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let size = bytes
        .len()
        .try_into()
        .expect("no slice is longer than that");
    // SAFETY: as many bytes from there are those of the slice, and ASCII is UTF-8.
    unsafe {
        let text = ffi::PyUnicode_FromStringAndSize(bytes.as_ptr().cast(), size);
        Bound::from_owned_ptr_or_err(py, text)
    }
}
