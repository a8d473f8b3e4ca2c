"""fib, fib2, lucas and lucas2 of the Python backend: doubling on int.

CPython multiplies by Karatsuba and looks for signals while it does, so Ctrl-C lands within
milliseconds at any size. Negative indices follow F(-n) = (-1)^(n+1) F(n) and
L(-n) = (-1)^n L(n).
"""

from __future__ import annotations

from operator import mul

from fibaccel.hints import SupportsIndex
from fibaccel.limits import TINY_N
from fibaccel.plugin import check_size, index
from fibaccel.pure import doubling
from fibaccel.pure.doubling import TABLE

__all__ = ["fib", "fib2", "lucas", "lucas2"]

# Peak memory in multiples of the result: 6.0 and 8.6 measured at n = 3 * 10^7
# (benchmarks/memory.py).
_PEAK = 8.0
_PEAK_PAIR = 11.0


def fib(n: SupportsIndex, /) -> int:
    """Return the Fibonacci number F(n), for any integer n.

    Args:
        n: an int or whatever has ``__index__``; F(-n) = (-1)^(n+1) F(n).

    Returns:
        F(n) as an exact int of about 0.694 abs(n) bits.

    Raises:
        TypeError: n is not an integer.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: two squarings for each bit of n but the last, then one product, on ints: O(n^1.585).
    A lookup for 0 <= n < 1024. Source: [gmp, 15.7.4].

    >>> fib(10)
    55
    >>> fib(-8)
    -21
    """
    if type(n) is int and 0 <= n < TINY_N:
        return TABLE[n]
    n = index(n, "n")
    check_size(n, symbol="F", peak=_PEAK)
    value = doubling.fib(abs(n), int, mul)
    return -value if n < 0 and n % 2 == 0 else value


def fib2(n: SupportsIndex, /) -> tuple[int, int]:
    """Return the pair (F(n), F(n-1)), for any integer n, in gmpy2's order.

    Args:
        n: an int or whatever has ``__index__``.

    Returns:
        Two exact ints. Further numbers follow by addition and subtraction.

    Raises:
        TypeError: n is not an integer.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: two squarings for each bit of n, on ints: O(n^1.585). Source: [gmp, 15.7.4].

    >>> fib2(10)
    (55, 34)
    >>> fib2(0)
    (0, 1)
    """
    if type(n) is int and 0 <= n < TINY_N - 1:
        return TABLE[n], TABLE[n + 1] - TABLE[n]
    n = index(n, "n")
    check_size(n, symbol="F", peak=_PEAK_PAIR)
    return _fib2(n)


def lucas(n: SupportsIndex, /) -> int:
    """Return the Lucas number L(n), for any integer n.

    Args:
        n: an int or whatever has ``__index__``; L(-n) = (-1)^n L(n).

    Returns:
        L(n) as an exact int of about 0.694 abs(n) bits.

    Raises:
        TypeError: n is not an integer.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: two squarings for each bit of n but the last, then one product, on ints: O(n^1.585).
    Source: [gmp, 15.7.5].

    >>> [lucas(n) for n in range(-2, 6)]
    [3, -1, 2, 1, 3, 4, 7, 11]
    """
    if type(n) is int and 0 <= n < TINY_N - 1:
        return 2 * TABLE[n + 1] - TABLE[n]
    n = index(n, "n")
    check_size(n, symbol="L", peak=_PEAK)
    value = doubling.lucas(abs(n), int, mul)
    return -value if n < 0 and n % 2 else value


def lucas2(n: SupportsIndex, /) -> tuple[int, int]:
    """Return the pair (L(n), L(n-1)), for any integer n, in gmpy2's order.

    Args:
        n: an int or whatever has ``__index__``.

    Returns:
        Two exact ints. Further numbers follow by addition and subtraction.

    Raises:
        TypeError: n is not an integer.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: that of fib2 and a few additions. Source: [gmp, 15.7.5].

    >>> lucas2(5)
    (11, 7)
    >>> lucas2(0)
    (2, -1)
    """
    if type(n) is int and 0 <= n < TINY_N - 1:
        current, following = TABLE[n], TABLE[n + 1]
        return 2 * following - current, 3 * current - following
    n = index(n, "n")
    check_size(n, symbol="L", peak=_PEAK_PAIR)
    current, previous = _fib2(n)
    return current + 2 * previous, 2 * current - previous


def _fib2(n: int) -> tuple[int, int]:
    if n >= 0:
        return doubling.pair(n, int, mul)
    # (F(-m), F(-m-1)) from (F(m), F(m-1)): F(m+1) is their sum, and the signs alternate.
    current, previous = doubling.pair(-n, int, mul)
    following = current + previous
    return (current, -following) if n % 2 else (-current, following)
