//! Four digits of 50 bits with NEON, in floating point, in two vectors.
//!
//! Products and carries are those of AVX2: a product of digits, below 2^100, is taken apart by two fused operations
//! in a multiple of 2^50 and a rest, and the bits of both are added up as integers, less the bits of the rounding
//! constants. The parts of digit j belong j lanes up, the high ones j + 1: five sums.

#![allow(unsafe_code)]

use super::{Neon, Twice};
use crate::limbs::Binary;
use crate::machine::digits::{BlockCarry, DigitLanes, binary_lifts, ripple};
use crate::machine::double_residues::WHOLE;
use crate::machine::lanes::{Doubles, Words};
use crate::machine::row::Row;
use std::arch::aarch64::*;
use std::cmp::Ordering;

const BITS: u32 = 50;
const MASK: u64 = (1 << BITS) - 1;

/// The double in whose low bits a rest of either sign stands, once it is added.
const LOW: f64 = WHOLE;

/// The double in whose low bits a multiple of 2^50 stands, once it is added.
const HIGH: f64 = LOW * (1u64 << BITS) as f64;

static HIGHS: Twice = Twice([HIGH; 2]);

/// The number of bytes in a block.
const BYTES: usize = 25;

/// A block of four digits: whole numbers below 2^50.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
pub struct Quad([f64; 4]);

/// Four words.
type Words4 = [uint64x2_t; 2];

impl Neon {
    /// Moves the words of `high` up by `UP` lanes, 1 to 3, and the last words of `low` into the lanes below.
    #[inline(always)]
    fn slide_up<const UP: usize>(self, [c, d]: Words4, [a, b]: Words4) -> Words4 {
        match UP {
            1 => [self.slide(c, b), self.slide(d, c)],
            2 => [b, c],
            3 => [self.slide(b, a), self.slide(c, b)],
            _ => unreachable!("slides by 1 to 3"),
        }
    }

    #[inline(always)]
    fn digits(self, block: &Quad) -> [float64x2_t; 2] {
        // SAFETY: the four digits are read.
        unsafe {
            [
                vld1q_f64(block.0.as_ptr()),
                vld1q_f64(block.0[2..].as_ptr()),
            ]
        }
    }

    /// Adds the products of digit `J` of two, and two others, to the sums of their low parts and of their high
    /// ones, with the bits of [`LOW`] and [`HIGH`].
    #[inline(always)]
    fn add_parts<const J: i32>(
        self,
        x: float64x2_t,
        y: float64x2_t,
        [low, high]: [&mut uint64x2_t; 2],
    ) {
        let upper = simd!(vfmaq_laneq_f64::<J>(self.reload(&HIGHS), y, x));
        let rest = self.sub_f64(self.splat_f64(HIGH + LOW), upper);
        *low = self.add(*low, self.bits(simd!(vfmaq_laneq_f64::<J>(rest, y, x))));
        *high = self.add(*high, self.bits(upper));
    }

    /// The negated bits of the rounding constants, for that many products.
    #[inline(always)]
    fn minus_bits(self, products: usize) -> [Words4; 5] {
        let minus = (products as u64).wrapping_neg();
        let low = minus.wrapping_mul(LOW.to_bits());
        let high = minus.wrapping_mul(HIGH.to_bits());
        let both = self.splat(low.wrapping_add(high));
        let (low, high) = (self.splat(low), self.splat(high));
        [[low; 2], [both; 2], [both; 2], [both; 2], [high; 2]]
    }

    /// The flags of four lanes, 16 bits of each.
    #[inline(always)]
    fn flags(self, [a, b]: Words4) -> u64 {
        let halves = simd!(vuzp2q_u32(
            vreinterpretq_u32_u64(a),
            vreinterpretq_u32_u64(b)
        ));
        simd!(vget_lane_u64::<0>(vreinterpret_u64_u16(vshrn_n_u32::<16>(
            halves
        ))))
    }
}

/// The flags of four lanes as bits, from 16 bits of each.
#[inline(always)]
fn gather(flags: u64) -> u32 {
    (0..4).fold(0, |bits, i| bits | (flags >> (15 * i)) as u32 & (1 << i))
}

impl DigitLanes for Neon {
    type Base = Binary;
    type Lanes = Neon;
    type Block = Quad;
    type Columns = Words4;
    type Sums = [Words4; 5];
    type BlockCarry = BlockCarry<uint64x2_t>;
    const WIDTH: usize = 4;
    const BASE: u64 = 1 << BITS;
    const ZERO: Quad = Quad([0.0; 4]);
    /// Four low parts within 2^49 of zero and four high ones of at most 2^50.
    const COLUMN: u64 = 6 << BITS;

    methods! {
        fn lanes(self) -> Neon = self;
    }

    #[inline(always)]
    fn blocks(self, rows: &mut [Row]) -> &mut [Quad] {
        // SAFETY: a row is two blocks, and aligned as they are; any bits are a value of either.
        unsafe { std::slice::from_raw_parts_mut(rows.as_mut_ptr().cast(), 2 * rows.len()) }
    }

    #[inline(always)]
    fn zero_sums(self, products: usize) -> [Words4; 5] {
        self.minus_bits(products)
    }

    #[inline(always)]
    fn add_product(self, sums: &mut [Words4; 5], x: &Quad, y: &Quad) {
        let (x, y) = (self.digits(x), self.digits(y));
        for (i, &y) in y.iter().enumerate() {
            let [a, b, c, d, e] = sums.each_mut().map(|sum| &mut sum[i]);
            self.add_parts::<0>(x[0], y, [a, &mut *b]);
            self.add_parts::<1>(x[0], y, [b, &mut *c]);
            self.add_parts::<0>(x[1], y, [c, &mut *d]);
            self.add_parts::<1>(x[1], y, [d, e]);
        }
    }

    #[inline(always)]
    fn double_sums(self, mut sums: [Words4; 5], products: usize) -> [Words4; 5] {
        for (sum, minus) in sums.iter_mut().zip(self.minus_bits(products)) {
            *sum = self.add_columns(self.add_columns(*sum, *sum), minus);
        }
        sums
    }

    #[inline(always)]
    fn columns_from_sums(self, sums: &[Words4; 5], before: &[Words4; 5]) -> Words4 {
        let a = self.add_columns(sums[0], before[4]);
        let b = self.slide_up::<1>(sums[1], before[1]);
        let c = self.slide_up::<2>(sums[2], before[2]);
        let d = self.slide_up::<3>(sums[3], before[3]);
        self.add_columns(self.add_columns(a, b), self.add_columns(c, d))
    }

    #[inline(always)]
    fn columns_from_words(self, words: &[u64]) -> Words4 {
        let &[a, b, c, d] = words.first_chunk().expect("four words");
        [self.gathered([a, b]), self.gathered([c, d])]
    }

    #[inline(always)]
    fn load_columns(self, block: &Quad) -> Words4 {
        let [a, b] = self.digits(block);
        [self.words_from_f64(a), self.words_from_f64(b)]
    }

    methods! {
        fn add_columns(self, a: Words4, b: Words4) -> Words4 =
            [self.add(a[0], b[0]), self.add(a[1], b[1])];
        fn sub_columns(self, a: Words4, b: Words4) -> Words4 =
            [self.sub(a[0], b[0]), self.sub(a[1], b[1])];
    }

    #[inline(always)]
    fn lifts(self, r: i64) -> [Words4; 2] {
        binary_lifts::<_, 4>(self, r)
    }

    #[inline(always)]
    fn no_carry(self) -> Self::BlockCarry {
        BlockCarry {
            high: self.splat(0),
            bit: 0,
        }
    }

    // A lane is its low part plus the upper part of the lane below: t < 2^50 + 2^14, so it never carries
    // twice. Nearly always nothing carries.
    #[inline(always)]
    fn normalize(self, [a, b]: Words4, carry: &mut Self::BlockCarry) -> Quad {
        let mask = self.splat(MASK);
        let high = [self.shift_right(a, BITS), self.shift_right(b, BITS)];
        let low = [self.and(a, mask), self.and(b, mask)];
        let below = self.slide_up::<1>(high, [carry.high; 2]);
        let mut t = self.add_columns(low, below);
        let either = simd!([vcgeq_u64(t[0], mask), vcgeq_u64(t[1], mask)]);
        let flags = self.flags(either);
        let mut bit = 0;
        if flags | u64::from(carry.bit) != 0 {
            let propagate = simd!([vceqq_u64(t[0], mask), vceqq_u64(t[1], mask)]);
            let carried = ripple(gather(flags), gather(self.flags(propagate)), carry.bit);
            let lane = |i: u32| u64::from(carried >> i & 1);
            let ones = [
                self.gathered([lane(0), lane(1)]),
                self.gathered([lane(2), lane(3)]),
            ];
            t = self.add_columns(t, ones);
            t = [self.and(t[0], mask), self.and(t[1], mask)];
            bit = carried >> 4;
        }
        *carry = BlockCarry { high: high[1], bit };
        let mut quad = Self::ZERO;
        let digits = [self.f64_from_words(t[0]), self.f64_from_words(t[1])];
        // SAFETY: four digits are written.
        unsafe {
            vst1q_f64(quad.0.as_mut_ptr(), digits[0]);
            vst1q_f64(quad.0[2..].as_mut_ptr(), digits[1]);
        }
        quad
    }

    #[inline(always)]
    fn compare(self, x: &Quad, y: &Quad) -> Ordering {
        let mut pairs = x.0.iter().zip(&y.0).rev();
        let different = pairs.find_map(|(x, y)| x.partial_cmp(y).filter(|order| order.is_ne()));
        different.unwrap_or(Ordering::Equal)
    }

    fn limbs(blocks: usize) -> usize {
        (BYTES * blocks).div_ceil(8)
    }

    #[inline(always)]
    fn write(self, block: &Quad, out: &mut [u64], i: usize) {
        let byte = BYTES * i;
        let [a, b, c, d] = block.0.map(|digit| digit as u64);
        let bytes = [
            a | (b << 50),
            (b >> 14) | (c << 36),
            (c >> 28) | (d << 22),
            d >> 42,
        ];
        let room = (8 * out.len()).saturating_sub(byte).min(32);
        let to = out.as_mut_ptr().cast::<u8>().wrapping_add(byte);
        // SAFETY: `bytes` has 32 bytes, and `out` has as many as are copied from there.
        unsafe { bytes.as_ptr().cast::<u8>().copy_to_nonoverlapping(to, room) };
    }
}
