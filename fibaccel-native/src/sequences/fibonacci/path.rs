//! The path to a term: chosen once, by its index.

use super::basecase;
use super::basecase::base::FibonacciBase;
use super::small_terms::LAST_KEPT_PAIR;
use crate::limbs::Binary;
use crate::machine::Tier;

/// The path to a term or to a pair: how it is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// The basecase, in memory that each thread keeps.
    Kept,
    /// The basecase, in memory that is reserved for it.
    Basecase,
    /// Doublings, from the basecase on.
    Doubling,
}

impl Path {
    /// The path to a term that is one product away from the pair at k.
    pub fn to_term<B: FibonacciBase>(tier: Tier, k: u64) -> Self {
        match basecase::admits::<B>(tier, k) {
            true if k <= B::LAST_KEPT => Self::Kept,
            true => Self::Basecase,
            false => Self::Doubling,
        }
    }

    /// The path to the pair at n.
    pub fn to_pair(tier: Tier, n: u64) -> Self {
        match basecase::makes::<Binary>(tier, n) && n <= LAST_KEPT_PAIR {
            true => Self::Kept,
            false => Self::Doubling,
        }
    }
}
