//! Tests of work that threads share: the same result, every part once, and an end whatever happens.

use super::stop::StopAt;
use crate::limbs::Binary;
use crate::machine::Tier;
use crate::runtime::helper_threads::Team;
use crate::runtime::{Error, Interrupt, Interrupted, Never, try_for_each_part};
use crate::sequences::fibonacci::{fib, lucas};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// An interrupt with a team.
struct With<'a> {
    inner: &'a mut dyn Interrupt,
    team: Arc<Team>,
}

impl Interrupt for With<'_> {
    fn poll(&mut self) -> Result<(), Interrupted> {
        self.inner.poll()
    }

    fn team(&self) -> Option<Arc<Team>> {
        Some(Arc::clone(&self.team))
    }
}

pub(super) fn with_team<T>(
    threads: usize,
    inner: &mut dyn Interrupt,
    work: impl FnOnce(&mut dyn Interrupt) -> T,
) -> T {
    Team::with(threads, |team| {
        let team = Arc::clone(team);
        work(&mut With { inner, team })
    })
    .0
}

#[test]
fn every_part_is_done_once() {
    for threads in [1, 2, 3, 7] {
        with_team(threads, &mut Never, |interrupt| {
            for count in [0, 1, 2, 100] {
                let done: Vec<AtomicUsize> = (0..count).map(|_| AtomicUsize::new(0)).collect();
                try_for_each_part(interrupt, 0..count, |i: usize, _| {
                    done[i].fetch_add(1, Ordering::Relaxed);
                    Ok(())
                })
                .expect("not interrupted");
                assert!(done.iter().all(|times| times.load(Ordering::Relaxed) == 1));
            }
        });
    }
}

#[test]
fn helpers_help() {
    let caller = thread::current().id();
    let helped = AtomicUsize::new(0);
    with_team(2, &mut Never, |interrupt| {
        try_for_each_part(interrupt, 0..2, |_: usize, _| {
            // Each waits for the other, for a while: one thread alone would never meet anybody.
            helped.fetch_add(1, Ordering::Relaxed);
            for _ in 0..10_000 {
                if helped.load(Ordering::Relaxed) == 2 {
                    return Ok(());
                }
                thread::sleep(Duration::from_millis(1));
            }
            panic!("nobody helped {caller:?}")
        })
        .expect("not interrupted");
    });
}

#[test]
fn an_interrupt_reaches_the_helpers() {
    let mut stop = StopAt::poll(20);
    let outcome = with_team(2, &mut stop, |interrupt| {
        try_for_each_part(interrupt, 0.., |_: usize, interrupt| interrupt.poll())
    });
    assert_eq!(Err(Interrupted), outcome);
}

#[test]
fn an_interrupt_reaches_the_helpers_while_the_caller_waits_for_them() {
    let caller = thread::current().id();
    let helped = AtomicBool::new(false);
    let until = |condition: &mut dyn FnMut() -> bool| {
        for _ in 0..10_000 {
            if condition() {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("waited in vain");
    };
    let mut stop = StopAt::poll(2);
    let outcome = with_team(2, &mut stop, |interrupt| {
        try_for_each_part(interrupt, 0..2, |_: usize, interrupt| {
            if thread::current().id() == caller {
                until(&mut || helped.load(Ordering::Relaxed));
            } else {
                helped.store(true, Ordering::Relaxed);
                until(&mut || interrupt.poll().is_err());
            }
            Ok(())
        })
    });
    assert_eq!(Err(Interrupted), outcome);
}

#[test]
fn a_panic_anywhere_ends_the_work_and_is_passed_on() {
    for culprit in [0, 1, 50] {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            with_team(2, &mut Never, |interrupt| {
                try_for_each_part(interrupt, 0..100, |i: usize, _| {
                    assert_ne!(culprit, i, "as arranged");
                    Ok(())
                })
            })
        }));
        assert!(outcome.is_err(), "{culprit}");
    }
}

#[test]
fn a_team_that_is_waited_for_in_vain_is_dismissed() {
    let caller = thread::current().id();
    Team::with(2, |team| {
        let inner = &mut Never;
        let mut interrupt = With {
            inner,
            team: Arc::clone(team),
        };
        let in_helper = || thread::current().id() != caller;
        let (begun, start) = (AtomicUsize::new(0), Instant::now());
        try_for_each_part(&mut interrupt, 0..2, |_: usize, _| {
            begun.fetch_add(1, Ordering::Relaxed);
            while begun.load(Ordering::Relaxed) < 2 {
                std::thread::yield_now();
            }
            if in_helper() {
                // Much longer than the caller's part, which waits for this one to begin.
                thread::sleep(Duration::from_millis(30) + 4 * start.elapsed());
            }
            Ok(())
        })
        .expect("not interrupted");
        let until = team.absent_until().expect("the caller waited");
        assert!(until > Instant::now() + Duration::from_millis(200));
        try_for_each_part(&mut interrupt, 0..100, |_: usize, _| {
            assert!(!in_helper(), "it was dismissed");
            thread::sleep(Duration::from_micros(100));
            Ok(())
        })
        .expect("not interrupted");
    });
}

#[test]
fn terms_do_not_depend_on_threads() {
    for tier in Tier::available() {
        for n in [200_003, 1_000_000, 3_000_001] {
            let alone = fib::<Binary>(tier, n, &mut Never).expect("memory");
            for threads in [2, 3] {
                let together = with_team(threads, &mut Never, |interrupt| {
                    fib::<Binary>(tier, n, interrupt).expect("memory")
                });
                assert!(alone == together, "{} {n} {threads}", tier.name());
            }
        }
    }
    let alone = lucas::<Binary>(Tier::active(), 1_500_000, &mut Never).expect("memory");
    let together = with_team(2, &mut Never, |interrupt| {
        lucas::<Binary>(Tier::active(), 1_500_000, interrupt)
    });
    assert!(alone == together.expect("memory"));
}

#[test]
fn an_interrupt_ends_a_term_that_threads_share() {
    for polls in [1, 10, 40] {
        let mut stop = StopAt::poll(polls);
        let outcome = with_team(2, &mut stop, |interrupt| {
            fib::<Binary>(Tier::active(), 3_000_000, interrupt)
        });
        assert_eq!(Some(Error::Interrupted), outcome.err(), "{polls}");
    }
}
