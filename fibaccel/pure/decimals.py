"""fib_str, lucas_str, int_str and its inverse: decimal digits of numbers of any size.

Python's str(int) converts from binary in quadratic time and stops at 4,300 digits. Here Fibonacci
numbers are doubled in base 10 from the start, and ints converted, there and back, with the decimal
module: see `exact` and `radix`. So there is no limit of the interpreter's to lift; and the caller's
decimal context is left as it was. Where that module is not compiled, `numerals` converts.
"""

from __future__ import annotations

from operator import mul

from fibaccel.hints import SupportsIndex
from fibaccel.limits import TINY_BITS, power_of_ten_bits, term_bits
from fibaccel.plugin import check_bits, check_size, index, largest_unchecked_bits
from fibaccel.pure import doubling, numerals, stack
from fibaccel.pure.integers import fib, lucas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["fib_str", "int_from_str", "int_str", "lucas_str"]

# Peak memory in multiples of the number in binary, of which the digits alone are 2.4
# (benchmarks/memory.py). On 32-bit systems, with less than 2^31 bytes to address, it also keeps
# results from having more than the 425,000,000 digits that libmpdec allows there.
_PEAK = 13.0
_PEAK_CONVERSION = 16.0
# By way of int alone: 15.7 measured on CPython 3.11, 21.6 on 3.13.
_PEAK_OF_INT = 28.0
# Up to 13.7 and 6.4 measured, and a copy of a text without its underscores is 2.4 more.
_PEAK_READING = 17.0
_PEAK_READING_BY_INT = 10.0

# Up to here str(int) takes no longer than the decimal module. The interpreter's limit on its digits
# cannot be set lower than to 640, which F(3000) and L(3000) do not have.
_SHORT_N = 3000
_SHORT_BITS = 6000
# Numerals of so many digits are below 2^`TINY_BITS`, and int(str) takes no longer than halves for
# those of so many.
_TINY_DIGITS = 213
_SHORT_DIGITS = 1500
# From here on numerals are read by way of Decimal: it takes 0.9 of the time at 500,000 digits, and
# 1.1 at 350,000 (CPython 3.11).
_LONG_DIGITS = 400_000

# Products of fewer digits than 9,000 take little stack.
_LONG_BITS = 30_000

_compiled: list[bool] = []


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
    if -_SHORT_N <= n <= _SHORT_N:
        return str(fib(n))
    return _digits(n, "F", doubling.fib, negative=n < 0 and n % 2 == 0)


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
    if -_SHORT_N <= n <= _SHORT_N:
        return str(lucas(n))
    return _digits(n, "L", doubling.lucas, negative=n < 0 and n % 2 == 1)


def int_str(x: SupportsIndex, /) -> str:
    """Return the decimal digits of any integer x, as `str` does, without its limit of digits.

    Args:
        x: an int or whatever has ``__index__``, of any size; a negative one begins with ``-``.

    Returns:
        What ``str(x)`` would return. The interpreter's limit of 4,300 digits does not apply, and
        stays as it is.

    Raises:
        TypeError: x is not an integer.
        MemoryError: the digits cannot fit; raised before anything is allocated.

    Cost: a product for every two halves, in base 10 by number-theoretic transforms:
    O(n log(n)^2) for n bits, where ``str`` takes O(n^2). Source: [knuth, 4.4].

    >>> int_str(-(2**100))
    '-1267650600228229401496703205376'
    >>> len(int_str(1 << 100_000))
    30103
    """
    if type(x) is not int:
        x = index(x, "x")
    bits = x.bit_length()
    if bits <= TINY_BITS:
        return str(x)
    if bits <= _SHORT_BITS and bits <= largest_unchecked_bits():
        try:
            return str(x)
        except ValueError:  # of the interpreter's limit
            pass
    check_bits(bits, "x", peak=_PEAK_CONVERSION if _is_decimal_used(bits) else _PEAK_OF_INT)
    if not _is_decimal_used(bits):
        return numerals.digits(x)
    from decimal import localcontext

    from fibaccel.pure import exact, radix

    with localcontext(exact.CONTEXT):
        value = radix.from_int(abs(x))
        return str(-value if x < 0 else value)


def int_from_str(text: str | bytes, /) -> int:
    """Return the integer that text writes in decimal, as `int` does, without its limit of digits.

    Args:
        text: a ``str`` or ASCII ``bytes``: the digits 0 to 9, with a ``-`` or ``+`` before them and
            single underscores between them, as ``int`` takes these. Nothing else is taken: no white
            space, and no digits of other scripts.

    Returns:
        What ``int(text)`` would return. The interpreter's limit of 4,300 digits does not apply, and
        stays as it is.

    Raises:
        TypeError: text is neither a ``str`` nor ``bytes``.
        ValueError: it is not such a numeral.
        MemoryError: the number cannot fit; raised before it is computed.

    Cost: by halves, with products of Python's int to 400,000 digits, and beyond in base 10 by
    number-theoretic transforms: O(n log(n)^2) for n digits, where ``int`` takes O(n^2).
    Source: [knuth, 4.4].

    >>> int_from_str("-1_267_650_600_228_229_401_496_703_205_376") == -(2**100)
    True
    >>> int_from_str(b"9" * 100_000) == 10**100_000 - 1
    True
    """
    if type(text) is str and text.isascii() and _is_short(len(text)) and text == text.strip():
        # Of these `int` takes what is a numeral here.
        try:
            return int(text)
        except ValueError:  # another's, or of the interpreter's limit
            pass
    negative, numeral = numerals.parse(_as_str(text))
    count = len(numeral)
    is_long = count >= _LONG_DIGITS and is_decimal_compiled() and stack.has_room()
    if count > _TINY_DIGITS:
        peak = _PEAK_READING if is_long else _PEAK_READING_BY_INT
        check_bits(power_of_ten_bits(count - 1), "text", work="reading", peak=peak)
    value = _read_long(numeral) if is_long else numerals.value(numeral)
    return -value if negative else value


def diagnostics() -> dict[str, str]:
    """Return what `fibaccel doctor` shows of the Python backend: what makes its digits."""
    if is_decimal_compiled():
        import _decimal

        return {"decimal": f"compiled: libmpdec {_decimal.__libmpdec_version__}"}
    return {"decimal": "not compiled: digits are made with int, which takes several times as long"}


def is_decimal_compiled() -> bool:
    """Return whether the decimal module is libmpdec, and not the one that is written in Python."""
    if not _compiled:
        try:
            import _decimal  # noqa: F401
        except ImportError:
            _compiled.append(False)
        else:
            _compiled.append(True)
    return _compiled[0]


def _is_decimal_used(bits: int) -> bool:
    """Return whether the decimal module makes the digits of a number of so many bits."""
    return is_decimal_compiled() and (bits < _LONG_BITS or stack.has_room())


def _is_short(digits: int) -> bool:
    """Return whether `int` is as fast for so many digits, and no limit refuses their number."""
    if digits <= _TINY_DIGITS:
        return True
    return digits <= _SHORT_DIGITS and 4 * digits <= largest_unchecked_bits()


def _as_str(text: str | bytes) -> str:
    """Return a text as an exact str, whatever a subclass makes of its methods."""
    if isinstance(text, str):
        return str.__str__(text)
    if isinstance(text, bytes):
        return bytes.decode(text, "latin-1")
    raise TypeError(f"text must be a str or bytes, not {type(text).__name__}")


def _read_long(numeral: str) -> int:
    """Return the value of a long string of digits."""
    from decimal import Decimal, localcontext

    from fibaccel.pure import exact, radix

    with localcontext(exact.CONTEXT):
        return radix.to_int(Decimal(numeral), len(numeral))


def _digits(n: int, symbol: str, term: Callable[..., Any], *, negative: bool) -> str:
    """Return the digits of a term of the sequence at abs(n), or raise if they cannot fit."""
    if not _is_decimal_used(term_bits(n)):
        check_size(n, symbol=symbol, peak=_PEAK_OF_INT)
        number = term(abs(n), int, mul)
        return numerals.digits(-number if negative else number)
    check_size(n, symbol=symbol, peak=_PEAK)
    from decimal import Decimal, localcontext

    from fibaccel.pure import exact

    with localcontext(exact.CONTEXT):
        value = term(abs(n), Decimal, exact.multiply, exact.by_thirds)
        return str(-value if negative else value)
