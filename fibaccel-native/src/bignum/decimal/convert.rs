//! Conversion of any number from binary to decimal, to the base 10^6 ([`super::levels`]).

use super::block::{self, Converter};
use super::levels::{self, Conversion, Shape};
use super::text::Text;
use crate::bignum::base::ProductBase;
use crate::bignum::integer::Number;
use crate::bignum::residue;
use crate::bignum::signed::Signed;
use crate::limbs::{Decimal, trimmed};
use crate::machine::Tier;
use crate::runtime::{Error, Interrupt};

/// The number of limbs from which on results are checked: somewhat fewer than F(10^6) has.
pub const CHECKED_FROM: usize = 690_000 / 64;

/// The conversion from binary to decimal.
enum ToDecimal {}

impl Conversion for ToDecimal {
    type To = Decimal;
    type Space = Converter;

    const WHOLE: usize = block::MAX_LIMBS;

    fn bound(words: usize) -> usize {
        block::bound(64 * words, 6)
    }

    fn reserve(tier: Tier, lengths: &[usize]) -> Result<Converter, Error> {
        Converter::reserve(tier, lengths)
    }

    fn space_bytes(tier: Tier, lengths: &[usize]) -> usize {
        Converter::bytes(tier, lengths)
    }

    fn convert(converter: &mut Converter, words: &[u64], out: &mut [u32]) -> Result<(), Error> {
        converter.convert(words, out)
    }
}

/// The most bytes that the conversion of a number of that many bits holds at once, with the result and
/// without the number. None if it is beyond the engine.
pub fn peak_bytes(tier: Tier, bits: u64) -> Option<u64> {
    let limbs = usize::try_from(bits.checked_next_multiple_of(64)?).ok()? / 64;
    let shape = Shape::<ToDecimal>::new(limbs, tier.thresholds().conversion_block);
    Decimal::plan(shape.longest())?;
    Some(shape.peak_bytes(tier))
}

/// Converts x to decimal text, and frees its limbs on the way.
pub fn text(tier: Tier, x: Signed, interrupt: &mut dyn Interrupt) -> Result<Text, Error> {
    let (magnitude, negative) = (x.magnitude, x.negative);
    let number = from_limbs(tier, magnitude.limbs(), interrupt)?;
    let residues = match magnitude.limbs().len() < CHECKED_FROM {
        true => None,
        false => Some(residue::of_limbs(magnitude.limbs(), interrupt)?),
    };
    drop(magnitude);
    Text::new(tier, number, negative, residues, interrupt)
}

/// Converts a number to decimal limbs, which are not checked yet.
pub fn from_limbs(
    tier: Tier,
    limbs: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Number<u32>, Error> {
    from_limbs_in_blocks(tier, tier.thresholds().conversion_block, limbs, interrupt)
}

/// Converts a number to decimal limbs in blocks of at most `longest` limbs, fewer than [`block::MAX_LIMBS`].
pub fn from_limbs_in_blocks(
    tier: Tier,
    longest: usize,
    limbs: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Number<u32>, Error> {
    levels::convert::<ToDecimal>(tier, longest, &limbs[..trimmed(limbs)], interrupt)
}
