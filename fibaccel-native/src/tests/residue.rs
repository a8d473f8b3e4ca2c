//! Tests of the check of residues: right residues pass, wrong numbers do not.

use super::oracle::{Random, big};
use crate::bignum::residue::text::Reading;
use crate::bignum::residue::{PRIMES, of_limbs};
use crate::limbs::Binary;
use crate::machine::Tier;
use crate::runtime::Never;
use crate::sequences::fibonacci::check::{fibonacci, lucas as lucas_residue};
use crate::sequences::fibonacci::{fib, lucas};

fn residues(limbs: &[u64]) -> [u64; 2] {
    of_limbs(limbs, &mut Never).expect("not interrupted")
}

#[test]
fn residues_of_limbs_equal_the_remainders() {
    let mut random = Random(21);
    for len in [
        0,
        1,
        2,
        7,
        8,
        9,
        15,
        16,
        17,
        1000,
        (1 << 15) + 1,
        (1 << 21) + 5,
    ] {
        for limbs in [vec![u64::MAX; len], random.limbs(len), random.runs(len)] {
            let expected = PRIMES.map(|p| u64::try_from(big(&limbs) % p).expect("below p"));
            assert_eq!(expected, residues(&limbs), "{len} limbs");
        }
    }
}

/// The residues of a text in parts of that length, the last one first: the same on each tier.
fn read(text: &[u8], len: usize) -> Option<[u64; 2]> {
    let all = Tier::available()
        .into_iter()
        .map(|tier| read_by(tier, text, len));
    all.reduce(|one, other| {
        assert_eq!(one, other);
        one
    })
    .expect("there is a tier for any processor")
}

fn read_by(tier: Tier, text: &[u8], len: usize) -> Option<[u64; 2]> {
    let readings: Vec<Reading> = text
        .rchunks(len)
        .map(|part| {
            let mut reading = Reading::NOTHING;
            for piece in part.rchunks(2 * Reading::BLOCK).rev() {
                reading.read(tier, piece);
            }
            reading
        })
        .collect();
    Reading::joined(&readings, len)
}

/// Residues of text against Horner's rule with a remainder at each digit.
#[test]
fn residues_of_text_equal_the_remainders() {
    let mut random = Random(23);
    let lengths = (0..300).chain([1000, 1024, 1025, 100_000]);
    for len in lengths {
        let some = (0..len).map(|_| b'0' + random.below(10) as u8).collect();
        for text in [vec![b'9'; len], vec![b'0'; len], some] {
            let expected = PRIMES.map(|p| {
                text.iter().fold(0, |residue: u64, &digit| {
                    let sum = u128::from(residue) * 10 + u128::from(digit - b'0');
                    (sum % u128::from(p)) as u64
                })
            });
            for blocks in [1, 2, 7, 1000] {
                let actual = read(&text, blocks * Reading::BLOCK);
                assert_eq!(Some(expected), actual, "{len} digits, {blocks} blocks");
            }
        }
    }
}

/// Bytes that are no digits are seen anywhere.
#[test]
fn what_is_no_digit_is_seen() {
    for len in [1, 8, 100, 128, 500] {
        for at in 0..len {
            for byte in 0..=u8::MAX {
                let mut text = vec![b'7'; len];
                text[at] = byte;
                let sound = read(&text, 2 * Reading::BLOCK).is_some();
                assert_eq!(byte.is_ascii_digit(), sound, "{byte} at {at}");
            }
        }
    }
}

#[test]
fn residues_of_terms() {
    for n in [0, 1, 2, 93, 94, 1000, 65_537] {
        let f = fib::<Binary>(Tier::active(), n, &mut Never).expect("not interrupted");
        assert_eq!(fibonacci(n), residues(f.limbs()), "F({n})");
        let l = lucas::<Binary>(Tier::active(), n, &mut Never).expect("not interrupted");
        assert_eq!(lucas_residue(n), residues(l.limbs()), "L({n})");
    }
}

/// Faults of all kinds: a flipped bit, a dropped carry, a shift by 61 bits, two limbs exchanged.
#[test]
fn faults_are_seen() {
    let mut random = Random(22);
    let limbs = random.limbs(5000);
    let right = residues(&limbs);
    for _ in 0..2000 {
        let mut wrong = limbs.clone();
        let at = random.below(4999);
        match random.below(3) {
            0 => wrong[at] ^= 1 << random.below(64),
            1 => wrong[at] = wrong[at].wrapping_sub(1),
            _ => wrong.swap(at, at + 1),
        }
        assert_ne!(right, residues(&wrong));
    }
}
