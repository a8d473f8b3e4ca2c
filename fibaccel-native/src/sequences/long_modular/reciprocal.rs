//! The reciprocal of a number, by Newton's iteration: `[mca]`, algorithm 3.5.
//!
//! For A of n limbs, B^n / 2 <= A < B^n with B = 2^64, the approximation is X = B^n + v with
//!
//! ```text
//! A X < B^2n < A (X + 2)
//! ```
//!
//! (lemma 3.7 there). A step takes the approximation for the upper h limbs of A and makes that for n < 2 h.

use crate::bignum::{Need, ProductBase, Work};
use crate::limbs::{Binary, add, subtract};
use crate::machine::Tier;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};

/// The lengths that the iteration goes through up to n: the shortest, 1 or 2, first.
fn lengths(n: usize) -> impl DoubleEndedIterator<Item = usize> {
    let mut lengths = [0; usize::BITS as usize];
    let (mut length, mut at) = (n, lengths.len());
    loop {
        at -= 1;
        lengths[at] = length;
        if length <= 2 {
            return lengths.into_iter().skip(at);
        }
        length -= (length - 1) / 2;
    }
}

/// The working space of [`approximate`].
fn need(tier: Tier, n: usize) -> Need {
    lengths(n).fold(Need::default(), |need, n| {
        let h = n - n.saturating_sub(1) / 2;
        [(n, h), (h + 1, h)].into_iter().fold(need, |need, (x, y)| {
            need.either(Binary::product_need(tier, x, y))
        })
    })
}

/// Writes the v of a number `a`, whose top bit is set, to `v`, which is as long as `a`.
pub fn approximate(
    tier: Tier,
    a: &[u64],
    v: &mut [u64],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let n = a.len();
    assert!(v.len() == n && a[n - 1] >> 63 == 1, "not normalized");
    let mut work = Work::reserve(tier, need(tier, n))?;
    let mut products = [Buffer::new(2 * n)?, Buffer::new(n + 4)?];
    let mut h = 0;
    for n in lengths(n) {
        let at = a.len() - n;
        // The approximation is at the top of `v`, as what it was made of is in `a`.
        match n {
            1 => v[at] = (u128::MAX / u128::from(a[at])) as u64,
            2 => v[at..].copy_from_slice(&two_limbs([a[at], a[at + 1]])),
            _ => refine(
                &mut work,
                &a[at..],
                &mut v[at..],
                h,
                &mut products,
                interrupt,
            )?,
        }
        h = n;
    }
    Ok(())
}

/// The v of a number A of two limbs: (B^4 - 1) / A - B^2, rounded down, bit by bit.
fn two_limbs([low, high]: [u64; 2]) -> [u64; 2] {
    let a = u128::from(high) << 64 | u128::from(low);
    // B^2 - 1 less A, and the quotient 1 for it: B^2.
    let (mut quotient, mut rest) = (0u128, u128::MAX - a);
    for _ in 0..128 {
        let above = rest >> 127 == 1;
        rest = rest << 1 | 1;
        let bit = above || rest >= a;
        if bit {
            rest = rest.wrapping_sub(a);
        }
        quotient = quotient << 1 | u128::from(bit);
    }
    [quotient as u64, (quotient >> 64) as u64]
}

/// Makes the v of `a`, of n limbs, from that of its upper h limbs, which is at the top of `v`.
fn refine(
    work: &mut Work<Binary>,
    a: &[u64],
    v: &mut [u64],
    h: usize,
    [first, second]: &mut [Buffer<u64>; 2],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let (n, l) = (a.len(), a.len() - h);
    let (low, upper) = v.split_at_mut(l);
    // T = A X, where X = B^h + upper: B^(n+h) or more by less than 4 A.
    let t = &mut first[..n + h];
    Binary::multiply(work, t, [a, upper], interrupt)?;
    let mut above = add(&mut t[h..], a);
    for _ in 0..4 {
        if above {
            subtract(upper, &[1]);
            above = !subtract(t, a);
        }
    }
    if above {
        return Err(Error::Corrupted);
    }
    // B^(n+h) - T < 2 A < 2 B^n, so T / B^l, rounded down, has a limb more than X.
    t.iter_mut().for_each(|limb| *limb = !*limb);
    add(t, &[1]);
    let t = &t[l..=n];
    let u = &mut second[..2 * h + 1];
    Binary::multiply(work, u, [t, upper], interrupt)?;
    add(&mut u[h..], t);
    let (carry, sum) = u[2 * h - l..].split_last().expect("l + 1 limbs");
    low.copy_from_slice(sum);
    match add(upper, &[*carry]) {
        true => Err(Error::Corrupted),
        false => Ok(()),
    }
}
