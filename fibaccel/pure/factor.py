"""Factors of an integer: trial division, then Brent's variant of Pollard's rho.

What it can do is bounded by the second largest prime factor p of m: about sqrt(p) steps of 0.3 us.
docs/periods.md has a table. Ctrl-C ends it at once, since each step is Python, and the error says
what was being factored.
"""

from __future__ import annotations

from math import gcd, isqrt

from fibaccel.limits import describe
from fibaccel.pure.primality import SMALL_PRIMES, is_prime

# So many products before a gcd is looked at: 64 to 512 take the same time.
_BATCH = 128


def factor(m: int, /) -> dict[int, int]:
    """Return the prime factors of m >= 1 and their exponents.

    >>> factor(720)
    {2: 4, 3: 2, 5: 1}
    """
    found: dict[int, int] = {}
    for p in SMALL_PRIMES:
        while m % p == 0:
            found[p] = found.get(p, 0) + 1
            m //= p
        if m < p * p:
            break
    parts = [m] if m > 1 else []
    while parts:
        part = parts.pop()
        if is_prime(part):
            found[part] = found.get(part, 0) + 1
        else:
            divisor = _divisor(part)
            parts += [divisor, part // divisor]
    return found


def _divisor(m: int) -> int:
    """Return a proper divisor of a composite m."""
    root = isqrt(m)
    if root * root == m:
        return root
    increment = 1
    try:
        while (divisor := _rho(m, increment)) == m:
            increment += 1
    except BaseException as error:  # that of Ctrl-C, or of whatever else has waited too long
        size = f"a composite number of {m.bit_length()} bits"
        error.add_note(f"while {describe(m)} was being factored, {size}")
        raise
    return divisor


def _rho(m: int, increment: int) -> int:
    """Return a divisor of m, which may be m: x^2 + increment has a cycle modulo it [brent1980]."""
    y, product, divisor, length = 2, 1, 1, 1
    while divisor == 1:
        x = y
        for _ in range(length):
            y = (y * y + increment) % m
        for done in range(0, length, _BATCH):
            start = y
            for _ in range(min(_BATCH, length - done)):
                y = (y * y + increment) % m
                product = product * (x - y) % m
            if (divisor := gcd(product, m)) > 1:
                break
        length *= 2
    if divisor == m:  # all factors in one batch: again, one at a time
        divisor = 1
        while divisor == 1:
            start = (start * start + increment) % m
            divisor = gcd(x - start, m)
    return divisor
