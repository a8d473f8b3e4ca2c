//! Rows of products with two chains of carries at a time, by the instructions of ADX and BMI2.
//!
//! Of x y + s + c for each limb, y and c single words, one chain adds the upper words of products to the
//! lower ones of the next limb, and the other adds s `[ozturk2012]`. No compiler keeps two flags apart, so this is
//! assembly. Whatever the tier of vectors: portable code of x86-64 takes these rows as well.

#![allow(unsafe_code)]

use std::arch::asm;

/// The proof that the processor has the instructions ADCX, ADOX and MULX.
#[derive(Clone, Copy, Debug)]
pub struct Adx(());

impl Adx {
    /// The limbs of a row from which on this is faster than portable code: a product of two numbers of
    /// 10 limbs takes 0.93 of the time, of 15 limbs 0.85, of 64 limbs 0.68 (Zen 5).
    pub const LEAST_LIMBS: usize = 8;

    /// Detects the instructions.
    #[inline(always)]
    pub fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("adx") && is_x86_feature_detected!("bmi2");
        found.then_some(Self(()))
    }

    /// Adds x y to `sum` as [`crate::machine::rows::Rows`] says, row by row, for an x of five limbs at least.
    #[inline(always)]
    pub fn add_two_long_rows(
        self,
        sum: &mut [u64],
        x: &[u64],
        y: [u64; 2],
        window: [u64; 2],
    ) -> [u64; 2] {
        let (&last, rest) = x.split_last().expect("a row with limbs");
        let carry = self.add_row(sum, x, y[0], window[0]);
        let above = self.add_row(&mut sum[1..], rest, y[1], window[1]);
        last.carrying_mul_add(y[1], carry, above).into()
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
}
