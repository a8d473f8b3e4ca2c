//! Rows of products, up to four at once, whose carries stay in the processor's flag.
//!
//! The sum so far is a window of registers, one for each row, which moves up with x: one chain of carries adds the
//! lower words of a limb's products to it, and the next one the upper words, one register higher. The compiler takes
//! each carry out of the flag, which makes four additions of two, so this is assembly.

#![allow(unsafe_code)]

use std::arch::asm;

/// The way to add rows. All processors of aarch64 have its instructions.
#[derive(Clone, Copy, Debug)]
pub struct FlagRows(());

impl FlagRows {
    /// The limbs of a row from which on this is faster than portable code.
    pub const LEAST_LIMBS: usize = 4;

    /// The most rows that are added at once.
    pub const MOST: usize = 4;

    /// The way, which needs no detection.
    #[inline(always)]
    pub fn detect() -> Option<Self> {
        Some(Self(()))
    }

    /// Adds rows as [`crate::machine::rows::Rows`] says.
    #[inline]
    pub fn add_rows(self, sum: &mut [u64], x: &[u64], y: &[u64], window: &mut [u64]) {
        assert!(sum.len() == x.len() && y.len() == window.len());
        // What is done with a limb and the one of the sum, by the window's words and limbs of y: the first, each two
        // that follow each other, and the last.
        macro_rules! limb {
            (
                $limb:literal $sum:literal
                [$first:literal $y:literal]
                $([$word:literal $factor:literal $next:literal $next_factor:literal])*;
                [$last:literal $last_factor:literal]
            ) => {
                concat!(
                    "mul {p}, {", $limb, "}, {", $y, "}\n",
                    "adds {", $first, "}, {", $first, "}, {p}\n",
                    $(
                        "mul {p}, {", $limb, "}, {", $next_factor, "}\n",
                        "adcs {", $next, "}, {", $next, "}, {p}\n",
                    )*
                    "adc {top}, xzr, xzr\n",
                    "adds {", $sum, "}, {", $sum, "}, {", $first, "}\n",
                    $(
                        "umulh {p}, {", $limb, "}, {", $factor, "}\n",
                        "adcs {", $word, "}, {", $next, "}, {p}\n",
                    )*
                    "umulh {p}, {", $limb, "}, {", $last_factor, "}\n",
                    "adc {", $last, "}, {top}, {p}",
                )
            };
        }
        macro_rules! rows {
            ($($word:ident $y:ident),*: $($tokens:tt)*) => {
                // SAFETY: after the odd limb, if there is one, each round of the loop reads two limbs of x and of
                // `sum` and writes the latter; there are as many rounds as pairs are left.
                unsafe {
                    asm!(
                        "tbz {limbs}, #0, 2f",
                        "ldr {x0}, [{x}], #8",
                        "ldr {s0}, [{sum}]",
                        limb!("x0" "s0" $($tokens)*),
                        "str {s0}, [{sum}], #8",
                        "2:",
                        "lsr {limbs}, {limbs}, #1",
                        "cbz {limbs}, 4f",
                        "3:",
                        "ldp {x0}, {x1}, [{x}], #16",
                        "ldp {s0}, {s1}, [{sum}]",
                        limb!("x0" "s0" $($tokens)*),
                        limb!("x1" "s1" $($tokens)*),
                        "stp {s0}, {s1}, [{sum}], #16",
                        "sub {limbs}, {limbs}, #1",
                        "cbnz {limbs}, 3b",
                        "4:",
                        x = inout(reg) x.as_ptr() => _,
                        sum = inout(reg) sum.as_mut_ptr() => _,
                        limbs = inout(reg) x.len() => _,
                        $($y = in(reg) *$y, $word = inout(reg) *$word,)*
                        x0 = out(reg) _,
                        x1 = out(reg) _,
                        s0 = out(reg) _,
                        s1 = out(reg) _,
                        top = out(reg) _,
                        p = out(reg) _,
                        options(nostack),
                    );
                }
            };
        }
        match (window, y) {
            ([], []) => {}
            ([a], [q]) => rows!(a q: ["a" "q"]; ["a" "q"]),
            ([a, b], [q, r]) => rows!(a q, b r: ["a" "q"] ["a" "q" "b" "r"]; ["b" "r"]),
            ([a, b, c], [q, r, s]) => rows!(
                a q, b r, c s: ["a" "q"] ["a" "q" "b" "r"] ["b" "r" "c" "s"]; ["c" "s"]
            ),
            ([a, b, c, d], [q, r, s, t]) => rows!(
                a q, b r, c s, d t:
                ["a" "q"] ["a" "q" "b" "r"] ["b" "r" "c" "s"] ["c" "s" "d" "t"]; ["d" "t"]
            ),
            _ => unreachable!("more rows than `MOST`"),
        }
    }

    /// Doubles `out` and adds the squares of limbs, as [`crate::machine::rows::Rows`] says.
    #[inline(always)]
    pub fn double_and_add_squares(self, out: &mut [[u64; 2]], x: &[u64]) {
        assert_eq!(out.len(), x.len());
        // What is done with a limb and its pair of words, the register with the word below these, and that for the
        // upper one.
        macro_rules! limb {
            ($limb:literal $below:literal $above:literal) => {
                concat!(
                    "ldp {high}, {",
                    $above,
                    "}, [{out}]\n",
                    "extr {low}, {high}, {",
                    $below,
                    "}, #63\n",
                    "extr {high}, {",
                    $above,
                    "}, {high}, #63\n",
                    "mul {p}, {",
                    $limb,
                    "}, {",
                    $limb,
                    "}\n",
                    "umulh {",
                    $limb,
                    "}, {",
                    $limb,
                    "}, {",
                    $limb,
                    "}\n",
                    "adcs {low}, {low}, {p}\n",
                    "adcs {high}, {high}, {",
                    $limb,
                    "}\n",
                    "stp {low}, {high}, [{out}], #16",
                )
            };
        }
        // SAFETY: there are as many pairs as limbs. After the odd limb, if there is one, each round of the loop reads two
        // limbs and reads and writes their pairs, and there are half as many rounds.
        unsafe {
            asm!(
                "adds {below}, xzr, xzr", // the carry is 0
                "tbz {limbs}, #0, 2f",
                "ldr {x0}, [{x}], #8",
                limb!("x0" "below" "above"),
                "mov {below}, {above}",
                "2:",
                "lsr {limbs}, {limbs}, #1",
                "cbz {limbs}, 4f",
                "3:",
                "ldp {x0}, {x1}, [{x}], #16",
                limb!("x0" "below" "above"),
                limb!("x1" "above" "below"),
                "sub {limbs}, {limbs}, #1",
                "cbnz {limbs}, 3b",
                "4:",
                x = inout(reg) x.as_ptr() => _,
                out = inout(reg) out.as_mut_ptr() => _,
                limbs = inout(reg) x.len() => _,
                x0 = out(reg) _,
                x1 = out(reg) _,
                low = out(reg) _,
                high = out(reg) _,
                p = out(reg) _,
                below = out(reg) _,
                above = out(reg) _,
                options(nostack),
            );
        }
    }
}
