//! Functions of terms modulo m: `fib_mod`, `lucas_mod`, `lucasu_mod` and `lucasv_mod`.

use super::arguments::{admit_bits, index, index_from};
use super::builtins::{Builtin, add_several};
use super::int::Source;
use super::int::methods::bit_length;
use super::int::words::{self, Small, read};
use super::plugin::multiple;
use super::results::to_int;
use super::{docs, work};
use crate::bignum::Signed;
use crate::limbs::trimmed;
use crate::machine::Tier;
use crate::rings::Word;
use crate::runtime::Never;
use crate::sequences::long_modular::{self, cost, peak_bytes};
use crate::sequences::modular::{Term, term_modulo};
use pyo3::prelude::*;
use std::ffi::CStr;

/// Declares the function for one sequence of terms, with p and q among its arguments or without.
macro_rules! modular {
    ($type:ident, $count:literal, $name:literal, $doc:ident, $kind:ident $(($p:ident, $q:ident))?) => {
        enum $type {}

        impl Builtin<$count> for $type {
            const NAME: &'static CStr = $name;
            const DOC: &'static CStr = docs::$doc;

            fn quick<'py>(
                [$($p, $q,)? n, m]: [Borrowed<'_, 'py, PyAny>; $count],
            ) -> Option<Bound<'py, PyAny>> {
                quick(n.py(), Term::$kind $(([read($p)?, read($q)?]))?, read(n)?, read(m)?)
            }

            fn evaluate<'py>(
                [$($p, $q,)? n, m]: [&Bound<'py, PyAny>; $count],
            ) -> PyResult<Bound<'py, PyAny>> {
                evaluate(Term::$kind $(([$p, $q]))?, n, m)
            }
        }
    };
}

modular!(FibMod, 2, c"fib_mod", FIB_MOD, Fibonacci);
modular!(LucasMod, 2, c"lucas_mod", LUCAS_MOD, Lucas);
modular!(LucasuMod, 4, c"lucasu_mod", LUCASU_MOD, U(p, q));
modular!(LucasvMod, 4, c"lucasv_mod", LUCASV_MOD, V(p, q));

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_several::<FibMod, 2>(module)?;
    add_several::<LucasMod, 2>(module)?;
    add_several::<LucasuMod, 4>(module)?;
    add_several::<LucasvMod, 4>(module)
}

/// The term where all arguments are small and in their domain.
fn quick<'py>(
    py: Python<'py>,
    sequence: Term<Small>,
    n: Small,
    m: Small,
) -> Option<Bound<'py, PyAny>> {
    let domain = match sequence {
        Term::Fibonacci | Term::Lucas => true,
        Term::U(_) | Term::V(_) => !n.negative,
    };
    if !domain || m.negative || m.magnitude == 0 {
        return None;
    }
    let value = match u64::try_from(m.magnitude) {
        Ok(m) => value(sequence, n, m).into(),
        Err(_) => value(sequence, n, m.magnitude),
    };
    words::make(py, value).ok()
}

fn value<W: Word>(sequence: Term<Small>, n: Small, m: W) -> W {
    let sequence = sequence.map(|x| x.modulo(m));
    let n_limbs = n.limbs();
    let n_limbs = &n_limbs[..trimmed(&n_limbs)];
    let value = term_modulo(sequence, n_limbs, m, &mut Never).expect("never interrupted");
    match n.negative && sequence.changes_sign(n_limbs) && value != W::ZERO {
        true => m.wrapping_sub(value),
        false => value,
    }
}

/// The term for any arguments, which are taken in their order, each checked before the next one.
fn evaluate<'py>(
    sequence: Term<&Bound<'py, PyAny>>,
    n: &Bound<'py, PyAny>,
    m: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = n.py();
    let mut names = ["p", "q"].into_iter();
    let sequence = sequence.try_map(|x| index(x, names.next().expect("two")))?;
    let n = match sequence {
        Term::Fibonacci | Term::Lucas => index(n, "n")?,
        Term::U(_) | Term::V(_) => index_from(n, "n", 0)?,
    };
    let m = index_from(m, "m", 1)?;
    let (n_bits, m_bits) = (bit_length(&n)?, bit_length(&m)?);
    admit_bits(py, m_bits, "m", "computing modulo", || peak(m_bits))?;
    let size = work::size(cost(&sequence, n_bits, m_bits));
    let sequence = sequence.try_map(|x| Source::new(&x))?;
    let [n, m] = [n, m].map(|x| Source::new(&x));
    let (n, m) = (n?, m?);
    work::check_signals(py)?;
    let numbers = sequence.as_ref().map(|x| x.number());
    let [n, m] = [&n, &m].map(Source::number);
    let value = work::run_sized(py, size, &|| "m".into(), |interrupt| {
        let sequence = numbers.try_map(|x| x.read(interrupt))?;
        let (n, m) = (n.read(interrupt)?, m.read(interrupt)?.magnitude);
        long_modular::term_modulo(Tier::active(), sequence.as_ref(), &n, &m, interrupt)
    })?;
    to_int(
        py,
        Signed {
            magnitude: value,
            negative: false,
        },
    )
}

/// The most memory that a call holds at once besides its arguments, as a multiple of m: bytes and limbs of up
/// to four arguments, what the engine reserves, and the result.
fn peak(bits: u64) -> f64 {
    9.0 + multiple(peak_bytes(Tier::active(), bits), bits as f64)
}
