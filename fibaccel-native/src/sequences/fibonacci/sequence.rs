//! The two sequences that doubling computes: Fibonacci and Lucas numbers.

use super::last_product::LastProduct;

/// Fibonacci or Lucas numbers, continued to negative indices: F(-n) = (-1)^(n+1) F(n), L(-n) = (-1)^n L(n).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// Fibonacci numbers: 0, 1, 1, 2, 3, 5, ...
    Fibonacci,
    /// Lucas numbers: 2, 1, 3, 4, 7, 11, ...
    Lucas,
}

impl Sequence {
    /// The last product for the term at n.
    pub fn last_product(self, n: u64) -> LastProduct {
        match self {
            Self::Fibonacci => LastProduct::fibonacci(n),
            Self::Lucas => LastProduct::lucas(n),
        }
    }

    /// The index of the pair from which the term at n is one product away.
    pub fn half(self, n: u64) -> u64 {
        match self {
            Self::Fibonacci => n.div_ceil(2),
            Self::Lucas => n / 2,
        }
    }

    /// Whether the term at n is below zero.
    pub fn is_negative(self, n: i64) -> bool {
        let even = n % 2 == 0;
        n < 0 && even == (self == Self::Fibonacci)
    }
}
