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

The functions take n >= 0, the number type to compute in (`int` or `decimal.Decimal`) and how to
multiply. Whoever passes Decimal sets a context in which the arithmetic is exact.
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


def _fibonacci_numbers(count: int) -> tuple[int, ...]:
    numbers = [0, 1]
    while len(numbers) < count:
        numbers.append(numbers[-1] + numbers[-2])
    return tuple(numbers)


TABLE = _fibonacci_numbers(TINY_N)
"""F(0), F(1), ... for n below TINY_N: small arguments, and the start of every doubling."""


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


def fib(n: int, number: type[Number], multiply: Multiply[Number]) -> Number:
    """Return F(n)."""
    if n < TINY_N:
        return number(TABLE[n])
    k = n >> 1
    current, previous = pair(k, number, multiply)
    if n & 1:
        twice = 2 * current
        return multiply(twice + previous, twice - previous) + (-2 if k & 1 else 2)
    return multiply(current, current + 2 * previous)


def lucas(n: int, number: type[Number], multiply: Multiply[Number]) -> Number:
    """Return L(n)."""
    k = n >> 1
    current, previous = pair(k, number, multiply)
    half = current + 2 * previous
    if n & 1:
        return multiply(half, 3 * current + previous) - (-1 if k & 1 else 1)
    return multiply(half, half) - (-2 if k & 1 else 2)
