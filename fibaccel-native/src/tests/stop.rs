//! An interrupt that fires when told to.

use crate::runtime::{Error, Interrupt, Interrupted};

/// Counts the polls and stops at one of them; `poll` 1 is the first.
pub(super) struct StopAt {
    pub(super) poll: usize,
    pub(super) polls: usize,
}

impl StopAt {
    pub(super) fn poll(poll: usize) -> Self {
        Self { poll, polls: 0 }
    }

    pub(super) fn never() -> Self {
        Self::poll(usize::MAX)
    }
}

impl Interrupt for StopAt {
    fn poll(&mut self) -> Result<(), Interrupted> {
        self.polls += 1;
        if self.polls == self.poll {
            Err(Interrupted)
        } else {
            Ok(())
        }
    }
}

/// Asserts that `work`, interrupted at any of its polls, ends there and asks no more.
pub(super) fn check_every_poll<T>(work: impl Fn(&mut StopAt) -> Result<T, Error>) {
    let mut counter = StopAt::never();
    assert!(work(&mut counter).is_ok());
    assert!(counter.polls >= 10, "only {} polls", counter.polls);
    for poll in 1..=counter.polls {
        let mut interrupt = StopAt::poll(poll);
        assert!(work(&mut interrupt).is_err(), "poll {poll} was ignored");
        assert_eq!(poll, interrupt.polls, "it asked again after it was stopped");
    }
}
