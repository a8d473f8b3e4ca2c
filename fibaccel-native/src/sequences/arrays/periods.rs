//! Pisano periods and ranks of apparition of many m.

use super::operand::Operand;
use crate::runtime::cells::Cell;
use crate::runtime::{Error, Interrupt};
use crate::sequences::periods::factors::Natural;
use crate::sequences::periods::{pisano, rank};

/// Writes the Pisano period of each m; or 0 where it takes more than a word, or m is 0.
///
/// # Panics
///
/// If `m` has fewer elements than `out`.
pub fn pisano_periods(
    m: Operand<'_>,
    out: &[Cell],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    each(pisano, m, out, interrupt)
}

/// Writes the rank of apparition of each m; or 0 where it takes more than a word, or m is 0.
///
/// # Panics
///
/// If `m` has fewer elements than `out`.
pub fn ranks(m: Operand<'_>, out: &[Cell], interrupt: &mut dyn Interrupt) -> Result<(), Error> {
    each(rank, m, out, interrupt)
}

fn each(
    period: fn(u128, &mut dyn Interrupt) -> Result<Natural, Error>,
    m: Operand<'_>,
    out: &[Cell],
    interrupt: &mut dyn Interrupt,
) -> Result<(), Error> {
    let mut last = (0, 0);
    for (i, out) in out.iter().enumerate() {
        let m = m.get(i);
        if m != last.0 {
            interrupt.poll()?;
            last = (m, 0);
            if m != 0 {
                let [low, above @ ..] = period(m.into(), interrupt)?;
                last.1 = if above == [0; _] { low } else { 0 };
            }
        }
        out.set(last.1);
    }
    Ok(())
}
