//! From the bits of an index to the term: with a = U(k) and b = U(k+1),
//!
//! ```text
//! U(2k)   = 2 a b - p a^2
//! U(2k+1) = b^2 - q a^2
//! U(2k+2) = p b^2 - 2 q a b
//! ```
//!
//! so that three squares make the next pair, because 2 a b = a^2 + b^2 - (b - a)^2. If q is 1 or -1, a^2 and
//! a b do, because b^2 = p a b - q a^2 + q^k. Other powers of q would cost more than they spare: q^k may be
//! twice as long as U(k). Only V goes with them at the end, where it is a square or a product away from
//! others, V(k) = 2 b - p a and V(k+1) = p b - 2 q a:
//!
//! ```text
//! V(2k)   = V(k)^2 - 2 q^k
//! V(2k+1) = V(k) V(k+1) - p q^k
//! ```
//!
//! The identities are proved in docs/modular.md.

use super::head;
use super::signed::Arithmetic;
use super::signed::Coefficient::{self, Small};
use crate::error::Error;
use crate::fault::Fault;
use crate::fibonacci::Signed;

/// U(n): for an even n as U(k) V(k), for an odd one from two squares, or as U(k+1) V(k) - q^k.
pub fn first(by: &mut Arithmetic<'_>, pq: [&Signed; 2], n: u64) -> Result<Signed, Error> {
    let (k, odd) = (n / 2, n % 2 == 1);
    let chain = Chain::new(by, pq)?;
    let pair = chain.run(by, k)?;
    if odd && chain.unit.is_none() {
        let [a, b] = pair;
        let aa = by.square(&a)?;
        drop(a);
        let bb = by.square(&b)?;
        drop(b);
        return by.sum([(&Small(1), &bb), (&chain.minus_q, &aa)], 0);
    }
    let v = chain.v(by, &pair)?;
    let [a, b] = pair;
    let product = by.product(if odd { &b } else { &a }, &v)?;
    match chain.unit {
        Some(q) if odd => by.sum([(&Small(1), &product)], -unit_power(q, k)),
        _ => Ok(product),
    }
}

/// V(n): V(m) for the largest odd divisor m of n, and from there one square for each factor 2, and one for
/// the power of q.
pub fn second(by: &mut Arithmetic<'_>, [p, q]: [&Signed; 2], n: u64) -> Result<Signed, Error> {
    let twos = n.trailing_zeros();
    let k = (n >> twos) / 2;
    let chain = Chain::new(by, [p, q])?;
    let mut term = {
        let pair = chain.run(by, k)?;
        let [v, next] = [chain.v(by, &pair)?, chain.next_v(by, &pair)?];
        drop(pair);
        by.product(&v, &next)?
    };
    let mut power = by.power(q, k)?;
    term = by.sum([(&Small(1), &term), (&chain.minus_p, &power)], 0)?;
    for i in 0..twos {
        power = by.square(&power)?;
        if i == 0 {
            power = by.product(&power, q)?;
        }
        term = by.square(&term)?;
        term = by.sum([(&Small(1), &term), (&Small(-2), &power)], 0)?;
        term.magnitude.expose(Fault::Operand);
    }
    Ok(term)
}

/// q^k, for a q of 1 or -1.
fn unit_power(q: i64, k: u64) -> i64 {
    if k.is_multiple_of(2) { 1 } else { q }
}

/// What leads from pair to pair.
struct Chain {
    /// p and q, if both are short.
    short: Option<[i128; 2]>,
    /// q, if that is 1 or -1.
    unit: Option<i64>,
    p: Coefficient,
    q: Coefficient,
    minus_p: Coefficient,
    minus_q: Coefficient,
    minus_two_q: Coefficient,
    one_minus_p: Coefficient,
    p_minus_q: Coefficient,
}

impl Chain {
    fn new(by: &mut Arithmetic<'_>, [p, q]: [&Signed; 2]) -> Result<Self, Error> {
        let short = match [p, q].map(Signed::to_i128) {
            [Some(p), Some(q)] => Some([p, q]),
            _ => None,
        };
        let mut linear = |times_p: i64, times_q: i64, more: i64| {
            let terms = [(&Small(times_p), p), (&Small(times_q), q)];
            by.sum(terms, more).map(Coefficient::from)
        };
        Ok(Self {
            short,
            unit: short.and_then(|[_, q]| i64::try_from(q).ok().filter(|q| q.abs() == 1)),
            p: linear(1, 0, 0)?,
            q: linear(0, 1, 0)?,
            minus_p: linear(-1, 0, 0)?,
            minus_q: linear(0, -1, 0)?,
            minus_two_q: linear(0, -2, 0)?,
            one_minus_p: linear(-1, 0, 1)?,
            p_minus_q: linear(1, -1, 0)?,
        })
    }

    /// U(k) and U(k+1).
    fn run(&self, by: &mut Arithmetic<'_>, k: u64) -> Result<[Signed; 2], Error> {
        let (start, left) = match self.short {
            Some(pq) => head(pq, k),
            None => ([0, 1], u64::BITS - k.leading_zeros()),
        };
        let [a, b] = start.map(Signed::new);
        let mut pair = [a?, b?];
        for left in (0..left).rev() {
            let odd = (k >> left) % 2 == 1;
            pair = match self.unit {
                None => self.by_squares(by, pair, odd)?,
                Some(q) => self.by_product(by, pair, odd, unit_power(q, k >> (left + 1)))?,
            };
            for number in &mut pair {
                number.magnitude.expose(Fault::Operand);
            }
        }
        Ok(pair)
    }

    /// The next pair, for any q: U(2k+2) is p b^2 - q (a^2 + b^2 - (b - a)^2).
    fn by_squares(
        &self,
        by: &mut Arithmetic<'_>,
        [a, b]: [Signed; 2],
        odd: bool,
    ) -> Result<[Signed; 2], Error> {
        let (one, minus_one) = (&Small(1), &Small(-1));
        let mut dd = by.sum([(one, &b), (minus_one, &a)], 0)?;
        dd = by.square(&dd)?;
        let aa = by.square(&a)?;
        drop(a);
        let bb = by.square(&b)?;
        drop(b);
        let middle = by.sum([(one, &bb), (&self.minus_q, &aa)], 0)?;
        if !odd {
            let terms = [(&self.one_minus_p, &aa), (one, &bb), (minus_one, &dd)];
            return Ok([by.sum(terms, 0)?, middle]);
        }
        let terms = [(&self.minus_q, &aa), (&self.p_minus_q, &bb), (&self.q, &dd)];
        Ok([middle, by.sum(terms, 0)?])
    }

    /// The same for a q of 1 or -1, with `power` = q^k: U(2k+1) is p a b - 2 q a^2 + q^k.
    fn by_product(
        &self,
        by: &mut Arithmetic<'_>,
        [a, b]: [Signed; 2],
        odd: bool,
        power: i64,
    ) -> Result<[Signed; 2], Error> {
        let ab = by.product(&a, &b)?;
        drop(b);
        let aa = by.square(&a)?;
        drop(a);
        let middle = by.sum([(&self.p, &ab), (&self.minus_two_q, &aa)], power)?;
        let even = by.sum([(&Small(2), &ab), (&self.minus_p, &aa)], 0)?;
        if !odd {
            return Ok([even, middle]);
        }
        drop((ab, aa));
        let next = by.sum([(&self.p, &middle), (&self.minus_q, &even)], 0)?;
        Ok([middle, next])
    }

    /// V(k) = 2 b - p a.
    fn v(&self, by: &mut Arithmetic<'_>, [a, b]: &[Signed; 2]) -> Result<Signed, Error> {
        by.sum([(&Small(2), b), (&self.minus_p, a)], 0)
    }

    /// V(k+1) = p b - 2 q a.
    fn next_v(&self, by: &mut Arithmetic<'_>, [a, b]: &[Signed; 2]) -> Result<Signed, Error> {
        by.sum([(&self.p, b), (&self.minus_two_q, a)], 0)
    }
}
