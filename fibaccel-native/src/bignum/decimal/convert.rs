//! Conversion of any number from binary to decimal, by products alone.
//!
//! A number is cut into blocks of equal length, which [`block`] converts. Then, level by level, neighbours
//! are joined: value = low + P high, where P is 2^(64 n) for pieces of n limbs, and everything in the base
//! 10^6. All products of a level share P, which is transformed once; P of the next level is its square.
//! No division: to divide by powers of 10 in binary would take reciprocals, and as many products.

use super::block::{self, Converter};
use super::pairs::Pairs;
use super::text::Text;
use crate::bignum::base::ProductBase;
use crate::bignum::integer::Number;
use crate::bignum::ntt::plan::Plan;
use crate::bignum::signed::Signed;
use crate::bignum::{ntt, residue};
use crate::limbs::{Decimal, trimmed};
use crate::machine::{Row, Tier};
use crate::runtime::fault::Fault;
use crate::runtime::memory::Buffer;
use crate::runtime::{Error, Interrupt, share};

/// The number of limbs from which on results are checked: somewhat fewer than F(10^6) has.
pub const CHECKED_FROM: usize = 690_000 / 64;

/// The most parts of the blocks that threads share, each with a [`Converter`] of its own.
const PARTS: usize = 16;

/// The least blocks of a part: a converter takes as much memory as a few.
const LEAST_BLOCKS: usize = 8;

/// The shape of a number cut into blocks and joined again, level by level.
#[derive(Clone, Copy)]
struct Shape {
    /// The number of limbs in the number.
    limbs: usize,
    /// The number of limbs in a block.
    block: usize,
    /// The number of times that neighbours are joined until one piece is left.
    levels: u32,
}

impl Shape {
    /// The shape of a number of that many limbs in blocks of at most `longest`.
    fn new(limbs: usize, longest: usize) -> Self {
        let blocks = match limbs <= block::MAX_LIMBS {
            true => 1,
            false => limbs.div_ceil(longest).next_power_of_two(),
        };
        Self {
            limbs,
            block: limbs.div_ceil(blocks).max(1),
            levels: blocks.ilog2(),
        }
    }

    /// The number of limbs in a piece.
    fn piece(&self, level: u32) -> usize {
        self.block << level
    }

    /// The number of pieces, of which the last may be shorter.
    fn pieces(&self, level: u32) -> usize {
        self.limbs.div_ceil(self.piece(level))
    }

    /// The number of decimal limbs in a piece or in the power P.
    fn decimal(&self, level: u32) -> usize {
        decimal(self.piece(level))
    }

    /// The number of decimal limbs in all pieces.
    fn all_decimal(&self, level: u32) -> usize {
        let before = self.pieces(level).saturating_sub(1);
        before * self.decimal(level) + decimal(self.limbs - before * self.piece(level))
    }

    /// The number of blocks in a part that a thread converts.
    fn run(&self) -> usize {
        self.pieces(0).div_ceil(PARTS).max(LEAST_BLOCKS)
    }

    /// The number of limbs in each of the blocks, in the last one, and in the power of the first level.
    fn lengths(&self) -> [usize; 3] {
        let before = self.pieces(0).saturating_sub(1) * self.block;
        [self.block, self.limbs - before, self.block + 1]
    }

    /// The plan of the products that join the pieces of a level.
    fn plan(&self, level: u32) -> Result<Plan, Error> {
        Decimal::plan(self.decimal(level)).ok_or(Error::Memory)
    }

    /// The number of rows that are enough for each level.
    fn rows(&self) -> Result<usize, Error> {
        (0..self.levels).try_fold(0, |rows, level| {
            let plan = self.plan(level)?;
            let last = level + 1 == self.levels;
            Ok(rows.max(match last {
                true => plan.product_rows(),
                false => 2 * plan.factor_rows(),
            }))
        })
    }
}

/// A bound of the decimal limbs of a number of that many limbs.
fn decimal(limbs: usize) -> usize {
    block::bound(64 * limbs, 6)
}

/// The most bytes that the conversion of a number of that many bits holds at once, with the result and
/// without the number. None if it is beyond the engine.
pub fn peak_bytes(tier: Tier, bits: u64) -> Option<u64> {
    let limbs = usize::try_from(bits.checked_next_multiple_of(64)?).ok()? / 64;
    let shape = Shape::new(limbs, tier.thresholds().conversion_block);
    let decimal = 2 * shape.all_decimal(0) + 2 * shape.decimal(shape.levels.saturating_sub(1));
    let parts = shape.pieces(0).div_ceil(shape.run());
    let converters = parts * Converter::bytes(tier, &shape.lengths());
    // A transform of r rows needs r / 2 twiddles of 16 bytes.
    let levels = size_of::<u32>() as u64 * decimal as u64 + 72 * shape.rows().ok()? as u64;
    Some(levels + converters as u64)
}

/// Converts x to decimal text, and frees its limbs on the way.
pub fn text(tier: Tier, x: Signed, interrupt: &mut dyn Interrupt) -> Result<Text, Error> {
    let (magnitude, negative) = (x.magnitude, x.negative);
    let number = from_limbs(tier, magnitude.limbs(), interrupt)?;
    let residues = match magnitude.limbs().len() < CHECKED_FROM {
        true => None,
        false => Some(residue::of_limbs(magnitude.limbs(), interrupt)?),
    };
    drop(magnitude);
    Text::new(tier, number, negative, residues, interrupt)
}

/// Converts a number to decimal limbs, which are not checked yet.
pub fn from_limbs(
    tier: Tier,
    limbs: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Number<u32>, Error> {
    from_limbs_in_blocks(tier, tier.thresholds().conversion_block, limbs, interrupt)
}

/// Converts a number to decimal limbs in blocks of at most `longest` limbs, fewer than [`block::MAX_LIMBS`].
pub fn from_limbs_in_blocks(
    tier: Tier,
    longest: usize,
    limbs: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Number<u32>, Error> {
    let limbs = &limbs[..trimmed(limbs)];
    let shape = Shape::new(limbs.len(), longest);
    let mut number = Number::with_capacity(shape.all_decimal(0))?;
    if shape.levels == 0 {
        interrupt.poll()?;
        let mut converter = Converter::reserve(tier, &[limbs.len()])?;
        number.rewrite(shape.all_decimal(0), |out| converter.convert(limbs, out))?;
        return Ok(number);
    }
    let mut levels = Levels::reserve(tier, shape)?;
    convert_blocks(tier, shape, limbs, &mut number, interrupt)?;
    for level in 0..shape.levels {
        levels.join(level, &mut number, interrupt)?;
    }
    Ok(number)
}

/// Converts all blocks of a number to decimal.
fn convert_blocks(
    tier: Tier,
    shape: Shape,
    limbs: &[u64],
    number: &mut Number<u32>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let (run, decimal) = (shape.run(), shape.decimal(0));
    let parts = limbs.chunks(run * shape.block);
    let reserve = |_| Converter::reserve(tier, &shape.lengths());
    let mut converters: Vec<_> = (0..parts.len()).map(reserve).collect::<Result<_, _>>()?;
    number.rewrite(shape.all_decimal(0), |out| {
        let parts = parts
            .zip(out.chunks_mut(run * decimal))
            .zip(&mut converters);
        share(interrupt, parts, |((limbs, out), converter), interrupt| {
            for (limbs, out) in limbs.chunks(shape.block).zip(out.chunks_mut(decimal)) {
                interrupt.poll()?;
                converter.convert(limbs, out)?;
            }
            Ok(())
        })
    })
}

/// The memory that joins pieces, level by level.
struct Levels {
    tier: Tier,
    shape: Shape,
    /// Room for the next level.
    next: Number<u32>,
    /// The power P.
    power: Number<u32>,
    /// Room for the square of P.
    square: Number<u32>,
    rows: Buffer<Row>,
}

impl Levels {
    /// Reserves all memory for a number of that shape.
    fn reserve(tier: Tier, shape: Shape) -> Result<Self, Error> {
        let longest = shape.decimal(shape.levels - 1);
        Ok(Self {
            tier,
            shape,
            next: Number::with_capacity(shape.all_decimal(0))?,
            power: Number::with_capacity(longest)?,
            square: Number::with_capacity(longest)?,
            rows: Buffer::new(shape.rows()?)?,
        })
    }

    /// Joins the pieces of a level in pairs; levels must be joined in order.
    fn join(
        &mut self,
        level: u32,
        number: &mut Number<u32>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        self.raise(level, interrupt)?;
        let pairs = Pairs {
            tier: self.tier,
            plan: &self.shape.plan(level)?,
            from: number.limbs(),
            limbs: self.shape.decimal(level),
            next_limbs: self.shape.decimal(level + 1),
            power: self.power.limbs(),
        };
        let Self { next, rows, .. } = self;
        next.rewrite(self.shape.all_decimal(level + 1), |out| {
            pairs.join(out, rows, interrupt)
        })?;
        std::mem::swap(number, next);
        Ok(())
    }

    /// Raises P to the power of a level, from that of the level below.
    fn raise(&mut self, level: u32, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        let decimal = self.shape.decimal(level);
        if level == 0 {
            let mut power = Buffer::new(self.shape.block + 1)?;
            power.fill(0);
            power[self.shape.block] = 1;
            let mut converter = Converter::reserve(self.tier, &[power.len()])?;
            self.power
                .rewrite(decimal, |out| converter.convert(&power, out))?;
        } else {
            let plan = self.shape.plan(level - 1)?;
            let (tier, power, rows) = (self.tier, self.power.limbs(), &mut self.rows);
            self.square.rewrite(decimal, |out| {
                ntt::square::<Decimal>(tier, &plan, power, out, rows, interrupt)
            })?;
            std::mem::swap(&mut self.power, &mut self.square);
        }
        self.power.expose(Fault::Operand);
        Ok(())
    }
}
