//! Rows of products with two chains of carries at a time, by the instructions of ADX and BMI2.
//!
//! Of a limb of x times those of y, one chain adds the lower words of products to the sum so far and the other the
//! upper words of the limb before `[ozturk2012]`. The sum is a window of as many registers as there are rows, which
//! moves up with x, so memory is read and written once for all of them. No compiler keeps two flags apart, so this is
//! assembly. Whatever the tier of vectors: portable code of x86-64 takes these rows as well.

#![allow(unsafe_code)]

use std::arch::asm;

/// The proof that the processor has the instructions ADCX, ADOX and MULX.
#[derive(Clone, Copy, Debug)]
pub struct Adx(());

impl Adx {
    /// The limbs of a row from which on this is faster than portable code.
    pub const LEAST_LIMBS: usize = 8;

    /// The most rows that are added at once: as many as there are registers for.
    pub const MOST: usize = 6;

    /// Detects the instructions.
    #[inline(always)]
    pub fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("adx") && is_x86_feature_detected!("bmi2");
        found.then_some(Self(()))
    }

    /// Adds rows as [`crate::machine::rows::Rows`] says.
    #[inline]
    pub fn add_rows(self, sum: &mut [u64], x: &[u64], y: &[u64], window: &mut [u64]) {
        assert!(sum.len() == x.len() && y.len() == window.len());
        let limbs = x.len();
        if limbs == 0 {
            return;
        }
        // The window's registers, each with that before it and the place of its limb of y, and the last one again.
        macro_rules! rows {
            ($first:ident $(, $before:ident $word:ident $place:literal)*; $last:ident) => {{
                let (x, sum) = (x.as_ptr_range().end, sum.as_mut_ptr_range().end);
                // SAFETY: `at` counts the limbs that are left, so those of x and `sum` are read, and in `sum` written,
                // one by one, and those of y at the places. `detect` saw the instructions.
                unsafe {
                    asm!(
                        "2:",
                        "mov rdx, [{x} + 8*{at}]",
                        "xor {low:e}, {low:e}", // both carries are 0
                        concat!("adox {", stringify!($first), "}, [{sum} + 8*{at}]"),
                        "mulx {high}, {low}, [{y}]",
                        concat!("adcx {", stringify!($first), "}, {low}"),
                        concat!("mov [{sum} + 8*{at}], {", stringify!($first), "}"),
                        concat!("mov {", stringify!($first), "}, {high}"),
                        $(
                            concat!("adox {", stringify!($before), "}, {", stringify!($word), "}"),
                            concat!("mulx {", stringify!($word), "}, {low}, [{y} + ", $place, "]"),
                            concat!("adcx {", stringify!($before), "}, {low}"),
                        )*
                        "mov {low:e}, 0", // which leaves the carries alone
                        concat!("adox {", stringify!($last), "}, {low}"),
                        concat!("adcx {", stringify!($last), "}, {low}"),
                        "inc {at}",
                        "jnz 2b",
                        x = in(reg) x,
                        y = in(reg) y.as_ptr(),
                        sum = in(reg) sum,
                        at = inout(reg) -(limbs as isize) => _,
                        low = out(reg) _,
                        high = out(reg) _,
                        out("rdx") _,
                        $first = inout(reg) *$first,
                        $($word = inout(reg) *$word,)*
                        options(nostack),
                    );
                }
            }};
        }
        match window {
            [] => {}
            [a] => rows!(a; a),
            [a, b] => rows!(a, a b 8; b),
            [a, b, c] => rows!(a, a b 8, b c 16; c),
            [a, b, c, d] => rows!(a, a b 8, b c 16, c d 24; d),
            [a, b, c, d, e] => rows!(a, a b 8, b c 16, c d 24, d e 32; e),
            [a, b, c, d, e, f] => rows!(a, a b 8, b c 16, c d 24, d e 32, e f 40; f),
            _ => unreachable!("more rows than `MOST`"),
        }
    }
}
