//! Functions of periods modulo m: `pisano_period`, `rank_of_apparition` and `sequence_period`.
//!
//! They compute for m of at most 128 bits. A longer m, which takes its time to factor in any language, and what
//! is an error are handed to Python, and so are factors that are given.

use super::arguments::index;
use super::builtins::{Builtin, WithOptions, add_with_options, in_python, in_python_with};
use super::int::words::{make, read};
use super::{docs, int, work};
use crate::runtime::{Error, Interrupt, Never};
use crate::sequences::periods::factors::{Natural, used};
use crate::sequences::periods::sequence::{Recurrence, sequence};
use crate::sequences::periods::{pisano, rank};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::ffi::CStr;

/// The bound below which a number takes at most half a millisecond to factor: signals are not looked at.
const QUICK: u128 = 1 << 52;

/// The index n for which F(n) takes as long as factoring an m from [`QUICK`] on, or less: to listen is what matters.
const SIZE: u64 = work::LISTEN_FROM;

/// Declares that a function whose last argument is m takes its factors besides.
macro_rules! with_factors {
    ($type:ident, $count:literal) => {
        impl WithOptions<$count> for $type {
            fn evaluate_with<'py>(
                arguments: [&Bound<'py, PyAny>; $count],
                options: &Bound<'py, PyDict>,
            ) -> PyResult<Bound<'py, PyAny>> {
                evaluate_with::<Self, $count>(arguments, options)
            }
        }
    };
}

/// Declares a function of m alone, by the engine's function of that name.
macro_rules! of_modulus {
    ($type:ident, $name:literal, $doc:ident, $value:ident) => {
        enum $type {}

        impl Builtin<1> for $type {
            const NAME: &'static CStr = $name;
            const DOC: &'static CStr = docs::$doc;

            fn quick<'py>([m]: [Borrowed<'_, 'py, PyAny>; 1]) -> Option<Bound<'py, PyAny>> {
                to_int(m.py(), $value(quick_modulus(m)?, &mut Never).ok()?).ok()
            }

            fn evaluate<'py>([m]: [&Bound<'py, PyAny>; 1]) -> PyResult<Bound<'py, PyAny>> {
                let (py, m) = (m.py(), index(m, "m")?);
                let Some(short) = modulus(&m) else {
                    return in_python(Self::NAME, (m,), py);
                };
                to_int(py, run(py, short, |interrupt| $value(short, interrupt))?)
            }
        }

        with_factors!($type, 1);
    };
}

of_modulus!(PisanoPeriod, c"pisano_period", PISANO_PERIOD, pisano);
of_modulus!(
    RankOfApparition,
    c"rank_of_apparition",
    RANK_OF_APPARITION,
    rank
);

enum SequencePeriod {}

impl Builtin<5> for SequencePeriod {
    const NAME: &'static CStr = c"sequence_period";
    const DOC: &'static CStr = docs::SEQUENCE_PERIOD;

    fn quick<'py>([p, q, w0, w1, m]: [Borrowed<'_, 'py, PyAny>; 5]) -> Option<Bound<'py, PyAny>> {
        let short = quick_modulus(m)?;
        let residue = |x| Some(read(x)?.modulo(short));
        let terms = Recurrence {
            p: residue(p)?,
            q: residue(q)?,
            w0: residue(w0)?,
            w1: residue(w1)?,
        };
        pair(m.py(), sequence(terms, short, &mut Never).ok()?).ok()
    }

    fn evaluate<'py>([p, q, w0, w1, m]: [&Bound<'py, PyAny>; 5]) -> PyResult<Bound<'py, PyAny>> {
        let py = m.py();
        let [p, q] = [index(p, "p")?, index(q, "q")?];
        let [w0, w1] = [index(w0, "w0")?, index(w1, "w1")?];
        let m = index(m, "m")?;
        let Some(short) = modulus(&m) else {
            return in_python(Self::NAME, (p, q, w0, w1, m), py);
        };
        let residue = |x: Bound<'py, PyAny>| match read(x.as_borrowed()) {
            Some(word) => Ok(word.modulo(short)),
            None => x.rem(&m)?.extract::<u128>(),
        };
        let terms = Recurrence {
            p: residue(p)?,
            q: residue(q)?,
            w0: residue(w0)?,
            w1: residue(w1)?,
        };
        pair(
            py,
            run(py, short, |interrupt| sequence(terms, short, interrupt))?,
        )
    }
}

with_factors!(SequencePeriod, 5);

/// The result where factors of m are given, with which Python calculates. Of a short m they are checked and not needed.
fn evaluate_with<'py, F: Builtin<N>, const N: usize>(
    arguments: [&Bound<'py, PyAny>; N],
    options: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, m) = (options.py(), arguments[N - 1]);
    let factors = match options.len() {
        1 => options.get_item(intern!(py, "factors"))?,
        _ => None,
    };
    match factors {
        Some(factors) if factors.is_none() => F::evaluate(arguments),
        Some(factors) if modulus(m).is_some() => {
            let period = F::evaluate(arguments)?;
            let checks = py.import(intern!(py, "fibaccel.pure.factor"))?;
            checks.call_method1(intern!(py, "known_factors"), (index(m, "m")?, factors))?;
            Ok(period)
        }
        _ => in_python_with(F::NAME, PyTuple::new(py, arguments)?, options),
    }
}

/// The preperiod and the period as a tuple.
fn pair(py: Python<'_>, (preperiod, period): (u64, Natural)) -> PyResult<Bound<'_, PyAny>> {
    let pair = (preperiod, to_int(py, period)?);
    Ok(pair.into_pyobject(py)?.into_any())
}

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_with_options::<PisanoPeriod, 1>(module)?;
    add_with_options::<RankOfApparition, 1>(module)?;
    add_with_options::<SequencePeriod, 5>(module)
}

/// The modulus m, if it is in the domain and below [`QUICK`].
fn quick_modulus(m: Borrowed<'_, '_, PyAny>) -> Option<u128> {
    let word = read(m).filter(|m| !m.negative && (1..QUICK).contains(&m.magnitude))?;
    Some(word.magnitude)
}

/// The modulus m, if it is in the domain and has at most 128 bits.
fn modulus(m: &Bound<'_, PyAny>) -> Option<u128> {
    m.extract().ok().filter(|&m| m > 0)
}

/// Runs work that begins with factoring m, and is little besides: an interrupt says so.
fn run<T: Send>(
    py: Python<'_>,
    m: u128,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let size = if m < QUICK { 0 } else { SIZE };
    let outcome = work::run_sized(py, size, &|| format!("m = {m}"), work);
    outcome.inspect_err(|error| {
        let bits = u128::BITS - m.leading_zeros();
        let note = format!("while {m} was being factored, a number of {bits} bits");
        // Whatever it raises, the interrupt counts more.
        let _ = error
            .value(py)
            .call_method1(intern!(py, "add_note"), (note,));
    })
}

fn to_int(py: Python<'_>, number: Natural) -> PyResult<Bound<'_, PyAny>> {
    match *used(&number) {
        [low] => make(py, low.into()),
        ref limbs => int::of_limbs(py, limbs),
    }
}
