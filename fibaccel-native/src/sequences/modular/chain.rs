//! Chains of doubling in a ring: from the bits of n, the highest first, to the terms at n.
//!
//! Each step waits for the one before, so what counts is how long a step takes from its first operand to its
//! result. n is in limbs, the least significant first.

use crate::limbs::bits;
use crate::rings::{Ring, Word};
use crate::runtime::{Interrupt, Interrupted};
use crate::sequences::table::start;
use std::ops::Range;

/// The number of steps between two polls: a few milliseconds for the longest m.
const POLLED: usize = 512;

/// L(n) and L(n+1) in any ring.
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
    let start = (pair.map(|x| ring.residue(x)), k % 2 == 1);
    Ok(lucas_v_of_unit(ring, ring.one(), true, n, 0..bits, start, interrupt)?.0)
}

/// V(k) and V(k+1) of p and a q that is 1, or -1 if `negative`, and whether q^k is -1: from those where `bits` end, k
/// the bits of n above, to those where they begin. With s = q^k:
///
/// ```text
/// V(2k)   = V(k)^2 - 2 s
/// V(2k+1) = V(k) V(k+1) - s p
/// V(2k+2) = V(k+1)^2 - 2 q s
/// ```
///
/// A bit of n costs two products, and one subtraction after them.
fn lucas_v_of_unit<R: Ring>(
    ring: &R,
    p: R::Residue,
    negative: bool,
    n: &[u64],
    bits: Range<usize>,
    start: ([R::Residue; 2], bool),
    interrupt: &mut dyn Interrupt,
) -> Result<([R::Residue; 2], bool), Interrupted> {
    let [ps, twos] =
        [p, ring.double(ring.one())].map(|x| [x, ring.subtract(ring.subtract(x, x), x)]);
    walk(n, bits, start, interrupt, |([at, after], minus), odd| {
        let squared = R::choose(odd, after, at);
        let ([square], [between]) = ring.multiply_each([squared], [[at, after]]);
        let between = ring.subtract(between, R::choose(minus, ps[1], ps[0]));
        let next = odd & negative;
        let square = ring.subtract(square, R::choose(minus != next, twos[1], twos[0]));
        let pair = [
            R::choose(odd, between, square),
            R::choose(odd, square, between),
        ];
        (pair, next)
    })
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
    let [at, after] = lucas(ring, n, interrupt)?;
    let multiples = [
        ring.subtract(ring.double(after), at),
        ring.add(ring.double(at), after),
    ];
    Ok(multiples.map(|x| ring.multiply(x, fifth)))
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

/// The exact start of a walk to n, where k is n without its lowest `bits` bits.
#[derive(Clone, Copy, Debug)]
pub struct Start<T> {
    /// U(k) and U(k+1).
    pub pair: [T; 2],
    /// The power q^k.
    pub power: T,
    /// The number of bits of n that are left.
    pub bits: usize,
}

/// U(n) and U(n+1) of the sequence that begins with 0 and 1 and goes on with U(k+2) = p U(k+1) - q U(k).
///
/// ```text
/// U(2k)   = U(k) (2 U(k+1) - p U(k))
/// U(2k+1) = U(k+1)^2 - q U(k)^2
/// U(2k+2) = U(k+1) (p U(k+1) - 2 q U(k))
/// ```
///
/// The chain serves any ring: nothing is divided by 2, by q or by p^2 - 4 q. Without a start it begins at the
/// highest bit of n.
pub fn lucas_u<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    start: Option<Start<R::Residue>>,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let (pair, bits) = u_start(ring, p, start, n);
    walk(n, 0..bits, pair, interrupt, |pair, odd| {
        lucas_u_step(ring, [p, q], pair, odd)
    })
}

/// U(n) alone: half of the products of [`lucas_u`]'s last step are enough.
pub fn lucas_u_term<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    start: Option<Start<R::Residue>>,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    let (pair, bits) = u_start(ring, p, start, n);
    let [f, g] = walk(n, bits.min(1)..bits, pair, interrupt, |pair, odd| {
        lucas_u_step(ring, [p, q], pair, odd)
    })?;
    Ok(match (bits, is_odd(n, 0)) {
        (0, _) => f,
        (_, true) => ring.multiply_less([g, g], [ring.multiply(q, f), f]),
        (_, false) => ring.multiply(f, ring.subtract(ring.double(g), ring.multiply(p, f))),
    })
}

/// The pair that a walk to U(n) starts from, and the number of bits of n that are left.
fn u_start<R: Ring>(
    ring: &R,
    p: R::Residue,
    start: Option<Start<R::Residue>>,
    n: &[u64],
) -> ([R::Residue; 2], usize) {
    let one = ring.one();
    match (start, bits(n)) {
        (Some(start), _) => (start.pair, start.bits),
        (None, 0) => ([ring.subtract(one, one), one], 0),
        (None, bits) => ([one, p], bits - 1),
    }
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
pub fn lucas_v<R: Ring>(
    ring: &R,
    [p, q]: [R::Residue; 2],
    start: Option<Start<R::Residue>>,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    let one = ring.one();
    let (pair, power, bits) = match (start, bits(n)) {
        (Some(Start { pair, power, bits }), _) => {
            // V(k) = 2 U(k+1) - p U(k), V(k+1) = p U(k+1) - 2 q U(k).
            let [at, after] = pair;
            let v = ring.subtract(ring.double(after), ring.multiply(p, at));
            let next = ring.multiply_less([p, after], [q, ring.double(at)]);
            ([v, next], power, bits)
        }
        (None, 0) => return Ok(ring.double(one)),
        (None, bits) => {
            let square = ring.subtract(ring.square(p), ring.double(q));
            ([p, square], q, bits - 1)
        }
    };
    let negative = ring.equal(ring.add(q, one), ring.subtract(one, one));
    if negative || ring.equal(q, one) {
        let start = (pair, !ring.equal(power, one));
        let low = bits.min(1);
        let ([at, after], minus) =
            lucas_v_of_unit(ring, p, negative, n, low..bits, start, interrupt)?;
        let (product, s) = match (bits, is_odd(n, 0)) {
            (0, _) => return Ok(at),
            (_, true) => (ring.multiply(at, after), p),
            (_, false) => (ring.square(at), ring.double(one)),
        };
        return Ok(match minus {
            true => ring.add(product, s),
            false => ring.subtract(product, s),
        });
    }
    let start = (pair, power);
    let walked = walk(
        n,
        bits.min(1)..bits,
        start,
        interrupt,
        |([at, after], s), odd| {
            let next = ring.multiply_if(odd, s, q);
            let squared = R::choose(odd, after, at);
            let less = [[at, after], [s, p]];
            let ([square], [power], between) =
                ring.multiply_each_less([squared], [[s, next]], less);
            let square = ring.subtract(square, ring.double(next));
            let pair = [
                R::choose(odd, between, square),
                R::choose(odd, square, between),
            ];
            (pair, power)
        },
    )?;
    let ([at, after], s) = walked;
    Ok(match (bits, is_odd(n, 0)) {
        (0, _) => at,
        (_, true) => ring.multiply_less([at, after], [s, p]),
        (_, false) => ring.subtract(ring.square(at), ring.double(s)),
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

/// Takes a step for each of these bits of n, the highest first.
#[inline(always)]
fn walk<S: Copy>(
    n: &[u64],
    bits: Range<usize>,
    mut state: S,
    interrupt: &mut dyn Interrupt,
    step: impl Fn(S, bool) -> S,
) -> Result<S, Interrupted> {
    for at in bits.rev() {
        if at % POLLED == POLLED - 1 {
            interrupt.poll()?;
        }
        state = step(state, is_odd(n, at));
    }
    Ok(state)
}

/// Whether n without its lowest `bits` bits is odd.
#[inline(always)]
fn is_odd(n: &[u64], bits: usize) -> bool {
    n.get(bits / 64)
        .is_some_and(|limb| (limb >> (bits % 64)) % 2 == 1)
}
