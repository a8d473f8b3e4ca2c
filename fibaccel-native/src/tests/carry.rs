//! The carry by itself, with numbers that hardly ever come out of a transform.

use super::oracle::{Random, big};
use crate::ntt::carry::{Carry, Spill};
use crate::simd::{Kernel, Lanes, Row, Tier};
use num_bigint::BigUint;

/// What the carry makes of numbers of `K` digits: the limbs and the spill.
struct Carried<'a, const K: usize, const D: usize> {
    numbers: &'a [[u64; K]],
    width: usize,
    limbs: &'a mut [u64],
}

impl<const K: usize, const D: usize> Kernel for Carried<'_, K, D> {
    type Output = Spill;

    #[inline(always)]
    fn run<S: Lanes>(self, s: S) -> Spill {
        let joiner = s.joiner(self.width);
        let mut carry = Carry::<S, K, D>::new(s, self.limbs, self.width, &joiner);
        for numbers in self.numbers.chunks_exact(8) {
            for at in (0..8).step_by(S::WIDTH) {
                let mut digits = [s.splat(0); K];
                for (j, digit) in digits.iter_mut().enumerate() {
                    let mut row = Row::ZERO;
                    for (lane, number) in numbers.iter().enumerate() {
                        row.0[lane] = number[j];
                    }
                    *digit = s.load(&row, at);
                }
                carry.absorb(&digits, at);
            }
        }
        carry.finish()
    }
}

/// A number of 48 `K` bits in digits of 52.
fn digits<const K: usize>(number: &BigUint) -> [u64; K] {
    let mut rest = number.clone();
    [(); K].map(|()| {
        let digit = (&rest % (1u64 << 52)).iter_u64_digits().next().unwrap_or(0);
        rest >>= 52;
        digit
    })
}

fn check<const K: usize, const D: usize>(tier: Tier, width: usize, numbers: &[BigUint]) {
    let zero = BigUint::ZERO;
    let expected = numbers
        .iter()
        .rev()
        .fold(zero, |sum, number| (sum << width) + number);
    let numbers: Vec<[u64; K]> = numbers.iter().map(digits).collect();
    let run = numbers.len() * width / 64;
    for room in [0, 40] {
        let mut limbs = vec![u64::MAX; run + room];
        let limbs_of_run = &mut limbs[..];
        let spill = tier.dispatch(Carried::<K, D> {
            numbers: &numbers,
            width,
            limbs: limbs_of_run,
        });
        // A run of eight rows ends at a whole limb, and the spill belongs after it.
        let mut whole = limbs.clone();
        whole.resize(run + 40, 0);
        let mut none = Spill::NONE;
        spill.add_to(&mut whole[run..], &mut none);
        assert!(room == 0 || spill == Spill::NONE);
        assert_eq!(Spill::NONE, none);
        assert_eq!(
            expected,
            big(&whole),
            "{} {K} {D} {width} {room}",
            tier.name()
        );
    }
}

fn check_widths<const K: usize, const D: usize>(widths: std::ops::RangeInclusive<usize>) {
    let ones = (BigUint::from(1u32) << (48 * K)) - 1u32;
    let mut random = Random(K as u64);
    for tier in Tier::available() {
        for width in widths.clone() {
            let place = (BigUint::from(1u32) << width) - 1u32;
            check::<K, D>(tier, width, &vec![ones.clone(); 64]);
            check::<K, D>(tier, width, &vec![place.clone(); 64]);
            // A carry that goes through all places.
            let mut rippled = vec![place.clone(); 64];
            rippled[0] = ones.clone();
            check::<K, D>(tier, width, &rippled);
            let mixed = |random: &mut Random| match random.below(4) {
                0 => BigUint::ZERO,
                1 => ones.clone(),
                2 => place.clone(),
                _ => big(&random.limbs(K)) % &ones,
            };
            let numbers: Vec<BigUint> = (0..64).map(|_| mixed(&mut random)).collect();
            check::<K, D>(tier, width, &numbers);
        }
    }
}

/// Every width that a plan may have: 48 K - 2 w is at most 52, and a place has D digits.
#[test]
fn numbers_of_any_size_are_carried_at_any_width() {
    check_widths::<3, 2>(59..=71);
    check_widths::<4, 2>(70..=95);
    check_widths::<5, 3>(105..=119);
    check_widths::<6, 3>(118..=143);
    check_widths::<7, 3>(142..=156);
    check_widths::<7, 4>(157..=167);
    check_widths::<8, 4>(166..=191);
}

#[test]
fn a_run_of_ones_passes_a_spill_on() {
    let mut one = Spill::NONE;
    let mut run = [u64::MAX; 30];
    let mut ones = [u64::MAX; 30];
    Spill::NONE.add_to(&mut run, &mut one);
    assert_eq!((ones, Spill::NONE), (run, one));
    // A spill of one, from numbers that fill their places and exceed them by that.
    let mut next = Spill::NONE;
    spill_of_one().add_to(&mut ones, &mut next);
    assert_eq!([0; 30], ones);
    assert_eq!(spill_of_one(), next);
}

fn spill_of_one() -> Spill {
    let mut numbers = vec![BigUint::ZERO; 64];
    numbers[63] = BigUint::from(1u32) << 64;
    let numbers: Vec<[u64; 3]> = numbers.iter().map(digits).collect();
    let mut limbs = [0; 64];
    let carried = Carried::<3, 2> {
        numbers: &numbers,
        width: 64,
        limbs: &mut limbs,
    };
    Tier::active().dispatch(carried)
}
