//! Small terms without an allocation, in memory that each thread keeps: the path [`Path::Kept`].
//!
//! To zero memory, on the stack or from the allocator, would take as long as a fifth of F(1500) and a tenth
//! of F(20,000).
//!
//! [`Path::Kept`]: super::path::Path::Kept

use super::basecase;
use super::last_product::lucas_terms;
use super::sequence::Sequence;
use crate::bignum::decimal::ascii::LIMB_DIGITS;
use crate::bignum::decimal::text::write_short;
use crate::limbs::{Binary, Decimal, combine, trimmed};
use crate::machine::{Row, Tier};
use crate::sequences::size::limbs_bound;
use std::cell::RefCell;

/// Rows of working space that a thread keeps: enough for F(30,000).
pub const ROWS: usize = 256;

/// Limbs for a term and for what its product needs besides: enough for F(14,000) in decimal.
pub const LIMBS: usize = 512;

/// Limbs for each number of a pair, and for sums of them, which may be a limb longer.
pub const PAIR_LIMBS: usize = LIMBS / 4;

/// The last index of a pair that fits.
pub const LAST_KEPT_PAIR: u64 = 11_707;

/// The memory that a thread keeps.
struct Kept {
    rows: [Row; ROWS],
    limbs: [u64; LIMBS],
    decimal: [u32; LIMBS],
    text: [u8; LIMB_DIGITS * LIMBS],
}

thread_local! {
    static KEPT: RefCell<Kept> = const {
        RefCell::new(Kept {
            rows: [Row::ZERO; ROWS],
            limbs: [0; LIMBS],
            decimal: [0; LIMBS],
            text: [0; LIMB_DIGITS * LIMBS],
        })
    };
}

/// Calls `work` with the memory that the thread keeps. `None` if it is in use, as when a reader asks for a term.
fn with_kept<T>(work: impl FnOnce(&mut Kept) -> T) -> Option<T> {
    KEPT.with(|kept| Some(work(&mut *kept.try_borrow_mut().ok()?)))
}

/// Calls `read` with the limbs of the term at n. `None` if `read` itself asks for another term.
pub fn with_term<T>(
    tier: Tier,
    sequence: Sequence,
    n: u64,
    read: impl FnOnce(&[u64]) -> T,
) -> Option<T> {
    with_kept(|Kept { rows, limbs, .. }| {
        let used = basecase::write_term::<Binary>(tier, sequence.last_product(n), rows, limbs);
        read(&limbs[..used])
    })
}

/// Calls `read` with the decimal digits of the term at n. `None` if `read` itself asks for another term.
pub fn with_text<T>(
    tier: Tier,
    sequence: Sequence,
    n: u64,
    read: impl FnOnce(&[u8]) -> T,
) -> Option<T> {
    with_kept(|kept| {
        let (last, limbs) = (sequence.last_product(n), &mut kept.decimal);
        let used = basecase::write_term::<Decimal>(tier, last, &mut kept.rows, limbs);
        read(write_short(tier, &limbs[..used], &mut kept.text))
    })
}

/// Calls `read` with the limbs of the terms at n and n - 1, for n of 1 or more. `None` if `read` itself asks
/// for another term.
pub fn with_pair<T>(
    tier: Tier,
    sequence: Sequence,
    n: u64,
    read: impl FnOnce([&[u64]; 2]) -> T,
) -> Option<T> {
    with_kept(|Kept { rows, limbs, .. }| {
        let len = limbs_bound(n);
        let (numbers, _) = limbs.as_chunks_mut::<PAIR_LIMBS>();
        let [a, c, x, y] = numbers else {
            unreachable!("four numbers")
        };
        let [x, y] = [x, y].map(|sum| &mut sum[..=len]);
        let [a, c] = [a, c].map(|number| &mut number[..len]);
        basecase::write_pair::<Binary>(tier, n, rows, [&mut *a, &mut *c]);
        let [at, before] = match sequence {
            Sequence::Fibonacci => [c, a],
            Sequence::Lucas => {
                for (out, sum) in [&mut *x, &mut *y].into_iter().zip(lucas_terms([a, c])) {
                    combine(out, sum, 0);
                }
                [x, y]
            }
        };
        read([at, before].map(|limbs| &limbs[..trimmed(limbs)]))
    })
}
