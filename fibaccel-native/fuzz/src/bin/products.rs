//! Compares products with GMP's, on the tier that `FIBACCEL_NATIVE_TIER` names, in blocks of 10^5.
//!
//!     cargo run --release --bin products FROM TO [decimal]
//!
//! Block i is the same in every run, so that a long comparison can be continued with the block after
//! the last that it reported. It ends at the first difference.

use fibaccel_fuzz::base::Comparable;
use fibaccel_fuzz::comparison::Comparison;
use fibaccel_fuzz::operands::Random;
use fibaccel_native::bignum::ntt::plan::MIN_PRIMES;
use fibaccel_native::bignum::ntt::prime::MAX_PRIMES;
use fibaccel_native::limbs::Binary;
use fibaccel_native::limbs::Decimal;
use fibaccel_native::machine::Tier;
use std::time::Instant;

const BLOCK: usize = 100_000;

/// Blocks from one report to the next.
const REPORT: u64 = 10;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments[at].parse().expect("a number");
    let (from, to) = (number(0), number(1));
    match arguments.get(2).map(String::as_str) {
        None => compare::<Binary>("binary", from, to),
        Some("decimal") => compare::<Decimal>("decimal", from, to),
        Some(other) => panic!("no base {other}"),
    }
}

fn compare<B: Comparable>(base: &str, from: u64, to: u64) {
    let tier = Tier::active();
    let mut comparison = Comparison::<B>::new(tier);
    let start = Instant::now();
    for block in from..to {
        compare_block(&mut comparison, block);
        if (block + 1) % REPORT == 0 || block + 1 == to {
            println!(
                "{}, {base}: blocks {from} to {block}, {} products in {:.0} s, 0 differences",
                tier.name(),
                (block + 1 - from) * BLOCK as u64,
                start.elapsed().as_secs_f64()
            );
        }
    }
}

/// Compares a block. Of 1,000 products about 970 are of at most 63 limbs, 20 of at most 1,023, 10 are
/// transforms whatever their length. A few in a block are of up to 2^17 limbs.
fn compare_block<B: Comparable>(comparison: &mut Comparison<B>, block: u64) {
    let mut random = Random::new(block);
    let mut buffers = [vec![B::JUNK; 1 << 17], vec![B::JUNK; 1 << 17]];
    for _ in 0..BLOCK {
        let kind = random.below(100_000);
        let bits = match kind {
            0..2 => 17,
            2..20 => 14,
            20..2_000 => 10,
            2_000..3_000 => 9,
            _ => 6,
        };
        let [long, short] = lengths(&mut random, bits);
        let [x, y] = &mut buffers;
        let (x, y) = (&mut x[..long], &mut y[..short]);
        let primes = MIN_PRIMES + random.below(MAX_PRIMES + 1 - MIN_PRIMES);
        B::fill(&mut random, x, primes);
        B::fill(&mut random, y, primes);
        match (kind, random.below(3)) {
            (2_000..3_000, choice) => match choice {
                0 => comparison.transform(primes, x, &[]),
                1 => comparison.transform(primes, x, y),
                _ => comparison.step(primes, x, y, random.below(2) == 1),
            },
            (_, 0) => comparison.square(x),
            _ => comparison.product(x, y),
        }
    }
}

/// The lengths of two operands, equal ones half of the time.
fn lengths(random: &mut Random, bits: usize) -> [usize; 2] {
    let long = random.length(bits);
    match random.below(2) {
        0 => [long, long],
        _ => [long, random.length(bits)],
    }
}
