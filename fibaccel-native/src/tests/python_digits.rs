//! Tests of digits of 30 bits beside num-bigint's, which has them by another way.

use super::oracle::{Random, big, operands};
use super::parallel::with_team;
use super::stop::check_every_poll;
use crate::limbs::python_digits::{self, BITS, PART, count, read, write};
use crate::limbs::trimmed;
use crate::runtime::{Interrupt, Never};
use num_bigint::BigUint;

/// A value that no digit has.
const UNWRITTEN: u32 = u32::MAX;

fn digits(limbs: &[u64], interrupt: &mut dyn Interrupt) -> Vec<u32> {
    let mut digits = vec![UNWRITTEN; count(limbs)];
    write(&mut digits, limbs, |digit| digit, interrupt).expect("not interrupted");
    digits
}

/// The number of these digits, from their bits: 15 bytes are four digits.
fn number(digits: &[u32]) -> BigUint {
    let bytes = digits.chunks(4).flat_map(|four| {
        let shifted = four.iter().zip((0..).step_by(BITS as usize));
        let number = shifted.fold(0, |sum, (&digit, at)| sum | u128::from(digit) << at);
        number.to_le_bytes().into_iter().take(15)
    });
    BigUint::from_bytes_le(&bytes.collect::<Vec<u8>>())
}

fn check(limbs: &[u64], interrupt: &mut dyn Interrupt) {
    let digits = digits(limbs, interrupt);
    assert!(digits.iter().all(|&digit| digit >> BITS == 0));
    assert_ne!(Some(&0), digits.last());
    assert!(number(&digits) == big(limbs), "{} limbs", limbs.len());
    let mut back = vec![u64::MAX; python_digits::limbs(digits.len())];
    read(&mut back, &digits, interrupt).expect("not interrupted");
    assert!(limbs == &back[..trimmed(&back)], "{} limbs", limbs.len());
}

#[test]
fn digits_of_every_small_length_are_the_numbers() {
    let mut random = Random(41);
    for len in 0..=128 {
        for limbs in operands(len, &mut random) {
            // Every length in bits, and so every length in digits, and every one above whole groups.
            for bits in 0..64 {
                let mut limbs = limbs.clone();
                if let Some(top) = limbs.last_mut() {
                    *top >>= bits;
                }
                check(&limbs[..trimmed(&limbs)], &mut Never);
            }
        }
    }
}

#[test]
fn threads_write_the_same_digits() {
    let mut random = Random(42);
    for parts in 1..=5 {
        for len in [
            15 * PART * parts - 1,
            15 * PART * parts,
            15 * PART * parts + 1,
        ] {
            let mut limbs = random.limbs(len);
            limbs[len - 1] |= 1;
            check(&limbs, &mut Never);
            with_team(3, &mut Never, |interrupt| check(&limbs, interrupt));
        }
    }
}

#[test]
fn both_stop_at_every_poll() {
    let limbs = vec![1; 15 * PART * 12];
    check_every_poll(|interrupt| {
        let mut digits = vec![UNWRITTEN; count(&limbs)];
        Ok(write(&mut digits, &limbs, |digit| digit, interrupt)?)
    });
    let digits = vec![1; 32 * PART * 12];
    check_every_poll(|interrupt| {
        let mut limbs = vec![0; python_digits::limbs(digits.len())];
        Ok(read(&mut limbs, &digits, interrupt)?)
    });
}

#[test]
fn every_number_of_digits_has_room() {
    for digits in 0..1_000 {
        let bits = BITS as usize * digits;
        assert_eq!(python_digits::limbs(digits), bits.div_ceil(64));
    }
}

#[test]
#[should_panic = "room for other numbers"]
fn room_for_other_digits_is_refused() {
    let _ = write(&mut [0; 3], &[1, 1 << 26], |digit| digit, &mut Never);
}

#[test]
#[should_panic = "room for other numbers"]
fn room_for_other_limbs_is_refused() {
    let _ = read(&mut [0; 1], &[1; 3], &mut Never);
}
