//! The kernels of `fibaccel.arrays`: on buffers of words, in this thread, without the GIL.
//!
//! They are attributes of the backend and not functions for everybody: signs, types and shapes are the affair
//! of the layer above, which also shares long arrays among threads.

use super::buffers::WordBuffer;
use super::guard::guard;
use super::work;
use crate::machine::Tier;
use crate::runtime::cells::Cell;
use crate::runtime::{Error, Interrupt};
use crate::sequences::arrays::operand::Operand;
use crate::sequences::arrays::periods::{pisano_periods, ranks};
use crate::sequences::arrays::recurrences::recurrence_terms;
use crate::sequences::arrays::wall_sun_sun::quotients;
use crate::sequences::arrays::{primes, terms};
use crate::sequences::modular::Term;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

pub(super) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(fib_mod_u64, module)?)?;
    module.add_function(wrap_pyfunction!(lucas_mod_u64, module)?)?;
    module.add_function(wrap_pyfunction!(lucasu_mod_u64, module)?)?;
    module.add_function(wrap_pyfunction!(lucasv_mod_u64, module)?)?;
    module.add_function(wrap_pyfunction!(linrec_mod_u64, module)?)?;
    module.add_function(wrap_pyfunction!(pisano_period_u64, module)?)?;
    module.add_function(wrap_pyfunction!(rank_of_apparition_u64, module)?)?;
    module.add_function(wrap_pyfunction!(wall_sun_sun_u64, module)?)?;
    module.add_function(wrap_pyfunction!(primes_u64, module)?)
}

type Array<'a, 'py> = &'a Bound<'py, PyAny>;

/// Write F(n) modulo m for each element.
#[pyfunction]
#[pyo3(signature = (n, m, out, /))]
fn fib_mod_u64(n: Array, m: Array, out: Array) -> PyResult<()> {
    run([("n", n), ("m", m)], out, |[n, m], out, interrupt| {
        terms(Tier::active(), Term::Fibonacci, n, m, out, interrupt)
    })
}

/// Write L(n) modulo m for each element.
#[pyfunction]
#[pyo3(signature = (n, m, out, /))]
fn lucas_mod_u64(n: Array, m: Array, out: Array) -> PyResult<()> {
    run([("n", n), ("m", m)], out, |[n, m], out, interrupt| {
        terms(Tier::active(), Term::Lucas, n, m, out, interrupt)
    })
}

/// Write U(n) of p and q modulo m for each element.
#[pyfunction]
#[pyo3(signature = (p, q, n, m, out, /))]
fn lucasu_mod_u64(p: Array, q: Array, n: Array, m: Array, out: Array) -> PyResult<()> {
    let inputs = [("p", p), ("q", q), ("n", n), ("m", m)];
    run(inputs, out, |[p, q, n, m], out, interrupt| {
        terms(Tier::active(), Term::U([p, q]), n, m, out, interrupt)
    })
}

/// Write V(n) of p and q modulo m for each element.
#[pyfunction]
#[pyo3(signature = (p, q, n, m, out, /))]
fn lucasv_mod_u64(p: Array, q: Array, n: Array, m: Array, out: Array) -> PyResult<()> {
    let inputs = [("p", p), ("q", q), ("n", n), ("m", m)];
    run(inputs, out, |[p, q, n, m], out, interrupt| {
        terms(Tier::active(), Term::V([p, q]), n, m, out, interrupt)
    })
}

/// Write the term at n of a linear recurrence modulo m for each element.
#[pyfunction]
#[pyo3(signature = (coefficients, start, n, m, out, /))]
fn linrec_mod_u64(
    coefficients: Array,
    start: Array,
    n: Array,
    m: Array,
    out: Array,
) -> PyResult<()> {
    let words = |argument, name| {
        let buffer = WordBuffer::get(argument, name)?;
        Ok::<Vec<_>, PyErr>(buffer.cells().iter().map(Cell::get).collect())
    };
    let coefficients = guard(|| words(coefficients, "coefficients"))?;
    let start = guard(|| words(start, "start"))?;
    run([("n", n), ("m", m)], out, |[n, m], out, interrupt| {
        let m = m.get(0);
        recurrence_terms([&coefficients, &start], n, m, out, interrupt)
    })
}

/// Write the Pisano period of m for each element, or 0 where it is 2^64 or more.
#[pyfunction]
#[pyo3(signature = (m, out, /))]
fn pisano_period_u64(m: Array, out: Array) -> PyResult<()> {
    run([("m", m)], out, |[m], out, interrupt| {
        pisano_periods(m, out, interrupt)
    })
}

/// Write the rank of apparition of m for each element, or 0 where it is 2^64 or more.
#[pyfunction]
#[pyo3(signature = (m, out, /))]
fn rank_of_apparition_u64(m: Array, out: Array) -> PyResult<()> {
    run([("m", m)], out, |[m], out, interrupt| {
        ranks(m, out, interrupt)
    })
}

/// Write the quotient by p of U(n) of k and -1 modulo p^2 for each element.
#[pyfunction]
#[pyo3(signature = (k, n, p, out, /))]
fn wall_sun_sun_u64(k: Array, n: Array, p: Array, out: Array) -> PyResult<()> {
    let inputs = [("k", k), ("n", n), ("p", p)];
    run(inputs, out, |operands, out, interrupt| {
        quotients(Tier::active(), operands, out, interrupt)
    })
}

/// Return the primes p with lo <= p < hi in ascending order, as the bytes of 64-bit integers.
#[pyfunction]
#[pyo3(signature = (lo, hi, /))]
fn primes_u64<'py>(py: Python<'py>, lo: u64, hi: u64) -> PyResult<Bound<'py, PyBytes>> {
    guard(|| {
        let subject = || format!("primes from {lo} to {hi}");
        let primes = work::run_alone(py, &subject, |interrupt| primes::primes(lo, hi, interrupt))?;
        PyBytes::new_with(py, size_of_val(&primes[..]), |bytes| {
            for (bytes, prime) in bytes.as_chunks_mut().0.iter_mut().zip(primes) {
                *bytes = prime.to_ne_bytes();
            }
            Ok(())
        })
    })
}

/// Runs a kernel on named inputs, with the buffer `out` for its results.
fn run<const N: usize>(
    inputs: [(&str, Array); N],
    out: Array,
    kernel: impl FnOnce([Operand<'_>; N], &[Cell], &mut dyn Interrupt) -> Result<(), Error> + Send,
) -> PyResult<()> {
    guard(|| {
        let target = WordBuffer::out(out)?;
        let cells = target.cells();
        let mut buffers = Vec::with_capacity(N);
        for (name, argument) in inputs {
            buffers.push((name, WordBuffer::get(argument, name)?));
        }
        let mut operands = [Operand::Shared(0); N];
        for (operand, (name, buffer)) in operands.iter_mut().zip(&buffers) {
            *operand = buffer.operand(name, cells.len())?;
        }
        let subject = || format!("arrays of {} elements", cells.len());
        work::run_alone(out.py(), &subject, |interrupt| {
            kernel(operands, cells, interrupt)
        })
    })
}
