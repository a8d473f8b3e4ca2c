//! Tables of Fibonacci numbers: those that fit five limbs, from which every walk along the bits of n starts, those
//! that fit a word, and the low words of more.

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

/// The last index whose Fibonacci number fits a word.
pub const FULL_WORDS: u64 = 93;

/// F(k) modulo 2^64, from k = 0 on.
pub static LOW_WORDS: [u64; 1024] = low_words();

/// F(0), F(1), ..., F([`FULL_WORDS`]).
pub const WORDS: [u64; FULL_WORDS as usize + 1] = low_words();

const fn low_words<const N: usize>() -> [u64; N] {
    let mut words = [0u64; N];
    words[1] = 1;
    let mut i = 2;
    while i < N {
        words[i] = words[i - 1].wrapping_add(words[i - 2]);
        i += 1;
    }
    words
}

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
