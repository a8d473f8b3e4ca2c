//! Numbers of any size: products, conversions to decimal, and the check of results.

mod base;
pub mod decimal;
mod integer;
pub mod mul;
pub mod ntt;
pub mod residue;
mod signed;

pub use base::{Need, ProductBase, Work};
pub use integer::{Integer, Number};
pub use signed::{Arithmetic, Multiplier, Signed};
