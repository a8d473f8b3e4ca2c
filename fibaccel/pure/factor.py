"""Factors of an integer: trial division, tests for primes, Brent's variant of Pollard's rho.

What it can do is bounded by the second largest prime factor p of m: about 1.2 sqrt(p) steps of
SPEED. docs/periods.md has a table. Ctrl-C ends it at once: each step is Python.
"""

from __future__ import annotations

from math import gcd, isqrt

from fibaccel.pure.modular import pair

_SMALL_PRIMES = tuple(p for p in range(2, 1000) if all(p % d for d in range(2, isqrt(p) + 1)))
# How many prime bases prove that a number below the limit is prime [sorenson2017], [oeis, A014233].
_PROOFS = ((341550071728321, 7), (3825123056546413051, 9), (3317044064679887385961981, 13))
# So many products before a gcd is looked at: 64 to 512 take the same time.
_BATCH = 128


def factor(m: int, /) -> dict[int, int]:
    """Return the prime factors of m >= 1 and their exponents.

    >>> factor(720)
    {2: 4, 3: 2, 5: 1}
    """
    found: dict[int, int] = {}
    for p in _SMALL_PRIMES:
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


def is_prime(m: int, /) -> bool:
    """Return whether m is prime, for an m > 1 without a factor below 1000 other than itself.

    Below 3.3 * 10^24 that is proven. Above it is the test of Baillie, Pomerance, Selfridge and
    Wagstaff and more bases: no composite number is known that passes [baillie2021].
    """
    if m < 1000**2:
        return True
    for limit, count in _PROOFS:
        if m < limit:
            return all(_is_strong_probable_prime(m, base) for base in _SMALL_PRIMES[:count])
    bases = _SMALL_PRIMES[:13]
    return all(_is_strong_probable_prime(m, base) for base in bases) and (
        _is_lucas_probable_prime(m)
    )


def jacobi(a: int, m: int, /) -> int:
    """Return the Jacobi symbol (a/m), for odd m [cohen, 1.4.2]."""
    symbol, a = 1, a % m
    while a:
        twos = (a & -a).bit_length() - 1
        a >>= twos
        if twos & 1 and m & 7 in (3, 5):
            symbol = -symbol
        if a & m & 2:
            symbol = -symbol
        a, m = m % a, a
    return symbol if m == 1 else 0


def _is_strong_probable_prime(m: int, base: int) -> bool:
    twos = (m - 1 & 1 - m).bit_length() - 1
    x = pow(base, m >> twos, m)
    if x == 1:
        return True
    for _ in range(twos):
        if x == m - 1:
            return True
        x = x * x % m
    return False


def _is_lucas_probable_prime(m: int) -> bool:
    """Return whether m divides U_{m+1}(1, (1 - D) / 4), for the first D with (D/m) = -1."""
    if isqrt(m) ** 2 == m:
        return False  # there is no such D
    d = 5  # -7, 9, -11 ...
    while jacobi(d, m) != -1:
        d = -d - 2 if d > 0 else 2 - d
    return pair(1, (1 - d) // 4, m + 1, m)[0] == 0


def _divisor(m: int) -> int:
    """Return a proper divisor of a composite m."""
    root = isqrt(m)
    if root * root == m:
        return root
    increment = 1
    while (divisor := _rho(m, increment)) == m:
        increment += 1
    return divisor


def _rho(m: int, increment: int) -> int:
    """Return a divisor of m: where x^2 + increment runs into a cycle modulo it [brent1980]; or m."""
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
