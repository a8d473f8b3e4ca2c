//! The walk along the bits of n, the highest first. n is in limbs, the least significant first.

use crate::runtime::{Interrupt, Interrupted};
use std::ops::Range;

/// The number of steps between two polls: a few milliseconds for the longest m.
const POLLED: usize = 512;

/// The number of zero bits that n ends with: all of them for 0.
pub fn trailing_zeros(n: &[u64]) -> usize {
    let zeros = n.iter().take_while(|&&limb| limb == 0).count();
    let limb = n.get(zeros);
    64 * zeros + limb.map_or(0, |limb| limb.trailing_zeros() as usize)
}

/// Takes a step for each of these bits of n, the highest first.
#[inline(always)]
pub fn walk<S: Copy>(
    n: &[u64],
    bits: Range<usize>,
    mut state: S,
    interrupt: &mut dyn Interrupt,
    step: impl Fn(S, bool) -> S,
) -> Result<S, Interrupted> {
    for at in bits.rev() {
        if at % POLLED == POLLED - 1 {
            interrupt.poll()?;
        }
        state = step(state, is_odd(n, at));
    }
    Ok(state)
}

/// Whether n without its lowest `bits` bits is odd.
#[inline(always)]
pub fn is_odd(n: &[u64], bits: usize) -> bool {
    n.get(bits / 64)
        .is_some_and(|limb| (limb >> (bits % 64)) % 2 == 1)
}
