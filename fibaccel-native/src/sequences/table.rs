//! The table of the Fibonacci numbers that fit five limbs, from which every walk along the bits of n starts.

/// The number of limbs of a number in the table.
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

/// The number of low bits of n that are left to walk from a table that ends at `last`, which is 1 or more.
pub fn steps(n: u64, last: u64) -> u32 {
    (0..u64::BITS)
        .find(|&steps| n >> steps <= last)
        .expect("a shift by 63 leaves 0 or 1")
}

/// F(k-1) and F(k) from the table, for k up to [`LAST_START`].
pub fn start(k: u64) -> [&'static [u64; START_LIMBS]; 2] {
    let before = usize::try_from(k).expect("in the table");
    [&STARTS[before], &STARTS[before + 1]]
}

/// The alternating constant of an identity at k: `constant` (-1)^k.
pub const fn alternating(constant: i64, k: u64) -> i64 {
    if k.is_multiple_of(2) {
        constant
    } else {
        -constant
    }
}
