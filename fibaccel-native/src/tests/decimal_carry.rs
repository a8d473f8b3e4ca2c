//! Tests of the carry between decimal places, with numbers that hardly ever come out of a transform, and with
//! operands that bring them out of it.

use super::oracle::Random;
use super::parallel::with_team;
use crate::bignum::ntt;
use crate::bignum::ntt::decimal::carry::{DecimalPlaces, Spill};
use crate::bignum::ntt::plan::Plan;
use crate::limbs::Decimal;
use crate::limbs::decimal::{NINES, add};
use crate::machine::{Kernel, Lanes, Row, Tier};
use crate::runtime::{Interrupt, Never};

/// A kernel that carries numbers of `W` limbs, `K` apart: returns the limbs and the spill.
struct Carried<'a, const K: usize, const W: usize> {
    numbers: &'a [[u32; W]],
    limbs: &'a mut [u32],
}

impl<const K: usize, const W: usize> Kernel for Carried<'_, K, W> {
    type Output = Spill;

    #[inline(always)]
    fn run<S: Lanes>(self, s: S) -> Spill {
        let joiner = s.decimal_joiner(K);
        let mut carry = DecimalPlaces::<S, K, W>::new(s, self.limbs, &joiner);
        for at in (0..self.numbers.len()).step_by(2 * S::WIDTH) {
            let mut numbers = [[s.splat_residue(0); 2]; W];
            for (j, limbs) in numbers.iter_mut().enumerate() {
                for (i, vector) in limbs.iter_mut().enumerate() {
                    let from = at + i * S::WIDTH;
                    let mut row = Row::ZERO;
                    for (lane, word) in row.0.iter_mut().enumerate().take(S::WIDTH) {
                        let limb = self.numbers.get(from + lane).map_or(0, |number| number[j]);
                        *word = S::stored(limb.into());
                    }
                    *vector = s.load_residues(&row, 0);
                }
            }
            carry.absorb(&numbers);
        }
        carry.finish()
    }
}

fn check<const K: usize, const W: usize>(tier: Tier, numbers: &[[u32; W]], what: &str) {
    let run = K * numbers.len();
    let mut expected = vec![0; run + W];
    for (i, number) in numbers.iter().enumerate() {
        assert!(!add(&mut expected[K * i..], number));
    }
    for room in [0, 8 * K + 3, 16 * K] {
        let mut limbs = vec![u32::MAX; run + room];
        let spill = tier.dispatch(Carried::<K, W> {
            numbers,
            limbs: &mut limbs,
        });
        limbs.resize(run + 16 * K + W, 0);
        let mut none = Spill::NONE;
        spill.add_to(&mut limbs[run + room..], &mut none);
        assert_eq!(Spill::NONE, none);
        let (low, high) = limbs.split_at(expected.len());
        assert!(expected == low, "{what} {} {K} {room}", tier.name());
        assert!(high.iter().all(|&limb| limb == 0));
    }
}

/// Checks places of nines: one above another that overflows gets a carry into its lowest limb after the vectors
/// have carried, which is the `ripple` of [`crate::bignum::ntt::decimal::carry`]; without it all of these fail.
fn check_numbers<const K: usize, const W: usize>() {
    let (mut place, most, mut barely) = ([0; W], [NINES; W], [0; W]);
    place[..K].fill(NINES);
    barely[K] = 1;
    let mut random = Random(K as u64);
    for tier in Tier::available() {
        check::<K, W>(tier, &[most; 64], "the most");
        check::<K, W>(tier, &[place; 64], "nines");
        for first in [most, barely] {
            for at in 0..40 {
                let mut numbers = [place; 64];
                numbers[at] = first;
                check::<K, W>(tier, &numbers, "a carry through all places");
                // An overflow of the highest limb alone, not of the parts that slide.
                numbers[at] = place;
                numbers[at][K - 1] += 1;
                numbers[at][K - 1] %= NINES + 1;
                numbers[at][K] = 1;
                check::<K, W>(tier, &numbers, "a carry from a place");
            }
        }
        for _ in 0..200 {
            let number = |random: &mut Random| match random.below(5) {
                0 => most,
                1 => barely,
                2 => [(); W].map(|()| random.below(1_000_000) as u32),
                _ => place,
            };
            let numbers: Vec<[u32; W]> = (0..64).map(|_| number(&mut random)).collect();
            check::<K, W>(tier, &numbers, "a mixture");
        }
    }
}

#[test]
fn numbers_of_any_size_are_carried() {
    check_numbers::<3, 8>();
    check_numbers::<4, 10>();
    check_numbers::<5, 12>();
    check_numbers::<6, 14>();
    check_numbers::<7, 16>();
    check_numbers::<8, 18>();
}

/// An operand whose product with 1 + B, B the base of the coefficients, has sums of neighbours as coefficients:
/// these are B - 1, but for a few that are more, from which on everything is carried on.
fn rippling(primes: usize, coefficients: usize, random: &mut Random) -> Vec<u32> {
    let mut x = vec![NINES; primes * coefficients];
    for (i, coefficient) in x.chunks_mut(primes).enumerate() {
        match (i % 2, random.below(coefficients)) {
            (_, 0) => (),
            (0, _) => coefficient[0] -= 1,
            _ => {
                coefficient.fill(0);
                coefficient[0] = 1;
            }
        }
    }
    x[0] = NINES;
    x
}

fn check_rippling(tier: Tier, primes: usize, coefficients: usize, interrupt: &mut dyn Interrupt) {
    let mut random = Random((primes * coefficients) as u64);
    let x = rippling(primes, coefficients, &mut random);
    let mut factor = vec![0; primes + 1];
    (factor[0], factor[primes]) = (1, 1);
    let mut expected = vec![0; x.len() + primes + 1];
    expected[primes..primes + x.len()].copy_from_slice(&x);
    add(&mut expected, &x);
    let plan = Plan::decimal_with_primes(primes, x.len()).expect("short operands");
    let mut rows = vec![Row([!0; 8]); plan.product_rows()];
    let mut out = vec![!0; expected.len()];
    ntt::multiply::<Decimal>(tier, &plan, [&x, &factor], &mut out, &mut rows, interrupt)
        .expect("not interrupted");
    assert!(expected == out, "{} {primes} {coefficients}", tier.name());
}

/// A carry goes through a vector, from row to row, and from run to run, whose spills add up to one more.
#[test]
fn a_carry_goes_through_everything() {
    for tier in Tier::available() {
        for primes in 3..=8 {
            for coefficients in [2, 7, 8, 9, 16, 30, 511, 512, 513, 5000, 40_000] {
                check_rippling(tier, primes, coefficients, &mut Never);
                with_team(2, &mut Never, |interrupt| {
                    check_rippling(tier, primes, coefficients, interrupt);
                });
            }
        }
    }
}
