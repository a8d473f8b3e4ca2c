//! The compiled backend of fibaccel: Fibonacci and Lucas numbers, exact, for any index.
//!
//! The folders, in their order. A folder imports only from those before it, and no two files of different
//! folders import each other in a circle; `tests/test_crate_layers.py` reads this list and holds the crate to it.
//!
//! ```text
//! runtime    errors, interrupts, memory, threads that help, faults on demand
//! limbs      linear arithmetic on the digits of a base, 2^64 or 10^6
//! rings      the integers modulo an m of one or two words
//! machine    vectors: the traits, and the tiers that implement them
//! bignum     numbers of any size: products, transforms, decimal, the check of results
//! sequences  Fibonacci and Lucas numbers, exact and modulo m; periods; arrays
//! python     the extension module, behind the cargo feature of that name
//! ```
//!
//! Every algorithm in [`bignum`] and [`sequences`] that has vectors is written once, over [`machine::Lanes`] or,
//! where products are of middle size, over [`machine::digits::DigitLanes`]. Only `python` names PyO3: without it the crate builds
//! and tests where there is no Python. Unsafe code is in `runtime`, `machine` and `python` only.
//!
//! Work that can last asks an [`Interrupt`](runtime::Interrupt) now and then whether to go on.
//! That trait is all that the other folders know of signals, and it is how Ctrl-C reaches into a long
//! multiplication without a line of Python outside `python`.

#![deny(unsafe_code)]

pub mod bignum;
pub mod limbs;
pub mod machine;
#[cfg(feature = "python")]
mod python;
pub mod rings;
pub mod runtime;
pub mod sequences;
#[cfg(test)]
mod tests;
