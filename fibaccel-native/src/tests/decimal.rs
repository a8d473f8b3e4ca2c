//! Tests of terms in the base 10^6.

use crate::limbs::decimal::BASE;
use crate::limbs::{self, Binary, Decimal, trimmed};
use crate::machine::Tier;
use crate::runtime::Never;
use crate::sequences::fibonacci::{fib, lucas};

/// The binary number in decimal limbs, by repeated division.
pub(super) fn converted(limbs: &[u64]) -> Vec<u32> {
    let mut rest = limbs.to_vec();
    let mut limbs = Vec::new();
    while !rest.is_empty() {
        let mut remainder = 0u128;
        for limb in rest.iter_mut().rev() {
            let part = (remainder << 64) | u128::from(*limb);
            (*limb, remainder) = ((part / u128::from(BASE)) as u64, part % u128::from(BASE));
        }
        limbs.push(remainder as u32);
        rest.truncate(limbs::trimmed(&rest));
    }
    limbs.truncate(trimmed(&limbs));
    limbs
}

#[test]
fn terms_are_those_in_binary() {
    let some = (0..200)
        .chain((200..40_000).step_by(397))
        .chain([99_999, 100_000]);
    for n in some {
        let tier = Tier::active();
        let f = converted(fib::<Binary>(tier, n, &mut Never).expect("F(n)").limbs());
        let l = converted(lucas::<Binary>(tier, n, &mut Never).expect("L(n)").limbs());
        for tier in Tier::available() {
            let decimal = fib::<Decimal>(tier, n, &mut Never).expect("F(n)");
            assert!(f == decimal.limbs(), "F({n}) {}", tier.name());
            let decimal = lucas::<Decimal>(tier, n, &mut Never).expect("L(n)");
            assert!(l == decimal.limbs(), "L({n}) {}", tier.name());
        }
    }
}
