//! Chains for a q of 1 or -1, whose powers are signs: two products for each bit of n, and one more with U.

use super::walk::{is_odd, trailing_zeros, walk};
use crate::limbs::bits;
use crate::rings::Ring;
use crate::runtime::{Interrupt, Interrupted};

/// Whether q is -1, for a q that is 1 or -1.
pub fn unit_sign<R: Ring>(ring: &R, q: R::Residue) -> Option<bool> {
    let one = ring.one();
    let negative = ring.equal(ring.add(q, one), ring.subtract(one, one));
    (negative || ring.equal(q, one)).then_some(negative)
}

/// L(n) and L(n+1) from L(k) and L(k+1), where k is n without its lowest `bits` bits.
pub fn lucas_from<R: Ring>(
    ring: &R,
    pair: [R::Residue; 2],
    bits: usize,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let unit = Unit::new(ring, ring.one(), true);
    let start = (pair, is_odd(n, bits));
    Ok(walk(n, 0..bits, start, interrupt, |state, odd| {
        unit.step(state, odd)
    })?
    .0)
}

/// What a step needs where q is 1 or -1.
struct Unit<'a, R: Ring> {
    ring: &'a R,
    /// Whether q is -1.
    negative: bool,
    /// p and -p.
    ps: [R::Residue; 2],
    /// 2 and -2.
    twos: [R::Residue; 2],
}

impl<'a, R: Ring> Unit<'a, R> {
    fn new(ring: &'a R, p: R::Residue, negative: bool) -> Self {
        let [ps, twos] =
            [p, ring.double(ring.one())].map(|x| [x, ring.subtract(ring.subtract(x, x), x)]);
        Self {
            ring,
            negative,
            ps,
            twos,
        }
    }

    /// Walks from V(k), V(k+1) and whether q^k is -1 to those at 2k, or at 2k + 1 if `odd`. With s = q^k:
    ///
    /// ```text
    /// V(2k)   = V(k)^2 - 2 s
    /// V(2k+1) = V(k) V(k+1) - s p
    /// V(2k+2) = V(k+1)^2 - 2 q s
    /// ```
    ///
    /// A bit of n costs two products, and one subtraction after them.
    #[inline(always)]
    fn step(&self, (pair, minus): VPair<R>, odd: bool) -> VPair<R> {
        let [at, after] = pair;
        let ([square], [between]) = self
            .ring
            .multiply_each([R::choose(odd, after, at)], [[at, after]]);
        self.next([square, between], minus, odd)
    }

    /// Walks as [`Self::step`] does, and from U(k), too:
    ///
    /// ```text
    /// U(2k)   = U(k) V(k)
    /// U(2k+1) = U(k) V(k+1) + s
    /// ```
    #[inline(always)]
    fn step_with_u(&self, (v, u): (VPair<R>, R::Residue), odd: bool) -> (VPair<R>, R::Residue) {
        let ([at, after], minus) = v;
        let factor = R::choose(odd, after, at);
        let ([square], [between, product]) = self
            .ring
            .multiply_each([factor], [[at, after], [u, factor]]);
        let v = self.next([square, between], minus, odd);
        (v, R::choose(odd, self.odd_u(product, minus), product))
    }

    /// The state after a step, from the products.
    #[inline(always)]
    fn next(&self, [square, between]: [R::Residue; 2], minus: bool, odd: bool) -> VPair<R> {
        let ring = self.ring;
        let between = ring.subtract(between, R::choose(minus, self.ps[1], self.ps[0]));
        let next = odd & self.negative;
        let twos = R::choose(minus != next, self.twos[1], self.twos[0]);
        let square = ring.subtract(square, twos);
        let pair = [
            R::choose(odd, between, square),
            R::choose(odd, square, between),
        ];
        (pair, next)
    }

    /// V(2k) from V(k)^2.
    fn double_v(&self, square: R::Residue, minus: bool) -> R::Residue {
        self.ring.subtract(square, self.twos[usize::from(minus)])
    }

    /// V(2k+1) from V(k) and V(k+1).
    fn odd_v(&self, ([at, after], minus): VPair<R>) -> R::Residue {
        let product = self.ring.multiply(at, after);
        self.ring.subtract(product, self.ps[usize::from(minus)])
    }

    /// U(2k+1) from U(k) V(k+1).
    fn odd_u(&self, product: R::Residue, minus: bool) -> R::Residue {
        let one = self.ring.one();
        match minus {
            true => self.ring.subtract(product, one),
            false => self.ring.add(product, one),
        }
    }
}

/// V(k) and V(k+1), and whether q^k is -1, for a q of 1 or -1.
type VPair<R> = ([<R as Ring>::Residue; 2], bool);

/// V(n) for a q that is 1, or -1 if `negative`, from V(k) and V(k+1), where k is n without its lowest `bits` bits. For
/// zeros alone V(k+1) is not needed.
pub fn lucas_v_of_unit<R: Ring>(
    ring: &R,
    (p, negative): (R::Residue, bool),
    pair: [R::Residue; 2],
    bits: usize,
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    let unit = Unit::new(ring, p, negative);
    let twos = trailing_zeros(n).min(bits);
    let (mut v, mut minus) = (pair[0], negative & is_odd(n, bits));
    if twos < bits {
        let walked = walk(n, twos + 1..bits, (pair, minus), interrupt, |state, odd| {
            unit.step(state, odd)
        })?;
        (v, minus) = (unit.odd_v(walked), negative);
    }
    let doubled = walk(n, 0..twos, (v, minus), interrupt, |(v, minus), _| {
        (unit.double_v(ring.square(v), minus), false)
    })?;
    Ok(doubled.0)
}

/// U(n) for a q that is 1, or -1 if `negative`, and an n that is not 0.
pub fn lucas_u_of_unit<R: Ring>(
    ring: &R,
    pq: (R::Residue, bool),
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    let [u, _] = u_of_unit::<R, false>(ring, pq, n, interrupt)?;
    Ok(u)
}

/// U(n) and V(n) for a q that is 1, or -1 if `negative`, and an n that is not 0.
pub fn lucas_uv_of_unit<R: Ring>(
    ring: &R,
    pq: (R::Residue, bool),
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    u_of_unit::<R, true>(ring, pq, n, interrupt)
}

/// U(n) and, if `WITH_V`, V(n): the last step is one product longer.
#[inline(always)]
fn u_of_unit<R: Ring, const WITH_V: bool>(
    ring: &R,
    (p, negative): (R::Residue, bool),
    n: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[R::Residue; 2], Interrupted> {
    let unit = Unit::new(ring, p, negative);
    let (bits, twos) = (bits(n) - 1, trailing_zeros(n));
    let (mut u, mut v) = (ring.one(), p);
    if twos < bits {
        let second = unit.double_v(ring.square(p), negative);
        let start = (([p, second], negative), u);
        let (walked, before) = walk(n, twos + 1..bits, start, interrupt, |state, odd| {
            unit.step_with_u(state, odd)
        })?;
        let ([_, after], minus) = walked;
        u = unit.odd_u(ring.multiply(before, after), minus);
        if WITH_V || twos > 0 {
            v = unit.odd_v(walked);
        }
    }
    let start = (u, v, negative);
    let last = if WITH_V { 0 } else { twos.min(1) };
    let (u, v, _) = walk(n, last..twos, start, interrupt, |(u, v, minus), _| {
        let ([square], [product]) = ring.multiply_each([v], [[u, v]]);
        (product, unit.double_v(square, minus), false)
    })?;
    Ok(match last {
        0 => [u, v],
        _ => [ring.multiply(u, v), v],
    })
}
