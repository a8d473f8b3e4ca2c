//! Numerals and places: `is_fib`, `fib_index`, `is_lucas`, `lucas_index`, `zeckendorf`, `from_zeckendorf`.
//!
//! The first four take the quick way for ints of which the nearest float tells enough, but for a look at the low word
//! or at one `int` of the table.

#![allow(unsafe_code)]

use super::arguments::{admit_bits, index, index_from};
use super::builtins::{self, Builtin, in_python};
use super::int::methods::bit_length;
use super::int::{self, Source, words};
use super::plugin::{check, known_largest_unchecked_bits, largest_unchecked_n};
use super::{docs, exact, work};
use crate::sequences::fibonacci::Sequence;
use crate::sequences::numerals::{
    Place, WORD_TERMS, is_word_term, low_word, lucas_word_index, numeral, place, put_together,
    take_word_apart, word_index,
};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyIterator, PyList};
use pyo3::{ffi, intern};
use std::ffi::{CStr, c_int};
use std::marker::PhantomData;

/// The size in bits of the largest number that is taken apart here: the Python backend takes larger ones apart by
/// halves.
const MOST_APART: u64 = 30_000;

/// The last index of a numeral that is put together here, as with [`MOST_APART`].
const MOST_TOGETHER: u64 = 500_000;

/// Memory in multiples of a number, as the Python backend has it: nearly all is for indices.
const PEAK_APART: f64 = 260.0;
const PEAK_TOGETHER: f64 = 80.0;

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    builtins::add::<Membership<Fibonacci>>(module)?;
    builtins::add::<Index<Fibonacci>>(module)?;
    builtins::add::<Membership<Lucas>>(module)?;
    builtins::add::<Index<Lucas>>(module)?;
    builtins::add::<Zeckendorf>(module)?;
    builtins::add::<FromZeckendorf>(module)
}

/// A sequence that numbers are placed in: a type and not a value, as a [`Builtin`] is.
trait Terms {
    const SEQUENCE: Sequence;
    const MEMBERSHIP: (&'static CStr, &'static CStr);
    const INDEX: (&'static CStr, &'static CStr);

    /// The least number that has an index.
    const LEAST: u8;

    /// The index of a word that has one.
    fn word_index(x: u64) -> u64;
}

enum Fibonacci {}

impl Terms for Fibonacci {
    const SEQUENCE: Sequence = Sequence::Fibonacci;
    const MEMBERSHIP: (&'static CStr, &'static CStr) = (c"is_fib", docs::IS_FIB);
    const INDEX: (&'static CStr, &'static CStr) = (c"fib_index", docs::FIB_INDEX);
    const LEAST: u8 = 0;

    #[inline(always)]
    fn word_index(x: u64) -> u64 {
        word_index(x)
    }
}

enum Lucas {}

impl Terms for Lucas {
    const SEQUENCE: Sequence = Sequence::Lucas;
    const MEMBERSHIP: (&'static CStr, &'static CStr) = (c"is_lucas", docs::IS_LUCAS);
    const INDEX: (&'static CStr, &'static CStr) = (c"lucas_index", docs::LUCAS_INDEX);
    const LEAST: u8 = 1;

    #[inline(always)]
    fn word_index(x: u64) -> u64 {
        lucas_word_index(x)
    }
}

/// Whether a number is a term.
struct Membership<S>(PhantomData<S>);

impl<S: Terms> Builtin<1> for Membership<S> {
    const NAME: &'static CStr = S::MEMBERSHIP.0;
    const DOC: &'static CStr = S::MEMBERSHIP.1;

    #[inline(always)]
    fn quick<'py>([x]: [Borrowed<'_, 'py, PyAny>; 1]) -> Option<Bound<'py, PyAny>> {
        let is_term = match Short::read(S::SEQUENCE, x)? {
            Short::Negative => false,
            Short::Word(word) => is_word_term(S::SEQUENCE, word),
            Short::Long(Place::Between(_)) => false,
            Short::Long(Place::Near(k)) => {
                low_bits(x) == low_word(S::SEQUENCE, k) && compare(S::SEQUENCE, x, k, ffi::Py_EQ)?
            }
        };
        Some(PyBool::new(x.py(), is_term).to_owned().into_any())
    }

    fn evaluate<'py>([argument]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
        let (py, x) = (argument.py(), index(argument, "x")?);
        if let Some(found) = quick_after_all::<Self>(argument, &x) {
            return Ok(found);
        }
        let bits = admit(S::SEQUENCE, &x)?;
        let is_term = !x.lt(0)?
            && match long_place(S::SEQUENCE, &x, bits)? {
                Place::Between(_) => false,
                Place::Near(k) => {
                    low_bits(x.as_borrowed()) == low_word(S::SEQUENCE, k)
                        && x.eq(exact::term(S::SEQUENCE, py, k as i64)?)?
                }
            };
        Ok(PyBool::new(py, is_term).to_owned().into_any())
    }
}

/// The index of the last term that is not larger than a number.
struct Index<S>(PhantomData<S>);

impl<S: Terms> Builtin<1> for Index<S> {
    const NAME: &'static CStr = S::INDEX.0;
    const DOC: &'static CStr = S::INDEX.1;

    #[inline(always)]
    fn quick<'py>([x]: [Borrowed<'_, 'py, PyAny>; 1]) -> Option<Bound<'py, PyAny>> {
        let k = match Short::read(S::SEQUENCE, x)? {
            Short::Word(word) if word >= S::LEAST.into() => S::word_index(word),
            Short::Negative | Short::Word(_) => return None,
            Short::Long(Place::Between(k)) => k,
            Short::Long(Place::Near(k)) => k - u64::from(compare(S::SEQUENCE, x, k, ffi::Py_LT)?),
        };
        Some(k.into_pyobject(x.py()).ok()?.into_any())
    }

    fn evaluate<'py>([argument]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
        let (py, x) = (argument.py(), index_from(argument, "x", S::LEAST)?);
        if let Some(found) = quick_after_all::<Self>(argument, &x) {
            return Ok(found);
        }
        let bits = admit(S::SEQUENCE, &x)?;
        let k = match long_place(S::SEQUENCE, &x, bits)? {
            Place::Between(k) => k,
            Place::Near(k) => k - u64::from(x.lt(exact::term(S::SEQUENCE, py, k as i64)?)?),
        };
        Ok(k.into_pyobject(py)?.into_any())
    }
}

enum Zeckendorf {}

impl Builtin<1> for Zeckendorf {
    const NAME: &'static CStr = c"zeckendorf";
    const DOC: &'static CStr = docs::ZECKENDORF;

    #[inline(always)]
    fn quick<'py>([x]: [Borrowed<'_, 'py, PyAny>; 1]) -> Option<Bound<'py, PyAny>> {
        let Short::Word(word) = Short::read(Sequence::Fibonacci, x)? else {
            return None;
        };
        let (mut indices, mut count) = ([0; WORD_TERMS], 0);
        take_word_apart(word, |k| {
            indices[count] = k;
            count += 1;
        });
        Some(PyList::new(x.py(), &indices[..count]).ok()?.into_any())
    }

    fn evaluate<'py>([argument]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
        let (py, x) = (argument.py(), index_from(argument, "x", 0)?);
        if let Some(found) = quick_after_all::<Self>(argument, &x) {
            return Ok(found);
        }
        let bits = bit_length(&x)?;
        if bits > MOST_APART {
            return in_python(Self::NAME, (x,), py);
        }
        admit_bits(py, bits, "x", "taking apart", || PEAK_APART)?;
        let source = Source::new(&x)?;
        // An index for each 1.44 bits, and a limb for each 64.
        let size = work::size(bits * bits / 40);
        let number = source.number();
        let indices = work::run_sized(py, size, &|| "x".into(), |interrupt| {
            let x = number.read(interrupt)?;
            numeral(x.magnitude.limbs(), interrupt)
        })?;
        Ok(PyList::new(py, indices.limbs())?.into_any())
    }
}

enum FromZeckendorf {}

impl Builtin<1> for FromZeckendorf {
    const NAME: &'static CStr = c"from_zeckendorf";
    const DOC: &'static CStr = docs::FROM_ZECKENDORF;

    fn evaluate<'py>([argument]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
        let py = argument.py();
        let mut iterator = argument.try_iter()?;
        let mut indices: Vec<u64> = Vec::new();
        while let Some(item) = iterator.next() {
            let item = item?;
            match next_index(&item, indices.last()) {
                Some(k) if indices.try_reserve(1).is_ok() => indices.push(k),
                // What is wrong with it, or how to take it, is fibaccel's to say.
                _ => return in_python(Self::NAME, (chain(indices, item, iterator)?,), py),
            }
        }
        match indices.first() {
            Some(&first) if first > MOST_TOGETHER => in_python(Self::NAME, (indices,), py),
            Some(&first) => {
                if first > largest_unchecked_n(py)? {
                    check(py, "check_size", (first,), ("symbol", "F"), PEAK_TOGETHER)?;
                }
                // For each index a part of the number, of a limb for each 92 of them.
                let size = work::size(first * first / 8_000);
                let sum = work::run_sized(py, size, &|| format!("n = {first}"), |interrupt| {
                    put_together(&indices, interrupt)
                })?;
                int::of_limbs(py, sum.limbs())
            }
            None => int::of_limbs(py, &[]),
        }
    }
}

/// The next index of a numeral, if it is an `int` that is one.
#[inline]
fn next_index(item: &Bound<'_, PyAny>, last: Option<&u64>) -> Option<u64> {
    let item = words::read(item.as_borrowed())?;
    let k = u64::try_from(item.magnitude).ok()?;
    let is_next = !item.negative && k >= 2 && last.is_none_or(|last| k + 2 <= *last);
    is_next.then_some(k)
}

/// An iterable of what has been read of one, the item that was read last, and all that is left.
fn chain<'py>(
    read: Vec<u64>,
    item: Bound<'py, PyAny>,
    rest: Bound<'py, PyIterator>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = item.py();
    let chain = py.import(intern!(py, "itertools"))?.getattr("chain")?;
    chain.call1((read, (item,), rest))
}

/// An `int` that no limit refuses and that is a float's neighbour, as far as that or a word tells.
enum Short {
    Negative,
    Word(u64),
    Long(Place),
}

impl Short {
    #[inline(always)]
    fn read(sequence: Sequence, x: Borrowed<'_, '_, PyAny>) -> Option<Self> {
        const WORD: f64 = (1u64 << 63) as f64;
        /// 2^704: no limit refuses less.
        const END: f64 = f64::from_bits((1023 + 704) << 52);
        let double = words::double(x)?;
        if double.abs() >= END && known_largest_unchecked_bits(x.py())? < 1024 {
            return None;
        }
        if double.abs() < WORD {
            let word = u64::try_from(x.extract::<i64>().ok()?);
            return Some(word.map_or(Self::Negative, Self::Word));
        }
        Some(match double > 0.0 {
            true => Self::Long(place(sequence, double, 0)),
            false => Self::Negative,
        })
    }
}

/// The result of the quick way for an argument that had to be converted first.
fn quick_after_all<'py, F: Builtin<1>>(
    argument: &Bound<'py, PyAny>,
    x: &Bound<'py, PyAny>,
) -> Option<Bound<'py, PyAny>> {
    match x.is(argument) {
        true => None,
        false => F::quick([x.as_borrowed()]),
    }
}

/// The bits of a number beside which a term is to be made, unless there is no memory for that.
fn admit(sequence: Sequence, x: &Bound<'_, PyAny>) -> PyResult<u64> {
    let bits = bit_length(x)?;
    let peak = || exact::term_peak(sequence, (bits as f64 / 0.694) as i64);
    admit_bits(x.py(), bits, "x", "comparing", peak)?;
    Ok(bits)
}

/// The place of a number of that many bits, 64 or more.
fn long_place(sequence: Sequence, x: &Bound<'_, PyAny>, bits: u64) -> PyResult<Place> {
    let shift = bits - 64;
    let leading: u64 = x.rshift(shift)?.extract()?;
    Ok(place(sequence, leading as f64, shift))
}

/// The lowest 64 bits of an exact `int`.
fn low_bits(x: Borrowed<'_, '_, PyAny>) -> u64 {
    // SAFETY: an exact `int`, for which there is nothing to go wrong.
    unsafe { ffi::PyLong_AsUnsignedLongLongMask(x.as_ptr()) }
}

/// Whether an exact `int` compares so with the term at k. `None` if the table does not hold that, or if there is no
/// memory.
fn compare(
    sequence: Sequence,
    x: Borrowed<'_, '_, PyAny>,
    k: u64,
    operator: c_int,
) -> Option<bool> {
    let term = exact::tabled(sequence, x.py(), k)?.ok()?;
    // SAFETY: two valid objects, both exact ints, whose comparison cannot fail.
    Some(unsafe { ffi::PyObject_RichCompareBool(x.as_ptr(), term.as_ptr(), operator) } == 1)
}
