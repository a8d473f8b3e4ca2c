//! Tests of the conversion from binary to decimal.

use super::decimal::converted;
use super::oracle::{Random, operands};
use super::stop::check_every_poll;
use crate::bignum::decimal::block::{self, Converter, MAX_LIMBS};
use crate::bignum::decimal::convert::{CHECKED_FROM, from_limbs, peak_bytes};
use crate::bignum::decimal::triple::TRIPLE_BASE;
use crate::limbs::decimal::{NINES, scale_in_place};
use crate::limbs::{add, subtract, trimmed};
use crate::machine::Tier;
use crate::runtime::Never;

/// Compares a conversion on every tier.
fn check(limbs: &[u64], expected: &[u32], what: &str) {
    for tier in Tier::available() {
        let actual = from_limbs(tier, limbs, &mut Never).expect("memory");
        assert!(expected == actual.limbs(), "{what} {}", tier.name());
    }
}

#[test]
fn blocks_of_every_length() {
    let mut random = Random(1);
    for tier in Tier::available() {
        let lengths = (0..140)
            .chain((140..MAX_LIMBS).step_by(37))
            .chain([MAX_LIMBS]);
        for len in lengths {
            let mut converter = Converter::reserve(tier, &[len]).expect("memory");
            for limbs in operands(len, &mut random) {
                let expected = converted(&limbs);
                let mut out = vec![!0; expected.len()];
                converter.convert(&limbs, &mut out).expect("memory");
                assert!(expected == out, "{} {len}", tier.name());
                let mut out = vec![!0; block::bound(64 * len, 6) + 7];
                converter.convert(&limbs, &mut out).expect("memory");
                assert_eq!(trimmed(&out), expected.len());
                assert!(expected == out[..expected.len()], "{} {len}", tier.name());
            }
        }
    }
}

#[test]
fn numbers_of_a_few_blocks() {
    let mut random = Random(2);
    for len in [0, 1, 2].into_iter().chain((100..700).step_by(9)) {
        for limbs in operands(len, &mut random) {
            check(&limbs, &converted(&limbs), &format!("{len}"));
        }
    }
}

/// Lengths where the number of blocks changes: around each power of two times the longest block.
#[test]
fn numbers_around_every_shape() {
    let mut random = Random(3);
    for tier in Tier::available() {
        let longest = tier.thresholds().conversion_block;
        // The power of the longest block has a limb more.
        assert!(longest < MAX_LIMBS, "{}", tier.name());
        for blocks in [1, 2, 3, 4, 8] {
            for len in longest * blocks - 1..=longest * blocks + 1 {
                for limbs in [random.limbs(len), vec![u64::MAX; len]] {
                    check(&limbs, &converted(&limbs), &format!("{len}"));
                }
            }
        }
    }
}

#[test]
fn random_lengths() {
    let mut random = Random(4);
    for _ in 0..12 {
        let len = 1 + random.below(5200);
        let limbs = random.limbs(len);
        check(&limbs, &converted(&limbs), &format!("{len}"));
    }
}

#[test]
fn powers_of_ten_and_their_neighbours() {
    let mut power = vec![1];
    for k in 0..1300 {
        let mut expected = vec![0; k / 6];
        expected.push(10u32.pow(k as u32 % 6));
        check(&power, &expected, &format!("10^{k}"));
        let mut more = power.clone();
        assert!(!add(&mut more, &[1]));
        check(&more, &converted(&more), &format!("10^{k} + 1"));
        let mut less = power.clone();
        assert!(!subtract(&mut less, &[1]));
        check(&less, &converted(&less), &format!("10^{k} - 1"));
        power.push(0);
        crate::limbs::scale_in_place(&mut power, 10);
        power.truncate(trimmed(&power));
    }
}

/// Numbers beside a D^k, D = 10^18: where a fraction is cut, what is below is all zeros or all nines.
#[test]
fn neighbours_of_long_round_numbers() {
    let mut random = Random(8);
    for k in [6, 8, 12, 16, 64, 122, 128, 256, 500, 512, 1024, 1900] {
        for factor in [1, 2 + random.limb() % (TRIPLE_BASE - 2)] {
            let mut round = vec![factor];
            for _ in 0..k {
                round.push(0);
                crate::limbs::scale_in_place(&mut round, TRIPLE_BASE);
                round.truncate(trimmed(&round));
            }
            let mut expected = vec![0; 3 * k];
            expected.extend(converted(&[factor]));
            check(&round, &expected, &format!("{factor} D^{k}"));
            assert!(!subtract(&mut round, &[1]));
            let mut expected = vec![NINES; 3 * k];
            expected.extend(converted(&[factor - 1]));
            check(&round, &expected, &format!("{factor} D^{k} - 1"));
        }
    }
}

/// 2^k by doubling, against the conversion: a single one of all blocks is not zero.
#[test]
fn powers_of_two() {
    let (mut expected, mut bits) = (vec![1], 0);
    for k in [63, 64, 575, 576, 577, 40_000, 100_000, 131_072, 300_001] {
        while bits < k {
            let step = (k - bits).min(40);
            expected.push(0);
            expected.push(0);
            expected.push(0);
            assert_eq!(0, scale_in_place(&mut expected, 1 << step));
            expected.truncate(trimmed(&expected));
            bits += step;
        }
        let mut limbs = vec![0; k / 64 + 1];
        limbs[k / 64] = 1 << (k % 64);
        check(&limbs, &expected, &format!("2^{k}"));
    }
}

/// Long numbers, with the check of residues as the oracle, and the digits of the lowest limbs.
#[test]
fn long_numbers() {
    let mut random = Random(5);
    for len in [CHECKED_FROM, CHECKED_FROM + 1, 40_001] {
        for mut limbs in [random.limbs(len), vec![u64::MAX; len], random.runs(len)] {
            limbs[len - 1] |= 1;
            let expected = from_limbs(Tier::active(), &limbs, &mut Never).expect("memory");
            assert!(expected.limbs().iter().all(|&limb| limb <= NINES));
            check(&limbs, expected.limbs(), &format!("{len}"));
        }
    }
}

#[test]
fn a_stop_at_any_poll() {
    let limbs = Random(6).limbs(2000);
    check_every_poll(|interrupt| from_limbs(Tier::active(), &limbs, interrupt));
}

#[test]
fn what_is_too_large_has_no_peak() {
    for tier in Tier::available() {
        assert_eq!(None, peak_bytes(tier, 1 << 50));
        assert!(peak_bytes(tier, 1 << 30).is_some());
    }
}
