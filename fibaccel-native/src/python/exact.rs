//! Functions of an index: `fib`, `lucas`, their pairs and their digits.

#![allow(unsafe_code)]

use super::arguments::index;
use super::builtins::{add_one, restore, returned};
use super::guard::guard;
use super::plugin::{self, multiple};
use super::results::{ascii, to_int, to_str};
use super::term_table::{self, TermTable};
use super::{docs, int, work};
use crate::limbs::{Binary, Decimal};
use crate::machine::Tier;
use crate::runtime::Never;
use crate::sequences::fibonacci::path::Path;
use crate::sequences::fibonacci::{Sequence, peak_bytes, small_terms};
use pyo3::exceptions::PyMemoryError;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::CStr;

/// The shape of what a function returns.
#[derive(Clone, Copy)]
enum Shape {
    /// The term at n.
    Term,
    /// The terms at n and n - 1.
    Pair,
    /// The decimal digits of the term at n.
    Text,
}

/// A function of an index: a type and not a value, because a C function pointer carries no data.
trait OfIndex {
    const NAME: &'static CStr;
    const DOC: &'static CStr;
    const SEQUENCE: Sequence;
    const SHAPE: Shape;
}

/// Declares the functions of an index, and `add`, which adds them to the module.
macro_rules! functions {
    ($($type:ident, $name:literal, $doc:ident: $shape:ident of $sequence:ident;)+) => {
        $(
            enum $type {}

            impl OfIndex for $type {
                const NAME: &'static CStr = $name;
                const DOC: &'static CStr = docs::$doc;
                const SEQUENCE: Sequence = Sequence::$sequence;
                const SHAPE: Shape = Shape::$shape;
            }
        )+

        pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
            term_table::prepare(module.py());
            $(add_one(module, $type::NAME, $type::DOC, enter::<$type>)?;)+
            Ok(())
        }
    };
}

functions! {
    Fib, c"fib", FIB: Term of Fibonacci;
    Fib2, c"fib2", FIB2: Pair of Fibonacci;
    FibStr, c"fib_str", FIB_STR: Text of Fibonacci;
    Lucas, c"lucas", LUCAS: Term of Lucas;
    Lucas2, c"lucas2", LUCAS2: Pair of Lucas;
    LucasStr, c"lucas_str", LUCAS_STR: Text of Lucas;
}

/// The way of a call, chosen once, by its argument.
#[derive(Clone, Copy)]
enum Way {
    /// The table of ints, or that of texts, for an index that it holds.
    Table(usize),
    /// The engine, by a path, for an index that no limit refuses.
    Engine(u64, Path),
    /// Conversion and checks, for an argument that has to be read before there is anything to choose.
    Unread,
}

impl Way {
    /// The way for an argument; `n` is -1 if the argument is not a small int.
    #[inline(always)]
    fn of<F: OfIndex>(py: Python<'_>, n: isize) -> Self {
        // The pair at 0 has a term before the table, which may be negative.
        let in_table = match F::SHAPE {
            Shape::Term | Shape::Text => 0..term_table::LENGTH,
            Shape::Pair => 1..term_table::LENGTH,
        };
        match usize::try_from(n) {
            Ok(n) if in_table.contains(&n) => Self::Table(n),
            Ok(n) if n >= in_table.end => Self::beyond_the_table::<F>(py, n as u64),
            _ => Self::Unread,
        }
    }

    #[inline]
    fn beyond_the_table<F: OfIndex>(py: Python<'_>, n: u64) -> Self {
        match plugin::known_largest_unchecked_n(py) {
            Some(largest) if n <= largest => Self::Engine(n, path::<F>(n)),
            _ => Self::Unread,
        }
    }
}

/// The engine's path to what a function returns at n.
fn path<F: OfIndex>(n: u64) -> Path {
    let tier = Tier::active();
    match F::SHAPE {
        Shape::Term => F::SEQUENCE.path::<Binary>(tier, n),
        Shape::Pair => Path::to_pair(tier, n),
        Shape::Text => F::SEQUENCE.path::<Decimal>(tier, n),
    }
}

/// The entry, which CPython calls. Handing out an int of the table cannot panic; all else is guarded.
// SAFETY: only CPython calls it, as the METH_O function that `add` says it is.
unsafe extern "C" fn enter<F: OfIndex>(
    _self: *mut ffi::PyObject,
    n: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: CPython calls a builtin only from a thread that is attached.
    let py = unsafe { Python::assume_attached() };
    // SAFETY: a METH_O function gets one argument, a valid object that the caller keeps alive.
    let argument = unsafe { Borrowed::from_ptr(py, n) };
    // SAFETY: a valid object. For one that is not an int, or a large one, this sets an exception and
    // returns -1.
    let n = unsafe { ffi::PyLong_AsSsize_t(n) };
    match Way::of::<F>(py, n) {
        Way::Table(n) => match found::<F>(py, n) {
            Some(found) => found.into_ptr(),
            None => returned(|| fill::<F>(py, n)),
        },
        Way::Engine(n, path) => by_engine::<F>(py, n, path),
        Way::Unread => unread::<F>(argument),
    }
}

/// The term at n, which the table holds.
#[inline]
pub(super) fn tabled_term(
    sequence: Sequence,
    py: Python<'_>,
    n: usize,
) -> PyResult<Bound<'_, PyAny>> {
    match sequence {
        Sequence::Fibonacci => found::<Fib>(py, n).map_or_else(|| fill::<Fib>(py, n), Ok),
        Sequence::Lucas => found::<Lucas>(py, n).map_or_else(|| fill::<Lucas>(py, n), Ok),
    }
}

/// The term at n, if the table holds such indices.
pub(super) fn tabled(
    sequence: Sequence,
    py: Python<'_>,
    n: u64,
) -> Option<PyResult<Bound<'_, PyAny>>> {
    let n = usize::try_from(n)
        .ok()
        .filter(|&n| n < term_table::LENGTH)?;
    Some(tabled_term(sequence, py, n))
}

/// The term at n, for which there is memory.
pub(super) fn term(sequence: Sequence, py: Python<'_>, n: i64) -> PyResult<Bound<'_, PyAny>> {
    match sequence {
        Sequence::Fibonacci => compute::<Fib>(py, n, path::<Fib>(n.unsigned_abs())),
        Sequence::Lucas => compute::<Lucas>(py, n, path::<Lucas>(n.unsigned_abs())),
    }
}

/// The most memory that computing the term at n holds at once, as a multiple of it.
pub(super) fn term_peak(sequence: Sequence, n: i64) -> f64 {
    match sequence {
        Sequence::Fibonacci => peak::<Fib>(Some(n)),
        Sequence::Lucas => peak::<Lucas>(Some(n)),
    }
}

/// What errors call a term.
pub(super) fn symbol(sequence: Sequence) -> &'static str {
    match sequence {
        Sequence::Fibonacci => "F",
        Sequence::Lucas => "L",
    }
}

/// The result at n from the engine. Not inlined, so that the way to the table keeps no registers for it.
#[inline(never)]
fn by_engine<F: OfIndex>(py: Python<'_>, n: u64, path: Path) -> *mut ffi::PyObject {
    match path {
        Path::Kept => match guard(|| kept::<F>(py, n)) {
            Ok(Some(result)) => result.into_ptr(),
            Ok(None) => returned(|| compute::<F>(py, n as i64, Path::Basecase)),
            Err(error) => restore(py, error),
        },
        path => returned(|| compute::<F>(py, n as i64, path)),
    }
}

/// The result at n from the table, if all that it takes is there already.
#[inline(always)]
fn found<F: OfIndex>(py: Python<'_>, n: usize) -> Option<Bound<'_, PyAny>> {
    match F::SHAPE {
        Shape::Term => TermTable::of(F::SEQUENCE).get(py, n),
        Shape::Pair => TermTable::of(F::SEQUENCE).pair(py, n),
        Shape::Text => TermTable::of_texts(F::SEQUENCE).get(py, n),
    }
}

/// The result at n from the table, with what it takes made now if it is not there.
#[cold]
fn fill<F: OfIndex>(py: Python<'_>, n: usize) -> PyResult<Bound<'_, PyAny>> {
    let term = |n| {
        let make = || {
            let term = F::SEQUENCE.term(Tier::active(), n as i64, &mut Never);
            to_int(
                py,
                term.map_err(|_| PyMemoryError::new_err("n: not enough memory"))?,
            )
        };
        TermTable::of(F::SEQUENCE).fill(py, n, make)
    };
    match F::SHAPE {
        Shape::Term => term(n),
        Shape::Pair => Ok((term(n)?, term(n - 1)?).into_pyobject(py)?.into_any()),
        Shape::Text => {
            let make = || compute::<F>(py, n as i64, path::<F>(n as u64));
            TermTable::of_texts(F::SEQUENCE).fill(py, n, make)
        }
    }
}

/// The result at n, computed in memory that the thread keeps: what [`compute`] does besides computing
/// takes half as long again. `None` if that memory is in use.
#[inline]
fn kept<F: OfIndex>(py: Python<'_>, n: u64) -> PyResult<Option<Bound<'_, PyAny>>> {
    let (tier, sequence) = (Tier::active(), F::SEQUENCE);
    let to_int = |limbs: &[u64]| int::of_limbs(py, limbs);
    let to_tuple = |[at, before]: [&[u64]; 2]| {
        let pair = (to_int(at)?, to_int(before)?);
        Ok(pair.into_pyobject(py)?.into_any())
    };
    match F::SHAPE {
        Shape::Term => small_terms::with_term(tier, sequence, n, to_int),
        Shape::Pair => small_terms::with_pair(tier, sequence, n, to_tuple),
        Shape::Text => small_terms::with_text(tier, sequence, n, |digits| ascii(py, digits)),
    }
    .transpose()
}

/// The result at n, computed in memory that is reserved for it.
fn compute<F: OfIndex>(py: Python<'_>, n: i64, path: Path) -> PyResult<Bound<'_, PyAny>> {
    let (tier, sequence) = (Tier::active(), F::SEQUENCE);
    match F::SHAPE {
        Shape::Term => {
            let term = work::run(py, n, |by| sequence.term_along(path, tier, n, by))?;
            to_int(py, term)
        }
        Shape::Pair => {
            let (at, before) = work::run(py, n, |by| sequence.pair(n, by))?;
            let pair = (to_int(py, at)?, to_int(py, before)?);
            Ok(pair.into_pyobject(py)?.into_any())
        }
        Shape::Text => {
            let text = work::run(py, n, |by| sequence.text_along(path, tier, n, by))?;
            to_str(py, text)
        }
    }
}

/// The result for an argument that is no small index, or null with an exception set.
#[cold]
fn unread<F: OfIndex>(argument: Borrowed<'_, '_, PyAny>) -> *mut ffi::PyObject {
    // SAFETY: a `Borrowed` exists, so this thread is attached. It clears what the attempt to read
    // a small index may have set.
    unsafe { ffi::PyErr_Clear() };
    returned(|| {
        let n = admit::<F>(&index(&argument, "n")?)?;
        compute::<F>(argument.py(), n, path::<F>(n.unsigned_abs()))
    })
}

/// The index as a machine number, unless its result would not fit in memory.
///
/// The check is fibaccel's, so that every backend refuses the same n with the same words. An index
/// beyond 64 bits never passes it. Memory that the system refuses nevertheless is the same error.
fn admit<F: OfIndex>(int: &Bound<'_, PyAny>) -> PyResult<i64> {
    let (py, n) = (int.py(), int.extract::<i64>().ok());
    let unchecked = match n.map(i64::unsigned_abs) {
        None => false,
        Some(n) => n < term_table::LENGTH as u64 || n <= plugin::largest_unchecked_n(py)?,
    };
    if !unchecked {
        let symbol = ("symbol", symbol(F::SEQUENCE));
        plugin::check(py, "check_size", (int,), symbol, peak::<F>(n))?;
    }
    n.ok_or_else(|| PyMemoryError::new_err("n is beyond 64 bits"))
}

/// The most memory that a call holds at once, as a multiple of one term: what the engine reserves, or what
/// the conversion takes afterwards.
fn peak<F: OfIndex>(n: Option<i64>) -> f64 {
    // Where `int.from_bytes` makes an int: the numbers, the bytes of one of them, and what has become an
    // int already. Of text 2.41, a digit for each 3.3 bits, and as much for the str.
    let conversion = match F::SHAPE {
        Shape::Term => 3.2,
        Shape::Pair => 4.2,
        Shape::Text => 5.0,
    };
    let (tier, sequence) = (Tier::active(), F::SEQUENCE);
    let computing = |n| match F::SHAPE {
        Shape::Term => peak_bytes::<Binary>(tier, sequence, n, false),
        Shape::Pair => peak_bytes::<Binary>(tier, sequence, n, true),
        Shape::Text => peak_bytes::<Decimal>(tier, sequence, n, false),
    };
    let n = n.map(i64::unsigned_abs);
    // log2 phi, rounded down, so that the quotient is rounded up.
    let bits = n.map_or(1.0, |n| n as f64 * 0.69424);
    multiple(n.and_then(computing), bits).max(conversion)
}
