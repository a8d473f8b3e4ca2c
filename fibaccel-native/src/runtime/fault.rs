//! Faults on demand: errors of hardware that tests inject to see each of them caught.
//!
//! The engine passes these hooks once a block, a pass or a step. One fault at a time can be armed, and
//! happens once. Only the cargo feature `fault-injection` can arm any; without it the hooks are empty
//! and leave nothing behind in the code.

#[cfg(feature = "fault-injection")]
pub use armed::{arm, disarm};

#[cfg(feature = "fault-injection")]
use armed::due;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A bit flips in a transform.
    Row,
    /// A block of a transform is left out.
    Block,
    /// A carry from some coefficients to the next is lost.
    Carry,
    /// A limb of F(k-1) or F(k) changes between two steps.
    Operand,
    /// A limb of the result changes before it is checked.
    Result,
    /// A byte of the result as text changes before it is checked.
    Text,
}

/// The place where a fault of that kind happens, if it is due.
#[cfg(not(feature = "fault-injection"))]
#[inline(always)]
fn due(_: Fault) -> Option<usize> {
    None
}

/// Changes one of the items, if the fault is due.
#[inline(always)]
pub fn expose(fault: Fault, items: &mut [impl Faulty]) {
    if !items.is_empty()
        && let Some(place) = due(fault)
    {
        items[place % items.len()].flip(place);
    }
}

/// A value that a fault may change.
pub trait Faulty {
    /// Flips bits: which ones, `bits` says.
    fn flip(&mut self, bits: usize);
}

macro_rules! faulty {
    ($($word:ty)+) => {
        $(
            impl Faulty for $word {
                fn flip(&mut self, bits: usize) {
                    *self ^= bits as $word | 1;
                }
            }
        )+
    };
}

faulty!(u8 u32 u64);

/// Whether a fault leaves the block out.
#[inline(always)]
pub fn skips_block() -> bool {
    due(Fault::Block).is_some()
}

/// Whether a fault loses a carry.
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

    /// Arms a fault, to happen after `after` opportunities, anywhere in the process.
    pub fn arm(fault: Fault, after: u64, place: usize) {
        *armed() = Some((fault, after, place));
    }

    /// Disarms the fault. Returns how many opportunities were left, or none if it happened.
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
