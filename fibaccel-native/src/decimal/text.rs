//! Numbers as text in memory.

use super::ascii::{self, WORD_DIGITS};
use crate::arch::memory::Buffer;
use crate::error::Error;
use crate::integer::Number;
use crate::interrupt::Interrupt;
use crate::share::share;
use crate::simd::Tier;

/// Limbs that are written between two polls: 98 kB of text.
const PART: usize = 1 << 14;

/// The digits of a number, with its sign.
pub struct Text {
    buffer: Buffer<u8>,
    /// Bytes before the first that counts.
    skipped: usize,
}

impl Text {
    /// Writes a number, and frees it.
    pub fn new(
        tier: Tier,
        number: Number<u32>,
        negative: bool,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let limbs = number.limbs();
        if limbs.is_empty() {
            return Self::zero();
        }
        // One byte for the sign.
        let mut buffer = Buffer::new(1 + WORD_DIGITS * limbs.len())?;
        let parts = limbs
            .chunks(PART)
            .zip(buffer[1..].rchunks_mut(WORD_DIGITS * PART));
        share(interrupt, parts, |(limbs, text), interrupt| {
            interrupt.poll()?;
            ascii::write(tier, limbs, text);
            Ok(())
        })?;
        let mut skipped = buffer.len() - ascii::digits(limbs);
        if negative {
            skipped -= 1;
            buffer[skipped] = b'-';
        }
        Ok(Self { buffer, skipped })
    }

    fn zero() -> Result<Self, Error> {
        let mut buffer = Buffer::new(1)?;
        buffer[0] = b'0';
        Ok(Self { buffer, skipped: 0 })
    }

    /// ASCII.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[self.skipped..]
    }
}

/// Writes a short number into `buffer`, and returns the part of it that counts.
pub fn write_short<'b>(tier: Tier, limbs: &[u32], buffer: &'b mut [u8]) -> &'b [u8] {
    if limbs.is_empty() {
        return b"0";
    }
    let buffer = &mut buffer[..WORD_DIGITS * limbs.len()];
    ascii::write(tier, limbs, buffer);
    &buffer[buffer.len() - ascii::digits(limbs)..]
}
