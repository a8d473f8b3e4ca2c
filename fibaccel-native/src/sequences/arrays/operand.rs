//! Operands of many elements, and the parts that they are worked on in.

use crate::runtime::cells::Cell;
use std::ops::Range;

/// The number of elements between two polls: at most ten milliseconds of work.
const PART: usize = 1 << 13;

/// An operand of all elements.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// One number for all elements.
    Shared(u64),
    /// A number for each element.
    Each(&'a [Cell]),
}

impl Operand<'_> {
    /// The number for element i.
    #[inline(always)]
    pub fn get(&self, i: usize) -> u64 {
        match self {
            Self::Shared(number) => *number,
            Self::Each(cells) => cells[i].get(),
        }
    }

    /// The number for all elements, if there is one.
    pub fn shared(&self) -> Option<u64> {
        match self {
            Self::Shared(number) => Some(*number),
            Self::Each(_) => None,
        }
    }
}

/// Ranges of elements, each the work between two polls.
pub fn parts(count: usize) -> impl Iterator<Item = Range<usize>> {
    let firsts = (0..count).step_by(PART);
    firsts.map(move |first| first..count.min(first + PART))
}
