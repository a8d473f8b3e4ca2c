//! From residues to numbers in decimal limbs, in vectors.
//!
//! The sums of [`crate::bignum::ntt::crt`] are in limbs of six digits, 2K + 2 of them for K primes: v is less
//! than 7 times 2^24 times 10^(12K), the bound of [`crate::bignum::ntt::plan`], and so than 10^(12K + 12):
//! everything is taken modulo that power. A share has up to 49 bits and a limb 20, too many together
//! for the lanes; so each share is cut in two, and each half has its own multiples of P/p. A sum is then
//! below (2K 2^25 + 2^4 + 2^11) 10^6, which is below 2^49: K is at most 8, q below 2^4, and what is carried
//! at most 2^30.

use super::carry::{DecimalPlaces, Spill};
use crate::bignum::ntt::crt::{self, Basis, Shares};
use crate::bignum::ntt::plan::Plan;
use crate::bignum::ntt::prime::{MAX_PRIMES, PRIME_BITS};
use crate::limbs::decimal::BASE;
use crate::machine::{Kernel, Lanes, PerTier};
use std::sync::OnceLock;

/// The most limbs of a number.
const MAX_LIMBS: usize = 2 * MAX_PRIMES + 2;

/// The number of bits of the lower half of a share.
const HALF_BITS: u32 = 25;

const _: () = assert!(((16 << HALF_BITS) + (1 << 4) + (1 << 11)) * BASE < 1 << 49);

/// The basis of the first `count` primes in limbs, and the one for upper halves of shares, times 2^HALF_BITS.
fn bases<S: Lanes>(count: usize) -> &'static [Basis<MAX_LIMBS>; 2] {
    static BASES: PerTier<OnceLock<[[Basis<MAX_LIMBS>; 2]; MAX_PRIMES + 1]>> = PerTier::underived();
    let derive = |count| [1, 1 << HALF_BITS].map(|scale| Basis::derive::<S>(count, BASE, scale));
    &BASES.get_or_derive::<S>(|| std::array::from_fn(derive))[count]
}

/// Derives the bases that [`Constants::new`] would derive at first use.
pub(super) fn derive<S: Lanes>() {
    bases::<S>(0);
}

/// A bound of the limbs of a number of that many bits: 0.30103 exceeds log10 2. At most [`MAX_LIMBS`].
const fn limbs_of(bits: u32) -> usize {
    let limbs = (bits as usize * 30_103 / 100_000 + 1).div_ceil(6);
    if limbs < MAX_LIMBS { limbs } else { MAX_LIMBS }
}

/// The constants by which residues of a plan are recombined, in decimal limbs.
pub struct Constants<S: Lanes> {
    bases: &'static [Basis<MAX_LIMBS>; 2],
    shares: Shares,
    joiner: S::DecimalJoiner,
}

impl<S: Lanes> Constants<S> {
    /// Derives the constants of a plan.
    pub fn new(s: S, plan: &Plan) -> Self {
        Self {
            bases: bases::<S>(plan.primes),
            shares: Shares::new::<S>(plan),
            joiner: s.decimal_joiner(plan.primes),
        }
    }
}

/// Recombines a run of rows, modulo `K` primes, through numbers of `W` limbs.
pub type Recombine<'a, S, const K: usize, const W: usize> =
    crt::Recombine<'a, S, Constants<S>, u32, K, W>;

impl<S: Lanes, const K: usize, const W: usize> Kernel for Recombine<'_, S, K, W> {
    type Output = Spill;

    #[inline(always)]
    fn run<T: Lanes>(self, _: T) -> Spill {
        let s = self.lanes;
        let (moduli, rows) = self.rows.by_prime::<S, K>(s);
        let mut carry = DecimalPlaces::<S, K, W>::new(s, self.out, &self.constants.joiner);
        let lanes = 8 * rows[0].len();
        for at in (0..lanes).step_by(2 * S::WIDTH) {
            let mut residues = [[s.splat_residue(0); K]; 2];
            for (i, residues) in residues.iter_mut().enumerate() {
                let at = at + i * S::WIDTH;
                if at < lanes {
                    for (residue, rows) in residues.iter_mut().zip(&rows) {
                        *residue = s.load_residues(&rows[at / 8], at % 8);
                    }
                }
            }
            carry.absorb(&numbers(s, self.constants, &moduli, residues));
        }
        carry.finish()
    }
}

/// The limbs of the numbers v with these residues, of two vectors side by side: one waits where the other
/// computes, and with AVX2 F(10^7) takes 10.7 ms so, one vector after the other 12.0.
#[inline(always)]
fn numbers<S: Lanes, const K: usize, const W: usize>(
    s: S,
    c: &Constants<S>,
    moduli: &[S::Modulus; K],
    residues: [[S::R; K]; 2],
) -> [[S::R; 2]; W] {
    let zero = s.splat_residue(0);
    let (mut t, mut q) = (residues, [zero; 2]);
    for (t, q) in t.iter_mut().zip(&mut q) {
        (*t, *q) = c.shares.of(s, moduli, *t);
    }
    let mut limbs = [[zero; 2]; W];
    let [lower, upper] = c.bases;
    add_multiple(s, &mut limbs, q, &lower.complement);
    // What a cofactor has beyond those is zero.
    let lowers = const { limbs_of(PRIME_BITS * (K as u32 - 1)) };
    let uppers = const { limbs_of(PRIME_BITS * (K as u32 - 1) + HALF_BITS) };
    let cofactors = lower.cofactors.iter().zip(&upper.cofactors);
    for (i, (lower, upper)) in cofactors.enumerate().take(K) {
        let [a, b] = [s.split_share(t[0][i]), s.split_share(t[1][i])];
        add_multiple(s, &mut limbs, [a[0], b[0]], &lower[..lowers]);
        add_multiple(s, &mut limbs, [a[1], b[1]], &upper[..uppers]);
    }
    let mut carries = [zero; 2];
    for sums in &mut limbs {
        for (sum, carry) in sums.iter_mut().zip(&mut carries) {
            [*carry, *sum] = s.div_rem_million(s.add_residues(*sum, *carry));
        }
    }
    limbs
}

/// Adds multiples of a number to sums, limb by limb.
#[inline(always)]
fn add_multiple<S: Lanes, const W: usize>(
    s: S,
    sums: &mut [[S::R; 2]; W],
    factors: [S::R; 2],
    number: &[u64],
) {
    for (sums, &limb) in sums.iter_mut().zip(number) {
        let limb = s.splat_residue(limb);
        for (sum, &factor) in sums.iter_mut().zip(&factors) {
            *sum = s.mul_add_residues(factor, limb, *sum);
        }
    }
}
