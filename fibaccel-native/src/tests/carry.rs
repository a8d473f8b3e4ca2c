//! Tests of the binary carry by itself, with numbers that hardly ever come out of a transform.

use super::oracle::{Random, big};
use crate::bignum::ntt::binary::carry::{BinaryPlaces, Spill};
use crate::machine::{Kernel, Lanes, Row, Tier};
use num_bigint::BigUint;
use std::ops::RangeInclusive;

/// A kernel that carries numbers of `K` chunks: returns the limbs and the spill.
struct Carried<'a, const K: usize, const D: usize> {
    numbers: &'a [BigUint],
    width: usize,
    limbs: &'a mut [u64],
}

impl<const K: usize, const D: usize> Kernel for Carried<'_, K, D> {
    type Output = Spill;

    #[inline(always)]
    fn run<S: Lanes>(self, s: S) -> Spill {
        let joiner = s.joiner(self.width);
        let mut carry = BinaryPlaces::<S, K, D>::new(s, self.limbs, self.width, &joiner);
        for numbers in self.numbers.chunks_exact(8) {
            let numbers: Vec<[u64; K]> = numbers.iter().map(chunks::<S, K>).collect();
            for at in (0..8).step_by(S::WIDTH) {
                let mut chunks = [s.splat(0); K];
                for (j, chunk) in chunks.iter_mut().enumerate() {
                    let mut row = Row::ZERO;
                    for (lane, number) in numbers.iter().enumerate() {
                        row.0[lane] = number[j];
                    }
                    *chunk = s.load(&row, at);
                }
                carry.absorb(&chunks, at);
            }
        }
        carry.finish()
    }
}

/// The chunks of a number of 48 `K` bits.
fn chunks<S: Lanes, const K: usize>(number: &BigUint) -> [u64; K] {
    let mut rest = number.clone();
    [(); K].map(|()| {
        let chunk = &rest % (S::CHUNK_MASK + 1);
        rest >>= S::CHUNK_BITS;
        chunk.iter_u64_digits().next().unwrap_or(0)
    })
}

fn check<const K: usize, const D: usize>(tier: Tier, width: usize, numbers: &[BigUint]) {
    let zero = BigUint::ZERO;
    let expected = numbers
        .iter()
        .rev()
        .fold(zero, |sum, number| (sum << width) + number);
    let run = numbers.len() * width / 64;
    for room in [0, 40] {
        let mut limbs = vec![u64::MAX; run + room];
        let limbs_of_run = &mut limbs[..];
        let spill = tier.dispatch(Carried::<K, D> {
            numbers,
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
        assert_eq!(expected, big(&whole), "{} {K} {width} {room}", tier.name());
    }
}

/// A kernel that returns the bits of the tier's chunks.
struct ChunkBits;

impl Kernel for ChunkBits {
    type Output = usize;

    fn run<S: Lanes>(self, _: S) -> usize {
        S::CHUNK_BITS as usize
    }
}

/// Checks, on each tier, the widths whose places have `D` chunks there. Returns how many, together.
fn check_widths<const K: usize, const D: usize>(widths: RangeInclusive<usize>) -> usize {
    let ones = (BigUint::from(1u32) << (48 * K)) - 1u32;
    let mut random = Random(K as u64);
    let mut checked = 0;
    for tier in Tier::available() {
        let bits = tier.dispatch(ChunkBits);
        for width in widths.clone().filter(|width| width.div_ceil(bits) == D) {
            checked += 1;
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
    checked
}

/// Every width that a plan may have is carried: 48 K - 2 w is at most 48.
#[test]
fn numbers_of_any_size_are_carried_at_any_width() {
    let checked = check_widths::<3, 2>(59..=71)
        + check_widths::<4, 2>(72..=95)
        + check_widths::<5, 3>(105..=119)
        + check_widths::<6, 3>(120..=143)
        + check_widths::<7, 3>(151..=167)
        + check_widths::<7, 4>(151..=167)
        + check_widths::<8, 4>(168..=191);
    assert_eq!(
        Tier::available().len() * (13 + 24 + 15 + 24 + 17 + 24),
        checked
    );
}

/// In runs that are not whole, what a row leaves of its last limb is zero, whatever was there.
#[test]
fn rows_that_end_within_a_limb() {
    for tier in Tier::available() {
        for width in 59..=71 {
            for rows in 1..8 {
                let numbers = vec![(BigUint::from(1u32) << 144u32) - 1u32; 8 * rows];
                let numbers = &numbers[..];
                let expected = numbers
                    .iter()
                    .fold(BigUint::ZERO, |sum, number| (sum << width) + number);
                let mut limbs = vec![u64::MAX; rows * width / 8 + 40];
                let limbs = &mut limbs[..];
                let spill = tier.dispatch(Carried::<3, 2> {
                    numbers,
                    width,
                    limbs: &mut *limbs,
                });
                assert_eq!(Spill::NONE, spill);
                assert_eq!(expected, big(limbs), "{} {width} {rows}", tier.name());
            }
        }
    }
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
    let mut limbs = [0; 64];
    let carried = Carried::<3, 2> {
        numbers: &numbers,
        width: 64,
        limbs: &mut limbs,
    };
    Tier::active().dispatch(carried)
}
