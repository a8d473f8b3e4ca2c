//! Arguments of array kernels: one-dimensional buffers of 64-bit words, as of PEP 3118.

#![allow(unsafe_code)]

use crate::runtime::cells::Cell;
use crate::sequences::arrays::operand::Operand;
use pyo3::buffer::PyUntypedBuffer;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyMemoryView;

/// A buffer of 64-bit words, held as long as this lives.
pub(super) struct WordBuffer(PyUntypedBuffer);

impl WordBuffer {
    /// The argument of that name as a buffer of words.
    pub(super) fn get(argument: &Bound<'_, PyAny>, name: &str) -> PyResult<Self> {
        let kind = || argument.get_type().name();
        // A memoryview fills in what exporters may leave out, as ctypes does with strides.
        let view = PyMemoryView::from(argument).or_else(|error| {
            if !error.is_instance_of::<PyTypeError>(argument.py()) {
                return Err(error);
            }
            let message = format!("{name} must be a buffer of unsigned 64-bit integers");
            Err(PyTypeError::new_err(format!("{message}, not {}", kind()?)))
        })?;
        let one_dimension = || {
            PyValueError::new_err(format!(
                "{name} must be one-dimensional, contiguous and aligned"
            ))
        };
        if view.getattr(intern!(view.py(), "ndim"))?.ne(1)? {
            return Err(one_dimension());
        }
        let buffer = PyUntypedBuffer::get(&view)?;
        // Not PyO3's own check of the format: that takes '>' for this machine's order of bytes.
        let format = buffer.format().to_bytes();
        let is_words = matches!(format, b"Q" | b"L" | b"@Q" | b"@L" | b"=Q")
            || cfg!(target_endian = "little") && matches!(format, b"<Q" | b"<L");
        if !is_words || buffer.item_size() != size_of::<u64>() {
            let format = String::from_utf8_lossy(format);
            return Err(PyTypeError::new_err(format!(
                "{name} must hold unsigned 64-bit integers, not items of format {format:?}"
            )));
        }
        // Where nothing is, the place says nothing.
        let aligned = buffer.item_count() == 0 || buffer.buf_ptr().cast::<u64>().is_aligned();
        if !buffer.is_c_contiguous() || !aligned {
            return Err(one_dimension());
        }
        Ok(Self(buffer))
    }

    /// The argument `out` as a buffer of words that can be written.
    pub(super) fn out(argument: &Bound<'_, PyAny>) -> PyResult<Self> {
        let out = Self::get(argument, "out")?;
        if out.0.readonly() {
            return Err(PyValueError::new_err("out must be writable"));
        }
        Ok(out)
    }

    /// The words of the buffer. Only those of [`Self::out`] are to be written.
    pub(super) fn cells(&self) -> &[Cell] {
        let count = self.0.item_count();
        if count == 0 {
            return &[]; // whose place may be null
        }
        // SAFETY: `get` saw that the buffer is contiguous and aligned; its owner keeps it in place until it is
        // released, after this borrow; this crate's other views of it are cells, too.
        unsafe { Cell::at(self.0.buf_ptr().cast(), count) }
    }

    /// The words as an operand for `count` elements.
    pub(super) fn operand(&self, name: &str, count: usize) -> PyResult<Operand<'_>> {
        match self.cells() {
            [shared] => Ok(Operand::Shared(shared.get())),
            each if each.len() == count => Ok(Operand::Each(each)),
            each => Err(PyValueError::new_err(format!(
                "{name} must have 1 element or as many as out, {count}, not {}",
                each.len()
            ))),
        }
    }
}
