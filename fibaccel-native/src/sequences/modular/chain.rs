//! Chains of doubling in a ring: from the bits of n, the highest first, to the terms at n.
//!
//! Each step waits for the one before, so what counts is how long a step takes from its first operand to its
//! result. n is in limbs, the least significant first.

use super::unit::{lucas_from, lucas_u_of_unit, lucas_uv_of_unit, lucas_v_of_unit, unit_sign};
use super::walk::{is_odd, trailing_zeros, walk};
use crate::limbs::bits;
use crate::rings::{Ring, Word};
use crate::runtime::{Interrupt, Interrupted};
use crate::sequences::table::start;

/// L(n) and L(n+1) in any ring.
pub fn lucas<R: Ring>(
    ring: &R,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let Head { bits, pair } = head::<R::Word>(n);
    let [a, c] = pair;
    // L(k) = 2 a + c, L(k+1) = a + 3 c.
    let sum = a.wrapping_add(c);
    let pair = [sum.wrapping_add(a), sum.wrapping_add(c).wrapping_add(c)];
    lucas_from(ring, pair.map(|x| ring.residue(x)), bits, n, interrupt)
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
    let Some(fifth) = ring.fifth() else {
        return multiple_of_five(ring, n, interrupt);
    };
    Ok(fibonacci_of(ring, fifth, lucas(ring, n, interrupt)?))
}

/// F(n) and F(n+1) from L(n) and L(n+1) and the inverse of 5.
pub fn fibonacci_of<R: Ring>(
    ring: &R,
    fifth: R::Residue,
    [at, after]: [R::Residue; 2],
) -> [R::Residue; 2] {
    let multiples = [
        ring.subtract(ring.double(after), at),
        ring.add(ring.double(at), after),
    ];
    multiples.map(|x| ring.multiply(x, fifth))
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
    let Head { bits, pair } = head::<R::Word>(n);
    let [a, c] = pair;
    let start = [c, a.wrapping_add(c)].map(|x| ring.residue(x));
    walk(n, 0..bits, start, interrupt, |[f, g], odd| {
        let sum = R::choose(odd, ring.double(f), ring.subtract(g, f));
        let factors = [R::choose(odd, g, f), ring.add(g, sum)];
        let ([f, g], [other]) = ring.multiply_each([f, g], [factors]);
        let between = ring.add(f, g);
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
    pq: [R::Residue; 2],
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let (pair, bits) = u_start(ring, pq, n);
    walk(n, 0..bits, pair, interrupt, |pair, odd| {
        lucas_u_step(ring, pq, pair, odd)
    })
}

/// U(n) alone: half of the products of [`lucas_u`]'s last step are enough, and fewer for a q of 1 or -1.
pub fn lucas_u_term<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    if let Some(negative) = unit_sign(ring, q)
        && bits(n) > 0
    {
        return lucas_u_of_unit(ring, (p, negative), n, interrupt);
    }
    let (pair, bits) = u_start(ring, [p, q], n);
    let [f, g] = walk(n, bits.min(1)..bits, pair, interrupt, |pair, odd| {
        lucas_u_step(ring, [p, q], pair, odd)
    })?;
    Ok(match (bits, is_odd(n, 0)) {
        (0, _) => f,
        (_, true) => ring.multiply_less([g, g], [ring.multiply(q, f), f]),
        (_, false) => ring.multiply(f, ring.subtract(ring.double(g), ring.multiply(p, f))),
    })
}

/// U(n) and V(n) = 2 U(n+1) - p U(n).
pub fn lucas_uv<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    if let Some(negative) = unit_sign(ring, q)
        && bits(n) > 0
    {
        return lucas_uv_of_unit(ring, (p, negative), n, interrupt);
    }
    let [at, after] = lucas_u(ring, [p, q], n, interrupt)?;
    let v = ring.subtract(ring.double(after), ring.multiply(p, at));
    Ok([at, v])
}

/// U(k) and U(k+1) for the two highest bits k of n, and the number of bits that are left.
fn u_start<R: Ring>(ring: &R, [p, q]: [R::Residue; 2], n: &[u64]) -> ([R::Residue; 2], usize) {
    let one = ring.one();
    let left = match bits(n) {
        0 => return ([ring.subtract(one, one), one], 0),
        1 => return ([one, p], 0),
        bits => bits - 2,
    };
    // U(3) = p^2 - q, U(4) = p (U(3) - q).
    let third = ring.subtract(ring.square(p), q);
    let pair = match is_odd(n, left) {
        true => [third, ring.multiply(p, ring.subtract(third, q))],
        false => [p, third],
    };
    (pair, left)
}

/// V(n) of the sequence that begins with 2 and p and goes on with V(k+2) = p V(k+1) - q V(k).
///
/// With s = q^k:
///
/// ```text
/// V(2k)   = V(k)^2 - 2 s              q^(2k)   = s^2
/// V(2k+1) = V(k) V(k+1) - s p         q^(2k+1) = q s^2
/// V(2k+2) = V(k+1)^2 - 2 q s
/// ```
///
/// From the largest odd divisor of n on, V(k+1) is not needed any more.
pub fn lucas_v<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    let Some(bits) = bits(n).checked_sub(1) else {
        return Ok(ring.double(ring.one()));
    };
    let twos = trailing_zeros(n);
    let second = match twos < bits {
        true => ring.subtract(ring.square(p), ring.double(q)),
        // Not needed.
        false => p,
    };
    if let Some(negative) = unit_sign(ring, q) {
        return lucas_v_of_unit(ring, (p, negative), [p, second], bits, n, interrupt);
    }
    let mut odd_part = (p, q);
    if twos < bits {
        let start = ([p, second], q);
        let ([at, after], s) = walk(n, twos + 1..bits, start, interrupt, |state, odd| {
            lucas_v_step(ring, [p, q], state, odd)
        })?;
        let less = [[at, after], [s, p]];
        odd_part = match twos {
            0 => return Ok(ring.multiply_less(less[0], less[1])),
            _ => {
                let next = ring.multiply(s, q);
                let ([], [power], v) = ring.multiply_each_less([], [[s, next]], less);
                (v, power)
            }
        };
    }
    let (v, s) = walk(n, twos.min(1)..twos, odd_part, interrupt, |(v, s), _| {
        let ([square, power], []) = ring.multiply_each([v, s], []);
        (ring.subtract(square, ring.double(s)), power)
    })?;
    Ok(match twos {
        0 => v,
        _ => ring.subtract(ring.square(v), ring.double(s)),
    })
}

/// V(2k), V(2k+1) and q^(2k) from V(k), V(k+1) and q^k; or those at 2k + 1, if `odd`.
#[inline(always)]
fn lucas_v_step<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    ([at, after], s): ([R::Residue; 2], R::Residue),
    odd: bool,
) -> ([R::Residue; 2], R::Residue) {
    let next = ring.multiply_if(odd, s, q);
    let squared = R::choose(odd, after, at);
    let less = [[at, after], [s, p]];
    let ([square], [power], between) = ring.multiply_each_less([squared], [[s, next]], less);
    let square = ring.subtract(square, ring.double(next));
    let pair = [
        R::choose(odd, between, square),
        R::choose(odd, square, between),
    ];
    (pair, power)
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
    let ([], [p_factor, qf]) = ring.multiply_each([], [[p, factor], [q, f]]);
    let sum = R::choose(odd, p_factor, ring.double(g));
    let other = ring.subtract(sum, R::choose(odd, ring.double(qf), p_factor));
    let ([], [other], between) = ring.multiply_each_less([], [[factor, other]], [[g, g], [qf, f]]);
    [
        R::choose(odd, between, other),
        R::choose(odd, other, between),
    ]
}

/// The start of a walk: the highest bits of n, and the pair there.
struct Head<W> {
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
        bits: 64 * n.len().saturating_sub(1) + shift as usize,
        pair: start(k).map(|x| W::from_limbs(&x[..limbs]).expect("as many limbs")),
    }
}
