//! Does one thing several times, by GMP or on the tier that `FIBACCEL_NATIVE_TIER` names, and prints a checksum of
//! the result. `benchmarks/cycles.py` counts what the last time takes.
//!
//!     cargo run --release --bin work gmp|native fib|digits|product|square N TIMES
//!     cargo run --release --bin work native limbs-product|digits-square|transform-step|... N TIMES

use fibaccel_fuzz::operands::Random;
use fibaccel_fuzz::{algorithms, gmp};
use fibaccel_native::bignum::{ProductBase, Work};
use fibaccel_native::limbs::Binary;
use fibaccel_native::machine::Tier;
use fibaccel_native::runtime::Never;
use fibaccel_native::sequences::fibonacci::{Sequence, fib};
use std::hint::black_box;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments[at].parse::<usize>().expect("a number");
    let (n, times) = (number(2), number(3));
    let last = match [&arguments[0][..], &arguments[1][..]] {
        ["gmp", "fib"] => repeat(times, || gmp::term(black_box(n as u64))),
        ["gmp", "digits"] => words(&repeat(times, || gmp::to_text(&gmp::term(n as u64)))),
        ["native", "fib"] => {
            let term = || fib::<Binary>(Tier::active(), black_box(n as u64), &mut Never);
            repeat(times, || term().expect("F(n)")).limbs().to_vec()
        }
        ["native", "digits"] => {
            let text = || Sequence::Fibonacci.text(Tier::active(), n as i64, &mut Never);
            words(repeat(times, || text().expect("digits")).bytes())
        }
        ["native", algorithm] if algorithm.contains('-') => {
            algorithms::run(algorithm, n, times).expect("no stop")
        }
        [engine, what] => product(engine == "gmp", what == "square", n, times),
    };
    let checksum = last.iter().fold(last.len() as u64, |sum, limb| {
        (sum.rotate_left(7) ^ limb).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    println!("{checksum:016x}");
}

/// The last of what so many calls return.
fn repeat<T>(times: usize, call: impl Fn() -> T) -> T {
    for _ in 1..times {
        black_box(call());
    }
    call()
}

/// The bytes as words.
fn words(bytes: &[u8]) -> Vec<u64> {
    bytes.iter().map(|&byte| byte.into()).collect()
}

/// A product or a square of random numbers of n limbs.
fn product(by_gmp: bool, square: bool, n: usize, times: usize) -> Vec<u64> {
    let mut random = Random::new(1);
    let [x, y] = [(); 2].map(|()| (0..n).map(|_| random.limb()).collect::<Vec<_>>());
    let tier = Tier::active();
    let mut work = Work::<Binary>::reserve(tier, Binary::product_need(tier, n, n)).expect("memory");
    let mut out = vec![0; 2 * n];
    for _ in 0..times {
        let (out, x, y) = (
            black_box(&mut out[..]),
            black_box(&x[..]),
            black_box(&y[..]),
        );
        match [by_gmp, square] {
            [true, true] => gmp::square(out, x),
            [true, false] => gmp::multiply(out, x, y),
            [false, true] => Binary::square(&mut work, out, x, &mut Never).expect("a square"),
            [false, false] => {
                Binary::multiply(&mut work, out, [x, y], &mut Never).expect("a product");
            }
        }
    }
    out
}
