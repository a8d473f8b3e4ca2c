//! The tier of NEON, which every processor of aarch64 has: two numbers at a time, in floating point, exact.
//!
//! The arithmetic of residues is that of AVX2 ([`double_residues`]). NEON has a - b c and no b c - a, rounds to
//! whole numbers by an instruction of its own, and converts all 64 bits between words and doubles.

#![allow(unsafe_code)]

pub mod decimal_limbs;
pub mod digits;
pub mod doubles;
#[cfg(target_pointer_width = "64")]
pub mod rows;
mod thresholds;
pub mod words;

use super::digits::DigitWork;
use super::double_residues::{
    self, ChunkSum, LIFT, Modulus, WHOLE, WHOLE_48, residues_are_doubles,
};
use super::lanes::{Doubles, Factor, Kernel, Lanes, Words};
use super::processor::Processor;
use super::row::Row;
use super::thresholds::Thresholds;
use crate::limbs::Binary;
use crate::limbs::decimal::BASE;
use std::arch::aarch64::*;
use std::arch::is_aarch64_feature_detected;

/// The token of the tier. Rust's targets of aarch64 have NEON throughout, but their cores differ, so it holds the
/// thresholds on this one: asked for at each product, they have to be as near as those of a tier that has one table.
#[derive(Clone, Copy, Debug)]
pub struct Neon(&'static Thresholds);

/// A kind of core, as far as it matters which algorithm is faster.
#[derive(Clone, Copy, Debug)]
enum Core {
    /// A core like the Neoverse N1, which multiplies words three times as slowly as wide ones.
    N1,
    /// A wide core of Apple's.
    Apple,
    /// A wide core like the Neoverse V1 and V2.
    V1,
}

impl Core {
    /// Detects the core. Wide ones are newer than the N1, so they have the instructions for flags of Armv8.4; Apple's
    /// are those without SVE.
    fn detect() -> Self {
        match (
            is_aarch64_feature_detected!("flagm"),
            is_aarch64_feature_detected!("sve"),
        ) {
            (false, _) => Self::N1,
            (true, false) => Self::Apple,
            (true, true) => Self::V1,
        }
    }
}

impl Processor for Neon {
    const NAME: &'static str = "neon";

    fn detect() -> Option<Self> {
        Some(Self(Core::detect().thresholds()))
    }

    fn with_digits<W: DigitWork<Binary>>(self, work: W) -> Option<W::Output> {
        Some(work.run(self))
    }
}

/// A constant in both lanes of a vector.
#[repr(C, align(16))]
struct Twice([f64; 2]);

impl Neon {
    /// A constant, loaded each time. A fused operation overwrites what it adds to, and a copy of that would take a
    /// turn of the units that multiply, which a load does not: in models of N1, V1 and V2, products of digits take
    /// a sixth longer with copies.
    #[inline(always)]
    fn reload(self, constant: &'static Twice) -> float64x2_t {
        // SAFETY: the constant has the size and the alignment of a vector, and any bits are one.
        unsafe { std::ptr::read_volatile(std::ptr::from_ref(constant).cast()) }
    }

    /// Two of the sixteen residues in two rows, from `at` on.
    #[inline(always)]
    fn window(self, rows: &[Row; 2], at: usize) -> float64x2_t {
        assert!(at <= 14);
        // SAFETY: the rows are sixteen words one after the other, of which two from `at` are read.
        unsafe { vld1q_f64(rows.as_ptr().cast::<f64>().add(at)) }
    }

    /// A vector of these words.
    #[inline(always)]
    fn gathered(self, [low, high]: [u64; 2]) -> uint64x2_t {
        simd!(vcombine_u64(vcreate_u64(low), vcreate_u64(high)))
    }

    /// The bits of doubles as words.
    #[inline(always)]
    fn bits(self, x: float64x2_t) -> uint64x2_t {
        simd!(vreinterpretq_u64_f64(x))
    }
}

impl Lanes for Neon {
    residues_are_doubles!();

    #[inline(always)]
    fn vectorize<K: Kernel>(self, kernel: K) -> K::Output {
        kernel.run(self)
    }

    #[inline(always)]
    fn scalar<K: Kernel>(self, kernel: K) -> K::Output {
        kernel.run(self)
    }

    #[inline(always)]
    fn load_residues(self, row: &Row, at: usize) -> float64x2_t {
        simd!(vreinterpretq_f64_u64(self.load(row, at)))
    }

    #[inline(always)]
    fn store_residues(self, row: &mut Row, at: usize, r: float64x2_t) {
        self.store(row, at, self.bits(r));
    }

    #[inline(always)]
    fn negate_factor(self, w: [float64x2_t; 2], _: &Self::Modulus) -> [float64x2_t; 2] {
        simd!([vnegq_f64(w[0]), vnegq_f64(w[1])])
    }

    #[inline(always)]
    fn slide_residues(self, high: float64x2_t, low: float64x2_t) -> float64x2_t {
        simd!(vextq_f64::<1>(low, high))
    }

    #[inline(always)]
    fn words_from_residues(self, x: float64x2_t) -> uint64x2_t {
        self.words_from_f64(x)
    }
}
