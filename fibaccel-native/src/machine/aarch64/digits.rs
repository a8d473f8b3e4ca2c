//! Four digits of 50 bits with NEON, in two vectors, of `machine::double_digits`.

#![allow(unsafe_code)]

use super::{Neon, Twice};
use crate::limbs::Binary;
use crate::machine::digits::{BlockCarry, DigitLanes, binary_lifts, ripple};
use crate::machine::double_digits::{
    BITS, BYTES, HIGH, LOW, MINUS_BITS, Quad, QuadSums, limbs, packed,
};
use crate::machine::lanes::{Doubles, Words};
use crate::machine::row::Row;
use std::arch::aarch64::*;
use std::cmp::Ordering;

const MASK: u64 = (1 << BITS) - 1;

static HIGHS: Twice = Twice([HIGH; 2]);

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

    /// Adds `minus` to columns, the bits that a product leaves in them ([`MINUS_BITS`]), for each of `products`.
    #[inline(always)]
    fn without_bits(self, columns: Words4, minus: &[u64; 4], products: u32) -> Words4 {
        let bits = self.columns_from_words(minus).map(|minus| {
            let bits = simd!(vmulq_n_u32(vreinterpretq_u32_u64(minus), products));
            simd!(vreinterpretq_u64_u32(bits))
        });
        self.add_columns(columns, bits)
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
    type Sums = QuadSums<[Words4; 5]>;
    type BlockCarry = BlockCarry<uint64x2_t>;
    const WIDTH: usize = 4;
    const BASE: u64 = 1 << BITS;
    const ZERO: Quad = Quad::ZERO;
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
    fn zero_sums(self) -> Self::Sums {
        QuadSums {
            parts: [[self.splat(0); 2]; 5],
            products: 0,
        }
    }

    #[inline(always)]
    fn add_product(self, sums: &mut Self::Sums, x: &Quad, y: &Quad) {
        let (x, y) = (self.digits(x), self.digits(y));
        for (i, &y) in y.iter().enumerate() {
            let [a, b, c, d, e] = sums.parts.each_mut().map(|sum| &mut sum[i]);
            self.add_parts::<0>(x[0], y, [a, &mut *b]);
            self.add_parts::<1>(x[0], y, [b, &mut *c]);
            self.add_parts::<0>(x[1], y, [c, &mut *d]);
            self.add_parts::<1>(x[1], y, [d, e]);
        }
        sums.products += 1;
    }

    #[inline(always)]
    fn double_sums(self, mut sums: Self::Sums) -> Self::Sums {
        for part in &mut sums.parts {
            *part = self.add_columns(*part, *part);
        }
        sums.products *= 2;
        sums
    }

    #[inline(always)]
    fn columns_from_sums(self, sums: &Self::Sums, before: &Self::Sums) -> Words4 {
        let (at, below) = (&sums.parts, &before.parts);
        let a = self.add_columns(at[0], below[4]);
        let b = self.slide_up::<1>(at[1], below[1]);
        let c = self.slide_up::<2>(at[2], below[2]);
        let d = self.slide_up::<3>(at[3], below[3]);
        let columns = self.add_columns(self.add_columns(a, b), self.add_columns(c, d));
        let columns = self.without_bits(columns, &MINUS_BITS[0], sums.products);
        self.without_bits(columns, &MINUS_BITS[1], before.products)
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
        x.compare(y)
    }

    fn limbs(blocks: usize) -> usize {
        limbs(blocks)
    }

    #[inline(always)]
    fn write(self, block: &Quad, out: &mut [u64], i: usize) {
        let byte = BYTES * i;
        let bytes = packed(block.0.map(|digit| digit as u64));
        let room = (8 * out.len()).saturating_sub(byte).min(32);
        let to = out.as_mut_ptr().cast::<u8>().wrapping_add(byte);
        // SAFETY: `bytes` has 32 bytes, and `out` has as many as are copied from there.
        unsafe { bytes.as_ptr().cast::<u8>().copy_to_nonoverlapping(to, room) };
    }
}
