//! The primality test: strong probable primes to a few bases, and a Lucas test from [`PROVEN_BELOW`] on.

use crate::rings::primality::{PROVEN_BELOW, passes};
use crate::rings::{Montgomery, Ring, Word, WordRing};
use crate::runtime::Never;
use crate::sequences::modular::chain;

/// Whether the modulus is prime. No prime below 1000 divides it.
///
/// Below [`PROVEN_BELOW`] that is proven. Above, no composite number is known that passes
/// `[baillie2021]`.
pub fn is_prime<W: Word>(ring: &Montgomery<W>) -> bool {
    let proven = ring.modulus().into() < PROVEN_BELOW;
    passes(ring) && (proven || is_lucas_probable_prime(ring))
}

/// Whether m divides U(m + 1) of 1 and (1 - D) / 4, for the first D of 5, -7, 9, -11 .. with (D/m) = -1.
fn is_lucas_probable_prime<W: Word>(ring: &Montgomery<W>) -> bool {
    let m = ring.modulus();
    let root = m.root();
    if root.wrapping_mul(root) == m {
        return false; // there is no such D
    }
    let zero = ring.residue(W::ZERO);
    let one = ring.residue(W::ONE);
    let minus_one = ring.subtract(zero, one);
    let signed = |size: u64, negative: bool| match negative {
        true => ring.subtract(zero, ring.residue(W::from(size))),
        false => ring.residue(W::from(size)),
    };
    let (mut size, mut negative) = (5, false);
    while ring.power(signed(size, negative), m.shifted(1)) != minus_one {
        (size, negative) = (size + 2, !negative);
    }
    // (1 - 5) / 4 = -1, (1 + 7) / 4 = 2, (1 - 9) / 4 = -2.
    let q = match negative {
        true => signed((size + 1) / 4, false),
        false => signed((size - 1) / 4, true),
    };
    let next: u128 = m.wrapping_add(W::ONE).into();
    let n = [next as u64, (next >> 64) as u64];
    let [at, _] = chain::lucas_u(ring, [one, q], &n, &mut Never).expect("never interrupted");
    at == zero
}
