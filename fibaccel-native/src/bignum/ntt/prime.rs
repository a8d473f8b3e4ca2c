//! The primes, their roots of unity and the tables of twiddle factors.
//!
//! Derived when first needed, never written down: the largest primes below 2^48 that are 1 modulo
//! 2^22, with 2^22-th roots of unity.

use crate::machine::{Factor, Lanes, PerTier, TIERS};
use crate::rings::{Montgomery, Ring, WordRing, primality};
use crate::runtime::{Error, Interrupt};
use std::sync::{Arc, Mutex, OnceLock};

/// The most primes that a transform uses.
pub const MAX_PRIMES: usize = 8;

/// The largest number of rows in a transform is 2 to this power.
pub const MAX_LOG_ROWS: u32 = 22;

/// The bit length of the primes, which exceed 2^48 - 2^31.
pub const PRIME_BITS: u32 = 48;

/// A prime and a root of unity modulo it, of order 2^[`MAX_LOG_ROWS`].
#[derive(Clone, Copy, Debug)]
pub struct Prime {
    /// The prime itself.
    pub p: u64,
    ring: Montgomery<u64>,
    /// The reciprocal floor(2^111 / p), of 64 bits: p exceeds 2^47.
    reciprocal: u64,
    root: u64,
    /// A root of unity of order 4: W(1).
    pub i: u64,
}

/// The primes of all transforms, largest first.
pub fn primes() -> &'static [Prime; MAX_PRIMES] {
    static PRIMES: OnceLock<[Prime; MAX_PRIMES]> = OnceLock::new();
    PRIMES.get_or_init(|| {
        let last = ((1 << PRIME_BITS) - 1) >> MAX_LOG_ROWS;
        let mut candidates = (1..last)
            .rev()
            .map(|c| Montgomery::new((c << MAX_LOG_ROWS) + 1))
            .filter(primality::passes);
        std::array::from_fn(|_| {
            let ring = candidates.next().expect("there are more than eight");
            assert!(
                ring.modulus() > (1 << PRIME_BITS) - (1 << 31),
                "a gap in the primes"
            );
            Prime::new(ring)
        })
    })
}

impl Prime {
    fn new(ring: Montgomery<u64>) -> Self {
        let p = ring.modulus();
        let mut prime = Self {
            p,
            ring,
            reciprocal: ((1u128 << 111) / u128::from(p)) as u64,
            root: 0,
            i: 0,
        };
        // An element of exactly that order: its power to half of it is -1.
        prime.root = (2..)
            .map(|base| prime.power(base, (p - 1) >> MAX_LOG_ROWS))
            .find(|&root| prime.power(root, 1 << (MAX_LOG_ROWS - 1)) == p - 1)
            .expect("half of all elements are no squares");
        prime.i = prime.root(2);
        prime
    }

    /// The power a^exponent modulo p.
    fn power(&self, a: u64, exponent: u64) -> u64 {
        let power = self.ring.power(self.ring.residue(a), exponent);
        self.ring.value(power)
    }

    /// Divides, floor(x / p), for x below 2^64 p, without a division: the leading 64 bits of x times the
    /// reciprocal give an estimate that is at most 3 too small. `[knuth]`, section 4.3.1.
    fn divide(&self, x: u128) -> u64 {
        let leading = (x >> 48) as u64;
        let mut q = ((u128::from(leading) * u128::from(self.reciprocal)) >> 63) as u64;
        let mut rest = x.wrapping_sub(u128::from(q) * u128::from(self.p)) as u64;
        while rest >= self.p {
            rest -= self.p;
            q += 1;
        }
        q
    }

    /// Multiplies modulo p: a b, for a and b below p.
    pub fn multiply(&self, a: u64, b: u64) -> u64 {
        self.remainder(u128::from(a) * u128::from(b))
    }

    /// Reduces x modulo p.
    pub fn remainder(&self, x: u128) -> u64 {
        (x as u64).wrapping_sub(self.divide(x).wrapping_mul(self.p))
    }

    /// A root of unity of order 2^log; each is the square of the next.
    pub fn root(&self, log: u32) -> u64 {
        self.power(self.root, 1 << (MAX_LOG_ROWS - log))
    }

    /// The inverse of a modulo p.
    pub fn inverse(&self, a: u64) -> u64 {
        self.power(a, self.p - 2)
    }

    /// The factor w in the form that the lanes multiply by.
    pub fn factor<S: Lanes>(&self, w: u64) -> Factor {
        S::factor(w, self.divide(u128::from(w) << 64), self.p)
    }
}

/// Powers of roots of unity in bit-reversed order: W(0) = 1, and W(l + i) = W(i) r for i < l, where l
/// is a power of two and r a root of order 4l. So W(2b)^2 = W(b) and W(2b + 1) = i W(2b).
///
/// That is all a transform needs: node b, of the ring modulo Y^m - W(b)^2, has the children
/// 2b and 2b + 1, and its inverse twiddles are found by [`mirror`].
pub type Twiddles = Arc<Vec<Factor>>;

/// The place of -1/W(b) in a table of twiddles, for b from 1 on: the bits below the leading one are inverted.
pub const fn mirror(b: usize) -> usize {
    let leading = 1 << b.ilog2();
    3 * leading - 1 - b
}

/// The longest table of twiddles that is kept between transforms: 8 MB a prime.
const KEPT: usize = 1 << 19;

/// The number of twiddles that are derived between two polls: 0.1 ms. Shorter tables take none, so that the
/// polls of a product do not depend on what is kept.
const RUN: usize = 1 << 14;

/// The tables of twiddles that are kept, of each tier and prime.
static TABLES: PerTier<[Mutex<Option<Twiddles>>; MAX_PRIMES]> =
    PerTier::new([const { [const { Mutex::new(None) }; MAX_PRIMES] }; TIERS]);

/// Returns the first `len` twiddles or more of the prime at `index`, if kept; `len` is a power of two.
pub fn kept<S: Lanes>(index: usize, len: usize) -> Option<Twiddles> {
    // Never waits: after a fork the lock may be held by a thread that is no more.
    let table = TABLES.of::<S>()[index].try_lock().ok()?;
    table.as_ref().filter(|table| table.len() >= len).cloned()
}

/// Derives the first `len` twiddles of the prime at `index`, and keeps them unless they are too many.
pub fn twiddles<S: Lanes>(
    index: usize,
    len: usize,
    interrupt: &mut dyn Interrupt,
) -> Result<Twiddles, Error> {
    let derived = Arc::new(derive::<S>(&primes()[index], len, interrupt)?);
    if len <= KEPT
        && let Ok(mut table) = TABLES.of::<S>()[index].try_lock()
        && table.as_ref().is_none_or(|table| table.len() < len)
    {
        *table = Some(derived.clone());
    }
    Ok(derived)
}

fn derive<S: Lanes>(
    prime: &Prime,
    len: usize,
    interrupt: &mut dyn Interrupt,
) -> Result<Vec<Factor>, Error> {
    let mut table = Vec::new();
    table.try_reserve_exact(len).map_err(|_| Error::Memory)?;
    table.push([1, 0]);
    while table.len() < len {
        let filled = table.len();
        let root = prime.root(filled.trailing_zeros() + 2);
        for i in 0..filled {
            if i % RUN == RUN - 1 {
                interrupt.poll()?;
            }
            table.push([prime.multiply(table[i][0], root), 0]);
        }
    }
    for factors in table.chunks_mut(RUN) {
        for factor in &mut *factors {
            *factor = prime.factor::<S>(factor[0]);
        }
        if factors.len() == RUN {
            interrupt.poll()?;
        }
    }
    Ok(table)
}
