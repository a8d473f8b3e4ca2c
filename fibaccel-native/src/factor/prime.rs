//! Primes told from other numbers.

use super::PRIMES;
use crate::interrupt::Never;
use crate::modular::chain;
use crate::modular::montgomery::Montgomery;
use crate::modular::ring::Ring;
use crate::modular::word::Word;

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

/// Whether the modulus is prime, which no prime below 1000 divides.
///
/// Below the last of the pseudoprimes that is proven. Above, a composite number that passes is not known
/// `[baillie2021]`.
pub fn is_prime<W: Word>(ring: &Montgomery<W>) -> bool {
    let m: u128 = ring.modulus().into();
    let bases = 1 + PSEUDOPRIMES.partition_point(|&least| least <= m);
    let passes = |&base: &u16| is_probable_prime(ring, W::from(base.into()));
    PRIMES[..bases.min(PSEUDOPRIMES.len())].iter().all(passes)
        && (bases <= PSEUDOPRIMES.len() || is_lucas_probable_prime(ring))
}

/// Whether the modulus passes the test of Miller and Rabin.
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
