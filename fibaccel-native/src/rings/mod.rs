//! The integers modulo an m of one or two words.
//!
//! An odd m is Montgomery's ([`Montgomery`]). An even one is split into its odd part and a power of two
//! ([`even`]): of dependent products modulo 64-bit m that takes 1.05 times as long, and to divide by a
//! reciprocal, which takes any m (`[moeller2011]`), 1.4 times (Zen 4). Work over either is written once, as
//! a [`Task`] over the trait [`Ring`].

pub mod even;
mod montgomery;
mod power_of_two;
pub mod primality;
mod ring;
mod word;

pub use montgomery::{Montgomery, inverse};
pub use power_of_two::PowerOfTwo;
pub use ring::{Ring, WordRing};
pub use word::Word;

use crate::runtime::{Interrupt, Interrupted};
use even::Even;

/// A computation that is generic over the ring it runs in.
pub trait Task<W: Word> {
    /// What the computation returns.
    type Output;
    /// Runs the computation in a ring.
    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output;
}

/// Runs a task in the ring of the integers modulo m.
///
/// # Panics
///
/// If m is 0.
pub fn over<W: Word, T: Task<W>>(m: W, task: T) -> T::Output {
    assert!(m > W::ZERO, "a modulus of 0");
    match m.trailing_zeros() {
        0 => task.run(Montgomery::new(m)),
        _ => task.run(Even::new(m)),
    }
}

/// Runs a task modulo m, in `u64` if m fits and in `u128` otherwise.
///
/// # Panics
///
/// If m is 0.
pub fn over_shortest<T, O>(m: u128, task: T) -> O
where
    T: Task<u64, Output = O> + Task<u128, Output = O>,
{
    match u64::try_from(m) {
        Ok(m) => over(m, task),
        Err(_) => over(m, task),
    }
}

/// The remainder of a number of any size modulo m, which is not 0.
pub fn remainder<W: Word>(
    x: &[u64],
    m: W,
    interrupt: &mut dyn Interrupt,
) -> Result<W, Interrupted> {
    over(m, Remainder { x, interrupt })
}

struct Remainder<'a> {
    x: &'a [u64],
    interrupt: &'a mut dyn Interrupt,
}

impl<W: Word> Task<W> for Remainder<'_> {
    type Output = Result<W, Interrupted>;

    fn run<R: WordRing<Word = W>>(self, ring: R) -> Self::Output {
        Ok(ring.value(residue(&ring, self.x, self.interrupt)?))
    }
}

/// The residue of a number of any size in a ring.
pub fn residue<R: WordRing>(
    ring: &R,
    x: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<R::Residue, Interrupted> {
    /// The number of limbs between two polls.
    const POLLED: usize = 1 << 16;
    let limbs = R::Word::BITS as usize / 64;
    let word = |limbs| ring.residue(R::Word::from_limbs(limbs).expect("a word"));
    let mut words = x.chunks(limbs).enumerate().rev();
    let Some((_, first)) = words.next() else {
        return Ok(ring.residue(R::Word::ZERO));
    };
    if words.len() == 0 {
        return Ok(word(first));
    }
    let base = ring.add(ring.residue(R::Word::MAX), ring.one());
    words.try_fold(word(first), |sum, (i, limbs)| {
        // A look at the clock takes as long as the residue of a short number.
        if i % POLLED == POLLED - 1 {
            interrupt.poll()?;
        }
        Ok(ring.add(ring.multiply(sum, base), word(limbs)))
    })
}
