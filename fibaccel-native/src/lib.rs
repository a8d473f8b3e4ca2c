//! The compiled backend of fibaccel: Fibonacci and Lucas numbers, exact, for any index.
//!
//! Three layers, and imports run one way:
//!
//! ```text
//! python  ->  fibonacci  ->  integer
//! ```
//!
//! - [`integer`] is the arithmetic: natural numbers of any size and the few operations that
//!   doubling needs. It is the only module that knows how numbers are stored.
//! - [`fibonacci`] is the mathematics: which products make F(n) out of F(n / 2). Pure functions; no
//!   limbs, no Python.
//! - `python` is the extension module: it converts, releases the GIL, and turns what goes wrong into
//!   exceptions. No arithmetic. It is the only module that names PyO3 and the only one with unsafe
//!   code, and it is behind the cargo feature `python`, so that the core builds without it.
//!
//! Work that can last asks an [`interrupt::Interrupt`] now and then whether to go on. That trait is
//! all the lower layers know of signals, and it is how Ctrl-C reaches into a long multiplication
//! without a line of Python below the top layer.

#![deny(unsafe_code)]

pub mod fibonacci;
pub mod integer;
pub mod interrupt;

#[cfg(feature = "python")]
mod python;

#[cfg(test)]
mod tests;
