//! Arithmetic on numbers with signs: products by the engine, sums of multiples in one pass.

use crate::base::{Base, Need, Work};
use crate::binary::Binary;
use crate::error::Error;
use crate::fibonacci::Signed;
use crate::integer::Integer;
use crate::interrupt::Interrupt;
use crate::limbs::negate;
use crate::simd::Tier;

/// Small coefficients are below this: a few products with limbs are below 2^127.
const SMALL: u64 = 1 << 60;

/// Limbs that are added up between two polls.
const POLLED: usize = 1 << 16;

impl Signed {
    /// The number x.
    pub fn new(x: i128) -> Result<Self, Error> {
        let size = x.unsigned_abs();
        let mut magnitude = Integer::with_capacity(2)?;
        magnitude.set(&[size as u64, (size >> 64) as u64]);
        Ok(Self {
            magnitude,
            negative: x < 0,
        })
    }

    /// The number, if it fits.
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
}

/// By what a number is multiplied in a sum.
pub enum Coefficient {
    /// Within 2^60 of zero.
    Small(i64),
    /// Any other.
    Long(Signed),
}

impl From<Signed> for Coefficient {
    fn from(x: Signed) -> Self {
        match x.magnitude.to_u64().filter(|&size| size < SMALL) {
            Some(size) if x.negative => Self::Small(-(size as i64)),
            Some(size) => Self::Small(size as i64),
            None => Self::Long(x),
        }
    }
}

/// Who computes, with what.
pub struct Arithmetic<'a> {
    tier: Tier,
    work: Work<Binary>,
    reserved: Need,
    interrupt: &'a mut dyn Interrupt,
}

impl<'a> Arithmetic<'a> {
    /// That tier's arithmetic. Working space grows with the products.
    pub fn new(tier: Tier, interrupt: &'a mut dyn Interrupt) -> Result<Self, Error> {
        let reserved = Need::default();
        let work = Work::reserve(tier, reserved)?;
        Ok(Self {
            tier,
            work,
            reserved,
            interrupt,
        })
    }

    fn reserve(&mut self, need: Need) -> Result<(), Error> {
        let need = need.either(self.reserved);
        if need != self.reserved {
            // What there is goes first.
            self.work = Work::reserve(self.tier, Need::default())?;
            self.work = Work::reserve(self.tier, need)?;
            self.reserved = need;
        }
        Ok(())
    }

    /// x^2.
    pub fn square(&mut self, x: &Signed) -> Result<Signed, Error> {
        let x = x.magnitude.limbs();
        let len = 2 * x.len();
        self.reserve(Binary::product_need(self.tier, x.len(), x.len()))?;
        let mut magnitude = Integer::with_capacity(len)?;
        magnitude.rewrite(len, |out| {
            Binary::square(&mut self.work, out, x, self.interrupt)
        })?;
        Ok(Signed {
            magnitude,
            negative: false,
        })
    }

    /// x y.
    pub fn product(&mut self, x: &Signed, y: &Signed) -> Result<Signed, Error> {
        let factors = [x, y].map(|factor| factor.magnitude.limbs());
        let [a, b] = factors.map(<[u64]>::len);
        self.reserve(Binary::product_need(self.tier, a, b))?;
        let mut magnitude = Integer::with_capacity(a + b)?;
        magnitude.rewrite(a + b, |out| {
            Binary::multiply(&mut self.work, out, factors, self.interrupt)
        })?;
        Ok(Signed {
            magnitude,
            negative: x.negative != y.negative && a > 0 && b > 0,
        })
    }

    /// x^k.
    pub fn power(&mut self, x: &Signed, k: u64) -> Result<Signed, Error> {
        let mut left = u64::BITS - k.leading_zeros();
        let is_odd = |left: u32| (k >> left) % 2 == 1;
        let mut short = 1i128;
        if let Some(x) = x.to_i128() {
            let step = |power: i128, odd| {
                let square = power.checked_mul(power)?;
                if odd {
                    square.checked_mul(x)
                } else {
                    Some(square)
                }
            };
            while left > 0
                && let Some(power) = step(short, is_odd(left - 1))
            {
                (short, left) = (power, left - 1);
            }
        }
        let mut power = Signed::new(short)?;
        for left in (0..left).rev() {
            power = self.square(&power)?;
            if is_odd(left) {
                power = self.product(&power, x)?;
            }
        }
        Ok(power)
    }

    /// The sum of these multiples, and `more`.
    pub fn sum<const N: usize>(
        &mut self,
        terms: [(&Coefficient, &Signed); N],
        more: i64,
    ) -> Result<Signed, Error> {
        const { assert!(N <= 4) };
        let mut products = [const { None }; N];
        for (product, (coefficient, x)) in products.iter_mut().zip(terms) {
            if let Coefficient::Long(coefficient) = coefficient {
                *product = Some(self.product(coefficient, x)?);
            }
        }
        let terms = std::array::from_fn(|i| match (&products[i], terms[i]) {
            (None, (Coefficient::Small(coefficient), x)) => multiple(*coefficient, x),
            (None, (Coefficient::Long(_), _)) => unreachable!("there is a product"),
            (Some(product), _) => multiple(1, product),
        });
        self.sum_of_multiples::<N>(terms, more)
    }

    fn sum_of_multiples<const N: usize>(
        &mut self,
        terms: [(i128, &[u64]); N],
        more: i64,
    ) -> Result<Signed, Error> {
        let longest = terms.iter().map(|(_, limbs)| limbs.len()).max();
        // Above the longest number the sum is within 2^62 of zero.
        let len = longest.unwrap_or(0) + 1;
        let mut magnitude = Integer::with_capacity(len)?;
        let negative = magnitude.rewrite(len, |out| {
            let mut carry = i128::from(more);
            for (i, part) in out.chunks_mut(POLLED).enumerate() {
                self.interrupt.poll()?;
                let terms = terms.map(|(c, x)| (c, &x[x.len().min(i * POLLED)..]));
                carry = add_multiples(part, terms, carry);
            }
            if carry < 0 {
                negate(out);
            }
            Ok::<_, Error>(carry < 0)
        })?;
        Ok(Signed {
            magnitude,
            negative,
        })
    }
}

fn multiple(coefficient: i64, x: &Signed) -> (i128, &[u64]) {
    let sign = if x.negative { -1 } else { 1 };
    (i128::from(sign * coefficient), x.magnitude.limbs())
}

/// `out` = the sum of these multiples of numbers, of their lowest limbs, and `carry`, which is within 2^63
/// of zero. Returns what is carried out, within the same bounds, and rounded down.
fn add_multiples<const N: usize>(
    out: &mut [u64],
    terms: [(i128, &[u64]); N],
    mut carry: i128,
) -> i128 {
    let shortest = terms.iter().map(|(_, x)| x.len()).min();
    let (low, high) = out.split_at_mut(shortest.unwrap_or(0).min(out.len()));
    let aligned = terms.map(|(c, x)| (c, &x[..low.len()]));
    for (i, out) in low.iter_mut().enumerate() {
        for (c, x) in aligned {
            carry += c * i128::from(x[i]);
        }
        *out = carry as u64;
        carry >>= 64;
    }
    for (i, out) in (low.len()..).zip(high) {
        for (c, x) in terms {
            carry += c * x.get(i).map_or(0, |&limb| i128::from(limb));
        }
        *out = carry as u64;
        carry >>= 64;
    }
    carry
}
