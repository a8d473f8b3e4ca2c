//! Terms modulo m: `fib_mod` and its kin.
//!
//! For arguments of at most two words. Longer ones, and those that are errors, are handed to Python: a
//! product of Python's ints is all that is left to gain there.

use super::builtins::{Several, add_several, in_python};
use super::docs;
use super::small::{self, Small, read};
use crate::interrupt::Never;
use crate::limbs::trimmed;
use crate::modular::word::Word;
use crate::modular::{Term, term};
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
        in_python(Self::NAME, (n, m), n.py())
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
        in_python(Self::NAME, (n, m), n.py())
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
        in_python(Self::NAME, (p, q, n, m), n.py())
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
        in_python(Self::NAME, (p, q, n, m), n.py())
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
