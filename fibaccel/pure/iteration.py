"""fibs: the Fibonacci numbers one after another."""

from __future__ import annotations

from itertools import chain, count, islice

from fibaccel.hints import Iterable, Iterator, SupportsIndex
from fibaccel.limits import TINY_N
from fibaccel.plugin import check_size, index, largest_unchecked_n
from fibaccel.pure.doubling import TABLE
from fibaccel.pure.integers import fib2

__all__ = ["fibs"]

# Two terms are held, and the next is made.
_PEAK = 4.0


def fibs(
    start: SupportsIndex = 0, stop: SupportsIndex | None = None, step: SupportsIndex = 1
) -> Iterator[int]:
    """Return an iterator over F(start), F(start + step) ..., as far as `range` would go.

    Args:
        start: the first index, of any sign.
        stop: the index before which it ends; None: never.
        step: from an index to the next, of any sign, but not 0.

    Raises:
        TypeError: an argument is not an integer; at the call, before the first term.
        ValueError: step is 0.
        MemoryError: a term cannot fit; when it is its turn.

    Cost: one ``fib2``; then an addition for each term, or for steps other than 1 and -1 a product
    with L(step): F(n + s) = L(s) F(n) - (-1)^s F(n - s). Source: [ribenboim, 2.IV].

    >>> list(fibs(stop=10))
    [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
    >>> list(fibs(4, -5, -2))
    [3, 1, 0, -1, -3]
    """
    if not (type(start) is type(stop) is type(step) is int and step):
        start = index(start, "start")
        if stop is not None:
            stop = index(stop, "stop")
        step = index(step, "step")
        if step == 0:
            raise ValueError("step must not be 0")
    if stop is not None and 0 <= start < TINY_N and 0 <= stop <= TINY_N:
        return iter(TABLE[start:stop:step])
    last = largest_unchecked_n()
    terms = _terms(start, step)
    if stop is not None and max(abs(start), abs(stop)) <= last:
        return islice(terms, len(range(start, stop, step)))
    end = last + 1 if step > 0 else -last - 1
    if stop is not None:
        end = min(end, stop) if step > 0 else max(end, stop)
    # So many are refused by no limit, and nobody asks.
    free = len(range(start, end, step)) if abs(start) <= last else 0
    after = start + free * step
    rest = count(after, step) if stop is None else range(after, stop, step)
    return chain(islice(terms, free), _checked(terms, rest))


def _terms(n: int, step: int) -> Iterator[int]:
    """Yield F(n), F(n + step) ... without an end."""
    current, previous = fib2(n)
    if step == 1:
        following = current + previous
        while True:
            yield current
            current, following = following, current + following
    if step == -1:
        while True:
            yield current
            current, previous = previous, current - previous
    yield current
    # F(n + s) = F(n) F(s + 1) + F(n - 1) F(s), and L(s) is F(s) + 2 F(s - 1).
    at, before = fib2(step)
    following = current * (at + before) + previous * at
    factor, sign = at + 2 * before, -1 if step % 2 else 1
    while True:
        yield following
        current, following = following, factor * following - sign * current


def _checked(terms: Iterator[int], indices: Iterable[int]) -> Iterator[int]:
    """Yield the next of the terms for each index, if it can fit."""
    checks = (check_size(n, peak=_PEAK) for n in indices)
    for _, term in zip(checks, terms, strict=False):  # after an error there are no more terms
        yield term
