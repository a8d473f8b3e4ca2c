//! Rows of products: a number times a few limbs, added to a sum. Products in quadratic time consist of them.

#[cfg(all(target_arch = "aarch64", target_pointer_width = "64"))]
pub use super::aarch64::rows::FlagRows as Fast;
#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
pub use super::x86_64::adx::Adx as Fast;

/// A way to add rows.
pub trait Rows: Copy {
    /// Adds x y and `window` to `sum` modulo 2^(64 |x|), and replaces `window` by the words that go above. y and
    /// `window` have one limb for each row, of which there are no more than the way adds at once (`MOST`).
    fn add_rows(self, sum: &mut [u64], x: &[u64], y: &[u64], window: &mut [u64]);

    /// Doubles `out` and adds the square of each limb of x in its place. `out` is twice as long, and below half of what
    /// it can hold.
    #[inline(always)]
    fn double_and_add_squares(self, out: &mut [u64], x: &[u64]) {
        let (mut shifted, mut carry) = (0, false);
        for (pair, &x) in out.as_chunks_mut::<2>().0.iter_mut().zip(x) {
            let (low, high) = x.carrying_mul(x, 0);
            let doubled = [(pair[0] << 1) | shifted, (pair[1] << 1) | (pair[0] >> 63)];
            shifted = pair[1] >> 63;
            (pair[0], carry) = doubled[0].carrying_add(low, carry);
            (pair[1], carry) = doubled[1].carrying_add(high, carry);
        }
    }
}

/// The way that every processor has.
///
/// Two rows at once halve the loads and stores, and give the processor two chains of carries to follow.
/// Measured on Zen 4, 8 to 64 limbs: 3/4 of the time of row by row; three, four and six rows at once are no
/// faster.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Plain {
    /// The most rows that are added at once.
    pub const MOST: usize = 2;

    /// Adds two rows as [`Rows::add_rows`] does, and returns the words that go above.
    #[inline(always)]
    pub fn add_two_rows(
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

impl Rows for Plain {
    #[inline(always)]
    fn add_rows(self, sum: &mut [u64], x: &[u64], y: &[u64], window: &mut [u64]) {
        match (y, window) {
            (&[y], [word]) => {
                let mut carry = *word;
                for (sum, &x) in sum.iter_mut().zip(x) {
                    (*sum, carry) = x.carrying_mul_add(y, carry, *sum);
                }
                *word = carry;
            }
            (&[y0, y1], [low, high]) => {
                [*low, *high] = self.add_two_rows(sum, x, [y0, y1], [*low, *high]);
            }
            _ => unreachable!("one row or two"),
        }
    }
}

/// Rows by the instructions of ADX, but for one or two that are short.
#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
impl Rows for Fast {
    #[inline(always)]
    fn add_rows(self, sum: &mut [u64], x: &[u64], y: &[u64], window: &mut [u64]) {
        match y.len() <= Plain::MOST && x.len() < Self::LEAST_LIMBS {
            true => Plain.add_rows(sum, x, y, window),
            false => self.add_rows(sum, x, y, window),
        }
    }
}

/// Rows and the sums of a square by assembly.
#[cfg(all(target_arch = "aarch64", target_pointer_width = "64"))]
impl Rows for Fast {
    #[inline(always)]
    fn add_rows(self, sum: &mut [u64], x: &[u64], y: &[u64], window: &mut [u64]) {
        self.add_rows(sum, x, y, window);
    }

    #[inline(always)]
    fn double_and_add_squares(self, out: &mut [u64], x: &[u64]) {
        self.double_and_add_squares(out.as_chunks_mut().0, x);
    }
}

/// The faster way of a processor that has one: none here.
#[cfg(not(all(
    any(target_arch = "aarch64", target_arch = "x86_64"),
    target_pointer_width = "64"
)))]
#[derive(Clone, Copy, Debug)]
pub enum Fast {}

#[cfg(not(all(
    any(target_arch = "aarch64", target_arch = "x86_64"),
    target_pointer_width = "64"
)))]
impl Fast {
    /// The limbs of a row from which on it is faster.
    pub const LEAST_LIMBS: usize = usize::MAX;

    /// The most rows that are added at once.
    pub const MOST: usize = 1;

    /// Detects that there is none.
    pub fn detect() -> Option<Self> {
        None
    }
}

#[cfg(not(all(
    any(target_arch = "aarch64", target_arch = "x86_64"),
    target_pointer_width = "64"
)))]
impl Rows for Fast {
    fn add_rows(self, _: &mut [u64], _: &[u64], _: &[u64], _: &mut [u64]) {
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
