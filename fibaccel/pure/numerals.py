"""From an int to its decimal digits and back, with nothing but int.

By halves: the divisors are the squares of each other, 10^300, 10^600, 10^1200 ..., and the pieces
at the end are so short that the interpreter's limit of digits, 640 or more, never bites [knuth,
4.4]. Digits are made in this way where the decimal module is not compiled: PyPy and some builds of
CPython have only the one in Python, which the limit stops at 4,300 digits.

CPython divides in quadratic time before 3.12. There long divisions are made by products here, by
halves as well: a million digits take 1.6 s so, and 12.8 s otherwise (3.11, Zen 4). In PyPy 8 it is
0.32 and 0.41 s. Rejected: Barrett's reduction with the divisors' reciprocals, 1.3 to 1.8 times as
long for 300,000 digits (3.11).
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Digits of a piece: 150 to 600 take about the same time.
_PIECE = 300
# Divisors of more bits are halved: 2,000 to 20,000 bits take the same time, in PyPy up to 1.1
# times as long.
_DIVISOR_BITS = 2000
if sys.implementation.name == "cpython" and sys.version_info >= (3, 12):
    _DIVISOR_BITS = sys.maxsize  # divmod does as much by itself


def digits(x: int, /) -> str:
    """Return the decimal digits of x, as ``str`` does, without the interpreter's limit.

    Cost: O(n^1.585) for n bits.

    >>> len(digits(-(10**5000)))
    5002
    """
    powers = [10**_PIECE]
    while (powers[-1].bit_length() - 1) * 2 < x.bit_length():
        powers.append(powers[-1] * powers[-1])
    pieces = ["-"] if x < 0 else []
    _take_apart(abs(x), powers, pieces, is_first=True)
    return "".join(pieces) or "0"


def value(numeral: str, /) -> int:
    """Return the value of a string of digits, whatever the interpreter's limit of them.

    Cost: O(n^1.585) for n digits.

    >>> value("9" * 5000) == 10**5000 - 1
    True
    """
    return put_together(numeral, powers_of_five(len(numeral)))


def parse(text: str, /) -> tuple[bool, str]:
    """Return whether a numeral is negative, and its digits without zeros in front.

    Args:
        text: ASCII digits, of any number, with single underscores between them and a sign before;
            all that ``int`` takes but white space and the digits of other scripts.

    Raises:
        ValueError: it is anything else.

    >>> parse("-1_000"), parse("+00")
    ((True, '1000'), (False, '0'))
    """
    unsigned = text[text[:1] in ("+", "-") :]
    numeral = unsigned.replace("_", "")
    # An underscore too many is at an end or beside another one.
    if (
        not (numeral.isdecimal() and numeral.isascii())
        or "_" in (unsigned[0], unsigned[-1])
        or "__" in unsigned
    ):
        raise ValueError(f"text must be a whole number in decimal, not {shortened(text)!r}")
    return text[0] == "-", numeral.lstrip("0") or "0"


def shortened(text: str, /) -> str:
    """Return text as errors quote it: 40 characters at most.

    >>> shortened("9" * 5000)
    '9999999999999999999999999999999999999...'
    """
    return text if len(text) <= 40 else f"{text[:37]}..."


def powers_of_five(digits: int, /) -> list[tuple[int, int]]:
    """Return what `put_together` takes for numerals of so many digits.

    Returns:
        Pairs of w and 5^w, the shortest first: the last w is half of the digits and each half of
        the next, rounded up, down to two pieces, which `int` reads whatever the limit.
    """
    widths = []
    while digits > 2 * _PIECE:
        digits = (digits + 1) // 2
        widths.append(digits)
    powers: list[tuple[int, int]] = []
    for width in reversed(widths):
        if powers:
            power = powers[-1][1] * powers[-1][1]
            powers.append((width, power // 5 if width % 2 else power))
        else:
            powers.append((width, 5**width))
    return powers


def put_together(numeral: str, powers: Sequence[tuple[int, int]], /) -> int:
    """Return the value of a string of digits, given `powers_of_five` for as many or more.

    With 10^w = 5^w 2^w it is high 5^w 2^w + low, where low has w digits.
    """
    if not powers:
        return int(numeral)
    *smaller, (width, power) = powers
    low = put_together(numeral[-width:], smaller)
    if len(numeral) <= width:
        return low
    return (put_together(numeral[:-width], smaller) * power << width) + low


def _take_apart(x: int, powers: Sequence[int], pieces: list[str], *, is_first: bool) -> None:
    """Append the pieces of x, which is less than the square of the last of the powers.

    Zeros in front are left out of what comes first.
    """
    if not powers:
        pieces.append(str(x) if is_first else str(x).rjust(_PIECE, "0"))
        return
    *smaller, power = powers
    high, low = _divide(x, power, power.bit_length())
    del x
    if high or not is_first:
        _take_apart(high, smaller, pieces, is_first=is_first)
        is_first = False
    del high
    _take_apart(low, smaller, pieces, is_first=is_first)


def _divide(x: int, y: int, bits: int) -> tuple[int, int]:
    """Return divmod(x, y), for y of so many bits and x less than y * 2^bits.

    The quotient is made in two halves, each from the leading half of y, and corrected: it is too
    large by 2 at most [knuth, 4.3.1].
    """
    if bits <= _DIVISOR_BITS:
        return divmod(x, y)
    if bits & 1:
        quotient, rest = _divide(x << 1, y << 1, bits + 1)
        return quotient, rest >> 1
    half = bits >> 1
    mask = (1 << half) - 1
    high, low = y >> half, y & mask
    quotient, rest = 0, x >> bits
    for shift in (half, 0):
        # Less than y * 2^half, so its leading part is at most high * 2^half and a little.
        part = rest << half | x >> shift & mask
        leading = part >> half
        if leading >> half >= high:
            estimate, above = mask, leading - mask * high
        else:
            estimate, above = _divide(leading, high, half)
        rest = (above << half | part & mask) - estimate * low
        while rest < 0:
            estimate, rest = estimate - 1, rest + y
        quotient = quotient << half | estimate
    return quotient, rest
