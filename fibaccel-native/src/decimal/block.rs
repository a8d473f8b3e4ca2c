//! From binary to decimal below the transform, without a division.
//!
//! *Digits* are those of [`super::digit`]. A number of up to [`LEAF`] limbs is a sum of its limbs
//! times the digits of powers of 2^64. Longer ones are cut in two, low + 2^(64 n) high, and the digits of
//! high are multiplied by those of the power. Columns are summed in 128 bits and carried once.

use super::digit::{COLUMN, Carrier, DIGIT, PRODUCTS, product_column, write};

/// Limbs of a leaf. Its columns are sums of as many products, and would not fit with one more.
const LEAF: usize = 9;

/// The number of leaves in a cut: 2^0 to 2^(`CUTS` - 1).
const CUTS: usize = 5;

/// The most limbs that [`convert`] takes.
pub const MAX_LIMBS: usize = LEAF << CUTS;

/// More than 2^40 log10(2): that is below 0.301029995664.
const LOG10_2: u128 = (301_029_995_664 << 40) / 1_000_000_000_000 + 1;

/// At least how many digits below 10^`places` a number of that many bits has, and 2^bits as well.
pub const fn bound(bits: usize, places: u128) -> usize {
    (((bits as u128 * LOG10_2) >> 40) / places + 1) as usize
}

/// That for the digits of a number of limbs.
const fn digits(limbs: usize) -> usize {
    bound(64 * limbs, 18)
}

const MAX_DIGITS: usize = digits(MAX_LIMBS);

/// Digits of the longest power.
const POWER_DIGITS: usize = digits(LEAF << (CUTS - 1));

const _: () = assert!(LEAF as u128 * (DIGIT as u128 - 1) < COLUMN >> 64);
const _: () = assert!(POWER_DIGITS <= PRODUCTS);
// 2^(64 i) has i + 1 digits for any i below `LEAF`.
const _: () = assert!(digits(LEAF - 1) == LEAF);

/// Digit k of 2^(64 i), for i below [`LEAF`], by k.
static LEAVES: [[u64; LEAF]; LEAF] = {
    let mut leaves = [[0; LEAF]; LEAF];
    leaves[0][0] = 1;
    let mut i = 1;
    while i < LEAF {
        let (mut k, mut carry) = (0, 0);
        while k < LEAF {
            carry += (leaves[k][i - 1] as u128) << 64;
            leaves[k][i] = (carry % DIGIT as u128) as u64;
            carry /= DIGIT as u128;
            k += 1;
        }
        assert!(carry == 0, "it has i + 1 digits");
        i += 1;
    }
    leaves
};

/// The digits of 2^(64 [`LEAF`] 2^i): 6 kB.
static POWERS: [[u64; POWER_DIGITS]; CUTS] = {
    let mut powers = [[0; POWER_DIGITS]; CUTS];
    powers[0][0] = 1;
    let mut doublings = 0;
    while doublings < 64 * LEAF {
        let (mut k, mut carry) = (0, 0);
        while k < digits(LEAF) {
            let sum = 2 * powers[0][k] + carry;
            (powers[0][k], carry) = (sum % DIGIT, sum / DIGIT);
            k += 1;
        }
        doublings += 1;
    }
    let mut i = 1;
    while i < CUTS {
        let (mut k, mut carry) = (0, 0);
        while k < digits(LEAF << i) {
            let (mut j, mut column) = (0, carry);
            while j <= k {
                column += powers[i - 1][j] as u128 * powers[i - 1][k - j] as u128;
                j += 1;
            }
            powers[i][k] = (column % DIGIT as u128) as u64;
            carry = column / DIGIT as u128;
            k += 1;
        }
        assert!(carry == 0, "it has no more digits");
        i += 1;
    }
    powers
};

/// Writes a number of at most [`MAX_LIMBS`] in decimal, in as many limbs as `out` has: those beyond must be zero.
pub fn convert(limbs: &[u64], out: &mut [u32]) {
    let (mut number, mut scratch) = ([0; MAX_DIGITS], [0; MAX_DIGITS]);
    let number = &mut number[..digits(limbs.len())];
    digits_of(limbs, number, &mut scratch);
    let (low, high) = out.split_at_mut(out.len().min(3 * number.len()));
    for (out, &digit) in low.chunks_mut(3).zip(&*number) {
        write(digit, out);
    }
    high.fill(0);
}

/// The digits of a number, as many as [`digits`] has it.
///
/// The upper part has at most half of the limbs, and so has that of it: the digits of all of them fit
/// [`MAX_DIGITS`] of `scratch`.
fn digits_of(limbs: &[u64], out: &mut [u64], scratch: &mut [u64]) {
    if limbs.len() <= LEAF {
        return leaf(limbs, out);
    }
    let cut = (limbs.len().div_ceil(LEAF) - 1).ilog2() as usize;
    let (low, high) = limbs.split_at(LEAF << cut);
    let (low_out, rest) = out.split_at_mut(digits(low.len()));
    digits_of(low, low_out, scratch);
    rest.fill(0);
    let (high_out, scratch) = scratch.split_at_mut(digits(high.len()));
    digits_of(high, high_out, scratch);
    add_product(out, &POWERS[cut][..digits(low.len())], high_out);
}

/// The digits of at most [`LEAF`] limbs.
fn leaf(limbs: &[u64], out: &mut [u64]) {
    let mut carrier = Carrier::default();
    for (k, out) in out.iter_mut().enumerate() {
        let mut column = 0;
        if let (Some(limbs), Some(powers)) = (limbs.get(k..), LEAVES.get(k)) {
            for (&limb, &power) in limbs.iter().zip(&powers[k..]) {
                column += u128::from(limb) * u128::from(power);
            }
        }
        *out = carrier.next(column);
    }
}

/// `sum` += x y, where that fits.
fn add_product(sum: &mut [u64], x: &[u64], y: &[u64]) {
    let mut carrier = Carrier::default();
    for (k, sum) in sum.iter_mut().enumerate() {
        *sum = carrier.next(u128::from(*sum) + product_column(x, y, k));
    }
}
