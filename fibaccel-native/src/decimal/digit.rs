//! Digits of 10^18 for scalar code, and their products.
//!
//! *Digits* are integers below 10^18: three limbs. A column of a product, the sum of the products of digits
//! that belong to one digit of it, is taken in 128 bits, before the one carry ([`Carrier`]).

use crate::limbs::decimal::BASE;

/// Digits are below this.
pub(super) const DIGIT: u64 = 1_000_000_000_000_000_000;

/// Columns are below this.
pub(super) const COLUMN: u128 = 1 << 127;

/// So many products of digits are a column, and a digit more is one still.
pub(super) const PRODUCTS: usize = (COLUMN / (DIGIT as u128 * DIGIT as u128)) as usize;

/// Writes a digit as limbs, as many as `out` has.
#[inline(always)]
pub(super) fn write(digit: u64, out: &mut [u32]) {
    let limbs = [digit % BASE, digit / BASE % BASE, digit / (BASE * BASE)];
    for (out, limb) in out.iter_mut().zip(limbs) {
        *out = limb as u32;
    }
}

/// From columns to digits.
///
/// The quotient of a column and 10^18 is too long for 64 bits. It is split in turn, and its parts are added to
/// the two digits above: so from digit to digit there is only one short way, through `sum`.
#[derive(Default)]
pub(super) struct Carrier {
    /// For the next digit.
    next: u64,
    /// For the one after it.
    after: u64,
}

impl Carrier {
    /// floor(2^123 / 10^18), which is less by a fraction below 1/4.
    const RECIPROCAL: u64 = ((1 << 123) / DIGIT as u128) as u64;

    /// The next digit, of a column below [`COLUMN`].
    #[inline(always)]
    pub(super) fn next(&mut self, column: u128) -> u64 {
        let leading = (column >> 63) as u64;
        let estimate = u128::from(leading) * u128::from(Self::RECIPROCAL);
        let quotient = (estimate >> 60) as u64;
        // Below 15 * 10^18.
        let rest = (column as u64).wrapping_sub(quotient.wrapping_mul(DIGIT));
        // At most 170, and what is left of the quotient is below 10^18 + 16.
        let upper = (estimate >> 64) as u64 / (DIGIT / 16);
        let lower = quotient.wrapping_sub(upper.wrapping_mul(DIGIT));
        let sum = rest + self.next;
        self.next = lower + self.after + sum / DIGIT;
        self.after = upper;
        sum % DIGIT
    }
}

/// Column k of x y.
#[inline(always)]
pub(super) fn product_column(x: &[u64], y: &[u64], k: usize) -> u128 {
    let (from, to) = ((k + 1).saturating_sub(y.len()), (k + 1).min(x.len()));
    if from >= to {
        return 0;
    }
    let mut sum = 0;
    for (&x, &y) in x[from..to].iter().zip(y[..=k - from].iter().rev()) {
        sum += u128::from(x) * u128::from(y);
    }
    sum
}

/// Column k of x^2: products of two different digits once, doubled.
#[inline(always)]
pub(super) fn square_column(x: &[u64], k: usize) -> u128 {
    let (from, half) = ((k + 1).saturating_sub(x.len()), k.div_ceil(2));
    let mut sum = 0;
    if from < half {
        for (&x, &y) in x[from..half].iter().zip(x[..=k - from].iter().rev()) {
            sum += u128::from(x) * u128::from(y);
        }
        sum *= 2;
    }
    if k.is_multiple_of(2) && k / 2 < x.len() {
        sum += u128::from(x[k / 2]) * u128::from(x[k / 2]);
    }
    sum
}
