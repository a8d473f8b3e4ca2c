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

# Pieces of at most so many bits are left to Decimal(int), which is quadratic: of 500 to 2,000 bits
# the whole takes the same time. These fill 16 words of libmpdec's, of 19 digits each, and doubled
# so they fill its transforms, whose lengths are powers of two and three times those.
_PIECE_BITS = 1008
# Up to here products are made without transforms, and halves are best where they are equal.
_EQUAL_BITS = 2**17


def from_int(x: int) -> Decimal:
    """Return x >= 0 as a Decimal; the context must be that of `exact`.

    Cost: O(n log(n)^2) for n bits.
    """
    bits = _piece_bits(x.bit_length())
    powers = [(bits, Decimal(1 << bits))]
    while powers[-1][0] * 2 < x.bit_length():
        bits, power = powers[-1]
        powers.append((2 * bits, multiply(power, power)))
    return _join(x, powers)


def _piece_bits(bits: int) -> int:
    """Return into pieces of what size an int of so many bits is cut.

    Pieces that fill the transforms take up to 0.84 times as long as equal halves (10^6 digits and
    more), and 1.4 times as long where there are no transforms (10^4 digits).
    """
    equal = -(-bits >> (bits // _PIECE_BITS).bit_length())
    if bits <= _EQUAL_BITS:
        return equal
    return _PIECE_BITS * 3 // 4 if equal <= _PIECE_BITS * 3 // 4 else _PIECE_BITS


def _join(x: int, powers: Sequence[tuple[int, Decimal]]) -> Decimal:
    """Return x as a Decimal, with 2^m for m, 2 m, 4 m ... up to at least half the bits of x."""
    if not powers:
        return Decimal(x)
    *smaller, (width, power) = powers
    high = x >> width
    low = _join(x & ((1 << width) - 1), smaller)
    return multiply(_join(high, smaller), power) + low if high else low
