//! Rows of products, two limbs by two, whose carries stay in the processor's flag.
//!
//! Of x y + s, one addition with carry adds the lower words of the products to s and the next one the upper words. The
//! compiler takes each carry out of the flag, which makes four additions of two, so this is assembly.

#![allow(unsafe_code)]

use std::arch::asm;

/// The way to add rows in pairs. All processors of aarch64 have its instructions.
#[derive(Clone, Copy, Debug)]
pub struct RowPairs(());

impl RowPairs {
    /// The limbs of a row from which on this is faster than portable code.
    pub const LEAST_LIMBS: usize = 4;

    /// The most rows that are added at once.
    pub const MOST: usize = 2;

    /// The way, which needs no detection.
    #[inline(always)]
    pub fn detect() -> Option<Self> {
        Some(Self(()))
    }

    /// Adds x y to `sum` as [`crate::machine::rows::Rows`] says, for pairs of limbs.
    #[inline(always)]
    pub fn add_pairs(
        self,
        sum: &mut [[u64; 2]],
        x: &[[u64; 2]],
        y: [u64; 2],
        [mut low, mut high]: [u64; 2],
    ) -> [u64; 2] {
        assert_eq!(sum.len(), x.len());
        // SAFETY: both slices have as many pairs as there are rounds of the loop, each of which reads a pair of both
        // and writes that of `sum`.
        unsafe {
            asm!(
                "cbz {pairs}, 3f",
                "2:",
                "ldp {x0}, {x1}, [{x}]",
                "ldp {s0}, {s1}, [{sum}]",
                "mul {p0}, {x0}, {y0}",
                "mul {p1}, {x1}, {y0}",
                "adds {s0}, {s0}, {p0}",
                "adcs {s1}, {s1}, {p1}",
                "umulh {p0}, {x0}, {y0}",
                "umulh {p1}, {x1}, {y0}",
                "adc {s2}, {p1}, xzr",
                "adds {s0}, {s0}, {low}",
                "adcs {s1}, {s1}, {p0}",
                "adc {s2}, {s2}, xzr",
                "mul {p0}, {x0}, {y1}",
                "mul {p1}, {x1}, {y1}",
                "adds {s1}, {s1}, {p0}",
                "adcs {s2}, {s2}, {p1}",
                "umulh {p0}, {x0}, {y1}",
                "umulh {p1}, {x1}, {y1}",
                "adc {p1}, {p1}, xzr",
                "adds {s1}, {s1}, {high}",
                "adcs {low}, {s2}, {p0}",
                "adc {high}, {p1}, xzr",
                "stp {s0}, {s1}, [{sum}], #16",
                "add {x}, {x}, #16",
                "sub {pairs}, {pairs}, #1",
                "cbnz {pairs}, 2b",
                "3:",
                x = inout(reg) x.as_ptr() => _,
                sum = inout(reg) sum.as_mut_ptr() => _,
                pairs = inout(reg) x.len() => _,
                y0 = in(reg) y[0],
                y1 = in(reg) y[1],
                low = inout(reg) low,
                high = inout(reg) high,
                x0 = out(reg) _,
                x1 = out(reg) _,
                s0 = out(reg) _,
                s1 = out(reg) _,
                s2 = out(reg) _,
                p0 = out(reg) _,
                p1 = out(reg) _,
                options(nostack),
            );
        }
        [low, high]
    }

    /// Doubles `out` and adds the squares of limbs, as [`crate::machine::rows::Rows`] says.
    #[inline(always)]
    pub fn double_and_add_squares(self, out: &mut [[u64; 2]], x: &[u64]) {
        assert_eq!(out.len(), x.len());
        // SAFETY: there are as many pairs as limbs and rounds of the loop, each of which reads one of both, and writes
        // the pair.
        unsafe {
            asm!(
                "adds {below}, xzr, xzr", // the carry is 0
                "cbz {limbs}, 3f",
                "2:",
                "ldr {limb}, [{x}], #8",
                "ldp {a}, {b}, [{out}]",
                "extr {below}, {a}, {below}, #63",
                "mul {p}, {limb}, {limb}",
                "umulh {limb}, {limb}, {limb}",
                "extr {a}, {b}, {a}, #63",
                "adcs {p}, {below}, {p}",
                "adcs {a}, {a}, {limb}",
                "mov {below}, {b}",
                "stp {p}, {a}, [{out}], #16",
                "sub {limbs}, {limbs}, #1",
                "cbnz {limbs}, 2b",
                "3:",
                x = inout(reg) x.as_ptr() => _,
                out = inout(reg) out.as_mut_ptr() => _,
                limbs = inout(reg) x.len() => _,
                limb = out(reg) _,
                a = out(reg) _,
                b = out(reg) _,
                p = out(reg) _,
                below = out(reg) _,
                options(nostack),
            );
        }
    }
}
