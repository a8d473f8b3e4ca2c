//! Linear recurrences of any order: `linrec` and `linrec_mod`.

use super::arguments::{index, index_from};
use super::builtins::{Builtin, add_several, in_python};
use super::int::methods::bit_length;
use super::int::words::{self, read};
use super::int::{self, Source};
use super::plugin::{self, check_residues, largest_unchecked_bits};
use super::results::to_int;
use super::{docs, work};
use crate::bignum::Signed;
use crate::machine::Tier;
use crate::runtime::{Error, Interrupt};
use crate::sequences::recurrences::stepping::{MOST_ORDER, short_term};
use crate::sequences::recurrences::{Recurrence, cost, term, term_modulo};
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyList, PyTuple};
use std::ffi::CStr;

/// The most memory that an exact term takes, as a multiple of the result where the numbers on the way are as long: 9 to
/// 23 measured at 3 x 10^6 to 9 x 10^7 bits.
const PEAK: f64 = 28.0;

/// The most memory that the work on a coefficient takes, as a multiple of m: 32 to 46 measured at orders 3 to 3,000 and
/// 3,000 to 3 x 10^6 bits.
const PEAK_MODULO: f64 = 56.0;

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_several::<Linrec, 3>(module)?;
    add_several::<LinrecMod, 4>(module)
}

enum Linrec {}

impl Builtin<3> for Linrec {
    const NAME: &'static CStr = c"linrec";
    const DOC: &'static CStr = docs::LINREC;

    fn quick<'py>(
        [coefficients, start, n]: [Borrowed<'_, 'py, PyAny>; 3],
    ) -> Option<Bound<'py, PyAny>> {
        let (py, index) = (n.py(), read(n)?);
        let (n, false) = (u64::try_from(index.magnitude).ok()?, index.negative) else {
            return None;
        };
        let mut numbers = [[0; MOST_ORDER]; 2];
        let [rule, first] = &mut numbers;
        let order = read_short(&coefficients, rule)?;
        if order == 0 || read_short(&start, first)? != order {
            return None;
        }
        words::make_signed(py, short_term(&rule[..order], &first[..order], n)?).ok()
    }

    fn evaluate<'py>(
        [coefficients, start, n]: [&Bound<'py, PyAny>; 3],
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = n.py();
        let given = Given::new(coefficients, start)?;
        let n = index(n, "n")?;
        let Ok(k) = n.extract::<i64>() else {
            // Too large, or small because all the roots are in the unit circle: nothing to accelerate.
            return in_python(Self::NAME, (given.coefficients, given.start, n), py);
        };
        if k < 0 && !given.turns {
            return in_python(Self::NAME, (given.coefficients, given.start, n), py);
        }
        let steps = k.unsigned_abs().saturating_add(given.order);
        // A term is at most the sum of the coefficients' absolute values times the largest before it.
        let most = steps
            .saturating_mul(given.bits + u64::from(given.order.ilog2()) + 1)
            .saturating_add(given.start_bits);
        if most.saturating_mul(given.order) > largest_unchecked_bits(py)? {
            plugin::check_recurrence(py, (&given.coefficients, &given.start, &n), PEAK)?;
        }
        let size = most.saturating_mul(given.order.min(8));
        let (recurrence, n) = (given.sources()?, Source::new(&n)?);
        let numbers = Numbers::new(&recurrence, &n);
        let value = work::run_sized(py, size, &|| format!("n = {k}"), |interrupt| {
            let (recurrence, n) = numbers.read(interrupt)?;
            term(Tier::active(), recurrence, n.magnitude.limbs(), interrupt)
        })?;
        to_int(py, value)
    }
}

enum LinrecMod {}

impl Builtin<4> for LinrecMod {
    const NAME: &'static CStr = c"linrec_mod";
    const DOC: &'static CStr = docs::LINREC_MOD;

    fn evaluate<'py>(
        [coefficients, start, n, m]: [&Bound<'py, PyAny>; 4],
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = n.py();
        let given = Given::new(coefficients, start)?;
        let n = index(n, "n")?;
        if !given.turns && n.lt(0)? {
            let arguments = (given.coefficients, given.start, n, m);
            return in_python(Self::NAME, arguments, py);
        }
        let m = index_from(m, "m", 1)?;
        let bits = bit_length(&m)?;
        if bits.saturating_mul(given.order) > largest_unchecked_bits(py)? {
            check_residues(py, bits, given.order, PEAK_MODULO)?;
        }
        let size = work::size(cost(given.order, bit_length(&n)?, bits));
        let (recurrence, n, m) = (given.sources()?, Source::new(&n)?, Source::new(&m)?);
        let numbers = Numbers::new(&recurrence, &n);
        let m = m.number();
        work::check_signals(py)?;
        let value = work::run_sized(py, size, &|| "m".into(), |interrupt| {
            let (recurrence, n) = numbers.read(interrupt)?;
            let m = m.read(interrupt)?.magnitude;
            let n = n.magnitude.limbs();
            term_modulo(Tier::active(), &recurrence, n, &m, interrupt)
        })?;
        int::of_limbs(py, value.limbs())
    }
}

/// Calls `take` with the items of an exact list or tuple, for as long as it returns something.
fn each_item<'py>(
    sequence: &Bound<'py, PyAny>,
    take: impl FnMut(Bound<'py, PyAny>) -> Option<()>,
) -> Option<()> {
    match sequence.cast_exact::<PyList>() {
        Ok(list) => list.iter().try_for_each(take),
        Err(_) => {
            let tuple = sequence.cast_exact::<PyTuple>().ok()?;
            tuple.iter().try_for_each(take)
        }
    }
}

/// Reads short numbers of an exact list or tuple, and returns how many there are.
fn read_short(sequence: &Bound<'_, PyAny>, numbers: &mut [i128]) -> Option<usize> {
    let mut count = 0;
    each_item(sequence, |item| {
        *numbers.get_mut(count)? = read(item.as_borrowed())?.to_i128()?;
        count += 1;
        Some(())
    })?;
    Some(count)
}

/// The numbers of a recurrence as exact ints, and what decides over the work.
struct Given<'py> {
    coefficients: Vec<Bound<'py, PyAny>>,
    start: Vec<Bound<'py, PyAny>>,
    order: u64,
    /// The number of bits of the longest coefficient.
    bits: u64,
    start_bits: u64,
    /// Whether the last coefficient is 1 or -1, so that n may be negative.
    turns: bool,
}

impl<'py> Given<'py> {
    fn new(coefficients: &Bound<'py, PyAny>, start: &Bound<'py, PyAny>) -> PyResult<Self> {
        let (coefficients, start) = match [coefficients, start].map(exact_ints) {
            [Some(coefficients), Some(start)]
                if coefficients.len() == start.len() && !start.is_empty() =>
            {
                (coefficients, start)
            }
            _ => plugin::recurrence(coefficients, start)?,
        };
        let longest = |numbers: &[Bound<'_, PyAny>]| {
            let mut numbers = numbers.iter();
            numbers.try_fold(0, |most, x| Ok::<_, PyErr>(bit_length(x)?.max(most)))
        };
        let last = coefficients.last().expect("an order of at least 1");
        Ok(Self {
            order: coefficients.len() as u64,
            bits: longest(&coefficients)?,
            start_bits: longest(&start)?,
            turns: matches!(last.extract::<i64>(), Ok(1 | -1)),
            coefficients,
            start,
        })
    }

    fn sources(&self) -> PyResult<[Vec<Source<'py>>; 2]> {
        let sources = |numbers: &[Bound<'py, PyAny>]| {
            numbers.iter().map(Source::new).collect::<PyResult<_>>()
        };
        Ok([sources(&self.coefficients)?, sources(&self.start)?])
    }
}

/// The items of an exact list or tuple, if they are exact ints.
fn exact_ints<'py>(sequence: &Bound<'py, PyAny>) -> Option<Vec<Bound<'py, PyAny>>> {
    let mut items = Vec::new();
    each_item(sequence, |item| {
        item.is_exact_instance_of::<PyInt>()
            .then(|| items.push(item))
    })?;
    Some(items)
}

/// The numbers of a recurrence and n, which can be read without the GIL.
struct Numbers<'a> {
    coefficients: Vec<int::Number<'a>>,
    start: Vec<int::Number<'a>>,
    n: int::Number<'a>,
}

impl<'a> Numbers<'a> {
    fn new([coefficients, start]: &'a [Vec<Source<'_>>; 2], n: &'a Source<'_>) -> Self {
        let numbers = |sources: &'a [Source<'_>]| sources.iter().map(Source::number).collect();
        Self {
            coefficients: numbers(coefficients),
            start: numbers(start),
            n: n.number(),
        }
    }

    /// The recurrence that leads to the term in its direction, and the term's place.
    fn read(&self, interrupt: &mut dyn Interrupt) -> Result<(Recurrence, Signed), Error> {
        let mut read = |list: &[int::Number<'_>]| -> Result<Vec<_>, Error> {
            list.iter().map(|x| x.read(interrupt)).collect()
        };
        let recurrence = Recurrence {
            coefficients: read(&self.coefficients)?,
            start: read(&self.start)?,
        };
        recurrence.directed(self.n.read(interrupt)?)
    }
}
