"""Residues of Fibonacci and Lucas numbers: doubling modulo m, even m as well as odd.

The terms at even places of the Lucas numbers have a chain of their own, V_k = L(2k) = V_k(3, 1),
with two products and two divisions for each bit of n:

    V_2k   = V_k^2 - 2              5 F(2k)   = 2 V_{k+1} - 3 V_k
    V_2k+1 = V_k V_{k+1} - 3        5 F(2k+1) = V_{k+1} + V_k

It takes 0.75 to 0.92 times as long as the textbook's F(2k) = F(k) (2 F(k+1) - F(k)) and
F(2k+1) = F(k)^2 + F(k+1)^2, which has three products (benchmarks/modular.py). The squares of F(k)
and F(k-1) alone are 4 % faster than the chain from 1000 bits on, and slower below. Two steps for
one division are slower from 60 bits on.
"""

from __future__ import annotations

from operator import mul

from fibaccel.limits import TINY_N
from fibaccel.pure import doubling
from fibaccel.pure.doubling import TABLE
from fibaccel.pure.reciprocal import RECIPROCAL_BITS, RECIPROCAL_WORK, Reciprocal

# Up to here an int has one digit: products of shorter numbers take 0.6 of the time.
_DIGIT = 2**30
# Terms for n up to so many times the bits of m are computed themselves: they are 2.8 times as long
# as m at most, and it takes 0.6 to 0.8 times as long as the chain. At 6 times it is as fast.
_SHORT = 4


def fib_residue(n: int, m: int) -> int:
    """Return F(n) modulo m, for n >= 0."""
    if n < TINY_N:
        return TABLE[n] % m
    if n < _SHORT * m.bit_length():
        return doubling.fib(n, int, mul) % m
    unit = m % 5
    if unit == 0 and m < _DIGIT <= 5 * m:
        return _fib_by_squares(n, m)[0]
    value, following = _even_lucas_numbers(n, m if unit else 5 * m)
    return _fifth(value + following if n & 1 else 2 * following - 3 * value, m)


def fib_residue_pair(n: int, m: int) -> tuple[int, int]:
    """Return F(n) and F(n+1) modulo m, for n >= 0."""
    if n < TINY_N or n < _SHORT * m.bit_length():
        current, following = _exact_pair(n)
        return current % m, following % m
    unit = m % 5
    if unit == 0 and m < _DIGIT <= 5 * m:
        return _fib_by_squares(n, m)
    value, following = _even_lucas_numbers(n, m if unit else 5 * m)
    odd = _fifth(value + following, m)
    if n & 1:
        return odd, _fifth(3 * following - 2 * value, m)
    return _fifth(2 * following - 3 * value, m), odd


def _fifth(value: int, m: int) -> int:
    """Return x modulo m from 5 x modulo 5 m or, if 5 does not divide m, modulo m.

    The latter is faster: then a multiple of m is missing for the division.
    """
    return (value + m * (-value * (m % 5) ** 3 % 5)) // 5 % m


def _fib_by_squares(n: int, m: int) -> tuple[int, int]:
    """Return F(n) and F(n+1) modulo m by the textbook's three products a step, for n >= 1024."""
    steps = n.bit_length() - TINY_N.bit_length() + 1
    k = n >> steps
    current, following = TABLE[k] % m, (TABLE[k] + TABLE[k - 1]) % m
    for bit in bin(n)[-steps:]:
        double = current * (2 * following - current) % m
        following = (current * current + following * following) % m
        current, following = (following, double + following) if bit == "1" else (double, following)
    return current % m, following % m


def lucas_residue(n: int, m: int) -> int:
    """Return L(n) modulo m, for n >= 0."""
    if 0 < n < TINY_N:
        return (TABLE[n] + 2 * TABLE[n - 1]) % m
    if n < _SHORT * m.bit_length():
        return doubling.lucas(n, int, mul) % m
    value, following = _even_lucas_numbers(n, m)
    return (following - value) % m if n & 1 else value


def lucas_residue_pair(n: int, m: int) -> tuple[int, int]:
    """Return L(n) and L(n+1) modulo m, for n >= 0."""
    if n < TINY_N or n < _SHORT * m.bit_length():
        current, following = _exact_pair(n)
        return (2 * following - current) % m, (2 * current + following) % m
    value, following = _even_lucas_numbers(n, m)
    odd = (following - value) % m
    return (odd, following) if n & 1 else (value, odd)


def _exact_pair(n: int) -> tuple[int, int]:
    """Return F(n) and F(n+1), for n >= 0."""
    current, previous = doubling.pair(n, int, mul)
    return current, current + previous


def _even_lucas_numbers(n: int, m: int) -> tuple[int, int]:
    """Return L(2k) and L(2k+2) modulo m, for k = n // 2, n >= 1024 and n >= 2 m.bit_length().

    What n begins with is done with the numbers themselves, to where they are about as long as m.
    """
    bits = m.bit_length()
    steps = n.bit_length() - (bits | TINY_N - 1).bit_length()
    k = n >> steps + 1 << 1
    current, previous = (TABLE[k], TABLE[k - 1]) if k < TINY_N else doubling.pair(k, int, mul)
    value, following = (current + 2 * previous) % m, (4 * current + 3 * previous) % m
    often = bits >= RECIPROCAL_BITS and bits * steps >= RECIPROCAL_WORK
    divisor = Reciprocal(m) if often else m
    for bit in bin(n >> 1)[-steps:]:
        middle = (value * following - 3) % divisor
        if bit == "1":
            value, following = middle, (following * following - 2) % divisor
        else:
            value, following = (value * value - 2) % divisor, middle
    return value, following
