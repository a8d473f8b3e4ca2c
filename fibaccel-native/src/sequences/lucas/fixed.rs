//! Terms of a few thousand bits, in memory on the stack: to allocate and to keep it takes as long as they do.
//!
//! The chains are those of [`super::chain`], from where [`head`](super::short::head) ends.

use super::short::{Head, Kind};
use crate::bignum::Signed;
use crate::bignum::mul::schoolbook;
use crate::limbs::shifts::{shift_left, shift_right};
use crate::limbs::{add, add_scaled, negate, subtract, subtract_scaled, trimmed};
use std::mem::swap;

/// The limbs of the longest number, and of one that most terms fit.
pub(super) const LIMBS: usize = 144;
const FEW_LIMBS: usize = 14;

/// A limb more than p and q have where they are an `i128`, and at most where they are longer.
const SHORT_LIMBS: usize = 3;
const LONG_LIMBS: usize = 17;

/// The limbs that the estimate of a term may lack, because it is made from the leading bits of short ones.
const SLACK: u64 = 4;

const FEW_BITS: u64 = 64 * FEW_LIMBS as u64;
const ALL_BITS: u64 = 64 * LIMBS as u64;

/// More than twice as many bits as the longest term has, and more than any bound of its size.
pub const BEYOND: u64 = 2 * ALL_BITS;

/// The limbs of a number, and whether it is below zero.
pub type Limbs<'a> = (&'a [u64], bool);

/// Calls `read` with the limbs of the term at n, and whether it is below zero, given the head of its chain. `None`
/// if the term is too long.
pub fn with_term<T>(
    kind: Kind,
    pq: [i128; 2],
    n: u64,
    head: Head,
    read: impl FnOnce(&[u64], bool) -> T,
) -> Option<T> {
    let read = |[(limbs, negative), _]: [Limbs<'_>; 2]| read(limbs, negative);
    of_short(Some(kind), pq, n, head, read)
}

/// Calls `read` with the limbs of U(n) and V(n), as [`with_term`] does with those of one.
pub fn with_both<T>(
    pq: [i128; 2],
    n: u64,
    head: Head,
    read: impl FnOnce([Limbs<'_>; 2]) -> T,
) -> Option<T> {
    of_short(None, pq, n, head, read)
}

fn of_short<T>(
    kind: Option<Kind>,
    pq: [i128; 2],
    n: u64,
    head: Head,
    read: impl FnOnce([Limbs<'_>; 2]) -> T,
) -> Option<T> {
    let most = estimated_bits(pq, n, head)?.saturating_add(64 * SLACK);
    let numbers = pq.map(Number::<SHORT_LIMBS>::new);
    of_bits(most, kind, numbers, n, head, read)
}

/// Calls `read` as [`with_term`] does, for longer p and q and n >= 1. The term has at most `most` bits.
pub fn with_term_of_long<T>(
    kind: Kind,
    pq: [&Signed; 2],
    n: u64,
    most: u64,
    read: impl FnOnce(&[u64], bool) -> T,
) -> Option<T> {
    let read = |[(limbs, negative), _]: [Limbs<'_>; 2]| read(limbs, negative);
    of_long(Some(kind), pq, n, most, read)
}

/// Calls `read` with the limbs of U(n) and V(n), as [`with_term_of_long`] does with those of one.
pub fn with_both_of_long<T>(
    pq: [&Signed; 2],
    n: u64,
    most: u64,
    read: impl FnOnce([Limbs<'_>; 2]) -> T,
) -> Option<T> {
    of_long(None, pq, n, most, read)
}

fn of_long<T>(
    kind: Option<Kind>,
    pq: [&Signed; 2],
    n: u64,
    most: u64,
    read: impl FnOnce([Limbs<'_>; 2]) -> T,
) -> Option<T> {
    if pq.iter().any(|x| x.magnitude.limbs().len() >= LONG_LIMBS) {
        return None;
    }
    let pq = pq.map(|x| Number::<LONG_LIMBS> {
        negative: x.negative,
        ..Number::of_limbs(x.magnitude.limbs())
    });
    of_bits(most, kind, pq, n, Head::none(n), read)
}

/// Calls `read` with the term of that kind and anything, or with both terms if there is no kind.
fn of_bits<const M: usize, T>(
    most: u64,
    kind: Option<Kind>,
    pq: [Number<M>; 2],
    n: u64,
    head: Head,
    read: impl FnOnce([Limbs<'_>; 2]) -> T,
) -> Option<T> {
    if most <= FEW_BITS {
        terms::<FEW_LIMBS, M, _>(kind, pq, n, head, read)
    } else if most <= ALL_BITS {
        terms::<LIMBS, M, _>(kind, pq, n, head, read)
    } else {
        None
    }
}

/// About how many bits the term at n has, or the numbers on the way to it.
pub fn estimated_bits([p, q]: [i128; 2], n: u64, head: Head) -> Option<u64> {
    let bits = |x: i128| u64::from(i128::BITS - x.unsigned_abs().leading_zeros());
    match n.checked_shr(head.left).unwrap_or(0) {
        0 => n.checked_mul(bits(p).max(bits(q).div_ceil(2)) + 1),
        k => {
            // q^k may be twice as long as the others, each of which may be zero.
            let [a, b, power] = head.triple.map(bits);
            Some(n.checked_mul(a.max(b).max(power.div_ceil(2)) + 1)? / k)
        }
    }
}

fn terms<const N: usize, const M: usize, T>(
    kind: Option<Kind>,
    [p, q]: [Number<M>; 2],
    n: u64,
    head: Head,
    read: impl FnOnce([Limbs<'_>; 2]) -> T,
) -> Option<T> {
    let [mut a, mut b, mut power] = head.triple.map(Number::<N>::new);
    let two_q = q.doubled();
    let walk = Walk {
        p: p.factor(),
        two_q: two_q.factor(),
        q: q.factor(),
        n,
        left: head.left,
        power: &mut power,
        spare: &mut Number::new(0),
    };
    // V(k) = 2 U(k+1) - p U(k).
    let mut v = Number::new(0);
    v.add(TWO, &b)?;
    v.add(walk.p.negated(), &a)?;
    let terms = match kind {
        None => walk.both(&mut a, &mut v)?,
        Some(Kind::U) => [walk.u(&mut a, &mut v)?; 2],
        Some(Kind::V) => {
            // V(k+1) = p U(k+1) - 2 q U(k), in place of U(k+1).
            walk.spare.add(walk.p, &b)?;
            walk.spare.add(walk.two_q.negated(), &a)?;
            swap(&mut b, walk.spare);
            [walk.v(&mut v, &mut b)?; 2]
        }
    };
    Some(read(terms.map(|term| (term.limbs(), term.negative))))
}

/// A signed number.
pub(super) struct Number<const N: usize> {
    limbs: [u64; N],
    pub(super) len: usize,
    pub(super) negative: bool,
}

impl<const N: usize> Number<N> {
    pub(super) fn new(x: i128) -> Self {
        let mut number = Self {
            limbs: [0; N],
            len: 0,
            negative: x < 0,
        };
        let size = x.unsigned_abs();
        (number.limbs[0], number.limbs[1]) = (size as u64, (size >> 64) as u64);
        number.trim(2);
        number
    }

    pub(super) fn of_limbs(x: &[u64]) -> Self {
        let mut number = Self::new(0);
        number.limbs[..x.len()].copy_from_slice(x);
        number.trim(x.len());
        number
    }

    pub(super) fn clear(&mut self) {
        (self.len, self.negative) = (0, false);
    }

    pub(super) fn limbs(&self) -> &[u64] {
        &self.limbs[..self.len]
    }

    /// Takes the first `len` limbs for the number, which has no sign if it is zero.
    fn trim(&mut self, len: usize) {
        self.len = trimmed(&self.limbs[..len]);
        self.negative &= self.len > 0;
    }

    /// The number as a factor.
    pub(super) fn factor(&self) -> Factor<'_> {
        Factor {
            limbs: self.limbs(),
            negative: self.negative,
        }
    }

    /// Twice the number, which leaves the uppermost limb free.
    fn doubled(&self) -> Self {
        let mut double = Self { ..*self };
        shift_left(&mut double.limbs, 1);
        double.trim(N);
        double
    }

    /// Sets the number to a product. `None` if it is too long.
    pub(super) fn set_product(&mut self, x: &Self, y: Factor<'_>) -> Option<()> {
        let (x_limbs, y_limbs) = match x.len < y.limbs.len() {
            true => (y.limbs, x.limbs()),
            false => (x.limbs(), y.limbs),
        };
        let len = x.len + y.limbs.len();
        let out = self.limbs.get_mut(..len)?;
        match y_limbs {
            [] => out.fill(0),
            _ => schoolbook::multiply(out, x_limbs, y_limbs),
        }
        self.negative = x.negative != y.negative;
        self.trim(len);
        Some(())
    }

    /// Sets the number to a square. `None` if it is too long.
    pub(super) fn set_square(&mut self, x: &Self) -> Option<()> {
        let len = 2 * x.len;
        let out = self.limbs.get_mut(..len)?;
        if len > 0 {
            schoolbook::square(out, x.limbs());
        }
        self.negative = false;
        self.trim(len);
        Some(())
    }

    /// Adds a multiple of y. `None` if it is too long.
    pub(super) fn add(&mut self, factor: Factor<'_>, y: &Self) -> Option<()> {
        let c = factor.limbs;
        // With a limb above both, the uppermost bit says whether a difference is below zero.
        let len = self.len.max(c.len() + y.len) + 1;
        let sum = self.limbs.get_mut(..len)?;
        sum[self.len..].fill(0);
        let subtracts = self.negative != (factor.negative != y.negative);
        for (i, &word) in c.iter().enumerate() {
            let (low, high) = sum[i..].split_at_mut(y.len);
            match subtracts {
                true => subtract(high, &[subtract_scaled(low, y.limbs(), word)]),
                false => add(high, &[add_scaled(low, y.limbs(), word)]),
            };
        }
        if sum[len - 1] >> 63 == 1 {
            negate(sum);
            self.negative = !self.negative;
        }
        self.trim(len);
        Some(())
    }

    /// Halves an even number.
    fn halve(&mut self) {
        let len = self.len;
        shift_right(&mut self.limbs[..len], 1);
        self.trim(len);
    }
}

/// A factor: 1, 2, p, q, 2 q, or a number of the chain.
#[derive(Clone, Copy)]
pub(super) struct Factor<'a> {
    limbs: &'a [u64],
    negative: bool,
}

const ONE: Factor<'_> = Factor::word(&[1]);
pub(super) const TWO: Factor<'_> = Factor::word(&[2]);

impl<'a> Factor<'a> {
    const fn word(limbs: &'a [u64; 1]) -> Self {
        Self {
            limbs,
            negative: false,
        }
    }

    pub(super) const fn negated(self) -> Self {
        Self {
            negative: !self.negative,
            ..self
        }
    }
}

/// A walk along the bits of n, from a head on.
struct Walk<'a, const N: usize> {
    p: Factor<'a>,
    two_q: Factor<'a>,
    q: Factor<'a>,
    n: u64,
    left: u32,
    /// q^k, where k is n without the bits that are left.
    power: &'a mut Number<N>,
    spare: &'a mut Number<N>,
}

impl<'a, const N: usize> Walk<'a, N> {
    /// The terms U(n) and V(n), from U(k) and V(k).
    fn both(mut self, u: &'a mut Number<N>, v: &'a mut Number<N>) -> Option<[&'a Number<N>; 2]> {
        Some(self.walk(u, v, 0)?.map(|term| &*term))
    }

    /// Walks from U(k) and V(k) on until `last` bits are left.
    fn walk(
        &mut self,
        mut u: &'a mut Number<N>,
        mut v: &'a mut Number<N>,
        last: u32,
    ) -> Option<[&'a mut Number<N>; 2]> {
        while self.left > last {
            self.spare.set_product(u, v.factor())?;
            swap(&mut u, &mut self.spare);
            self.double(&mut v)?;
            if self.take_bit()? {
                // U(k+1), V(k+1) and what is free.
                v.add(self.p, u)?;
                v.halve();
                self.spare.clear();
                self.spare.add(self.p, v)?;
                self.spare.add(self.two_q.negated(), u)?;
                swap(&mut u, &mut v);
                swap(&mut v, &mut self.spare);
            }
        }
        Some([u, v])
    }

    /// The term U(n), from U(k) and V(k), where a bit is left.
    fn u(mut self, u: &'a mut Number<N>, v: &'a mut Number<N>) -> Option<&'a Number<N>> {
        let [u, v] = self.walk(u, v, 1)?;
        if self.n.is_multiple_of(2) {
            self.spare.set_product(u, v.factor())?;
            return Some(self.spare);
        }
        // U(k+1), in place of what is free.
        self.spare.clear();
        self.spare.add(self.p, u)?;
        self.spare.add(ONE, v)?;
        self.spare.halve();
        u.set_product(self.spare, v.factor())?;
        u.add(ONE.negated(), self.power)?;
        Some(u)
    }

    /// The term V(n), from V(k) and V(k+1).
    fn v(mut self, mut v: &'a mut Number<N>, mut next: &'a mut Number<N>) -> Option<&'a Number<N>> {
        let twos = self.n.trailing_zeros();
        while self.left > twos {
            self.spare.set_product(v, next.factor())?;
            self.spare.add(self.p.negated(), self.power)?;
            let is_set = (self.n >> (self.left - 1)) % 2 == 1;
            if is_set {
                swap(&mut v, &mut self.spare);
                if self.left > twos + 1 {
                    self.spare.set_square(next)?;
                    self.spare.add(self.two_q.negated(), self.power)?;
                    swap(&mut next, &mut self.spare);
                }
            } else {
                swap(&mut next, &mut self.spare);
                self.double(&mut v)?;
            }
            self.take_bit()?;
        }
        while self.left > 0 {
            self.double(&mut v)?;
            self.take_bit()?;
        }
        Some(v)
    }

    /// Replaces V(k) by V(2k).
    fn double(&mut self, v: &mut &'a mut Number<N>) -> Option<()> {
        self.spare.set_square(v)?;
        self.spare.add(TWO.negated(), self.power)?;
        swap(v, &mut self.spare);
        Some(())
    }

    /// Takes the next bit, and the power of q with it. Returns whether the bit is set.
    fn take_bit(&mut self) -> Option<bool> {
        self.left -= 1;
        let is_set = (self.n >> self.left) % 2 == 1;
        if self.left > 0 {
            self.spare.set_square(self.power)?;
            swap(&mut self.power, &mut self.spare);
            if is_set {
                self.spare.set_product(self.power, self.q)?;
                swap(&mut self.power, &mut self.spare);
            }
        }
        Some(is_set)
    }
}
