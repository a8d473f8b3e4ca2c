//! Decimal numbers, as slices of *words*: integers below 10^6, least significant first.

pub mod ascii;
pub mod basecase;
pub mod words;
