//! The table from which every walk starts, the pairs whose numbers fit five limbs; and how long the numbers
//! become on the way.

/// Limbs of a number in the table.
pub const START_LIMBS: usize = 5;

/// The last index whose Fibonacci number fits [`START_LIMBS`].
pub const LAST_START: u64 = 462;

const COUNT: usize = LAST_START as usize + 2;

/// F(-1), F(0), ..., F([`LAST_START`]): 18.5 kB.
static STARTS: [[u64; START_LIMBS]; COUNT] = {
    let mut starts = [[0; START_LIMBS]; COUNT];
    starts[0][0] = 1;
    let mut i = 2;
    while i < COUNT {
        let (mut limb, mut sum) = (0, 0);
        while limb < START_LIMBS {
            sum += starts[i - 1][limb] as u128 + starts[i - 2][limb] as u128;
            starts[i][limb] = sum as u64;
            sum >>= 64;
            limb += 1;
        }
        assert!(sum == 0, "the last one fits");
        i += 1;
    }
    starts
};

/// How many of the low bits of n are left to walk from a table that ends at `last`, which is 1 or more.
pub fn steps(n: u64, last: u64) -> u32 {
    (0..u64::BITS)
        .find(|&steps| n >> steps <= last)
        .expect("a shift by 63 leaves 0 or 1")
}

/// F(k-1) and F(k), for a k up to [`LAST_START`].
pub fn start(k: u64) -> [&'static [u64; START_LIMBS]; 2] {
    let before = usize::try_from(k).expect("in the table");
    [&STARTS[before], &STARTS[before + 1]]
}

/// `constant` (-1)^k.
pub const fn alternating(constant: i64, k: u64) -> i64 {
    if k.is_multiple_of(2) {
        constant
    } else {
        -constant
    }
}

/// More than 2^40 log2 phi: that is below 0.694241913631.
const LOG2_PHI: u128 = (694_241_913_631 << 40) / 1_000_000_000_000 + 1;

/// At least the limbs of F(k), and never none: F(k) is at most phi^(k-1). More than there can be, if it is
/// more than that.
pub const fn limbs_bound(k: u64) -> usize {
    let limbs = (((k as u128 * LOG2_PHI) >> 40) + 1).div_ceil(64);
    let most = usize::MAX / 64;
    if limbs < most as u128 {
        limbs as usize
    } else {
        most
    }
}
