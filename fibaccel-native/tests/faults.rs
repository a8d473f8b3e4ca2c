//! Tests of faults at any moment of a computation: each one ends in the right number, or in an error that says
//! that it is not. Needs the feature `fault-injection`, and a process of its own, for a fault that is
//! armed happens to whoever computes next.

use fibaccel_native::bignum::Integer;
use fibaccel_native::bignum::Signed;
use fibaccel_native::bignum::decimal::convert;
use fibaccel_native::limbs::Binary;
use fibaccel_native::machine::Tier;
use fibaccel_native::runtime::Error;
use fibaccel_native::runtime::fault::{Fault, arm, disarm};
use fibaccel_native::runtime::helper_threads::Team;
use fibaccel_native::runtime::memory::Buffer;
use fibaccel_native::runtime::{Interrupt, Interrupted, Never};
use fibaccel_native::sequences::fibonacci::Sequence;
use fibaccel_native::sequences::fibonacci::{CHECKED_FROM, fib};
use fibaccel_native::sequences::long_modular;
use fibaccel_native::sequences::lucas::{self, short::Kind};
use fibaccel_native::sequences::modular::Term;
use fibaccel_native::sequences::recurrences::{self, Recurrence};
use std::sync::Arc;

const FAULTS: [Fault; 6] = [
    Fault::Row,
    Fault::Block,
    Fault::Carry,
    Fault::Operand,
    Fault::Result,
    Fault::Text,
];

/// Runs with a fault of each kind, on each tier, in each computation.
const RUNS: u64 = 40;

/// A computation, given n and the limbs of F(n), whose result is a number as bytes.
type Computation = fn(Tier, u64, &[u64]) -> Result<Vec<u8>, Error>;

const COMPUTATIONS: [(&str, Computation); 9] = [
    ("F(n)", |tier, n, _| term(Sequence::Fibonacci, tier, n)),
    ("L(n)", |tier, n, _| term(Sequence::Lucas, tier, n)),
    ("digits of F(n)", |tier, n, _| {
        text(Sequence::Fibonacci, tier, n)
    }),
    ("digits of L(n)", |tier, n, _| {
        text(Sequence::Lucas, tier, n)
    }),
    ("F(n) to digits", |tier, _, limbs| {
        let text = convert::text(tier, number(limbs)?, &mut Never)?;
        Ok(text.bytes().to_vec())
    }),
    ("F(4n + 3) modulo a neighbour of F(n)", |tier, n, limbs| {
        let mut m = number(limbs)?.magnitude;
        m.rewrite(limbs.len(), |m| m[0] ^= 1);
        let n = Signed::new(i128::from(4 * n + 3))?;
        let [residue] = long_modular::terms_modulo(tier, Term::Fibonacci, &n, &m, &mut Never)?;
        Ok(bytes(residue.limbs()))
    }),
    ("U(3, -2) at n", |tier, n, _| {
        let [p, q] = [Signed::new(3)?, Signed::new(-2)?];
        let term = lucas::lucas_term(Kind::U, tier, [&p, &q], n, &mut Never)?;
        Ok(bytes(term.magnitude.limbs()))
    }),
    ("the tribonacci number at n", |tier, n, _| {
        let term = recurrences::term(tier, tribonacci()?, &[n], &mut Never)?;
        Ok(bytes(term.magnitude.limbs()))
    }),
    ("tribonacci modulo F(n)", |tier, n, limbs| {
        let m = number(limbs)?.magnitude;
        let term = recurrences::term_modulo(tier, &tribonacci()?, &[n >> 14], &m, &mut Never)?;
        Ok(bytes(term.limbs()))
    }),
];

fn tribonacci() -> Result<Recurrence, Error> {
    let numbers = |x: [i128; 3]| x.into_iter().map(Signed::new).collect::<Result<_, _>>();
    Ok(Recurrence {
        coefficients: numbers([1, 1, 1])?,
        start: numbers([0, 0, 1])?,
    })
}

fn term(sequence: Sequence, tier: Tier, n: u64) -> Result<Vec<u8>, Error> {
    let term = sequence.term(tier, n as i64, &mut Never)?;
    Ok(bytes(term.magnitude.limbs()))
}

fn text(sequence: Sequence, tier: Tier, n: u64) -> Result<Vec<u8>, Error> {
    let text = sequence.text(tier, n as i64, &mut Never)?;
    Ok(text.bytes().to_vec())
}

fn number(limbs: &[u64]) -> Result<Signed, Error> {
    let mut buffer = Buffer::new(limbs.len())?;
    buffer.copy_from_slice(limbs);
    Ok(Signed {
        magnitude: Integer::of(buffer, limbs.len()),
        negative: false,
    })
}

fn bytes(limbs: &[u64]) -> Vec<u8> {
    limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect()
}

/// An interrupt with a team.
struct Shared(Arc<Team>);

impl Interrupt for Shared {
    fn poll(&mut self) -> Result<(), Interrupted> {
        Ok(())
    }

    fn team(&self) -> Option<Arc<Team>> {
        Some(Arc::clone(&self.0))
    }
}

/// Checks conversions with helpers, who are told to stop when a fault is found: the caller must hear of the fault.
fn check_shared_conversions() {
    let limbs: Vec<u64> = (1..40_000)
        .map(|i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15))
        .collect();
    for run in 0..RUNS {
        arm(Fault::Row, run * 37, 12_345 + run as usize * 977);
        let convert = |team: &Arc<Team>| {
            let shared = &mut Shared(Arc::clone(team));
            convert::from_limbs(Tier::active(), &limbs, shared).map(|_| ())
        };
        let (outcome, _) = Team::with(2, convert);
        disarm();
        assert!(matches!(outcome, Ok(()) | Err(Error::Corrupted)), "{run}");
    }
}

/// Faults are caught or harmless: one test, because the faults are the process's.
#[test]
fn a_fault_is_caught_or_harmless() {
    for tier in Tier::available() {
        for n in [CHECKED_FROM, CHECKED_FROM + 123_457] {
            let limbs = fib::<Binary>(tier, n, &mut Never).expect("F(n)");
            for (name, compute) in COMPUTATIONS {
                for fault in FAULTS {
                    let what = format!("{name}, {n}, {fault:?}, {}", tier.name());
                    inject(fault, || compute(tier, n, limbs.limbs()), &what);
                }
            }
        }
    }
    check_shared_conversions();
}

fn inject(fault: Fault, compute: impl Fn() -> Result<Vec<u8>, Error>, what: &str) {
    arm(fault, u64::MAX, 0);
    let right = compute().expect("no fault yet");
    let opportunities = u64::MAX - disarm().expect("too many to happen");
    if opportunities == 0 {
        assert!(fault == Fault::Text && !what.contains("digits"), "{what}");
        return;
    }
    let mut caught = 0;
    for run in 0..RUNS {
        // Multiples of an odd number go through all bits and places.
        let place = run.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 8;
        arm(fault, run * opportunities / RUNS, place as usize);
        match compute() {
            Ok(result) => assert!(result == right, "{what} {run}: a wrong result"),
            Err(Error::Corrupted) => caught += 1,
            Err(error) => panic!("{what} {run}: {error}"),
        }
        assert_eq!(None, disarm(), "it happened");
    }
    // Of the products of a recurrence's polynomials, every other coefficient is left out.
    let least = RUNS / if what.contains("tribonacci") { 4 } else { 2 };
    assert!(caught > least, "{what}: {caught} of {RUNS} did any harm");
}
