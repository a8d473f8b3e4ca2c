//! The tutorial's crate: Fibonacci numbers in one machine word.

use pyo3::prelude::*;

/// Returns F(n) for n up to 93, the last F(n) that fits in 64 bits.
#[pyfunction]
fn fib(n: u64) -> u64 {
    // Starting at (F(-1), F(0)) rather than (F(0), F(1)), so that nothing beyond F(n) is computed.
    let (mut previous, mut current) = (1, 0);
    for _ in 0..n {
        (previous, current) = (current, previous + current);
    }
    current
}

#[pymodule]
mod fibonacci {
    #[pymodule_export]
    use super::fib;

    /// Whether this is a debug build: unoptimized, with overflow checks.
    #[pymodule_export]
    const DEBUG: bool = cfg!(debug_assertions);
}
