//! Computes F(n), several times if asked to, and prints its residue modulo 2^61 - 1.
//!
//!     cargo run --release --no-default-features --example fib N [TIMES]
//!
//! `benchmarks/instructions.py` counts the instructions of this program.

use fibaccel_native::bignum::residue::of_limbs;
use fibaccel_native::limbs::Binary;
use fibaccel_native::machine::Tier;
use fibaccel_native::runtime::Never;
use fibaccel_native::sequences::fibonacci::check::fibonacci;
use fibaccel_native::sequences::fibonacci::fib;
use std::hint::black_box;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let n = arguments.next().ok_or("which n?")?.parse()?;
    let times: usize = arguments.next().map_or(Ok(1), |times| times.parse())?;
    for _ in 1..times {
        black_box(fib::<Binary>(Tier::active(), black_box(n), &mut Never)?);
    }
    let term = fib::<Binary>(Tier::active(), n, &mut Never)?;
    let residue = of_limbs(term.limbs(), &mut Never).map_err(|_| "interrupted")?[0];
    assert_eq!(fibonacci(n)[0], residue);
    println!(
        "F({n}) has {} limbs and is {residue} modulo 2^61 - 1",
        term.limbs().len()
    );
    Ok(())
}
