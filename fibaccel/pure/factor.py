"""Factors of an integer: trial division, tests for primes, Brent's variant of Pollard's rho."""

from __future__ import annotations

from math import gcd, isqrt

from fibaccel.pure.modular import pair

_SMALL_PRIMES = tuple(p for p in range(2, 1000) if all(p % d for d in range(2, isqrt(p) + 1)))
# A number below this that passes the test with the first 13 primes is prime [sorenson2017].
_BASES = _SMALL_PRIMES[:13]
_PROVEN_BELOW = 3317044064679887385961981
# So many products before a gcd is looked at: 64 to 512 take the same time.
_BATCH = 128


def factor(m: int) -> dict[int, int]:
    """Return the prime factors of m >= 1 and their exponents.

    >>> factor(720)
    {2: 4, 3: 2, 5: 1}
    """
    found: dict[int, int] = {}
    for p in _SMALL_PRIMES:
        while m % p == 0:
            found[p] = found.get(p, 0) + 1
            m //= p
    parts = [m] if m > 1 else []
    while parts:
        part = parts.pop()
        if is_prime(part):
            found[part] = found.get(part, 0) + 1
        else:
            divisor = _divisor(part)
            parts += [divisor, part // divisor]
    return found


def is_prime(m: int) -> bool:
    """Return whether m, odd and without a factor below 1000, is prime.

    Below 3.3 * 10^24 that is proven. Above, a composite number that passes is not known
    [baillie2021].
    """
    if m < 1000**2:
        return m > 1
    if not all(_is_probable_prime(m, base) for base in _BASES):
        return False
    return m < _PROVEN_BELOW or _is_lucas_probable_prime(m)


def _is_probable_prime(m: int, base: int) -> bool:
    """Return whether m passes the test of Miller and Rabin."""
    twos = (m - 1 & 1 - m).bit_length() - 1
    x = pow(base, m >> twos, m)
    if x in (1, m - 1):
        return True
    for _ in range(twos - 1):
        x = x * x % m
        if x == m - 1:
            return True
    return False


def _is_lucas_probable_prime(m: int) -> bool:
    """Return whether m divides U_{m+1}(1, (1 - D) / 4), for the first D with (D/m) = -1."""
    if isqrt(m) ** 2 == m:
        return False  # there is no such D
    d = 5
    while pow(d, m >> 1, m) != m - 1:
        d = -d - 2 if d > 0 else 2 - d
    return pair(1, (1 - d) // 4, m + 1, m)[0] == 0


def _divisor(m: int) -> int:
    """Return a proper divisor of a composite m [brent1980]."""
    root = isqrt(m)
    if root * root == m:
        return root
    for increment in range(1, m):
        divisor = _rho(m, increment)
        if divisor < m:
            return divisor
    raise AssertionError


def _rho(m: int, increment: int) -> int:
    """Return a divisor of m, by the cycle that x^2 + increment runs into modulo it; or m."""
    y, product, divisor, length = 2, 1, 1, 1
    while divisor == 1:
        x, done = y, 0
        for _ in range(length):
            y = (y * y + increment) % m
        while done < length and divisor == 1:
            start = y
            for _ in range(min(_BATCH, length - done)):
                y = (y * y + increment) % m
                product = product * abs(x - y) % m
            divisor = gcd(product, m)
            done += _BATCH
        length *= 2
    if divisor == m:  # all in one batch: again, one at a time
        divisor, y = 1, start
        while divisor == 1:
            y = (y * y + increment) % m
            divisor = gcd(abs(x - y), m)
    return divisor
