//! The size of a transform: primes, rows, and the width of a coefficient.

use super::binary::carry::MIN_WIDTH;
use super::prime::{MAX_LOG_ROWS, MAX_PRIMES, PRIME_BITS};

/// The fewest primes that a transform uses.
pub const MIN_PRIMES: usize = 3;

/// The fewest rows: one radix-4 pass on top, one below.
const MIN_LOG_ROWS: u32 = 4;

/// The number of rows between the residues of two primes, so that they do not compete for the same cache sets.
const GAP: usize = 17;

/// The largest factor by which the Fibonacci step multiplies a coefficient: 3 a^2 + 4 a c.
const COMBINATION: u128 = 7;

/// The size of a transform: for operands of a length, primes, rows, and coefficients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The number of primes.
    pub primes: usize,
    /// The number of rows of eight coefficients, a power of two. Operands fill at most half.
    pub rows: usize,
    /// The number of bits, or of decimal limbs, in a coefficient.
    pub width: usize,
}

impl Plan {
    /// The cheapest plan for operands of at most `bits` bits, or none if they are too large.
    pub fn new(bits: usize) -> Option<Self> {
        (MIN_PRIMES..=MAX_PRIMES)
            .filter_map(|primes| Self::with_primes(primes, bits))
            .min_by(|x, y| x.cost(bits).total_cmp(&y.cost(bits)))
    }

    /// The plan with that many primes for operands of at most `bits` bits, if there is one.
    pub fn with_primes(primes: usize, bits: usize) -> Option<Self> {
        // A coefficient has fewer than 24 bits a prime, so there are more than that many.
        let fewest = bits / (24 * primes) + 1;
        let width = (MIN_WIDTH..=24 * primes - fewest.ilog2() as usize / 2)
            .rev()
            .find(|&width| fits(primes, width, bits.div_ceil(width).max(1)))?;
        Self::of(primes, width, bits.div_ceil(width))
    }

    /// The cheapest plan for operands of at most that many decimal limbs, or none.
    pub fn decimal(limbs: usize) -> Option<Self> {
        (MIN_PRIMES..=MAX_PRIMES)
            .filter_map(|primes| Self::decimal_with_primes(primes, limbs))
            .min_by(|x, y| x.decimal_cost(limbs).total_cmp(&y.decimal_cost(limbs)))
    }

    /// The plan with that many primes, and as many limbs to a coefficient, if there is one.
    pub fn decimal_with_primes(primes: usize, limbs: usize) -> Option<Self> {
        let coefficients = limbs.div_ceil(primes);
        fits_decimal(primes, coefficients)
            .then(|| Self::of(primes, primes, coefficients))
            .flatten()
    }

    fn of(primes: usize, width: usize, coefficients: usize) -> Option<Self> {
        let rows = (2 * coefficients).div_ceil(8).next_power_of_two();
        let plan = Self {
            primes,
            rows: rows.max(1 << MIN_LOG_ROWS),
            width,
        };
        (rows <= 1 << MAX_LOG_ROWS).then_some(plan)
    }

    /// Whether operands of that many bits are within the plan's bounds.
    pub fn admits_bits(&self, bits: usize) -> bool {
        let coefficients = bits.div_ceil(self.width).max(1);
        coefficients <= 4 * self.rows && fits(self.primes, self.width, coefficients)
    }

    /// Whether operands of that many decimal limbs are within the plan's bounds.
    pub fn admits_decimal(&self, limbs: usize) -> bool {
        let coefficients = limbs.div_ceil(self.width);
        coefficients <= 4 * self.rows && fits_decimal(self.primes, coefficients)
    }

    /// The number of rows from the residues modulo one prime to those modulo the next.
    pub fn stride(&self) -> usize {
        self.rows + GAP
    }

    /// The number of primes modulo which the second factor is transformed at once: one if that saves much memory.
    pub fn primes_at_once(&self) -> usize {
        if self.rows > 1 << 13 { 1 } else { self.primes }
    }

    /// The number of rows for one factor modulo all primes.
    pub fn factor_rows(&self) -> usize {
        self.primes * self.stride()
    }

    /// The number of rows of working space for a product or a square.
    pub fn product_rows(&self) -> usize {
        (self.primes + self.primes_at_once()) * self.stride()
    }

    /// The number of rows of working space for a Fibonacci step.
    pub fn step_rows(&self) -> usize {
        2 * self.primes * self.stride()
    }

    /// An estimate of a step's nanoseconds, fitted on Zen 4 with the AVX-512 tier to every plan for
    /// sizes from 5,000 to 5,000,000 bits; only ratios matter.
    ///
    /// Not a tier's: with AVX2 and without vectors, too, it chooses the fastest plan for a square, or one that is
    /// up to 8 % slower, of 5,000 to 5,000,000 bits:
    /// `cargo test --release --no-default-features -- --ignored --nocapture thresholds::plans`
    fn cost(&self, bits: usize) -> f64 {
        const RECOMBINE: [f64; MAX_PRIMES + 1] = [0., 0., 0., 17., 26., 40., 51., 66., 70.];
        let used = (2 * bits) as f64 / (8 * self.width) as f64;
        self.transforms_cost() + 2.0 * used * RECOMBINE[self.primes]
    }

    /// An estimate of a step's nanoseconds in decimal limbs, of which only ratios matter.
    fn decimal_cost(&self, limbs: usize) -> f64 {
        const RECOMBINE: [f64; MAX_PRIMES + 1] = [0., 0., 0., 33., 50., 70., 93., 120., 150.];
        let used = (2 * limbs) as f64 / (8 * self.width) as f64;
        self.transforms_cost() + 2.0 * used * RECOMBINE[self.primes]
    }

    fn transforms_cost(&self) -> f64 {
        let log = f64::from(self.rows.ilog2());
        // Above the size of a block each pass goes through a farther cache.
        let far = if self.rows > 1024 { 3.0 } else { 0.0 };
        (self.primes * self.rows) as f64 * (2.24 * log + 20.0 + far)
    }
}

/// Whether [`COMBINATION`] times a sum of `coefficients` products of two coefficients of `width`
/// bits stays below (1 - 2^-11) P, for P the product of the primes.
///
/// Each prime exceeds (1 - 2^-17) 2^48, so P exceeds (1 - 2^-14) 2^(48 primes) by Bernoulli's
/// inequality, and 8183/8192 < (1 - 2^-11)(1 - 2^-14).
fn fits(primes: usize, width: usize, coefficients: usize) -> bool {
    let spare = (PRIME_BITS as usize * primes).saturating_sub(2 * width);
    let needed = COMBINATION * coefficients as u128 * 8192;
    spare >= 64 || needed < 8183 << spare
}

/// Whether a transform has room for coefficients of `primes` decimal limbs, below 10^(6 primes): P exceeds
/// 281^primes times the square of that, because 2^48 exceeds 281 * 10^12 by more than 2^-10 of it.
fn fits_decimal(primes: usize, coefficients: usize) -> bool {
    COMBINATION * coefficients as u128 * 2048 < 2047 * 281u128.pow(primes as u32)
}

const _: () = assert!(MAX_PRIMES <= 8 && 8183 * 16384 < 8192 * 16375);
