//! The rho method of Pollard as Brent walks it: `[brent1980]`.

use super::common;
use crate::interrupt::{Interrupt, Interrupted};
use crate::modular::montgomery::Montgomery;
use crate::modular::ring::Ring;
use crate::modular::word::Word;

/// So many steps before a common divisor is looked for.
const BATCH: u32 = 128;

/// Steps before the first comparison.
const FIRST: u32 = 32;

/// No longer walk than twice that: from there on curves are faster.
const LONGEST: u32 = 1 << 12;

/// A divisor of the modulus, which is odd and not prime, if x^2 + 1 leads to one soon.
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
            if common(ring, product) == W::ONE {
                continue;
            }
            // All of the modulus, perhaps: one at a time.
            let singly = std::iter::successors(Some(step(start)), |&y| Some(step(y)));
            let divisors = singly.map(|y| common(ring, ring.subtract(x, y)));
            let divisor = divisors.into_iter().find(|&divisor| divisor > W::ONE);
            return Ok(divisor.filter(|&divisor| divisor < ring.modulus()));
        }
        length *= 2;
    }
    Ok(None)
}
