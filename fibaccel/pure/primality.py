"""Whether an integer is prime: the tests of Miller and Rabin and of Lucas; the Jacobi symbol."""

from __future__ import annotations

from math import isqrt

from fibaccel.pure.modular import pair

SMALL_PRIMES = tuple(p for p in range(2, 1000) if all(p % d for d in range(2, isqrt(p) + 1)))
"""All primes below 1000, for trial division."""

# How many prime bases prove that a number below the limit is prime [sorenson2017], [oeis, A014233].
_PROOFS = ((341550071728321, 7), (3825123056546413051, 9), (3317044064679887385961981, 13))


def is_prime(m: int, /) -> bool:
    """Return whether m is prime, for an m > 1 without a factor below 1000 other than itself.

    Below 3.3 * 10^24 that is proven. Above it is the test of Baillie, Pomerance, Selfridge and
    Wagstaff and more bases: no composite number is known that passes [baillie2021].
    """
    if m < 1000**2:
        return True
    for limit, count in _PROOFS:
        if m < limit:
            return all(_is_strong_probable_prime(m, base) for base in SMALL_PRIMES[:count])
    bases = SMALL_PRIMES[:13]
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
