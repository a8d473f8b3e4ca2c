//! Services for long work: errors, interrupts, memory, threads, and faults on demand.

pub mod cells;
mod error;
pub mod fault;
pub mod helper_threads;
mod interrupt;
pub mod memory;
mod parallel;
pub mod stack;

pub use error::{Error, all};
pub use interrupt::{Interrupt, Interrupted, Never};
pub use parallel::{Alone, share, try_for_each_part};
