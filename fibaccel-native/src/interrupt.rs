//! How long work asks whether to go on.
//!
//! The arithmetic must stop within a tenth of a second of Ctrl-C, yet must not know that there are
//! signals or a Python. So it takes an [`Interrupt`] and polls it between pieces of work of bounded
//! length. How much a poll costs, and how often one really looks, is the implementor's business.

use crate::arch::team::Team;
use std::sync::Arc;

/// The work was told to stop; what it had done so far is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted;

/// Something that long work asks between its pieces.
pub trait Interrupt {
    /// Returns `Ok` to go on, `Err` to stop. Must be cheap: short pieces poll as well.
    fn poll(&mut self) -> Result<(), Interrupted>;

    /// Who helps with the work, if anybody does ([`crate::share`]).
    fn team(&self) -> Option<Arc<Team>> {
        None
    }
}

/// Always goes on: for work too short to be worth a question.
#[derive(Clone, Copy, Debug)]
pub struct Never;

impl Interrupt for Never {
    fn poll(&mut self) -> Result<(), Interrupted> {
        Ok(())
    }
}
