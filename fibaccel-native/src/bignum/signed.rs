//! Signed numbers and their arithmetic in place: products, and sums of multiples.

use super::base::{Need, ProductBase, Work};
use super::integer::Integer;
use crate::limbs::shifts::shift_right;
use crate::limbs::{Binary, add, add_scaled, negate, subtract, subtract_scaled};
use crate::machine::Tier;
use crate::runtime::{Error, Interrupt};
use std::mem::replace;
use std::ops::Neg;

/// The most limbs of numbers whose memory is used again: to obtain it would take longer than to compute with
/// it.
const REUSED: usize = 1024;

/// The most numbers whose memory waits to be used again.
const SPARE: usize = 32;

/// The most limbs of factors that multiply row by row.
const ROWS: usize = 4;

/// The number of limbs that are added up between two polls.
const POLLED: usize = 1 << 16;

/// An integer of any size, as its absolute value and its sign.
#[derive(Debug, PartialEq, Eq)]
pub struct Signed {
    /// The absolute value.
    pub magnitude: Integer,
    /// Whether the number is below zero.
    pub negative: bool,
}

impl Signed {
    /// The signed number x.
    pub fn new(x: i128) -> Result<Self, Error> {
        let size = x.unsigned_abs();
        let mut magnitude = Integer::with_capacity(2)?;
        magnitude.set(&[size as u64, (size >> 64) as u64]);
        Ok(Self {
            magnitude,
            negative: x < 0,
        })
    }

    /// The number as an `i128`, if it fits.
    pub fn to_i128(&self) -> Option<i128> {
        let size = match *self.magnitude.limbs() {
            [] => 0,
            [low] => u128::from(low),
            [low, high] => u128::from(low) | (u128::from(high) << 64),
            _ => return None,
        };
        let size = i128::try_from(size).ok()?;
        Some(if self.negative { -size } else { size })
    }

    /// Divides the number by 2.
    pub fn halve(&mut self) {
        let len = self.magnitude.limbs().len();
        self.magnitude.rewrite(len, |x| shift_right(x, 1));
        self.negative &= !self.magnitude.limbs().is_empty();
    }
}

/// The multiplier of a number in a sum of multiples.
#[derive(Clone, Copy)]
pub struct Multiplier<'a> {
    limbs: &'a [u64],
    negative: bool,
}

impl<'a> Multiplier<'a> {
    /// A word, which is not 0, as a multiplier.
    pub const fn word(word: &'a u64) -> Self {
        Self {
            limbs: std::slice::from_ref(word),
            negative: false,
        }
    }
}

impl<'a> From<&'a Signed> for Multiplier<'a> {
    fn from(x: &'a Signed) -> Self {
        Self {
            limbs: x.magnitude.limbs(),
            negative: x.negative,
        }
    }
}

impl Neg for Multiplier<'_> {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            negative: !self.negative,
            ..self
        }
    }
}

/// Arithmetic on signed numbers: a tier, its working space, and memory that is used again.
pub struct Arithmetic<'a> {
    work: Work<Binary>,
    reserved: Need,
    interrupt: &'a mut dyn Interrupt,
    /// The limbs of each number whose memory is used again.
    common: usize,
    spare: Vec<Integer>,
}

impl<'a> Arithmetic<'a> {
    /// The arithmetic of a tier, for numbers of up to `len` limbs or a few more.
    pub fn new(tier: Tier, len: usize, interrupt: &'a mut dyn Interrupt) -> Result<Self, Error> {
        let half = len.div_ceil(2);
        let reserved = Binary::product_need(tier, half, half);
        Ok(Self {
            work: Work::reserve(tier, reserved)?,
            reserved,
            interrupt,
            common: len.min(REUSED),
            spare: Vec::new(),
        })
    }

    /// The tier that computes.
    pub fn tier(&self) -> Tier {
        self.work.tier
    }

    /// The interrupt that is polled between pieces of work.
    pub fn interrupt(&mut self) -> &mut dyn Interrupt {
        self.interrupt
    }

    fn reserve(&mut self, x: usize, y: usize) -> Result<(), Error> {
        let tier = self.work.tier;
        let need = Binary::product_need(tier, x, y).either(self.reserved);
        if need != self.reserved {
            // What there is goes first.
            self.work = Work::reserve(tier, Need::default())?;
            self.work = Work::reserve(tier, need)?;
            self.reserved = need;
        }
        Ok(())
    }

    /// Obtains a number with room for that many limbs.
    fn room(&mut self, len: usize) -> Result<Integer, Error> {
        if len > self.common {
            return Integer::with_capacity(len);
        }
        match self.spare.pop() {
            Some(room) => Ok(room),
            None => Integer::with_capacity(self.common),
        }
    }

    /// Takes the memory of a number that is no longer needed.
    pub fn discard(&mut self, x: Signed) {
        if x.magnitude.capacity() == self.common && self.spare.len() < SPARE {
            self.spare.push(x.magnitude);
        }
    }

    fn put(&mut self, x: &mut Signed, magnitude: Integer, negative: bool) {
        let negative = negative && !magnitude.limbs().is_empty();
        let old = replace(
            x,
            Signed {
                magnitude,
                negative,
            },
        );
        self.discard(old);
    }

    /// A signed number x in memory that may be used again.
    pub fn number(&mut self, x: i128) -> Result<Signed, Error> {
        let size = x.unsigned_abs();
        let mut magnitude = self.room(2)?;
        magnitude.set(&[size as u64, (size >> 64) as u64]);
        Ok(Signed {
            magnitude,
            negative: x < 0,
        })
    }

    /// Squares `x` in place.
    pub fn square(&mut self, x: &mut Signed) -> Result<(), Error> {
        let limbs = x.magnitude.limbs();
        let len = 2 * limbs.len();
        self.reserve(limbs.len(), limbs.len())?;
        let mut square = self.room(len + 1)?;
        square.rewrite(len, |out| {
            Binary::square(&mut self.work, out, limbs, self.interrupt)
        })?;
        self.put(x, square, false);
        Ok(())
    }

    /// Multiplies `x` by y in place.
    pub fn multiply(&mut self, x: &mut Signed, y: &Signed) -> Result<(), Error> {
        let product = self.product(x.magnitude.limbs(), y.magnitude.limbs())?;
        let negative = x.negative != y.negative;
        self.put(x, product, negative);
        Ok(())
    }

    /// The product x y of limbs, with room for a limb more.
    fn product(&mut self, x: &[u64], y: &[u64]) -> Result<Integer, Error> {
        let len = x.len() + y.len();
        self.reserve(x.len(), y.len())?;
        let mut product = self.room(len + 1)?;
        product.rewrite(len, |out| {
            Binary::multiply(&mut self.work, out, [x, y], self.interrupt)
        })?;
        Ok(product)
    }

    /// The sum of multiples of numbers.
    pub fn sum<const N: usize>(
        &mut self,
        terms: [(Multiplier<'_>, &Signed); N],
    ) -> Result<Signed, Error> {
        let mut sum = self.number(0)?;
        for (factor, x) in terms {
            self.add(&mut sum, factor, x)?;
        }
        Ok(sum)
    }

    /// Adds a multiple of y to `x` in place: x + c y.
    pub fn add(&mut self, x: &mut Signed, c: Multiplier<'_>, y: &Signed) -> Result<(), Error> {
        if c.limbs.len() > ROWS {
            let product = Signed {
                magnitude: self.product(c.limbs, y.magnitude.limbs())?,
                negative: c.negative != y.negative,
            };
            self.add(x, Multiplier::word(&1), &product)?;
            self.discard(product);
            return Ok(());
        }
        let (old, y_limbs) = (x.magnitude.limbs().len(), y.magnitude.limbs());
        // With a limb above both, the uppermost bit says whether the difference is below zero.
        let len = old.max(c.limbs.len() + y_limbs.len()) + 1;
        if x.magnitude.capacity() < len {
            let mut room = self.room(len)?;
            room.set(x.magnitude.limbs());
            let negative = x.negative;
            self.put(x, room, negative);
        }
        let subtracts = x.negative != (c.negative != y.negative);
        let below = x.magnitude.rewrite(len, |sum| {
            sum[old..].fill(0);
            for (i, &word) in c.limbs.iter().enumerate() {
                self.add_row(&mut sum[i..], y_limbs, word, subtracts)?;
            }
            let below = sum[len - 1] >> 63 == 1;
            if below {
                negate(sum);
            }
            Ok::<_, Error>(below)
        })?;
        x.negative = x.negative != below && !x.magnitude.limbs().is_empty();
        Ok(())
    }

    /// Adds x w to `sum`, or subtracts it, modulo the power of 2 that its limbs are a number below.
    fn add_row(
        &mut self,
        sum: &mut [u64],
        x: &[u64],
        w: u64,
        subtracts: bool,
    ) -> Result<(), Error> {
        for (i, x) in x.chunks(POLLED).enumerate() {
            self.interrupt.poll()?;
            let (low, high) = sum[i * POLLED..].split_at_mut(x.len());
            if subtracts {
                let borrow = subtract_scaled(low, x, w);
                subtract(high, &[borrow]);
            } else {
                let carry = add_scaled(low, x, w);
                add(high, &[carry]);
            }
        }
        Ok(())
    }
}
