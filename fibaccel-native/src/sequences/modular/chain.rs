//! Chains of doubling in a ring: from the bits of n, the highest first, to the terms at n.
//!
//! Each step waits for the one before, so what counts is how long a step takes from its first operand to its
//! result. n is in limbs, the least significant first.

use crate::rings::{Ring, Word};
use crate::runtime::{Interrupt, Interrupted};
use crate::sequences::table::start;

/// The number of limbs of n, 64 steps each, between two polls: at most half a millisecond.
const POLLED: usize = 128;

/// L(n) and L(n+1) in any ring. With s = (-1)^k:
///
/// ```text
/// L(2k)   = L(k)^2 - 2 s
/// L(2k+1) = L(k) L(k+1) - s
/// L(2k+2) = L(k+1)^2 + 2 s
/// ```
///
/// A bit of n costs two products, and one subtraction after them.
pub fn lucas<R: Ring>(
    ring: &R,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let Head { k, bits, pair } = head::<R::Word>(n);
    let [a, c] = pair;
    // L(k) = 2 a + c, L(k+1) = a + 3 c.
    let sum = a.wrapping_add(c);
    let pair = [sum.wrapping_add(a), sum.wrapping_add(c).wrapping_add(c)];
    let [zero, one] = [R::Word::ZERO, R::Word::ONE].map(|x| ring.residue(x));
    let ones = [one, ring.subtract(zero, one)];
    let twos = ones.map(|x| ring.double(x));
    let start = (pair.map(|x| ring.residue(x)), k % 2 == 1);
    let walked = walk(n, bits, start, interrupt, |([at, after], negative), odd| {
        let [minus, plus] = ones;
        let between = ring.subtract(ring.multiply(at, after), R::choose(negative, plus, minus));
        let [minus, plus] = twos;
        let x = R::choose(odd, after, at);
        let square = ring.subtract(ring.multiply(x, x), R::choose(negative != odd, plus, minus));
        let pair = [
            R::choose(odd, between, square),
            R::choose(odd, square, between),
        ];
        (pair, odd)
    })?;
    Ok(walked.0)
}

/// F(n) and F(n+1), by way of L(n) and L(n+1) where that is possible.
///
/// 5 F(n) = 2 L(n+1) - L(n) and 5 F(n+1) = 2 L(n) + L(n+1), where 5 has an inverse. Where it has none the
/// numbers L(n) do not determine F(n), and another chain takes two fifths longer.
pub fn fibonacci<R: Ring>(
    ring: &R,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let Some(fifth) = fifth(ring.modulus()) else {
        return multiple_of_five(ring, n, interrupt);
    };
    let fifth = ring.residue(fifth);
    let [at, after] = lucas(ring, n, interrupt)?;
    let multiples = [
        ring.subtract(ring.double(after), at),
        ring.add(ring.double(at), after),
    ];
    Ok(multiples.map(|x| ring.multiply(x, fifth)))
}

/// The inverse of 5 modulo m, if there is one.
fn fifth<W: Word>(m: W) -> Option<W> {
    // m = 5 a + b, and t b + 1 is 5 u: so t m + 1 is 5 (t a + u).
    let five = W::from(5);
    let (a, b) = (m.quotient(five), m.remainder(five));
    let (t, u) = match b {
        _ if b == W::ZERO => return None,
        _ if b == W::ONE => (4, 1),
        _ if b == W::from(2) => (2, 1),
        _ if b == W::from(3) => (3, 2),
        _ => (1, 1),
    };
    Some(a.wrapping_mul(W::from(t)).wrapping_add(W::from(u)))
}

/// F(n) and F(n+1) in any ring, also where 5 has no inverse.
///
/// ```text
/// F(2k)   = F(k) (2 F(k+1) - F(k))
/// F(2k+1) = F(k)^2 + F(k+1)^2
/// F(2k+2) = F(k+1) (2 F(k) + F(k+1))
/// ```
fn multiple_of_five<R: Ring>(
    ring: &R,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let Head { bits, pair, .. } = head::<R::Word>(n);
    let [a, c] = pair;
    let start = [c, a.wrapping_add(c)].map(|x| ring.residue(x));
    walk(n, bits, start, interrupt, |[f, g], odd| {
        let sum = R::choose(odd, ring.double(f), ring.subtract(g, f));
        let other = ring.multiply(R::choose(odd, g, f), ring.add(g, sum));
        let between = ring.add(ring.multiply(f, f), ring.multiply(g, g));
        [
            R::choose(odd, between, other),
            R::choose(odd, other, between),
        ]
    })
}

/// U(n) and U(n+1) of the sequence that begins with 0 and 1 and goes on with U(k+2) = p U(k+1) - q U(k).
///
/// ```text
/// U(2k)   = U(k) (2 U(k+1) - p U(k))
/// U(2k+1) = U(k+1)^2 - q U(k)^2
/// U(2k+2) = U(k+1) (p U(k+1) - 2 q U(k))
/// ```
///
/// The chain serves any ring: nothing is divided by 2, by q or by p^2 - 4 q.
pub fn lucas_u<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let start = [R::Word::ZERO, R::Word::ONE].map(|x| ring.residue(x));
    walk(n, 64 * n.len(), start, interrupt, |pair, odd| {
        lucas_u_step(ring, [p, q], pair, odd)
    })
}

/// U(2k) and U(2k+1) from U(k) and U(k+1); or U(2k+1) and U(2k+2), if `odd`.
#[inline(always)]
pub fn lucas_u_step<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    [f, g]: [R::Residue; 2],
    odd: bool,
) -> [R::Residue; 2] {
    let factor = R::choose(odd, g, f);
    let [p_factor, qf] = [ring.multiply(p, factor), ring.multiply(q, f)];
    let sum = R::choose(odd, p_factor, ring.double(g));
    let other = ring.subtract(sum, R::choose(odd, ring.double(qf), p_factor));
    let other = ring.multiply(factor, other);
    let between = ring.subtract(ring.multiply(g, g), ring.multiply(qf, f));
    [
        R::choose(odd, between, other),
        R::choose(odd, other, between),
    ]
}

/// The start of a walk: the highest bits of n, and the pair there.
struct Head<W> {
    /// The highest bits of n.
    k: u64,
    /// The number of bits of n that are left.
    bits: usize,
    /// F(k-1) and F(k).
    pair: [W; 2],
}

/// The start of a walk to n in words: a k for which L(k+1) fits one.
fn head<W: Word>(n: &[u64]) -> Head<W> {
    let last: u64 = match W::BITS {
        64 => 91,
        _ => 183,
    };
    let top = n.last().copied().unwrap_or(0);
    let shorter = (u64::BITS - top.leading_zeros()).saturating_sub(last.ilog2());
    let longer = shorter.saturating_sub(1);
    let shift = if top >> longer <= last {
        longer
    } else {
        shorter
    };
    let k = top >> shift;
    let limbs = W::BITS as usize / 64;
    Head {
        k,
        bits: 64 * n.len().saturating_sub(1) + shift as usize,
        pair: start(k).map(|x| W::from_limbs(&x[..limbs]).expect("as many limbs")),
    }
}

/// Takes a step for each of the lowest `bits` bits of n, the highest first.
#[inline(always)]
fn walk<S: Copy>(
    n: &[u64],
    bits: usize,
    mut state: S,
    interrupt: &mut dyn Interrupt,
    step: impl Fn(S, bool) -> S,
) -> Result<S, Interrupted> {
    let (whole, rest) = n.split_at(bits / 64);
    for bit in (0..bits % 64).rev() {
        state = step(state, (rest[0] >> bit) % 2 == 1);
    }
    for limbs in whole.rchunks(POLLED) {
        interrupt.poll()?;
        for limb in limbs.iter().rev() {
            for bit in (0..64).rev() {
                state = step(state, (limb >> bit) % 2 == 1);
            }
        }
    }
    Ok(state)
}
