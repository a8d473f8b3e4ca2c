"""fibs and lucases: the Fibonacci and the Lucas numbers one after another."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, count, islice

from fibaccel.hints import Iterable, Iterator, SupportsIndex
from fibaccel.limits import TINY_N
from fibaccel.plugin import check_size, index, largest_unchecked_n
from fibaccel.pure.doubling import TABLE, first_terms
from fibaccel.pure.integers import fib2, lucas2

__all__ = ["fibs", "lucases"]

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
        start, stop, step = _range(start, stop, step)
    if stop is not None and 0 <= start < TINY_N and 0 <= stop <= TINY_N:
        return iter(TABLE[start:stop:step])
    return _of_any_size("F", start, stop, step)


def lucases(
    start: SupportsIndex = 0, stop: SupportsIndex | None = None, step: SupportsIndex = 1
) -> Iterator[int]:
    """Return an iterator over L(start), L(start + step) ..., as far as `range` would go.

    Args:
        start: the first index, of any sign.
        stop: the index before which it ends; None: never.
        step: from an index to the next, of any sign, but not 0.

    Raises:
        TypeError: an argument is not an integer; at the call, before the first term.
        ValueError: step is 0.
        MemoryError: a term cannot fit; when it is its turn.

    Cost: that of ``fibs``. Source: [ribenboim, 2.IV].

    >>> list(lucases(stop=10))
    [2, 1, 3, 4, 7, 11, 18, 29, 47, 76]
    >>> list(lucases(4, -5, -2))
    [7, 3, 2, 3, 7]
    """
    if not (type(start) is type(stop) is type(step) is int and step):
        start, stop, step = _range(start, stop, step)
    if stop is not None and 0 <= start < TINY_N and 0 <= stop <= TINY_N:
        return iter(_lucas_table()[start:stop:step])
    return _of_any_size("L", start, stop, step)


@lru_cache(maxsize=1)
def _lucas_table() -> tuple[int, ...]:
    """Return L(0), L(1), ... for n below TINY_N."""
    return first_terms(2, 1)


def _range(
    start: SupportsIndex, stop: SupportsIndex | None, step: SupportsIndex
) -> tuple[int, int | None, int]:
    """Return the arguments as exact ints, but for a stop of None."""
    first = index(start, "start")
    end = None if stop is None else index(stop, "stop")
    by = index(step, "step")
    if by == 0:
        raise ValueError("step must not be 0")
    return first, end, by


def _of_any_size(symbol: str, start: int, stop: int | None, step: int) -> Iterator[int]:
    """Return the iterator over terms of F or L, some of which no table holds."""
    last = largest_unchecked_n()
    terms = _terms(symbol, start, step)
    if stop is not None and max(abs(start), abs(stop)) <= last:
        return islice(terms, len(range(start, stop, step)))
    end = last + 1 if step > 0 else -last - 1
    if stop is not None:
        end = min(end, stop) if step > 0 else max(end, stop)
    # So many are refused by no limit, and nobody asks.
    free = len(range(start, end, step)) if abs(start) <= last else 0
    after = start + free * step
    rest = count(after, step) if stop is None else range(after, stop, step)
    return chain(islice(terms, free), _checked(symbol, terms, rest))


def _terms(symbol: str, n: int, step: int) -> Iterator[int]:
    """Yield F(n), F(n + step) ..., or L(n), L(n + step) ..., without an end."""
    current, previous = fib2(n) if symbol == "F" else lucas2(n)
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
    # F(n + s) = F(n) F(s + 1) + F(n - 1) F(s), with L for F of n too; L(s) is F(s) + 2 F(s - 1).
    at, before = fib2(step)
    following = current * (at + before) + previous * at
    factor, sign = at + 2 * before, -1 if step % 2 else 1
    while True:
        yield following
        current, following = following, factor * following - sign * current


def _checked(symbol: str, terms: Iterator[int], indices: Iterable[int]) -> Iterator[int]:
    """Yield the next of the terms for each index, if it can fit."""
    checks = (check_size(n, symbol=symbol, peak=_PEAK) for n in indices)
    for _, term in zip(checks, terms, strict=False):  # after an error there are no more terms
        yield term
