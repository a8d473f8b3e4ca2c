"""Fibonacci numbers as numerals: which number is one, what index it has, and Zeckendorf's numerals.

Every natural number is, in one way, a sum of Fibonacci numbers F(k) with k >= 2 of which no two are
neighbours [zeckendorf1972]. `halving` takes numbers apart and puts them together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice
from math import log2
from operator import sub

import fibaccel
from fibaccel.halving import put_together, take_apart
from fibaccel.hints import SupportsIndex
from fibaccel.limits import check_size, describe
from fibaccel.plugin import index
from fibaccel.pure.doubling import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

# log2 of the golden ratio and of the root of 5.
_LOG_PHI = 0.6942419136306173
_LOG_ROOT_5 = 1.160964047443681

_TERMS = frozenset(TABLE)
# Of the 2.7 * 10^8 residues modulo F(42), which fits one digit of an int, Fibonacci numbers have
# 60: they repeat after 84 [wall1960].
_MODULUS = TABLE[42]
_RESIDUES = frozenset(term % _MODULUS for term in TABLE[:84])


def is_fib(x: SupportsIndex, /) -> bool:
    """Return whether x is a Fibonacci number: 0, 1, 2, 3, 5, 8 ...

    Args:
        x: an int or whatever has ``__index__``, of any size. A negative number is none, though
            F(-n) can be one.

    Raises:
        TypeError: x is not an integer.

    Cost: a search in a table for x below 2^709. Above, x modulo F(42), and only if that leaves it
    possible F(k) itself, for the one k that can be.

    >>> is_fib(354224848179261915075), is_fib(354224848179261915076)
    (True, False)
    """
    if type(x) is not int:
        x = index(x, "x")
    if x <= TABLE[-1]:
        return x in _TERMS
    return x % _MODULUS in _RESIDUES and x == fibaccel.fib(round(_index(x)))


def fib_index(x: SupportsIndex, /) -> int:
    """Return the largest k with F(k) <= x.

    Args:
        x: at least 0.

    Returns:
        The index as an exact int: 0 for 0, and 2 for 1 = F(1) = F(2).

    Raises:
        TypeError: x is not an integer.
        ValueError: x is negative.

    Cost: a search in a table for x below 2^709, else that of ``fib2``.

    >>> fib_index(1), fib_index(54), fib_index(55)
    (2, 9, 10)
    """
    if type(x) is not int or x < 0:
        x = index(x, "x", least=0)
    if x <= TABLE[-1]:
        return bisect_right(TABLE, x) - 1
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
    if _is_short_numeral(indices):
        return sum(map(TABLE.__getitem__, indices))
    checked = _checked(indices)
    if not checked:
        return 0
    check_size(checked[0], peak=12.0)
    return put_together(checked)


def _is_short_numeral(indices: Iterable[SupportsIndex]) -> TypeGuard[list[int]]:
    """Return whether it is a list that `zeckendorf` can have returned, of indices in the table."""
    return (
        type(indices) is list
        and {*map(type, indices)} == {int}  # differences of others may wrap: NumPy's without a sign
        and indices[-1] >= 2
        and indices[0] < len(TABLE)
        and min(map(sub, indices, islice(indices, 1, None)), default=2) >= 2
    )


def _checked(indices: Iterable[SupportsIndex]) -> list[int]:
    """Return the indices as ints, or raise what is wrong with the first one that is not right."""
    checked: list[int] = []
    for i, value in enumerate(indices):
        # The name of an argument takes longer to make than all else.
        k = value if type(value) is int and value >= 2 else index(value, f"indices[{i}]", least=2)
        if checked and k > checked[-1] - 2:
            last, given = describe(checked[-1]), describe(k)
            raise ValueError(
                f"indices[{i}] must be at least 2 less than the one before, {last}, not {given}"
            )
        checked.append(k)
    return checked


def _index(x: int) -> float:
    """Return the k, in between two integers, at which phi^k / sqrt(5) is x >= 1.

    It is off by less than 10^-15 times itself and 0.2 more: the 64 leading bits decide, and F(k) is
    within 0.28 of the power.
    """
    shift = max(0, x.bit_length() - 64)
    return (log2(x >> shift) + shift + _LOG_ROOT_5) / _LOG_PHI
