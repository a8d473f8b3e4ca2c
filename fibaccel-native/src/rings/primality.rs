//! The primality test of Miller and Rabin, which proves that a number is prime if it is small enough for its
//! bases.

use super::montgomery::Montgomery;
use super::ring::{Ring, WordRing};
use super::word::Word;

/// The first primes, the bases of the test.
const BASES: [u64; 13] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];

/// The least odd composite number that passes the test of Miller and Rabin for the first k primes as bases, for
/// k = 1, 2 .. 13: OEIS A014233, `[sorenson2017]`.
const PSEUDOPRIMES: [u128; 13] = [
    2047,
    1373653,
    25326001,
    3215031751,
    2152302898747,
    3474749660383,
    341550071728321,
    341550071728321,
    3825123056546413051,
    3825123056546413051,
    3825123056546413051,
    318665857834031151167461,
    3317044064679887385961981,
];

/// The bound below which numbers that pass [`passes`] are prime.
pub const PROVEN_BELOW: u128 = PSEUDOPRIMES[PSEUDOPRIMES.len() - 1];

/// Whether the modulus passes the test for as many of the bases as prove it to be prime, or for all if it is
/// [`PROVEN_BELOW`] or more. No base divides it.
pub fn passes<W: Word>(ring: &Montgomery<W>) -> bool {
    let m: u128 = ring.modulus().into();
    let bases = 1 + PSEUDOPRIMES.partition_point(|&least| least <= m);
    let mut bases = BASES.iter().take(bases);
    bases.all(|&base| is_probable_prime(ring, W::from(base)))
}

/// Whether the modulus passes the test of Miller and Rabin for one base.
fn is_probable_prime<W: Word>(ring: &Montgomery<W>, base: W) -> bool {
    let less = ring.modulus().wrapping_sub(W::ONE);
    let one = ring.residue(W::ONE);
    let minus_one = ring.subtract(ring.residue(W::ZERO), one);
    let twos = less.trailing_zeros();
    let mut x = ring.power(ring.residue(base), less.shifted(twos));
    if x == one {
        return true;
    }
    for _ in 1..twos {
        if x == minus_one {
            return true;
        }
        x = ring.multiply(x, x);
    }
    x == minus_one
}
