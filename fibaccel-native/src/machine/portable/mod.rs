//! The tier of any processor: one word at a time, 64-bit integers and their 128-bit products.
//!
//! The primes have 48 bits, the words 64. So forward passes reduce nothing at all: *wide* means below
//! 2^55 here, and a pass adds at most 4p, of which eleven fit many times ([`Portable::fold`]). There
//! is no junk. Primes of 62 bits would need a quarter fewer points and a reduction in each butterfly;
//! sharing the primes, the packing and the carrying with the other tiers is worth more.

pub mod doubles;
mod thresholds;

use super::lanes::{DecimalLimbs, Factor, Kernel, Lanes, Words, residues_are_words};
use super::processor::Processor;
use super::row::Row;
use crate::limbs::decimal::BASE;
use crate::rings::inverse;

const MASK_52: u64 = (1 << 52) - 1;
const MASK_48: u64 = (1 << 48) - 1;

/// The token of the portable tier. There is nothing to detect.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

impl Processor for Portable {
    const NAME: &'static str = "portable";

    fn detect() -> Option<Self> {
        Some(Self)
    }
}

/// A prime modulus: p and -1/p modulo 2^64.
#[derive(Clone, Copy, Debug)]
pub struct Modulus {
    p: u64,
    negative_inverse: u64,
}

#[inline(always)]
fn high(x: u64, y: u64) -> u64 {
    ((u128::from(x) * u128::from(y)) >> 64) as u64
}

impl Words for Portable {
    type V = u64;
    type Cutter = ();
    type Joiner = ();
    const WIDTH: usize = 1;
    const CHUNK_BITS: u32 = 52;

    #[inline(always)]
    fn load(self, row: &Row, at: usize) -> u64 {
        row.0[at]
    }

    #[inline(always)]
    fn store(self, row: &mut Row, at: usize, v: u64) {
        row.0[at] = v;
    }

    #[inline(always)]
    fn splat(self, word: u64) -> u64 {
        word
    }

    #[inline(always)]
    fn add(self, a: u64, b: u64) -> u64 {
        a.wrapping_add(b)
    }

    #[inline(always)]
    fn sub(self, a: u64, b: u64) -> u64 {
        a.wrapping_sub(b)
    }

    #[inline(always)]
    fn and(self, a: u64, b: u64) -> u64 {
        a & b
    }

    #[inline(always)]
    fn or(self, a: u64, b: u64) -> u64 {
        a | b
    }

    #[inline(always)]
    fn shift_right(self, a: u64, bits: u32) -> u64 {
        a.checked_shr(bits).unwrap_or(0)
    }

    #[inline(always)]
    fn shift_left(self, a: u64, bits: u32) -> u64 {
        a.checked_shl(bits).unwrap_or(0)
    }

    #[inline(always)]
    fn shift_right_by(self, a: u64, count: u64) -> u64 {
        a >> count
    }

    #[inline(always)]
    fn any(self, a: u64) -> bool {
        a != 0
    }

    #[inline(always)]
    fn slide(self, _: u64, low: u64) -> u64 {
        low
    }

    #[inline(always)]
    fn funnel_shift_left(self, high: u64, low: u64, count: u64) -> u64 {
        (high << count) | ((low >> 1) >> (63 - count))
    }

    #[inline(always)]
    fn cutter(self, _: usize, _: usize, _: usize) {}

    #[inline(always)]
    fn joiner(self, _: usize) {}
}

impl DecimalLimbs for Portable {
    type DecimalCutter = ();
    type DecimalJoiner = ();

    #[inline(always)]
    fn decimal_cutter(self, _: usize, _: usize) {}

    #[inline(always)]
    fn decimal_joiner(self, _: usize) {}

    // Three decimal digits in 24 bits, which is three bytes, and the other three above them. Below 1000,
    // floor(41 x / 2^12) is x / 100 rounded down, and below 100, floor(205 x / 2^11) is x / 10.
    #[inline(always)]
    fn ascii(self, limbs: &[u32; 16], text: &mut [u8; 96]) {
        for (&limb, text) in limbs.iter().rev().zip(text.as_chunks_mut::<6>().0) {
            let limb = u64::from(limb);
            let x = limb / 1000 + ((limb % 1000) << 24);
            let hundreds = ((41 * x) >> 12) & 0x0F00_000F;
            let x = x - 100 * hundreds;
            let tens = ((205 * x) >> 11) & 0x0F00_000F;
            let digits = hundreds + (tens << 8) + ((x - 10 * tens) << 16);
            *text = (digits + 0x3030_3030_3030).to_le_bytes()[..6]
                .try_into()
                .expect("six");
        }
    }
}

impl Lanes for Portable {
    type R = u64;
    type Modulus = Modulus;
    type ChunkSum = u128;
    const MONTGOMERY_BITS: u32 = 64;

    residues_are_words!();

    #[inline(always)]
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        kernel.run(self)
    }

    #[inline(always)]
    fn scalar<K: Kernel>(self, kernel: K) -> K::Output {
        kernel.run(self)
    }

    #[inline(always)]
    fn factor(w: u64, quotient: u64, _: u64) -> Factor {
        [w, quotient]
    }

    #[inline(always)]
    fn modulus(self, p: u64) -> Modulus {
        Modulus {
            p,
            negative_inverse: inverse(p).wrapping_neg(),
        }
    }

    // The factor is p - w: p divides no w 2^64, so the quotient of p - w is 2^64 - 1 less that of w.
    #[inline(always)]
    fn negate_factor(self, w: [u64; 2], m: &Modulus) -> [u64; 2] {
        [m.p - w[0], !w[1]]
    }

    // With w' = floor(w 2^64 / p) and q = floor(x w' / 2^64), x w - q p lies in
    // [0, p + x p / 2^64), so below 2p for any x.
    #[inline(always)]
    fn mul_residues(self, x: u64, w: [u64; 2], m: &Modulus) -> u64 {
        x.wrapping_mul(w[0])
            .wrapping_sub(high(x, w[1]).wrapping_mul(m.p))
    }

    #[inline(always)]
    fn mul_residues_balanced(self, x: u64, w: [u64; 2], m: &Modulus) -> u64 {
        self.mul_residues(x, w, m).wrapping_sub(m.p)
    }

    #[inline(always)]
    fn lift<const N: usize>(self, x: u64, m: &Modulus) -> u64 {
        x.wrapping_add(N as u64 * m.p)
    }

    // Not reduced: a radix-4 pass adds 2p here and at most 2p after, so eleven passes on what is
    // below 8p stay below 52p < 2^54. After a fault they need not.
    #[inline(always)]
    fn fold(self, x: u64, m: &Modulus) -> u64 {
        x.wrapping_add(2 * m.p)
    }

    #[inline(always)]
    fn settle(self, x: u64, m: &Modulus) -> u64 {
        let x = x.min(x.wrapping_sub(8 * m.p));
        x.min(x.wrapping_sub(4 * m.p))
    }

    // 2^48 is 2^48 - p modulo p; the upper part is below 2^8 and 2^48 - p below 2^31.
    #[inline(always)]
    fn reduce(self, x: u64, m: &Modulus) -> u64 {
        (x & MASK_48) + (x >> 48) * ((1 << 48) - m.p)
    }

    #[inline(always)]
    fn clean(self, x: u64, m: &Modulus) -> u64 {
        self.reduce(x, m)
    }

    #[inline(always)]
    fn soften(self, x: u64, _: &Modulus) -> u64 {
        x
    }

    // Each sum is below 8 * 2^55 * 2^49 = 2^107; divided by 2^64, and p added, below 2^49.
    #[inline(always)]
    fn convolve(self, x: &Row, [wy, y]: &[Row; 2], m: &Modulus) -> Row {
        let mut product = Row::ZERO;
        for (i, out) in product.0.iter_mut().enumerate() {
            let mut sum = 0u128;
            for (s, &x) in x.0.iter().enumerate() {
                let factor = if s <= i { y.0[i - s] } else { wy.0[8 + i - s] };
                sum += u128::from(x) * u128::from(factor);
            }
            // Montgomery: the sum plus q p is divisible by 2^64.
            let q = (sum as u64).wrapping_mul(m.negative_inverse);
            *out = ((sum + u128::from(q) * u128::from(m.p)) >> 64) as u64;
        }
        product
    }

    // Each term is less than 1 + 1/8 too small: its floor, and that of the reciprocal times t, which
    // is below 2^49.
    #[inline(always)]
    fn quotient<const K: usize>(self, t: &[u64; K], reciprocals: &[u64; K]) -> u64 {
        let mut estimate = K as u64 + 1;
        for (&t, &reciprocal) in t.iter().zip(reciprocals) {
            estimate += ((u128::from(t) * u128::from(reciprocal)) >> 52) as u64;
        }
        estimate >> 47
    }

    #[inline(always)]
    fn zero_chunk_sum(self) -> u128 {
        0
    }

    #[inline(always)]
    fn add_chunk_product(self, sum: u128, x: u64, y: u64) -> u128 {
        sum + u128::from(x) * u128::from(y)
    }

    #[inline(always)]
    fn split_chunk_sum(self, sum: u128) -> [u64; 2] {
        [sum as u64 & MASK_52, (sum >> 52) as u64]
    }

    #[inline(always)]
    fn chunk_lift(self, _: usize) -> u64 {
        0
    }

    #[inline(always)]
    fn split_share(self, t: u64) -> [u64; 2] {
        [t & ((1 << 25) - 1), t >> 25]
    }

    #[inline(always)]
    fn mul_add_residues(self, x: u64, y: u64, z: u64) -> u64 {
        z + x * y
    }

    #[inline(always)]
    fn div_rem_million(self, x: u64) -> [u64; 2] {
        [x / BASE, x % BASE]
    }
}
