"""Linear recurrences, w(i+k) = c1 w(i+k-1) + ... + ck w(i): read backwards, how long terms are."""

from __future__ import annotations

from math import ceil, log2

from fibaccel.limits import largest_unchecked_bits, lucas_bits, refuse_index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# How often an interval is halved that has the growth of a term in bits; what rounding does is less.
_HALVINGS = 44


def backwards(coefficients: Sequence[int], /) -> list[int]:
    """Return the coefficients of the sequence that goes the other way, for a last one of 1 or -1.

    >>> backwards([1, 2, -1])
    [2, 1, -1]
    """
    *others, last = coefficients
    return [*(-last * c for c in reversed(others)), last]


def recurrence_bits(coefficients: Sequence[int], start: Sequence[int], n: int, /) -> int:
    """Return about how many bits w(n) can have, by the sizes of what it is given; never too few.

    If A >= 1 satisfies A^k >= abs(c1) A^(k-1) + ... + abs(ck), then abs(w(n)) is at most A^n times
    the largest of the first k. A recurrence of order 2 is bounded by its roots. docs/algorithms.md
    has the proof.

    >>> recurrence_bits([1, 1, 1], [0, 0, 1], 1000), recurrence_bits([2, -1], [0, 1], 10**18)
    (881, 65)
    """
    if n < 0:
        coefficients, n = backwards(coefficients), len(start) - 1 - n
    bits = max(value.bit_length() for value in start)
    if n < len(start):
        return bits
    if len(start) == 2:
        c1, c2 = coefficients
        return bits + c2.bit_length() + lucas_bits(c1, -c2, n) + 1
    return bits + (n * ceil(_log2_growth(coefficients) * 2**48) >> 48) + 1


def _log2_growth(coefficients: Sequence[int]) -> float:
    """Return log2 A for nearly the least A >= 1 with abs(c1)/A + ... + abs(ck)/A^k <= 1."""
    if sum(map(abs, coefficients)) <= 1:
        return 0.0
    sizes = [(i, log2(abs(c))) for i, c in enumerate(coefficients, 1) if c]
    low = max(size / i for i, size in sizes)
    high = low + 1
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if sum(2.0 ** (size - i * middle) for i, size in sizes) > 1:
            low = middle
        else:
            high = middle
    return high * (1 + 2**-40)


def check_recurrence_size(
    coefficients: list[int], start: list[int], n: int, /, *, peak: float = 8.0
) -> int:
    """Return about how many bits w(n) can have, or raise if it cannot fit.

    Args:
        coefficients: c1 to ck, of w(i+k) = c1 w(i+k-1) + ... + ck w(i).
        start: w(0) to w(k-1).
        n: the index; less than 0 only if ck is 1 or -1.
        peak: as for `check_size`, where the numbers on the way are about as long as the result. Of
            the largest absolute values of roots that make them longer it is a multiple.

    Raises:
        MemoryError: the result may be larger than ``FIBACCEL_MAX_BITS``, or the peak is more than
            this process may use. Nothing has been allocated by then.

    >>> check_recurrence_size([1, 1, 1], [0, 0, 1], 10**30)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    MemoryError: n = 1000000000000000000000000000000 is too large: w(n) has about ...
    """
    bits = recurrence_bits(coefficients, start, n)
    if bits * len(start) > largest_unchecked_bits():
        swelling = _swelling(coefficients if n >= 0 else backwards(coefficients))
        if bits * swelling > largest_unchecked_bits():
            refuse_index(n, bits, "w", peak * swelling)
    return bits


def _swelling(coefficients: Sequence[int]) -> float:
    """Return how many times as long as a term the coefficients of its denominators can be.

    A product of roots is at most the root of 1 + c1^2 + ... + ck^2 [landau1905], and one of those
    that count at most A^n.
    """
    norm = log2(1 + sum(c * c for c in coefficients)) / 2
    order, growth = len(coefficients), _log2_growth(coefficients)
    return max(1.0, norm / max(growth, norm / order))
