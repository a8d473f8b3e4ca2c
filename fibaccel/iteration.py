"""fibs: the Fibonacci numbers one after another."""

from __future__ import annotations

from collections.abc import Iterator

import fibaccel
from fibaccel.hints import SupportsIndex
from fibaccel.limits import check_size, largest_unchecked_n
from fibaccel.plugin import index

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
    start, step = index(start, "start"), index(step, "step")
    if step == 0:
        raise ValueError("step must not be 0")
    return _iterate(start, None if stop is None else index(stop, "stop"), step)


def _iterate(n: int, stop: int | None, step: int) -> Iterator[int]:
    if not _is_within(n, stop, step):
        return
    factor, sign = fibaccel.lucas(step), -1 if step % 2 else 1
    current, following = _first_two(n, step)
    unchecked = largest_unchecked_n()
    while True:
        if abs(n) > unchecked:
            check_size(n, peak=_PEAK)
        yield current
        n += step
        if not _is_within(n, stop, step):
            return
        if step == 1:
            current, following = following, current + following
        else:
            current, following = following, factor * following - sign * current


def _first_two(n: int, step: int) -> tuple[int, int]:
    """Return F(n) and F(n + step)."""
    current, previous = fibaccel.fib2(n)
    # F(n + s) = F(n) F(s + 1) + F(n - 1) F(s).
    at, before = fibaccel.fib2(step)
    return current, current * (at + before) + previous * at


def _is_within(n: int, stop: int | None, step: int) -> bool:
    return stop is None or (n < stop if step > 0 else n > stop)
