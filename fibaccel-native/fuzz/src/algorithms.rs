//! Single algorithms of the engine, whatever its thresholds say: for the counts that set the thresholds of tiers
//! that no machine at hand has.

use crate::operands::Random;
use fibaccel_native::bignum::mul::digits::{self, DigitProduct};
use fibaccel_native::bignum::mul::equal;
use fibaccel_native::bignum::ntt;
use fibaccel_native::bignum::ntt::plan::Plan;
use fibaccel_native::limbs::Binary;
use fibaccel_native::machine::{Row, Tier};
use fibaccel_native::runtime::{Error, Never};
use std::hint::black_box;

/// Runs an algorithm several times on random numbers of n limbs, and returns what it computes.
pub fn run(algorithm: &str, n: usize, times: usize) -> Result<Vec<u64>, Error> {
    let mut random = Random::new(1);
    let [x, y] = [(); 2].map(|()| (0..n).map(|_| random.limb()).collect::<Vec<_>>());
    let (tier, plan) = (Tier::active(), Plan::new(64 * n).expect("small"));
    let mut rows = vec![Row::ZERO; plan.step_rows().max(digits::need(n))];
    let mut scratch = vec![0; equal::scratch(n)];
    let mut outs = [vec![0; 2 * n + 1], vec![0; 2 * n + 1]];
    for _ in 0..times {
        let [out, other] = &mut outs;
        let (x, y) = (black_box(&x[..]), black_box(&y[..]));
        let (rows, scratch, exact) = (&mut rows[..], &mut scratch[..], &mut out[..2 * n]);
        let digits = |y, rows, out| {
            let product = DigitProduct { x, y, rows, out };
            tier.dispatch_digits(product).expect("a tier with digits");
            Ok(())
        };
        match algorithm {
            "limbs-product" => Ok(equal::multiply(exact, x, Some(y), scratch, &mut Never)?),
            "limbs-square" => Ok(equal::multiply(exact, x, None, scratch, &mut Never)?),
            "digits-product" => digits(Some(y), rows, exact),
            "digits-square" => digits(None, rows, exact),
            "transform-product" => {
                ntt::multiply::<Binary>(tier, &plan, [x, y], exact, rows, &mut Never)
            }
            "transform-square" => ntt::square::<Binary>(tier, &plan, x, exact, rows, &mut Never),
            "transform-step" => {
                out[..n].copy_from_slice(x);
                other[..n].copy_from_slice(y);
                let pair = [&mut out[..], &mut other[..]];
                ntt::fibonacci_step::<Binary>(tier, &plan, pair, [n, n], true, rows, &mut Never)
            }
            _ => panic!("no algorithm is called {algorithm}"),
        }?;
    }
    let [out, _] = outs;
    Ok(out)
}
