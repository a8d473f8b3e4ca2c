//! The run of a computation: with or without the GIL, on how many threads, and with an ear for signals.

use super::plugin::num_threads;
use crate::bignum::ntt::derive_constants;
use crate::machine::Tier;
use crate::runtime::helper_threads::Team;
use crate::runtime::stack::with_enough_stack;
use crate::runtime::{Error, Interrupt, Interrupted, Never};
use pyo3::exceptions::{PyArithmeticError, PyMemoryError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The |n| from which on the GIL is released: the work lasts a tenth of a millisecond, against which
/// releasing is free, and taking the GIL back from a busy thread is bearable.
const DETACH_FROM: u64 = 50_000;

/// The |n| from which on signals are looked at: no processor takes long for less, and the time of day is asked for
/// each time.
pub(super) const LISTEN_FROM: u64 = 200_000;

/// The |n| from which on threads share the work: to start one costs 30 microseconds.
const SHARE_FROM: u64 = 1_000_000;

/// The time between two looks at signals. Not less, because a look needs the GIL, which another
/// thread may keep for 5 ms; together with the longest piece of work it stays below the tenth of a
/// second within which Ctrl-C must land.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The index n of a term that takes so many nanoseconds: at n = 10^6 one takes 0.4 ms.
pub(super) fn size(nanoseconds: u64) -> u64 {
    nanoseconds.saturating_mul(5) / 2
}

/// Runs `work` for the index n, which decides whether the work is long.
pub(super) fn run<T: Send>(
    py: Python<'_>,
    n: i64,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error> + Send,
) -> PyResult<T> {
    run_sized(py, n.unsigned_abs(), &|| format!("n = {n}"), work)
}

/// Runs `work` that takes as long as the term at index `size`; `subject` says in an error what did not fit.
pub(super) fn run_sized<T: Send>(
    py: Python<'_>,
    size: u64,
    subject: &dyn Fn() -> String,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error> + Send,
) -> PyResult<T> {
    if size < DETACH_FROM {
        let outcome = with_enough_stack(|| work(&mut Never));
        return outcome.map_err(|error| exception(error, None, subject));
    }
    // With the GIL: no thread forks meanwhile.
    Tier::active();
    let derived = with_enough_stack(|| {
        derive_constants();
        Ok(())
    });
    derived.map_err(|error| exception(error, None, subject))?;
    if size < LISTEN_FROM {
        let outcome = py.detach(|| with_enough_stack(|| work(&mut Never)));
        return outcome.map_err(|error| exception(error, None, subject));
    }
    let threads = match size < SHARE_FROM {
        true => 1,
        false => num_threads(py)?,
    };
    let mut signals = Signals::new();
    let outcome = py.detach(|| with_enough_stack(|| run_with_helpers(threads, &mut signals, work)));
    outcome.map_err(|error| exception(error, signals.raised, subject))
}

/// Runs `work` in this thread without the GIL, however long it is; `subject` says in an error what did not fit.
pub(super) fn run_alone<T: Send>(
    py: Python<'_>,
    subject: &dyn Fn() -> String,
    work: impl FnOnce(&mut dyn Interrupt) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let mut signals = Signals::new();
    Tier::active();
    let outcome = py.detach(|| with_enough_stack(|| work(&mut signals)));
    outcome.map_err(|error| exception(error, signals.raised, subject))
}

/// Runs `work` with helper threads, unless they are dismissed.
fn run_with_helpers<T>(
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

/// Runs the handlers of the signals that have come, and returns what one of them raises.
pub(super) fn check_signals(py: Python<'_>) -> PyResult<()> {
    if !cfg!(PyPy) {
        return py.check_signals();
    }
    // In PyPy that does nothing: handlers run in Python code, and once that is compiled, where a loop goes back.
    static LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let define = || py.eval(c"lambda: [None for _ in '12']", None, None);
    let step = LOOP.get_or_try_init(py, || define().map(Bound::unbind))?;
    step.call0(py).map(drop)
}

/// The exception to raise for an error of the work, unless one has been `raised` already.
fn exception(error: Error, raised: Option<PyErr>, subject: &dyn Fn() -> String) -> PyErr {
    match error {
        Error::Interrupted => {
            raised.unwrap_or_else(|| PyRuntimeError::new_err("interrupted without a signal"))
        }
        Error::Memory => PyMemoryError::new_err(format!("{}: {error}", subject())),
        Error::Corrupted => PyArithmeticError::new_err(format!("{}: {error}", subject())),
    }
}

/// An interrupt that fires when a signal handler raises an exception, as that of Ctrl-C does.
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
        let outcome = Python::attach(check_signals);
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
