//! Fuzzes products, squares and steps in both bases on every tier, beside GMP's. The input is how and of what.
#![no_main]

use fibaccel_fuzz::base::Comparable;
use fibaccel_fuzz::comparison::Comparison;
use fibaccel_fuzz::operands::Input;
use fibaccel_native::bignum::ntt::plan::MIN_PRIMES;
use fibaccel_native::bignum::ntt::prime::MAX_PRIMES;
use fibaccel_native::limbs::Binary;
use fibaccel_native::limbs::Decimal;
use fibaccel_native::limbs::decimal::BASE;
use fibaccel_native::machine::Tier;
use libfuzzer_sys::fuzz_target;

/// The operation, and the number of primes.
struct How {
    kind: u8,
    odd: bool,
    primes: usize,
}

fn compare<B: Comparable>(how: &How, x: &[B::Limb], y: &[B::Limb]) {
    for tier in Tier::available() {
        let mut comparison = Comparison::<B>::new(tier);
        match how.kind {
            0 => comparison.product(x, y),
            1 => comparison.square(x),
            2 => comparison.transform(how.primes, x, y),
            3 => comparison.transform(how.primes, x, &[]),
            _ => comparison.step(how.primes, x, y, how.odd),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let how = How {
        kind: input.byte() % 5,
        odd: input.byte() % 2 == 1,
        primes: MIN_PRIMES + input.byte() as usize % (MAX_PRIMES + 1 - MIN_PRIMES),
    };
    let (x, y) = (input.operand(), input.operand());
    compare::<Binary>(&how, &x, &y);
    // Ones become nines.
    let decimal = |limb: &u64| (limb % (1 << 20)).min(BASE - 1) as u32;
    let [x, y] = [x, y].map(|operand| operand.iter().map(decimal).collect::<Vec<u32>>());
    compare::<Decimal>(&how, &x, &y);
});
