//! `lucasu`, `lucasv` and `lucasuv`: terms of Lucas sequences.

use super::arguments::index;
use super::builtins::{Builtin, add_several, in_python};
use super::int::words::{self, Small, read};
use super::int::{self, Source};
use super::plugin::{check, known_largest_unchecked_bits, largest_unchecked_bits, multiple};
use super::results::{signed_int, to_int};
use super::{docs, work};
use crate::bignum::Signed;
use crate::machine::Tier;
use crate::runtime::Never;
use crate::sequences::lucas::fixed;
use crate::sequences::lucas::short::{Kind, head};
use crate::sequences::lucas::{bits, lucas_term, lucas_terms, peak_bytes};
use crate::sequences::modular::Term;
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use std::ffi::CStr;

/// Declares the function for one kind of Lucas sequence, or for both.
macro_rules! lucas {
    ($type:ident, $name:literal, $doc:ident, $kind:expr) => {
        enum $type {}

        impl Builtin<3> for $type {
            const NAME: &'static CStr = $name;
            const DOC: &'static CStr = docs::$doc;

            fn quick<'py>(arguments: [Borrowed<'_, 'py, PyAny>; 3]) -> Option<Bound<'py, PyAny>> {
                quick($kind, arguments)
            }

            fn evaluate<'py>(arguments: [&Bound<'py, PyAny>; 3]) -> PyResult<Bound<'py, PyAny>> {
                evaluate(Self::NAME, $kind, arguments)
            }
        }
    };
}

lucas!(Lucasu, c"lucasu", LUCASU, Some(Kind::U));
lucas!(Lucasv, c"lucasv", LUCASV, Some(Kind::V));
lucas!(Lucasuv, c"lucasuv", LUCASUV, None);

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_several::<Lucasu, 3>(module)?;
    add_several::<Lucasv, 3>(module)?;
    add_several::<Lucasuv, 3>(module)
}

/// The terms of machine numbers p, q and n where they are short, and no limit refuses some of their size.
#[inline(always)]
fn quick<'py>(
    kind: Option<Kind>,
    [p, q, n]: [Borrowed<'_, 'py, PyAny>; 3],
) -> Option<Bound<'py, PyAny>> {
    let (py, n) = (n.py(), read(n)?);
    let k = u64::try_from(n.magnitude).ok()?;
    let pq = [read(p)?.to_i128()?, read(q)?.to_i128()?];
    let signs = Signs::new(n.negative, k, Some(pq[1]))?;
    let head = head(pq, k);
    if head.left == 0 {
        let term = |kind| {
            let term = head.term(kind, pq)?;
            let term = if signs.of(kind) {
                term.checked_neg()?
            } else {
                term
            };
            words::make_signed(py, term).ok()
        };
        return match kind {
            Some(kind) => term(kind),
            None => (term(Kind::U)?, term(Kind::V)?)
                .into_pyobject(py)
                .ok()
                .map(Bound::into_any),
        };
    }
    if known_largest_unchecked_bits(py)? < fixed::BEYOND {
        return None;
    }
    match kind {
        Some(kind) => {
            let read = |limbs: &[u64], negative| signs.int(py, kind, (limbs, negative));
            fixed::with_term(kind, pq, k, head, read)?.ok()
        }
        None => fixed::with_both(pq, k, head, |terms| signs.pair(py, terms))?.ok(),
    }
}

fn evaluate<'py>(
    name: &CStr,
    kind: Option<Kind>,
    [p, q, n]: [&Bound<'py, PyAny>; 3],
) -> PyResult<Bound<'py, PyAny>> {
    let py = n.py();
    let (p, q, n) = (index(p, "p")?, index(q, "q")?, index(n, "n")?);
    // An index of more than a word: the term cannot fit, or it is small because both roots are in the unit
    // circle. In neither case is there anything to accelerate. Nor where there is no term at a negative index.
    let index = n.extract::<i64>().ok();
    let signs = index.and_then(|n| Signs::new(n < 0, n.unsigned_abs(), q.extract().ok()));
    let (Some(index), Some(signs)) = (index, signs) else {
        return in_python(name, (p, q, n), py);
    };
    let k = index.unsigned_abs();
    let (long_p, long_q) = (signed(&p)?, signed(&q)?);
    let pq = [&long_p, &long_q];
    let most = bits(pq, k);
    admit(kind, [&p, &q, &n], most)?;
    if k > 0 && most < fixed::BEYOND as f64 {
        let most = most as u64 + 1;
        let terms = match kind {
            Some(kind) => {
                let read = |limbs: &[u64], negative| signs.int(py, kind, (limbs, negative));
                fixed::with_term_of_long(kind, pq, k, most, read)
            }
            None => fixed::with_both_of_long(pq, k, most, |terms| signs.pair(py, terms)),
        };
        if let Some(terms) = terms {
            return terms;
        }
    }
    // As long as the work for an F(n) of so many bits.
    let size = (most / 0.694) as u64;
    let subject = || format!("n = {index}");
    let Some(kind) = kind else {
        let [u, v] = work::run_sized(py, size, &subject, |interrupt| {
            lucas_terms(Tier::active(), pq, k, interrupt)
        })?;
        let pair = (
            signs.long_int(py, Kind::U, u)?,
            signs.long_int(py, Kind::V, v)?,
        );
        return Ok(pair.into_pyobject(py)?.into_any());
    };
    let value = work::run_sized(py, size, &subject, |interrupt| {
        lucas_term(kind, Tier::active(), pq, k, interrupt)
    })?;
    signs.long_int(py, kind, value)
}

/// Whether the terms at n are the negated ones at its absolute value.
struct Signs([bool; 2]);

impl Signs {
    /// The signs for the n with that absolute value. `None` if n is negative and q is neither 1 nor -1.
    fn new(negative: bool, n: u64, q: Option<i128>) -> Option<Self> {
        match (negative, q) {
            (false, _) => Some(Self([false; 2])),
            (true, Some(q @ (1 | -1))) => {
                Some(Self(Term::U([q; 2]).changes_sign(n % 2 == 1, q < 0)))
            }
            _ => None,
        }
    }

    /// Whether the term of that kind is negated.
    fn of(&self, kind: Kind) -> bool {
        self.0[usize::from(kind == Kind::V)]
    }

    /// The `int` of a term.
    fn int<'py>(
        &self,
        py: Python<'py>,
        kind: Kind,
        (limbs, negative): fixed::Limbs<'_>,
    ) -> PyResult<Bound<'py, PyAny>> {
        signed_int(int::of_limbs(py, limbs)?, negative != self.of(kind))
    }

    /// The `int` of a long term.
    fn long_int<'py>(
        &self,
        py: Python<'py>,
        kind: Kind,
        mut term: Signed,
    ) -> PyResult<Bound<'py, PyAny>> {
        term.negative = term.negative != self.of(kind);
        to_int(py, term)
    }

    /// The tuple of both terms.
    fn pair<'py>(
        &self,
        py: Python<'py>,
        [u, v]: [fixed::Limbs<'_>; 2],
    ) -> PyResult<Bound<'py, PyAny>> {
        let pair = (self.int(py, Kind::U, u)?, self.int(py, Kind::V, v)?);
        Ok(pair.into_pyobject(py)?.into_any())
    }
}

/// Refuses a term of at most so many bits, by fibaccel's own check, if it might not fit in memory.
fn admit(kind: Option<Kind>, arguments: [&Bound<'_, PyAny>; 3], most: f64) -> PyResult<()> {
    // fibaccel's bound of the size may be larger than `most`, by less than this many bits.
    const MARGIN: f64 = 100.0;
    let [p, q, n] = arguments;
    let py = n.py();
    if most + MARGIN <= largest_unchecked_bits(py)? as f64 {
        return Ok(());
    }
    let symbol = match kind {
        Some(Kind::U) | None => "U",
        Some(Kind::V) => "V",
    };
    // The engine holds more than the conversion.
    let peak = multiple(peak_bytes(Tier::active(), most), most);
    check(py, "check_lucas_size", (p, q, n), ("symbol", symbol), peak)
}

/// Converts an exact `int` to a signed number.
fn signed(x: &Bound<'_, PyAny>) -> PyResult<Signed> {
    let read = match read(x.as_borrowed()).and_then(Small::to_i128) {
        Some(small) => Signed::new(small),
        None => Source::new(x)?.number().read(&mut Never),
    };
    read.map_err(|_| PyMemoryError::new_err("no memory for a copy of the arguments"))
}
