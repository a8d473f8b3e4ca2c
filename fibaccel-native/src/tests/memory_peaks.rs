//! Tests of the memory that is held: the buffers of a thread, against the peaks that are announced.

use super::oracle::Random;
use crate::bignum::Signed;
use crate::bignum::decimal::{convert, read};
use crate::limbs::{Binary, Decimal};
use crate::machine::Tier;
use crate::runtime::Never;
use crate::runtime::memory::account::most_held;
use crate::sequences::fibonacci::basecase::base::FibonacciBase;
use crate::sequences::fibonacci::{Sequence, fib, lucas, peak_bytes};
use crate::sequences::lucas::short::Kind;
use crate::sequences::lucas::{self as sequences, lucas_term, lucas_terms};

/// Bytes of the schoolbook's scratch, which no peak counts: fibaccel's limits set aside 16 MiB for its like.
const SMALL: usize = 1 << 15;

/// Asserts that `peak` is enough for the buffers of `work` and for any plan's twiddles, up to [`SMALL`] bytes.
fn check<T>(peak: Option<u64>, what: &str, work: impl FnOnce() -> T) {
    let (peak, held) = (peak.expect("a plan") as usize, most_held(work));
    assert!(
        held <= peak + SMALL,
        "{what}: {held} bytes, and a peak of {peak}"
    );
}

/// The first indices of each bound, in limbs, whose plan is another than that of one limb less: for bounds below
/// `limbs` limbs.
fn boundaries<B: FibonacciBase>(limbs: usize) -> Vec<u64> {
    let changes = (2..limbs).filter(|&len| B::plan(len - 1) != B::plan(len));
    changes.map(|len| first_with::<B>(len)).collect()
}

/// The least k whose bound is `limbs` or more.
fn first_with<B: FibonacciBase>(limbs: usize) -> u64 {
    let (mut below, mut enough) = (0, 1 << 40);
    while enough - below > 1 {
        let k = (below + enough) / 2;
        match B::limbs_bound(k) < limbs {
            true => below = k,
            false => enough = k,
        }
    }
    enough
}

/// Checks terms from pairs and from smaller terms, at indices around those where plans change, on every tier.
fn check_terms<B: FibonacciBase>(limbs: usize) {
    let indices = boundaries::<B>(limbs);
    for (tier, &k) in Tier::available()
        .into_iter()
        .flat_map(|tier| indices.iter().map(move |k| (tier, k)))
    {
        let name = tier.name();
        for n in [2 * k - 3, 2 * k - 1, 4 * k] {
            let peak = |sequence| peak_bytes::<B>(tier, sequence, n, false);
            let (f, l) = (peak(Sequence::Fibonacci), peak(Sequence::Lucas));
            check(f, &format!("F({n}) by {name}"), || {
                fib::<B>(tier, n, &mut Never)
            });
            check(l, &format!("L({n}) by {name}"), || {
                lucas::<B>(tier, n, &mut Never)
            });
        }
    }
}

#[test]
fn binary_terms_hold_what_was_said() {
    check_terms::<Binary>(6000);
}

#[test]
fn decimal_terms_hold_what_was_said() {
    check_terms::<Decimal>(12_000);
}

#[test]
fn pairs_hold_what_was_said() {
    for k in boundaries::<Binary>(6000) {
        for n in [k - 1, k, k + 1, 2 * k - 1, 2 * k] {
            for sequence in [Sequence::Fibonacci, Sequence::Lucas] {
                let peak = peak_bytes::<Binary>(Tier::active(), sequence, n, true);
                let what = format!("{sequence:?}, {n} and {n} - 1");
                check(peak, &what, || sequence.natural_pair(n, &mut Never));
            }
        }
    }
}

/// Lucas sequences with a q^k that is a word, shorter than the term, as long as it, and a product with a long p.
#[test]
fn lucas_sequences_hold_what_was_said() {
    let tier = Tier::active();
    for (p, q) in [
        (1, -1),
        (2, -1),
        (3, -2),
        (1, 7),
        (0, 3),
        (3, i128::MAX),
        (i128::MAX, 7),
    ] {
        let [p, q] = [p, q].map(|x| Signed::new(x).expect("memory"));
        for n in [1000, 5001, 20_480, 30_003] {
            for kind in [Kind::U, Kind::V] {
                let peak = sequences::peak_bytes(tier, sequences::bits([&p, &q], n));
                let what = format!("{kind:?} {p:?} {q:?} {n}");
                check(peak, &what, || {
                    lucas_term(kind, tier, [&p, &q], n, &mut Never)
                });
            }
            let peak = sequences::peak_bytes(tier, sequences::bits([&p, &q], n));
            check(peak, &format!("both of {p:?} {q:?} {n}"), || {
                lucas_terms(tier, [&p, &q], n, &mut Never)
            });
        }
    }
}

#[test]
fn conversions_hold_what_was_said() {
    let mut random = Random(41);
    for tier in Tier::available() {
        for len in (1..40).map(|i| 90 * i * i) {
            let limbs = random.limbs(len);
            // The powers of ten that it takes are kept for all that follow.
            convert::from_limbs(tier, &limbs, &mut Never).expect("memory");
            let peak = convert::peak_bytes(tier, 64 * len as u64);
            let what = format!("{len} by {}", tier.name());
            check(peak, &what, || {
                convert::from_limbs(tier, &limbs, &mut Never)
            });
        }
    }
}

#[test]
fn readings_hold_what_was_said() {
    for tier in Tier::available() {
        for len in (1..40).map(|i| 900 * i * i) {
            let digits = vec![b'7'; len];
            let what = format!("{len} digits by {}", tier.name());
            check(read::peak_bytes(tier, len), &what, || {
                read::number(tier, &digits, &mut Never)
            });
        }
    }
}
