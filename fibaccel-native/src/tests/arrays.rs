//! Tests of terms of many n modulo many m, beside the scalar functions; every tier, all lengths around those of
//! vectors, batches and parts.

use super::oracle::Random;
use super::stop::StopAt;
use crate::machine::Tier;
use crate::runtime::cells::Cell;
use crate::runtime::{Error, Interrupt, Never};
use crate::sequences::arrays::operand::Operand;
use crate::sequences::arrays::periods::{pisano_periods, ranks};
use crate::sequences::arrays::terms;
use crate::sequences::modular::{self, Term};

/// Lengths around the lanes of a tier, the vectors side by side, a batch and a part.
const LENGTHS: [usize; 20] = [
    0, 1, 2, 3, 7, 8, 9, 15, 31, 33, 63, 64, 65, 511, 512, 513, 1025, 1537, 8191, 8193,
];

const TERMS: [Term<()>; 4] = [
    Term::Fibonacci,
    Term::Lucas,
    Term::U([(); 2]),
    Term::V([(); 2]),
];

/// Numbers for each element: n, m, p and q.
type Columns = [Vec<u64>; 4];

fn with<P>(term: Term<()>, pq: [P; 2]) -> Term<P> {
    let mut pq = pq.into_iter();
    term.map(|()| pq.next().expect("p and q"))
}

fn scalar(term: Term<()>, [n, m, p, q]: [u64; 4]) -> u64 {
    modular::term_modulo(with(term, [p, q]), &[n], m, &mut Never).expect("not interrupted")
}

/// The terms that a tier computes. A column of one number counts for all elements.
fn computed(tier: Tier, term: Term<()>, columns: &Columns, len: usize) -> Vec<u64> {
    let mut columns = columns.clone();
    let [n, m, p, q] = columns.each_mut().map(|column| match &mut column[..] {
        [shared] => Operand::Shared(*shared),
        each => Operand::Each(Cell::of(each)),
    });
    let mut out = vec![0xdead_beef; len];
    let cells = Cell::of(&mut out);
    terms(tier, with(term, [p, q]), n, m, cells, &mut Never).expect("not interrupted");
    out
}

fn check(columns: &Columns, len: usize) {
    let row = |i: usize| columns.each_ref().map(|column| column[i % column.len()]);
    for term in TERMS {
        let expected: Vec<u64> = (0..len).map(|i| scalar(term, row(i))).collect();
        for tier in Tier::available() {
            let terms = computed(tier, term, columns, len);
            for i in 0..len {
                let [n, m, p, q] = row(i);
                let what = format!("{}, {term:?}, n {n}, m {m}, p {p}, q {q}", tier.name());
                assert_eq!(expected[i], terms[i], "{what}, {i} of {len}");
            }
        }
    }
}

/// Columns of `len` numbers: an m that `number` makes of a random word, the others of any length.
fn columns(len: usize, random: &mut Random, number: impl Fn(u64) -> u64) -> Columns {
    let mut any = || {
        let length = random.below(64);
        random.limb() >> length
    };
    let n = (0..len).map(|_| any()).collect();
    let p = (0..len).map(|_| any()).collect();
    let q = (0..len).map(|_| any()).collect();
    let m = (0..len).map(|_| number(random.limb()).max(1)).collect();
    [n, m, p, q]
}

#[test]
fn every_length() {
    let mut random = Random(71);
    for len in LENGTHS {
        let mixed = columns(len, &mut random, |x| x >> (x % 64));
        if len > 1 {
            check(&mixed, len);
        }
    }
}

#[test]
fn every_class_of_moduli() {
    let mut random = Random(72);
    let kinds: [fn(u64) -> u64; 6] = [
        |x| x >> 14 | 1 << 49,
        |x| x >> 14 | 1 << 49 | 1,
        |x| x >> 33,
        |x| x | 1 << 63 | 1,
        |x| (x | 1 << 62) & !(1 << 63 | 1),
        |x| x >> (x % 20) << (x % 20),
    ];
    for kind in kinds {
        check(&columns(600, &mut random, kind), 600);
    }
}

/// m at the ends of the ranges of doubles and words, multiples of 5, and p and q just below.
#[test]
fn moduli_at_their_edges() {
    let mut random = Random(73);
    let near = [1, 5, 16, 31, 32, 33, 49, 50, 51, 52, 53, 61, 62, 63, 64];
    let near = near.iter().flat_map(|&bits| {
        let power = 1u128 << bits;
        (0..7).map(move |i| (power + i).saturating_sub(4).max(1))
    });
    let mut all: Vec<u64> = near.filter_map(|m| u64::try_from(m).ok()).collect();
    all.extend([u64::MAX, u64::MAX / 5 * 5, u64::MAX / 5, u64::MAX / 5 + 1]);
    let mut edges = Columns::default();
    for m in all {
        for p in [0, 1 % m, m / 2, m - 1] {
            for n in [
                0,
                1,
                2,
                31,
                63,
                64,
                65,
                u64::MAX,
                u64::MAX - 1,
                random.limb(),
            ] {
                let row = [n, m, p, m - 1 - p];
                for (column, number) in edges.iter_mut().zip(row) {
                    column.push(number);
                }
            }
        }
    }
    check(&edges, edges[0].len());
}

/// One m for all elements, both with tables and without: few elements need none.
#[test]
fn one_modulus_for_all() {
    let mut random = Random(74);
    let moduli = [
        1,
        2,
        5,
        1000,
        1 << 50,
        (1 << 50) - 27,
        u64::MAX,
        u64::MAX - 1,
        1 << 63,
    ];
    for m in moduli {
        for (len, bits) in [(1, 64), (9, 64), (65, 6), (600, 64), (600, 20), (9001, 64)] {
            let mut numbers = columns(len, &mut random, |_| m);
            for n in &mut numbers[0] {
                *n >>= 64 - bits;
            }
            for column in &mut numbers[1..] {
                column.truncate(1);
            }
            check(&numbers, len);
        }
    }
}

#[test]
fn small_moduli_beside_stepping() {
    for m in 1..=60u64 {
        let [mut f, mut l] = [[0, 1 % m], [2 % m, 1 % m]];
        let n: Vec<u64> = (0..300).collect();
        let [mut fs, mut ls] = [vec![], vec![]];
        for _ in &n {
            fs.push(f[0]);
            ls.push(l[0]);
            [f, l] = [f, l].map(|[x, y]| [y, (x + y) % m]);
        }
        for tier in Tier::available() {
            for moduli in [vec![m], vec![m; 300]] {
                let columns = [n.clone(), moduli, vec![0], vec![0]];
                assert_eq!(fs, computed(tier, Term::Fibonacci, &columns, 300), "{m}");
                assert_eq!(ls, computed(tier, Term::Lucas, &columns, 300), "{m}");
            }
        }
    }
}

#[test]
fn terms_take_the_place_of_n() {
    let mut random = Random(75);
    let [mut n, mut m, ..] = columns(1000, &mut random, |x| x >> (x % 64));
    let before = n.clone();
    let cells = Cell::of(&mut n);
    let (each, moduli) = (Operand::Each(cells), Operand::Each(Cell::of(&mut m)));
    terms(
        Tier::active(),
        Term::Fibonacci,
        each,
        moduli,
        cells,
        &mut Never,
    )
    .expect("never");
    let rows = before.iter().zip(&m);
    let expected = rows.map(|(&n, &m)| scalar(Term::Fibonacci, [n, m, 0, 0]));
    assert_eq!(expected.collect::<Vec<_>>(), n);
}

#[test]
fn a_modulus_of_zero_gives_zero() {
    let numbers = [vec![5, 6, 7], vec![0, 7, 0], vec![3; 3], vec![4; 3]];
    let shared = [vec![5, 6, 7], vec![0], vec![3], vec![4]];
    for tier in Tier::available() {
        for term in TERMS {
            let middle = scalar(term, [6, 7, 3, 4]);
            assert_eq!([0, middle, 0], computed(tier, term, &numbers, 3)[..]);
            assert_eq!([0; 3], computed(tier, term, &shared, 3)[..]);
        }
    }
}

/// A function that writes a period for each element.
type Periods = fn(Operand<'_>, &[Cell], &mut dyn Interrupt) -> Result<(), Error>;

fn written(periods: Periods, m: Operand<'_>, len: usize) -> Vec<u64> {
    let mut out = vec![0xdead_beef; len];
    periods(m, Cell::of(&mut out), &mut Never).expect("not interrupted");
    out
}

/// The periods of OEIS A001175 and A001177.
#[test]
fn periods_of_many() {
    let published = [
        [1, 3, 8, 6, 20, 24, 16, 12, 24, 60, 10, 24],
        [1, 3, 4, 6, 5, 12, 8, 6, 12, 15, 10, 12],
    ];
    let mut m: Vec<u64> = (1..=12).collect();
    let m = Operand::Each(Cell::of(&mut m));
    assert_eq!(published[0][..], written(pisano_periods, m, 12));
    assert_eq!(published[1][..], written(ranks, m, 12));
    assert_eq!([15; 12][..], written(ranks, Operand::Shared(10), 12));
}

/// The period modulo 2 5^k is 6 times that number.
#[test]
fn periods_beyond_a_word_are_zero() {
    let m = Operand::Shared(2 * 5u64.pow(26));
    assert_eq!([12 * 5u64.pow(26)], written(pisano_periods, m, 1)[..]);
    let m = Operand::Shared(2 * 5u64.pow(27));
    assert_eq!([0; 2][..], written(pisano_periods, m, 2));
    assert_eq!([0; 2][..], written(ranks, Operand::Shared(0), 2));
    let m = &mut [5, 0, 0, 6, 0];
    let m = Operand::Each(Cell::of(m));
    assert_eq!([20, 0, 0, 24, 0][..], written(pisano_periods, m, 5));
    assert_eq!([5, 0, 0, 12, 0][..], written(ranks, m, 5));
}

#[test]
fn interrupts_are_heard() {
    let mut random = Random(76);
    let [mut n, mut m, ..] = columns(20_000, &mut random, |x| x);
    let n = Operand::Each(Cell::of(&mut n));
    let mut out = vec![0; 20_000];
    for m in [Operand::Shared(u64::MAX), Operand::Each(Cell::of(&mut m))] {
        let cells = Cell::of(&mut out);
        let stop = &mut StopAt::poll(2);
        let stopped = terms(Tier::active(), Term::Fibonacci, n, m, cells, stop);
        assert!(stopped.is_err());
    }
}
