"""From binary to decimal, by halves: an int as a Decimal.

With x = high * 2^m + low that is the Decimal of high times that of 2^m, plus that of low: one
product for every two halves, down to short pieces, and the powers are squares of each other
[knuth, 4.4].
"""

from __future__ import annotations

from decimal import Decimal

from fibaccel.pure.exact import multiply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Pieces of so many bits are left to Decimal(int), which is quadratic: with 500 to 2,000 bits the
# whole takes the same time. 1,008 bits fill 16 words of libmpdec's, of 19 digits each, and pieces
# doubled so fill its transforms, whose lengths are powers of two or three times those. Halves cut
# from the top need not: with them 3 * 10^6 digits take 1.13 times as long.
_PIECE_BITS = 1008


def from_int(x: int) -> Decimal:
    """Return x >= 0 as a Decimal; the context must be that of `exact`.

    Cost: O(n log(n)^2) for n bits.
    """
    powers = [Decimal(1 << _PIECE_BITS)]
    while _PIECE_BITS << len(powers) < x.bit_length():
        powers.append(multiply(powers[-1], powers[-1]))
    return _join(x, powers)


def _join(x: int, powers: Sequence[Decimal]) -> Decimal:
    """Return x as a Decimal, with powers 2^m, 2^(2 m), 2^(4 m) ... up to the root of x at least."""
    if not powers:
        return Decimal(x)
    *smaller, power = powers
    width = _PIECE_BITS << len(smaller)
    high = x >> width
    low = _join(x & ((1 << width) - 1), smaller)
    return multiply(_join(high, smaller), power) + low if high else low
