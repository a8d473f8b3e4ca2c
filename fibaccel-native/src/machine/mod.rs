//! The code that depends on the processor: vectors, digits, and the tiers that compute with them.
//!
//! Algorithms are written over [`Lanes`] and [`digits::DigitLanes`]. A *tier* implements these in a folder of
//! its own, with its table of [`thresholds`], and [`Tier`] lists the tiers and chooses one. A tier's token can
//! only be had from a detection of what the processor can do ([`processor`]), so that holding one is the proof
//! that its instructions exist.

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

pub mod digits;
mod lanes;
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
