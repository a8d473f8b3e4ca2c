//! Faults at any moment of a computation: each one ends in the right number, or in an error that says
//! that it is not. Needs the feature `fault-injection`, and a process of its own, for a fault that is
//! armed happens to whoever computes next. To be run with `--release`: where overflows are checked, a
//! flipped bit may already panic in the portable tier.

use fibaccel_native::arch::memory::Plain;
use fibaccel_native::binary::Binary;
use fibaccel_native::decimal::Decimal;
use fibaccel_native::decimal::convert::{self, from_limbs};
use fibaccel_native::error::Error;
use fibaccel_native::fault::{Fault, arm, disarm};
use fibaccel_native::fibonacci::{CHECKED_FROM, fib};
use fibaccel_native::integer::Number;
use fibaccel_native::interrupt::Never;
use fibaccel_native::simd::Tier;

const FAULTS: [Fault; 5] = [
    Fault::Row,
    Fault::Block,
    Fault::Carry,
    Fault::Operand,
    Fault::Result,
];

/// Of each kind, on each tier.
const RUNS: u64 = 60;

/// Lets every kind of fault happen to the work, at moments all over it.
fn check<L: Plain + Default + Eq>(
    what: &str,
    seed: u64,
    work: impl Fn() -> Result<Number<L>, Error>,
) {
    let Ok(right) = work() else {
        panic!("no fault yet");
    };
    for fault in FAULTS {
        arm(fault, u64::MAX, 0);
        assert!(work().is_ok());
        let opportunities = u64::MAX - disarm().expect("too many to happen");
        assert!(opportunities > 0, "{fault:?} has no place in {what}");
        let mut caught = 0;
        for run in 0..RUNS {
            // Multiples of an odd number go through all bits and places.
            let place = (run * 2 + seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 8;
            arm(fault, run * opportunities / RUNS, place as usize);
            match work() {
                Ok(result) => assert!(
                    result.limbs() == right.limbs(),
                    "{fault:?} {run}: a wrong {what}"
                ),
                Err(Error::Corrupted) => caught += 1,
                Err(error) => panic!("{fault:?} {run}: {error} in {what}"),
            }
            assert_eq!(None, disarm(), "it happened");
        }
        assert!(
            2 * caught > RUNS,
            "{fault:?}: only {caught} of {RUNS} did any harm to {what}"
        );
    }
}

/// One test, because the faults are the process's.
#[test]
fn a_fault_is_caught_or_harmless() {
    for tier in Tier::available() {
        for (seed, n) in (0..).zip([CHECKED_FROM, CHECKED_FROM + 123_457]) {
            let name = tier.name();
            check(&format!("F({n}), {name}"), seed, || {
                fib::<Binary>(tier, n, &mut Never)
            });
            check(&format!("decimal F({n}), {name}"), seed, || {
                fib::<Decimal>(tier, n, &mut Never)
            });
        }
        for (seed, len) in (0..).zip([convert::CHECKED_FROM, convert::CHECKED_FROM + 4321]) {
            let limbs: Vec<u64> = (1..=len as u64)
                .map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15))
                .collect();
            check(&format!("{len} limbs, {}", tier.name()), seed, || {
                from_limbs(tier, &limbs, &mut Never)
            });
        }
    }
}
