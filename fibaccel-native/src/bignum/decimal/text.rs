//! Numbers as text in memory.
//!
//! A large number is checked here, as what was written. So the check covers the limbs, the writing and the
//! memory of both; it reads what is in the cache still.

use super::ascii::{self, LIMB_DIGITS};
use crate::bignum::integer::Number;
use crate::bignum::residue::text::Reading;
use crate::machine::Tier;
use crate::runtime::fault::{self, Fault};
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt, try_for_each_part};

/// The number of limbs that are written between two polls: 98 kB of text.
const PART: usize = 1 << 14;

const _: () = assert!((LIMB_DIGITS * PART).is_multiple_of(Reading::BLOCK));

/// A number as decimal text, with its sign.
pub struct Text {
    buffer: Buffer<u8>,
    /// The number of leading bytes to skip.
    skipped: usize,
}

impl Text {
    /// Writes a number as text, and frees it. `residues` are those that the text must have, if it is checked.
    pub fn new(
        tier: Tier,
        mut number: Number<u32>,
        negative: bool,
        residues: Option<[u64; 2]>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        if residues.is_some() {
            number.expose(Fault::Result);
        }
        let limbs = number.limbs();
        if limbs.is_empty() {
            return Self::zero();
        }
        // One byte for the sign.
        let mut buffer = Buffer::new(1 + LIMB_DIGITS * limbs.len())?;
        write(tier, limbs, &mut buffer[1..], residues, interrupt)?;
        let zeros = buffer[1..].iter().take_while(|&&digit| digit == b'0');
        let mut skipped = 1 + zeros.count();
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

    /// The characters of the text, in ASCII.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[self.skipped..]
    }
}

/// Writes limbs as text, six characters each, and reads it again if there are residues that it must have.
fn write(
    tier: Tier,
    limbs: &[u32],
    text: &mut [u8],
    residues: Option<[u64; 2]>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let run = limbs.len().div_ceil(Reading::MOST).next_multiple_of(PART);
    let mut readings = [Reading::NOTHING; Reading::MOST];
    let texts = text.rchunks_mut(LIMB_DIGITS * run);
    let runs = limbs.chunks(run).zip(texts).zip(&mut readings);
    try_for_each_part(interrupt, runs, |((limbs, text), reading), interrupt| {
        let texts = text.rchunks_mut(LIMB_DIGITS * PART);
        for (limbs, text) in limbs.chunks(PART).zip(texts).rev() {
            interrupt.poll()?;
            ascii::write(tier, limbs, text);
            if residues.is_some() {
                fault::expose(Fault::Text, text);
                reading.read(tier, text);
            }
        }
        Ok(())
    })?;
    match residues.is_some() && Reading::joined(&readings, LIMB_DIGITS * run) != residues {
        true => Err(Error::Corrupted),
        false => Ok(()),
    }
}

/// Writes a short number as text into `buffer`, and returns the part of it that counts.
pub fn write_short<'b>(tier: Tier, limbs: &[u32], buffer: &'b mut [u8]) -> &'b [u8] {
    if limbs.is_empty() {
        return b"0";
    }
    let buffer = &mut buffer[..LIMB_DIGITS * limbs.len()];
    ascii::write(tier, limbs, buffer);
    &buffer[buffer.len() - ascii::digit_count(limbs)..]
}
