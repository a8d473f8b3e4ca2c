"""From binary to decimal and back, by halves: an int as a Decimal, a Decimal as an int.

With x = high * 2^m + low the former is the Decimal of high times that of 2^m, plus that of low: one
product for every two halves, down to short pieces, and the powers are squares of each other. The
latter divides by 2^m: that is a product with 5^m, since 2^-m = 5^m 10^-m, of which the leading
digits tell high, and another one for low [knuth, 4.4].
"""

from __future__ import annotations

from decimal import Decimal

from fibaccel.limits import power_of_ten_bits
from fibaccel.pure.exact import multiply
from fibaccel.pure.numerals import powers_of_five, put_together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    # m, 2^m, the leading digits of 5^m, and how many digits 2^-m has after the point with these.
    _Level = tuple[int, Decimal, Decimal, int]

# Pieces of at most so many bits are left to Decimal(int), which is quadratic: of 500 to 2,000 bits
# the whole takes the same time. These fill 16 words of libmpdec's, of 19 digits each, and doubled
# so they fill its transforms, whose lengths are powers of two and three times those.
_PIECE_BITS = 1008
# Up to here products are made without transforms, and halves are best where they are equal.
_EQUAL_BITS = 2**17

# Pieces of at most so many digits are put together with products of int, of which each level takes
# less than the two products here: 100,000 to 250,000 take the same time for 500,000 digits and more
# (CPython 3.11).
_LARGEST_PUT_TOGETHER = 250_000
# Digits of 5^m beyond as many as 2^m has: a quotient is then too small by 1 at most.
_GUARD_DIGITS = 8


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


def to_int(x: Decimal, digits: int) -> int:
    """Return an integer x >= 0 of so many digits as an int; the context must be that of `exact`.

    Cost: O(n log(n)^2) for n digits.
    """
    bits, cuts, doublings = power_of_ten_bits(digits), 0, 0
    while digits >> cuts > _LARGEST_PUT_TOGETHER:
        cuts += 1
    while bits >> doublings > _PIECE_BITS:
        doublings += 1
    width = -(-bits >> doublings)
    levels: list[_Level] = []
    two, five = Decimal(1 << width), Decimal(5**width)
    for i in range(doublings):
        if i > 0:
            width, two, five = 2 * width, multiply(two, two), multiply(five, five)
        if i >= doublings - cuts:
            drop = max(0, five.adjusted() - two.adjusted() - _GUARD_DIGITS)
            levels.append((width, two, five.shift(-drop), width - drop))
    longest = levels[0][0] * 30103 // 100_000 + 1 if levels else digits
    return _split(x, levels, powers_of_five(longest))


def _split(x: Decimal, levels: Sequence[_Level], powers: Sequence[tuple[int, int]]) -> int:
    """Return x as an int: its halves and theirs, level by level, and the rest by their digits."""
    if not levels:
        return put_together(str(x), powers)
    *smaller, (width, two, five, places) = levels
    drop = max(0, x.adjusted() - five.adjusted())
    high = multiply(x.shift(-drop), five).shift(drop - places)
    low = x - multiply(high, two)
    if low >= two:
        high, low = high + 1, low - two
    return (_split(high, smaller, powers) << width) + _split(low, smaller, powers)


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
