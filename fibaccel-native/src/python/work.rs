//! Where the computation runs: with or without the GIL, by how many threads, and with an ear for signals.

use super::arguments::plugin;
use crate::arch::team::Team;
use crate::error::Error;
use crate::interrupt::{Interrupt, Interrupted, Never};
use crate::ntt::derive_constants;
use crate::simd::Tier;
use pyo3::exceptions::{PyArithmeticError, PyMemoryError, PyRuntimeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// From this |n| on the GIL is released: the work lasts a tenth of a millisecond, against which
/// releasing is free, and taking the GIL back from a busy thread is bearable.
const DETACH_FROM: u64 = 50_000;

/// From this |n| on threads share the work: to start one costs 30 microseconds.
const SHARE_FROM: u64 = 1_000_000;

/// How often signals are looked at. Not more often, because that needs the GIL, which another
/// thread may keep for 5 ms; together with the longest piece of work it stays below the tenth of a
/// second within which Ctrl-C must land.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The index of a term that takes that many nanoseconds: at n = 10^6 one takes 0.4 ms.
pub(super) fn size(nanoseconds: u64) -> u64 {
    nanoseconds.saturating_mul(5) / 2
}

/// Runs `work` for the index n, which decides whether it is long.
pub(super) fn run<T: Send>(
    py: Python<'_>,
    n: i64,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error> + Send,
) -> PyResult<T> {
    run_sized(py, n.unsigned_abs(), &|| format!("n = {n}"), work)
}

/// Runs `work` that is as long as that for the index `size`; an error says about what.
pub(super) fn run_sized<T: Send>(
    py: Python<'_>,
    size: u64,
    subject: &dyn Fn() -> String,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error> + Send,
) -> PyResult<T> {
    if size < DETACH_FROM {
        return work(&mut Never).map_err(|error| exception(error, None, subject));
    }
    // With the GIL: no thread forks meanwhile.
    Tier::active();
    derive_constants();
    let threads = if size < SHARE_FROM {
        1
    } else {
        num_threads(py)?
    };
    let mut signals = Signals::new();
    let outcome = py.detach(|| share(threads, &mut signals, work));
    outcome.map_err(|error| exception(error, signals.raised, subject))
}

/// Runs `work` without the GIL in this thread, however long it is; an error says about what.
pub(super) fn run_alone<T: Send>(
    py: Python<'_>,
    subject: &dyn Fn() -> String,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let mut signals = Signals::new();
    Tier::active();
    let outcome = py.detach(|| work(&mut signals));
    outcome.map_err(|error| exception(error, signals.raised, subject))
}

/// Runs `work` with helpers, unless the last ones were dismissed and still are.
fn share<T>(
    threads: usize,
    signals: &mut Signals,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error>,
) -> Result<T, Error> {
    static WITHOUT_UNTIL: Mutex<Option<Instant>> = Mutex::new(None);
    // Never waits: after a fork the lock may be held by a thread that is no more.
    let without = WITHOUT_UNTIL
        .try_lock()
        .is_ok_and(|until| until.is_some_and(|until| Instant::now() < until));
    if threads == 1 || without {
        return work(signals);
    }
    let (outcome, absent_until) = Team::with(threads, |team| {
        signals.team = Some(Arc::clone(team));
        work(signals)
    });
    if let Ok(mut until) = WITHOUT_UNTIL.try_lock() {
        *until = absent_until;
    }
    outcome
}

/// What to raise for an error of the work, if that has not been `raised`.
fn exception(error: Error, raised: Option<PyErr>, subject: &dyn Fn() -> String) -> PyErr {
    match error {
        Error::Interrupted => {
            raised.unwrap_or_else(|| PyRuntimeError::new_err("interrupted without a signal"))
        }
        Error::Memory => PyMemoryError::new_err(format!("{}: {error}", subject())),
        Error::Corrupted => PyArithmeticError::new_err(format!("{}: {error}", subject())),
    }
}

/// How many threads a computation may use: fibaccel's setting. Read once.
fn num_threads(py: Python<'_>) -> PyResult<usize> {
    static THREADS: PyOnceLock<usize> = PyOnceLock::new();
    let threads = THREADS.get_or_try_init(py, || {
        plugin(py)?
            .call_method0(intern!(py, "num_threads"))?
            .extract()
    })?;
    Ok(*threads)
}

/// Interrupts the work when a signal handler raises an exception, as that of Ctrl-C does.
struct Signals {
    last: Instant,
    raised: Option<PyErr>,
    team: Option<Arc<Team>>,
}

impl Signals {
    fn new() -> Self {
        Self {
            last: Instant::now(),
            raised: None,
            team: None,
        }
    }
}

impl Interrupt for Signals {
    fn poll(&mut self) -> Result<(), Interrupted> {
        if self.last.elapsed() < POLL_INTERVAL {
            return Ok(());
        }
        let outcome = Python::attach(|py| py.check_signals());
        self.last = Instant::now();
        outcome.map_err(|error| {
            self.raised = Some(error);
            Interrupted
        })
    }

    fn team(&self) -> Option<Arc<Team>> {
        self.team.clone()
    }
}
