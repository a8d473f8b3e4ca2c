//! Faults on demand: what hardware might do to the work, so that tests see each of them caught.
//!
//! The engine passes these hooks once a block, a pass or a step. One fault at a time can be armed, and
//! happens once. Only the cargo feature `fault-injection` can arm any; without it the hooks are empty
//! and leave nothing behind in the code.

use crate::simd::Row;

#[cfg(feature = "fault-injection")]
pub use armed::{arm, disarm};

#[cfg(feature = "fault-injection")]
use armed::due;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A bit flips in a transform.
    Row,
    /// A block of a transform is left out.
    Block,
    /// What is carried from some coefficients to the next is lost.
    Carry,
    /// A limb of F(k-1) or F(k) changes between two steps.
    Operand,
    /// A limb of the result changes before it is checked.
    Result,
    /// A byte of the result as text changes before it is checked.
    Text,
}

/// Where a fault of that kind happens, if it is due.
#[cfg(not(feature = "fault-injection"))]
#[inline(always)]
fn due(_: Fault) -> Option<usize> {
    None
}

/// May flip a bit.
#[inline(always)]
pub fn rows(rows: &mut [Row]) {
    if !rows.is_empty()
        && let Some(place) = due(Fault::Row)
    {
        let (word, bit) = (place / 64, place % 64);
        rows[word / 8 % rows.len()].0[word % 8] ^= 1 << bit;
    }
}

/// May change a limb.
#[inline(always)]
pub fn limbs(fault: Fault, limbs: &mut [impl Faulty]) {
    if !limbs.is_empty()
        && let Some(place) = due(fault)
    {
        limbs[place % limbs.len()].flip(place);
    }
}

/// What a fault may change.
pub trait Faulty {
    /// Flips the lowest bit, and others.
    fn flip(&mut self, bits: usize);
}

impl Faulty for u64 {
    fn flip(&mut self, bits: usize) {
        *self ^= bits as u64 | 1;
    }
}

impl Faulty for u8 {
    fn flip(&mut self, bits: usize) {
        *self ^= bits as u8 | 1;
    }
}

impl Faulty for u32 {
    fn flip(&mut self, bits: usize) {
        *self ^= bits as u32 | 1;
    }
}

/// Whether to leave the block out.
#[inline(always)]
pub fn skips_block() -> bool {
    due(Fault::Block).is_some()
}

/// Whether to lose what is carried.
#[inline(always)]
pub fn loses_carry() -> bool {
    due(Fault::Carry).is_some()
}

#[cfg(feature = "fault-injection")]
mod armed {
    use super::Fault;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    /// A fault, how many opportunities it lets pass, and its place.
    static ARMED: Mutex<Option<(Fault, u64, usize)>> = Mutex::new(None);

    fn armed() -> MutexGuard<'static, Option<(Fault, u64, usize)>> {
        ARMED.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the fault is due after `after` opportunities, anywhere in the process.
    pub fn arm(fault: Fault, after: u64, place: usize) {
        *armed() = Some((fault, after, place));
    }

    /// Nothing is due any more. Returns how many opportunities were left, or none if it happened.
    pub fn disarm() -> Option<u64> {
        armed().take().map(|(_, after, _)| after)
    }

    pub(super) fn due(fault: Fault) -> Option<usize> {
        let mut armed = armed();
        match &mut *armed {
            Some((kind, 0, place)) if *kind == fault => {
                let place = *place;
                *armed = None;
                Some(place)
            }
            Some((kind, after, _)) if *kind == fault => {
                *after -= 1;
                None
            }
            _ => None,
        }
    }
}
