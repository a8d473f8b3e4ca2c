//! Four digits of 10^15 with AVX2 and FMA, in floating point.
//!
//! Products are those of binary digits ([`super::digits`]), but that the multiples of 2^50 have sums of their
//! own: columns are two integers. They are carried one by one: there are no products of 64 bits, nor of 52.

#![allow(unsafe_code)]

use super::Avx2;
use crate::limbs::{Decimal, decimal as limbs};
use crate::machine::digits::{DECIMAL_BASE as BASE, DecimalDigits, DigitLanes, decimal_lifts};
use crate::machine::double_digits::{Quad, QuadSums, minus_bits};
use crate::machine::lanes::Words;
use crate::machine::row::Row;
use std::arch::x86_64::*;
use std::cmp::Ordering;

/// The reciprocal floor(2^113 / 10^15), of 64 bits.
const RECIPROCAL: u64 = ((1 << 113) / BASE as u128) as u64;

/// What a product of blocks leaves in the columns of its own block, and in those of the next: in low parts, and in
/// multiples of 2^50.
static MINUS_BITS: [[[u64; 4]; 2]; 2] = [
    [
        minus_bits([1, 2, 3, 4], [0; 4]),
        minus_bits([3, 2, 1, 0], [0; 4]),
    ],
    [
        minus_bits([0; 4], [1, 2, 3, 4]),
        minus_bits([0; 4], [3, 2, 1, 0]),
    ],
];

/// The sums of low parts and of multiples of 2^50.
type Sums = QuadSums<[[__m256i; 4]; 2]>;

/// One of the integers of the columns of a block, from its sums, which are by the distance between digits, and those
/// of the block before.
#[inline(always)]
fn columns(s: Avx2, which: usize, sums: &Sums, before: &Sums) -> __m256i {
    let (at, below) = (&sums.parts[which], &before.parts[which]);
    let b = s.slide_up::<1>(at[1], below[1]);
    let c = s.slide_up::<2>(at[2], below[2]);
    let d = s.slide_up::<3>(at[3], below[3]);
    let columns = s.add(s.add(at[0], b), s.add(c, d));
    let [minus, minus_below] = &MINUS_BITS[which];
    let columns = s.without_bits(columns, minus, sums.products);
    s.without_bits(columns, minus_below, before.products)
}

impl DecimalDigits<Avx2> {
    #[inline(always)]
    fn stored(self, words: __m256i) -> [u64; 4] {
        let mut out = [0; 4];
        simd!(_mm256_storeu_si256(out.as_mut_ptr().cast(), words));
        out
    }
}

/// The digit of a column low + 2^50 `high` and the carry into it, and the carry out of it.
#[inline(always)]
fn reduce(low: u64, high: u64, carry: u64) -> [u64; 2] {
    let column = (u128::from(high) << 50) + u128::from(low);
    let leading = (column >> 49) as u64;
    let quotient = ((u128::from(leading) * u128::from(RECIPROCAL)) >> 64) as u64;
    // Below 3 * 10^15.
    let rest = (column as u64).wrapping_sub(quotient.wrapping_mul(BASE));
    let sum = rest + carry;
    [sum % BASE, quotient + sum / BASE]
}

/// Writes digits as limbs, two as five, as many as there are.
#[inline(always)]
fn write(digits: &[u64], limbs: &mut [u32]) {
    for (digits, limbs) in digits.as_chunks::<2>().0.iter().zip(limbs.chunks_mut(5)) {
        let [a, b] = digits;
        let five = [
            a % limbs::BASE,
            a / limbs::BASE % limbs::BASE,
            a / 1_000_000_000_000 + b % 1_000 * 1_000,
            b / 1_000 % limbs::BASE,
            b / 1_000_000_000,
        ];
        for (limb, value) in limbs.iter_mut().zip(five) {
            *limb = value as u32;
        }
    }
}

impl DigitLanes for DecimalDigits<Avx2> {
    type Base = Decimal;
    type Lanes = Avx2;
    type Block = Quad;
    /// The low parts of products, and the multiples of 2^50.
    type Columns = [__m256i; 2];
    type Sums = Sums;
    type BlockCarry = u64;
    const WIDTH: usize = 4;
    const BASE: u64 = BASE;
    const ZERO: Quad = <Avx2 as DigitLanes>::ZERO;
    /// The bound of binary digits, which are larger.
    const COLUMN: u64 = <Avx2 as DigitLanes>::COLUMN;

    columns_are_two!();

    methods! {
        fn blocks(self, rows: &mut [Row]) -> &mut [Quad] = self.0.blocks(rows);
        fn no_carry(self) -> u64 = 0;
    }

    #[inline(always)]
    fn zero_sums(self) -> Sums {
        QuadSums {
            parts: [[self.0.splat(0); 4]; 2],
            products: 0,
        }
    }

    #[inline(always)]
    fn add_product(self, sums: &mut Sums, x: &Quad, y: &Quad) {
        let y = self.0.load_f64(y);
        let [low, high] = &mut sums.parts;
        for (j, digit) in x.0.into_iter().enumerate() {
            let parts = self.0.parts(digit, y);
            low[j] = self.0.add(low[j], parts[0]);
            high[j] = self.0.add(high[j], parts[1]);
        }
        sums.products += 1;
    }

    #[inline(always)]
    fn double_sums(self, mut sums: Sums) -> Sums {
        for part in sums.parts.as_flattened_mut() {
            *part = self.0.add(*part, *part);
        }
        sums.products *= 2;
        sums
    }

    #[inline(always)]
    fn columns_from_sums(self, sums: &Sums, before: &Sums) -> [__m256i; 2] {
        [
            columns(self.0, 0, sums, before),
            columns(self.0, 1, sums, before),
        ]
    }

    #[inline(always)]
    fn lifts(self, r: i64) -> [[__m256i; 2]; 2] {
        const HIGH_LIFT: u64 = 1 << 61;
        const LIFTS: [u64; 2] = decimal_lifts(HIGH_LIFT, 50);
        let mut first = [LIFTS[1]; 4];
        first[0] = LIFTS[0].wrapping_add_signed(r);
        let high = self.0.columns_from_words(&[HIGH_LIFT; 4]);
        [
            [self.0.columns_from_words(&first), high],
            [self.0.columns_from_words(&[LIFTS[1]; 4]), high],
        ]
    }

    #[inline(always)]
    fn normalize(self, [low, high]: [__m256i; 2], carry: &mut u64) -> Quad {
        let (low, high) = (self.stored(low), self.stored(high));
        let mut digits = [0; 4];
        for (digit, (low, high)) in digits.iter_mut().zip(low.into_iter().zip(high)) {
            [*digit, *carry] = reduce(low, high, *carry);
        }
        self.0.quad(self.0.columns_from_words(&digits))
    }

    fn limbs(blocks: usize) -> usize {
        10 * blocks
    }

    #[inline(always)]
    fn write(self, block: &Quad, out: &mut [u32], i: usize) {
        let from = out.len().min(10 * i);
        let digits = self.stored(self.0.load_columns(block));
        write(&digits, &mut out[from..]);
    }
}
