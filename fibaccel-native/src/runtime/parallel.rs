//! Work in parts, by one thread or by several.
//!
//! The parts are an iterator behind a lock: the caller and each helper take the next one until none is left.
//! Only the caller polls the interrupt; what that says to stop, the helpers hear of at their own polls, from a
//! flag. When no part is left, the caller waits for those that helpers have begun, and polls meanwhile.

use super::error::Error;
use super::helper_threads::Team;
use super::interrupt::{Interrupt, Interrupted};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A wait for the helpers that is always forgiven, besides twice the caller's longest part.
const GRACE: Duration = Duration::from_micros(100);

/// Runs `task` on every part, in no particular order, with the help of the interrupt's team if there is one.
///
/// Who is done with a part takes the next, so parts need not take equally long. Where all processors are busy
/// a helper may lose its own in the middle of a part, for milliseconds. So if the caller, with nothing left to
/// do, waits much longer than any of its parts took, the team is dismissed for a while.
pub fn try_for_each_part<P: Send>(
    interrupt: &mut dyn Interrupt,
    mut parts: impl Iterator<Item = P> + Send,
    task: impl Fn(P, &mut dyn Interrupt) -> Result<(), Interrupted> + Sync,
) -> Result<(), Interrupted> {
    match interrupt.team() {
        Some(team) if team.absent_until().is_none() => with_team(&team, interrupt, parts, task),
        _ => parts.try_for_each(|part| task(part, interrupt)),
    }
}

/// Runs `task` on every part as [`try_for_each_part`] does, where it may fail in other ways than by the interrupt.
pub fn share<P: Send>(
    interrupt: &mut dyn Interrupt,
    parts: impl Iterator<Item = P> + Send,
    task: impl Fn(P, &mut dyn Interrupt) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let failed = Mutex::new(None);
    let outcome = try_for_each_part(interrupt, parts, |part, interrupt| {
        task(part, interrupt).map_err(|error| {
            // The first: those of others may only say that they were told to stop.
            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error);
            Interrupted
        })
    });
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(outcome?),
    }
}

/// Runs `task` on every part together with a team that is not dismissed.
fn with_team<P: Send>(
    team: &Team,
    interrupt: &mut dyn Interrupt,
    parts: impl Iterator<Item = P> + Send,
    task: impl Fn(P, &mut dyn Interrupt) -> Result<(), Interrupted> + Sync,
) -> Result<(), Interrupted> {
    let parts = Mutex::new(parts);
    let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
    let stop = AtomicBool::new(false);
    let help = || {
        while let Some(part) = next() {
            if task(part, &mut StopFlag(&stop)).is_err() {
                return;
            }
        }
    };
    let mut caller = Caller {
        interrupt: Alone(interrupt),
        stop: &stop,
        outcome: Ok(()),
        longest: Duration::ZERO,
        done: Instant::now(),
        polling: Duration::ZERO,
    };
    team.together(&help, || {
        while caller.outcome.is_ok()
            && let Some(part) = next()
        {
            caller.run(|interrupt| task(part, interrupt));
        }
        team.wait(|| caller.poll());
    });
    // A poll may have waited for something else.
    let waited = caller.done.elapsed().saturating_sub(caller.polling);
    if waited > 2 * caller.longest + GRACE {
        team.dismiss(waited);
    }
    caller.outcome
}

/// The thread that shares its work with a team, and its times.
struct Caller<'a> {
    interrupt: Alone<'a>,
    /// Tells the helpers to stop.
    stop: &'a AtomicBool,
    outcome: Result<(), Interrupted>,
    /// The time of the longest part that it ran.
    longest: Duration,
    /// The time at which its last part ended.
    done: Instant,
    /// The time that it has polled since its last part.
    polling: Duration,
}

impl Caller<'_> {
    /// Runs a part, and measures its time.
    fn run(&mut self, part: impl FnOnce(&mut dyn Interrupt) -> Result<(), Interrupted>) {
        self.outcome = part(&mut self.interrupt);
        self.stop.store(self.outcome.is_err(), Ordering::Relaxed);
        let begun = std::mem::replace(&mut self.done, Instant::now());
        self.longest = self.longest.max(self.done - begun);
    }

    /// Polls while it waits for parts that helpers have begun, which may be long.
    fn poll(&mut self) {
        if self.outcome.is_ok() {
            let begun = Instant::now();
            self.outcome = self.interrupt.poll();
            self.stop.store(self.outcome.is_err(), Ordering::Relaxed);
            self.polling += begun.elapsed();
        }
    }
}

/// An interrupt without its team: for work that is too short to be shared, or a part already.
pub struct Alone<'a>(pub &'a mut dyn Interrupt);

impl Interrupt for Alone<'_> {
    fn poll(&mut self) -> Result<(), Interrupted> {
        self.0.poll()
    }
}

/// The interrupt of helpers: a flag that the caller sets.
struct StopFlag<'a>(&'a AtomicBool);

impl Interrupt for StopFlag<'_> {
    fn poll(&mut self) -> Result<(), Interrupted> {
        match self.0.load(Ordering::Relaxed) {
            true => Err(Interrupted),
            false => Ok(()),
        }
    }
}
