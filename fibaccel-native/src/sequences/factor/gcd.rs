//! Greatest common divisors of residues and the modulus.

use crate::rings::{Montgomery, Word, WordRing};

/// The greatest common divisor of a residue and the modulus m, which is odd.
pub fn gcd<W: Word>(ring: &Montgomery<W>, x: W) -> W {
    let (mut x, mut y) = (ring.value(x), ring.modulus());
    while x != W::ZERO {
        x = x.shifted(x.trailing_zeros());
        (x, y) = (x.max(y), x.min(y));
        x = x.wrapping_sub(y);
    }
    y
}

/// A divisor that a product of residues has in common with the modulus, if that is neither 1 nor the modulus.
pub fn proper_divisor<W: Word>(ring: &Montgomery<W>, product: W) -> Option<W> {
    let divisor = gcd(ring, product);
    (divisor > W::ONE && divisor < ring.modulus()).then_some(divisor)
}
