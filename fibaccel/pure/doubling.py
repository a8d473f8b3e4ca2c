"""Fibonacci and Lucas numbers by doubling, written once for int and for Decimal.

Each step takes (F(k), F(k-1)) to (F(2k), F(2k-1)) or (F(2k+1), F(2k)) by two squarings,
and the last step of a single number is one product [gmp, 15.7.4-15.7.5] (docs/algorithms.md
derives what is not found there):

    F(2k+1) = 4 F(k)^2 - F(k-1)^2 + 2 (-1)^k
    F(2k-1) = F(k)^2 + F(k-1)^2
    F(2k)   = F(2k+1) - F(2k-1) = F(k) (F(k) + 2 F(k-1))
    F(2k+1) = (2 F(k) + F(k-1)) (2 F(k) - F(k-1)) + 2 (-1)^k
    L(2k)   = L(k)^2 - 2 (-1)^k
    L(2k+1) = L(k) L(k+1) - (-1)^k

Or the last step is from a third of n, for r = -1, 0 or 1, by one squaring and one product:

    L(2k)   = 5 F(k)^2 + 2 (-1)^k
    F(3k+r) = L(2k) F(k+r) + (-1)^(k-r) F(k-r)
    L(3k+r) = L(2k) L(k+r) - (-1)^(k-r) L(k-r)

The functions take n >= 0, the number type to compute in (`int` or `decimal.Decimal`), how to
multiply, and whether the last step for an n is better from a third of it. Whoever passes Decimal
sets a context in which the arithmetic is exact.
"""

from __future__ import annotations

from fibaccel.limits import TINY_N

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from typing import TypeVar

    Number = TypeVar("Number", int, Decimal)
    Multiply = Callable[[Number, Number], Number]
    Test = Callable[[int], bool]


def first_terms(*start: int) -> tuple[int, ...]:
    """Return the first TINY_N numbers of which each is the sum of the two before it."""
    numbers = [*start]
    while len(numbers) < TINY_N:
        numbers.append(numbers[-1] + numbers[-2])
    return tuple(numbers)


TABLE = first_terms(0, 1)
"""F(0), F(1), ... for n below TINY_N: small arguments, and the start of every doubling."""

LAST_OF_LENGTH = tuple({term.bit_length(): n for n, term in enumerate(TABLE)}.values())
"""For each number of bits, from 0 on, the largest n of the table whose F(n) has so many."""


def pair(n: int, number: type[Number], multiply: Multiply[Number]) -> tuple[Number, Number]:
    """Return (F(n), F(n-1))."""
    steps = max(0, n.bit_length() - TINY_N.bit_length() + 1)
    k = n >> steps
    current = number(TABLE[k])
    previous = number(TABLE[k - 1] if k else 1)
    for step in range(steps - 1, -1, -1):
        square, square_before = multiply(current, current), multiply(previous, previous)
        before = square + square_before
        after = 4 * square - square_before + (-2 if k & 1 else 2)
        k = n >> step
        current, previous = (after, after - before) if k & 1 else (after - before, before)
    return current, previous


def fib(
    n: int, number: type[Number], multiply: Multiply[Number], by_thirds: Test = lambda n: False
) -> Number:
    """Return F(n)."""
    if n < TINY_N:
        return number(TABLE[n])
    if by_thirds(n):
        k, r = _third(n)
        current, previous = pair(k, number, multiply)
        around = (previous, current, current + previous)
        product = multiply(_lucas_of_double(k, current, multiply), around[1 + r])
        return product - around[1 - r] if (k - r) & 1 else product + around[1 - r]
    k = n >> 1
    current, previous = pair(k, number, multiply)
    if n & 1:
        twice = 2 * current
        return multiply(twice + previous, twice - previous) + (-2 if k & 1 else 2)
    return multiply(current, current + 2 * previous)


def lucas(
    n: int, number: type[Number], multiply: Multiply[Number], by_thirds: Test = lambda n: False
) -> Number:
    """Return L(n)."""
    k = n >> 1
    if n & 1 == 0 and n:
        half = lucas(k, number, multiply, by_thirds)
        return multiply(half, half) + (2 if k & 1 else -2)
    if by_thirds(n):
        k, r = _third(n)
        current, previous = pair(k, number, multiply)
        around = (2 * current - previous, current + 2 * previous, 3 * current + previous)
        product = multiply(_lucas_of_double(k, current, multiply), around[1 + r])
        return product + around[1 - r] if (k - r) & 1 else product - around[1 - r]
    current, previous = pair(k, number, multiply)
    if not n:
        return current + 2 * previous
    product = multiply(current + 2 * previous, 3 * current + previous)
    return product + (1 if k & 1 else -1)


def _third(n: int) -> tuple[int, int]:
    """Return k and r with n = 3 k + r and -1 <= r <= 1."""
    k = (n + 1) // 3
    return k, n - 3 * k


def _lucas_of_double(k: int, current: Number, multiply: Multiply[Number]) -> Number:
    """Return L(2k) from F(k)."""
    return 5 * multiply(current, current) + (-2 if k & 1 else 2)
