//! Conversion between limbs and ints: by Python's digits of 30 bits where they can be reached, or else by bytes.

#![allow(unsafe_code)]

mod access;
pub mod methods;
mod reader;
pub(super) mod words;
mod writer;

use crate::bignum::{Integer, Signed};
use crate::limbs::{python_digits, trimmed};
use crate::python::work;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt, Never};
use access::Access;
use methods::{bit_length, method};
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use pyo3::{ffi, intern};
use reader::Reader;
use writer::write;

/// The name of the way by bytes, the only one in the stable ABI of 3.11.
const BYTES: &str = "int.from_bytes";

/// Limbs from which on, a millisecond, the way by bytes looks at signals. An exception of theirs must not
/// come where small numbers are made, whose callers take none.
const LONG: usize = 1 << 17;

/// The access to digits, or None where there is none; set when the module is imported.
static ACCESS: PyOnceLock<Option<Access>> = PyOnceLock::new();

/// Chooses the way that `FIBACCEL_NATIVE_INT` names, or the best, and adds both, `INT` and all `INTS`, to the
/// module. The variable is for tests, which must not silently run something else.
pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let access = Access::find(py)?.filter(|access| is_right(py, *access));
    let ways: Vec<_> = access.iter().map(Access::name).chain([BYTES]).collect();
    let asked = std::env::var_os("FIBACCEL_NATIVE_INT").unwrap_or_default();
    let chosen = match ways.iter().find(|way| asked == **way) {
        Some(way) => *way,
        None if asked.is_empty() => ways[0],
        None => {
            let ways = ways.join(", ");
            let message = format!("FIBACCEL_NATIVE_INT is {asked:?}; this interpreter has {ways}");
            return Err(PyImportError::new_err(message));
        }
    };
    // Once in a process, like the tier: another import changes nothing.
    let used = ACCESS.get_or_init(py, || access.filter(|access| access.name() == chosen));
    module.add("INT", used.as_ref().map_or(BYTES, Access::name))?;
    module.add("INTS", PyTuple::new(py, ways)?)
}

/// Whether a number survives being written and read by its digits: one of two groups of digits, and some more.
fn is_right(py: Python<'_>, access: Access) -> bool {
    let limbs: [u64; 37] = std::array::from_fn(|i| 0x9E37_79B9_7F4A_7C15 << (i % 4));
    let check = || {
        let int = from_bytes(py, &limbs)?;
        let source = Source::digits(access, &int, false)?;
        let number = source.number().read(&mut Never);
        let is_read = number.is_ok_and(|number| number.magnitude.limbs() == limbs);
        Ok::<_, PyErr>(is_read && write(py, access, &limbs)?.eq(int)?)
    };
    check().unwrap_or(false)
}

/// Makes an `int` of the number in these limbs.
pub(super) fn of_limbs<'py>(py: Python<'py>, limbs: &[u64]) -> PyResult<Bound<'py, PyAny>> {
    match (&limbs[..trimmed(limbs)], ACCESS.get(py).copied().flatten()) {
        ([], _) => Ok(0_u64.into_pyobject(py)?.into_any()),
        (&[limb], _) => Ok(limb.into_pyobject(py)?.into_any()),
        (limbs, Some(access)) => write(py, access, limbs),
        (limbs, None) => from_bytes(py, limbs),
    }
}

/// Makes an `int` by `int.from_bytes`: in one thread, and at n = 10^9 for a tenth of a second deaf to signals.
fn from_bytes<'py>(py: Python<'py>, limbs: &[u64]) -> PyResult<Bound<'py, PyAny>> {
    static METHOD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let look = || match limbs.len() < LONG {
        true => Ok(()),
        false => work::check_signals(py),
    };
    look()?;
    let bytes = PyBytes::new_with(py, size_of_val(limbs), |bytes| {
        for (bytes, limb) in bytes.as_chunks_mut().0.iter_mut().zip(limbs) {
            *bytes = limb.to_le_bytes();
        }
        Ok(())
    })?;
    look()?;
    method(py, &METHOD, "from_bytes")?.call1((bytes, intern!(py, "little")))
}

/// An `int` that is to be read.
pub(super) enum Source<'py> {
    Small(i64),
    Digits {
        reader: Reader<'py>,
        negative: bool,
    },
    /// The bytes of the two's complement, the least significant first, in whole limbs.
    Bytes {
        bytes: Bound<'py, PyBytes>,
        negative: bool,
    },
}

impl<'py> Source<'py> {
    /// Prepares an exact `int` for reading.
    pub(super) fn new(int: &Bound<'py, PyAny>) -> PyResult<Self> {
        let mut overflow = 0;
        // SAFETY: an exact `int`, so there is nothing but overflow to go wrong.
        let small = unsafe { ffi::PyLong_AsLongLongAndOverflow(int.as_ptr(), &mut overflow) };
        match (overflow, ACCESS.get(int.py()).copied().flatten()) {
            (0, _) => Ok(Self::Small(small)),
            (sign, Some(access)) => Self::digits(access, int, sign < 0),
            (sign, None) => Self::bytes(int, sign < 0),
        }
    }

    fn digits(access: Access, int: &Bound<'py, PyAny>, negative: bool) -> PyResult<Self> {
        let reader = Reader::new(access, int)?;
        Ok(Self::Digits { reader, negative })
    }

    /// The bytes of an `int`, all that cannot be interrupted: at 10^9 bits it takes 0.14 s.
    fn bytes(int: &Bound<'py, PyAny>, negative: bool) -> PyResult<Self> {
        static METHOD: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let py = int.py();
        let options = PyDict::new(py);
        options.set_item(intern!(py, "signed"), true)?;
        let count = 8 * (bit_length(int)? / 64 + 1);
        let arguments = (int, count, intern!(py, "little"));
        let bytes = method(py, &METHOD, "to_bytes")?.call(arguments, Some(&options))?;
        let bytes = bytes.cast_into()?;
        Ok(Self::Bytes { bytes, negative })
    }

    /// The part that can be read without the GIL.
    pub(super) fn number(&self) -> Number<'_> {
        match self {
            Self::Small(small) => Number::Small(*small),
            Self::Digits { reader, negative } => Number::Digits(reader.digits(), *negative),
            Self::Bytes { bytes, negative } => Number::Bytes(bytes.as_bytes(), *negative),
        }
    }
}

/// The number of a [`Source`], and whether it is negative.
#[derive(Clone, Copy)]
pub(super) enum Number<'a> {
    Small(i64),
    Digits(&'a [u32], bool),
    Bytes(&'a [u8], bool),
}

impl Number<'_> {
    /// Reads the number into limbs.
    pub(super) fn read(self, interrupt: &mut dyn Interrupt) -> Result<Signed, Error> {
        let (limbs, negative) = match self {
            Self::Small(small) => return Signed::new(small.into()),
            Self::Digits(digits, negative) => {
                let mut limbs = Buffer::new(python_digits::limbs(digits.len()))?;
                python_digits::read(&mut limbs, digits, interrupt)?;
                (limbs, negative)
            }
            Self::Bytes(bytes, negative) => (of_complement(bytes, negative, interrupt)?, negative),
        };
        let len = limbs.len();
        Ok(Signed {
            magnitude: Integer::of(limbs, len),
            negative,
        })
    }
}

/// The magnitude of a number in two's complement.
fn of_complement(
    bytes: &[u8],
    negative: bool,
    interrupt: &mut dyn Interrupt,
) -> Result<Buffer<u64>, Error> {
    const PART: usize = 1 << 16;
    let bytes = bytes.as_chunks().0;
    let mut limbs = Buffer::new(bytes.len())?;
    // -x is the complement of x, and 1.
    let (mask, mut carry) = match negative {
        true => (u64::MAX, true),
        false => (0, false),
    };
    for (limbs, bytes) in limbs.chunks_mut(PART).zip(bytes.chunks(PART)) {
        interrupt.poll()?;
        for (limb, bytes) in limbs.iter_mut().zip(bytes) {
            (*limb, carry) = (u64::from_le_bytes(*bytes) ^ mask).overflowing_add(carry.into());
        }
    }
    Ok(limbs)
}
