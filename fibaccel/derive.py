"""What follows from a backend's own `fib`: its `fib2`, `lucas` and `lucas2`.

A backend that supplies `fib` alone keeps its speed in the neighbouring operations, at the price
of two calls. Each function here takes that `fib` and returns the operation.
"""

from __future__ import annotations

from fibaccel.hints import SupportsIndex
from fibaccel.plugin import check_size, index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Single = Callable[[int], int]
    Pair = Callable[[SupportsIndex], tuple[int, int]]


# Peak memory in multiples of the result: one number held while the backend computes another, at
# 6.5 times its size for gmpy2 (benchmarks/memory.py).
_PEAK = 10.0


def fib2(fib: Single) -> Pair:
    """Return fib2 for a backend that has fib."""

    def fib2(n: SupportsIndex, /) -> tuple[int, int]:
        """Return (F(n), F(n-1)), by two calls of the backend's fib."""
        n = index(n, "n")
        check_size(n, symbol="F", peak=_PEAK)
        return fib(n), fib(n - 1)

    return fib2


def lucas(fib: Single) -> Callable[[SupportsIndex], int]:
    """Return lucas for a backend that has fib."""

    def lucas(n: SupportsIndex, /) -> int:
        """Return L(n) = F(n) + 2 F(n-1), by two calls of the backend's fib."""
        n = index(n, "n")
        check_size(n, symbol="L", peak=_PEAK)
        return fib(n) + 2 * fib(n - 1)

    return lucas


def lucas2(fib: Single) -> Pair:
    """Return lucas2 for a backend that has fib."""

    def lucas2(n: SupportsIndex, /) -> tuple[int, int]:
        """Return (L(n), L(n-1)) = (F(n) + 2 F(n-1), 2 F(n) - F(n-1)), by two calls of fib."""
        n = index(n, "n")
        check_size(n, symbol="L", peak=_PEAK)
        current, previous = fib(n), fib(n - 1)
        return current + 2 * previous, 2 * current - previous

    return lucas2
