"""Zeckendorf's numerals of large numbers, by halves: from a number to its indices and back.

The terms of x from F(s+2) on have the sum F(s+1) y + F(s) lower(y), where y is the number whose
indices are those less s, and lower(y) = floor((y + 1) / phi) the one whose indices are less by one
still. With s about half the largest index y and the rest have half the length of x.
docs/numeration.md proves it.

Python's int divides and takes roots in quadratic time, its products take less. So a level of halves
has what it divides by, phi^s and phi, as reciprocals; these are used for estimates, and exact
comparisons correct them.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import neg

from fibaccel.limits import TINY_N
from fibaccel.pure.doubling import LAST_OF_LENGTH, TABLE
from fibaccel.pure.integers import fib2

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Numbers below about F(400) are taken apart term by term: to 200 and to 900 it takes 1.1 times as
# long, for 1,000 to 100,000 digits.
_SHORT = 400
# More bits of the reciprocals than of what is divided. A quotient is then wrong, or not certain, in
# one of 2^20 cases, if it is not that of a Fibonacci number or nearly so.
_GUARD_BITS = 24


class _Level:
    """What it takes to halve numbers below F(2 s + 2).

    Attributes:
        size: s.
        current, following: F(s) and F(s+1).
        inverse: phi^-s as an integer, times a power of two.
        drop, shift: x / phi^s is (x >> drop) * inverse >> shift, to the nearest but one.
        golden: floor(2^bits / phi).
        bits: see there; more than y can have.
    """

    __slots__ = ("bits", "current", "drop", "following", "golden", "inverse", "shift", "size")

    def __init__(self, size: int, smaller: _Level | None) -> None:
        """Prepare the level of this size; the one below has half the size."""
        self.size = size
        self.current, previous = fib2(size)
        self.following = self.current + previous
        length = self.current.bit_length()
        scale = 2 * (length + _GUARD_BITS)
        self.drop = max(0, length - _GUARD_BITS)
        self.shift = scale - self.drop
        lucas = self.following + previous
        if smaller is None:
            self.inverse = (1 << scale) // lucas
        else:
            # Newton's method, which squares the error; L(s) is phi^s to that precision.
            root = smaller.inverse
            inverse = root * root >> 2 * (smaller.drop + smaller.shift) - scale
            self.inverse = inverse + (inverse * ((1 << scale) - lucas * inverse) >> scale)
        self.bits = length + _GUARD_BITS
        # F(s) phi^-s is 1 / sqrt(5), and 1 / phi is (sqrt(5) - 1) / 2.
        root_of_5 = 5 * self.current * self.inverse >> scale - self.bits
        self.golden = _floor_of_golden(root_of_5 - (1 << self.bits) >> 1, self.bits)

    def halve(self, x: int) -> tuple[int, int]:
        """Return y and the rest: y as large as it can be."""
        y = (x >> self.drop) * self.inverse >> self.shift
        product = (y + 1) * self.golden
        lower = self._lower(y, product)
        rest = x - self.following * y - self.current * lower
        while rest < 0:
            y, product = y - 1, product - self.golden
            lower, before = self._lower(y, product), lower
            rest += self.following + self.current * (before - lower)
        while rest >= self.following:
            product += self.golden
            next_lower = self._lower(y + 1, product)
            gap = self.following + self.current * (next_lower - lower)
            if rest < gap:
                break
            y, lower, rest = y + 1, next_lower, rest - gap
        return y, rest

    def _lower(self, y: int, product: int) -> int:
        """Return floor((y + 1) / phi), given the product of y + 1 with `golden`."""
        quotient = product >> self.bits
        # It is exact unless an integer lies between the product and this bound.
        if product + y + 1 >> self.bits != quotient:
            quotient += _is_below_golden(quotient + 1, y + 1)
        return quotient


def take_apart(x: int) -> list[int]:
    """Return the indices of the terms of x >= 0, the largest first."""
    indices: list[int] = []
    # F(k) is more than x: 1 / log2(phi) is less than 1.441.
    size, count = 1441 * x.bit_length() // 1000 + 4, 0
    if size <= _SHORT:
        _take_greedily(x, 0, indices)
        return indices
    while size > _SHORT:
        size, count = (size + 1) // 2, count + 1
    levels: list[_Level] = []
    for i in range(count):
        levels.append(_Level(size << i, levels[-1] if levels else None))
    _take(x, 0, levels, indices)
    return indices


def put_together(indices: Sequence[int]) -> int:
    """Return the sum of the terms with these indices, of which the first is the largest."""
    cut = bisect_right(indices, -TINY_N, key=neg)
    short = sum([TABLE[k] for k in indices[cut:]])
    if cut == 0:
        return short
    sums, lower = _sums(indices, 0, cut)
    current, previous = fib2(indices[cut - 1])
    return current * (sums + lower) + previous * sums + short


def _take(x: int, offset: int, levels: Sequence[_Level], indices: list[int]) -> None:
    """Append the indices of the terms of x, each with the offset added."""
    if not levels:
        _take_greedily(x, offset, indices)
    elif x:
        *smaller, level = levels
        y, rest = level.halve(x)
        _take(y, offset + level.size, smaller, indices)
        _take(rest, offset, smaller, indices)


def _take_greedily(x: int, offset: int, indices: list[int]) -> None:
    while x:
        k = LAST_OF_LENGTH[x.bit_length()]
        term = TABLE[k]
        while term > x:
            k -= 1
            term = TABLE[k]
        indices.append(k + offset)
        x -= term


def _sums(indices: Sequence[int], start: int, stop: int) -> tuple[int, int]:
    """Return the sums of F(k - last) and of F(k - last - 1) for a part, of which last is the last.

    F(j + d) = F(d) (F(j) + F(j-1)) + F(d-1) F(j), and F(j + d - 1) is as much less (F(d) - F(d-1))
    F(j-1) instead: three products.
    """
    last = indices[stop - 1]
    if indices[start] - last < len(TABLE):
        places = [k - last for k in indices[start : stop - 1]]
        return sum([TABLE[j] for j in places]), 1 + sum([TABLE[j - 1] for j in places])
    middle = (start + stop) // 2
    sums, lower = _sums(indices, start, middle)
    low_sums, low_lower = _sums(indices, middle, stop)
    current, previous = fib2(indices[middle - 1] - last)
    product = current * (sums + lower)
    low_sums += product + previous * sums
    low_lower += product - (current - previous) * lower
    return low_sums, low_lower


def _floor_of_golden(estimate: int, bits: int) -> int:
    """Return floor(2^bits / phi), given an estimate that is off by little."""
    one = 1 << bits
    while not _is_below_golden(estimate, one):
        estimate -= 1
    while _is_below_golden(estimate + 1, one):
        estimate += 1
    return estimate


def _is_below_golden(x: int, y: int) -> bool:
    """Return whether x <= y / phi, for x, y >= 0: x^2 + x y - y^2 is 0 at y / phi, and grows."""
    return x * (x + y) <= y * y
