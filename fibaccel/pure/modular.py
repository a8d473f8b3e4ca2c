"""Terms modulo m of the Python backend, one or two at a time: doubling modulo m.

All sizes of n and m, even m as well as odd. The terms at even places of the Lucas numbers have a
chain of their own, V_k = L(2k) = V_k(3, 1), with two products and two divisions for each bit of n:

    V_2k   = V_k^2 - 2              5 F(2k)   = 2 V_{k+1} - 3 V_k
    V_2k+1 = V_k V_{k+1} - 3        5 F(2k+1) = V_{k+1} + V_k

It takes 0.75 to 0.92 times as long as the textbook's F(2k) = F(k) (2 F(k+1) - F(k)) and
F(2k+1) = F(k)^2 + F(k+1)^2, which has three products (benchmarks/modular.py). The squares of F(k)
and F(k-1) alone are 4 % faster than the chain from 1000 bits on, and slower below. Two steps for
one division are slower from 60 bits on. All other sequences go by `pair`.
"""

from __future__ import annotations

from operator import mul

from fibaccel.hints import SupportsIndex
from fibaccel.limits import TINY_BITS, TINY_N, lucas_bits
from fibaccel.plugin import check_bits, index, lucas_arguments
from fibaccel.pure import doubling
from fibaccel.pure.doubling import TABLE
from fibaccel.pure.sequences import sign, terms

__all__ = [
    "fib2_mod",
    "fib_mod",
    "lucas2_mod",
    "lucas_mod",
    "lucasu_mod",
    "lucasuv_mod",
    "lucasv_mod",
]

# Peak memory in multiples of m: 18 measured where the term itself is computed, 15 elsewhere, 29 for
# each coefficient of a recurrence.
_PEAK = 32.0

# From so many bits on a product with the reciprocal is faster than a division, which is quadratic
# in CPython: 1.2 times as long at 8,000 bits, 0.75 at 12,000, 0.28 at 100,000.
RECIPROCAL_BITS = 10_000
# In all the steps together so many bits are divided before the reciprocal, itself a division, pays.
_RECIPROCAL_WORK = 40_000
# Up to here an int has one digit: products of shorter numbers take 0.6 of the time.
_DIGIT = 2**30
# Terms for n up to so many times the bits of m are computed themselves: they are 2.8 times as long
# as m at most, and it takes 0.6 to 0.8 times as long as the chain. At 6 times it is as fast.
_SHORT = 4


def fib_mod(n: SupportsIndex, m: SupportsIndex, /) -> int:
    """Return F(n) modulo m, for any integer n and any m >= 1.

    Args:
        n: an int or whatever has ``__index__``, of any size; F(-n) = (-1)^(n+1) F(n).
        m: the modulus, at least 1, even or odd.

    Returns:
        The exact int r with 0 <= r < m that F(n) leaves when it is divided by m.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: two products modulo m for each bit of n; F(n) itself is not computed, unless it is hardly
    longer than m. Source: [gmp, 15.7.5] for the doubling of Lucas numbers.

    >>> fib_mod(100, 1000)
    75
    >>> fib_mod(10**18, 10**9 + 7)
    209783453
    """
    if type(n) is not int:
        n = index(n, "n")
    m = modulus(m)
    value = fib_residue(abs(n), m)
    return -value % m if n < 0 and n % 2 == 0 else value


def fib2_mod(n: SupportsIndex, m: SupportsIndex, /) -> tuple[int, int]:
    """Return the pair (F(n), F(n-1)) modulo m, for any integer n and any m >= 1.

    Args:
        n: an int or whatever has ``__index__``, of any size.
        m: the modulus, at least 1, even or odd.

    Returns:
        Two exact ints from 0 to m - 1. Further residues follow by addition and subtraction.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of fib_mod. Source: [gmp, 15.7.5].

    >>> fib2_mod(100, 1000)
    (75, 26)
    """
    if type(n) is not int:
        n = index(n, "n")
    m = modulus(m)
    if 0 < n < TINY_N:
        return TABLE[n] % m, TABLE[n - 1] % m
    current, following = _fib_pair(abs(n), m)
    if n >= 0:
        return current, (following - current) % m
    return (current, -following % m) if n & 1 else (-current % m, following)


def lucas_mod(n: SupportsIndex, m: SupportsIndex, /) -> int:
    """Return L(n) modulo m, for any integer n and any m >= 1.

    Args:
        n: an int or whatever has ``__index__``, of any size; L(-n) = (-1)^n L(n).
        m: the modulus, at least 1, even or odd.

    Returns:
        The exact int r with 0 <= r < m that L(n) leaves when it is divided by m.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of fib_mod. Source: [gmp, 15.7.5].

    >>> lucas_mod(100, 1000)
    127
    """
    if type(n) is not int:
        n = index(n, "n")
    m = modulus(m)
    value = lucas_residue(abs(n), m)
    return -value % m if n < 0 and n % 2 else value


def lucas2_mod(n: SupportsIndex, m: SupportsIndex, /) -> tuple[int, int]:
    """Return the pair (L(n), L(n-1)) modulo m, for any integer n and any m >= 1.

    Args:
        n: an int or whatever has ``__index__``, of any size.
        m: the modulus, at least 1, even or odd.

    Returns:
        Two exact ints from 0 to m - 1. Further residues follow by addition and subtraction.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of lucas_mod. Source: [gmp, 15.7.5].

    >>> lucas2_mod(100, 1000)
    (127, 124)
    """
    if type(n) is not int:
        n = index(n, "n")
    m = modulus(m)
    if 0 < n < TINY_N:
        current, previous = TABLE[n], TABLE[n - 1]
        return (current + 2 * previous) % m, (2 * current - previous) % m
    current, following = _lucas_pair(abs(n), m)
    if n >= 0:
        return current, (following - current) % m
    return (-current % m, following) if n & 1 else (current, -following % m)


def lucasu_mod(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /) -> int:
    """Return U_n(p, q) modulo m, for any p and q and any m >= 1.

    Args:
        p: any integer.
        q: any integer; U_k(p, q) = p U_{k-1} - q U_{k-2}.
        n: the index, of any size. Less than 0 only where q is 1 or -1.
        m: the modulus, at least 1, even or odd.

    Returns:
        The exact int r with 0 <= r < m that U_n(p, q) leaves when it is divided by m.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative, and q is neither 1 nor -1; m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: five products and two divisions for each bit of n, on ints. Source: [ribenboim, 2.IV].

    >>> lucasu_mod(2, -1, 10**18, 10**9)
    700790272
    """
    if not (type(p) is type(q) is type(n) is int and n >= 0):
        p, q, n = lucas_arguments(p, q, n)
    m = modulus(m)
    current, following = pair(p, q, abs(n) >> 1, m)
    if n & 1:
        value = (following * following - q * (current * current)) % m
    else:
        value = current * (2 * following - p * current) % m
    return value if n >= 0 else -sign(q, n) * value % m


def lucasv_mod(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /) -> int:
    """Return V_n(p, q) modulo m, for any p and q and any m >= 1.

    Args:
        p: any integer.
        q: any integer; V_k(p, q) = p V_{k-1} - q V_{k-2}.
        n: the index, of any size. Less than 0 only where q is 1 or -1.
        m: the modulus, at least 1, even or odd.

    Returns:
        The exact int r with 0 <= r < m that V_n(p, q) leaves when it is divided by m.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative, and q is neither 1 nor -1; m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of lucasu_mod. Source: [ribenboim, 2.IV].

    >>> lucasv_mod(2, -1, 10**18, 10**9)
    638671874
    """
    if not (type(p) is type(q) is type(n) is int and n >= 0):
        p, q, n = lucas_arguments(p, q, n)
    m = modulus(m)
    current, following = pair(p, q, abs(n) >> 1, m)
    # V_n = 2 U_{n+1} - p U_n, for n = 2k + 1 and for n = 2k with U_n = U_k V_k.
    middle = following * following - q * (current * current)
    if n & 1:
        value = (2 * following * (p * following - 2 * q * current) - p * (middle % m)) % m
    else:
        companion = (2 * following - p * current) % m
        value = (2 * middle - p * (current * companion)) % m
    return value if n >= 0 else sign(q, n) * value % m


def lucasuv_mod(
    p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /
) -> tuple[int, int]:
    """Return the pair (U_n(p, q), V_n(p, q)) modulo m, for any p and q and any m >= 1.

    Args:
        p: any integer.
        q: any integer.
        n: the index, of any size. Less than 0 only where q is 1 or -1.
        m: the modulus, at least 1, even or odd.

    Returns:
        Two exact ints from 0 to m - 1. The power q^n that tests of primality may ask for besides is
        ``pow(q, n, m)``.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative, and q is neither 1 nor -1; m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of lucasu_mod. Source: [ribenboim, 2.IV].

    >>> lucasuv_mod(2, -1, 10**18, 10**9)
    (700790272, 638671874)
    """
    p, q, n = lucas_arguments(p, q, n)
    m = modulus(m)
    current, following = pair(p, q, abs(n), m)
    companion = (2 * following - p * current) % m
    if n >= 0:
        return current, companion
    return -sign(q, n) * current % m, sign(q, n) * companion % m


def pair(p: int, q: int, n: int, m: int, /) -> tuple[int, int]:
    """Return (U_n, U_{n+1}) modulo m, of the Lucas sequence for p and q."""
    if n == 0:
        return 0, 1 % m
    if not -m < p < m:
        p %= m
    if not -m < q < m:
        q %= m
    bits = m.bit_length()
    if n <= bits and n * (p.bit_length() + q.bit_length() + 1) <= 2 * bits:
        current, companion, _ = terms(p, q, n)
        return current % m, (p * current + companion >> 1) % m
    if bits >= RECIPROCAL_BITS and lucas_bits(p, q, n) > bits:
        return _pair_by_reciprocal(p, q, n, Reciprocal(m))
    current, following = 1, p  # at 1, which n begins with
    for bit in bin(n)[3:]:
        middle = (following * following - q * (current * current)) % m
        if bit == "1":
            following = following * (p * following - 2 * q * current) % m
            current = middle
        else:
            current = current * (2 * following - p * current) % m
            following = middle
    return current % m, following % m


def _pair_by_reciprocal(p: int, q: int, n: int, m: Reciprocal) -> tuple[int, int]:
    """Return the same as `pair`, with no dividend longer than two factors.

    For short m `pair` is faster: by a tenth at 64 bits.
    """
    current, following = 1, p
    for bit in bin(n)[3:]:
        scaled = q * current % m
        middle = (following * following - scaled * current) % m
        if bit == "1":
            following = following * ((p * following - 2 * scaled) % m) % m
            current = middle
        else:
            current = current * ((2 * following - p * current) % m) % m
            following = middle
    return current % m, following % m


class Reciprocal:
    """A modulus that is divided by often: ``x % Reciprocal(m)`` is ``x % m``, by products.

    That is Barrett's reduction [barrett1987]. A quotient comes from the leading bits of x and from
    the reciprocal 4^b / m, for m of b bits. For abs(x) < 4^b it is wrong by 3 at most, which a last
    and then short division makes good.
    """

    def __init__(self, m: int) -> None:
        """Divide once, for the reciprocal."""
        bits = m.bit_length()
        self._m = m
        self._inverse = (1 << 2 * bits) // m
        self._before, self._after = bits - 1, bits + 1

    def __rmod__(self, x: int) -> int:
        """Return x modulo m."""
        quotient = (x >> self._before) * self._inverse >> self._after
        return (x - quotient * self._m) % self._m


def fib_residue(n: int, m: int) -> int:
    """Return F(n) modulo m, for n >= 0."""
    if n < TINY_N:
        return TABLE[n] % m
    if n < _SHORT * m.bit_length():
        return doubling.fib(n, int, mul) % m
    unit = m % 5
    if unit == 0 and m < _DIGIT <= 5 * m:
        return _fib_by_squares(n, m)[0]
    value, following = _even_lucas_numbers(n, m if unit else 5 * m)
    return _fifth(value + following if n & 1 else 2 * following - 3 * value, m)


def _fib_pair(n: int, m: int) -> tuple[int, int]:
    """Return F(n) and F(n+1) modulo m, for n >= 0."""
    if n < TINY_N or n < _SHORT * m.bit_length():
        current, following = _exact_pair(n)
        return current % m, following % m
    unit = m % 5
    if unit == 0 and m < _DIGIT <= 5 * m:
        return _fib_by_squares(n, m)
    value, following = _even_lucas_numbers(n, m if unit else 5 * m)
    odd = _fifth(value + following, m)
    if n & 1:
        return odd, _fifth(3 * following - 2 * value, m)
    return _fifth(2 * following - 3 * value, m), odd


def _fifth(value: int, m: int) -> int:
    """Return x modulo m from 5 x modulo 5 m or, if 5 does not divide m, modulo m.

    The latter is faster: then a multiple of m is missing for the division.
    """
    return (value + m * (-value * (m % 5) ** 3 % 5)) // 5 % m


def _fib_by_squares(n: int, m: int) -> tuple[int, int]:
    """Return F(n) and F(n+1) modulo m by the textbook's three products a step, for n >= 1024."""
    steps = n.bit_length() - TINY_N.bit_length() + 1
    k = n >> steps
    current, following = TABLE[k] % m, (TABLE[k] + TABLE[k - 1]) % m
    for bit in bin(n)[-steps:]:
        double = current * (2 * following - current) % m
        following = (current * current + following * following) % m
        current, following = (following, double + following) if bit == "1" else (double, following)
    return current % m, following % m


def lucas_residue(n: int, m: int) -> int:
    """Return L(n) modulo m, for n >= 0."""
    if 0 < n < TINY_N:
        return (TABLE[n] + 2 * TABLE[n - 1]) % m
    if n < _SHORT * m.bit_length():
        return doubling.lucas(n, int, mul) % m
    value, following = _even_lucas_numbers(n, m)
    return (following - value) % m if n & 1 else value


def _lucas_pair(n: int, m: int) -> tuple[int, int]:
    """Return L(n) and L(n+1) modulo m, for n >= 0."""
    if n < TINY_N or n < _SHORT * m.bit_length():
        current, following = _exact_pair(n)
        return (2 * following - current) % m, (2 * current + following) % m
    value, following = _even_lucas_numbers(n, m)
    odd = (following - value) % m
    return (odd, following) if n & 1 else (value, odd)


def _exact_pair(n: int) -> tuple[int, int]:
    """Return F(n) and F(n+1), for n >= 0."""
    current, previous = doubling.pair(n, int, mul)
    return current, current + previous


def _even_lucas_numbers(n: int, m: int) -> tuple[int, int]:
    """Return L(2k) and L(2k+2) modulo m, for k = n // 2, n >= 1024 and n >= 2 m.bit_length().

    What n begins with is done with the numbers themselves, to where they are about as long as m.
    """
    bits = m.bit_length()
    steps = n.bit_length() - (bits | TINY_N - 1).bit_length()
    k = n >> steps + 1 << 1
    current, previous = (TABLE[k], TABLE[k - 1]) if k < TINY_N else doubling.pair(k, int, mul)
    value, following = (current + 2 * previous) % m, (4 * current + 3 * previous) % m
    often = bits >= RECIPROCAL_BITS and bits * steps >= _RECIPROCAL_WORK
    divisor = Reciprocal(m) if often else m
    for bit in bin(n >> 1)[-steps:]:
        middle = (value * following - 3) % divisor
        if bit == "1":
            value, following = middle, (following * following - 2) % divisor
        else:
            value, following = (value * value - 2) % divisor, middle
    return value, following


def modulus(m: SupportsIndex, /, *, work: str = "computing modulo", count: int = 1) -> int:
    """Return m as an exact int, with room to compute with so many numbers modulo it."""
    if type(m) is not int or m < 1:
        m = index(m, "m", least=1)
    if m.bit_length() * count > TINY_BITS:
        check_bits(m.bit_length(), "m", work=work, peak=_PEAK, count=count)
    return m
