"""fib_str and lucas_str of the Python backend: doubling in base 10 from the start.

Python's str(int) converts from binary in quadratic time and stops at 4,300 digits. The decimal
module's numbers are decimal already: libmpdec multiplies them by number-theoretic transforms,
and writing one out is linear. So there is nothing to convert, and no limit of the interpreter's
to lift. The caller's decimal context is left as it was.
"""

from __future__ import annotations

import decimal
from decimal import Decimal

from fibaccel.plugin import check_size, index
from fibaccel.pure import doubling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import SupportsIndex

# Exact integers of any size: nothing is ever rounded, and it would be an error if it were.
_EXACT = decimal.Context(
    prec=decimal.MAX_PREC,
    Emax=decimal.MAX_EMAX,
    Emin=decimal.MIN_EMIN,
    traps=[decimal.Inexact, decimal.InvalidOperation],
)

# libmpdec does not look for signals within a product. One of 2 x 10^7 digits takes 0.9 s; in six
# pieces it takes 1.2 s, and no piece 0.25 s. (Three pieces take as long, and each twice that: the
# lengths fit libmpdec's transforms worse.) Products are cut once only: at n = 10^9 every further
# level would cost more than the shorter wait is worth.
_SPLIT_DIGITS = 4_000_000
_PARTS = 3

# Peak memory in multiples of the binary result, of which the digits alone are 2.4: 4.5 measured at
# n = 10^7, 9.4 at 4 * 10^7 (benchmarks/memory.py).
_PEAK = 12.0


def fib_str(n: SupportsIndex, /) -> str:
    """Return the decimal digits of F(n), for any integer n.

    Args:
        n: an int or whatever has ``__index__``; a negative result begins with ``-``.

    Returns:
        About 0.209 abs(n) digits. The interpreter's limit of 4,300 digits does not apply.

    Raises:
        TypeError: n is not an integer.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: two squarings for each bit of n but the last, then one product, in base 10 by
    number-theoretic transforms: O(n log n). No radix conversion. Source: [gmp, 15.7.4].

    >>> fib_str(100)
    '354224848179261915075'
    >>> len(fib_str(1_000_000))
    208988
    """
    n = index(n, "n")
    check_size(n, symbol="F", peak=_PEAK)
    with decimal.localcontext(_EXACT):
        value = doubling.fib(abs(n), Decimal, _multiply)
        return str(-value if n < 0 and n % 2 == 0 else value)


def lucas_str(n: SupportsIndex, /) -> str:
    """Return the decimal digits of L(n), for any integer n.

    Args:
        n: an int or whatever has ``__index__``; a negative result begins with ``-``.

    Returns:
        About 0.209 abs(n) digits. The interpreter's limit of 4,300 digits does not apply.

    Raises:
        TypeError: n is not an integer.
        MemoryError: the result cannot fit; raised before anything is allocated.

    Cost: as `fib_str`. Source: [gmp, 15.7.5].

    >>> lucas_str(100)
    '792070839848372253127'
    """
    n = index(n, "n")
    check_size(n, symbol="L", peak=_PEAK)
    with decimal.localcontext(_EXACT):
        value = doubling.lucas(abs(n), Decimal, _multiply)
        return str(-value if n < 0 and n % 2 else value)


def _multiply(x: Decimal, y: Decimal) -> Decimal:
    """Return x * y, a large one in pieces that let a signal through.

    With x = sum x_i B^i and y likewise, x_i y_j + x_j y_i is (x_i + x_j)(y_i + y_j) less the two
    products x_i y_i and x_j y_j, which are needed anyway [karatsuba1963].
    """
    digits = max(x.adjusted(), y.adjusted()) + 1
    if digits < _SPLIT_DIGITS:
        return _product(x, y)
    width = digits // _PARTS + 1
    xs = _cut(x, width)
    ys = xs if y is x else _cut(y, width)
    squares = [_product(a, b) for a, b in zip(xs, ys, strict=True)]
    total = Decimal(0)
    for i, square in enumerate(squares):
        total += square.scaleb(2 * i * width)
        for j in range(i):
            x_sum = xs[i] + xs[j]
            y_sum = x_sum if y is x else ys[i] + ys[j]
            total += (_product(x_sum, y_sum) - square - squares[j]).scaleb((i + j) * width)
    return total


def _cut(x: Decimal, width: int) -> list[Decimal]:
    """Return the parts of x, of width digits each, the lowest first."""
    parts = []
    for _ in range(_PARTS):
        rest = x.shift(-width)
        parts.append(x - rest.scaleb(width))
        x = rest
    return parts


def _product(x: Decimal, y: Decimal) -> Decimal:
    """Return x * y. A call of its own, because the interpreter looks for signals at calls only.

    One object twice is squared, which is faster.
    """
    return x * y
