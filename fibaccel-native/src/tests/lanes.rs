//! The laws of [`Lanes`], one suite for every tier, at the ends of every range.

use super::oracle::Random;
use crate::ntt::prime::{power, primes};
use crate::simd::{Kernel, Lanes, Row, Tier};

const MASK_52: u64 = (1 << 52) - 1;

/// The tiers that this processor must run, by a detection of its own.
fn expected() -> Vec<&'static str> {
    let mut names = vec!["portable"];
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512ifma")
        && std::arch::is_x86_feature_detected!("avx512vbmi2")
    {
        names.insert(0, "avx512");
    }
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
        tier.dispatch(OnTier);
    }
}

struct OnTier;

impl Kernel for OnTier {
    type Output = ();

    fn run<S: Lanes>(self, s: S) {
        s.vectorize(Laws);
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
    }
}

/// What a stored word stands for: without junk, if the tier leaves any.
fn value<S: Lanes>(word: u64) -> u64 {
    if S::MONTGOMERY_BITS == 52 {
        word & MASK_52
    } else {
        word
    }
}

fn map<S: Lanes>(s: S, row: &Row, f: impl Fn(S::V) -> S::V) -> Row {
    let mut out = Row([u64::MAX; 8]);
    for at in (0..8).step_by(S::WIDTH) {
        s.store(&mut out, at, f(s.load(row, at)));
    }
    out
}

/// Rows with the ends of [0, limit] in every lane in turn, and random ones.
fn rows(limit: u64, random: &mut Random) -> Vec<Row> {
    let ends = [0, 1, limit / 2, limit - 1, limit];
    let mut rows: Vec<Row> = ends.iter().map(|&end| Row([end; 8])).collect();
    for _ in 0..50 {
        rows.push(Row(std::array::from_fn(|_| match random.below(3) {
            0 => ends[random.below(5)],
            _ => random.limb() % (limit + 1),
        })));
    }
    rows
}

fn congruent(x: u64, y: u128, p: u64) -> bool {
    u128::from(x % p) == y % u128::from(p)
}

fn check_modulus<S: Lanes>(s: S, index: usize, random: &mut Random) {
    let prime = primes()[index];
    let (p, m) = (prime.p, s.modulus(prime.p));
    let wide = if S::MONTGOMERY_BITS == 52 {
        (1 << 51) + 4 * p - 1
    } else {
        (1 << 55) - 1
    };
    // A product takes what a lifted sum makes of a wide one as well.
    for row in rows(wide.min(wide + 2 * p), random) {
        for w in [1, 2, p / 2, p - 1, random.limb() % p] {
            let factor = prime.factor::<S>(w).map(|word| s.splat(word));
            let products = map(s, &row, |x| s.product(x, factor, &m));
            let balanced = map(s, &row, |x| {
                s.add(s.balanced_product(x, factor, &m), s.splat(p))
            });
            for lane in 0..8 {
                let expected = u128::from(row.0[lane]) * u128::from(w);
                for word in [products.0[lane], balanced.0[lane]] {
                    let word = value::<S>(word);
                    assert!(word < 2 * p && congruent(word, expected, p), "{row:?} {w}");
                }
            }
        }
        let folded = map(s, &row, |x| s.fold(x, &m));
        let clean = map(s, &row, |x| s.clean(x, &m));
        for lane in 0..8 {
            let x = u128::from(row.0[lane]);
            let word = value::<S>(folded.0[lane]);
            assert!(word >= 2 * p && congruent(word, x, p), "fold {row:?}");
            assert!(
                word + 2 * p <= wide || row.0[lane] > wide - 4 * p,
                "fold {row:?}"
            );
            assert!(clean.0[lane] <= (1 << 48) + (1 << 39) && congruent(clean.0[lane], x, p));
        }
    }
    check_reductions(s, p, random);
    check_convolution(s, p, wide, random);
}

fn check_reductions<S: Lanes>(s: S, p: u64, random: &mut Random) {
    let m = s.modulus(p);
    for row in rows(16 * p - 1, random) {
        let settled = map(s, &row, |x| s.settle(x, &m));
        for lane in 0..8 {
            let word = value::<S>(settled.0[lane]);
            assert!(
                word < 4 * p && congruent(word, row.0[lane].into(), p),
                "settle {row:?}"
            );
        }
    }
    for row in rows((1 << 56) - 1, random) {
        let reduced = map(s, &row, |x| s.reduce(x, &m));
        for lane in 0..8 {
            let word = reduced.0[lane];
            assert!(word <= (1 << 48) + (1 << 39) && congruent(word, row.0[lane].into(), p));
        }
    }
}

fn check_convolution<S: Lanes>(s: S, p: u64, wide: u64, random: &mut Random) {
    let m = s.modulus(p);
    let unscale = power(power(2, S::MONTGOMERY_BITS.into(), p), p - 2, p);
    let wides = rows(wide, random);
    let cleans = rows(2 * p - 1, random);
    for (x, y) in wides
        .iter()
        .flat_map(|x| cleans.iter().map(move |y| (x, y)))
    {
        let wy = &cleans[random.below(cleans.len())];
        let product = s.convolve(x, y, wy, &m);
        for lane in 0..8 {
            let sum: u128 = (0..8)
                .map(|i| {
                    let factor = if i <= lane {
                        y.0[lane - i]
                    } else {
                        wy.0[8 + lane - i]
                    };
                    u128::from(x.0[i]) * u128::from(factor)
                })
                .sum();
            let expected = sum % u128::from(p) * u128::from(unscale);
            let word = product.0[lane];
            assert!(
                word < 1 << 53 && congruent(word, expected, p),
                "{x:?} {y:?} {wy:?}"
            );
        }
    }
}

/// The operations on words as such.
fn check_words<S: Lanes>(s: S, random: &mut Random) {
    for _ in 0..1000 {
        let [a, b, c] = std::array::from_fn(|_| Row(std::array::from_fn(|_| random.limb())));
        let counts = Row(c.0.map(|word| word % 64));
        let mut funnelled = Row::ZERO;
        let (mut low, mut high) = (Row::ZERO, Row::ZERO);
        for at in (0..8).step_by(S::WIDTH) {
            let [a, b, c, counts] = [&a, &b, &c, &counts].map(|row| s.load(row, at));
            s.store(&mut funnelled, at, s.funnel(a, b, counts));
            s.store(&mut low, at, s.add_low_product(c, a, b));
            s.store(&mut high, at, s.add_high_product(c, a, b));
        }
        for lane in 0..8 {
            let (a, b, c, count) = (a.0[lane], b.0[lane], c.0[lane], counts.0[lane]);
            let joined = (u128::from(a) << 64) | u128::from(b);
            assert_eq!(((joined << count) >> 64) as u64, funnelled.0[lane]);
            let product = u128::from(a & MASK_52) * u128::from(b & MASK_52);
            assert_eq!(c.wrapping_add(product as u64 & MASK_52), low.0[lane]);
            assert_eq!(c.wrapping_add((product >> 52) as u64), high.0[lane]);
        }
        for bits in [0, 1, 12, 52, 63, 64, 104] {
            let right = map(s, &a, |x| s.shift_right(x, bits));
            let left = map(s, &a, |x| s.shift_left(x, bits));
            assert_eq!(a.0.map(|x| x.checked_shr(bits).unwrap_or(0)), right.0);
            assert_eq!(a.0.map(|x| x.checked_shl(bits).unwrap_or(0)), left.0);
        }
    }
}
