//! Functions of terms modulo m: `fib_mod`, `lucas_mod`, `lucasu_mod` and `lucasv_mod`.

use super::arguments::{admit_bits, index, index_from};
use super::builtins::{Builtin, add_several};
use super::exact::tabled;
use super::int::methods::bit_length;
use super::int::words::{self, Small, read};
use super::int::{self, Source};
use super::plugin::{known_largest_unchecked_bits, multiple};
use super::results::to_int;
use super::{docs, work};
use crate::bignum::Signed;
use crate::limbs::{self, trimmed};
use crate::machine::Tier;
use crate::rings::Word;
use crate::runtime::Never;
use crate::sequences::fibonacci::Sequence;
use crate::sequences::long_modular::{self, cost, longest_exact, peak_bytes};
use crate::sequences::lucas::fixed;
use crate::sequences::lucas::short::{Kind, head};
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
                quick(Term::$kind $(([read($p)?, read($q)?]))?, read(n)?, m)
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

/// The term where all arguments are in their domain, and small but for an m that the term is shorter than.
fn quick<'py>(
    sequence: Term<Small>,
    n: Small,
    m: Borrowed<'_, 'py, PyAny>,
) -> Option<Bound<'py, PyAny>> {
    let domain = match sequence {
        Term::Fibonacci | Term::Lucas => true,
        Term::U(_) | Term::V(_) => !n.negative,
    };
    if !domain {
        return None;
    }
    let Some(short) = read(m) else {
        return exact(sequence, n, m);
    };
    if short.negative || short.magnitude == 0 {
        return None;
    }
    let value = match u64::try_from(short.magnitude) {
        Ok(m) => value(sequence, n, m).into(),
        Err(_) => value(sequence, n, short.magnitude),
    };
    words::make(m.py(), value).ok()
}

/// The term modulo an m of more than 128 bits, where it is shorter than m and quickly made: m is not read.
fn exact<'py>(
    sequence: Term<Small>,
    n: Small,
    m: Borrowed<'_, 'py, PyAny>,
) -> Option<Bound<'py, PyAny>> {
    let (py, bits) = (m.py(), words::long_bits(m)?);
    let index = u64::try_from(n.magnitude).ok()?;
    if known_largest_unchecked_bits(py)? < bits {
        return None;
    }
    let (kind, pq) = match sequence {
        Term::U(pq) => (Kind::U, pq),
        Term::V(pq) => (Kind::V, pq),
        Term::Fibonacci | Term::Lucas if index > longest_exact(bits - 1) => return None,
        Term::Fibonacci => {
            let term = tabled(Sequence::Fibonacci, py, index)?.ok()?;
            return residue(term, n.negative && index % 2 == 0, m);
        }
        Term::Lucas => {
            let term = tabled(Sequence::Lucas, py, index)?.ok()?;
            return residue(term, n.negative && index % 2 == 1, m);
        }
    };
    let pq = [pq[0].to_i128()?, pq[1].to_i128()?];
    let head = head(pq, index);
    if let Some(term) = head.term(kind, pq) {
        let magnitude = words::make(py, term.unsigned_abs()).ok()?;
        return residue(magnitude, term < 0, m);
    }
    if fixed::estimated_bits(pq, index, head)? >= bits {
        return None;
    }
    fixed::with_term(kind, pq, index, head, |limbs, negative| {
        // The estimate may be too small.
        match (limbs::bits(limbs) as u64) < bits {
            true => residue(int::of_limbs(py, limbs).ok()?, negative, m),
            false => None,
        }
    })?
}

/// The residue of a term below m from its absolute value.
fn residue<'py>(
    magnitude: Bound<'py, PyAny>,
    negative: bool,
    m: Borrowed<'_, 'py, PyAny>,
) -> Option<Bound<'py, PyAny>> {
    match negative && magnitude.is_truthy().ok()? {
        true => m.sub(magnitude).ok(),
        false => Some(magnitude),
    }
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
