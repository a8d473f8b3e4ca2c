//! The integers modulo m, as the chains see them.

use super::even::Even;
use super::montgomery::Montgomery;
use super::word::Word;

/// The integers modulo some m of at most a word.
pub trait Ring: Copy {
    /// What m fits.
    type Word: Word;
    /// An integer modulo m, in a form of the ring's own. Equal integers need not look equal.
    type Residue: Copy;

    /// m.
    fn modulus(&self) -> Self::Word;
    /// Any word modulo m.
    fn residue(&self, x: Self::Word) -> Self::Residue;
    /// The least natural number that is congruent to x.
    fn value(&self, x: Self::Residue) -> Self::Word;
    /// x + y.
    fn add(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;
    /// x - y.
    fn subtract(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;
    /// x y.
    fn multiply(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;

    /// x y + z w of (x, z) and (y, w).
    #[inline(always)]
    fn dot(&self, [x, z]: [Self::Residue; 2], [y, w]: [Self::Residue; 2]) -> Self::Residue {
        self.add(self.multiply(x, y), self.multiply(z, w))
    }

    /// x if the flag is set, else y, without a jump.
    fn choose(flag: bool, x: Self::Residue, y: Self::Residue) -> Self::Residue;

    /// x to that power.
    fn power(&self, x: Self::Residue, exponent: Self::Word) -> Self::Residue {
        let bits = Self::Word::BITS - exponent.leading_zeros();
        let one = self.residue(Self::Word::ONE);
        (0..bits).rev().fold(one, |power, bit| {
            let square = self.multiply(power, power);
            match exponent.shifted(bit) & Self::Word::ONE == Self::Word::ZERO {
                true => square,
                false => self.multiply(square, x),
            }
        })
    }

    /// 2 x.
    #[inline(always)]
    fn double(&self, x: Self::Residue) -> Self::Residue {
        self.add(x, x)
    }
}

/// What is done in a ring: a closure that is generic over it.
pub trait Task<W: Word> {
    /// What comes of it.
    type Output;
    /// Does it.
    fn run<R: Ring<Word = W>>(self, ring: R) -> Self::Output;
}

/// Does the task in the ring of the integers modulo m.
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
