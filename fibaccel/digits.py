"""The first digits of F(n) and L(n), and the last ones, without the number itself.

The first ones follow from the logarithm of a power of the golden ratio, enclosed
between two integers (see `enclosure`): where both ends give the same digits these are proven, and
where they do not, the enclosure is narrowed. No approximation is used that has no bound.
The last ones are a term modulo a power of ten, which the active backend computes.
"""

from __future__ import annotations

import fibaccel
from fibaccel.enclosure import exponential
from fibaccel.hints import SupportsIndex
from fibaccel.limits import check_digits
from fibaccel.plugin import index
from fibaccel.pure.digit_counts import GUARD_BITS, is_small, scientific

# The number itself comes sooner than a part of it, if it has at most so many times as many digits:
# from 16 and from 4 times on either way takes about the same, for 50 to 20,000 digits in Python.
_WHOLE_TO_LEAD = 16
_WHOLE_TO_TRAIL = 4


def fib_leading_digits(n: SupportsIndex, k: SupportsIndex, /) -> str:
    """Return the first k decimal digits of F(n), proven, for any integer n. No sign.

    Args:
        n: an int or whatever has ``__index__``, of any size.
        k: how many, at least 1.

    Returns:
        The digits; all of them, fewer than k, if F(n) has no more.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: k is less than 1.
        MemoryError: so many digits cannot fit.

    Cost: that of an exponential to so many digits: 0.1 ms for n = 10^100 and k = 50. F(n) is
    computed only where it has at most 16 k digits. Source: [knuth, 1.2.8], and docs/digits.md.

    >>> fib_leading_digits(10**100, 20)
    '62449911286460687648'
    """
    return _leading(n, k, is_lucas=False)


def fib_trailing_digits(n: SupportsIndex, k: SupportsIndex, /) -> str:
    """Return the last k decimal digits of F(n), for any integer n. No sign.

    Args:
        n: an int or whatever has ``__index__``, of any size.
        k: how many, at least 1.

    Returns:
        Always k characters: zeros in front are kept, and there are more of them if F(n) is shorter.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: k is less than 1.
        MemoryError: so many digits cannot fit.

    Cost: that of ``fib_mod(n, 10**k)``.

    >>> fib_trailing_digits(10**100, 20)
    '59183788299560546875'
    >>> fib_trailing_digits(10, 5)
    '00055'
    """
    return _trailing(n, k, is_lucas=False)


def lucas_leading_digits(n: SupportsIndex, k: SupportsIndex, /) -> str:
    """Return the first k decimal digits of L(n), proven. As `fib_leading_digits`.

    >>> lucas_leading_digits(10**100, 20)
    '13964224682535743952'
    """
    return _leading(n, k, is_lucas=True)


def lucas_trailing_digits(n: SupportsIndex, k: SupportsIndex, /) -> str:
    """Return the last k decimal digits of L(n), for any integer n. As `fib_trailing_digits`.

    >>> lucas_trailing_digits(10**100, 5)
    '28127'
    """
    return _trailing(n, k, is_lucas=True)


def _leading(n: SupportsIndex, k: SupportsIndex, *, is_lucas: bool) -> str:
    n, k = abs(index(n, "n")), index(k, "k", least=1)
    if (text := _whole_if_short(n, _WHOLE_TO_LEAD * k, is_lucas=is_lucas)) is not None:
        return text[:k]
    check_digits(k, "k")
    # log2(10) < 3.3220.
    digits_bits, guard = 3322 * k // 1000 + 4, GUARD_BITS
    while not is_small(n, digits_bits + guard):
        wanted = digits_bits + guard
        exponent, logarithm, bits = scientific(n, wanted, is_lucas=is_lucas)
        if exponent is not None:
            ends, precision = exponential(logarithm, bits, wanted)
            first, last = (end * 10 ** (k - 1) >> precision for end in ends)
            if first == last:
                return fibaccel.int_str(first)
        guard *= 2
    return _number(n, is_lucas=is_lucas)[:k]


def _trailing(n: SupportsIndex, k: SupportsIndex, *, is_lucas: bool) -> str:
    n, k = abs(index(n, "n")), index(k, "k", least=1)
    check_digits(k, "k")
    text = _whole_if_short(n, _WHOLE_TO_TRAIL * k, is_lucas=is_lucas)
    if text is None:
        term = fibaccel.lucas_mod if is_lucas else fibaccel.fib_mod
        text = fibaccel.int_str(term(n, 10**k))
    return text[-k:].rjust(k, "0")


def _whole_if_short(n: int, most: int, *, is_lucas: bool) -> str | None:
    """Return all the digits, if there are about so many at most, and if they fit."""
    # log10(phi) < 0.20899.
    if 20899 * n > 100_000 * most:
        return None
    try:
        return _number(n, is_lucas=is_lucas)
    except MemoryError:  # the part that is wanted may fit
        return None


def _number(n: int, *, is_lucas: bool) -> str:
    return fibaccel.lucas_str(n) if is_lucas else fibaccel.fib_str(n)
