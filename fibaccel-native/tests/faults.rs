//! Faults at any moment of a computation: each one ends in the right number, or in an error that says
//! that it is not. Needs the feature `fault-injection`, and a process of its own, for a fault that is
//! armed happens to whoever computes next.

use fibaccel_native::binary::Binary;
use fibaccel_native::error::Error;
use fibaccel_native::fault::{Fault, arm, disarm};
use fibaccel_native::fibonacci::{CHECKED_FROM, fib};
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

/// One test, because the faults are the process's.
#[test]
fn a_fault_is_caught_or_harmless() {
    for tier in Tier::available() {
        for (i, n) in [CHECKED_FROM, CHECKED_FROM + 123_457]
            .into_iter()
            .enumerate()
        {
            let right = fib::<Binary>(tier, n, &mut Never).expect("no fault yet");
            for fault in FAULTS {
                arm(fault, u64::MAX, 0);
                assert!(fib::<Binary>(tier, n, &mut Never).is_ok());
                let opportunities = u64::MAX - disarm().expect("too many to happen");
                assert!(
                    opportunities > 0,
                    "{fault:?} has no place on {}",
                    tier.name()
                );
                let mut caught = 0;
                for run in 0..RUNS {
                    // Multiples of an odd number go through all bits and places.
                    let place = (run * 2 + i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 8;
                    arm(fault, run * opportunities / RUNS, place as usize);
                    match fib::<Binary>(tier, n, &mut Never) {
                        Ok(result) => assert!(result == right, "{fault:?} {run}: a wrong result"),
                        Err(Error::Corrupted) => caught += 1,
                        Err(error) => panic!("{fault:?} {run}: {error}"),
                    }
                    assert_eq!(None, disarm(), "it happened");
                }
                assert!(
                    2 * caught > RUNS,
                    "{fault:?}: only {caught} of {RUNS} did any harm"
                );
            }
        }
    }
}
