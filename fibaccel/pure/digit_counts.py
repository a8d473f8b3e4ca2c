"""How many digits F(n) and L(n) have, without the number itself.

The count follows from the logarithm of a power of the golden ratio: for short n in fixed point,
which the nearest integers are proven not to be too near for. For others it is enclosed between two
integers (see `enclosure`): where both ends give the same count it is proven, and where they do not,
the enclosure is narrowed.
"""

from __future__ import annotations

from fibaccel.enclosure import Interval, logarithms
from fibaccel.hints import SupportsIndex
from fibaccel.plugin import check_bits, index
from fibaccel.pure.decimals import fib_str, lucas_str

__all__ = ["fib_num_digits", "lucas_num_digits"]

# Bits beyond those of the digits: a second, wider, try is needed for 1 of 2^20 arguments.
GUARD_BITS = 24

# Peak memory in multiples of n: 23.5 measured at 10^5 bits.
_PEAK = 30.0

# log10 of the golden ratio, rounded down, and of the root of 5, rounded up, times 2^120. For 0 < n
# below the limit the logarithms of phi^n and phi^n / sqrt(5) differ by more than 2^-51 from every
# integer, and by less than 2^-69 from what these give.
_PLACES = 120
_LOG_PHI = 277792222193298247153687192353920409
_LOG_ROOT_5 = 464545248988670116627661129261064412
_PROVEN_TO = 2**50


def fib_num_digits(n: SupportsIndex, /) -> int:
    """Return how many decimal digits F(n) has, for any integer n. A sign does not count.

    Args:
        n: an int or whatever has ``__index__``.

    Returns:
        The exact count; 1 for F(0) = 0.

    Raises:
        TypeError: n is not an integer.
        MemoryError: numbers of the size of n itself cannot fit.

    Cost: that of a logarithm to as many bits as n has, 0.03 ms for n = 10^100: without F(n).
    Source: [knuth, 1.2.8], and docs/digits.md for the bounds.

    >>> fib_num_digits(1_000_000)
    208988
    >>> fib_num_digits(10**30)
    208987640249978733769272089238
    """
    if type(n) is int and 1 < n < _PROVEN_TO:
        return (n * _LOG_PHI - _LOG_ROOT_5 >> _PLACES) + 1
    return _count(n, is_lucas=False)


def lucas_num_digits(n: SupportsIndex, /) -> int:
    """Return how many decimal digits L(n) has, for any integer n. A sign does not count.

    Args:
        n: an int or whatever has ``__index__``.

    Returns:
        The exact count.

    Raises:
        TypeError: n is not an integer.
        MemoryError: numbers of the size of n itself cannot fit.

    Cost: that of `fib_num_digits`. Source: [knuth, 1.2.8], and docs/digits.md for the bounds.

    >>> lucas_num_digits(1_000_000)
    208988
    """
    if type(n) is int and 0 <= n < _PROVEN_TO:
        return (n * _LOG_PHI >> _PLACES) + 1
    return _count(n, is_lucas=True)


def _count(n: SupportsIndex, *, is_lucas: bool) -> int:
    number = abs(index(n, "n"))
    check_bits(number.bit_length(), "n", work="counting digits by", peak=_PEAK)
    wanted = GUARD_BITS
    while not is_small(number, wanted):
        exponent, _, _ = scientific(number, wanted, is_lucas=is_lucas)
        if exponent is not None:
            return exponent + 1
        wanted *= 2
    return len(lucas_str(number) if is_lucas else fib_str(number))


def is_small(n: int, bits: int) -> bool:
    """Return whether the number itself is the shorter way to what so many bits of it would tell."""
    return n <= 2 * bits + 128


def scientific(n: int, wanted: int, *, is_lucas: bool) -> tuple[int | None, Interval, int]:
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
