//! The chains of doubling of Lucas sequences: by U(k), V(k) and q^k for U, by V(k), V(k+1) and q^k for V. Either
//! way a product, a square and the square of q^k lead from k to 2k or 2k + 1:
//!
//! ```text
//! U(2k)   = U(k) V(k)                 V(2k)   = V(k)^2 - 2 q^k
//! U(2k+1) = U(k+1) V(k) - q^k         V(2k+1) = V(k) V(k+1) - p q^k
//! U(k+1)  = (p U(k) + V(k)) / 2       V(k+1)  = p U(k+1) - 2 q U(k)
//! ```
//!
//! q^k may be twice as long as the others, but then it is the square of one as long as they. The pair of U(k)
//! and U(k+1), which does without, takes three squares, and sums of multiples of what is twice as long.
//!
//! The identities are proved in docs/modular.md.

use super::short::{Head, head};
use crate::bignum::{Arithmetic, Multiplier, Signed};
use crate::runtime::Error;
use crate::runtime::fault::Fault;

const ONE: Multiplier<'_> = Multiplier::word(&1);
const TWO: Multiplier<'_> = Multiplier::word(&2);

/// The term U(n): for an even n as U(k) V(k), for an odd one as U(k+1) V(k) - q^k.
pub fn u(by: &mut Arithmetic<'_>, pq: [&Signed; 2], n: u64) -> Result<Signed, Error> {
    let (mut chain, [mut u, v]) = walk(by, pq, n, 1)?;
    if n.is_multiple_of(2) {
        by.multiply(&mut u, &v)?;
        return Ok(u);
    }
    let mut next = by.sum([(ONE, &v)])?;
    chain.advance(by, &u, &mut next)?;
    drop(u);
    by.multiply(&mut next, &v)?;
    drop(v);
    let power = chain.power(by)?;
    by.add(&mut next, -ONE, power)?;
    Ok(next)
}

/// The terms U(n) and V(n).
pub fn both(by: &mut Arithmetic<'_>, pq: [&Signed; 2], n: u64) -> Result<[Signed; 2], Error> {
    Ok(walk(by, pq, n, 0)?.1)
}

/// The walk to n without its lowest `last` bits, and U(k) and V(k) there.
fn walk<'a>(
    by: &mut Arithmetic<'_>,
    pq: [&'a Signed; 2],
    n: u64,
    last: u32,
) -> Result<(Chain<'a>, [Signed; 2]), Error> {
    let (mut chain, [mut u, b]) = Chain::start(by, pq, n, last)?;
    let mut v = by.sum([(TWO, &b), (-chain.p, &u)])?;
    by.discard(b);
    while chain.left > last {
        let power = chain.power(by)?;
        by.multiply(&mut u, &v)?;
        by.square(&mut v)?;
        by.add(&mut v, -TWO, power)?;
        if chain.next() {
            chain.advance(by, &u, &mut v)?;
            let next = by.sum([(chain.p, &v), (-Multiplier::from(&chain.two_q), &u)])?;
            by.discard(u);
            (u, v) = (v, next);
        }
        expose([&mut u, &mut v]);
    }
    Ok((chain, [u, v]))
}

/// The term V(n): V(m) for the largest odd divisor m of n, and from there one square for each factor 2.
pub fn v(by: &mut Arithmetic<'_>, pq: [&Signed; 2], n: u64) -> Result<Signed, Error> {
    let twos = n.trailing_zeros();
    let (mut chain, [a, b]) = Chain::start(by, pq, n, twos + 1)?;
    let mut v = by.sum([(TWO, &b), (-chain.p, &a)])?;
    let mut next = by.sum([(chain.p, &b), (-Multiplier::from(&chain.two_q), &a)])?;
    by.discard(a);
    by.discard(b);
    while chain.left > twos + 1 {
        chain.power(by)?;
        if chain.next() {
            chain.middle(by, &mut v, &next)?;
            by.square(&mut next)?;
            by.add(&mut next, -Multiplier::from(&chain.two_q), &chain.power)?;
        } else {
            chain.middle(by, &mut next, &v)?;
            by.square(&mut v)?;
            by.add(&mut v, -TWO, &chain.power)?;
        }
        expose([&mut v, &mut next]);
    }
    chain.power(by)?;
    chain.middle(by, &mut v, &next)?;
    by.discard(next);
    chain.next();
    while chain.left > 0 {
        let power = chain.power(by)?;
        by.square(&mut v)?;
        by.add(&mut v, -TWO, power)?;
        chain.next();
        expose([&mut v]);
    }
    Ok(v)
}

fn expose<const N: usize>(numbers: [&mut Signed; N]) {
    for number in numbers {
        number.magnitude.expose(Fault::Operand);
    }
}

/// A walk along the bits of n, with the powers of q on the way.
struct Chain<'a> {
    p: Multiplier<'a>,
    q: &'a Signed,
    two_q: Signed,
    n: u64,
    /// The number of bits of n that are left: k is n without them.
    left: u32,
    /// The power q^k, or that of half of k until q^k is asked for.
    power: Signed,
    /// The index of `power`: k, or half of it.
    at: u64,
}

impl<'a> Chain<'a> {
    /// A walk to n, and U(k) and U(k+1) for its first k, which leaves at least `least` bits.
    fn start(
        by: &mut Arithmetic<'_>,
        [p, q]: [&'a Signed; 2],
        n: u64,
        least: u32,
    ) -> Result<(Self, [Signed; 2]), Error> {
        let most = n >> least;
        let pq = [p, q].map(Signed::to_i128);
        let Head { triple, left } = match pq {
            [Some(p), Some(q)] => head([p, q], most),
            _ => Head::none(most),
        };
        let [a, b, power] = triple;
        let left = left + least;
        let chain = Self {
            p: p.into(),
            q,
            two_q: by.sum([(TWO, q)])?,
            n,
            left,
            power: by.number(power)?,
            at: n >> left,
        };
        Ok((chain, [by.number(a)?, by.number(b)?]))
    }

    /// Takes the next bit of n, and returns whether it is set.
    fn next(&mut self) -> bool {
        self.left -= 1;
        (self.n >> self.left) % 2 == 1
    }

    /// The power q^k.
    fn power(&mut self, by: &mut Arithmetic<'_>) -> Result<&Signed, Error> {
        let k = self.n >> self.left;
        if k != self.at {
            self.at = k;
            let odd = k % 2 == 1;
            if self.q.magnitude.limbs() == [1] {
                self.power.negative = odd && self.q.negative;
            } else {
                by.square(&mut self.power)?;
                if odd {
                    by.multiply(&mut self.power, self.q)?;
                }
            }
        }
        Ok(&self.power)
    }

    /// Replaces `v` = V(k) by U(k+1), given U(k).
    fn advance(&self, by: &mut Arithmetic<'_>, u: &Signed, v: &mut Signed) -> Result<(), Error> {
        by.add(v, self.p, u)?;
        v.halve();
        Ok(())
    }

    /// Replaces `x`, V(k) or V(k+1), by V(2k+1), given the other one as `y`.
    fn middle(&self, by: &mut Arithmetic<'_>, x: &mut Signed, y: &Signed) -> Result<(), Error> {
        by.multiply(x, y)?;
        by.add(x, -self.p, &self.power)
    }
}
