"""Terms modulo m of the Python backend, one or two at a time: any n, and m even as well as odd.

Fibonacci and Lucas numbers go by `fibaccel.pure.residues`, all other sequences by `pair`.
"""

from __future__ import annotations

from fibaccel.hints import SupportsIndex
from fibaccel.limits import TINY_BITS, TINY_N, lucas_bits
from fibaccel.plugin import check_bits, index, lucas_arguments
from fibaccel.pure.doubling import TABLE
from fibaccel.pure.reciprocal import RECIPROCAL_BITS, Reciprocal
from fibaccel.pure.residues import (
    fib_residue,
    fib_residue_pair,
    lucas_residue,
    lucas_residue_pair,
)
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
    current, following = fib_residue_pair(abs(n), m)
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
    current, following = lucas_residue_pair(abs(n), m)
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


def modulus(m: SupportsIndex, /, *, work: str = "computing modulo", count: int = 1) -> int:
    """Return m as an exact int, with room to compute with so many numbers modulo it."""
    if type(m) is not int or m < 1:
        m = index(m, "m", least=1)
    if m.bit_length() * count > TINY_BITS:
        check_bits(m.bit_length(), "m", work=work, peak=_PEAK, count=count)
    return m
