//! Natural numbers of any size: the operations that doubling needs, and no more.
//!
//! Interim. The arithmetic is num-bigint's until the project's own multiplication replaces it; no
//! other module names that crate, so nothing else will change.
//!
//! What is added here is the way out of a long product. A call of num-bigint cannot be stopped, and
//! at a hundred million bits it lasts for many seconds. So a product whose operands exceed
//! `PIECE_BITS` is split here, by Karatsuba's three products of halves, until each piece is short,
//! and the interrupt is polled between the pieces. The price is the exponent at the top, Karatsuba's
//! 1.58 instead of the 1.46 of num-bigint's Toom-3: squaring takes 1.1 times as long as one
//! uninterruptible call at 2 million bits, and 1.4 times at the 35 million of n = 10^8.

use crate::interrupt::{Interrupt, Interrupted};
use num_bigint::BigUint;
use std::ops::{Add, Mul, Shl, Sub};

/// The largest product, in bits of both operands together, that is one call of num-bigint: 14 ms on
/// a Zen 4 core, against the tenth of a second that Ctrl-C has to land.
pub(crate) const PIECE_BITS: u64 = 2_000_000;

/// A natural number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integer(BigUint);

impl Integer {
    /// The square, asking `interrupt` between pieces.
    pub fn square(&self, interrupt: &mut (impl Interrupt + ?Sized)) -> Result<Self, Interrupted> {
        self.multiply(self, interrupt)
    }

    /// The product with `other`, asking `interrupt` between pieces.
    pub fn multiply(
        &self,
        other: &Self,
        interrupt: &mut (impl Interrupt + ?Sized),
    ) -> Result<Self, Interrupted> {
        self.multiply_in_pieces(other, PIECE_BITS, interrupt)
    }

    /// The product, in pieces of at most `piece_bits` bits of both operands together.
    ///
    /// `piece_bits` must be at least 128, so that a half is shorter than the whole.
    pub(crate) fn multiply_in_pieces(
        &self,
        other: &Self,
        piece_bits: u64,
        interrupt: &mut (impl Interrupt + ?Sized),
    ) -> Result<Self, Interrupted> {
        product(&self.0, &other.0, piece_bits, interrupt).map(Self)
    }

    /// The number, if it fits 64 bits.
    pub fn to_u64(&self) -> Option<u64> {
        u64::try_from(&self.0).ok()
    }

    /// How many bytes [`Self::write_le_bytes`] writes: whole limbs of eight bytes.
    pub fn byte_count(&self) -> usize {
        8 * self.0.iter_u64_digits().len()
    }

    /// Writes the number into `bytes`, least significant byte first.
    ///
    /// # Panics
    ///
    /// If `bytes` is not [`Self::byte_count`] long.
    pub fn write_le_bytes(&self, bytes: &mut [u8]) {
        assert_eq!(bytes.len(), self.byte_count());
        for (chunk, limb) in bytes.chunks_exact_mut(8).zip(self.0.iter_u64_digits()) {
            chunk.copy_from_slice(&limb.to_le_bytes());
        }
    }
}

/// The product, in pieces of at most `piece_bits` bits of both operands together.
fn product<I: Interrupt + ?Sized>(
    x: &BigUint,
    y: &BigUint,
    piece_bits: u64,
    interrupt: &mut I,
) -> Result<BigUint, Interrupted> {
    interrupt.poll()?;
    if x.bits() + y.bits() <= piece_bits {
        return Ok(x * y);
    }
    let (long, short) = if x.bits() < y.bits() { (y, x) } else { (x, y) };
    let half = long.bits().div_ceil(2).next_multiple_of(u64::BITS.into());
    if half < short.bits() {
        return karatsuba(long, short, half, piece_bits, interrupt);
    }
    let (high, low) = split(long, half);
    let high = product(&high, short, piece_bits, interrupt)?;
    let low = product(&low, short, piece_bits, interrupt)?;
    Ok((high << half) + low)
}

/// The product of two numbers of more than `half` bits: three products of halves instead of four.
///
/// With x = x1 B + x0 and y = y1 B + y0, the middle coefficient x1 y0 + x0 y1 is
/// (x1 + x0)(y1 + y0) - x1 y1 - x0 y0. Sums and not differences of the halves, because sums of
/// natural numbers need no sign. See `[knuth]`, section 4.3.3.
///
/// Numbers are freed as soon as they can be: what lives here at once is the backend's memory peak.
fn karatsuba<I: Interrupt + ?Sized>(
    x: &BigUint,
    y: &BigUint,
    half: u64,
    piece_bits: u64,
    interrupt: &mut I,
) -> Result<BigUint, Interrupted> {
    let (x_high, x_low) = split(x, half);
    let (y_high, y_low) = split(y, half);
    let high = product(&x_high, &y_high, piece_bits, interrupt)?;
    let low = product(&x_low, &y_low, piece_bits, interrupt)?;
    let middle = {
        let (x_sum, y_sum) = (x_high + x_low, y_high + y_low);
        product(&x_sum, &y_sum, piece_bits, interrupt)? - &high - &low
    };
    interrupt.poll()?;
    let upper = (high << half) + middle;
    interrupt.poll()?;
    Ok((upper << half) + low)
}

/// The bits of `x` from `bits` up, and those below; `bits` is a multiple of 64.
fn split(x: &BigUint, bits: u64) -> (BigUint, BigUint) {
    let words = usize::try_from(bits / u64::from(u32::BITS)).expect("fewer words than bytes");
    let low = BigUint::new(x.iter_u32_digits().take(words).collect());
    (x >> bits, low)
}

impl From<u128> for Integer {
    fn from(value: u128) -> Self {
        Self(BigUint::from(value))
    }
}

impl Add<&Integer> for Integer {
    type Output = Self;

    fn add(self, other: &Self) -> Self {
        Self(self.0 + &other.0)
    }
}

impl Add<u32> for Integer {
    type Output = Self;

    fn add(self, other: u32) -> Self {
        Self(self.0 + other)
    }
}

/// Differences must not be negative: they panic.
impl Sub<&Integer> for Integer {
    type Output = Self;

    fn sub(self, other: &Self) -> Self {
        Self(self.0 - &other.0)
    }
}

/// Differences must not be negative: they panic.
impl Sub<u32> for Integer {
    type Output = Self;

    fn sub(self, other: u32) -> Self {
        Self(self.0 - other)
    }
}

impl Mul<u32> for Integer {
    type Output = Self;

    fn mul(self, other: u32) -> Self {
        Self(self.0 * other)
    }
}

impl Shl<u32> for Integer {
    type Output = Self;

    fn shl(self, bits: u32) -> Self {
        Self(self.0 << bits)
    }
}
