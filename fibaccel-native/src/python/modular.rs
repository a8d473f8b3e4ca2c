//! Terms modulo m: `fib_mod` and its kin.

use super::arguments::{admit_bits, index, index_from};
use super::builtins::{Several, add_several};
use super::ints::{Source, bit_length};
use super::numbers::to_int;
use super::small::{self, Small, read};
use super::{docs, work};
use crate::fibonacci::Signed;
use crate::interrupt::Never;
use crate::limbs::trimmed;
use crate::modular::word::Word;
use crate::modular::{Term, term};
use crate::reduction::{self, cost, peak_bytes};
use crate::simd::Tier;
use pyo3::prelude::*;
use std::ffi::CStr;

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_several::<FibMod, 2>(module)?;
    add_several::<LucasMod, 2>(module)?;
    add_several::<LucasuMod, 4>(module)?;
    add_several::<LucasvMod, 4>(module)
}

enum FibMod {}

impl Several<2> for FibMod {
    const NAME: &'static CStr = c"fib_mod";
    const DOC: &'static CStr = docs::FIB_MOD;

    fn quick<'py>([n, m]: [Borrowed<'_, 'py, PyAny>; 2]) -> Option<Bound<'py, PyAny>> {
        quick(n.py(), Term::Fibonacci, read(n)?, read(m)?)
    }

    fn evaluate<'py>([n, m]: [&Bound<'py, PyAny>; 2]) -> PyResult<Bound<'py, PyAny>> {
        evaluate(Term::Fibonacci, n, m)
    }
}

enum LucasMod {}

impl Several<2> for LucasMod {
    const NAME: &'static CStr = c"lucas_mod";
    const DOC: &'static CStr = docs::LUCAS_MOD;

    fn quick<'py>([n, m]: [Borrowed<'_, 'py, PyAny>; 2]) -> Option<Bound<'py, PyAny>> {
        quick(n.py(), Term::Lucas, read(n)?, read(m)?)
    }

    fn evaluate<'py>([n, m]: [&Bound<'py, PyAny>; 2]) -> PyResult<Bound<'py, PyAny>> {
        evaluate(Term::Lucas, n, m)
    }
}

enum LucasuMod {}

impl Several<4> for LucasuMod {
    const NAME: &'static CStr = c"lucasu_mod";
    const DOC: &'static CStr = docs::LUCASU_MOD;

    fn quick<'py>([p, q, n, m]: [Borrowed<'_, 'py, PyAny>; 4]) -> Option<Bound<'py, PyAny>> {
        quick(n.py(), Term::U([read(p)?, read(q)?]), read(n)?, read(m)?)
    }

    fn evaluate<'py>([p, q, n, m]: [&Bound<'py, PyAny>; 4]) -> PyResult<Bound<'py, PyAny>> {
        evaluate(Term::U([p, q]), n, m)
    }
}

enum LucasvMod {}

impl Several<4> for LucasvMod {
    const NAME: &'static CStr = c"lucasv_mod";
    const DOC: &'static CStr = docs::LUCASV_MOD;

    fn quick<'py>([p, q, n, m]: [Borrowed<'_, 'py, PyAny>; 4]) -> Option<Bound<'py, PyAny>> {
        quick(n.py(), Term::V([read(p)?, read(q)?]), read(n)?, read(m)?)
    }

    fn evaluate<'py>([p, q, n, m]: [&Bound<'py, PyAny>; 4]) -> PyResult<Bound<'py, PyAny>> {
        evaluate(Term::V([p, q]), n, m)
    }
}

/// The term where all arguments are small and none is out of its domain.
fn quick<'py>(py: Python<'py>, term: Term<Small>, n: Small, m: Small) -> Option<Bound<'py, PyAny>> {
    let domain = match term {
        Term::Fibonacci | Term::Lucas => true,
        Term::U(_) | Term::V(_) => !n.negative,
    };
    if !domain || m.negative || m.magnitude == 0 {
        return None;
    }
    let value = match u64::try_from(m.magnitude) {
        Ok(m) => value(term, n, m).into(),
        Err(_) => value(term, n, m.magnitude),
    };
    small::make(py, value).ok()
}

fn value<W: Word>(kind: Term<Small>, n: Small, m: W) -> W {
    let kind = kind.map(|x| x.modulo(m));
    let n_limbs = n.limbs();
    let n_limbs = &n_limbs[..trimmed(&n_limbs)];
    let value = term(kind, n_limbs, m, &mut Never).expect("never interrupted");
    match n.negative && kind.changes_sign(n_limbs) && value != W::ZERO {
        true => m.wrapping_sub(value),
        false => value,
    }
}

/// The ordinary way. The arguments are taken in their order, and each is looked at before the next one.
fn evaluate<'py>(
    kind: Term<&Bound<'py, PyAny>>,
    n: &Bound<'py, PyAny>,
    m: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = n.py();
    let mut names = ["p", "q"].into_iter();
    let kind = kind.try_map(|x| index(x, names.next().expect("two")))?;
    let n = match kind {
        Term::Fibonacci | Term::Lucas => index(n, "n")?,
        Term::U(_) | Term::V(_) => index_from(n, "n", 0)?,
    };
    let m = index_from(m, "m", 1)?;
    let (n_bits, m_bits) = (bit_length(&n)?, bit_length(&m)?);
    admit_bits(py, m_bits, "m", "computing modulo", || peak(m_bits))?;
    let size = work::size(cost(&kind, n_bits, m_bits));
    let kind = kind.try_map(|x| Source::new(&x))?;
    let [n, m] = [n, m].map(|x| Source::new(&x));
    let (n, m) = (n?, m?);
    py.check_signals()?;
    let numbers = kind.as_ref().map(|x| x.number());
    let [n, m] = [&n, &m].map(Source::number);
    let value = work::run_sized(py, size, &|| "m".into(), |interrupt| {
        let kind = numbers.try_map(|x| x.read(interrupt))?;
        let (n, m) = (n.read(interrupt)?, m.read(interrupt)?.magnitude);
        reduction::term(Tier::active(), kind.as_ref(), &n, &m, interrupt)
    })?;
    to_int(
        py,
        Signed {
            magnitude: value,
            negative: false,
        },
    )
}

/// The most memory that the call holds at once besides its arguments, in bytes of m: bytes and limbs of up to
/// four arguments, and what the engine reserves. The result is an m more.
fn peak(bits: u64) -> f64 {
    const COPIES: f64 = 9.0;
    // For what the engine cannot compute: more than any machine has.
    const BEYOND: f64 = 1e9;
    peak_bytes(Tier::active(), bits)
        .map_or(BEYOND, |bytes| COPIES + 8.0 * bytes as f64 / bits as f64)
}
