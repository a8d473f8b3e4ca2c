//! What the comparisons with GMP share: GMP itself, the bases, operands that hurt, and the comparison.
//!
//! The programs are `products`, `values` and, for cargo-fuzz, `fuzz_targets`.

#![deny(unsafe_code)]

pub mod algorithms;
pub mod base;
pub mod comparison;
pub mod gmp;
pub mod operands;
