"""What follows from a backend's own `fib`: its `fib2`, `lucas` and `lucas2`.

A backend that supplies `fib` alone keeps its speed in the neighbouring operations, at the price
of two calls.
"""

from __future__ import annotations

import fibaccel
from fibaccel.hints import SupportsIndex
from fibaccel.plugin import check_size, index

# Peak memory in multiples of the result: one number held while the backend computes another, at
# 6.5 times its size for gmpy2 (benchmarks/memory.py).
_PEAK = 10.0


def fib2(n: SupportsIndex, /) -> tuple[int, int]:
    """Return (F(n), F(n-1)), by two calls of the backend's fib."""
    n = index(n, "n")
    check_size(n, symbol="F", peak=_PEAK)
    return fibaccel.fib(n), fibaccel.fib(n - 1)


def lucas(n: SupportsIndex, /) -> int:
    """Return L(n) = F(n) + 2 F(n-1), by two calls of the backend's fib."""
    n = index(n, "n")
    check_size(n, symbol="L", peak=_PEAK)
    return fibaccel.fib(n) + 2 * fibaccel.fib(n - 1)


def lucas2(n: SupportsIndex, /) -> tuple[int, int]:
    """Return (L(n), L(n-1)) = (F(n) + 2 F(n-1), 2 F(n) - F(n-1)), by two calls of fib."""
    n = index(n, "n")
    check_size(n, symbol="L", peak=_PEAK)
    current, previous = fibaccel.fib(n), fibaccel.fib(n - 1)
    return current + 2 * previous, 2 * current - previous
