//! Terms of short p and q modulo an odd m of a few limbs.
//!
//! Products with p and q are linear, so the chain of U(k) and U(k+1) is best for V, too, and exact numbers are shorter
//! than those modulo m for as long as they can be ([`with_pair`]).

use super::montgomery::{Montgomery, Products};
use crate::bignum::Signed;
use crate::limbs::bits;
use crate::rings::Ring;
use crate::runtime::{Error, Interrupt};
use crate::sequences::lucas::pair::{Term as Exact, with_pair};
use crate::sequences::lucas::short::Kind;
use crate::sequences::modular::Term;
use crate::sequences::modular::chain::fibonacci_of;
use crate::sequences::modular::unit::{lucas_from, lucas_v_of_unit};
use crate::sequences::modular::walk::{is_odd, walk};
use std::ops::Range;

/// The kind of a sequence, and its p and q if they are short.
pub fn short_sequence(sequence: Term<&Signed>) -> Option<(Kind, [i64; 2])> {
    let (kind, pq) = match sequence {
        Term::Fibonacci => return Some((Kind::U, [1, -1])),
        Term::Lucas => return Some((Kind::V, [1, -1])),
        Term::U(pq) => (Kind::U, pq),
        Term::V(pq) => (Kind::V, pq),
    };
    Some((kind, short_pair(pq)?))
}

/// p and q, if they are short.
pub fn short_pair([p, q]: [&Signed; 2]) -> Option<[i64; 2]> {
    let short = |x: &Signed| x.to_i128()?.try_into().ok();
    Some([short(p)?, short(q)?])
}

/// Calls `read` with U(k) and U(k+1), exact and of at most `most` limbs or two, where k is n without its lowest bits,
/// and with the number of those.
pub fn exact_pair<T>(
    pq: [i64; 2],
    n: &[u64],
    most: usize,
    read: impl FnOnce([Exact<'_>; 2], usize) -> T,
) -> T {
    let below = bits(n).saturating_sub(64);
    let limb = |at| n.get(at).copied().map_or(0, u128::from);
    let both = limb(below / 64 + 1) << 64 | limb(below / 64);
    let top = (both >> (below % 64)) as u64;
    with_pair(pq, top, most, |pair, left| {
        read(pair, below + left as usize)
    })
}

/// The term at n.
pub fn term<P: Products<N>, const N: usize>(
    ring: &Montgomery<P, N>,
    kind: Kind,
    [p, q]: [i64; 2],
    n: &[u64],
    most: usize,
    interrupt: &mut dyn Interrupt,
) -> Result<[u64; N], Error> {
    let (pair, bits) = start(ring, [p, q], n, most, interrupt)?;
    let of_lucas = match (kind, p, q) {
        (Kind::U, 1, -1) => ring.fifth(),
        _ => None,
    };
    if of_lucas.is_none() && (kind == Kind::U || !matches!(q, 1 | -1)) {
        return general(ring, kind, [p, q], (pair, bits), n, interrupt);
    }
    let start = [v_of(ring, p, pair), v_after(ring, [p, q], pair)];
    if let Some(fifth) = of_lucas {
        let pair = lucas_from(ring, start, bits, n, interrupt)?;
        return Ok(fibonacci_of(ring, fifth, pair)[0]);
    }
    let p = ring.multiple(ring.one(), p);
    Ok(lucas_v_of_unit(
        ring,
        (p, q < 0),
        start,
        bits,
        n,
        interrupt,
    )?)
}

/// Two terms: F(n) and F(n+1), L(n) and L(n+1), or U(n) and V(n).
pub fn pair<P: Products<N>, const N: usize>(
    ring: &Montgomery<P, N>,
    sequence: Term<&Signed>,
    [p, q]: [i64; 2],
    n: &[u64],
    most: usize,
    interrupt: &mut dyn Interrupt,
) -> Result<[[u64; N]; 2], Error> {
    let (pair, bits) = start(ring, [p, q], n, most, interrupt)?;
    let fifth = match (sequence, p, q) {
        (Term::Lucas, ..) => None,
        (_, 1, -1) => ring.fifth(),
        _ => None,
    };
    if fifth.is_none() && sequence != Term::Lucas {
        let pair = walked(ring, [p, q], (pair, 0..bits), n, interrupt)?;
        return Ok(match sequence {
            Term::Fibonacci => pair,
            _ => [pair[0], v_of(ring, p, pair)],
        });
    }
    let start = [v_of(ring, p, pair), v_after(ring, [p, q], pair)];
    let lucas = lucas_from(ring, start, bits, n, interrupt)?;
    let Some(fifth) = fifth else {
        return Ok(lucas);
    };
    let fibonacci = fibonacci_of(ring, fifth, lucas);
    Ok(match sequence {
        Term::Fibonacci => fibonacci,
        _ => [fibonacci[0], lucas[0]],
    })
}

/// U(k) and U(k+1), exact, for a k that is n without its lowest bits, and the number of those.
fn start<P: Products<N>, const N: usize>(
    ring: &Montgomery<P, N>,
    pq: [i64; 2],
    n: &[u64],
    most: usize,
    interrupt: &mut dyn Interrupt,
) -> Result<([[u64; N]; 2], usize), Error> {
    exact_pair(pq, n, most, |pair, bits| {
        let [at, after] = pair.map(|(x, negative)| ring.residue_of(x, negative, interrupt));
        Ok(([at?, after?], bits))
    })
}

/// The term at n by the chain of U(k) and U(k+1), from the pair for n without its lowest `bits` bits:
///
/// ```text
/// U(2k)   = U(k) (2 U(k+1) - p U(k))
/// U(2k+1) = U(k+1)^2 - q U(k)^2
/// U(2k+2) = U(k+1) (p U(k+1) - 2 q U(k))
/// ```
fn general<P: Products<N>, const N: usize>(
    ring: &Montgomery<P, N>,
    kind: Kind,
    [p, q]: [i64; 2],
    (pair, bits): ([[u64; N]; 2], usize),
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[u64; N], Error> {
    let last = match kind {
        Kind::U => bits.min(1),
        Kind::V => 0,
    };
    let pair = walked(ring, [p, q], (pair, last..bits), n, interrupt)?;
    let [f, g] = pair;
    Ok(match (kind, last == 1, is_odd(n, 0)) {
        (Kind::V, ..) => v_of(ring, p, pair),
        (Kind::U, false, _) => f,
        (Kind::U, true, true) => ring.multiply_less([g, g], [ring.multiple(f, q), f]),
        (Kind::U, true, false) => ring.multiply(f, v_of(ring, p, pair)),
    })
}

/// U(k) and U(k+1) after steps for these bits of n.
fn walked<P: Products<N>, const N: usize>(
    ring: &Montgomery<P, N>,
    [p, q]: [i64; 2],
    (pair, bits): ([[u64; N]; 2], Range<usize>),
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[[u64; N]; 2], Error> {
    Ok(walk(n, bits, pair, interrupt, |[f, g], odd| {
        let (x, factor) = match odd {
            true => (g, v_after(ring, [p, q], [f, g])),
            false => (f, v_of(ring, p, [f, g])),
        };
        let [other, between] = ring.product_and_form([x, factor], [g, f], q);
        match odd {
            true => [between, other],
            false => [other, between],
        }
    })?)
}

/// V(k) = 2 U(k+1) - p U(k).
fn v_of<P: Products<N>, const N: usize>(
    ring: &Montgomery<P, N>,
    p: i64,
    [f, g]: [[u64; N]; 2],
) -> [u64; N] {
    ring.subtract(ring.double(g), ring.multiple(f, p))
}

/// V(k+1) = p U(k+1) - 2 q U(k).
fn v_after<P: Products<N>, const N: usize>(
    ring: &Montgomery<P, N>,
    [p, q]: [i64; 2],
    [f, g]: [[u64; N]; 2],
) -> [u64; N] {
    ring.subtract(ring.multiple(g, p), ring.double(ring.multiple(f, q)))
}
