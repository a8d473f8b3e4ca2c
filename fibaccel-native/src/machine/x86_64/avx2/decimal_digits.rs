//! Four digits of 10^15 with AVX2 and FMA, in floating point.
//!
//! Products are those of binary digits ([`super::digits`]), but that the multiples of 2^50 have sums of their
//! own: columns are two integers. They are carried one by one: there are no products of 64 bits, nor of 52.

#![allow(unsafe_code)]

use super::Avx2;
use super::digits::{HIGH, LOW, Quad};
use crate::limbs::{Decimal, decimal as limbs};
use crate::machine::digits::{DECIMAL_BASE as BASE, DecimalDigits, DigitLanes, decimal_lifts};
use crate::machine::lanes::Words;
use crate::machine::row::Row;
use std::arch::x86_64::*;
use std::cmp::Ordering;

/// The reciprocal floor(2^113 / 10^15), of 64 bits.
const RECIPROCAL: u64 = ((1 << 113) / BASE as u128) as u64;

/// The columns of four sums, which are by the distance between digits, of a block and the one before.
#[inline(always)]
fn joined(s: Avx2, sums: &[__m256i; 4], before: &[__m256i; 4]) -> __m256i {
    let b = s.slide_up::<1>(sums[1], before[1]);
    let c = s.slide_up::<2>(sums[2], before[2]);
    let d = s.slide_up::<3>(sums[3], before[3]);
    s.add(s.add(sums[0], b), s.add(c, d))
}

impl DecimalDigits<Avx2> {
    /// The negated bits of the rounding constants, for that many products.
    #[inline(always)]
    fn minus_bits(self, products: usize) -> [__m256i; 2] {
        let minus = (products as i64).wrapping_neg();
        [
            simd!(_mm256_set1_epi64x(minus.wrapping_mul(LOW.to_bits() as i64))),
            simd!(_mm256_set1_epi64x(
                minus.wrapping_mul(HIGH.to_bits() as i64)
            )),
        ]
    }

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
    type Sums = [[__m256i; 4]; 2];
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
    fn zero_sums(self, products: usize) -> [[__m256i; 4]; 2] {
        let [low, high] = self.minus_bits(products);
        [[low; 4], [high; 4]]
    }

    #[inline(always)]
    fn add_product(self, [low, high]: &mut [[__m256i; 4]; 2], x: &Quad, y: &Quad) {
        let y = self.0.load_f64(y);
        for (j, digit) in x.0.into_iter().enumerate() {
            let parts = self.0.parts(digit, y);
            low[j] = self.0.add(low[j], parts[0]);
            high[j] = self.0.add(high[j], parts[1]);
        }
    }

    #[inline(always)]
    fn double_sums(self, mut sums: [[__m256i; 4]; 2], products: usize) -> [[__m256i; 4]; 2] {
        for (sums, minus) in sums.iter_mut().zip(self.minus_bits(products)) {
            for sum in sums {
                *sum = self.0.add(self.0.add(*sum, *sum), minus);
            }
        }
        sums
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
