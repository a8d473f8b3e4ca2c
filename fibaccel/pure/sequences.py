"""lucasu and lucasv of the Python backend: Lucas sequences by doubling on int.

Each step takes (U_k, U_{k+1}) to (U_2k, U_{2k+1}) or (U_{2k+1}, U_{2k+2}); docs/modular.md
derives the identities.
"""

from __future__ import annotations

from fibaccel.plugin import check_lucas_size, index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import SupportsIndex

_PEAK = 12.0


def lucasu(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int:
    """Return U_n(p, q), the Lucas sequence of the first kind: 0, 1, p, p^2 - q ...

    Args:
        p: any integer.
        q: any integer; U_k(p, q) = p U_{k-1} - q U_{k-2}, so U(1, -1) are the Fibonacci numbers.
        n: the index, at least 0.

    Returns:
        U_n(p, q) as an exact int.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: three products for each bit of n, on ints: O(b^1.585) for b bits of the result.
    Source: [ribenboim, 2.IV].

    >>> [lucasu(2, -1, n) for n in range(8)]
    [0, 1, 2, 5, 12, 29, 70, 169]
    >>> lucasu(3, 2, 64) == 2**64 - 1
    True
    """
    p, q, n = index(p, "p"), index(q, "q"), index(n, "n", least=0)
    check_lucas_size(p, q, n, symbol="U", peak=_PEAK)
    return _pair(p, q, n)[0]


def lucasv(p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int:
    """Return V_n(p, q), the Lucas sequence of the second kind: 2, p, p^2 - 2 q ...

    Args:
        p: any integer.
        q: any integer; V_k(p, q) = p V_{k-1} - q V_{k-2}, so V(1, -1) are the Lucas numbers.
        n: the index, at least 0.

    Returns:
        V_n(p, q) as an exact int.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: n is negative.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: that of lucasu. Source: [ribenboim, 2.IV].

    >>> [lucasv(2, -1, n) for n in range(8)]
    [2, 2, 6, 14, 34, 82, 198, 478]
    >>> lucasv(3, 2, 64) == 2**64 + 1
    True
    """
    p, q, n = index(p, "p"), index(q, "q"), index(n, "n", least=0)
    check_lucas_size(p, q, n, symbol="V", peak=_PEAK)
    current, following = _pair(p, q, n)
    return 2 * following - p * current


def _pair(p: int, q: int, n: int) -> tuple[int, int]:
    """Return (U_n, U_{n+1})."""
    current, following = 0, 1
    for bit in bin(n)[2:]:
        double = current * (2 * following - p * current)
        middle = following * following - q * (current * current)
        if bit == "1":
            current, following = middle, p * middle - q * double
        else:
            current, following = double, middle
    return current, following
