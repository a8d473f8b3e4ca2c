//! Fuzzes terms on every tier, and the pairs on the best, beside GMP's. The input is n.
#![no_main]

use fibaccel_fuzz::gmp;
use fibaccel_fuzz::operands::Input;
use fibaccel_native::bignum::Integer;
use fibaccel_native::bignum::Signed;
use fibaccel_native::bignum::decimal::convert;
use fibaccel_native::limbs::Binary;
use fibaccel_native::machine::Tier;
use fibaccel_native::runtime::Never;
use fibaccel_native::sequences::fibonacci::{Sequence, fib, lucas};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let bytes = [input.byte(), input.byte(), input.byte(), 0];
    // Up to 2^20, and small ones as often as large ones.
    let n = u64::from(u32::from_le_bytes(bytes) >> (4 + input.byte() % 20));
    let ([f, g], [l, m]) = (gmp::fibonacci(n), gmp::lucas(n));
    let digits = gmp::to_text(&f);
    for tier in Tier::available() {
        let term = fib::<Binary>(tier, n, &mut Never).expect("F(n)");
        assert!(term.limbs() == f, "F({n}) by {}", tier.name());
        let text = Sequence::Fibonacci.text(tier, n as i64, &mut Never);
        let text = text.expect("digits");
        assert!(
            text.bytes() == digits,
            "digits of F({n}) by {}",
            tier.name()
        );
        let mut magnitude = Integer::with_capacity(f.len()).expect("memory");
        magnitude.set(&f);
        let number = Signed {
            magnitude,
            negative: false,
        };
        let text = convert::text(tier, number, &mut Never).expect("digits");
        assert!(
            text.bytes() == digits,
            "F({n}) converted by {}",
            tier.name()
        );
    }
    let (at, before) = Sequence::Fibonacci
        .natural_pair(n, &mut Never)
        .expect("a pair");
    assert!(at.limbs() == f && before.limbs() == g, "F({n}), F({n} - 1)");
    assert!(
        lucas::<Binary>(Tier::active(), n, &mut Never)
            .expect("L(n)")
            .limbs()
            == l,
        "L({n})"
    );
    if n > 0 {
        let (at, before) = Sequence::Lucas.natural_pair(n, &mut Never).expect("a pair");
        assert!(at.limbs() == l && before.limbs() == m, "L({n}), L({n} - 1)");
    }
});
