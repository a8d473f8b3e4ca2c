//! Tests of primes in ranges, and of quotients modulo their squares.

use super::oracle::Random;
use crate::machine::Tier;
use crate::runtime::Never;
use crate::runtime::cells::Cell;
use crate::sequences::arrays::operand::Operand;
use crate::sequences::arrays::primes::primes;
use crate::sequences::arrays::wall_sun_sun::quotients;
use crate::sequences::modular::{Term, term_modulo};

fn range(lo: u64, hi: u64) -> Vec<u64> {
    primes(lo, hi, &mut Never).expect("not interrupted")
}

/// Counts of primes of OEIS A006880; the number of primes below 2^24 is from A007053.
#[test]
fn primes_are_as_many_as_published() {
    for (limit, count) in [
        (10, 4),
        (1000, 168),
        (100_000_000, 5_761_455),
        (1 << 24, 1_077_871),
    ] {
        assert_eq!(count, range(0, limit).len(), "below {limit}");
    }
}

#[test]
fn small_ranges_beside_division() {
    let is_prime = |x: u64| {
        x > 1
            && (2..x)
                .take_while(|d| d * d <= x)
                .all(|d| !x.is_multiple_of(d))
    };
    for lo in 0..60 {
        for hi in lo..130 {
            let expected: Vec<u64> = (lo..hi).filter(|&x| is_prime(x)).collect();
            assert_eq!(expected, range(lo, hi), "{lo} to {hi}");
        }
    }
    for root in [
        101,
        9973,
        65_537,
        (1 << 20) - 3,
        (1 << 24) - 3,
        1 << 24,
        (1 << 24) + 43,
    ] {
        let square: u64 = root * root;
        let expected: Vec<u64> = (square - 9..square + 9).filter(|&x| is_prime(x)).collect();
        assert_eq!(expected, range(square - 9, square + 9), "near {square}");
    }
}

/// Primes just less than a power of two, from the lists of the Prime Pages.
#[test]
fn primes_below_powers_of_two() {
    let published = [
        (40, [87, 167, 195, 203, 213, 285, 293, 299, 389, 437]),
        (48, [59, 65, 89, 93, 147, 165, 189, 233, 243, 257]),
        (41, [21, 31, 55, 63, 73, 75, 91, 111, 133, 139]),
        (63, [25, 165, 259, 301, 375, 387, 391, 409, 457, 471]),
        (64, [59, 83, 95, 179, 189, 257, 279, 323, 353, 363]),
    ];
    for (bits, below) in published {
        let last = u64::MAX >> (64 - bits);
        let from = last - below[9] + 1;
        let expected: Vec<u64> = below.iter().rev().map(|&k| last - k + 1).collect();
        assert_eq!(expected, range(from, last), "below 2^{bits}");
    }
}

#[test]
fn ranges_join() {
    let (lo, hi) = (999_000, 3_100_000);
    let whole = range(lo, hi);
    for cut in [lo, lo + 1, 1_048_576, 1_523_288, 1_523_289, hi] {
        assert_eq!(whole, [range(lo, cut), range(cut, hi)].concat(), "{cut}");
    }
}

fn computed(tier: Tier, rows: &[[u64; 3]]) -> Vec<u64> {
    let mut columns = [0, 1, 2].map(|i| rows.iter().map(|row| row[i]).collect::<Vec<_>>());
    let operands = columns
        .each_mut()
        .map(|column| Operand::Each(Cell::of(column)));
    let mut out = vec![0xdead_beef; rows.len()];
    quotients(tier, operands, Cell::of(&mut out), &mut Never).expect("not interrupted");
    out
}

/// The quotients A of the first primes are OEIS A244801; A = 0 for k > 1 is from A271782.
#[test]
fn published_quotients() {
    let primes = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];
    let known = [1, 1, 3, 5, 3, 16, 3, 15, 26, 25, 13, 39, 39, 16, 28];
    let rows: Vec<[u64; 3]> = primes
        .iter()
        .map(|&p| match p % 5 {
            0 => [1, p, p],
            1 | 4 => [1, p - 1, p],
            _ => [1, p + 1, p],
        })
        .collect();
    let zeros = [[2, 14, 13], [3, 240, 241], [6, 190, 191], [7, 6, 5]];
    for tier in Tier::available() {
        assert_eq!(known[..], computed(tier, &rows), "{}", tier.name());
        assert_eq!([0; 4], computed(tier, &zeros)[..], "{}", tier.name());
    }
}

/// Quotients of any numbers, primes or not, at the ends of what doubles and words take.
#[test]
fn quotients_beside_terms_modulo_squares() {
    let mut random = Random(77);
    let mut rows = vec![[1, 12, 0], [2, 12, 0]];
    let near = [1, 3, 8, 25, 26, 31, 32, 33, 49, 50, 51, 62, 63];
    for p in near
        .iter()
        .flat_map(|&bits| (1u64 << bits) - 1..(1 << bits) + 5)
    {
        for k in [1, 2, 999] {
            rows.extend([p - 1, p, p + 1, random.limb()].map(|n| [k, n, p]));
        }
    }
    for bits in 2..64 {
        for _ in 0..40 {
            let p = random.limb() >> (64 - bits) | 1;
            rows.extend([[1, p - 1, p], [1, p + 1, p]]);
        }
    }
    let expected = rows.iter().map(|&[k, n, p]| {
        let [k, p] = [k, p].map(u128::from);
        let square = (p * p).max(1);
        let of = Term::U([k % square, square - 1]);
        let value = term_modulo(of, &[n], square, &mut Never).expect("not interrupted");
        value.checked_div(p).unwrap_or(0) as u64
    });
    let expected: Vec<u64> = expected.collect();
    for tier in Tier::available() {
        let quotients = computed(tier, &rows);
        for (i, row) in rows.iter().enumerate() {
            assert_eq!(expected[i], quotients[i], "{}, {row:?}", tier.name());
        }
        for len in [0, 1, 7, 9, 15, 17, 511, 513] {
            assert_eq!(expected[..len], computed(tier, &rows[..len]), "{len}");
        }
    }
}
