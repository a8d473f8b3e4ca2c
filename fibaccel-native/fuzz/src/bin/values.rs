//! Compares terms and pairs of both sequences and their digits with GMP's, on the tier that
//! `FIBACCEL_NATIVE_TIER` names.
//!
//!     cargo run --release --bin values COUNT SEED BITS
//!
//! Every n up to 20,000, or half of COUNT if that is less, and as many random ones up to 2^BITS as make COUNT in
//! all: their logarithms are spread evenly. It ends at the first difference.

use fibaccel_fuzz::gmp;
use fibaccel_fuzz::operands::Random;
use fibaccel_native::bignum::Integer;
use fibaccel_native::bignum::Signed;
use fibaccel_native::bignum::decimal::convert;
use fibaccel_native::limbs::Binary;
use fibaccel_native::machine::Tier;
use fibaccel_native::runtime::Never;
use fibaccel_native::sequences::fibonacci::{Sequence, fib, lucas};

const ALL: u64 = 20_000;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .map(|number| number.parse().expect("a number"));
    let count: u64 = arguments.next().unwrap_or(100_000);
    let mut random = Random::new(arguments.next().unwrap_or(1));
    let bits = arguments.next().unwrap_or(22) as usize;
    let all = ALL.min(count / 2);
    for n in 0..=all {
        compare(n);
    }
    for _ in all + 1..count {
        compare(random.length(bits) as u64);
    }
    let name = Tier::active().name();
    println!("{name}: {count} values of n, seven functions each, 0 differences");
}

fn compare(n: u64) {
    let [f, g] = gmp::fibonacci(n);
    let [l, m] = gmp::lucas(n);
    let alone = fib::<Binary>(Tier::active(), n, &mut Never).expect("F(n)");
    assert!(alone.limbs() == f, "F({n})");
    let (at, before) = Sequence::Fibonacci
        .natural_pair(n, &mut Never)
        .expect("a pair");
    assert!(at.limbs() == f && before.limbs() == g, "F({n}), F({n} - 1)");
    let alone = lucas::<Binary>(Tier::active(), n, &mut Never).expect("L(n)");
    assert!(alone.limbs() == l, "L({n})");
    if n > 0 {
        let (at, before) = Sequence::Lucas.natural_pair(n, &mut Never).expect("a pair");
        assert!(at.limbs() == l && before.limbs() == m, "L({n}), L({n} - 1)");
    }
    compare_text(n, &f, &l);
}

/// Compares F(n) and L(n) computed in decimal, and F(n) converted to decimal.
fn compare_text(n: u64, f: &[u64], l: &[u64]) {
    let tier = Tier::active();
    let digits = gmp::to_text(f);
    let text = |sequence: Sequence| sequence.text(tier, n as i64, &mut Never).expect("digits");
    assert!(
        text(Sequence::Fibonacci).bytes() == digits,
        "digits of F({n})"
    );
    assert!(
        text(Sequence::Lucas).bytes() == gmp::to_text(l),
        "digits of L({n})"
    );
    let mut magnitude = Integer::with_capacity(f.len()).expect("memory");
    magnitude.set(f);
    let number = Signed {
        magnitude,
        negative: false,
    };
    let text = convert::text(tier, number, &mut Never).expect("digits");
    assert!(text.bytes() == digits, "F({n}) converted");
}
