//! Tests of periods against stepping.

use super::oracle::Random;
use crate::runtime::Never;
use crate::sequences::periods::factors::Natural;
use crate::sequences::periods::sequence::{Recurrence, sequence};
use crate::sequences::periods::{pisano, rank};

fn short(x: Natural) -> u128 {
    assert_eq!([0; 3], x[2..], "a short one");
    u128::from(x[0]) | (u128::from(x[1]) << 64)
}

fn fibonacci(m: u128) -> (u128, u128) {
    let period = pisano(m, &mut Never).expect("no fault");
    let rank = rank(m, &mut Never).expect("no fault");
    (short(period), short(rank))
}

/// The first k with F(k) = 0, and with F(k+1) = 1 as well.
#[test]
fn every_small_m() {
    for m in 1..=3000u128 {
        let (mut state, mut k, mut rank) = ((1 % m, 1 % m), 1, None);
        while state != (0, 1 % m) {
            if state.0 == 0 {
                rank = rank.or(Some(k));
            }
            state = (state.1, (state.0 + state.1) % m);
            k += 1;
        }
        assert_eq!((k, rank.unwrap_or(k)), fibonacci(m), "{m}");
    }
}

/// Periods of OEIS A001175 and A001177 at powers of 10: 15 10^(k-1) and 75 10^(k-2) for k of 3 or more; at powers
/// of 2 and of 5 the theorems of Wall.
#[test]
fn powers() {
    for k in 3..38 {
        assert_eq!(
            (15 * 10u128.pow(k - 1), 75 * 10u128.pow(k - 2)),
            fibonacci(10u128.pow(k)),
            "10^{k}"
        );
    }
    for k in 3..126 {
        assert_eq!((3 << (k - 1), 3 << (k - 2)), fibonacci(1 << k), "2^{k}");
    }
    for k in 1..54 {
        assert_eq!(
            (4 * 5u128.pow(k), 5u128.pow(k)),
            fibonacci(5u128.pow(k)),
            "5^{k}"
        );
    }
    for k in 1..80 {
        assert_eq!(
            (8 * 3u128.pow(k - 1), 4 * 3u128.pow(k - 1)),
            fibonacci(3u128.pow(k)),
            "3^{k}"
        );
    }
    assert_eq!((3, 3), fibonacci(2));
    assert_eq!((6, 6), fibonacci(4));
}

/// The preperiod and the period by a table of states, which is simpler than Floyd's cycle finding.
fn stepped(s: Recurrence, m: u128) -> (u64, u128) {
    let mut seen = std::collections::HashMap::new();
    let (mut state, mut k) = ((s.w0 % m, s.w1 % m), 0u64);
    loop {
        if let Some(&first) = seen.get(&state) {
            return (first, (k - first).into());
        }
        seen.insert(state, k);
        state = (state.1, (s.p * state.1 + (m - s.q % m) * state.0) % m);
        k += 1;
    }
}

#[test]
fn sequences_by_stepping() {
    let mut random = Random(52);
    let all =
        |m: u128| (0..m.pow(4)).map(move |i| (m, [i % m, i / m % m, i / m / m % m, i / m / m / m]));
    let some = (0..6000).map(|i| {
        let m = 1 + random.below(match i % 3 {
            0 => 30,
            1 => 200,
            _ => 700,
        }) as u128;
        // Common divisors with m, more often than by chance.
        let factor = [1, 1, 2, 3, 5, 6, 10, m as usize][random.below(8)];
        let terms = [0; 4].map(|_| random.below(m as usize) as u128);
        let [p, q, w0, w1] = terms;
        (m, [p, q * factor as u128 % m, w0, w1])
    });
    let some: Vec<_> = some.collect();
    for (m, [p, q, w0, w1]) in (1..8).flat_map(all).chain(some) {
        let s = Recurrence { p, q, w0, w1 };
        let (preperiod, period) = sequence(s, m, &mut Never).expect("no fault");
        assert_eq!(
            stepped(s, m),
            (preperiod, short(period)),
            "{s:?} modulo {m}"
        );
    }
}
