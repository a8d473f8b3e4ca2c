//! The coefficients p and q of a Lucas sequence modulo a large M.

use super::constant::SHORT;
use super::modulus::{Element, Modulus};
use crate::bignum::Signed;
use crate::runtime::{Error, Interrupt};

/// A coefficient p or q modulo M.
pub enum Coefficient<'a> {
    /// A number of at most [`SHORT`] limbs: products with it take linear time.
    Short(&'a Signed),
    /// The residue of a longer one.
    Long(Element),
}

impl<'a> Coefficient<'a> {
    /// The coefficient x.
    pub fn new(
        modulus: &mut Modulus<'_>,
        x: &'a Signed,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Self, Error> {
        let limbs = x.magnitude.limbs();
        // What is longer than M is reduced: a product has room for twice as many limbs.
        if limbs.len() <= SHORT.min(modulus.limbs().len()) {
            return Ok(Self::Short(x));
        }
        let mut residue = modulus.element(&[], interrupt)?;
        for limbs in limbs.chunks(modulus.limbs().len()).rev() {
            modulus.append(&mut residue, limbs, interrupt)?;
        }
        if x.negative {
            modulus.negate(&mut residue);
        }
        Ok(Self::Long(residue))
    }

    /// The coefficient itself as an element.
    pub fn element(
        &self,
        modulus: &mut Modulus<'_>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<Element, Error> {
        let mut element = modulus.element(&[1], interrupt)?;
        match self {
            Self::Short(_) => self.multiply(modulus, &mut element, interrupt)?,
            Self::Long(factor) => modulus.copy(&mut element, factor),
        }
        Ok(element)
    }

    /// Multiplies x by the coefficient: x = p x or x = q x.
    pub fn multiply(
        &self,
        modulus: &mut Modulus<'_>,
        x: &mut Element,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        match self {
            Self::Short(factor) => {
                modulus.scale(x, factor.magnitude.limbs(), interrupt)?;
                if factor.negative {
                    modulus.negate(x);
                }
                Ok(())
            }
            Self::Long(factor) => modulus.multiply(x, factor, interrupt),
        }
    }

    /// Multiplies x by y and subtracts a product with the coefficient: x = x y - p z, or x y - q z.
    pub fn multiply_less(
        &self,
        modulus: &mut Modulus<'_>,
        x: &mut Element,
        [y, z]: [&Element; 2],
        spare: &mut Element,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        if let Self::Long(factor) = self {
            return modulus.multiply_less(x, y, [factor, z], interrupt);
        }
        modulus.multiply(x, y, interrupt)?;
        modulus.copy(spare, z);
        self.multiply(modulus, spare, interrupt)?;
        modulus.subtract(x, spare);
        Ok(())
    }
}
