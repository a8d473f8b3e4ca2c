//! From binary to decimal: the digits of any number, by products alone.
//!
//! A number is cut into blocks of equal length, which [`block`] converts. Then, level by level, neighbours
//! are joined: value = low + P high, where P is 2^(64 n) for pieces of n limbs, and everything in the base
//! 10^6. All products of a level share P, which is transformed once; P of the next level is its square.
//! No division: to divide by powers of 10 in binary would take reciprocals, and as many products.

use super::Decimal;
use super::block;
use super::text::Text;
use crate::arch::memory::Buffer;
use crate::base::Base;
use crate::error::Error;
use crate::fault::Fault;
use crate::fibonacci::Signed;
use crate::integer::Number;
use crate::interrupt::{Interrupt, Interrupted};
use crate::limbs::decimal::add;
use crate::limbs::trimmed;
use crate::ntt;
use crate::ntt::plan::Plan;
use crate::ntt::ready::Ready;
use crate::residue;
use crate::share::{Alone, share};
use crate::simd::{Row, Tier};
use std::sync::{Mutex, PoisonError};

/// From this many limbs on results are checked: somewhat fewer than F(10^6) has.
pub const CHECKED_FROM: usize = 690_000 / 64;

/// The most parts of a level that threads share.
const PARTS: usize = 16;

/// From this many pairs on threads share these, each with rows of its own; fewer products are shared
/// themselves.
const SHARED_PAIRS: usize = 8;

/// Blocks that are converted between two polls.
const RUN: usize = 16;

/// Decimal limbs that are added between two polls.
const ADDED: usize = 1 << 20;

/// The limbs of the longest block: two of half the length and a join take as long. Measured on Zen 4 with
/// numbers of 33,219, 332,193 and 9,984,000 bits, which blocks of 65 to 130, 81 to 162 and 76 to 152 make.
fn longest_block(tier: Tier) -> usize {
    match tier {
        Tier::Portable(_) => block::MAX_LIMBS - 1,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx2(_) => 144,
        #[cfg(target_arch = "x86_64")]
        Tier::Avx512(_) => 112,
    }
}

/// How a number is cut.
#[derive(Clone, Copy)]
struct Shape {
    /// Limbs of the number.
    limbs: usize,
    /// Limbs of a block.
    block: usize,
    /// How often neighbours are joined until one piece is left.
    levels: u32,
}

impl Shape {
    fn new(tier: Tier, limbs: usize) -> Self {
        let blocks = limbs.div_ceil(longest_block(tier)).next_power_of_two();
        Self {
            limbs,
            block: limbs.div_ceil(blocks).max(1),
            levels: blocks.ilog2(),
        }
    }

    /// Limbs of a piece.
    fn piece(&self, level: u32) -> usize {
        self.block << level
    }

    /// Pieces, of which the last may be shorter.
    fn pieces(&self, level: u32) -> usize {
        self.limbs.div_ceil(self.piece(level))
    }

    /// Decimal limbs of a piece, and of P.
    fn decimal(&self, level: u32) -> usize {
        decimal(self.piece(level))
    }

    /// Decimal limbs of all pieces.
    fn all_decimal(&self, level: u32) -> usize {
        let before = self.pieces(level).saturating_sub(1);
        before * self.decimal(level) + decimal(self.limbs - before * self.piece(level))
    }

    /// The plan of the products that make the level above.
    fn plan(&self, level: u32) -> Result<Plan, Error> {
        Decimal::plan(self.decimal(level)).ok_or(Error::Memory)
    }

    /// Rows that are enough for each level.
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

/// At least the decimal limbs of a number of that many limbs.
fn decimal(limbs: usize) -> usize {
    block::bound(64 * limbs, 6)
}

/// The most bytes that the conversion of a number of that many bits holds at once, with the result and
/// without the number. None if it is beyond the engine.
pub fn peak_bytes(tier: Tier, bits: u64) -> Option<u64> {
    let limbs = usize::try_from(bits.div_ceil(64)).ok()?;
    let shape = Shape::new(tier, limbs);
    let decimal = 2 * shape.all_decimal(0) + 2 * shape.decimal(shape.levels.saturating_sub(1));
    // A transform of r rows needs r / 2 twiddles of 16 bytes.
    Some((size_of::<u32>() * decimal + 72 * shape.rows().ok()?) as u64)
}

/// The digits of x, whose limbs are freed on the way.
pub fn text(tier: Tier, x: Signed, interrupt: &mut dyn Interrupt) -> Result<Text, Error> {
    let Signed {
        magnitude,
        negative,
    } = x;
    let number = from_limbs(tier, magnitude.limbs(), interrupt)?;
    let residues = match magnitude.limbs().len() < CHECKED_FROM {
        true => None,
        false => Some(residue::of_limbs(magnitude.limbs(), interrupt)?),
    };
    drop(magnitude);
    Text::new(tier, number, negative, residues, interrupt)
}

/// The number of these limbs in decimal, not checked yet.
pub fn from_limbs(
    tier: Tier,
    limbs: &[u64],
    interrupt: &mut dyn Interrupt,
) -> Result<Number<u32>, Error> {
    let limbs = &limbs[..trimmed(limbs)];
    let shape = Shape::new(tier, limbs.len());
    let mut number = Number::with_capacity(shape.all_decimal(0))?;
    if shape.levels == 0 {
        interrupt.poll()?;
        number.rewrite(shape.all_decimal(0), |out| block::convert(limbs, out));
        return Ok(number);
    }
    let mut levels = Levels::reserve(tier, shape)?;
    convert_blocks(shape, limbs, &mut number, interrupt)?;
    for level in 0..shape.levels {
        levels.join(level, &mut number, interrupt)?;
    }
    Ok(number)
}

/// All blocks in decimal.
fn convert_blocks(
    shape: Shape,
    limbs: &[u64],
    number: &mut Number<u32>,
    interrupt: &mut dyn Interrupt,
) -> Result<(), Interrupted> {
    let decimal = shape.decimal(0);
    number.rewrite(shape.all_decimal(0), |out| {
        let runs = limbs.chunks(RUN * shape.block);
        let runs = runs.zip(out.chunks_mut(RUN * decimal));
        share(interrupt, runs, |(limbs, out), interrupt| {
            interrupt.poll()?;
            for (limbs, out) in limbs.chunks(shape.block).zip(out.chunks_mut(decimal)) {
                block::convert(limbs, out);
            }
            Ok(())
        })
    })
}

/// What joins pieces, level by level.
struct Levels {
    tier: Tier,
    shape: Shape,
    /// Room for the next level.
    next: Number<u32>,
    /// P.
    power: Number<u32>,
    /// Room for its square.
    square: Number<u32>,
    rows: Buffer<Row>,
}

impl Levels {
    /// All memory for a number of that shape.
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

    /// Joins the pieces of a level in pairs, once it has been called for those below.
    fn join(
        &mut self,
        level: u32,
        number: &mut Number<u32>,
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        self.raise(level, interrupt)?;
        let pairs = Pairs {
            tier: self.tier,
            plan: self.shape.plan(level)?,
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

    /// P of a level, from that of the level below.
    fn raise(&mut self, level: u32, interrupt: &mut dyn Interrupt) -> Result<(), Error> {
        let decimal = self.shape.decimal(level);
        if level == 0 {
            let mut power = [0; block::MAX_LIMBS];
            power[self.shape.block] = 1;
            let power = &power[..=self.shape.block];
            self.power
                .rewrite(decimal, |out| block::convert(power, out));
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

/// The pieces of a level, in pairs. From here on all limbs are decimal.
struct Pairs<'a> {
    tier: Tier,
    plan: Plan,
    from: &'a [u32],
    limbs: usize,
    next_limbs: usize,
    power: &'a [u32],
}

impl Pairs<'_> {
    /// The lower and the upper piece of a pair, without zeros at the top of that.
    fn pair(&self, i: usize) -> (&[u32], &[u32]) {
        let from = self.from.len().min(2 * self.limbs * i);
        let pair = &self.from[from..self.from.len().min(from + 2 * self.limbs)];
        let (low, high) = pair.split_at(pair.len().min(self.limbs));
        (low, &high[..trimmed(high)])
    }

    /// Joins all pairs.
    fn join(
        &self,
        out: &mut [u32],
        rows: &mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let pairs = out.len().div_ceil(self.next_limbs);
        let products = (0..pairs).filter(|&i| !self.pair(i).1.is_empty()).count();
        if products >= 2 {
            return self.join_by_ready(pairs, out, rows, interrupt);
        }
        for (i, out) in out.chunks_mut(self.next_limbs).enumerate() {
            self.join_one(i, out, interrupt, |high, out, interrupt| {
                let factors = [high, self.power];
                ntt::multiply::<Decimal>(self.tier, &self.plan, factors, out, rows, interrupt)
            })?;
        }
        Ok(())
    }

    /// The same with P transformed once.
    fn join_by_ready(
        &self,
        pairs: usize,
        out: &mut [u32],
        rows: &mut [Row],
        interrupt: &mut dyn Interrupt,
    ) -> Result<(), Error> {
        let need = self.plan.factor_rows();
        let (factor, rows) = rows.split_at_mut(need);
        let mut alone = Alone(&mut *interrupt);
        let few = pairs < SHARED_PAIRS;
        let sharing: &mut dyn Interrupt = if few { interrupt } else { &mut alone };
        let ready = Ready::<Decimal>::new(self.tier, &self.plan, self.power, factor, sharing)?;
        let join_run = |first, out: &mut [u32], rows: &mut [Row], interrupt: &mut dyn Interrupt| {
            let outs = out.chunks_mut(self.next_limbs).enumerate();
            outs.map(|(i, out)| (first + i, out))
                .try_for_each(|(i, out)| {
                    self.join_one(i, out, interrupt, |high, out, interrupt| {
                        ready.multiply(high, out, rows, interrupt)
                    })
                })
        };
        if few {
            return join_run(0, out, rows, interrupt);
        }
        let run = pairs.div_ceil(PARTS.min(rows.len() / need));
        let parts = out
            .chunks_mut(run * self.next_limbs)
            .zip(rows.chunks_mut(need));
        let failed = Mutex::new(None);
        let parts = parts.enumerate();
        let outcome = share(interrupt, parts, |(i, (out, rows)), interrupt| {
            join_run(run * i, out, rows, &mut Alone(interrupt)).map_err(|error| {
                // The first: those of others may only say that they were told to stop.
                let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                failed.get_or_insert(error);
                Interrupted
            })
        });
        match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(outcome?),
        }
    }

    /// Joins a pair.
    fn join_one(
        &self,
        i: usize,
        out: &mut [u32],
        interrupt: &mut dyn Interrupt,
        multiply: impl FnOnce(&[u32], &mut [u32], &mut dyn Interrupt) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (low, high) = self.pair(i);
        if high.is_empty() {
            let (out, rest) = out.split_at_mut(low.len());
            out.copy_from_slice(low);
            rest.fill(0);
            return Ok(());
        }
        multiply(high, out, interrupt)?;
        let mut carry = false;
        let (sums, rest) = out.split_at_mut(low.len());
        for (sum, low) in sums.chunks_mut(ADDED).zip(low.chunks(ADDED)) {
            interrupt.poll()?;
            let carried = carry && add(sum, &[1]);
            carry = add(sum, low) || carried;
        }
        // The value is below P^2, so only a fault carries.
        match carry && add(rest, &[1]) {
            true => Err(Error::Corrupted),
            false => Ok(()),
        }
    }
}
