//! Terms modulo an m of more than two limbs.

use super::general::General;
use super::lucas_pair::LucasPair;
use super::modulus::{Divisor, Element, Modulus};
use super::split::{self, TermAt};
use crate::bignum::residue::Residues;
use crate::bignum::{Integer, Need, ProductBase, Signed};
use crate::limbs::shifts::shift_left;
use crate::limbs::{Binary, add, bits, combine_polled, scale, subtract, trimmed};
use crate::machine::Tier;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt, all};
use crate::sequences::fibonacci::doubling::Chain;
use crate::sequences::fibonacci::last_product::lucas_terms;
use crate::sequences::fibonacci::{Sequence, check};
use crate::sequences::lucas::{self, short::Kind};
use crate::sequences::modular::Term;
use std::array::from_fn;

/// The terms at n modulo an m of more than two limbs: one, or F(n) and F(n+1), L(n) and L(n+1), U(n) and V(n).
pub(super) fn large_terms<const K: usize>(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[Integer; K], Error> {
    let sequence = match sequence {
        Term::U(pq) if K == 1 && is_fibonacci(pq) => Term::Fibonacci,
        Term::V(pq) if K == 1 && is_fibonacci(pq) => Term::Lucas,
        other => other,
    };
    if let Some(terms) = exact_terms(tier, sequence, n, m, interrupt)? {
        return Ok(terms);
    }
    if let Some(terms) = split::results(tier, &TermAt { sequence, n }, m, interrupt)? {
        return Ok(terms);
    }
    match sequence {
        Term::U(pq) | Term::V(pq) if !is_fibonacci(pq) => {
            general(tier, sequence, pq, n, m, interrupt)
        }
        _ => continued(tier, sequence, n, m, interrupt),
    }
}

/// The terms modulo m, where a bound shows that they are shorter than m itself.
fn exact_terms<const K: usize>(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Option<[Integer; K]>, Error> {
    let n = match *n {
        [] => 0,
        [n] => n,
        _ => return Ok(None),
    };
    let most = bits(m) - 1;
    let is_short = match sequence {
        Term::Fibonacci | Term::Lucas => n < longest_exact(most as u64) + 2 - K as u64,
        Term::U(pq) | Term::V(pq) => {
            let longest = pq.map(|x| x.magnitude.limbs().len()).into_iter().max();
            (n < 2 || longest < Some(m.len())) && lucas::bits(pq, n) < most as f64
        }
    };
    if !is_short {
        return Ok(None);
    }
    let terms = match K {
        1 => [Some(exact(tier, sequence, n, interrupt)?), None],
        _ => exact_pair(tier, sequence, n, interrupt)?.map(Some),
    };
    let mut terms = terms.into_iter().flatten();
    let residues = from_fn(|_| {
        let term = terms.next().expect("as many terms");
        match term.negative {
            true => negated(&term.magnitude, m),
            false => Ok(term.magnitude),
        }
    });
    Ok(Some(all(residues)?))
}

/// The term itself.
fn exact(
    tier: Tier,
    sequence: Term<&Signed>,
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<Signed, Error> {
    match sequence {
        Term::Fibonacci => Sequence::Fibonacci.term(tier, n as i64, interrupt),
        Term::Lucas => Sequence::Lucas.term(tier, n as i64, interrupt),
        Term::U(pq) => lucas::lucas_term(Kind::U, tier, pq, n, interrupt),
        Term::V(pq) => lucas::lucas_term(Kind::V, tier, pq, n, interrupt),
    }
}

/// The two terms themselves.
fn exact_pair(
    tier: Tier,
    sequence: Term<&Signed>,
    n: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<[Signed; 2], Error> {
    let sequence = match sequence {
        Term::Fibonacci => Sequence::Fibonacci,
        Term::Lucas => Sequence::Lucas,
        Term::U(pq) | Term::V(pq) => return lucas::lucas_terms(tier, pq, n, interrupt),
    };
    let (after, at) = sequence.pair(n as i64 + 1, interrupt)?;
    Ok([at, after])
}

/// The residue -x modulo m, for an x from 1 to m.
pub(super) fn negated(x: &Integer, m: &[u64]) -> Result<Integer, Error> {
    let mut negated = Integer::with_capacity(m.len())?;
    negated.set(m);
    negated.rewrite(m.len(), |m| subtract(m, x.limbs()));
    Ok(negated)
}

/// The difference x - y modulo m, of numbers below m.
pub(super) fn difference(x: &Integer, y: &Integer, m: &[u64]) -> Result<Integer, Error> {
    let mut difference = Integer::with_capacity(m.len())?;
    difference.rewrite(m.len(), |limbs| {
        limbs[..x.limbs().len()].copy_from_slice(x.limbs());
        if subtract(limbs, y.limbs()) {
            add(limbs, m);
        }
    });
    Ok(difference)
}

/// Whether the sequences of p and q are F and L: two products a bit instead of three and those with p and q.
fn is_fibonacci(pq: [&Signed; 2]) -> bool {
    pq.map(Signed::to_i128) == [Some(1), Some(-1)]
}

/// An index k for which F(k) and L(k) are below 2^bits: L(k) < phi^k + 1, and 36/25 < 1 / log2 phi.
pub fn longest_exact(bits: u64) -> u64 {
    bits.saturating_sub(1).saturating_mul(36) / 25
}

/// The most bytes that a term modulo an m of so many bits takes at once, besides its arguments. `None` if it is
/// beyond the engine.
pub fn peak_bytes(tier: Tier, bits: u64) -> Option<u64> {
    // M may have a limb more than m. Three numbers that are twice as long, up to seven as long as M, and
    // what begins and ends the work: the pair of the start, the result.
    const NUMBERS: u64 = 20;
    let limbs = usize::try_from(bits / 64).ok()?.checked_add(2)?;
    let rows = match limbs < tier.thresholds().prepared_modulus {
        true => Binary::product_need(tier, limbs, limbs).rows,
        // Two factors that are transformed once, and a product or a step.
        false => Binary::plan(limbs)?.factor_rows().checked_mul(4)?,
    };
    // A transform of r rows needs r / 2 twiddles of 16 bytes.
    Some(8 * NUMBERS * limbs as u64 + 72 * rows as u64)
}

/// The terms of F or L modulo m, or of both.
fn continued<const K: usize>(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[Integer; K], Error> {
    let factor = match sequence {
        Term::Lucas => 1,
        _ => 5,
    };
    let scaled = Scaled::new(m, factor)?;
    let mut divisor = Divisor::new(tier, scaled.limbs(), interrupt)?;
    let mut modulus = divisor.modulus(interrupt)?;
    // L(k+1) < B^n / 2 <= M.
    let (k, left) = head(n, longest_exact(bits(scaled.limbs()) as u64 - 1) - 1);
    let terms = if K == 2 {
        let mut pair = start(&modulus, tier, k, interrupt)?;
        pair.advance(&mut modulus, n, 0..left, interrupt)?;
        pair.into_terms(&mut modulus, sequence, interrupt)?
            .map(Some)
    } else {
        let sequence = match sequence {
            Term::Lucas => Sequence::Lucas,
            _ => Sequence::Fibonacci,
        };
        let term = if left == 0 {
            let term = sequence.term(tier, k as i64, interrupt)?.magnitude;
            modulus.element(term.limbs(), interrupt)?
        } else {
            let mut pair = start(&modulus, tier, k, interrupt)?;
            pair.advance(&mut modulus, n, 1..left, interrupt)?;
            pair.into_term(&mut modulus, sequence, n[0] % 2 == 1, interrupt)?
        };
        [Some(term), None]
    };
    scaled.finish(&mut modulus, terms, interrupt)
}

/// The terms modulo m of any p and q, at an n that is not 0.
fn general<const K: usize>(
    tier: Tier,
    sequence: Term<&Signed>,
    pq: [&Signed; 2],
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<[Integer; K], Error> {
    let scaled = Scaled::new(m, 1)?;
    let mut divisor = Divisor::new(tier, scaled.limbs(), interrupt)?;
    let mut modulus = divisor.modulus(interrupt)?;
    let chain = General::new(&mut modulus, pq, n, interrupt)?;
    let terms = match sequence {
        _ if K == 2 => chain.both()?.map(Some),
        Term::V(_) => [Some(chain.term(Kind::V)?), None],
        _ => [Some(chain.term(Kind::U)?), None],
    };
    scaled.finish(&mut modulus, terms, interrupt)
}

/// The exact pair L(k) and L(k+1), for a k for which L(k+1) is below M.
fn start(
    modulus: &Modulus<'_>,
    tier: Tier,
    k: u64,
    interrupt: &mut dyn Interrupt,
) -> Result<LucasPair, Error> {
    let len = modulus.limbs().len();
    let mut chain = Chain::<Binary>::reserve(tier, k + 1, Need::default())?;
    chain.run(k + 1, interrupt)?;
    // Where nothing is corrupted they have no limb more than M.
    let [mut after, mut at] = [Buffer::new(len + 1)?, Buffer::new(len + 1)?];
    for (out, sum) in [&mut after, &mut at]
        .into_iter()
        .zip(lucas_terms(chain.numbers()))
    {
        combine_polled(out, sum, interrupt)?;
    }
    drop(chain);
    if after[len] != 0 || at[len] != 0 {
        return Err(Error::Corrupted);
    }
    Ok(LucasPair {
        at: modulus.expected(&at[..len], || Residues::new(check::lucas(k)), interrupt)?,
        after: modulus.expected(
            &after[..len],
            || Residues::new(check::lucas(k + 1)),
            interrupt,
        )?,
        odd: k % 2 == 1,
    })
}

/// The highest bits of n, as a k of at most `most`, which is not 0, and the number of bits that are left.
fn head(n: &[u64], most: u64) -> (u64, usize) {
    let left = bits(n).saturating_sub(most.ilog2() as usize + 1);
    let limb = |at| n.get(at).copied().map_or(0, u128::from);
    let both = limb(left / 64 + 1) << 64 | limb(left / 64);
    let k = (both >> (left % 64)) as u64;
    if k <= most {
        (k, left)
    } else {
        (k / 2, left + 1)
    }
}

/// A multiple of m whose top bit is set: m times a factor and a power of two.
struct Scaled {
    limbs: Buffer<u64>,
    len: usize,
    factor: u64,
    shift: u32,
}

impl Scaled {
    fn new(m: &[u64], factor: u64) -> Result<Self, Error> {
        let mut limbs = Buffer::new(m.len() + 1)?;
        let (low, high) = limbs.split_at_mut(m.len());
        high[0] = scale(low, m, factor);
        let len = trimmed(&limbs);
        let shift = limbs[len - 1].leading_zeros();
        shift_left(&mut limbs[..len], shift);
        Ok(Self {
            limbs,
            len,
            factor,
            shift,
        })
    }

    fn limbs(&self) -> &[u64] {
        &self.limbs[..self.len]
    }

    /// The residues of as many elements modulo m.
    fn finish<const K: usize>(
        &self,
        modulus: &mut Modulus<'_>,
        elements: [Option<Element>; 2],
        interrupt: &mut dyn Interrupt,
    ) -> Result<[Integer; K], Error> {
        let mut elements = elements.into_iter().flatten();
        all(from_fn(|_| {
            let element = elements.next().expect("as many elements");
            self.residue(modulus, element, interrupt)
        }))
    }

    /// The residue of x modulo m: the scale times x, modulo the scaled m, is the scale times that.
    fn residue(
        &self,
        modulus: &mut Modulus<'_>,
        mut x: Element,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Integer, Error> {
        let scale = u128::from(self.factor) << self.shift;
        let scale = [scale as u64, (scale >> 64) as u64];
        modulus.scale(&mut x, &scale[..trimmed(&scale)], interrupt)?;
        if self.factor == 5 {
            modulus.divide_by_five(&mut x, interrupt)?;
        }
        modulus.shifted(x, self.shift, interrupt)
    }
}
