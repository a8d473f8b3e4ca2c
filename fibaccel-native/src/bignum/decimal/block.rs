//! Conversion of short numbers from binary to decimal, below the transform and without a division.
//!
//! Numbers become triples ([`crate::bignum::decimal::triple`]). One of up to `LEAF` limbs is a sum of its
//! limbs times the triples of powers of 2^64. Longer ones are cut in two, low + 2^(64 n) high, and the
//! triples of high are multiplied by those of the power. Columns are summed in 128 bits and carried once.

use super::triple::{COLUMN, PRODUCTS, TRIPLE_BASE, TripleCarrier, product_column, write};

/// The number of limbs in a leaf. Its columns are sums of as many products, and would not fit with one more.
const LEAF: usize = 9;

/// The number of leaves in a cut: 2^0 to 2^(`CUTS` - 1).
const CUTS: usize = 5;

/// The most limbs that [`convert`] takes.
pub const MAX_LIMBS: usize = LEAF << CUTS;

/// An upper bound of 2^40 log10(2): log10(2) is below 0.301029995664.
const LOG10_2: u128 = (301_029_995_664 << 40) / 1_000_000_000_000 + 1;

/// A bound of the digits in the base 10^`places` of a number of that many bits, and of 2^bits.
pub const fn bound(bits: usize, places: u128) -> usize {
    (((bits as u128 * LOG10_2) >> 40) / places + 1) as usize
}

/// A bound of the triples of a number of that many limbs.
const fn triples(limbs: usize) -> usize {
    bound(64 * limbs, 18)
}

const MAX_TRIPLES: usize = triples(MAX_LIMBS);

/// The number of triples in the longest power.
const POWER_TRIPLES: usize = triples(LEAF << (CUTS - 1));

const _: () = assert!(LEAF as u128 * (TRIPLE_BASE as u128 - 1) < COLUMN >> 64);
const _: () = assert!(POWER_TRIPLES <= PRODUCTS);
// 2^(64 i) has i + 1 triples for any i below `LEAF`.
const _: () = assert!(triples(LEAF - 1) == LEAF);

/// Triple k of 2^(64 i), for i below [`LEAF`], by k.
static LEAVES: [[u64; LEAF]; LEAF] = {
    let mut leaves = [[0; LEAF]; LEAF];
    leaves[0][0] = 1;
    let mut i = 1;
    while i < LEAF {
        let (mut k, mut carry) = (0, 0);
        while k < LEAF {
            carry += (leaves[k][i - 1] as u128) << 64;
            leaves[k][i] = (carry % TRIPLE_BASE as u128) as u64;
            carry /= TRIPLE_BASE as u128;
            k += 1;
        }
        assert!(carry == 0, "it has i + 1 triples");
        i += 1;
    }
    leaves
};

/// The triples of 2^(64 [`LEAF`] 2^i): 6 kB.
static POWERS: [[u64; POWER_TRIPLES]; CUTS] = {
    let mut powers = [[0; POWER_TRIPLES]; CUTS];
    powers[0][0] = 1;
    let mut doublings = 0;
    while doublings < 64 * LEAF {
        let (mut k, mut carry) = (0, 0);
        while k < triples(LEAF) {
            let sum = 2 * powers[0][k] + carry;
            (powers[0][k], carry) = (sum % TRIPLE_BASE, sum / TRIPLE_BASE);
            k += 1;
        }
        doublings += 1;
    }
    let mut i = 1;
    while i < CUTS {
        let (mut k, mut carry) = (0, 0);
        while k < triples(LEAF << i) {
            let (mut j, mut column) = (0, carry);
            while j <= k {
                column += powers[i - 1][j] as u128 * powers[i - 1][k - j] as u128;
                j += 1;
            }
            powers[i][k] = (column % TRIPLE_BASE as u128) as u64;
            carry = column / TRIPLE_BASE as u128;
            k += 1;
        }
        assert!(carry == 0, "it has no more triples");
        i += 1;
    }
    powers
};

/// Converts a number of at most [`MAX_LIMBS`] to as many decimal limbs as `out` has: those beyond must be zero.
pub fn convert(limbs: &[u64], out: &mut [u32]) {
    let (mut number, mut scratch) = ([0; MAX_TRIPLES], [0; MAX_TRIPLES]);
    let number = &mut number[..triples(limbs.len())];
    triples_of(limbs, number, &mut scratch);
    let (low, high) = out.split_at_mut(out.len().min(3 * number.len()));
    for (out, &triple) in low.chunks_mut(3).zip(&*number) {
        write(triple, out);
    }
    high.fill(0);
}

/// Converts a number to as many triples as [`triples`] says.
///
/// The upper part has at most half of the limbs, and so has that of it: the triples of all of them fit
/// [`MAX_TRIPLES`] of `scratch`.
fn triples_of(limbs: &[u64], out: &mut [u64], scratch: &mut [u64]) {
    if limbs.len() <= LEAF {
        return leaf(limbs, out);
    }
    let cut = (limbs.len().div_ceil(LEAF) - 1).ilog2() as usize;
    let (low, high) = limbs.split_at(LEAF << cut);
    let (low_out, rest) = out.split_at_mut(triples(low.len()));
    triples_of(low, low_out, scratch);
    rest.fill(0);
    let (high_out, scratch) = scratch.split_at_mut(triples(high.len()));
    triples_of(high, high_out, scratch);
    add_product(out, &POWERS[cut][..triples(low.len())], high_out);
}

/// Converts at most [`LEAF`] limbs to triples.
fn leaf(limbs: &[u64], out: &mut [u64]) {
    let mut carrier = TripleCarrier::default();
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

/// Adds a product of triples to `sum`, x y, where that fits.
fn add_product(sum: &mut [u64], x: &[u64], y: &[u64]) {
    let mut carrier = TripleCarrier::default();
    for (k, sum) in sum.iter_mut().enumerate() {
        *sum = carrier.next(u128::from(*sum) + product_column(x, y, k));
    }
}
