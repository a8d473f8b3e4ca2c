//! From Python's integers to the core's numbers.

use crate::arch::memory::Buffer;
use crate::error::Error;
use crate::fibonacci::Signed;
use crate::integer::Integer;
use crate::interrupt::Interrupt;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyInt};

/// How many bits the magnitude of an `int` has.
pub(super) fn bit_length(int: &Bound<'_, PyAny>) -> PyResult<u64> {
    static METHOD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    method(int.py(), &METHOD, "bit_length")?
        .call1((int,))?
        .extract()
}

/// A method of `int` itself: a subclass may have another of that name.
fn method<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyAny>>,
    name: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let found = cell.get_or_try_init(py, || {
        Ok::<_, PyErr>(py.get_type::<PyInt>().getattr(name)?.unbind())
    })?;
    Ok(found.bind(py).clone())
}

/// An `int` in bytes.
pub(super) struct Source<'py> {
    bytes: Bound<'py, PyBytes>,
    negative: bool,
}

impl<'py> Source<'py> {
    /// The number in two's complement, least significant byte first, and whole limbs. All that cannot be
    /// interrupted: at 10^9 bits it takes 0.14 s.
    pub(super) fn new(int: &Bound<'py, PyAny>) -> PyResult<Self> {
        static METHOD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let py = int.py();
        let options = PyDict::new(py);
        options.set_item(intern!(py, "signed"), true)?;
        let count = 8 * (bit_length(int)? / 64 + 1);
        let arguments = (int, count, intern!(py, "little"));
        let bytes = method(py, &METHOD, "to_bytes")?.call(arguments, Some(&options))?;
        let bytes: Bound<'py, PyBytes> = bytes.cast_into()?;
        let negative = bytes.as_bytes().last().is_some_and(|byte| byte >> 7 == 1);
        Ok(Self { bytes, negative })
    }

    /// What can be read without the GIL.
    pub(super) fn complement(&self) -> Complement<'_> {
        Complement {
            bytes: self.bytes.as_bytes(),
            negative: self.negative,
        }
    }
}

/// A number in two's complement, in whole limbs.
#[derive(Clone, Copy)]
pub(super) struct Complement<'a> {
    bytes: &'a [u8],
    negative: bool,
}

impl Complement<'_> {
    /// The number.
    pub(super) fn read(self, interrupt: &mut dyn Interrupt) -> Result<Signed, Error> {
        const PART: usize = 1 << 16;
        let bytes = self.bytes.as_chunks().0;
        let mut limbs = Buffer::new(bytes.len())?;
        // -x is the complement of x, and 1.
        let (mask, mut carry) = match self.negative {
            true => (u64::MAX, true),
            false => (0, false),
        };
        for (limbs, bytes) in limbs.chunks_mut(PART).zip(bytes.chunks(PART)) {
            interrupt.poll()?;
            for (limb, bytes) in limbs.iter_mut().zip(bytes) {
                (*limb, carry) = (u64::from_le_bytes(*bytes) ^ mask).overflowing_add(carry.into());
            }
        }
        Ok(Signed {
            magnitude: Integer::of(limbs, bytes.len()),
            negative: self.negative,
        })
    }
}
