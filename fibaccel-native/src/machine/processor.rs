//! What a tier has besides its vectors: a name, a detection, thresholds, and perhaps digits.

use super::digits::DigitWork;
use super::lanes::Lanes;
use super::thresholds::Measured;
use crate::limbs::{Binary, Decimal};

/// A tier, whose token proves that the processor has its instructions.
pub trait Processor: Lanes + Measured {
    /// The name of the tier, as `FIBACCEL_NATIVE_TIER` takes it.
    const NAME: &'static str;

    /// Detects the tier: its token, if the processor has all instructions that it uses.
    fn detect() -> Option<Self>;

    /// Runs an algorithm with the tier's binary digits, if it has any.
    fn with_digits<W: DigitWork<Binary>>(self, _work: W) -> Option<W::Output> {
        None
    }

    /// Runs an algorithm with the tier's decimal digits, if it has any.
    fn with_decimal_digits<W: DigitWork<Decimal>>(self, _work: W) -> Option<W::Output> {
        None
    }
}
