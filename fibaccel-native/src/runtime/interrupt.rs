//! Interrupts: the question of long work whether to go on.
//!
//! The arithmetic must stop within a tenth of a second of Ctrl-C, yet must not know that there are
//! signals or a Python. So it takes an [`Interrupt`] and polls it between pieces of work of bounded
//! length. How much a poll costs, and how often one really looks, is the implementor's business.

use super::helper_threads::Team;
use std::sync::Arc;

/// The work was told to stop; what it had done so far is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted;

/// An interrupt that long work polls between its pieces.
pub trait Interrupt {
    /// Returns `Ok` to go on and `Err` to stop. It must be cheap: short pieces poll as well.
    fn poll(&mut self) -> Result<(), Interrupted>;

    /// The team that helps with the work, if there is one ([`crate::runtime::try_for_each_part`]).
    fn team(&self) -> Option<Arc<Team>> {
        None
    }
}

/// An interrupt that never stops the work.
#[derive(Clone, Copy, Debug)]
pub struct Never;

impl Interrupt for Never {
    fn poll(&mut self) -> Result<(), Interrupted> {
        Ok(())
    }
}
