//! The check of a decimal text: the number that it stands for, modulo the two primes.

use super::{PRIMES, RUNS, fold, fold_once, joined};
use crate::bignum::decimal::ascii::{eight, strange};
use crate::machine::{Kernel, Lanes, Tier};
use crate::runtime::{Interrupt, Interrupted, try_for_each_part};

/// The number of decimal digits in a group.
const GROUP: usize = 16;

/// The number of groups between two reductions.
const GROUPS: usize = 8;

/// The number of decimal digits between two polls.
const PART: usize = Reading::BLOCK << 10;

/// The residues of the part of a decimal text that has been read, from its front.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    residues: [u64; 2],
    /// Nonzero once a byte that is no decimal digit was read.
    strange: u64,
}

impl Reading {
    /// The reading of an empty text.
    pub const NOTHING: Self = Self {
        residues: [0; 2],
        strange: 0,
    };

    /// The largest number of parts that a text is split into.
    pub const MOST: usize = RUNS;

    /// The number of decimal digits that are taken at once.
    pub const BLOCK: usize = GROUP * GROUPS;

    /// Reads the next part of the text, compiled for a tier.
    ///
    /// # Panics
    ///
    /// Unless it is the first text, if it is not in whole blocks.
    pub fn read(&mut self, tier: Tier, text: &[u8]) {
        let (first, blocks) = text.as_rchunks::<{ Self::BLOCK }>();
        if !first.is_empty() {
            assert!(self.residues == [0; 2], "half a block");
            let mut padded = [b'0'; Self::BLOCK];
            padded[Self::BLOCK - first.len()..].copy_from_slice(first);
            tier.vectorize(Read(self, &[padded]));
        }
        tier.vectorize(Read(self, blocks));
    }

    /// Takes one step of Horner's rule. A group is below 2^54 and a power below 2^64, so that eight of their
    /// products are below 2^121; what came before adds one below 2^128 that is folded by itself.
    #[inline(always)]
    fn absorb(&mut self, block: &[u8; Self::BLOCK]) {
        const POWERS: [[u64; GROUPS + 1]; 2] =
            [decimal_powers(PRIMES[0]), decimal_powers(PRIMES[1])];
        let (eights, strange) = eights(block);
        self.strange |= strange;
        let mut sums = [0; 2];
        for (i, [high, low]) in eights.as_chunks().0.iter().rev().enumerate() {
            for (sum, powers) in sums.iter_mut().zip(&POWERS) {
                *sum += u128::from(high * 100_000_000 + low) * u128::from(powers[i]);
            }
        }
        for (i, residue) in self.residues.iter_mut().enumerate() {
            let before = u128::from(*residue) * u128::from(POWERS[i][GROUPS]);
            *residue = fold(i, fold_once(i, sums[i]) + fold_once(i, before));
        }
    }

    /// The residues of a text, modulo each of [`PRIMES`], from parts of `len` decimal digits, the last part
    /// first; none if there was anything but decimal digits.
    pub fn joined(parts: &[Self], len: usize) -> Option<[u64; 2]> {
        let strange = parts.iter().any(|part| part.strange != 0);
        let residues = parts.iter().map(|part| &part.residues);
        (!strange).then(|| joined(residues, [10; 2], len as u64))
    }
}

/// A kernel that reads blocks of a text.
struct Read<'a>(&'a mut Reading, &'a [[u8; Reading::BLOCK]]);

impl Kernel for Read<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Lanes>(self, _: S) {
        let Self(reading, blocks) = self;
        for block in blocks {
            reading.absorb(block);
        }
    }
}

/// The numbers that each eight bytes stand for, below 2^28 whatever is there, and bits that are all zero if
/// they are decimal digits. In loops that compilers make vectors of.
#[inline(always)]
fn eights(block: &[u8; Reading::BLOCK]) -> ([u64; 2 * GROUPS], u64) {
    let (mut eights, mut stranges) = ([0; 2 * GROUPS], [0; 2 * GROUPS]);
    let out = eights.iter_mut().zip(&mut stranges);
    for ((out, out_strange), text) in out.zip(block.as_chunks().0) {
        let text = u64::from_le_bytes(*text);
        (*out, *out_strange) = (eight(text), strange(text));
    }
    let strange = stranges.iter().fold(0, |all, strange| all | strange);
    (eights, strange)
}

/// The residues of the number that decimal digits write, modulo each of [`PRIMES`]; none if there is anything else.
pub fn of_digits(
    tier: Tier,
    digits: &[u8],
    interrupt: &mut dyn Interrupt,
) -> Result<Option<[u64; 2]>, Interrupted> {
    let run = digits.len().div_ceil(Reading::MOST).next_multiple_of(PART);
    let mut readings = [Reading::NOTHING; Reading::MOST];
    let runs = digits.rchunks(run).zip(&mut readings);
    try_for_each_part(interrupt, runs, |(digits, reading), interrupt| {
        for part in digits.rchunks(PART).rev() {
            interrupt.poll()?;
            reading.read(tier, part);
        }
        Ok(())
    })?;
    Ok(Reading::joined(&readings, run))
}

/// The powers of 10^16 modulo p, from the power 0 on.
const fn decimal_powers(p: u64) -> [u64; GROUPS + 1] {
    let mut powers = [1; GROUPS + 1];
    let mut i = 1;
    while i <= GROUPS {
        let product = powers[i - 1] as u128 * 10u128.pow(GROUP as u32);
        powers[i] = (product % p as u128) as u64;
        i += 1;
    }
    powers
}
