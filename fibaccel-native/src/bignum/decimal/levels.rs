//! Conversion of numbers from one base to another, by products alone.
//!
//! A number is cut into blocks of equal length, which are converted one by one. Then, level by level, neighbours
//! are joined: value = low + P high, where P is B^n for pieces of n words in the base B, and everything in the new
//! base. All products of a level share P, which is transformed once; P of the next level is its square. No division:
//! to divide by powers of the new base would take reciprocals, and as many products.

use super::pairs::Pairs;
use crate::bignum::base::{Need, ProductBase, Work};
use crate::bignum::integer::Number;
use crate::limbs::LimbBase;
use crate::machine::Tier;
use crate::runtime::fault::Fault;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt, share};
use std::marker::PhantomData;

/// The most parts of the blocks that threads share, each with a working space of its own.
const PARTS: usize = 16;

/// The least blocks of a part: a working space takes as much memory as a few.
const LEAST_BLOCKS: usize = 8;

/// A conversion from a base whose digits are words, the least significant first.
pub trait Conversion {
    /// The base that numbers are converted to.
    type To: ProductBase;

    /// What a thread needs to convert blocks.
    type Space: Send;

    /// The most words of a number that is one block, however long blocks are of longer ones.
    const WHOLE: usize;

    /// A bound of the limbs of a number of that many words, and of the least number of one more.
    fn bound(words: usize) -> usize;

    /// Reserves what converts blocks of these lengths.
    fn reserve(tier: Tier, lengths: &[usize]) -> Result<Self::Space, Error>;

    /// The bytes that [`Self::reserve`] takes.
    fn space_bytes(tier: Tier, lengths: &[usize]) -> usize;

    /// Converts a number of a block to as many limbs as `out` has: those beyond are zero.
    fn convert(space: &mut Self::Space, words: &[u64], out: &mut [Limb<Self>])
    -> Result<(), Error>;
}

/// A limb of the base that numbers are converted to.
pub type Limb<C> = <<C as Conversion>::To as LimbBase>::Limb;

/// The shape of a number cut into blocks and joined again, level by level.
pub struct Shape<C> {
    /// The number of words in the number.
    words: usize,
    /// The number of words in a block.
    block: usize,
    /// The number of times that neighbours are joined until one piece is left.
    levels: u32,
    conversion: PhantomData<C>,
}

impl<C: Conversion> Shape<C> {
    /// The shape of a number of that many words, in blocks of at most `longest` if it is not one itself.
    pub fn new(words: usize, longest: usize) -> Self {
        let blocks = match words <= C::WHOLE {
            true => 1,
            false => words.div_ceil(longest).next_power_of_two(),
        };
        Self {
            words,
            block: words.div_ceil(blocks).max(1),
            levels: blocks.ilog2(),
            conversion: PhantomData,
        }
    }

    /// The number of words in a piece.
    fn piece(&self, level: u32) -> usize {
        self.block << level
    }

    /// The number of pieces, of which the last may be shorter.
    fn pieces(&self, level: u32) -> usize {
        self.words.div_ceil(self.piece(level))
    }

    /// The number of limbs in a piece or in the power P.
    fn limbs(&self, level: u32) -> usize {
        C::bound(self.piece(level))
    }

    /// The number of limbs in the last piece.
    fn last_limbs(&self, level: u32) -> usize {
        C::bound(self.words - self.pieces(level).saturating_sub(1) * self.piece(level))
    }

    /// The number of limbs in all pieces.
    fn all_limbs(&self, level: u32) -> usize {
        self.pieces(level).saturating_sub(1) * self.limbs(level) + self.last_limbs(level)
    }

    /// The number of blocks in a part that a thread converts.
    fn run(&self) -> usize {
        self.pieces(0).div_ceil(PARTS).max(LEAST_BLOCKS)
    }

    /// The number of words in each of the blocks, in the last one, and in the power of the first level.
    fn lengths(&self) -> [usize; 3] {
        let before = self.pieces(0).saturating_sub(1) * self.block;
        [self.block, self.words - before, self.block + 1]
    }

    /// The number of limbs in the longest power P.
    pub fn longest(&self) -> usize {
        self.limbs(self.levels.saturating_sub(1))
    }

    /// The working space of all levels, and the number of limbs in the longest product without a transform.
    fn need(&self, tier: Tier) -> (Need, usize) {
        let (mut need, mut product) = (Need::default(), 0);
        for level in 0..self.levels {
            let limbs = self.limbs(level);
            match C::To::transform(tier, limbs) {
                Some(plan) => {
                    let last = level + 1 == self.levels;
                    need.rows = need.rows.max(match last {
                        true => plan.product_rows(),
                        false => 2 * plan.factor_rows(),
                    });
                }
                None => {
                    product = product.max(2 * limbs);
                    // The bound of a number without zeros at the top is at most a limb too large.
                    let last = self.last_limbs(level);
                    for factor in [limbs, last, last.saturating_sub(1)] {
                        need = need.either(C::To::product_need(tier, factor, limbs));
                    }
                }
            }
            if level + 1 < self.levels {
                need = need.either(C::To::product_need(tier, limbs, limbs));
            }
        }
        (need, product)
    }

    /// The most bytes that the conversion holds at once, with the result and without the number.
    pub fn peak_bytes(&self, tier: Tier) -> u64 {
        let (need, product) = self.need(tier);
        let limbs = 2 * self.all_limbs(0) + 2 * self.longest() + 2 + product + need.limbs;
        let parts = self.pieces(0).div_ceil(self.run());
        let spaces = parts * C::space_bytes(tier, &self.lengths());
        // A transform of r rows needs r / 2 twiddles of 16 bytes. A 32-bit processor may not have as many bytes.
        size_of::<Limb<C>>() as u64 * limbs as u64 + spaces as u64 + 72 * need.rows as u64
    }
}

/// Converts a number without zeros at the top, in blocks of at most `longest` words, fewer than [`Conversion::WHOLE`].
pub fn convert<C: Conversion>(
    tier: Tier,
    longest: usize,
    words: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Number<Limb<C>>, Error> {
    let shape = Shape::<C>::new(words.len(), longest);
    let mut number = Number::with_capacity(shape.all_limbs(0))?;
    if shape.levels == 0 {
        interrupt.poll()?;
        let mut space = C::reserve(tier, &[words.len()])?;
        number.rewrite(shape.all_limbs(0), |out| C::convert(&mut space, words, out))?;
        return Ok(number);
    }
    let mut levels = Levels::reserve(tier, &shape)?;
    convert_blocks(tier, &shape, words, &mut number, interrupt)?;
    for level in 0..shape.levels {
        levels.join(level, &mut number, interrupt)?;
    }
    Ok(number)
}

/// Converts all blocks of a number.
fn convert_blocks<C: Conversion>(
    tier: Tier,
    shape: &Shape<C>,
    words: &[u64],
    number: &mut Number<Limb<C>>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let (run, block, limbs) = (shape.run(), shape.block, shape.limbs(0));
    let parts = words.chunks(run * block);
    let reserve = |_| C::reserve(tier, &shape.lengths());
    let mut spaces: Vec<_> = (0..parts.len()).map(reserve).collect::<Result<_, _>>()?;
    number.rewrite(shape.all_limbs(0), |out| {
        let parts = parts.zip(out.chunks_mut(run * limbs)).zip(&mut spaces);
        share(interrupt, parts, |((words, out), space), interrupt| {
            for (words, out) in words.chunks(block).zip(out.chunks_mut(limbs)) {
                interrupt.poll()?;
                C::convert(space, words, out)?;
            }
            Ok(())
        })
    })
}

/// The memory that joins pieces, level by level.
struct Levels<'a, C: Conversion> {
    shape: &'a Shape<C>,
    /// Room for the next level.
    next: Number<Limb<C>>,
    /// The power P.
    power: Number<Limb<C>>,
    /// Room for the square of P.
    square: Number<Limb<C>>,
    /// Room for a product without a transform.
    product: Buffer<Limb<C>>,
    work: Work<C::To>,
}

impl<'a, C: Conversion> Levels<'a, C> {
    /// Reserves all memory for a number of that shape.
    fn reserve(tier: Tier, shape: &'a Shape<C>) -> Result<Self, Error> {
        let (need, product) = shape.need(tier);
        // A square is twice as long as its root, which may be a limb too long.
        let longest = shape.longest() + 1;
        Ok(Self {
            shape,
            next: Number::with_capacity(shape.all_limbs(0))?,
            power: Number::with_capacity(longest)?,
            square: Number::with_capacity(longest)?,
            product: Buffer::new(product)?,
            work: Work::reserve(tier, need)?,
        })
    }

    /// Joins the pieces of a level in pairs; levels must be joined in order.
    fn join(
        &mut self,
        level: u32,
        number: &mut Number<Limb<C>>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        self.raise(level, interrupt)?;
        let (work, product) = (&mut self.work, &mut self.product);
        let limbs = self.shape.limbs(level);
        let pairs = Pairs::<C::To> {
            tier: work.tier,
            plan: C::To::transform(work.tier, limbs),
            from: number.limbs(),
            limbs,
            next_limbs: self.shape.limbs(level + 1),
            power: self.power.limbs(),
        };
        self.next.rewrite(self.shape.all_limbs(level + 1), |out| {
            pairs.join(out, work, product, interrupt)
        })?;
        std::mem::swap(number, &mut self.next);
        Ok(())
    }

    /// Raises P to the power of a level, from that of the level below.
    fn raise(&mut self, level: u32, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        if level == 0 {
            let mut power = Buffer::new(self.shape.block + 1)?;
            power.fill(0);
            power[self.shape.block] = 1;
            let mut space = C::reserve(self.work.tier, &[power.len()])?;
            self.power.rewrite(self.shape.limbs(0), |out| {
                C::convert(&mut space, &power, out)
            })?;
        } else {
            let (work, power) = (&mut self.work, self.power.limbs());
            self.square.rewrite(2 * power.len(), |out| {
                C::To::square(work, out, power, interrupt)
            })?;
            std::mem::swap(&mut self.power, &mut self.square);
        }
        self.power.expose(Fault::Operand);
        Ok(())
    }
}
