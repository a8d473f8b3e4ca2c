//! The trait of the integers modulo m, which chains are written over.

use super::word::Word;

/// The integers modulo some m of at most a word.
pub trait Ring: Copy {
    /// The words that m fits.
    type Word: Word;
    /// An integer modulo m, in a form of the ring's own. Equal integers need not look equal.
    type Residue: Copy;

    /// The ring of the integers modulo m, which is not 0, and odd if the ring takes no other.
    fn new(m: Self::Word) -> Self;
    /// The modulus m.
    fn modulus(&self) -> Self::Word;
    /// Reduces any word modulo m.
    fn residue(&self, x: Self::Word) -> Self::Residue;
    /// The least natural number that is congruent to a residue x.
    fn value(&self, x: Self::Residue) -> Self::Word;
    /// Adds residues: x + y.
    fn add(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;
    /// Subtracts residues: x - y.
    fn subtract(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;
    /// Multiplies residues: x y.
    fn multiply(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;

    /// Computes x y + z w, the dot product of (x, z) and (y, w).
    #[inline(always)]
    fn dot(&self, [x, z]: [Self::Residue; 2], [y, w]: [Self::Residue; 2]) -> Self::Residue {
        self.add(self.multiply(x, y), self.multiply(z, w))
    }

    /// Chooses x if the flag is set, else y, without a jump.
    fn choose(flag: bool, x: Self::Residue, y: Self::Residue) -> Self::Residue;

    /// Raises x to a power.
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

    /// Doubles a residue: 2 x.
    #[inline(always)]
    fn double(&self, x: Self::Residue) -> Self::Residue {
        self.add(x, x)
    }
}
