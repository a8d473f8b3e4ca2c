"""Exact arithmetic in decimal: a context that never rounds, and products that let signals through.

The decimal module's numbers are decimal already. libmpdec multiplies them by number-theoretic
transforms in almost linear time [mpdecimal], and writing one out is linear. What computes digits
computes with these from the start, and nothing is converted from binary at the end.

Importing this module imports `decimal`, which takes a fifth of the time of `fibaccel 100`. So its
users import it when they need it.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from operator import itemgetter

# Integers of any size: nothing is ever rounded, and it would be an error if it were.
CONTEXT = decimal.Context(
    prec=decimal.MAX_PREC,
    Emax=decimal.MAX_EMAX,
    Emin=decimal.MIN_EMIN,
    traps=[decimal.Inexact, decimal.InvalidOperation],
)

# Digits in a word of libmpdec's on 64-bit systems (9 on others, where `by_thirds` misjudges).
_WORD_DIGITS = 19
_WORDS_PER_N = 0.2089876 / _WORD_DIGITS

# Fewer words than that are multiplied without transforms to a good part.
_TRANSFORM_WORDS = 4096

# libmpdec does not look for signals within a product. One of 20 million digits, the longest that is
# made in one go, takes 0.5 s on Zen 4; the next transforms take 0.8 and 1.1 s. In five pieces what
# is a little longer takes 1.1 times as long, since the pieces fit their transforms well; just above
# 15 million digits, a step before, it would be 1.8 times. Products are cut once only: at n = 10^9
# every further level would cost more than the shorter wait is worth.
_SPLIT_DIGITS = 2**20 * _WORD_DIGITS


def multiply(x: Decimal, y: Decimal) -> Decimal:
    """Return x * y for integers, a large product in five pieces [knuth, 4.3.3].

    The factors are cut into parts of one width: they are values at 10^width of two polynomials,
    of degree 2 and 2, 1 and 3, or 0 and 4, as their lengths suggest. The product of these has
    degree 4, so it follows from its values at 0, 1, -1, 2 and infinity.
    """
    if y.adjusted() < x.adjusted():
        x, y = y, x
    short, long = x.adjusted() + 1, y.adjusted() + 1
    if short + long < _SPLIT_DIGITS:
        return _product(x, y)
    # The narrowest parts; equal counts first, which a square needs.
    width, count = min(
        ((max(-(-short // count), -(-long // (6 - count))), count) for count in (3, 2, 1)),
        key=itemgetter(0),
    )
    at_x = _values(_cut(x, width, count))
    at_y = at_x if y is x else _values(_cut(y, width, 6 - count))
    values = [_product(a, b) for a, b in zip(at_x, at_y, strict=True)]
    total = values[0]
    for i, coefficient in enumerate(_interpolate(*values), 1):
        total += coefficient.scaleb(i * width)
    return total


def by_thirds(n: int) -> bool:
    """Return whether the digits for n come sooner from the terms at n / 3 than from those at n / 2.

    In theory both take the same time, but it depends on the lengths that fit libmpdec's transforms:
    from a third it is up to 0.86 times the other (n = 10^8), or 1.14 times (n = 10^7).
    """
    words = int(n * _WORDS_PER_N)
    if words < _TRANSFORM_WORDS:
        return False
    # The last product is the same. Before it: a square of two thirds of the length and pairs of
    # squares of a third, a sixth ..., or else pairs of a half, a quarter ...; these halve in time.
    return _effort(words * 2 // 3) + 4 * _effort(words // 3) < 4 * _effort(words // 2)


def _effort(words: int) -> float:
    """Return the relative time of a square that has so many words.

    libmpdec's transforms have lengths 2^k and 3 * 2^k; the latter take 1.15 times as long for their
    length (Zen 4, CPython 3.11).
    """
    if words * _WORD_DIGITS >= _SPLIT_DIGITS:
        return 5 * _effort(words // 3)
    power = 1 << words.bit_length()
    return 1.15 * 0.75 * power if words < 0.75 * power else power


def _cut(x: Decimal, width: int, count: int) -> list[Decimal]:
    """Return count parts of x, of width digits each, the lowest first."""
    parts = []
    for _ in range(count):
        rest = x.shift(-width)
        parts.append(x - rest.scaleb(width))
        x = rest
    return parts


def _values(parts: list[Decimal]) -> tuple[Decimal, ...]:
    """Return the values at 0, 1, -1, 2 and infinity of the polynomial with these coefficients."""
    even, odd = sum(parts[::2], Decimal(0)), sum(parts[1::2], Decimal(0))
    at_two = Decimal(0)
    for part in reversed(parts):
        at_two += at_two + part
    return parts[0], even + odd, even - odd, at_two, parts[-1]


def _interpolate(
    low: Decimal, at_one: Decimal, at_minus_one: Decimal, at_two: Decimal, high: Decimal
) -> tuple[Decimal, ...]:
    """Return all coefficients but the lowest of the polynomial of degree 4 with these values.

    With coefficients a to e from the lowest: p(1) = (a + c + e) + (b + d), p(-1) is their
    difference, and p(2) - a - 4 c - 16 e - 2 (b + d) = 6 d.
    """
    even = (at_one + at_minus_one) // 2
    odd = at_one - even
    second = even - low - high
    third = (at_two - low - 4 * second - 16 * high - 2 * odd) // 6
    return odd - third, second, third, high


def _product(x: Decimal, y: Decimal) -> Decimal:
    """Return x * y. A call of its own, because the interpreter looks for signals at calls only.

    One object twice is squared, which is faster.
    """
    return x * y
