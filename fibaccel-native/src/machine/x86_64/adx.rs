//! Rows of products with two chains of carries at a time, by the instructions of ADX and BMI2.
//!
//! One chain adds the lower words of products and the other the upper ones `[ozturk2012]`. No compiler keeps two flags
//! apart, so this is assembly. Whatever the tier of vectors: portable code of x86-64 takes these rows as well.
//!
//! One or two rows go along x with the flags for carries. Of more rows, the sum so far is a window of as many registers,
//! which moves up with x, so memory is read and written once for all of them.

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

    /// Adds rows as [`crate::machine::rows::Rows`] says; one or two have five limbs at least.
    #[inline(always)]
    pub fn add_rows(self, sum: &mut [u64], x: &[u64], y: &[u64], window: &mut [u64]) {
        match (y, window) {
            (&[y], [word]) => *word = self.add_row(sum, x, y, *word),
            (&[y0, y1], [low, high]) => {
                let (&last, rest) = x.split_last().expect("a row with limbs");
                let carry = self.add_row(sum, x, y0, *low);
                let above = self.add_row(&mut sum[1..], rest, y1, *high);
                (*low, *high) = last.carrying_mul_add(y1, carry, above);
            }
            (y, window) => self.add_more_rows(sum, x, y, window),
        }
    }

    /// Adds x y + `carry` to `sum`, which is as long as x. Returns the word that goes above.
    #[inline(always)]
    fn add_row(self, sum: &mut [u64], x: &[u64], y: u64, mut carry: u64) -> u64 {
        assert!(sum.len() == x.len() && x.len() >= 4);
        let blocks = x.len() / 4;
        // One row of assembly for each number of limbs below the blocks, at these places before them.
        macro_rules! row {
            ($($place:literal)*) => {{
                let (x, sum) = (x.as_ptr_range().end, sum.as_mut_ptr_range().end);
                // `at` counts from -4 `blocks` to 0 by fours, and from either end there are as many limbs before it,
                // of which four are read, and in `sum` written, at a time. Before those there are the limbs at the
                // places, no more than are left of a division by four.
                // SAFETY: so nothing but the limbs is touched, and `detect` saw the instructions.
                unsafe {
                    asm!(
                        "xor {low:e}, {low:e}", // both carries are 0
                        $(
                            concat!("mulx {high}, {low}, [{x} + 8*rcx - ", $place, "]"),
                            "adcx {low}, {carry}",
                            concat!("adox {low}, [{sum} + 8*rcx - ", $place, "]"),
                            concat!("mov [{sum} + 8*rcx - ", $place, "], {low}"),
                            "mov {carry}, {high}",
                        )*
                        "2:",
                        "mulx {high}, {low}, [{x} + 8*rcx]",
                        "adcx {low}, {carry}",
                        "adox {low}, [{sum} + 8*rcx]",
                        "mov [{sum} + 8*rcx], {low}",
                        "mulx {carry}, {low}, [{x} + 8*rcx + 8]",
                        "adcx {low}, {high}",
                        "adox {low}, [{sum} + 8*rcx + 8]",
                        "mov [{sum} + 8*rcx + 8], {low}",
                        "mulx {high}, {low}, [{x} + 8*rcx + 16]",
                        "adcx {low}, {carry}",
                        "adox {low}, [{sum} + 8*rcx + 16]",
                        "mov [{sum} + 8*rcx + 16], {low}",
                        "mulx {carry}, {low}, [{x} + 8*rcx + 24]",
                        "adcx {low}, {high}",
                        "adox {low}, [{sum} + 8*rcx + 24]",
                        "mov [{sum} + 8*rcx + 24], {low}",
                        // None of these touches a flag.
                        "lea rcx, [rcx + 4]",
                        "jrcxz 3f",
                        "jmp 2b",
                        "3:",
                        "mov {low:e}, 0",
                        "adcx {carry}, {low}",
                        "adox {carry}, {low}",
                        x = in(reg) x,
                        sum = in(reg) sum,
                        carry = inout(reg) carry,
                        low = out(reg) _,
                        high = out(reg) _,
                        inout("rcx") -4 * (blocks as isize) => _, // `at`
                        in("rdx") y,
                        options(nostack),
                    );
                }
            }};
        }
        match x.len() % 4 {
            0 => row!(),
            1 => row!(8),
            2 => row!(16 8),
            _ => row!(24 16 8),
        }
        carry
    }

    /// Adds three rows or more.
    #[inline]
    fn add_more_rows(self, sum: &mut [u64], x: &[u64], y: &[u64], window: &mut [u64]) {
        let limbs = x.len();
        assert!(sum.len() == limbs && y.len() == window.len());
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
            [a, b, c] => rows!(a, a b 8, b c 16; c),
            [a, b, c, d] => rows!(a, a b 8, b c 16, c d 24; d),
            [a, b, c, d, e] => rows!(a, a b 8, b c 16, c d 24, d e 32; e),
            [a, b, c, d, e, f] => rows!(a, a b 8, b c 16, c d 24, d e 32, e f 40; f),
            _ => unreachable!("three rows to `MOST`"),
        }
    }
}
