//! Shifts of numbers by fewer than 64 bits, alone or together with a difference.

use super::carries::subtract_equal;

/// The limbs that are shifted before they are subtracted.
const CHUNK: usize = 64;

/// Shifts `x` left. Returns what is carried out.
pub fn shift_left(x: &mut [u64], bits: u32) -> u64 {
    let mut below = 0;
    for limb in x {
        let shifted = u128::from(*limb) << bits | u128::from(below);
        (*limb, below) = (shifted as u64, (shifted >> 64) as u64);
    }
    below
}

/// Shifts `x` right.
pub fn shift_right(x: &mut [u64], bits: u32) {
    for i in 1..x.len() {
        x[i - 1] = x[i - 1] >> bits | x[i] << 1 << (63 - bits);
    }
    if let Some(last) = x.last_mut() {
        *last >>= bits;
    }
}

/// Computes the limbs of 2^`bits` x, for 0 < `bits`, and with a limb `below` x. Returns what is carried out.
fn copy_shifted(out: &mut [u64], x: &[u64], below: u64, bits: u32) -> u64 {
    let (Some(first), Some(&last)) = (x.first(), x.last()) else {
        return 0;
    };
    out[0] = first << bits | below >> (64 - bits);
    for (out, x) in out[1..].iter_mut().zip(x.windows(2)) {
        *out = x[1] << bits | x[0] >> (64 - bits);
    }
    last >> (64 - bits)
}

/// Subtracts 2^`bits` x from `difference`, which is not shorter than x, for 0 < `bits`. Returns whether that is negative.
pub fn subtract_shifted(difference: &mut [u64], x: &[u64], bits: u32) -> bool {
    let (low, high) = difference.split_at_mut(x.len());
    let (mut below, mut above, mut borrow) = (0, 0, false);
    let mut buffer = [0; CHUNK];
    for (out, x) in low.chunks_mut(CHUNK).zip(x.chunks(CHUNK)) {
        let shifted = &mut buffer[..x.len()];
        above = copy_shifted(shifted, x, below, bits);
        below = x[x.len() - 1];
        borrow = subtract_equal(out, shifted, borrow);
    }
    for out in high {
        (*out, borrow) = out.borrowing_sub(above, borrow);
        above = 0;
    }
    borrow || above != 0
}
