//! Factoring by elliptic curves: `[lenstra1987]`, in the form and with the second stage of `[montgomery1987]`.
//!
//! A curve finds a prime l if the number of its points modulo l is a product of primes up to B, and perhaps
//! one more up to 50 B. That number is different for each curve, and about l.

use super::gcd::proper_divisor;
use super::small_primes::PRIMES;
use crate::rings::{Montgomery, Ring, Word};
use crate::runtime::{Interrupt, Interrupted};
use std::array::from_fn;

/// The bound B of the first curve, and how much it grows from one curve to the next.
const FIRST: u64 = 100;
const MORE: u64 = 60;

/// The number of curves before B begins anew: the last B is still below 2^14. A prime of 64 bits takes about 80.
const CURVES: u64 = 200;

/// The end of the second stage, as a multiple of B.
const BEYOND: u64 = 50;

/// A product of small primes, for the second stage: the numbers without a common divisor with it are its
/// multiples plus or minus one of its [`BABIES`], the numbers below half of it that have none.
const GIANT: u64 = 210;
const BABIES: usize = 24;

/// A proper divisor of the modulus, which is odd, neither prime nor a square, and has no factor of a few bits.
pub fn divisor<W: Word>(
    ring: &Montgomery<W>,
    interrupt: &mut dyn Interrupt,
) -> Result<W, Interrupted> {
    let start = [2, 1].map(|x| ring.residue(W::from(x)));
    for number in 0.. {
        // b y^2 = x^3 + (4 c - 2) x^2 + x has a point with any x: the b for it is never needed.
        let curve = Curve {
            ring,
            constant: ring.residue(W::from(2 + number)),
        };
        let bound = FIRST + MORE * (number % CURVES);
        interrupt.poll()?;
        let point = curve.first_stage(start, bound);
        if let Some(divisor) = proper_divisor(ring, point[1]) {
            return Ok(divisor);
        }
        interrupt.poll()?;
        let product = curve.second_stage(point, bound);
        if let Some(divisor) = proper_divisor(ring, product) {
            return Ok(divisor);
        }
    }
    unreachable!("curves do not end")
}

/// A point of a curve by X and Z, where x = X / Z.
type Point<W> = [W; 2];

#[derive(Clone, Copy)]
struct Curve<'a, W> {
    ring: &'a Montgomery<W>,
    constant: W,
}

impl<W: Word> Curve<'_, W> {
    /// The point times all powers of primes up to the bound B.
    fn first_stage(self, point: Point<W>, bound: u64) -> Point<W> {
        let primes = PRIMES.iter().map(|&prime| u64::from(prime));
        let powers = primes
            .take_while(|&prime| prime <= bound)
            .map(|prime| prime.pow(bound.ilog(prime)));
        powers.fold(point, |point, power| self.times(point, power))
    }

    /// A product that a prime divides if some multiple of the point, by a prime beyond the bound, is zero
    /// modulo that prime.
    ///
    /// If (k G + j) P or (k G - j) P is zero, then x is the same at k G P and at j P.
    fn second_stage(self, point: Point<W>, bound: u64) -> W {
        let ring = self.ring;
        let babies = self.babies(point).map(|[x, z]| (x, z, ring.multiply(x, z)));
        let giant = self.times(point, GIANT);
        let first = (bound / GIANT).max(1);
        let [mut last, mut at] = [first, first + 1].map(|k| self.times(giant, k));
        let mut product = ring.residue(W::ONE);
        for _ in first..=BEYOND * bound / GIANT {
            let [x, z] = last;
            let xz = ring.multiply(x, z);
            for &(other_x, other_z, other_xz) in &babies {
                // X z - x Z.
                let both = ring.multiply(ring.subtract(x, other_x), ring.add(z, other_z));
                let cross = ring.subtract(both, ring.subtract(xz, other_xz));
                product = ring.multiply(product, cross);
            }
            (last, at) = (at, self.add(at, giant, last));
        }
        product
    }

    /// The multiples of a point by the numbers below half of [`GIANT`] that have no common divisor with it.
    fn babies(self, point: Point<W>) -> [Point<W>; BABIES] {
        let two = self.double(point);
        let (mut odd, mut last, mut at) = (1u64, point, point);
        from_fn(|_| {
            let found = at;
            loop {
                // The one before 1 is -1, which has the same x.
                (last, at) = (at, self.add(at, two, last));
                odd += 2;
                if odd % 3 != 0 && odd % 5 != 0 && odd % 7 != 0 {
                    return found;
                }
            }
        })
    }

    /// The multiple k P of a point P, for k of at least 1.
    fn times(self, point: Point<W>, k: u64) -> Point<W> {
        let mut pair = [point, self.double(point)];
        for bit in (0..k.ilog2()).rev() {
            let [at, after] = pair;
            let sum = self.add(at, after, point);
            pair = match (k >> bit) % 2 {
                0 => [self.double(at), sum],
                _ => [sum, self.double(after)],
            };
        }
        pair[0]
    }

    fn double(self, [x, z]: Point<W>) -> Point<W> {
        let ring = self.ring;
        let [sum, difference] = [ring.add(x, z), ring.subtract(x, z)].map(|x| ring.multiply(x, x));
        let four = ring.subtract(sum, difference);
        let other = ring.add(difference, ring.multiply(self.constant, four));
        [ring.multiply(sum, difference), ring.multiply(four, other)]
    }

    /// The sum of two points, given their difference.
    fn add(self, [x, z]: Point<W>, [other_x, other_z]: Point<W>, difference: Point<W>) -> Point<W> {
        let ring = self.ring;
        let a = ring.multiply(ring.subtract(x, z), ring.add(other_x, other_z));
        let b = ring.multiply(ring.add(x, z), ring.subtract(other_x, other_z));
        let [sum, other] = [ring.add(a, b), ring.subtract(a, b)].map(|x| ring.multiply(x, x));
        [
            ring.multiply(difference[1], sum),
            ring.multiply(difference[0], other),
        ]
    }
}
