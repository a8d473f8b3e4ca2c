//! Terms and pairs of both sequences beside GMP's, by the tier that `FIBACCEL_NATIVE_TIER` names.
//!
//!     cargo run --release --bin values COUNT SEED
//!
//! Every n up to 20,000, and as many random ones up to 2^22 as make COUNT in all: their logarithms are
//! spread evenly. It ends at the first difference.

use fibaccel_fuzz::gmp;
use fibaccel_fuzz::operands::Random;
use fibaccel_native::binary::Binary;
use fibaccel_native::fibonacci::{fib, fib_pair, lucas, lucas_pair};
use fibaccel_native::interrupt::Never;
use fibaccel_native::simd::Tier;

const ALL: u64 = 20_000;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .map(|number| number.parse().expect("a number"));
    let count: u64 = arguments.next().unwrap_or(100_000);
    let mut random = Random::new(arguments.next().unwrap_or(1));
    for n in 0..=ALL {
        compare(n);
    }
    for _ in ALL + 1..count {
        compare(random.length(22) as u64);
    }
    let name = Tier::active().name();
    println!("{name}: {count} values of n, four functions each, 0 differences");
}

fn compare(n: u64) {
    let [f, g] = gmp::fibonacci(n);
    let [l, m] = gmp::lucas(n);
    let alone = fib::<Binary>(Tier::active(), n, &mut Never).expect("F(n)");
    assert!(alone.limbs() == f, "F({n})");
    let (at, before) = fib_pair(n, &mut Never).expect("a pair");
    assert!(at.limbs() == f && before.limbs() == g, "fib_pair({n})");
    let alone = lucas::<Binary>(Tier::active(), n, &mut Never).expect("L(n)");
    assert!(alone.limbs() == l, "L({n})");
    if n > 0 {
        let (at, before) = lucas_pair(n, &mut Never).expect("a pair");
        assert!(at.limbs() == l && before.limbs() == m, "lucas_pair({n})");
    }
}
