//! Products, squares and steps on every tier, beside GMP's. The input is how and of what.
#![no_main]

use fibaccel_fuzz::comparison::Comparison;
use fibaccel_fuzz::operands::Input;
use fibaccel_native::ntt::plan::MIN_PRIMES;
use fibaccel_native::ntt::prime::MAX_PRIMES;
use fibaccel_native::simd::Tier;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let (how, odd) = (input.byte() % 5, input.byte() % 2 == 1);
    let primes = MIN_PRIMES + input.byte() as usize % (MAX_PRIMES + 1 - MIN_PRIMES);
    let (x, y) = (input.operand(), input.operand());
    for tier in Tier::available() {
        let mut comparison = Comparison::new(tier);
        match how {
            0 => comparison.product(&x, &y),
            1 => comparison.square(&x),
            2 => comparison.transform(primes, &x, &y),
            3 => comparison.transform(primes, &x, &[]),
            _ => comparison.step(primes, &x, &y, odd),
        }
    }
});
