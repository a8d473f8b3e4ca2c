//! Conversion of short numbers from binary to decimal, by fractions.
//!
//! A number of m *triples* ([`super::triple`]) times an inverse of D^m, D = 10^18, is a fraction. Times D that is the
//! leading triple and the fraction of the others, which takes a limb less; times a power of D it is the fraction of
//! the lower triples, and that of the upper ones are the leading limbs. So there is no division, and most products
//! are of numbers that become shorter and shorter. A fraction stands for a number and a part of one, between a
//! quarter and the whole: all that is cut off below it is less than that quarter (docs/engine.md).

use super::triple::{TRIPLE_BASE, write};
use crate::bignum::base::{Need, ProductBase, Work};
use crate::bignum::mul::{schoolbook, short};
use crate::limbs::{Binary, add, add_scaled, scale_in_place};
use crate::machine::{Row, Tier};
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Never};
use std::sync::OnceLock;

/// The most triples that are taken from a fraction one by one.
const LEAF: usize = 8;

/// The number of leading triples that are cut from a fraction, which times their power is the rest of it.
const CUT: usize = 6;

/// The number of triples up to which a fraction is cut so; longer ones are cut in halves. With 64 and with 256
/// instead, AVX2 and AVX-512 took 0.96 to 1.15 of the time (Zen 5, up to 100,000 bits).
const CUT_UP_TO: usize = 128;

/// The number of powers D^(2^i) from i = 0 on: that many bits has the number of triples of the longest number.
const SQUARINGS: usize = 11;

/// The most limbs that are converted so.
pub const MAX_LIMBS: usize = width(1 << SQUARINGS) - 1;

const _: () = assert!(triples(MAX_LIMBS) <= 1 << SQUARINGS);

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

/// An upper bound of 2^32 log2(D): log2(D) is below 59.794705707973.
const LOG2_D: u64 = ((59_794_705_707_973 << 32) / 1_000_000_000_000u128 + 1) as u64;

/// The number of limbs of D^m, and so a bound of those of a number of m triples.
const fn width(m: usize) -> usize {
    (m as u64 * LOG2_D).div_ceil(64 << 32) as usize
}

// The limbs of each D^m that is used have bits for a factor of 9 above it: 3.17 and more.
const _: () = {
    let mut m = 1;
    while m <= 1 << (SQUARINGS - 1) {
        assert!(100 * (((width(m) as u64) << 38) - m as u64 * LOG2_D) > 317 << 32);
        m += if m < LEAF { 1 } else { m };
    }
};

/// The number of the lower triples of a number of m, more than [`LEAF`], that an inverse makes a fraction of.
const fn lower(m: usize) -> usize {
    1 << (m - 1).ilog2()
}

/// The number of the upper triples that a fraction of m, more than [`LEAF`], is cut above.
const fn upper(m: usize) -> usize {
    if m <= CUT_UP_TO { CUT } else { m / 2 }
}

/// Working space for conversions, in which they are done.
pub struct Converter {
    work: Work<Binary>,
    limbs: Buffer<u64>,
}

impl Converter {
    /// Reserves working space for numbers of these lengths, at most [`MAX_LIMBS`].
    pub fn reserve(tier: Tier, lengths: &[usize]) -> Result<Self, Error> {
        let (limbs, need) = Self::need(tier, lengths);
        Ok(Self {
            work: Work::reserve(tier, need)?,
            limbs: Buffer::new(limbs)?,
        })
    }

    /// The bytes that are reserved for numbers of these lengths.
    pub fn bytes(tier: Tier, lengths: &[usize]) -> usize {
        let (limbs, need) = Self::need(tier, lengths);
        size_of::<u64>() * (limbs + need.limbs) + size_of::<Row>() * need.rows
    }

    fn need(tier: Tier, lengths: &[usize]) -> (usize, Need) {
        let lengths = lengths.iter().map(|&len| triples(len));
        lengths.fold((0, Need::default()), |(limbs, need), m| {
            let need = need.either(need_of(tier, m));
            (limbs.max(width(m) + scratch(m)), need)
        })
    }

    /// Converts a number to as many decimal limbs as `out` has: those beyond must be zero.
    pub fn convert(&mut self, limbs: &[u64], out: &mut [u32]) -> Result<(), Error> {
        let m = triples(limbs.len());
        let (x, scratch) = self.limbs.split_at_mut(width(m));
        x[..limbs.len()].copy_from_slice(limbs);
        x[limbs.len()..].fill(0);
        let (low, high) = out.split_at_mut(out.len().min(3 * m));
        high.fill(0);
        convert(&mut self.work, x, m, low, scratch)
    }
}

/// The working space for products that a number of m triples needs.
fn need_of(tier: Tier, m: usize) -> Need {
    if m <= LEAF {
        return Need::default();
    }
    let (n, mut low) = (width(m), lower(m));
    let mut need = Binary::product_need(tier, n, n).either(need_of(tier, m - low));
    while low > CUT_UP_TO {
        let cut = Binary::product_need(tier, width(low) + 1, width(upper(low)));
        need = need.either(cut);
        low = upper(low);
    }
    need
}

/// The limbs of scratch that a number of m triples needs, and n limbs.
///
/// A product of 2 n + 1, and then that of the upper triples, of which there are at most half, or the products that
/// halve a fraction: 3/2 of w + 1 limbs, w <= n, and of half of them ...; a cut takes less.
const fn scratch(m: usize) -> usize {
    5 * width(m) + 8 * SQUARINGS
}

/// Writes a number of m triples, in as many limbs as that takes, as decimal limbs: as many of them as `out` has.
fn convert(
    work: &mut Work<Binary>,
    x: &[u64],
    m: usize,
    out: &mut [u32],
    scratch: &mut [u64],
) -> Result<(), Error> {
    let n = x.len();
    let (product, scratch) = scratch.split_at_mut(2 * n + 1);
    let low = if m <= LEAF { m } else { lower(m) };
    let w = width(low);
    let power = Power::of(work.tier, low)?;
    let (&leading, inverse) = power.inverse(n).split_last().expect("n + 1 limbs");
    if (short::BELOW..work.tier.thresholds().short_reduction).contains(&n) {
        short::upper(&mut product[n - short::BELOW..2 * n], x, inverse);
    } else {
        Binary::multiply(work, &mut product[..2 * n], [x, inverse], &mut Never)?;
    }
    product[2 * n] = add_scaled(&mut product[n..2 * n], x, leading);
    let carry = add(&mut product[n - 1..], &power.half);
    debug_assert!(!carry);
    let (fraction, rest) = product[n - 1..].split_at_mut(w + 1);
    let (low_out, high_out) = out.split_at_mut(out.len().min(3 * low));
    expand(work, fraction, low, low_out, scratch)?;
    match m - low {
        0 => Ok(()),
        high => convert(work, &rest[..width(high)], high, high_out, scratch),
    }
}

/// Writes the m triples that a fraction of a limb more than those of D^m stands for. The fraction is used up.
fn expand(
    work: &mut Work<Binary>,
    mut fraction: &mut [u64],
    mut m: usize,
    out: &mut [u32],
    scratch: &mut [u64],
) -> Result<(), Error> {
    while m > LEAF {
        let parts = fraction;
        let (high, low) = (upper(m), m - upper(m));
        let (power, w) = (Power::of(work.tier, high)?, width(high));
        let (product, scratch) = scratch.split_at_mut(parts.len() + w);
        if m <= CUT_UP_TO {
            schoolbook::multiply(product, parts, &power.limbs);
        } else {
            Binary::multiply(work, product, [parts, &power.limbs], &mut Never)?;
        }
        let rest = &product[width(m) - width(low)..=width(m)];
        let leading = &mut parts[width(m) - w..];
        // If the rest is less than half of a unit, half a unit more does not change the number above it.
        if rest[width(low)] >> 63 == 0 {
            let carry = add(leading, &power.half);
            debug_assert!(!carry);
        }
        expand(work, leading, high, from_triple(low, out), scratch)?;
        fraction = &mut parts[..=width(low)];
        fraction.copy_from_slice(rest);
        m = low;
    }
    for k in (0..m).rev() {
        let triple = scale_in_place(fraction, TRIPLE_BASE);
        write(triple, from_triple(k, out));
        fraction = &mut fraction[1..];
    }
    Ok(())
}

/// The limbs from those of triple k on.
fn from_triple(k: usize, out: &mut [u32]) -> &mut [u32] {
    let from = out.len().min(3 * k);
    &mut out[from..]
}

/// A power D^m, and what has to do with its inverse.
struct Power {
    /// The limbs of D^m.
    limbs: Buffer<u64>,
    /// The leading limbs of 1 / D^m, at most 2 too little in the last place. The first has the place of the leading
    /// limb of D^m behind the point.
    inverse: Buffer<u64>,
    /// Half of the two leading limbs.
    half: [u64; 2],
}

impl Power {
    /// The power for m of at most [`LEAF`], or a power of two.
    fn of(tier: Tier, m: usize) -> Result<&'static Self, Error> {
        static POWERS: [OnceLock<Power>; LEAF + SQUARINGS] =
            [const { OnceLock::new() }; LEAF + SQUARINGS];
        let place = if m <= LEAF {
            m
        } else {
            LEAF + m.ilog2() as usize
        };
        let power = &POWERS[place - 1];
        if let Some(power) = power.get() {
            return Ok(power);
        }
        let made = Self::new(tier, m)?;
        Ok(power.get_or_init(|| made))
    }

    /// Computes a power, and its inverse for numbers of twice as many triples.
    fn new(tier: Tier, m: usize) -> Result<Self, Error> {
        let w = width(m);
        let n = width(if m < LEAF { m } else { 2 * m });
        let mut limbs = Buffer::new(w)?;
        limbs.fill(0);
        limbs[0] = 1;
        for _ in 0..m {
            scale_in_place(&mut limbs, TRIPLE_BASE);
        }
        // Rounded down, by division and then by squares: if 2 is more than r is too small, its square is by
        // 4 r + 1 at most, and r is below 2^-400.
        let places = n + w;
        let mut work = Work::reserve(tier, Binary::product_need(tier, places, places))?;
        let [mut inverse, mut square] = [Buffer::new(places + 1)?, Buffer::new(2 * places)?];
        inverse.fill(0);
        inverse[places] = 1;
        let first = m.min(LEAF);
        for _ in 0..first {
            divide(&mut inverse, TRIPLE_BASE);
        }
        for _ in 0..(m / first).ilog2() {
            Binary::square(&mut work, &mut square, &inverse[..places], &mut Never)?;
            inverse[..places].copy_from_slice(&square[places..]);
        }
        let mut leading = Buffer::new(n + 1)?;
        leading.copy_from_slice(&inverse[..=n]);
        let two = u128::from(leading[n]) << 64 | u128::from(leading[n - 1]);
        let half = [(two >> 1) as u64, (two >> 65) as u64];
        Ok(Self {
            limbs,
            inverse: leading,
            half,
        })
    }

    /// The inverse for a number of n limbs.
    fn inverse(&self, n: usize) -> &[u64] {
        &self.inverse[self.inverse.len() - n - 1..]
    }
}

/// Divides by a word, rounded down.
fn divide(x: &mut [u64], word: u64) {
    let mut rest = 0;
    for limb in x.iter_mut().rev() {
        let total = u128::from(rest) << 64 | u128::from(*limb);
        *limb = (total / u128::from(word)) as u64;
        rest = (total % u128::from(word)) as u64;
    }
}
