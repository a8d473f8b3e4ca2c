//! Numbers in the base 10^18 for scalar code, and their products.
//!
//! A *triple* is an integer below 10^18: three limbs. A column of a product, the sum of the products of triples
//! that belong to one triple of it, is taken in 128 bits, before the one carry ([`TripleCarrier`]).

use crate::limbs::decimal::BASE;

/// The base of triples: 10^18.
pub const TRIPLE_BASE: u64 = 1_000_000_000_000_000_000;

/// The bound that columns are below.
pub const COLUMN: u128 = 1 << 127;

/// The most products of triples that fit a column, with a triple more.
pub const PRODUCTS: usize = (COLUMN / (TRIPLE_BASE as u128 * TRIPLE_BASE as u128)) as usize;

/// Writes a triple as limbs, as many as `out` has.
#[inline(always)]
pub fn write(triple: u64, out: &mut [u32]) {
    let limbs = [triple % BASE, triple / BASE % BASE, triple / (BASE * BASE)];
    for (out, limb) in out.iter_mut().zip(limbs) {
        *out = limb as u32;
    }
}

/// Carries columns to triples.
///
/// The quotient of a column and 10^18 is too long for 64 bits. It is split in turn, and its parts are added to
/// the two triples above: so from triple to triple there is only one short way, through `sum`.
#[derive(Default)]
pub struct TripleCarrier {
    /// The carry to the next triple.
    next: u64,
    /// The carry to the triple after the next.
    after: u64,
}

impl TripleCarrier {
    /// The reciprocal floor(2^123 / 10^18), which is less by a fraction below 1/4.
    const RECIPROCAL: u64 = ((1 << 123) / TRIPLE_BASE as u128) as u64;

    /// Carries the next column, below [`COLUMN`], to a triple.
    #[inline(always)]
    pub fn next(&mut self, column: u128) -> u64 {
        let leading = (column >> 63) as u64;
        let estimate = u128::from(leading) * u128::from(Self::RECIPROCAL);
        let quotient = (estimate >> 60) as u64;
        // Below 15 * 10^18.
        let rest = (column as u64).wrapping_sub(quotient.wrapping_mul(TRIPLE_BASE));
        // At most 170, and what is left of the quotient is below 10^18 + 16.
        let upper = (estimate >> 64) as u64 / (TRIPLE_BASE / 16);
        let lower = quotient.wrapping_sub(upper.wrapping_mul(TRIPLE_BASE));
        let sum = rest + self.next;
        self.next = lower + self.after + sum / TRIPLE_BASE;
        self.after = upper;
        sum % TRIPLE_BASE
    }
}

/// Computes column k of x y.
#[inline(always)]
pub fn product_column(x: &[u64], y: &[u64], k: usize) -> u128 {
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

/// Computes column k of x^2: products of two different triples once, doubled.
#[inline(always)]
pub fn square_column(x: &[u64], k: usize) -> u128 {
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
