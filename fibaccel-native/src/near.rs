//! Small terms without an allocation, in memory that each thread keeps.

use crate::basecase::{self, Digits, Last};
use crate::binary::Binary;
use crate::decimal::Decimal;
use crate::decimal::ascii::LIMB_DIGITS;
use crate::decimal::text::write_short;
use crate::doubling::capacity;
use crate::fibonacci::{Sequence, lucas_terms};
use crate::limbs::{combine, trimmed};
use crate::simd::{Row, Tier};
use crate::starts::limbs_bound;
use std::cell::RefCell;

/// Working space of a thread for small terms, to F(30,000). It is kept, because to zero memory, on the
/// stack or from the allocator, would take as long as a fifth of F(1500) and a tenth of F(20,000).
struct Near {
    rows: [Row; NEAR_ROWS],
    limbs: [u64; NEAR_LIMBS],
    /// For F(14,000) in decimal.
    decimal: [u32; NEAR_DECIMAL],
    text: [u8; LIMB_DIGITS * NEAR_DECIMAL],
}

const NEAR_ROWS: usize = 256;
const NEAR_LIMBS: usize = 512;
const NEAR_DECIMAL: usize = 512;

thread_local! {
    static NEAR: RefCell<Near> = const {
        RefCell::new(Near {
            rows: [Row::ZERO; NEAR_ROWS],
            limbs: [0; NEAR_LIMBS],
            decimal: [0; NEAR_DECIMAL],
            text: [0; LIMB_DIGITS * NEAR_DECIMAL],
        })
    };
}

/// Gives the limbs of the term at n to `read`, if n is so small that nothing needs to be allocated. None
/// also if `read` itself asks for another term.
pub fn near<T>(
    tier: Tier,
    sequence: Sequence,
    n: u64,
    read: impl FnOnce(&[u64]) -> T,
) -> Option<T> {
    let last = sequence.last(n);
    NEAR.with(|near| {
        let Near { rows, limbs, .. } = &mut *near.try_borrow_mut().ok()?;
        let used = term::<Binary>(tier, last, rows, limbs)?;
        Some(read(&limbs[..used]))
    })
}

/// Writes a term to the front of `out`, if there is room for it and for the work. Returns how many limbs.
fn term<B: Digits>(tier: Tier, last: Last, rows: &mut [Row], out: &mut [B::Limb]) -> Option<usize> {
    let fits = basecase::admits::<B>(tier, last.k)
        && basecase::need::<B>(tier, last.k) <= rows.len()
        && 2 * capacity::<B>(last.k) <= out.len();
    fits.then(|| basecase::term::<B>(tier, last, rows, out))
}

/// Gives the digits of that term to `read`, on the same conditions.
pub fn near_text<T>(
    tier: Tier,
    sequence: Sequence,
    n: u64,
    read: impl FnOnce(&[u8]) -> T,
) -> Option<T> {
    let last = sequence.last(n);
    NEAR.with(|near| {
        let Near {
            rows,
            decimal,
            text,
            ..
        } = &mut *near.try_borrow_mut().ok()?;
        let used = term::<Decimal>(tier, last, rows, decimal)?;
        Some(read(write_short(tier, &decimal[..used], text)))
    })
}

/// The same as [`near`] for the terms at n and at n - 1, for an n of 1 or more.
pub fn near_pair<T>(
    tier: Tier,
    sequence: Sequence,
    n: u64,
    read: impl FnOnce([&[u64]; 2]) -> T,
) -> Option<T> {
    NEAR.with(|near| {
        let Near { rows, limbs, .. } = &mut *near.try_borrow_mut().ok()?;
        // Room for the pair and for its sums, which may be a limb longer.
        let len = limbs_bound(n);
        let numbers = limbs.as_chunks_mut::<{ NEAR_LIMBS / 4 }>().0;
        let fits = basecase::makes::<Binary>(tier, n)
            && basecase::need::<Binary>(tier, n) <= rows.len()
            && len < NEAR_LIMBS / 4;
        let ([a, c, x, y], true) = (numbers, fits) else {
            return None;
        };
        let [x, y] = [x, y].map(|sum| &mut sum[..=len]);
        let [a, c] = [a, c].map(|number| &mut number[..len]);
        basecase::pair::<Binary>(tier, n, rows, [&mut *a, &mut *c]);
        let [at, before] = match sequence {
            Sequence::Fibonacci => [c, a],
            Sequence::Lucas => {
                for (out, sum) in [&mut *x, &mut *y].into_iter().zip(lucas_terms([a, c])) {
                    combine(out, sum, 0);
                }
                [x, y]
            }
        };
        Some(read([at, before].map(|limbs| &limbs[..trimmed(limbs)])))
    })
}
