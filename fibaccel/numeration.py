"""Fibonacci numbers as numerals: which number is one, what index it has, and Zeckendorf's numerals.

Every natural number is, in one way, a sum of Fibonacci numbers F(k) with k >= 2 of which no two are
neighbours [zeckendorf1972]. `halving` takes numbers apart and puts them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt, log2

import fibaccel
from fibaccel.halving import put_together, take_apart
from fibaccel.hints import SupportsIndex
from fibaccel.limits import check_size, describe
from fibaccel.plugin import index

# log2 of the golden ratio and of the root of 5.
_LOG_PHI = 0.6942419136306173
_LOG_ROOT_5 = 1.160964047443681

# Below that a square root decides sooner than a power, at 64 to 4,096 bits of either backend.
_ROOT_BITS = 1024
# A prime: what is no Fibonacci number differs modulo it from the only one that it could be.
_PRIME = 2**61 - 1


def is_fib(x: SupportsIndex, /) -> bool:
    """Return whether x is a Fibonacci number: 0, 1, 2, 3, 5, 8 ...

    Args:
        x: an int or whatever has ``__index__``, of any size. A negative number is none, though
            F(-n) can be one.

    Raises:
        TypeError: x is not an integer.

    Cost: an exact square root, for x below 2^1024. Above, x modulo a prime, and only if that leaves
    it possible F(k) itself, for the one k that can be: 5 x^2 +- 4 has twice the digits, and its
    root takes longer than F(k) does. Source: [gessel1972] for the square.

    >>> is_fib(354224848179261915075), is_fib(354224848179261915076)
    (True, False)
    """
    x = index(x, "x")
    if x < 0:
        return False
    if x.bit_length() <= _ROOT_BITS:
        square = 5 * x * x
        return _is_square(square + 4) or _is_square(square - 4)
    k = round(_index(x))
    return x % _PRIME == fibaccel.fib_mod(k, _PRIME) and x == fibaccel.fib(k)


def fib_index(x: SupportsIndex, /) -> int:
    """Return the largest k with F(k) <= x.

    Args:
        x: at least 0.

    Returns:
        The index as an exact int: 0 for 0, and 2 for 1 = F(1) = F(2).

    Raises:
        TypeError: x is not an integer.
        ValueError: x is negative.

    Cost: that of ``fib2`` where the logarithm leaves two indices, else nothing.

    >>> fib_index(1), fib_index(54), fib_index(55)
    (2, 9, 10)
    """
    x = index(x, "x", least=0)
    if x < 2:
        return 2 * x
    k = int(_index(x) + 0.5)
    following, current = fibaccel.fib2(k + 1)
    while current > x:
        k, following, current = k - 1, current, following - current
    while following <= x:
        k, following, current = k + 1, following + current, following
    return k


def zeckendorf(x: SupportsIndex, /) -> list[int]:
    """Return the indices of the Fibonacci numbers that x is the sum of, the largest first.

    Args:
        x: at least 0.

    Returns:
        The only list of indices, 2 or more, no two of them neighbours, whose Fibonacci numbers have
        the sum x; empty for 0.

    Raises:
        TypeError: x is not an integer.
        ValueError: x is negative.

    Cost: by halves, four products of Python's int for each: 0.65 s for 300,000 digits and 5 s for a
    million. Source: [zeckendorf1972]; the halves are in docs/numeration.md.

    >>> zeckendorf(100)  # 89 + 8 + 3
    [11, 6, 4]
    """
    return take_apart(index(x, "x", least=0))


def from_zeckendorf(indices: Iterable[SupportsIndex], /) -> int:
    """Return the sum of the Fibonacci numbers with these indices.

    Args:
        indices: 2 or more each, decreasing, no two of them neighbours: what `zeckendorf` returns.

    Raises:
        TypeError: an index is not an integer.
        ValueError: an index is less than 2, or not at least 2 less than the one before it.
        MemoryError: the sum cannot fit; raised before anything is allocated.

    Cost: by halves, three products for two of them: 0.4 s for 300,000 digits.

    >>> from_zeckendorf([11, 6, 4])
    100
    """
    checked: list[int] = []
    for i, value in enumerate(indices):
        k = index(value, f"indices[{i}]", least=2)
        if checked and k > checked[-1] - 2:
            last, given = describe(checked[-1]), describe(k)
            raise ValueError(
                f"indices[{i}] must be at least 2 less than the one before, {last}, not {given}"
            )
        checked.append(k)
    if not checked:
        return 0
    check_size(checked[0], peak=12.0)
    return put_together(checked)


def _is_square(x: int) -> bool:
    return x >= 0 and isqrt(x) ** 2 == x


def _index(x: int) -> float:
    """Return the k, in between two integers, at which phi^k / sqrt(5) is x >= 1.

    It is off by less than 10^-15 times itself and 0.2 more: the 64 leading bits decide, and F(k) is
    within 0.28 of the power.
    """
    shift = max(0, x.bit_length() - 64)
    return (log2(x >> shift) + shift + _LOG_ROOT_5) / _LOG_PHI
