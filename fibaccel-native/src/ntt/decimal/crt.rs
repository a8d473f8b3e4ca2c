//! From residues to numbers in decimal limbs, in vectors.
//!
//! The sums of [`crate::ntt::crt`] are in limbs of six digits, 2K + 2 of them for K primes: v is less
//! than 7 times 2^24 times 10^(12K), the bound of [`crate::ntt::plan`], and that less than 10^(12K + 12);
//! so everything is taken modulo that power. A share has up to 49 bits and a limb 20, too many together
//! for the lanes; so each share is cut in two, and each half has its own multiples of P/p. A sum is then
//! below (2K 2^25 + 2^4 + 2^11) 10^6, which is below 2^49: K is at most 8, q below 2^4, and what is carried
//! at most 2^30.

use super::carry::{Carry, Spill};
use crate::limbs::decimal::BASE;
use crate::ntt::crt::{Shares, complement, others, product};
use crate::ntt::plan::Plan;
use crate::ntt::prime::{MAX_PRIMES, PRIME_BITS, primes};
use crate::ntt::radix::Rows;
use crate::simd::{Kernel, Lanes, TIERS};
use std::sync::OnceLock;

/// The most limbs of a number.
const MAX_LIMBS: usize = 2 * MAX_PRIMES + 2;

/// Bits of the lower half of a share.
const HALF_BITS: u32 = 25;

const _: () = assert!(((16 << HALF_BITS) + (1 << 4) + (1 << 11)) * BASE < 1 << 49);

/// The limbs of a number modulo 10^(6 `MAX_LIMBS`).
type Number = [u64; MAX_LIMBS];

/// What depends on the tier and the number of primes alone, as the tier stores it.
struct Basis {
    /// Each P/p.
    cofactors: [Number; MAX_PRIMES],
    /// The same times 2^HALF_BITS.
    upper_cofactors: [Number; MAX_PRIMES],
    /// -P.
    complement: Number,
}

impl Basis {
    /// That of the first `count` primes, derived once for all counts.
    fn of<S: Lanes>(count: usize) -> &'static Self {
        static BASES: [OnceLock<[Basis; MAX_PRIMES + 1]>; TIERS] =
            [const { OnceLock::new() }; TIERS];
        &BASES[S::INDEX].get_or_init(|| std::array::from_fn(Self::derive::<S>))[count]
    }

    fn derive<S: Lanes>(count: usize) -> Self {
        let mut basis = Self {
            cofactors: [[0; MAX_LIMBS]; MAX_PRIMES],
            upper_cofactors: [[0; MAX_LIMBS]; MAX_PRIMES],
            complement: complement(product(others(count, 0), BASE), BASE).map(S::stored),
        };
        for (i, prime) in primes()[..count].iter().enumerate() {
            let p = prime.p;
            let upper = product(others(count, p).chain([1 << HALF_BITS]), BASE);
            basis.cofactors[i] = product(others(count, p), BASE).map(S::stored);
            basis.upper_cofactors[i] = upper.map(S::stored);
        }
        basis
    }
}

/// Derives what [`Constants::new`] would derive at first use.
pub(super) fn derive<S: Lanes>() {
    Basis::of::<S>(0);
}

/// At least the limbs of a number of that many bits: 0.30103 exceeds log10 2. At most [`MAX_LIMBS`].
const fn limbs_of(bits: u32) -> usize {
    let limbs = (bits as usize * 30_103 / 100_000 + 1).div_ceil(6);
    if limbs < MAX_LIMBS { limbs } else { MAX_LIMBS }
}

/// The constants of a plan.
pub struct Constants<S: Lanes> {
    basis: &'static Basis,
    shares: Shares,
    spreader: S::Spreader,
}

impl<S: Lanes> Constants<S> {
    /// The constants of that plan.
    pub fn new(s: S, plan: &Plan) -> Self {
        Self {
            basis: Basis::of::<S>(plan.primes),
            shares: Shares::new::<S>(plan),
            spreader: s.spreader(plan.primes),
        }
    }
}

/// Recombines a run of rows, `K` primes, through numbers of `W` limbs.
pub struct Recombine<'a, S: Lanes, const K: usize, const W: usize> {
    /// The tier.
    pub lanes: S,
    /// The constants of the plan.
    pub constants: &'a Constants<S>,
    /// What to recombine.
    pub rows: Rows<'a>,
    /// Where to.
    pub out: &'a mut [u32],
}

impl<S: Lanes, const K: usize, const W: usize> Kernel for Recombine<'_, S, K, W> {
    type Output = Spill;

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) -> Spill {
        let s = self.lanes;
        let (moduli, rows) = self.rows.by_prime::<S, K>(s);
        let mut carry = Carry::<S, K, W>::new(s, self.out, &self.constants.spreader);
        let lanes = 8 * rows[0].len();
        for at in (0..lanes).step_by(2 * S::WIDTH) {
            let mut residues = [[s.broadcast(0); K]; 2];
            for (i, residues) in residues.iter_mut().enumerate() {
                let at = at + i * S::WIDTH;
                if at < lanes {
                    for (residue, rows) in residues.iter_mut().zip(&rows) {
                        *residue = s.get(&rows[at / 8], at % 8);
                    }
                }
            }
            carry.absorb(&numbers(s, self.constants, &moduli, residues));
        }
        carry.finish()
    }
}

/// The limbs of v, of two vectors of numbers side by side: one waits where the other computes, and with
/// AVX2 F(10^7) takes 10.7 ms so, one vector after the other 12.0.
#[inline(always)]
fn numbers<S: Lanes, const K: usize, const W: usize>(
    s: S,
    c: &Constants<S>,
    moduli: &[S::Modulus; K],
    residues: [[S::R; K]; 2],
) -> [[S::R; 2]; W] {
    let zero = s.broadcast(0);
    let (mut t, mut q) = (residues, [zero; 2]);
    for (t, q) in t.iter_mut().zip(&mut q) {
        (*t, *q) = c.shares.of(s, moduli, *t);
    }
    let mut limbs = [[zero; 2]; W];
    add_multiple(s, &mut limbs, q, &c.basis.complement);
    // What a cofactor has beyond those is zero.
    let lowers = const { limbs_of(PRIME_BITS * (K as u32 - 1)) };
    let uppers = const { limbs_of(PRIME_BITS * (K as u32 - 1) + HALF_BITS) };
    let cofactors = c.basis.cofactors.iter().zip(&c.basis.upper_cofactors);
    for (i, (lower, upper)) in cofactors.enumerate().take(K) {
        let [a, b] = [s.split_share(t[0][i]), s.split_share(t[1][i])];
        add_multiple(s, &mut limbs, [a[0], b[0]], &lower[..lowers]);
        add_multiple(s, &mut limbs, [a[1], b[1]], &upper[..uppers]);
    }
    let mut carries = [zero; 2];
    for sums in &mut limbs {
        for (sum, carry) in sums.iter_mut().zip(&mut carries) {
            [*carry, *sum] = s.divide_million(s.sum(*sum, *carry));
        }
    }
    limbs
}

/// Adds these multiples of a number, limb by limb.
#[inline(always)]
fn add_multiple<S: Lanes, const W: usize>(
    s: S,
    sums: &mut [[S::R; 2]; W],
    factors: [S::R; 2],
    number: &[u64],
) {
    for (sums, &limb) in sums.iter_mut().zip(number) {
        let limb = s.broadcast(limb);
        for (sum, &factor) in sums.iter_mut().zip(&factors) {
            *sum = s.multiply_add(*sum, factor, limb);
        }
    }
}
