//! Pollard's rho method with Brent's cycle finding: `[brent1980]`.

use super::gcd::gcd;
use crate::rings::{Montgomery, Ring, Word, WordRing};
use crate::runtime::{Interrupt, Interrupted};

/// The number of steps from one search for a common divisor to the next.
const BATCH: u32 = 128;

/// The number of steps before the first comparison with a fixed point of the walk.
const FIRST: u32 = 32;

/// Half the length of the longest walk: from there on curves are faster.
const LONGEST: u32 = 1 << 12;

/// A proper divisor of the modulus, which is odd and composite, if the walk by x^2 + 1 finds one soon.
pub fn divisor<W: Word>(
    ring: &Montgomery<W>,
    interrupt: &mut dyn Interrupt,
) -> Result<Option<W>, Interrupted> {
    let one = ring.residue(W::ONE);
    let step = |y| ring.add(ring.multiply(y, y), one);
    let (mut y, mut product, mut length) = (ring.double(one), one, FIRST);
    while length <= LONGEST {
        let x = y;
        y = (0..length).fold(y, |y, _| step(y));
        for done in (0..length).step_by(BATCH as usize) {
            interrupt.poll()?;
            let start = y;
            for _ in 0..BATCH.min(length - done) {
                y = step(y);
                product = ring.multiply(product, ring.subtract(x, y));
            }
            if gcd(ring, product) == W::ONE {
                continue;
            }
            // All of the modulus, perhaps: one at a time.
            let singly = std::iter::successors(Some(step(start)), |&y| Some(step(y)));
            let divisors = singly.map(|y| gcd(ring, ring.subtract(x, y)));
            let divisor = divisors.into_iter().find(|&divisor| divisor > W::ONE);
            return Ok(divisor.filter(|&divisor| divisor < ring.modulus()));
        }
        length *= 2;
    }
    Ok(None)
}
