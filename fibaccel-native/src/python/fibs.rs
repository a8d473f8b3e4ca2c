//! `fibs` and `lucases`: the Fibonacci and the Lucas numbers one after another.

use super::builtins::in_python;
use super::int::words;
use super::plugin::{check, largest_unchecked_n};
use super::results::to_int;
use super::{exact, term_table, work};
use crate::machine::Tier;
use crate::sequences::fibonacci::Sequence;
use pyo3::prelude::*;
use std::convert::Infallible;
use std::ffi::CStr;

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(fibs, module)?)?;
    module.add_function(wrap_pyfunction!(lucases, module)?)
}

/// An argument that may be left out: `None` is a value as well.
enum Argument<'py> {
    Missing,
    Given(Bound<'py, PyAny>),
}

impl<'a, 'py> FromPyObject<'a, 'py> for Argument<'py> {
    type Error = Infallible;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self::Given(object.to_owned()))
    }
}

impl<'py> Argument<'py> {
    /// The argument, or what stands for it where it is missing.
    fn or(self, py: Python<'py>, default: Option<i64>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Given(object) => Ok(object),
            Self::Missing => Ok(default.into_pyobject(py)?),
        }
    }
}

/// Return an iterator over F(start), F(start + step), ..., as far as range would go.
///
/// start, stop and step may be any integers, step not 0; anything that has __index__
/// is accepted. Without a stop there is no end.
///
/// Cost: below n = 1024 the terms are looked up. Above, an addition for each, or for
/// steps other than 1 and -1 a product with L(step): F(n + s) is L(s) * F(n) -
/// (-1)**s * F(n - s). Terms that are far apart are computed one by one.
///
/// Raises:
///     TypeError: an argument is not an integer; at the call, before the first term.
///     ValueError: step is 0.
///     MemoryError: a term would not fit in memory; when it is its turn.
///
/// Source: docs/numeration.md.
///
/// >>> from fibaccel import fibs
/// >>> list(fibs(stop=10))
/// [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
/// >>> list(fibs(4, -5, -2))
/// [3, 1, 0, -1, -3]
#[pyfunction]
#[pyo3(
    signature = (start = Argument::Missing, stop = Argument::Missing, step = Argument::Missing),
    text_signature = "(start=0, stop=None, step=1)"
)]
fn fibs<'py>(
    py: Python<'py>,
    start: Argument<'py>,
    stop: Argument<'py>,
    step: Argument<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    terms(py, Sequence::Fibonacci, c"fibs", [start, stop, step])
}

/// Return an iterator over L(start), L(start + step), ..., as far as range would go.
///
/// start, stop and step may be any integers, step not 0; anything that has __index__
/// is accepted. Without a stop there is no end.
///
/// Cost: that of fibs.
///
/// Raises:
///     TypeError: an argument is not an integer; at the call, before the first term.
///     ValueError: step is 0.
///     MemoryError: a term would not fit in memory; when it is its turn.
///
/// Source: docs/numeration.md.
///
/// >>> from fibaccel import lucases
/// >>> list(lucases(stop=10))
/// [2, 1, 3, 4, 7, 11, 18, 29, 47, 76]
/// >>> list(lucases(4, -5, -2))
/// [7, 3, 2, 3, 7]
#[pyfunction]
#[pyo3(
    signature = (start = Argument::Missing, stop = Argument::Missing, step = Argument::Missing),
    text_signature = "(start=0, stop=None, step=1)"
)]
fn lucases<'py>(
    py: Python<'py>,
    start: Argument<'py>,
    stop: Argument<'py>,
    step: Argument<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    terms(py, Sequence::Lucas, c"lucases", [start, stop, step])
}

/// The iterator over terms of a sequence, whose function in Python has that name.
fn terms<'py>(
    py: Python<'py>,
    sequence: Sequence,
    name: &'static CStr,
    [start, stop, step]: [Argument<'py>; 3],
) -> PyResult<Bound<'py, PyAny>> {
    let (start, stop) = (start.or(py, Some(0))?, stop.or(py, None)?);
    let step = step.or(py, Some(1))?;
    match Terms::new(sequence, &start, &stop, &step) {
        Some(terms) => Ok(Bound::new(py, terms)?.into_any()),
        None => in_python(name, (start, stop, step), py),
    }
}

/// The iterator that `fibs` and `lucases` return.
#[pyclass(name = "terms_iterator", module = "fibaccel_native")]
struct Terms {
    sequence: Sequence,
    /// The index of the next term.
    next: i64,
    step: i64,
    /// How many terms there are still.
    left: u64,
    /// The two terms before, the last one first, as far as none of the table has come since.
    before: [Option<Py<PyAny>>; 2],
    /// L(step), if it has been asked for.
    factor: Option<Py<PyAny>>,
}

// Python's objects are aligned to two words.
const _: () = assert!(align_of::<Terms>() <= 2 * size_of::<usize>());

#[pymethods]
impl Terms {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    #[inline]
    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        const TABLE: i64 = term_table::LENGTH as i64;
        if self.left == 0 {
            return Ok(None);
        }
        let term = match self.next {
            n @ 0..TABLE => {
                if self.before[0].is_some() {
                    self.before = [None, None];
                }
                exact::tabled_term(self.sequence, py, n as usize)
            }
            n => self.beyond_the_table(py, n),
        };
        match &term {
            Ok(_) => {
                self.left -= 1;
                self.next += self.step;
            }
            Err(_) => {
                self.left = 0;
                self.before = [None, None];
            }
        }
        term.map(Some)
    }
}

impl Terms {
    /// The iterator over these terms, if the arguments are ints of a word, and the step is not 0 and shorter than
    /// 2^62: the index after a term that fits in memory is then a word, too.
    fn new(
        sequence: Sequence,
        start: &Bound<'_, PyAny>,
        stop: &Bound<'_, PyAny>,
        step: &Bound<'_, PyAny>,
    ) -> Option<Self> {
        let word = |x: &Bound<'_, PyAny>| {
            let value = words::read(x.as_borrowed())?.to_i128()?;
            i64::try_from(value).ok()
        };
        let (start, step) = (word(start)?, word(step)?);
        if !(1..1 << 62).contains(&step.unsigned_abs()) {
            return None;
        }
        let left = match stop.is_none() {
            true => u64::MAX,
            false => count(start, word(stop)?, step),
        };
        Some(Self {
            sequence,
            next: start,
            step,
            left,
            before: [None, None],
            factor: None,
        })
    }

    /// The term at n, which the table does not hold.
    #[inline(never)]
    fn beyond_the_table<'py>(&mut self, py: Python<'py>, n: i64) -> PyResult<Bound<'py, PyAny>> {
        work::check_signals(py)?;
        if !largest_unchecked_n(py).is_ok_and(|largest| n.unsigned_abs() <= largest) {
            let symbol = exact::symbol(self.sequence);
            let peak = exact::term_peak(self.sequence, n);
            check(py, "check_size", (n,), ("symbol", symbol), peak)?;
        }
        let term = match &self.before {
            [Some(last), Some(other)] if self.is_near(n) => {
                let (last, other) = (
                    last.clone_ref(py).into_bound(py),
                    other.clone_ref(py).into_bound(py),
                );
                self.following(py, &last, &other)?
            }
            _ => exact::term(self.sequence, py, n)?,
        };
        let last = self.before[0].replace(term.clone().unbind());
        self.before[1] = last;
        Ok(term)
    }

    /// Whether a product with L(step) is the shorter way to the term at n: L(step) has a digit of Python's up to the
    /// 43rd, and a word of F(n) takes less than 4 ns by itself (Zen 5).
    fn is_near(&self, n: i64) -> bool {
        self.step.unsigned_abs() <= (n.unsigned_abs() / 100).clamp(43, 300)
    }

    /// The term after two others.
    fn following<'py>(
        &mut self,
        py: Python<'py>,
        last: &Bound<'py, PyAny>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match self.step {
            1 => last.add(other),
            -1 => other.sub(last),
            step => {
                let factor = match &self.factor {
                    Some(factor) => factor.bind(py).clone(),
                    None => {
                        let term = work::run(py, step, |interrupt| {
                            Sequence::Lucas.term(Tier::active(), step, interrupt)
                        })?;
                        let factor = to_int(py, term)?;
                        self.factor = Some(factor.clone().unbind());
                        factor
                    }
                };
                let product = factor.mul(last)?;
                match step % 2 {
                    0 => product.sub(other),
                    _ => product.add(other),
                }
            }
        }
    }
}

/// How many indices there are from `start` to `stop`, by steps that are not 0.
fn count(start: i64, stop: i64, step: i64) -> u64 {
    match start.cmp(&stop) == 0.cmp(&step) {
        true => start.abs_diff(stop).div_ceil(step.unsigned_abs()),
        false => 0,
    }
}
