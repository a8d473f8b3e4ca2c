//! The trait of bases whose products can be compared with GMP's.

use crate::gmp;
use crate::operands::Random;
use fibaccel_native::bignum::ProductBase;
use fibaccel_native::bignum::ntt::plan::Plan;
use fibaccel_native::limbs::Binary;
use fibaccel_native::limbs::Decimal;
use fibaccel_native::limbs::decimal::NINES;
use fibaccel_native::limbs::trimmed;

/// A base whose numbers GMP can be given.
pub trait Comparable: ProductBase {
    /// The value of a limb before it is written.
    const JUNK: Self::Limb;
    /// The plan with that many primes, for operands of that many limbs.
    fn plan_with(primes: usize, limbs: usize) -> Option<Plan>;
    /// Fills the operand of a product by that many primes.
    fn fill(random: &mut Random, operand: &mut [Self::Limb], primes: usize);
    /// The number in limbs of GMP, without zeros at the top. Panics if it has a limb that is out of range.
    fn to_gmp(limbs: &[Self::Limb]) -> Vec<u64>;
}

impl Comparable for Binary {
    const JUNK: u64 = u64::MAX;

    fn plan_with(primes: usize, limbs: usize) -> Option<Plan> {
        Plan::with_primes(primes, 64 * limbs)
    }

    fn fill(random: &mut Random, operand: &mut [u64], _: usize) {
        random.fill(operand);
    }

    fn to_gmp(limbs: &[u64]) -> Vec<u64> {
        limbs[..trimmed(limbs)].to_vec()
    }
}

impl Comparable for Decimal {
    const JUNK: u32 = u32::MAX;

    fn plan_with(primes: usize, limbs: usize) -> Option<Plan> {
        Plan::decimal_with_primes(primes, limbs)
    }

    fn fill(random: &mut Random, operand: &mut [u32], primes: usize) {
        random.fill_decimal(operand, primes);
    }

    fn to_gmp(limbs: &[u32]) -> Vec<u64> {
        let mut digits = vec![0; 6 * limbs.len()];
        for (&limb, digits) in limbs.iter().zip(digits.rchunks_exact_mut(6)) {
            assert!(limb <= NINES, "a limb of {limb}");
            let mut rest = limb;
            for digit in digits.iter_mut().rev() {
                (rest, *digit) = (rest / 10, (rest % 10) as u8);
            }
        }
        gmp::from_digits(&digits)
    }
}
