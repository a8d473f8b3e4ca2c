//! The code that depends on the processor: vectors, digits, and the tiers that compute with them.
//!
//! Algorithms are written over [`Lanes`] and [`digits::DigitLanes`]. A *tier* implements these in a folder of
//! its own, with its table of [`thresholds`], and [`Tier`] lists the tiers and chooses one. A tier's token can
//! only be had from a detection of what the processor can do ([`processor`]), so that holding one is the proof
//! that its instructions exist.

/// Calls one intrinsic. A macro so that the argument for safety stands once.
#[cfg(any(target_arch = "aarch64", target_arch = "x86_64"))]
macro_rules! simd {
    ($call:expr) => {
        // SAFETY: only reached from a method of a tier, and the only constructor of that is `detect`, so the
        // processor has the instruction; it touches no memory but rows and arrays that are borrowed.
        unsafe { $call }
    };
}

/// Defines methods that are one expression each, and are inlined like all that vectors go through.
macro_rules! methods {
    ($(fn $name:ident($self:ident $(, $argument:tt: $type:ty)*) -> $result:ty = $value:expr;)+) => {
        $(
            #[inline(always)]
            fn $name($self $(, $argument: $type)*) -> $result {
                $value
            }
        )+
    };
}

#[cfg(target_arch = "aarch64")]
pub mod aarch64;
pub mod digits;
#[cfg(any(target_arch = "aarch64", target_arch = "x86_64"))]
mod double_digits;
#[cfg(target_arch = "aarch64")]
mod double_residues;
pub mod fours;
mod lanes;
#[cfg(target_arch = "aarch64")]
mod piecewise;
pub mod portable;
pub mod processor;
mod row;
pub mod rows;
pub mod thresholds;
mod tier;
#[cfg(target_arch = "x86_64")]
pub mod x86_64;

pub use lanes::{Doubles, Factor, Kernel, Lanes, Words};
pub use row::Row;
pub use tier::{PerTier, TIERS, Tier};
