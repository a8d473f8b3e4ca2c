//! `lucasu` and `lucasv`: terms of Lucas sequences.

use super::arguments::{index, index_from};
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
use crate::sequences::lucas::{bits, lucas_term, peak_bytes};
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use std::ffi::CStr;

/// Declares the function for one kind of Lucas sequence.
macro_rules! lucas {
    ($type:ident, $name:literal, $doc:ident, $kind:ident) => {
        enum $type {}

        impl Builtin<3> for $type {
            const NAME: &'static CStr = $name;
            const DOC: &'static CStr = docs::$doc;

            fn quick<'py>(arguments: [Borrowed<'_, 'py, PyAny>; 3]) -> Option<Bound<'py, PyAny>> {
                quick(Kind::$kind, arguments)
            }

            fn evaluate<'py>(arguments: [&Bound<'py, PyAny>; 3]) -> PyResult<Bound<'py, PyAny>> {
                evaluate(Kind::$kind, arguments)
            }
        }
    };
}

lucas!(Lucasu, c"lucasu", LUCASU, U);
lucas!(Lucasv, c"lucasv", LUCASV, V);

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_several::<Lucasu, 3>(module)?;
    add_several::<Lucasv, 3>(module)
}

/// The term of machine numbers p, q and n where it is short, and no limit refuses one of its size.
fn quick<'py>(kind: Kind, [p, q, n]: [Borrowed<'_, 'py, PyAny>; 3]) -> Option<Bound<'py, PyAny>> {
    let (py, index) = (n.py(), read(n)?);
    let (n, false) = (u64::try_from(index.magnitude).ok()?, index.negative) else {
        return None;
    };
    let pq = [read(p)?.to_i128()?, read(q)?.to_i128()?];
    let head = head(pq, n);
    if let Some(term) = head.term(kind, pq) {
        return words::make_signed(py, term).ok();
    }
    if known_largest_unchecked_bits(py)? < fixed::BEYOND {
        return None;
    }
    let read = |limbs: &[u64], negative| signed_int(int::of_limbs(py, limbs)?, negative);
    fixed::with_term(kind, pq, n, head, read)?.ok()
}

fn evaluate<'py>(kind: Kind, [p, q, n]: [&Bound<'py, PyAny>; 3]) -> PyResult<Bound<'py, PyAny>> {
    let py = n.py();
    let (p, q) = (index(p, "p")?, index(q, "q")?);
    let n = index_from(n, "n", 0)?;
    // An index of more than a word: the term cannot fit, or it is small because both roots are in the unit
    // circle. In neither case is there anything to accelerate.
    let Ok(k) = n.extract::<u64>() else {
        let name = match kind {
            Kind::U => Lucasu::NAME,
            Kind::V => Lucasv::NAME,
        };
        return in_python(name, (p, q, n), py);
    };
    let (long_p, long_q) = (signed(&p)?, signed(&q)?);
    let most = bits([&long_p, &long_q], k);
    admit(kind, [&p, &q, &n], most)?;
    if k > 0 && most < fixed::BEYOND as f64 {
        let read = |limbs: &[u64], negative| signed_int(int::of_limbs(py, limbs)?, negative);
        let term = fixed::with_term_of_long(kind, [&long_p, &long_q], k, most as u64 + 1, read);
        if let Some(term) = term {
            return term;
        }
    }
    // As long as the work for an F(n) of so many bits.
    let size = (most / 0.694) as u64;
    let value = work::run_sized(py, size, &|| format!("n = {k}"), |interrupt| {
        lucas_term(kind, Tier::active(), [&long_p, &long_q], k, interrupt)
    })?;
    to_int(py, value)
}

/// Refuses a term of at most so many bits, by fibaccel's own check, if it might not fit in memory.
fn admit(kind: Kind, arguments: [&Bound<'_, PyAny>; 3], most: f64) -> PyResult<()> {
    // fibaccel's bound of the size may be larger than `most`, by less than this many bits.
    const MARGIN: f64 = 100.0;
    let [p, q, n] = arguments;
    let py = n.py();
    if most + MARGIN <= largest_unchecked_bits(py)? as f64 {
        return Ok(());
    }
    let symbol = match kind {
        Kind::U => "U",
        Kind::V => "V",
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
