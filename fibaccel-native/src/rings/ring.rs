//! The traits of the integers modulo m, which chains are written over.

use super::word::Word;

/// The integers modulo some m.
pub trait Ring: Copy {
    /// The words that residues are made of.
    type Word: Word;
    /// An integer modulo m, in a form of the ring's own. Equal integers need not look equal.
    type Residue: Copy + 'static;

    /// Reduces any word modulo m.
    fn residue(&self, x: Self::Word) -> Self::Residue;
    /// The residue of 1.
    #[inline(always)]
    fn one(&self) -> Self::Residue {
        self.residue(Self::Word::ONE)
    }

    /// The inverse of 5, if it has one.
    fn fifth(&self) -> Option<Self::Residue>;
    /// Whether two residues are equal.
    fn equal(&self, x: Self::Residue, y: Self::Residue) -> bool;
    /// Adds residues: x + y.
    fn add(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;
    /// Subtracts residues: x - y.
    fn subtract(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;
    /// Multiplies residues: x y.
    fn multiply(&self, x: Self::Residue, y: Self::Residue) -> Self::Residue;

    /// Squares a residue: x^2.
    #[inline(always)]
    fn square(&self, x: Self::Residue) -> Self::Residue {
        self.multiply(x, x)
    }

    /// Multiplies x by y if the flag is set.
    #[inline(always)]
    fn multiply_if(&self, flag: bool, x: Self::Residue, y: Self::Residue) -> Self::Residue {
        Self::choose(flag, self.multiply(x, y), x)
    }

    /// Computes x y - z w.
    #[inline(always)]
    fn multiply_less(
        &self,
        [x, y]: [Self::Residue; 2],
        [z, w]: [Self::Residue; 2],
    ) -> Self::Residue {
        self.subtract(self.multiply(x, y), self.multiply(z, w))
    }

    /// Squares and products that do not wait for each other.
    #[inline(always)]
    fn multiply_each<const S: usize, const P: usize>(
        &self,
        squares: [Self::Residue; S],
        products: [[Self::Residue; 2]; P],
    ) -> ([Self::Residue; S], [Self::Residue; P]) {
        (
            squares.map(|x| self.square(x)),
            products.map(|[x, y]| self.multiply(x, y)),
        )
    }

    /// Squares and products, at most two together, and x y - z w, which do not wait for each other.
    #[inline(always)]
    fn multiply_each_less<const S: usize, const P: usize>(
        &self,
        squares: [Self::Residue; S],
        products: [[Self::Residue; 2]; P],
        [x_y, z_w]: [[Self::Residue; 2]; 2],
    ) -> ([Self::Residue; S], [Self::Residue; P], Self::Residue) {
        let (squares, products) = self.multiply_each(squares, products);
        (squares, products, self.multiply_less(x_y, z_w))
    }

    /// The sum of products x y, of at least one.
    #[inline(always)]
    fn dot<'a>(
        &self,
        mut pairs: impl Iterator<Item = (&'a Self::Residue, &'a Self::Residue)> + Clone,
    ) -> Self::Residue {
        let (x, y) = pairs.next().expect("a product");
        let first = self.multiply(*x, *y);
        pairs.fold(first, |sum, (x, y)| self.add(sum, self.multiply(*x, *y)))
    }

    /// Chooses x if the flag is set, else y, without a jump.
    fn choose(flag: bool, x: Self::Residue, y: Self::Residue) -> Self::Residue;

    /// Doubles a residue: 2 x.
    #[inline(always)]
    fn double(&self, x: Self::Residue) -> Self::Residue {
        self.add(x, x)
    }
}

/// The integers modulo some m of at most a word.
pub trait WordRing: Ring {
    /// The ring of the integers modulo m, which is not 0, and odd if the ring takes no other.
    fn new(m: Self::Word) -> Self;
    /// The modulus m.
    fn modulus(&self) -> Self::Word;
    /// The least natural number that is congruent to a residue x.
    fn value(&self, x: Self::Residue) -> Self::Word;

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
}

/// The inverse of 5 modulo m, if there is one.
pub(super) fn fifth<W: Word>(m: W) -> Option<W> {
    // m = 5 a + b, and t b + 1 is 5 u: so t m + 1 is 5 (t a + u).
    let five = W::from(5);
    let (a, b) = (m.quotient(five), m.remainder(five));
    let (t, u) = match b {
        _ if b == W::ZERO => return None,
        _ if b == W::ONE => (4, 1),
        _ if b == W::from(2) => (2, 1),
        _ if b == W::from(3) => (3, 2),
        _ => (1, 1),
    };
    Some(a.wrapping_mul(W::from(t)).wrapping_add(W::from(u)))
}
