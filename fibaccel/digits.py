"""How many digits F(n) and L(n) have, the first of them and the last, without the number itself.

The first ones and the count follow from the logarithm of a power of the golden ratio, enclosed
between two integers (see `enclosure`): where both ends give the same digits these are proven, and
where they do not, the enclosure is narrowed. No approximation is used that has no bound.
The last ones are a term modulo a power of ten, which the active backend computes.
"""

from __future__ import annotations

import fibaccel
from fibaccel.enclosure import Interval, exponential, logarithms
from fibaccel.hints import SupportsIndex
from fibaccel.limits import check_digits
from fibaccel.plugin import index

# Bits beyond those of the digits: a second, wider, try is needed for 1 of 2^20 arguments.
_GUARD_BITS = 24
# The number itself comes sooner than a part of it, if it has at most so many times as many digits:
# from 16 and from 4 times on either way takes about the same, for 50 to 20,000 digits in Python.
_WHOLE_TO_LEAD = 16
_WHOLE_TO_TRAIL = 4


def fib_num_digits(n: SupportsIndex, /) -> int:
    """Return how many decimal digits F(n) has, for any integer n. A sign does not count.

    Args:
        n: an int or whatever has ``__index__``, of any size.

    Returns:
        The exact count; 1 for F(0) = 0.

    Raises:
        TypeError: n is not an integer.

    Cost: that of a logarithm to as many bits as n has, 0.03 ms for n = 10^100: without F(n).
    Source: [knuth, 1.2.8], and docs/digits.md for the bounds.

    >>> fib_num_digits(1_000_000)
    208988
    >>> fib_num_digits(10**30)
    208987640249978733769272089238
    """
    return _count(abs(index(n, "n")), is_lucas=False)


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


def lucas_num_digits(n: SupportsIndex, /) -> int:
    """Return how many decimal digits L(n) has, for any integer n. As `fib_num_digits`.

    >>> lucas_num_digits(1_000_000)
    208988
    """
    return _count(abs(index(n, "n")), is_lucas=True)


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


def _count(n: int, *, is_lucas: bool) -> int:
    wanted = _GUARD_BITS
    while not _is_small(n, wanted):
        exponent, _, _ = _scientific(n, wanted, is_lucas=is_lucas)
        if exponent is not None:
            return exponent + 1
        wanted *= 2
    return len(_number(n, is_lucas=is_lucas))


def _leading(n: SupportsIndex, k: SupportsIndex, *, is_lucas: bool) -> str:
    n, k = abs(index(n, "n")), index(k, "k", least=1)
    if (text := _whole_if_short(n, _WHOLE_TO_LEAD * k, is_lucas=is_lucas)) is not None:
        return text[:k]
    check_digits(k, "k")
    # log2(10) < 3.3220.
    digits_bits, guard = 3322 * k // 1000 + 4, _GUARD_BITS
    while not _is_small(n, digits_bits + guard):
        wanted = digits_bits + guard
        exponent, logarithm, bits = _scientific(n, wanted, is_lucas=is_lucas)
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


def _is_small(n: int, bits: int) -> bool:
    """Return whether the number itself is the shorter way to what so many bits of it would tell."""
    return n <= 2 * bits + 128


def _number(n: int, *, is_lucas: bool) -> str:
    return fibaccel.lucas_str(n) if is_lucas else fibaccel.fib_str(n)


def _scientific(n: int, wanted: int, *, is_lucas: bool) -> tuple[int | None, Interval, int]:
    """Return e, and log(x) enclosed, at how many bits, where the number is x 10^e with 1 <= x < 10.

    About `wanted` of the bits are right. Instead of e there is None where they do not prove it. The
    number must not be small for so many bits.
    """
    # The logarithms are off by less than 100 (bits + 4), and are taken n times at most.
    bits = wanted + n.bit_length() + wanted.bit_length() + n.bit_length().bit_length() + 10
    golden, five, ten = logarithms(bits)
    # F(n) = phi^n / sqrt(5) and L(n) = phi^n, but for a factor between 1 - phi^(-2 n) and
    # 1 + phi^(-2 n); its logarithm is less than 2^-n, and n is more than bits.
    low, high = n * golden[0] - 1, n * golden[1] + 1
    if not is_lucas:
        low, high = low - five[1] // 2 - 1, high - five[0] // 2
    exponent = low // ten[1]
    low, high = low - exponent * ten[1], high - exponent * ten[0]
    return (exponent if high < ten[0] else None), (low, high), bits
