//! Tests of the laws of [`Lanes`], one suite for every tier, at the ends of every range.

use super::oracle::Random;
use crate::bignum::ntt::prime::primes;
use crate::machine::{Kernel, Lanes, Row, Tier};

const MASK_52: u64 = (1 << 52) - 1;

/// The names of the tiers that this processor must run, by a detection of its own.
fn expected() -> Vec<&'static str> {
    let mut names = Vec::new();
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512ifma")
        && std::arch::is_x86_feature_detected!("avx512vbmi2")
    {
        names.push("avx512");
    }
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
        names.push("avx2");
    }
    #[cfg(target_arch = "aarch64")]
    names.push("neon");
    names.push("portable");
    names
}

#[test]
fn every_tier_of_the_processor_is_tested() {
    let names: Vec<_> = Tier::available().into_iter().map(Tier::name).collect();
    println!(
        "tiers: {}; active: {}",
        names.join(", "),
        Tier::active().name()
    );
    assert_eq!(expected(), names);
}

#[test]
fn laws() {
    for tier in Tier::available() {
        tier.vectorize(Laws);
    }
}

struct Laws;

impl Kernel for Laws {
    type Output = ();

    #[inline(always)]
    fn run<S: Lanes>(self, s: S) {
        let mut random = Random(7);
        for index in 0..primes().len() {
            check_modulus(s, index, &mut random);
        }
        check_words(s, &mut random);
        check_chunks(s, &mut random);
    }
}

/// Whether residues are doubles, of either sign.
fn signed<S: Lanes>() -> bool {
    S::MONTGOMERY_BITS == 0
}

/// The residue that a stored word stands for: without junk, if the tier leaves any.
pub(super) fn value<S: Lanes>(word: u64) -> i64 {
    if signed::<S>() {
        let x = f64::from_bits(word);
        assert!(x == x.trunc() && x.abs() < (1u64 << 53) as f64, "{x}");
        return x as i64;
    }
    match S::MONTGOMERY_BITS {
        52 => (word & MASK_52) as i64,
        _ => word as i64,
    }
}

/// The residues in a row.
fn values<S: Lanes>(row: &Row) -> [i64; 8] {
    row.0.map(value::<S>)
}

/// Eight residues as the tier stores them.
fn row_of<S: Lanes>(values: [i64; 8]) -> Row {
    Row(values.map(|x| match signed::<S>() {
        true => (x as f64).to_bits(),
        false => x as u64,
    }))
}

fn map<S: Lanes>(s: S, row: &Row, f: impl Fn(S::R) -> S::R) -> [i64; 8] {
    let mut out = Row([u64::MAX; 8]);
    for at in (0..8).step_by(S::WIDTH) {
        s.store_residues(&mut out, at, f(s.load_residues(row, at)));
    }
    values::<S>(&out)
}

fn map_words<S: Lanes>(s: S, row: &Row, f: impl Fn(S::V) -> S::V) -> Row {
    let mut out = Row([u64::MAX; 8]);
    for at in (0..8).step_by(S::WIDTH) {
        s.store(&mut out, at, f(s.load(row, at)));
    }
    out
}

/// Rows with the ends of [0, limit], or of [-limit, limit] if the tier has signs, in every lane in turn,
/// and random ones.
fn rows<S: Lanes>(limit: u64, random: &mut Random) -> Vec<Row> {
    let limit = limit as i64;
    let mut ends = vec![0, 1, limit / 2, limit - 1, limit];
    if signed::<S>() {
        ends.extend([-1, -limit / 2, 1 - limit, -limit]);
    }
    let mut rows: Vec<Row> = ends.iter().map(|&end| row_of::<S>([end; 8])).collect();
    for _ in 0..50 {
        let values = std::array::from_fn(|_| {
            let x = (random.limb() % (limit as u64 + 1)) as i64;
            match random.below(6) {
                0 | 1 => ends[random.below(ends.len())],
                2 | 3 if signed::<S>() => -x,
                _ => x,
            }
        });
        rows.push(row_of::<S>(values));
    }
    rows
}

fn congruent(x: i64, y: i128, p: u64) -> bool {
    (i128::from(x) - y) % i128::from(p) == 0
}

/// Whether x is in [0, limit], or in [-limit, limit] if the tier has signs.
fn within<S: Lanes>(x: i64, limit: u64) -> bool {
    x.unsigned_abs() <= limit && (x >= 0 || signed::<S>())
}

/// The largest wide number of a prime.
fn wide<S: Lanes>(p: u64) -> u64 {
    match S::MONTGOMERY_BITS {
        0 => 31 * p / 2,
        52 => (1 << 51) + 4 * p - 1,
        _ => (1 << 55) - 1,
    }
}

/// The largest clean number of a prime: half of it and a rounding, or little more than 48 bits.
fn clean<S: Lanes>(p: u64) -> u64 {
    match signed::<S>() {
        true => p / 2 + 2,
        false => (1 << 48) + (1 << 39),
    }
}

fn check_modulus<S: Lanes>(s: S, index: usize, random: &mut Random) {
    let (p, m) = (primes()[index].p, s.modulus(primes()[index].p));
    for row in rows::<S>(wide::<S>(p), random) {
        for w in [1, 2, p / 2, p / 2 + 1, p - 1, random.limb() % p] {
            check_products(s, index, &row, w);
        }
        let folded = map(s, &row, |x| s.fold(x, &m));
        let cleaned = map(s, &row, |x| s.clean(x, &m));
        for (lane, x) in values::<S>(&row).into_iter().enumerate() {
            let (folded, cleaned) = (folded[lane], cleaned[lane]);
            assert!(congruent(folded, x.into(), p), "fold {row:?}");
            if !signed::<S>() {
                // Two balanced numbers more, and it is wide.
                let last = (wide::<S>(p) - 4 * p) as i64;
                assert!(folded >= 2 * p as i64, "fold {row:?}");
                assert!(folded + 2 * p as i64 <= wide::<S>(p) as i64 || x > last);
            }
            assert!(congruent(cleaned, x.into(), p), "clean {row:?}");
            assert!(within::<S>(cleaned, clean::<S>(p)), "clean {row:?}");
        }
    }
    check_reductions(s, p, random);
    check_convolution(s, p, random);
}

/// Checks x w and x (-w), in both forms.
fn check_products<S: Lanes>(s: S, index: usize, row: &Row, w: u64) {
    let prime = primes()[index];
    let (p, m) = (prime.p, s.modulus(prime.p));
    let factor = s.splat_factor(prime.factor::<S>(w));
    let negated = s.negate_factor(factor, &m);
    let products = map(s, row, |x| s.mul_residues(x, factor, &m));
    let opposites = map(s, row, |x| s.mul_residues(x, negated, &m));
    let lifted = map(s, row, |x| {
        s.lift::<1>(s.mul_residues_balanced(x, factor, &m), &m)
    });
    for (lane, x) in values::<S>(row).into_iter().enumerate() {
        let expected = i128::from(x) * i128::from(w);
        // (1/2 + |x| / 32 p) p, and a rounding.
        let limit = match signed::<S>() {
            true => p / 2 + x.unsigned_abs() / 32 + 1,
            false => 2 * p - 1,
        };
        for x in [products[lane], lifted[lane]] {
            assert!(within::<S>(x, limit), "{row:?} {w}");
            assert!(congruent(x, expected, p), "{row:?} {w}");
        }
        assert!(within::<S>(opposites[lane], limit), "{row:?} -{w}");
        assert!(congruent(opposites[lane], -expected, p), "{row:?} -{w}");
    }
}

/// The largest number that a convolution may give.
fn convolved<S: Lanes>(p: u64) -> u64 {
    match signed::<S>() {
        true => (1 << 50) + 4 * (p / 7),
        false => (1 << 53) - 1,
    }
}

fn check_reductions<S: Lanes>(s: S, p: u64, random: &mut Random) {
    let m = s.modulus(p);
    let four = match signed::<S>() {
        true => p / 2 + 2,
        false => 4 * p - 1,
    };
    for row in rows::<S>(16 * p - 1, random) {
        let settled = map(s, &row, |x| s.settle(x, &m));
        for (x, settled) in values::<S>(&row).into_iter().zip(settled) {
            assert!(within::<S>(settled, four), "settle {row:?}");
            assert!(congruent(settled, x.into(), p), "settle {row:?}");
        }
    }
    for row in rows::<S>(7 * convolved::<S>(p), random) {
        let reduced = map(s, &row, |x| s.reduce(x, &m));
        let stored = match signed::<S>() {
            true => values::<S>(&row),
            false => row.0.map(|word| word as i64),
        };
        for (x, reduced) in stored.into_iter().zip(reduced) {
            assert!(within::<S>(reduced, clean::<S>(p)), "reduce {row:?}");
            assert!(congruent(reduced, x.into(), p), "reduce {row:?}");
        }
    }
}

fn check_convolution<S: Lanes>(s: S, p: u64, random: &mut Random) {
    let m = s.modulus(p);
    // Halved as often as the power of 2 asks for.
    let unscale = (0..S::MONTGOMERY_BITS).fold(1, |x, _| (x + x % 2 * p) / 2);
    let softs = match signed::<S>() {
        true => rows::<S>(clean::<S>(p), random),
        false => rows::<S>(wide::<S>(p), random),
    };
    let cleans = rows::<S>(clean::<S>(p), random);
    // What a product makes of clean numbers.
    let twos = match signed::<S>() {
        true => rows::<S>(p / 2 + p / 64, random),
        false => rows::<S>(2 * p - 1, random),
    };
    for (x, y) in softs
        .iter()
        .flat_map(|x| cleans.iter().map(move |y| (x, y)))
    {
        let wy = &twos[random.below(twos.len())];
        let product = s.convolve(x, &[*wy, *y], &m);
        let stored = match signed::<S>() {
            true => values::<S>(&product),
            false => product.0.map(|word| word as i64),
        };
        let [xs, ys, wys] = [x, y, wy].map(values::<S>);
        for (lane, word) in stored.into_iter().enumerate() {
            let sum: i128 = (0..8)
                .map(|i| {
                    let factor = match i <= lane {
                        true => ys[lane - i],
                        false => wys[8 + lane - i],
                    };
                    i128::from(xs[i]) * i128::from(factor) % i128::from(p)
                })
                .sum();
            let expected = sum % i128::from(p) * i128::from(unscale);
            assert!(within::<S>(word, convolved::<S>(p)), "{x:?} {y:?} {wy:?}");
            assert!(congruent(word, expected, p), "{x:?} {y:?} {wy:?}");
        }
    }
}

/// Checks the operations on words as such.
fn check_words<S: Lanes>(s: S, random: &mut Random) {
    for _ in 0..1000 {
        let [a, b, c] = std::array::from_fn(|_| Row(std::array::from_fn(|_| random.limb())));
        let counts = Row(c.0.map(|word| word % 64));
        let mut funnelled = Row::ZERO;
        for at in (0..8).step_by(S::WIDTH) {
            let [a, b, counts] = [&a, &b, &counts].map(|row| s.load(row, at));
            s.store(&mut funnelled, at, s.funnel_shift_left(a, b, counts));
        }
        for lane in 0..8 {
            let (a, b, count) = (a.0[lane], b.0[lane], counts.0[lane]);
            let joined = (u128::from(a) << 64) | u128::from(b);
            assert_eq!(((joined << count) >> 64) as u64, funnelled.0[lane]);
        }
        for bits in [0, 1, 12, 52, 63, 64, 104] {
            let right = map_words(s, &a, |x| s.shift_right(x, bits));
            let left = map_words(s, &a, |x| s.shift_left(x, bits));
            assert_eq!(a.0.map(|x| x.checked_shr(bits).unwrap_or(0)), right.0);
            assert_eq!(a.0.map(|x| x.checked_shl(bits).unwrap_or(0)), left.0);
        }
    }
}

/// The sum of products in two chunks, where the lower half meets no upper one in the first.
fn chunks_of_sum<S: Lanes>(s: S, x: [&Row; 9], y: [u64; 9]) -> [Row; 2] {
    let mut out = [Row::ZERO; 2];
    for at in (0..8).step_by(S::WIDTH) {
        let mut sum = s.zero_chunk_sum();
        for (x, &y) in x.into_iter().zip(&y) {
            sum = s.add_chunk_product(sum, s.load_residues(x, at), s.splat_residue(S::stored(y)));
        }
        let [low, high] = s.split_chunk_sum(sum);
        let [empty, _] = s.split_chunk_sum(s.zero_chunk_sum());
        let upper = s.add(s.add(empty, s.chunk_lift(1)), high);
        s.store(&mut out[0], at, s.add(low, s.chunk_lift(0)));
        s.store(&mut out[1], at, upper);
    }
    out
}

/// Checks sums of products in chunks: eight of them and one by a quotient, at the ends of the ranges.
fn check_chunks<S: Lanes>(s: S, random: &mut Random) {
    let p = primes()[0].p;
    let limit = match signed::<S>() {
        true => p / 2 + p / 25,
        false => 2 * p - 1,
    };
    let numbers = rows::<S>(limit, random);
    for x in &numbers {
        let x: [&Row; 9] = std::array::from_fn(|i| match i {
            0..4 => x,
            _ => &numbers[random.below(numbers.len())],
        });
        let y: [u64; 9] = std::array::from_fn(|i| match i {
            0..6 => S::CHUNK_MASK,
            _ => random.limb() & S::CHUNK_MASK,
        });
        let out = chunks_of_sum(s, x, y);
        let xs = x.map(values::<S>);
        for lane in 0..8 {
            let terms = xs.iter().zip(y);
            let expected: i128 = terms
                .map(|(x, y)| i128::from(x[lane]) * i128::from(y))
                .sum();
            // Words that neither wrapped nor overflow when they are carried.
            assert!(out.iter().all(|chunk| chunk.0[lane] < 1 << 58));
            let modulus = 1i128 << (2 * S::CHUNK_BITS);
            let [low, high] = out.map(|chunk| i128::from(chunk.0[lane]));
            let sum = low + (high << S::CHUNK_BITS);
            assert_eq!(expected.rem_euclid(modulus), sum.rem_euclid(modulus));
        }
    }
}
