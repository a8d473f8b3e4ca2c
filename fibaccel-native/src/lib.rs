//! The compiled backend of fibaccel: Fibonacci and Lucas numbers, exact, for any index.
//!
//! The layers, and imports run one way:
//!
//! ```text
//! python  ->  fibonacci  ->  doubling  ->  binary, decimal  ->  ntt  ->  simd, digits, arch
//!                                          base, basecase, mul           limbs
//! ```
//!
//! - `arch` and [`simd`] are what depends on the processor: a *tier* computes with vectors of residues
//!   modulo a prime, and everything above is written once over the trait [`simd::Lanes`].
//! - [`ntt`] multiplies by number-theoretic transforms, numbers in limbs of 64 bits or of six decimal
//!   digits; [`limbs`] is the linear arithmetic below it.
//! - [`base`] says what a base must have for F(n) to be computed in it. [`binary`] has it from
//!   [`basecase`], which makes small terms from a table ([`starts`]) in limbs or in the digits of a tier
//!   ([`digits`]), and from [`mul`], which chooses how to multiply. [`decimal`] has it from its own modules.
//! - [`doubling`] walks from a small pair to F(k), F(k-1), in either base, in memory that is reserved once,
//!   and [`fibonacci`] makes terms of it, [`near`] small ones. [`residue`] checks large ones.
//! - [`modular`] computes terms modulo a number of one or two words.
//! - [`factor`] finds the prime factors of such a number, and [`periods`] what they decide: periods modulo m.
//! - `python` is the extension module: it converts, releases the GIL, and turns what goes wrong into
//!   exceptions. No arithmetic. It is the only module that names PyO3, and it is behind the cargo
//!   feature `python`, so that the core builds without it.
//!
//! Unsafe code is in `arch` and `python` only.
//!
//! Work that can last asks an [`interrupt::Interrupt`] now and then whether to go on. That trait is
//! all the lower layers know of signals, and it is how Ctrl-C reaches into a long multiplication
//! without a line of Python below the top layer.

#![deny(unsafe_code)]

pub mod arch;
pub mod arrays;
pub mod base;
pub mod basecase;
pub mod binary;
pub mod decimal;
pub mod digits;
pub mod doubling;
pub mod error;
pub mod factor;
pub mod fault;
pub mod fibonacci;
pub mod integer;
pub mod interrupt;
pub mod limbs;
pub mod lucas;
pub mod modular;
pub mod mul;
pub mod near;
pub mod ntt;
pub mod periods;
pub mod reduction;
pub mod residue;
pub mod share;
pub mod simd;
pub mod starts;

#[cfg(feature = "python")]
mod python;

#[cfg(test)]
mod tests;
