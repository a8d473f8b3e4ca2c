//! Threads that help with one computation and end with it: a process that forks finds no pool half
//! dead, and nothing is left running when nothing is computed.
//!
//! A helper waits for a job, which is the same closure for all of them, and runs it. The caller runs its
//! own part meanwhile; then it takes the job back from those that have not begun, and waits for the
//! others. So a helper that gets no processor costs nothing, whatever else the machine does.
//!
//! A helper that loses its processor in the middle of a part is what remains: the caller has to wait for
//! it. [`crate::runtime::try_for_each_part`] notices that, and dismisses the team for a while.
//!
//! A thread that waits first yields its processor a few times, because the next job or the end of this one is
//! mostly some microseconds away, and then sleeps. Spinning instead was a disaster as soon as one
//! processor was busy: the one that spins keeps out the one it is waiting for.

#![allow(unsafe_code)]

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The number of times that a waiting thread yields before it sleeps.
const YIELDS: usize = 50;

/// A bound of the time that the end of a helper takes on a machine that is not busy.
const LONGEST_END: Duration = Duration::from_micros(200);

/// The time for which a caller waits before it looks at signals.
const PATIENCE: Duration = Duration::from_millis(10);

/// The size of a helper's stack: arithmetic has its large arrays elsewhere.
const STACK: usize = 1 << 18;

/// A job whose lifetime [`Team::together`] keeps to.
type Job = &'static (dyn Fn() + Sync);

/// The helpers of one computation.
pub struct Team {
    state: Mutex<State>,
    /// The count of jobs, and of the end: what a helper that waits looks at without the lock.
    news: AtomicUsize,
    /// The number of helpers at work on the job.
    running: AtomicUsize,
    /// The end of the dismissal that [`Self::dismiss`] begins.
    absence: Mutex<Option<Instant>>,
    work: Condvar,
    rest: Condvar,
}

struct State {
    job: Option<Job>,
    closed: bool,
}

impl UnwindSafe for Team {}
impl RefUnwindSafe for Team {}

impl Team {
    /// Runs `work` with helpers, `threads` together with this thread, or fewer if the system refuses them. They
    /// have ended when this returns. Also returns the end of the dismissal, if there is one.
    pub fn with<T>(threads: usize, work: impl FnOnce(&Arc<Self>) -> T) -> (T, Option<Instant>) {
        let team = Arc::new(Self {
            state: Mutex::new(State {
                job: None,
                closed: false,
            }),
            news: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
            absence: Mutex::new(None),
            work: Condvar::new(),
            rest: Condvar::new(),
        });
        let mut closed = Instant::now();
        let result = thread::scope(|scope| {
            let _close = Finally(|| {
                team.announce(None, true);
                closed = Instant::now();
            });
            for _ in 1..threads {
                let builder = thread::Builder::new().stack_size(STACK);
                if builder.spawn_scoped(scope, || team.help()).is_err() {
                    break;
                }
            }
            work(&team)
        });
        // To end, a helper needs a processor, too.
        let waited = closed.elapsed();
        if waited > LONGEST_END {
            team.dismiss(waited);
        }
        (result, team.absent_until())
    }

    /// Dismisses the helpers for 32 times the given wait, so that on a machine that stays busy waiting costs 3 %.
    pub fn dismiss(&self, waited: Duration) {
        *self.absence() = Some(Instant::now() + 32 * waited);
    }

    /// The time at which a dismissal ends, or `None`.
    pub fn absent_until(&self) -> Option<Instant> {
        self.absence().filter(|&until| Instant::now() < until)
    }

    fn absence(&self) -> MutexGuard<'_, Option<Instant>> {
        self.absence.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `own` here and `help` on each helper that has the time. Both have ended when this returns; `own`
    /// may [`Self::wait`] itself.
    pub fn together(&self, help: &(dyn Fn() + Sync), own: impl FnOnce()) {
        // The reference is in `state.job` until `wait` takes it out, which happens before `help` ends, even if
        // `own` panics. A helper copies it only under the lock and counts itself in `running` before it lets
        // go of the lock; `wait` takes the job out under the lock, and then does not return before `running`
        // is zero.
        // SAFETY: only the lifetime changes, and by the above nobody uses the reference after it.
        let job = unsafe { std::mem::transmute::<&(dyn Fn() + Sync), Job>(help) };
        let _wait = Finally(|| self.wait(|| ()));
        self.announce(Some(job), false);
        own();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn announce(&self, job: Option<Job>, closed: bool) {
        let mut state = self.state();
        *state = State { job, closed };
        self.news.fetch_add(1, Ordering::Release);
        self.work.notify_all();
    }

    /// Takes the job back and waits for the helpers that have begun; if that lasts, calls `meanwhile` every
    /// 10 ms or so.
    pub fn wait(&self, mut meanwhile: impl FnMut()) {
        self.state().job = None;
        let done = || self.running.load(Ordering::Acquire) == 0;
        if yield_until(done) {
            return;
        }
        let mut state = self.state();
        while !done() {
            let waited = self.rest.wait_timeout(state, PATIENCE);
            let (again, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = again;
            if timeout.timed_out() {
                drop(state);
                meanwhile();
                state = self.state();
            }
        }
    }

    /// Runs the jobs of a helper until the team is closed.
    fn help(&self) {
        let mut seen = 0;
        while let Some((news, job)) = self.next(seen) {
            seen = news;
            if let Some(job) = job {
                let _done = Finally(|| {
                    // Under the lock, so that the caller does not fall asleep in between.
                    let _state = self.state();
                    self.running.fetch_sub(1, Ordering::Release);
                    self.rest.notify_all();
                });
                job();
            }
        }
    }

    /// Waits for the next job after those seen, which may have been taken back; none at the end.
    fn next(&self, seen: usize) -> Option<(usize, Option<Job>)> {
        yield_until(|| self.news.load(Ordering::Acquire) != seen);
        let mut state = self.state();
        loop {
            if state.closed {
                return None;
            }
            let news = self.news.load(Ordering::Acquire);
            if news != seen {
                if state.job.is_some() {
                    self.running.fetch_add(1, Ordering::Relaxed);
                }
                return Some((news, state.job));
            }
            state = self
                .work
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Yields until the condition holds, a limited number of times. Returns whether it holds.
fn yield_until(condition: impl Fn() -> bool) -> bool {
    for _ in 0..YIELDS {
        if condition() {
            return true;
        }
        thread::yield_now();
    }
    condition()
}

/// Calls the closure when it is dropped: also while a panic unwinds.
struct Finally<F: FnMut()>(F);

impl<F: FnMut()> Drop for Finally<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
