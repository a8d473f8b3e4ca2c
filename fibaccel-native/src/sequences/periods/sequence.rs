//! The preperiod and the period of w(k+2) = p w(k+1) - q w(k) modulo m, from any two first terms.

use super::factors::{Factors, Natural, used};
use crate::limbs::add;
use crate::rings::{Task, Word, WordRing, over_shortest};
use crate::runtime::{Error, Interrupt};
use crate::sequences::modular::chain;

/// The recurrence w(k+2) = p w(k+1) - q w(k) and its first terms, all modulo the same m and below it.
#[derive(Clone, Copy, Debug)]
pub struct Recurrence {
    /// The coefficient of w(k+1).
    pub p: u128,
    /// The negated coefficient of w(k).
    pub q: u128,
    /// The first term, w(0).
    pub w0: u128,
    /// The second term, w(1).
    pub w1: u128,
}

/// The preperiod, which is how many terms come before those that recur, and the period, modulo m; m is not 0.
pub fn sequence(
    sequence: Recurrence,
    m: u128,
    interrupt: &mut dyn Interrupt,
) -> Result<(u64, Natural), Error> {
    let (mut preperiod, mut period) = (0, Factors::ONE);
    for (prime, exponent) in Factors::of(m, interrupt)?.iter() {
        let multiple = multiple_of_period(sequence, prime, exponent, interrupt)?;
        let task = PeriodTask {
            sequence,
            // No power is longer than twice the exponent before it recurs.
            longest: 2 * u64::from(exponent),
            multiple,
            interrupt: &mut *interrupt,
        };
        let (before, length) = over_shortest(prime.pow(exponent), task)?;
        (preperiod, period) = (preperiod.max(before), period.lcm(&length));
    }
    Ok((preperiod, period.value()))
}

/// A multiple of the period modulo l^e, from the order of the matrix [[0, 1], [-q, p]]: with D = p^2 - 4 q,
/// l^(e-1) times l - 1, l (l - 1) or l^2 - 1 for (D/l) = 1, 0 or -1; l^(e-1) (l - 1) if l divides q and not p;
/// and 1 if l divides both, when all terms are zero in the end.
fn multiple_of_period(
    Recurrence { p, q, .. }: Recurrence,
    prime: u128,
    exponent: u32,
    interrupt: &mut dyn Interrupt,
) -> Result<Factors, Error> {
    let below = Factors::power(prime, exponent - 1);
    match (prime, p % prime, q % prime) {
        (_, 0, 0) => return Ok(Factors::ONE),
        (2, _, 0) => return Ok(below),
        (2, 0, 1) => return Ok(below.times(2, 1)),
        (2, ..) => return Ok(below.times(3, 1)),
        _ => {}
    }
    let less = below.product(&Factors::of(prime - 1, interrupt)?);
    if q % prime == 0 {
        return Ok(less);
    }
    match over_shortest(prime, SymbolTask { p, q }) {
        0 => Ok(less.times(prime, 1)),
        1 => Ok(less),
        _ => Ok(less.product(&Factors::of(prime + 1, interrupt)?)),
    }
}

/// Computes the Legendre symbol of p^2 - 4 q modulo an odd prime l, as the power of exponent (l - 1) / 2.
struct SymbolTask {
    p: u128,
    q: u128,
}

impl<W: Word> Task<W> for SymbolTask {
    type Output = i32;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> i32 {
        let [p, q] = [self.p, self.q].map(|x| ring.residue(W::modulo(x, ring.modulus())));
        let four_q = ring.double(ring.double(q));
        let discriminant = ring.subtract(ring.multiply(p, p), four_q);
        let power = ring.power(discriminant, ring.modulus().shifted(1));
        match ring.value(power) {
            value if value == W::ZERO => 0,
            value if value == W::ONE => 1,
            _ => -1,
        }
    }
}

struct PeriodTask<'a> {
    sequence: Recurrence,
    longest: u64,
    multiple: Factors,
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for PeriodTask<'_> {
    type Output = Result<(u64, Factors), Error>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        let Self {
            sequence: Recurrence { p, q, w0, w1 },
            longest,
            multiple,
            interrupt,
        } = self;
        let [p, q, w0, w1] = [p, q, w0, w1].map(|x| ring.residue(W::modulo(x, ring.modulus())));
        let next = |[at, after]: [R::Residue; 2]| {
            let sum = ring.subtract(ring.multiply(p, after), ring.multiply(q, at));
            [after, sum]
        };
        // w(k) = w0 U(k+1) + (w1 - p w0) U(k).
        let before = ring.subtract(w1, ring.multiply(p, w0));
        let mut state = |k: &Natural| {
            let [u, after] = chain::lucas_u(&ring, [p, q], used(k), interrupt)?;
            let at = ring.add(ring.multiply(w0, after), ring.multiply(before, u));
            let after = ring.subtract(
                ring.multiply(w1, after),
                ring.multiply(ring.multiply(q, w0), u),
            );
            Ok::<_, Error>([at, after])
        };
        let values = |state: [R::Residue; 2]| state.map(|x| ring.value(x));
        let mut first = [w0, w1];
        let mut again = state(&multiple.value())?;
        let mut preperiod = 0;
        while values(first) != values(again) {
            if preperiod == longest {
                return Err(Error::Corrupted);
            }
            (first, again, preperiod) = (next(first), next(again), preperiod + 1);
        }
        let period = multiple.least(|k| {
            let mut index = *k;
            add(&mut index, &[preperiod]);
            Ok::<_, Error>(values(state(&index)?) == values(first))
        })?;
        Ok((preperiod, period))
    }
}
