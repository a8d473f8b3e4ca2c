"""How large a result may be: its size known beforehand, held against what the process may use.

A result that cannot fit is refused before anything is allocated, by the same check and with the
same text on every backend. Two limits apply:

- ``FIBACCEL_MAX_BITS`` bounds the result itself, so that it means the same on every backend.
- The memory limit, which `memory` asks the system for, bounds the peak that the backend expects,
  given as a multiple of the result's size.
"""

from __future__ import annotations

import os
from math import isqrt, log2

from fibaccel.memory import memory_limit

# log2 of the golden ratio, in units of 10^-24: F(n) and L(n) grow by so many bits per n.
_BITS_PER_10_24 = 694_241_913_630_617_301_738_790
_10_24 = 10**24
# log2(10), in units of 10^-18.
_BITS_PER_DIGIT_10_18 = 3_321_928_094_887_362_347

# Results for n up to this have 92 kB at most: not worth looking at the memory, which costs 3 us.
_UNCHECKED_N = 2**20
_UNCHECKED_BITS = _UNCHECKED_N * _BITS_PER_10_24 // _10_24
# Results for n below this and of so many bits are never refused: fibaccel's backends have them
# ready-made.
TINY_N = 1024
TINY_BITS = TINY_N * _BITS_PER_10_24 // _10_24

# What a computation takes besides its numbers: code that is loaded late, stacks, allocator slack.
_RESERVE_BYTES = 2**24

_settings: dict[str, int | None] = {}


def max_bits() -> int | None:
    """Return FIBACCEL_MAX_BITS, read once in the life of the process; None if it is not set.

    Raises:
        ValueError: it is not a positive whole number.
    """
    if "max_bits" not in _settings:
        text = os.environ.get("FIBACCEL_MAX_BITS", "").strip()
        try:
            value = int(text) if text else None
        except ValueError:
            value = 0
        if value is not None and value < 1:
            raise ValueError(
                f"FIBACCEL_MAX_BITS must be a positive whole number of bits, not {text!r}"
            )
        _settings["max_bits"] = value
    return _settings["max_bits"]


def largest_unchecked_n() -> int:
    """Return the n up to which `check_size` accepts everything, so that a backend may skip it."""
    limit = max_bits()
    if limit is None:
        return _UNCHECKED_N
    return max(TINY_N - 1, min(_UNCHECKED_N, (limit - 1) * _10_24 // _BITS_PER_10_24))


def largest_unchecked_bits() -> int:
    """Return the size up to which `check_bits` accepts everything, so a backend may skip it."""
    limit = max_bits()
    return _UNCHECKED_BITS if limit is None else max(TINY_BITS, min(_UNCHECKED_BITS, limit))


def term_bits(n: int, /) -> int:
    """Return about how many bits F(n) and L(n) have; too few for L(0) alone, which is tiny.

    >>> term_bits(1000)
    695
    """
    return abs(n) * _BITS_PER_10_24 // _10_24 + 1


def power_of_ten_bits(k: int, /) -> int:
    """Return how many bits 10^k has: the least number of k + 1 digits.

    >>> power_of_ten_bits(3), power_of_ten_bits(1000)
    (10, 3322)
    """
    return k * _BITS_PER_DIGIT_10_18 // 10**18 + 1


def lucas_bits(p: int, q: int, n: int, /) -> int:
    """Return about how many bits U_n(p, q) and V_n(p, q) can have; never too few.

    The sign of n does not matter: it may be negative where q is 1 or -1 alone.

    With A the larger absolute value of the roots of x^2 - p x + q, abs(V_n) <= 2 A^n. So is
    abs(U_n), because the roots differ by 1 at least, the root of abs(p^2 - 4 q); or they are equal,
    and it is n A^(n-1). docs/modular.md has the proof.

    >>> lucas_bits(2, -1, 100), lucas_bits(1, 1, 10**18)
    (129, 2)
    """
    # Of a large p and q the leading 64 and 128 bits do, rounded so that A can only grow.
    shift = max(p.bit_length() - 64, q.bit_length() // 2 - 63, 0)
    p, q = (abs(p) >> shift) + (shift > 0), q >> 2 * shift
    discriminant = p * p - 4 * q
    twice_root = (p << 64) + isqrt(discriminant << 128) if discriminant >= 0 else isqrt(q << 130)
    n = abs(n)
    extra = n.bit_length() if shift or discriminant == 0 else 0
    if twice_root <= 2 << 64:
        return 2 + extra
    # A is at least the root of 2: so 2^-40 is more than what rounding does to its logarithm.
    growth = int((log2(twice_root) - 65 + shift) * (1 + 2**-40) * 2**48)
    return (n * growth >> 48) + 2 + extra


def check_size(n: int, /, *, symbol: str = "F", peak: float = 8.0) -> int:
    """Return about how many bits the result for n has, or raise if it cannot fit.

    Args:
        n: the index; its sign does not matter.
        symbol: what is computed, ``"F"`` or ``"L"``, for the error.
        peak: the most memory the computation holds at once, the result included, as a multiple
            of the result's bytes. Over-estimate it.

    Raises:
        MemoryError: the result is larger than ``FIBACCEL_MAX_BITS``, or the peak is more than
            this process may use. Nothing has been allocated by then.

    >>> check_size(1000)
    695
    >>> check_size(10**30)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    MemoryError: n = 1000000000000000000000000000000 is too large: F(n) has about ...
    """
    bits = term_bits(n)
    if abs(n) > largest_unchecked_n():
        refuse_index(n, bits, symbol, peak)
    return bits


def check_lucas_size(p: int, q: int, n: int, /, *, symbol: str = "U", peak: float = 8.0) -> int:
    """Return about how many bits the result for p, q and n can have, or raise if it cannot fit.

    Args:
        p: the sum of the roots.
        q: their product.
        n: the index; its sign does not matter.
        symbol: what is computed, ``"U"`` or ``"V"``, for the error.
        peak: as for `check_size`.

    Raises:
        MemoryError: the result is larger than ``FIBACCEL_MAX_BITS``, or the peak is more than
            this process may use. Nothing has been allocated by then.

    >>> check_lucas_size(3, 2, 1000), check_lucas_size(2, 1, 10**18)
    (1002, 62)
    >>> check_lucas_size(3, 2, 10**30)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    MemoryError: n = 1000000000000000000000000000000 is too large: U(n) has about ...
    """
    bits = lucas_bits(p, q, n)
    if bits > largest_unchecked_bits():
        refuse_index(n, bits, symbol, peak)
    return bits


def check_bits(
    bits: int, name: str, /, *, work: str = "converting", peak: float = 8.0, count: int = 1
) -> None:
    """Raise if what is done with an argument of so many bits cannot fit.

    Args:
        bits: the argument's size.
        name: the argument's name, for the error.
        work: what is done with it, for the error: ``"converting"`` x, ``"computing modulo"`` m.
        peak: the most memory the computation holds at once, the result included and the argument
            not, as a multiple of the argument's bytes. Over-estimate it.
        count: how many numbers of that size are computed with, each with that peak.

    Raises:
        MemoryError: the argument is larger than ``FIBACCEL_MAX_BITS``, or the peak is more than
            this process may use. Nothing has been allocated by then.

    >>> check_bits(1000, "x")
    >>> check_bits(10**15, "x")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    MemoryError: x is too large: it has 10^15 bits (125 TB), and converting it takes more memory ...
    """
    if bits * count > largest_unchecked_bits() and (
        reason := _reason_to_refuse(bits, peak * count, work)
    ):
        raise MemoryError(f"{name} is too large: it has {reason}")


def check_digits(count: int, name: str, /) -> None:
    """Raise if so many decimal digits cannot fit.

    Raises:
        MemoryError: they are more than ``FIBACCEL_MAX_BITS`` or than the memory.

    >>> check_digits(10**18, "k")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    MemoryError: k = 1000000000000000000 is too large: so many digits have 10^19 bits ...
    """
    bits = power_of_ten_bits(count)
    if bits > largest_unchecked_bits() and (reason := _reason_to_refuse(bits, 16.0, "computing")):
        raise MemoryError(f"{name} = {describe(count)} is too large: so many digits have {reason}")


def describe(number: int, /) -> str:
    """Return a number as errors show it: a very long one by the power of ten nearest to it.

    >>> describe(-5), describe(-(10**200))
    ('-5', 'about -10^200')
    """
    if abs(number) < 10**200:
        return str(number)
    return f"about {'-' * (number < 0)}{_power_of_ten(number)}"


def refuse_index(n: int, bits: int, symbol: str, peak: float) -> None:
    """Raise if a result of so many bits, for the index n, cannot fit."""
    if reason := _reason_to_refuse(bits, peak, "computing"):
        shown = f"= {n}" if abs(n) < 10**200 else f"of {describe(n)}"
        raise MemoryError(f"n {shown} is too large: {symbol}(n) has about {reason}")


def _reason_to_refuse(bits: int, peak: float, work: str) -> str | None:
    """Return the size and what forbids it, or None if nothing does."""
    size = f"{_quantity(bits, 'bits')} ({_bytes(bits // 8)})"
    largest = max_bits()
    if largest is not None and bits > max(largest, TINY_BITS):
        return f"{size}, and FIBACCEL_MAX_BITS allows {_quantity(largest, 'bits')}"
    limit, source = memory_limit()
    # In integers: peak * bits overflows a float for the largest n.
    if bits // 8 * int(peak * 1000) // 1000 + _RESERVE_BYTES > limit:
        return f"{size}, and {work} it takes more memory than the {_bytes(limit)} of {source}"
    return None


def _quantity(count: int, unit: str) -> str:
    return f"{count:,} {unit}" if count < 10**15 else f"{_power_of_ten(count)} {unit}"


def _bytes(count: int) -> str:
    for power, unit in enumerate(("bytes", "kB", "MB", "GB", "TB", "PB")):
        if count < 999.5 * 1000**power:
            return f"{count / 1000**power:.3g} {unit}"
    return f"{_power_of_ten(count)} bytes"


def _power_of_ten(number: int) -> str:
    """Return the power of ten nearest to number, without printing number itself."""
    return f"10^{(number.bit_length() * 30103 - 15051 + 50000) // 100000}"
