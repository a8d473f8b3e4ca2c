//! Terms modulo an m of more than two limbs.

use super::general::General;
use super::lucas_pair::LucasPair;
use super::modulus::{Divisor, Element, Modulus};
use super::split::{self, TermAt};
use crate::bignum::residue::Residues;
use crate::bignum::{Integer, Need, ProductBase, Signed};
use crate::limbs::shifts::shift_left;
use crate::limbs::{Binary, bits, combine_polled, scale, subtract, trimmed};
use crate::machine::Tier;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt};
use crate::sequences::fibonacci::doubling::Chain;
use crate::sequences::fibonacci::last_product::lucas_terms;
use crate::sequences::fibonacci::{Sequence, check};
use crate::sequences::lucas::{self, short::Kind};
use crate::sequences::modular::Term;

/// The term at n modulo an m of more than two limbs.
pub(super) fn large_term(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let sequence = match sequence {
        Term::U(pq) if is_fibonacci(pq) => Term::Fibonacci,
        Term::V(pq) if is_fibonacci(pq) => Term::Lucas,
        other => other,
    };
    if let Some(term) = exact_term(tier, sequence, n, m, interrupt)? {
        return Ok(term);
    }
    if let Some(term) = split::result(tier, &TermAt { sequence, n }, m, interrupt)? {
        return Ok(term);
    }
    match sequence {
        Term::Fibonacci => continued(tier, Sequence::Fibonacci, n, m, interrupt),
        Term::Lucas => continued(tier, Sequence::Lucas, n, m, interrupt),
        Term::U(pq) => general(tier, Kind::U, pq, n, m, interrupt),
        Term::V(pq) => general(tier, Kind::V, pq, n, m, interrupt),
    }
}

/// The term modulo m, where a bound shows that it is shorter than m itself.
fn exact_term(
    tier: Tier,
    sequence: Term<&Signed>,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Option<Integer>, Error> {
    let n = match *n {
        [] => 0,
        [n] => n,
        _ => return Ok(None),
    };
    let most = bits(m) - 1;
    let is_short = match sequence {
        Term::Fibonacci | Term::Lucas => n <= longest_exact(most as u64),
        Term::U(pq) | Term::V(pq) => {
            let longest = pq.map(|x| x.magnitude.limbs().len()).into_iter().max();
            (n < 2 || longest < Some(m.len())) && lucas::bits(pq, n) < most as f64
        }
    };
    if !is_short {
        return Ok(None);
    }
    let term = match sequence {
        Term::Fibonacci => Sequence::Fibonacci.term(tier, n as i64, interrupt)?,
        Term::Lucas => Sequence::Lucas.term(tier, n as i64, interrupt)?,
        Term::U(pq) => lucas::lucas_term(Kind::U, tier, pq, n, interrupt)?,
        Term::V(pq) => lucas::lucas_term(Kind::V, tier, pq, n, interrupt)?,
    };
    match term.negative {
        true => Ok(Some(negated(&term.magnitude, m)?)),
        false => Ok(Some(term.magnitude)),
    }
}

/// The residue -x modulo m, for an x from 1 to m.
pub(super) fn negated(x: &Integer, m: &[u64]) -> Result<Integer, Error> {
    let mut negated = Integer::with_capacity(m.len())?;
    negated.set(m);
    negated.rewrite(m.len(), |m| subtract(m, x.limbs()));
    Ok(negated)
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

/// The term F(n) or L(n) modulo m, for sequences that are continued to negative n.
fn continued(
    tier: Tier,
    sequence: Sequence,
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let factor = match sequence {
        Sequence::Fibonacci => 5,
        Sequence::Lucas => 1,
    };
    let scaled = Scaled::new(m, factor)?;
    let mut divisor = Divisor::new(tier, scaled.limbs(), interrupt)?;
    let mut modulus = divisor.modulus(interrupt)?;
    // L(k+1) < B^n / 2 <= M.
    let (k, left) = head(n, longest_exact(bits(scaled.limbs()) as u64 - 1) - 1);
    let term = if left == 0 {
        let term = sequence.term(tier, k as i64, interrupt)?.magnitude;
        modulus.element(term.limbs(), interrupt)?
    } else {
        let mut pair = start(&modulus, tier, k, interrupt)?;
        pair.advance(&mut modulus, n, left, interrupt)?;
        pair.into_term(&mut modulus, sequence, n[0] % 2 == 1, interrupt)?
    };
    scaled.finish(&mut modulus, term, interrupt)
}

/// The term modulo m of any p and q, at an n that is not 0.
fn general(
    tier: Tier,
    kind: Kind,
    pq: [&Signed; 2],
    n: &[u64],
    m: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Integer, Error> {
    let scaled = Scaled::new(m, 1)?;
    let mut divisor = Divisor::new(tier, scaled.limbs(), interrupt)?;
    let mut modulus = divisor.modulus(interrupt)?;
    let term = General::new(&mut modulus, pq, n, interrupt)?.term(kind)?;
    scaled.finish(&mut modulus, term, interrupt)
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

    /// The residue of x modulo m: the scale times x, modulo the scaled m, is the scale times that.
    fn finish(
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
