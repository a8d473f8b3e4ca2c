//! Linear recurrences of any order: `linrec` and `linrec_mod`.

use super::arguments::{index, index_from};
use super::builtins::{Builtin, add_several, in_python};
use super::int::methods::bit_length;
use super::int::{self, Source};
use super::plugin::{self, check_residues, largest_unchecked_bits, recurrence};
use super::results::to_int;
use super::{docs, work};
use crate::bignum::Signed;
use crate::machine::Tier;
use crate::runtime::{Error, Interrupt};
use crate::sequences::recurrences::{Recurrence, cost, term, term_modulo};
use pyo3::prelude::*;
use pyo3::types::PyList;
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

    fn evaluate<'py>(
        [coefficients, start, n]: [&Bound<'py, PyAny>; 3],
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = n.py();
        let (coefficients, start) = recurrence(py, coefficients, start)?;
        let n = index(n, "n")?;
        let given = Given::new(&coefficients, &start)?;
        let Ok(k) = n.extract::<i64>() else {
            // Too large, or small because all the roots are in the unit circle: nothing to accelerate.
            return in_python(Self::NAME, (coefficients, start, n), py);
        };
        if k < 0 && !given.turns {
            return in_python(Self::NAME, (coefficients, start, n), py);
        }
        let steps = k.unsigned_abs().saturating_add(given.order);
        // A term is at most the sum of the coefficients' absolute values times the largest before it.
        let most = steps
            .saturating_mul(given.bits + u64::from(given.order.ilog2()) + 1)
            .saturating_add(given.start_bits);
        if most.saturating_mul(given.order) > largest_unchecked_bits(py)? {
            plugin::check_recurrence(py, (&coefficients, &start, &n), PEAK)?;
        }
        let size = most.saturating_mul(given.order.min(8));
        let (coefficients, start, n) =
            (sources(&coefficients)?, sources(&start)?, Source::new(&n)?);
        let numbers = Numbers::new(&coefficients, &start, &n);
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
        let (coefficients, start) = recurrence(py, coefficients, start)?;
        let n = index(n, "n")?;
        let given = Given::new(&coefficients, &start)?;
        if !given.turns && n.lt(0)? {
            return in_python(Self::NAME, (coefficients, start, n, m), py);
        }
        let m = index_from(m, "m", 1)?;
        let bits = bit_length(&m)?;
        if bits.saturating_mul(given.order) > largest_unchecked_bits(py)? {
            check_residues(py, bits, given.order, PEAK_MODULO)?;
        }
        let size = work::size(cost(given.order, bit_length(&n)?, bits));
        let (coefficients, start) = (sources(&coefficients)?, sources(&start)?);
        let (n, m) = (Source::new(&n)?, Source::new(&m)?);
        let numbers = Numbers::new(&coefficients, &start, &n);
        let m = m.number();
        work::check_signals(py)?;
        let value = work::run_sized(py, size, &|| "m".into(), |interrupt| {
            let (recurrence, n) = numbers.read(interrupt)?;
            let m = m.read(interrupt)?.magnitude;
            term_modulo(
                Tier::active(),
                recurrence,
                n.magnitude.limbs(),
                &m,
                interrupt,
            )
        })?;
        to_int(py, value)
    }
}

/// What decides over the work.
struct Given {
    order: u64,
    /// The number of bits of the longest coefficient.
    bits: u64,
    start_bits: u64,
    /// Whether the last coefficient is 1 or -1, so that n may be negative.
    turns: bool,
}

impl Given {
    fn new(coefficients: &Bound<'_, PyList>, start: &Bound<'_, PyList>) -> PyResult<Self> {
        let longest = |list: &Bound<'_, PyList>| {
            list.iter()
                .try_fold(0, |most, x| Ok::<_, PyErr>(bit_length(&x)?.max(most)))
        };
        let last = coefficients.get_item(coefficients.len() - 1)?;
        Ok(Self {
            order: coefficients.len() as u64,
            bits: longest(coefficients)?,
            start_bits: longest(start)?,
            turns: matches!(last.extract::<i64>(), Ok(1 | -1)),
        })
    }
}

fn sources<'py>(list: &Bound<'py, PyList>) -> PyResult<Vec<Source<'py>>> {
    list.iter().map(|x| Source::new(&x)).collect()
}

/// The numbers of a recurrence and n, which can be read without the GIL.
struct Numbers<'a> {
    coefficients: Vec<int::Number<'a>>,
    start: Vec<int::Number<'a>>,
    n: int::Number<'a>,
}

impl<'a> Numbers<'a> {
    fn new(coefficients: &'a [Source<'_>], start: &'a [Source<'_>], n: &'a Source<'_>) -> Self {
        let numbers = |list: &'a [Source<'_>]| list.iter().map(Source::number).collect();
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
