//! Work in parts, by one thread or by several.

use crate::arch::team::Team;
use crate::interrupt::{Interrupt, Interrupted};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A wait for the helpers that needs no explanation by their parts being longer than the caller's.
const GRACE: Duration = Duration::from_micros(100);

/// Does `task` on every part, in no particular order, with the help of the interrupt's team if there is
/// one. Who is done with a part takes the next, so parts need not take equally long; and only the
/// caller polls the interrupt itself: what that says to stop, the others hear from it.
///
/// Where all processors are busy a helper may lose its own in the middle of a part, for milliseconds. So
/// if the caller, with nothing left to do, waits much longer than any of its parts took, the team is
/// dismissed for a while.
pub fn share<P: Send>(
    interrupt: &mut dyn Interrupt,
    mut parts: impl Iterator<Item = P> + Send,
    task: impl Fn(P, &mut dyn Interrupt) -> Result<(), Interrupted> + Sync,
) -> Result<(), Interrupted> {
    match interrupt.team() {
        Some(team) if team.absent_until().is_none() => share_with(&team, interrupt, parts, task),
        _ => parts.try_for_each(|part| task(part, interrupt)),
    }
}

/// The same with that team.
fn share_with<P: Send>(
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
            if task(part, &mut Told(&stop)).is_err() {
                return;
            }
        }
    };
    let mut outcome = Ok(());
    let (mut longest, mut done) = (Duration::ZERO, Instant::now());
    let mut polling = Duration::ZERO;
    team.together(&help, || {
        let mut alone = Alone(interrupt);
        while let Some(part) = next() {
            outcome = task(part, &mut alone);
            let begun = std::mem::replace(&mut done, Instant::now());
            longest = longest.max(done - begun);
            if outcome.is_err() {
                break;
            }
        }
        stop.store(outcome.is_err(), Ordering::Relaxed);
        // A part may be long that a helper has begun.
        team.wait(|| {
            if outcome.is_ok() {
                let begun = Instant::now();
                outcome = alone.poll();
                stop.store(outcome.is_err(), Ordering::Relaxed);
                polling += begun.elapsed();
            }
        });
    });
    // A poll may have waited for something else.
    let waited = done.elapsed().saturating_sub(polling);
    if waited > 2 * longest + GRACE {
        team.dismiss(waited);
    }
    outcome
}

/// The same interrupt without a team: for what is too short to be shared, or a part already.
pub struct Alone<'a>(pub &'a mut dyn Interrupt);

impl Interrupt for Alone<'_> {
    fn poll(&mut self) -> Result<(), Interrupted> {
        self.0.poll()
    }
}

/// What helpers poll.
struct Told<'a>(&'a AtomicBool);

impl Interrupt for Told<'_> {
    fn poll(&mut self) -> Result<(), Interrupted> {
        match self.0.load(Ordering::Relaxed) {
            true => Err(Interrupted),
            false => Ok(()),
        }
    }
}
