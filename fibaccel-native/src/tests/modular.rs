//! Tests of terms modulo one and two words, beside stepping and beside doubling in num-bigint.

use super::oracle::{Random, big};
use crate::rings::Word;
use crate::runtime::Never;
use crate::sequences::modular::{Term, term_modulo, terms_modulo, terms_modulo_power_of_two};
use num_bigint::{BigInt, BigUint};
use std::fmt::Debug;

fn value<W: Word>(sequence: Term<W>, n: &[u64], m: W) -> W {
    term_modulo(sequence, n, m, &mut Never).expect("not interrupted")
}

fn pair<W: Word>(sequence: Term<W>, n: &[u64], m: W) -> [W; 2] {
    terms_modulo(sequence, n, m, &mut Never).expect("not interrupted")
}

/// U(n) and V(n) modulo m by the powers of a matrix, in num-bigint.
pub(super) fn oracle([p, q]: [&BigInt; 2], n: &BigUint, m: &BigInt) -> [BigInt; 2] {
    let step = [[p.clone(), -q], [BigInt::from(1), BigInt::from(0)]];
    let mut power = [[1, 0], [0, 1]].map(|row| row.map(BigInt::from));
    let multiply = |x: &[[BigInt; 2]; 2], y: &[[BigInt; 2]; 2]| {
        [0, 1].map(|i| {
            [0, 1].map(|j| {
                let sum = &x[i][0] * &y[0][j] + &x[i][1] * &y[1][j];
                ((sum % m) + m) % m
            })
        })
    };
    for bit in (0..n.bits()).rev() {
        power = multiply(&power, &power);
        if n.bit(bit) {
            power = multiply(&power, &step);
        }
    }
    // M^n = [[U(n+1), ...], [U(n), ...]], and V(n) = 2 U(n+1) - p U(n).
    let u = power[1][0].clone() % m;
    let v = (BigInt::from(2) * &power[0][0] - p * &u) % m;
    [u, (v + m) % m]
}

fn check<W: Word + Into<BigInt> + Debug>([p, q]: [W; 2], n: &[u64], m: W) {
    let [fib, lucas] = oracle([&1.into(), &(-1).into()], &big(n), &m.into());
    assert_eq!(
        fib,
        value(Term::Fibonacci, n, m).into(),
        "F({n:?}) mod {m:?}"
    );
    assert_eq!(lucas, value(Term::Lucas, n, m).into(), "L({n:?}) mod {m:?}");
    let [f_after, l_after] = oracle([&1.into(), &(-1).into()], &(big(n) + 1u32), &m.into());
    for (sequence, expected) in [
        (Term::Fibonacci, [fib, f_after]),
        (Term::Lucas, [lucas, l_after]),
    ] {
        let actual = pair(sequence, n, m).map(Into::into);
        assert_eq!(expected, actual, "pair of {sequence:?} at {n:?} mod {m:?}");
    }
    let [u, v] = oracle([&p.into(), &q.into()], &big(n), &m.into());
    let what = format!("p {p:?}, q {q:?}, n {n:?}, m {m:?}");
    assert_eq!(u, value(Term::U([p, q]), n, m).into(), "U, {what}");
    assert_eq!(v, value(Term::V([p, q]), n, m).into(), "V, {what}");
    let both = pair(Term::U([p, q]), n, m).map(Into::into);
    assert_eq!([u, v], both, "U and V, {what}");
}

/// Words at the edges of words and of their halves, and random ones of any length.
fn edges(random: &mut Random) -> Vec<u128> {
    let powers = [0, 1, 2, 8, 31, 32, 33, 62, 63, 64, 65, 95, 96, 126, 127];
    let near = powers
        .iter()
        .flat_map(|&e| (0..5).map(move |i| (1u128 << e) + i - 2 % (1 << e)));
    let mut words: Vec<u128> = near.filter(|&m| m > 0).collect();
    words.extend((0..5).map(|i| u128::MAX - i));
    for bits in 1..128 {
        let limbs = random.limbs(2);
        words.push((u128::from(limbs[0]) << 64 | u128::from(limbs[1])) >> (128 - bits) | 1);
        words.push((u128::from(limbs[1]) << 64 | u128::from(limbs[0])) >> (128 - bits) & !1 | 2);
    }
    words
}

fn limbs(n: u128) -> Vec<u64> {
    let mut limbs = vec![n as u64, (n >> 64) as u64];
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    limbs
}

/// Asserts that words of both lengths give the expected residue.
fn check_words(expected: u64, sequence: Term<u64>, n: u128, m: u64) {
    let wide = sequence.map(u128::from);
    let n = limbs(n);
    assert_eq!(
        expected,
        value(sequence, &n, m),
        "{sequence:?} at {n:?} mod {m}"
    );
    let expected = u128::from(expected);
    assert_eq!(
        expected,
        value(wide, &n, m.into()),
        "{wide:?} at {n:?}, {m}"
    );
}

#[test]
fn terms_equal_those_of_stepping_for_every_small_modulus() {
    for m in 1..=130u64 {
        for [p, q] in [[1, m - 1], [3, 2], [2, 1], [0, 1], [5, 0], [m / 2, m / 3]] {
            let next = |[x, y]: [u64; 2]| [y, (p * y + (m - q % m) * x) % m];
            let [mut u, mut v] = [[0, 1 % m], [2 % m, p % m]];
            for n in 0..200 {
                check_words(u[0], Term::U([p, q]), n, m);
                check_words(v[0], Term::V([p, q]), n, m);
                if [p, q] == [1, m - 1] {
                    check_words(u[0], Term::Fibonacci, n, m);
                    check_words(v[0], Term::Lucas, n, m);
                }
                [u, v] = [u, v].map(next);
            }
        }
    }
}

/// Modulo a power of two words wrap around in a ring of their own.
#[test]
fn terms_modulo_powers_of_two() {
    let mut random = Random(103);
    let n = random.limbs(2);
    for twos in 1..128 {
        let power = 1u128 << twos;
        let pq = [0, 1].map(|_| u128::from(random.limb()) * u128::from(random.limb()) % power);
        for sequence in [Term::Fibonacci, Term::Lucas, Term::U(pq), Term::V(pq)] {
            let expected = value(sequence, &n, power);
            let what = format!("{sequence:?} at {n:?} mod 2^{twos}");
            let actual = terms_modulo_power_of_two(sequence, &n, power, &mut Never);
            assert_eq!(Ok([expected]), actual, "{what}");
            let both = pair(sequence, &n, power);
            let actual = terms_modulo_power_of_two(sequence, &n, power, &mut Never);
            assert_eq!(Ok(both), actual, "pair of {what}");
            if let Ok(power) = u64::try_from(power) {
                let sequence = sequence.map(|x| x as u64);
                let actual = terms_modulo_power_of_two(sequence, &n, power, &mut Never);
                assert_eq!(Ok([expected]), actual.map(|x| x.map(u128::from)), "{what}");
                let actual = terms_modulo_power_of_two(sequence, &n, power, &mut Never);
                assert_eq!(
                    Ok(both),
                    actual.map(|x| x.map(u128::from)),
                    "pair of {what}"
                );
            }
        }
    }
}

#[test]
fn terms_modulo_words_at_their_edges() {
    let mut random = Random(101);
    let words = edges(&mut random);
    for (i, &m) in words.iter().enumerate() {
        for step in [1, 7, 31] {
            let n = words[(i * step + 3) % words.len()];
            let pq = [5, 11].map(|step| words[(i * step + 1) % words.len()]);
            check(pq, &limbs(n), m);
            if let Ok(m) = u64::try_from(m) {
                check(pq.map(|x| x as u64), &limbs(n), m);
            }
        }
    }
}

/// Indices of many limbs, with zeros and ones; modulo multiples of 5 as well, for which there is another chain.
#[test]
fn long_indices() {
    let mut random = Random(102);
    for len in [1, 2, 3, 20, 127, 128, 129, 300] {
        for n in [vec![u64::MAX; len], random.limbs(len), random.runs(len)] {
            let m = random.limb() >> random.below(60);
            for m in [m | 1, (m | 1) * 2, (m / 5) * 5 + 5] {
                check([random.limb(), random.limb()], &n, m);
                check(
                    [random.limb(), random.limb()].map(u128::from),
                    &n,
                    u128::from(m) << 40,
                );
            }
        }
    }
}
