//! Upper bounds for the length of F(k), known before it is computed.

use crate::runtime::memory::MOST_BYTES;

/// An upper bound for 2^40 log2 phi: log2 phi is below 0.694241913631.
const LOG2_PHI: u128 = (694_241_913_631 << 40) / 1_000_000_000_000 + 1;

/// An upper bound for 2^40 log10 phi: log10 phi is below 0.20898764025.
pub(crate) const LOG10_PHI: u128 = (208_987_640_250 << 40) / 1_000_000_000_000 + 1;

/// An upper bound for the number of limbs of F(k), at least 1. Saturates where no number could be so long.
pub const fn limbs_bound(k: u64) -> usize {
    bound(k, LOG2_PHI, 64)
}

/// An upper bound for the number of decimal limbs of F(k), at least 1. Saturates where no number could be so long.
pub const fn decimal_limbs_bound(k: u64) -> usize {
    bound(k, LOG10_PHI, 6)
}

/// More limbs than any buffer has.
const TOO_MANY: usize = usize::MAX / 16;

const _: () = assert!(TOO_MANY > MOST_BYTES / size_of::<u32>());

/// A bound in limbs of so many digits: F(k) is at most phi^(k-1).
const fn bound(k: u64, log_phi: u128, digits: u128) -> usize {
    let limbs = (((k as u128 * log_phi) >> 40) + 1).div_ceil(digits);
    if limbs < TOO_MANY as u128 {
        limbs as usize
    } else {
        TOO_MANY
    }
}
