//! The docstrings: what `help(fibaccel.fib)` shows. The first line is the signature that
//! `inspect.signature` reads. One family a file.

mod digit_counts;
mod exact;
mod lucas;
mod modular;
mod numerals;
mod periods;
mod recurrences;

pub(super) use digit_counts::*;
pub(super) use exact::*;
pub(super) use lucas::*;
pub(super) use modular::*;
pub(super) use numerals::*;
pub(super) use periods::*;
pub(super) use recurrences::*;
