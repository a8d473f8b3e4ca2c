"""fib_mod, lucas_mod, lucasu_mod and lucasv_mod of the Python backend: doubling modulo m.

All sizes of n and m, even m as well as odd. docs/modular.md derives the identities.
"""

from __future__ import annotations

from fibaccel.plugin import check_bits, index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import SupportsIndex

# Peak memory in multiples of m.
_PEAK = 16.0


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

    Cost: two products modulo m for each bit of n: F(n) itself is not computed.
    Source: [gmp, 15.7.4].

    >>> fib_mod(100, 1000)
    75
    >>> fib_mod(10**18, 10**9 + 7)
    209783453
    """
    n, m = index(n, "n"), _modulus(m)
    value = pair(1, -1, abs(n), m)[0]
    return -value % m if n < 0 and n % 2 == 0 else value


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
    n, m = index(n, "n"), _modulus(m)
    current, following = pair(1, -1, abs(n), m)
    value = (2 * following - current) % m
    return -value % m if n < 0 and n % 2 else value


def lucasu_mod(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /) -> int:
    """Return U_n(p, q) modulo m, for any p and q, n >= 0 and m >= 1.

    Args:
        p: any integer.
        q: any integer; U_k(p, q) = p U_{k-1} - q U_{k-2}.
        n: the index, at least 0, of any size.
        m: the modulus, at least 1, even or odd.

    Returns:
        The exact int r with 0 <= r < m that U_n(p, q) leaves when it is divided by m.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative, or m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: five products and two divisions for each bit of n, on ints. Source: [ribenboim, 2.IV].

    >>> lucasu_mod(2, -1, 10**18, 10**9)
    700790272
    """
    p, q, n, m = index(p, "p"), index(q, "q"), index(n, "n", least=0), _modulus(m)
    return pair(p, q, n, m)[0]


def lucasv_mod(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /) -> int:
    """Return V_n(p, q) modulo m, for any p and q, n >= 0 and m >= 1.

    Args:
        p: any integer.
        q: any integer; V_k(p, q) = p V_{k-1} - q V_{k-2}.
        n: the index, at least 0, of any size.
        m: the modulus, at least 1, even or odd.

    Returns:
        The exact int r with 0 <= r < m that V_n(p, q) leaves when it is divided by m.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative, or m is less than 1.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of lucasu_mod. Source: [ribenboim, 2.IV].

    >>> lucasv_mod(2, -1, 10**18, 10**9)
    638671874
    """
    p, q, n, m = index(p, "p"), index(q, "q"), index(n, "n", least=0), _modulus(m)
    current, following = pair(p, q, n, m)
    return (2 * following - p * current) % m


def pair(p: int, q: int, n: int, m: int) -> tuple[int, int]:
    """Return (U_n, U_{n+1}) modulo m."""
    p, q = _least_residue(p, m), _least_residue(q, m)
    current, following = 0, 1 % m
    for bit in bin(n)[2:]:
        middle = (following * following - q * (current * current)) % m
        if bit == "1":
            following = following * (p * following - 2 * q * current) % m
            current = middle
        else:
            current = current * (2 * following - p * current) % m
            following = middle
    return current, following


def _modulus(m: SupportsIndex) -> int:
    m = index(m, "m", least=1)
    check_bits(m.bit_length(), "m", work="computing modulo", peak=_PEAK)
    return m


def _least_residue(x: int, m: int) -> int:
    """Return the residue of x that is smallest in absolute value: q = -1 stays short."""
    x %= m
    return x - m if 2 * x > m else x
