"""lucasu, lucasv and lucasuv of the Python backend: Lucas sequences by doubling on int.

With D = p^2 - 4 q, each step takes U_k, V_k and q^k to twice k, and one further where n has a bit
[ribenboim, 2.IV]:

    U_2k = U_k V_k               U_{k+1} = (p U_k + V_k) / 2
    V_2k = V_k^2 - 2 q^k         V_{k+1} = (D U_k + p V_k) / 2

The last step of a single number is one product:

    U_{2k+1} = U_{k+1} V_k - q^k        V_{2k+1} = V_{k+1} V_k - p q^k

It takes 0.4 to 0.7 of the time of doubling U_k and U_{k+1}, which needs no power of q (CPython
3.11, 10^4 bits and more). To have V_2k from U_k^2, where q^k is longer than that, is no faster.
Terms at negative indices, where q is 1 or -1, are U_{-n} = -U_n / q^n and V_{-n} = V_n / q^n.
"""

from __future__ import annotations

from operator import mul

from fibaccel.hints import SupportsIndex
from fibaccel.limits import TINY_BITS
from fibaccel.plugin import check_lucas_size, largest_unchecked_bits, lucas_arguments
from fibaccel.pure import doubling

__all__ = ["lucasu", "lucasuv", "lucasv"]

# Peak memory in multiples of the result: 7.1 measured for p = 5, q = -10^20 and 6.6 million bits.
_PEAK = 10.0

# The roots are at most 2^b, for the b bits of p and q together: so `lucas_bits`, which takes 2 us,
# is less than n b + 3, and n.bit_length() more for a double root. No limit refuses so few.
_UNCHECKED = TINY_BITS - 3


def lucasu(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int:
    """Return U_n(p, q), the Lucas sequence of the first kind: 0, 1, p, p^2 - q ...

    Args:
        p: any integer.
        q: any integer; U_k(p, q) = p U_{k-1} - q U_{k-2}, so U(1, -1) are the Fibonacci numbers.
        n: the index. Less than 0 only where q is 1 or -1: elsewhere U_n need not be an integer.

    Returns:
        U_n(p, q) as an exact int.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative, and q is neither 1 nor -1.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: two or three products for each bit of n, on ints: O(b^1.585) for b bits of the result.
    Source: [ribenboim, 2.IV].

    >>> [lucasu(2, -1, n) for n in range(8)]
    [0, 1, 2, 5, 12, 29, 70, 169]
    >>> lucasu(3, 2, 64) == 2**64 - 1
    True
    """
    if not (type(p) is type(q) is type(n) is int and n > 1):
        p, q, n = lucas_arguments(p, q, n)
        if n < 2:
            _check_size(p, q, n, "U")
            return n if n >= 0 else -sign(q, n) * lucasu(p, q, -n)
    if n * (p.bit_length() + q.bit_length() + 1) > _UNCHECKED:
        _check_size(p, q, n, "U")
    if q == -1 and p == 1:
        return doubling.fib(n, int, mul)
    current, companion, power = terms(p, q, n >> 1)
    if n & 1:
        return ((p * current + companion) >> 1) * companion - power
    return current * companion


def lucasv(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int:
    """Return V_n(p, q), the Lucas sequence of the second kind: 2, p, p^2 - 2 q ...

    Args:
        p: any integer.
        q: any integer; V_k(p, q) = p V_{k-1} - q V_{k-2}, so V(1, -1) are the Lucas numbers.
        n: the index. Less than 0 only where q is 1 or -1: elsewhere V_n need not be an integer.

    Returns:
        V_n(p, q) as an exact int.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative, and q is neither 1 nor -1.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: that of lucasu. Source: [ribenboim, 2.IV].

    >>> [lucasv(2, -1, n) for n in range(8)]
    [2, 2, 6, 14, 34, 82, 198, 478]
    >>> lucasv(3, 2, 64) == 2**64 + 1
    True
    """
    if not (type(p) is type(q) is type(n) is int and n > 1):
        p, q, n = lucas_arguments(p, q, n)
        if n < 2:
            _check_size(p, q, n, "V")
            return (2, p)[n] if n >= 0 else sign(q, n) * lucasv(p, q, -n)
    if n * (p.bit_length() + q.bit_length() + 1) > _UNCHECKED:
        _check_size(p, q, n, "V")
    if q == -1 and p == 1:
        return doubling.lucas(n, int, mul)
    current, companion, power = terms(p, q, n >> 1)
    if n & 1:
        return (((p * p - 4 * q) * current + p * companion) >> 1) * companion - p * power
    return companion * companion - 2 * power


def lucasuv(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> tuple[int, int]:
    """Return the pair (U_n(p, q), V_n(p, q)) of terms of both Lucas sequences.

    Args:
        p: any integer.
        q: any integer.
        n: the index. Less than 0 only where q is 1 or -1: elsewhere the terms need not be integers.

    Returns:
        Two exact ints. What follows from them: U_{n+1} = (p U_n + V_n) / 2, and V_{n+1} is
        p U_{n+1} - 2 q U_n.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative, and q is neither 1 nor -1.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: that of lucasu, and a square half as long as the result. Source: [ribenboim, 2.IV].

    >>> lucasuv(2, -1, 7)
    (169, 478)
    >>> lucasuv(3, 1, -2)
    (-3, 7)
    """
    if not (type(p) is type(q) is type(n) is int and n > 1):
        p, q, n = lucas_arguments(p, q, n)
        if n < 0:
            _check_size(p, q, n, "U")
            current, companion = lucasuv(p, q, -n)
            return -sign(q, n) * current, sign(q, n) * companion
        if n < 2:
            _check_size(p, q, n, "U")
            return (1, p) if n else (0, 2)
    if n * (p.bit_length() + q.bit_length() + 1) > _UNCHECKED:
        _check_size(p, q, n, "U")
    if q == -1 and p == 1:
        current, previous = doubling.pair(n, int, mul)
        return current, current + 2 * previous
    current, companion, power = terms(p, q, n >> 1)
    current, companion = current * companion, companion * companion - 2 * power
    if n & 1:
        following = (p * current + companion) >> 1
        return following, p * following - 2 * q * current
    return current, companion


def sign(q: int, n: int, /) -> int:
    """Return q^n, for a q of 1 or -1."""
    return q if n & 1 else 1


def _check_size(p: int, q: int, n: int, symbol: str) -> None:
    """Raise if the result cannot fit."""
    if abs(n) * (p.bit_length() + q.bit_length() + 1) + 3 > largest_unchecked_bits():
        check_lucas_size(p, q, n, symbol=symbol, peak=_PEAK)


def terms(p: int, q: int, n: int, /) -> tuple[int, int, int]:
    """Return (U_n, V_n, q^n), for n >= 1."""
    discriminant = p * p - 4 * q
    current, companion, power = 1, p, q  # at 1, which n begins with
    for bit in bin(n)[3:]:
        current, companion = current * companion, companion * companion - 2 * power
        power *= power
        if bit == "1":
            current, companion = (
                (p * current + companion) >> 1,
                (discriminant * current + p * companion) >> 1,
            )
            power *= q
    return current, companion, power
