//! Exact pairs of a Lucas sequence, of a few thousand bits and on the stack, for short p and q: what a walk modulo m
//! begins with.

use super::fixed::{LIMBS, Number, TWO};
use super::short::{Head, head};
use crate::sequences::table::{LAST_START, start, steps};
use std::mem::swap;

/// The limbs of a number and whether it is below zero.
pub type Term<'a> = (&'a [u64], bool);

/// The limbs of the longest numbers on the way to most pairs.
const FEW_LIMBS: usize = 36;

/// The most limbs that a pair may be allowed.
pub const MOST_LIMBS: usize = LIMBS - SLACK;

/// The number of indices that a limb is enough for: F(92 l + 1) has at most l limbs.
const INDICES: u64 = 92;

/// The limbs that numbers on the way to a pair may have above those of the pair.
const SLACK: usize = 4;

/// Calls `read` with U(k) and U(k+1), for a k that is n without its lowest bits, and with the number of those. The walk
/// to them goes on while the next ones are sure to have at most `most` limbs, or two.
pub fn with_pair<T>(
    pq: [i64; 2],
    n: u64,
    most: usize,
    read: impl FnOnce([Term<'_>; 2], u32) -> T,
) -> T {
    match most + SLACK <= FEW_LIMBS {
        true => pair::<FEW_LIMBS, _>(pq, n, most, read),
        false => pair::<LIMBS, _>(pq, n, most.min(MOST_LIMBS), read),
    }
}

fn pair<const N: usize, T>(
    pq: [i64; 2],
    n: u64,
    most: usize,
    read: impl FnOnce([Term<'_>; 2], u32) -> T,
) -> T {
    let (mut left, [mut f, mut g]) = match pq {
        [1, -1] => {
            let last = (INDICES * most as u64).min(LAST_START - 1);
            let left = steps(n, last);
            let pair = start((n >> left) + 1);
            (left, pair.map(|limbs| Number::of_limbs(limbs)))
        }
        _ => {
            let Head { triple, left } = head(pq.map(i128::from), n);
            let [f, g, _] = triple;
            (left, [f, g].map(Number::<N>::new))
        }
    };
    let [p, q] = pq.map(i128::from);
    let [p, two_q, minus_q] = [p, 2 * q, -q].map(Number::<2>::new);
    let [p, two_q, minus_q] = [&p, &two_q, &minus_q].map(Number::factor);
    let [mut factor, mut other, mut square] = [(); 3].map(|()| Number::new(0));
    while left > 0 && 2 * f.len.max(g.len) + 2 <= most {
        left -= 1;
        let odd = (n >> left) % 2 == 1;
        // U(2k) = f (2 g - p f), U(2k+1) = g^2 - q f^2, U(2k+2) = g (p g - 2 q f).
        factor.clear();
        let [g_factor, f_factor] = if odd { [p, two_q] } else { [TWO, p] };
        let fits = factor.add(g_factor, &g).and_then(|()| {
            factor.add(f_factor.negated(), &f)?;
            other.set_product(if odd { &g } else { &f }, factor.factor())?;
            square.set_square(&f)?;
            factor.set_square(&g)?;
            factor.add(minus_q, &square)
        });
        fits.expect("room for twice as many limbs, and more");
        match odd {
            true => {
                swap(&mut f, &mut factor);
                swap(&mut g, &mut other);
            }
            false => {
                swap(&mut f, &mut other);
                swap(&mut g, &mut factor);
            }
        }
    }
    read([&f, &g].map(|x| (x.limbs(), x.negative)), left)
}
