//! Rows of products: a number times two limbs, added to a sum. Products in quadratic time consist of them.

#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
pub use super::x86_64::adx::Adx as Fast;

/// A way to add rows.
pub trait Rows: Copy {
    /// Adds x y to `sum` modulo 2^(64 |x|), for the `window` y0 + y1 2^64 of words that come from below.
    /// Returns the two words that go above.
    fn add_two_rows(self, sum: &mut [u64], x: &[u64], y: [u64; 2], window: [u64; 2]) -> [u64; 2];
}

/// The way that every processor has.
///
/// Two rows at once halve the loads and stores, and give the processor two chains of carries to follow.
/// Measured on Zen 4, 8 to 64 limbs: 3/4 of the time of row by row; three, four and six rows at once are no
/// faster.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Rows for Plain {
    #[inline(always)]
    fn add_two_rows(
        self,
        sum: &mut [u64],
        x: &[u64],
        y: [u64; 2],
        mut window: [u64; 2],
    ) -> [u64; 2] {
        for (sum, &x) in sum.iter_mut().zip(x) {
            let carry;
            (*sum, carry) = x.carrying_mul_add(y[0], window[0], *sum);
            window = x.carrying_mul_add(y[1], window[1], carry).into();
        }
        window
    }
}

/// Long rows by the instructions of ADX, and short ones as everywhere.
#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
impl Rows for Fast {
    #[inline(always)]
    fn add_two_rows(self, sum: &mut [u64], x: &[u64], y: [u64; 2], window: [u64; 2]) -> [u64; 2] {
        match x.len() >= Self::LEAST_LIMBS {
            true => self.add_two_long_rows(sum, x, y, window),
            false => Plain.add_two_rows(sum, x, y, window),
        }
    }
}

/// The faster way of a processor that has one: none here.
#[cfg(not(all(target_arch = "x86_64", target_pointer_width = "64")))]
#[derive(Clone, Copy, Debug)]
pub enum Fast {}

#[cfg(not(all(target_arch = "x86_64", target_pointer_width = "64")))]
impl Fast {
    /// The limbs of a row from which on it is faster.
    pub const LEAST_LIMBS: usize = usize::MAX;

    /// Detects that there is none.
    pub fn detect() -> Option<Self> {
        None
    }
}

#[cfg(not(all(target_arch = "x86_64", target_pointer_width = "64")))]
impl Rows for Fast {
    fn add_two_rows(self, _: &mut [u64], _: &[u64], _: [u64; 2], _: [u64; 2]) -> [u64; 2] {
        match self {}
    }
}

/// The faster way, if the processor has one and rows of `len` limbs gain by it.
#[inline(always)]
pub fn fast(len: usize) -> Option<Fast> {
    match len >= Fast::LEAST_LIMBS {
        true => Fast::detect(),
        false => None,
    }
}
