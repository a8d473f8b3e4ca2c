//! Functions of terms modulo m: `fib_mod`, `lucas_mod`, `lucasu_mod`, `lucasv_mod`, and those of two terms at once.

use super::arguments::{admit_bits, index, index_from};
use super::builtins::{Builtin, add_several, in_python};
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
use crate::runtime::{Never, all};
use crate::sequences::fibonacci::Sequence;
use crate::sequences::long_modular::{self, cost, longest_exact, peak_bytes};
use crate::sequences::lucas::fixed;
use crate::sequences::lucas::short::{Kind, head};
use crate::sequences::modular::{Term, terms_modulo};
use pyo3::prelude::*;
use std::ffi::CStr;

/// Declares the function for one sequence of terms, or for pairs of them if K is 2, with p and q among its arguments or
/// without.
macro_rules! modular {
    ($type:ident, $count:literal, $name:literal, $doc:ident, $k:literal, $kind:ident $(($p:ident, $q:ident))?) => {
        enum $type {}

        impl Builtin<$count> for $type {
            const NAME: &'static CStr = $name;
            const DOC: &'static CStr = docs::$doc;

            fn quick<'py>(
                [$($p, $q,)? n, m]: [Borrowed<'_, 'py, PyAny>; $count],
            ) -> Option<Bound<'py, PyAny>> {
                quick::<$k>(Term::$kind $(([read($p)?, read($q)?]))?, read(n)?, m)
            }

            fn evaluate<'py>(
                [$($p, $q,)? n, m]: [&Bound<'py, PyAny>; $count],
            ) -> PyResult<Bound<'py, PyAny>> {
                evaluate::<$k>(Self::NAME, Term::$kind $(([$p, $q]))?, n, m)
            }
        }
    };
}

modular!(FibMod, 2, c"fib_mod", FIB_MOD, 1, Fibonacci);
modular!(Fib2Mod, 2, c"fib2_mod", FIB2_MOD, 2, Fibonacci);
modular!(LucasMod, 2, c"lucas_mod", LUCAS_MOD, 1, Lucas);
modular!(Lucas2Mod, 2, c"lucas2_mod", LUCAS2_MOD, 2, Lucas);
modular!(LucasuMod, 4, c"lucasu_mod", LUCASU_MOD, 1, U(p, q));
modular!(LucasvMod, 4, c"lucasv_mod", LUCASV_MOD, 1, V(p, q));
modular!(LucasuvMod, 4, c"lucasuv_mod", LUCASUV_MOD, 2, U(p, q));

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    add_several::<FibMod, 2>(module)?;
    add_several::<Fib2Mod, 2>(module)?;
    add_several::<LucasMod, 2>(module)?;
    add_several::<Lucas2Mod, 2>(module)?;
    add_several::<LucasuMod, 4>(module)?;
    add_several::<LucasvMod, 4>(module)?;
    add_several::<LucasuvMod, 4>(module)
}

/// The terms where all arguments are in their domain, and small but for an m that the terms are shorter than.
fn quick<'py, const K: usize>(
    sequence: Term<Small>,
    n: Small,
    m: Borrowed<'_, 'py, PyAny>,
) -> Option<Bound<'py, PyAny>> {
    if let Term::U([_, q]) | Term::V([_, q]) = sequence
        && n.negative
        && q.magnitude != 1
    {
        return None;
    }
    let Some(short) = read(m) else {
        return exact::<K>(sequence, n, m);
    };
    if short.negative || short.magnitude == 0 {
        return None;
    }
    let py = m.py();
    let ints = match u64::try_from(short.magnitude) {
        Ok(m) => values(sequence, n, m).map(|value: u64| words::make(py, value.into())),
        Err(_) => values(sequence, n, short.magnitude).map(|value| words::make(py, value)),
    };
    tuple::<K>(py, all(ints).ok()?).ok()
}

/// The terms modulo an m of more than 128 bits, where they are shorter than m and quickly made: m is not read.
fn exact<'py, const K: usize>(
    sequence: Term<Small>,
    n: Small,
    m: Borrowed<'_, 'py, PyAny>,
) -> Option<Bound<'py, PyAny>> {
    let (py, bits) = (m.py(), words::long_bits(m)?);
    let index = u64::try_from(n.magnitude).ok()?;
    if known_largest_unchecked_bits(py)? < bits {
        return None;
    }
    let changes = match n.negative {
        true => sequence.changes_sign(index % 2 == 1, sequence.is_minus(|q| q.negative)),
        false => [false; 2],
    };
    let (kind, pq) = match sequence {
        Term::U(pq) => (Kind::U, pq),
        Term::V(pq) => (Kind::V, pq),
        Term::Fibonacci => return tabled_terms::<K>(Sequence::Fibonacci, n, changes, m),
        Term::Lucas => return tabled_terms::<K>(Sequence::Lucas, n, changes, m),
    };
    let pq = [pq[0].to_i128()?, pq[1].to_i128()?];
    let head = head(pq, index);
    if head.left == 0 {
        let term = |at: usize| {
            let term = head.term([kind, Kind::V][at], pq)?;
            let magnitude = words::make(py, term.unsigned_abs()).ok()?;
            residue(magnitude, (term < 0) != changes[at], m)
        };
        return tuple(py, some::<_, K>(term)?).ok();
    }
    if fixed::estimated_bits(pq, index, head)? >= bits {
        return None;
    }
    // The estimate may be too small.
    let read = |(limbs, negative): fixed::Limbs<'_>, at: usize| match limbs::bits(limbs) as u64 {
        length if length < bits => {
            residue(int::of_limbs(py, limbs).ok()?, negative != changes[at], m)
        }
        _ => None,
    };
    match K {
        1 => fixed::with_term(kind, pq, index, head, |limbs, negative| {
            read((limbs, negative), 0)
        })?,
        _ => fixed::with_both(pq, index, head, |[u, v]| {
            tuple(py, [read(u, 0)?, read(v, 1)?]).ok()
        })?,
    }
}

/// The terms of F or L that the table holds, modulo an m that they are shorter than.
fn tabled_terms<'py, const K: usize>(
    sequence: Sequence,
    n: Small,
    changes: [bool; 2],
    m: Borrowed<'_, 'py, PyAny>,
) -> Option<Bound<'py, PyAny>> {
    let at = u64::try_from(n.magnitude).ok()?;
    let longest = longest_exact(words::long_bits(m)? - 1);
    let term = |place: usize| {
        let index = match (place, n.negative) {
            (0, _) => at,
            (_, true) => at + 1,
            (_, false) => at.checked_sub(1)?,
        };
        let term = tabled(sequence, m.py(), Some(index).filter(|&n| n <= longest)?)?;
        residue(term.ok()?, changes[place], m)
    };
    tuple(m.py(), some::<_, K>(term)?).ok()
}

/// What is there at all of K places.
fn some<T, const K: usize>(at: impl FnMut(usize) -> Option<T>) -> Option<[T; K]> {
    all(std::array::from_fn(at).map(|value| value.ok_or(()))).ok()
}

/// The term, or the tuple of two.
fn tuple<'py, const K: usize>(
    py: Python<'py>,
    ints: [Bound<'py, PyAny>; K],
) -> PyResult<Bound<'py, PyAny>> {
    let mut ints = ints.into_iter();
    match (ints.next(), ints.next()) {
        (Some(term), None) => Ok(term),
        pair => Ok(pair.into_pyobject(py)?.into_any()),
    }
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

fn values<W: Word, const K: usize>(sequence: Term<Small>, n: Small, m: W) -> [W; K] {
    let minus = sequence.is_minus(|q| q.negative);
    let sequence = sequence.map(|x| x.modulo(m));
    let n_limbs = n.limbs();
    let n_limbs = &n_limbs[..trimmed(&n_limbs)];
    let mut values = terms_modulo(sequence, n_limbs, m, &mut Never).expect("never interrupted");
    if n.negative {
        let changes = sequence.changes_sign(n.magnitude % 2 == 1, minus);
        for (value, changes) in values.iter_mut().zip(changes) {
            if changes && *value != W::ZERO {
                *value = m.wrapping_sub(*value);
            }
        }
    } else if let (Term::Fibonacci | Term::Lucas, [at, after]) = (sequence, &mut values[..]) {
        let difference = after.wrapping_sub(*at);
        *after = match *after < *at {
            true => difference.wrapping_add(m),
            false => difference,
        };
    }
    values
}

/// The terms for any arguments, which are taken in their order, each checked before the next one.
fn evaluate<'py, const K: usize>(
    name: &CStr,
    sequence: Term<&Bound<'py, PyAny>>,
    n: &Bound<'py, PyAny>,
    m: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = n.py();
    let mut names = ["p", "q"].into_iter();
    let sequence = sequence.try_map(|x| index(x, names.next().expect("two")))?;
    let n = index(n, "n")?;
    if let Term::U([p, q]) | Term::V([p, q]) = &sequence
        && n.lt(0)?
        && !matches!(q.extract(), Ok(1 | -1))
    {
        return in_python(name, (p, q, n, m), py);
    }
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
    let values: [_; K] = work::run_sized(py, size, &|| "m".into(), |interrupt| {
        let sequence = numbers.try_map(|x| x.read(interrupt))?;
        let (n, m) = (n.read(interrupt)?, m.read(interrupt)?.magnitude);
        long_modular::terms_modulo(Tier::active(), sequence.as_ref(), &n, &m, interrupt)
    })?;
    let ints = values.map(|magnitude| {
        let negative = false;
        to_int(
            py,
            Signed {
                magnitude,
                negative,
            },
        )
    });
    tuple(py, all(ints)?)
}

/// The most memory that a call holds at once besides its arguments, as a multiple of m: bytes and limbs of up
/// to four arguments, what the engine reserves, and the result.
fn peak(bits: u64) -> f64 {
    9.0 + multiple(peak_bytes(Tier::active(), bits), bits as f64)
}
