"""Factors of an integer: those that are known, trial division, Brent's variant of Pollard's rho.

What it can do is bounded by the second largest prime factor p of m: about sqrt(p) steps of 0.3 us.
docs/periods.md has a table. Ctrl-C ends it at once, since each step is Python, and the error says
what was being factored.
"""

from __future__ import annotations

from math import gcd, isqrt, prod

from fibaccel.hints import Mapping
from fibaccel.limits import describe
from fibaccel.plugin import index
from fibaccel.pure.primality import SMALL_PRIMES, is_prime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# So many products before a gcd is looked at: 64 to 512 take the same time.
_BATCH = 128


def factor(m: int, /, known: Iterable[int] = ()) -> dict[int, int]:
    """Return the prime factors of m >= 1 and their exponents, given primes that m may have.

    >>> factor(720)
    {2: 4, 3: 2, 5: 1}
    """
    found: dict[int, int] = {}
    for p in known:
        while m % p == 0:
            found[p] = found.get(p, 0) + 1
            m //= p
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


def known_factors(m: int, factors: Mapping[int, int], /) -> dict[int, int]:
    """Return what a caller says of m: its primes with their exponents, other primes with 0.

    Raises:
        TypeError: factors is no mapping, or has what is no integer.
        ValueError: a key is not prime, an exponent is negative, or the product is not m.

    >>> known_factors(20, {2: 2, 5: 1, 7: 0})
    {2: 2, 5: 1, 7: 0}
    >>> known_factors(20, {2: 1, 5: 1})
    Traceback (most recent call last):
    ValueError: factors must have the product m = 20
    """
    if not isinstance(factors, Mapping):
        kind = type(factors).__name__
        raise TypeError(f"factors must be a mapping of primes to exponents, not {kind}")
    known = {
        index(prime, "a prime in factors"): index(exponent, "an exponent in factors", least=0)
        for prime, exponent in factors.items()
    }
    # What is longer than m is not computed.
    least = sum((prime.bit_length() - 1) * exponent for prime, exponent in known.items())
    if least > m.bit_length() or prod(prime**exponent for prime, exponent in known.items()) != m:
        raise ValueError(f"factors must have the product m = {describe(m)}")
    for prime in known:
        if not _is_prime(prime):
            raise ValueError(f"factors must have primes alone: {describe(prime)} is not prime")
    return known


def _is_prime(m: int) -> bool:
    """Return whether any m is prime."""
    if m <= SMALL_PRIMES[-1]:
        return m in SMALL_PRIMES
    return all(m % p for p in SMALL_PRIMES) and is_prime(m)


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
