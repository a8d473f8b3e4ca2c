"""Numbers among Fibonacci and Lucas numbers: which is one, at what index, Zeckendorf's numerals.

Every natural number is, in one way, a sum of Fibonacci numbers F(k) with k >= 2 of which no two are
neighbours [zeckendorf1972]. `halving` takes numbers apart and puts them together.
"""

from __future__ import annotations

from math import inf, log2
from operator import mul

from fibaccel.hints import Iterable, SupportsIndex
from fibaccel.limits import TINY_BITS, TINY_N, describe
from fibaccel.plugin import check_bits, check_size, index, largest_unchecked_bits
from fibaccel.pure import doubling
from fibaccel.pure.doubling import LAST_OF_LENGTH, TABLE
from fibaccel.pure.halving import put_together, take_apart

__all__ = ["fib_index", "from_zeckendorf", "is_fib", "is_lucas", "lucas_index", "zeckendorf"]

# Peak memory in multiples of the number: 6.9, 240 and 73 measured at 10^4 to 3 * 10^5 bits. Of the
# latter two nearly all is for indices, of which a bit has up to 0.72.
_PEAK = 8.0
_PEAK_APART = 260.0
_PEAK_TOGETHER = 80.0

# log2 of the golden ratio and of the root of 5: x is phi^k / sqrt(5), or phi^k, for a k between two
# integers. From F(1023) on these powers are F(k) and L(k) to more than 1,400 bits.
_LOG_PHI = 0.6942419136306173
_LOG_ROOT_5 = 1.160964047443681
# More than four roundings of a float do to k, in multiples of it; `log2` takes ints of any length.
_INDEX_ERROR = 2.0**-48

_LAST = TABLE[-1]
_TERMS = frozenset(TABLE)
# Of the 2.7 * 10^8 residues modulo F(42), which fits one digit of an int, Fibonacci numbers have
# 60 and Lucas numbers 64: they repeat after 84 [wall1960].
_MODULUS = TABLE[42]
_RESIDUES = frozenset(term % _MODULUS for term in TABLE[:84])
_LUCAS_RESIDUES = frozenset((2 * TABLE[n + 1] - TABLE[n]) % _MODULUS for n in range(84))


def is_fib(x: SupportsIndex, /) -> bool:
    """Return whether x is a Fibonacci number: 0, 1, 2, 3, 5, 8 ...

    Args:
        x: an int or whatever has ``__index__``. A negative number is none, though F(-n) can be one.

    Raises:
        TypeError: x is not an integer.
        MemoryError: numbers of that size cannot fit; raised before anything is allocated.

    Cost: a search in a table for x below 2^709. Above, the leading bits of x, then x modulo F(42),
    and only if both leave it possible F(k) itself, for the one k that can be.
    Source: docs/numeration.md.

    >>> is_fib(354224848179261915075), is_fib(354224848179261915076)
    (True, False)
    """
    if type(x) is not int:
        x = index(x, "x")
    if -_LAST <= x <= _LAST:
        return x in _TERMS
    check_bits(x.bit_length(), "x", work="comparing", peak=_PEAK)
    if x < 0:
        return False
    k, is_near = _place(log2(x) + _LOG_ROOT_5)
    return is_near and x % _MODULUS in _RESIDUES and x == doubling.fib(k, int, mul)


def fib_index(x: SupportsIndex, /) -> int:
    """Return the largest k with F(k) <= x.

    Args:
        x: at least 0.

    Returns:
        The index as an exact int: 0 for 0, and 2 for 1 = F(1) = F(2).

    Raises:
        TypeError: x is not an integer.
        ValueError: x is negative.
        MemoryError: numbers of that size cannot fit; raised before anything is allocated.

    Cost: a search in a table for x below 2^709. Above, a logarithm, and F(k) only if x is so near
    to it that the logarithm does not tell. Source: docs/numeration.md.

    >>> fib_index(1), fib_index(54), fib_index(55)
    (2, 9, 10)
    """
    if type(x) is not int or x < 0:
        x = index(x, "x", least=0)
    bits = x.bit_length()
    if bits < TINY_BITS:
        k = LAST_OF_LENGTH[bits]
        while TABLE[k] > x:
            k -= 1
        return k
    if bits > largest_unchecked_bits():
        check_bits(bits, "x", work="comparing", peak=_PEAK)
    k, is_near = _place(log2(x) + _LOG_ROOT_5)
    return k - 1 if is_near and x < doubling.fib(k, int, mul) else k


def is_lucas(x: SupportsIndex, /) -> bool:
    """Return whether x is a Lucas number: 2, 1, 3, 4, 7, 11 ...

    Args:
        x: an int or whatever has ``__index__``. 0 is none, and a negative number is none, though
            L(-n) can be one.

    Raises:
        TypeError: x is not an integer.
        MemoryError: numbers of that size cannot fit; raised before anything is allocated.

    Cost: that of ``is_fib``. Source: docs/numeration.md.

    >>> is_lucas(792070839848372253127), is_lucas(792070839848372253128)
    (True, False)
    """
    if type(x) is not int:
        x = index(x, "x")
    if -_LAST <= x <= _LAST:
        if x < 4:
            return x > 0
        k = fib_index(x)
        return x == TABLE[k] + TABLE[k - 2]
    check_bits(x.bit_length(), "x", work="comparing", peak=_PEAK)
    if x < 0:
        return False
    k, is_near = _place(log2(x))
    return is_near and x % _MODULUS in _LUCAS_RESIDUES and x == doubling.lucas(k, int, mul)


def lucas_index(x: SupportsIndex, /) -> int:
    """Return the largest k with L(k) <= x.

    Args:
        x: at least 1, the least Lucas number.

    Returns:
        The index as an exact int: 1 for 1 = L(1), and for 2 as well, though 2 is L(0).

    Raises:
        TypeError: x is not an integer.
        ValueError: x is less than 1.
        MemoryError: numbers of that size cannot fit; raised before anything is allocated.

    Cost: that of ``fib_index``. Source: docs/numeration.md.

    >>> lucas_index(1), lucas_index(122), lucas_index(123)
    (1, 9, 10)
    """
    if type(x) is not int or x < 1:
        x = index(x, "x", least=1)
    if x <= _LAST:
        # L(k - 2) <= F(k) <= x < L(k).
        k = fib_index(x)
        return k - 1 if TABLE[k] + TABLE[k - 2] <= x else k - 2
    if x.bit_length() > largest_unchecked_bits():
        check_bits(x.bit_length(), "x", work="comparing", peak=_PEAK)
    k, is_near = _place(log2(x))
    return k - 1 if is_near and x < doubling.lucas(k, int, mul) else k


def _place(logarithm: float) -> tuple[int, bool]:
    """Return the k for which phi^k comes before a number or is near it, and whether it is near.

    Args:
        logarithm: log2 of the number.
    """
    estimate = logarithm / _LOG_PHI
    error = estimate * _INDEX_ERROR
    k = int(estimate + error)
    return k, estimate - k < error


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
        MemoryError: so many indices cannot fit; raised before anything is allocated.

    Cost: by halves, four products of Python's int for each: 0.65 s for 300,000 digits and 5 s for a
    million. Source: [zeckendorf1972]; the halves are in docs/numeration.md.

    >>> zeckendorf(100)  # 89 + 8 + 3
    [11, 6, 4]
    """
    if type(x) is not int or x < 0:
        x = index(x, "x", least=0)
    if x > _LAST:
        check_bits(x.bit_length(), "x", work="taking apart", peak=_PEAK_APART)
    return take_apart(x)


def from_zeckendorf(indices: Iterable[SupportsIndex], /) -> int:
    """Return the sum of the Fibonacci numbers with these indices.

    Args:
        indices: 2 or more each, decreasing, no two of them neighbours: what `zeckendorf` returns.

    Raises:
        TypeError: an index is not an integer.
        ValueError: an index is less than 2, or not at least 2 less than the one before it.
        MemoryError: the sum cannot fit; raised before anything is allocated.

    Cost: by halves, three products for two of them: 0.4 s for 300,000 digits.
    Source: [zeckendorf1972]; the halves are in docs/numeration.md.

    >>> from_zeckendorf([11, 6, 4])
    100
    """
    if type(indices) is list:  # as `zeckendorf` returns it, with all its terms in the table
        total, most = 0, TINY_N - 1
        for k in indices:
            if type(k) is not int or k > most:
                break
            total += TABLE[k]
            most = k - 2
        else:
            if most >= 0:
                return total
    checked = _checked(indices)
    if not checked:
        return 0
    check_size(checked[0], peak=_PEAK_TOGETHER)
    return put_together(checked)


def _checked(indices: Iterable[SupportsIndex]) -> list[int]:
    """Return the indices as ints, or raise what is wrong with the first one that is not right."""
    checked: list[int] = []
    most = inf
    for i, value in enumerate(indices):
        # The name of an argument takes longer to make than all else.
        k = value if type(value) is int and value >= 2 else index(value, f"indices[{i}]", least=2)
        if k > most:
            last, given = describe(checked[-1]), describe(k)
            raise ValueError(
                f"indices[{i}] must be at least 2 less than the one before, {last}, not {given}"
            )
        checked.append(k)
        most = k - 2
    return checked
