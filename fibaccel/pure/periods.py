"""pisano_period, rank_of_apparition and sequence_period of the Python backend.

By factoring m, and for each power of a prime the order in the group that it belongs to. The
mathematics is in docs/periods.md.
"""

from __future__ import annotations

from math import lcm

from fibaccel.hints import Mapping, SupportsIndex
from fibaccel.plugin import index
from fibaccel.pure.factor import factor, known_factors
from fibaccel.pure.modular import modulus, pair
from fibaccel.pure.primality import jacobi
from fibaccel.pure.residues import fib_residue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# For m below the first so many terms are stepped through before m is factored: that takes 4 us, as
# long as all the rest for an m of 8 bits.
_SMALL = 1000
_STEPS = 200

__all__ = ["pisano_period", "rank_of_apparition", "sequence_period"]


def pisano_period(m: SupportsIndex, /, *, factors: Mapping[int, int] | None = None) -> int:
    """Return the Pisano period of m: the least k >= 1 with F(i + k) = F(i) modulo m for all i.

    Args:
        m: the modulus, at least 1.
        factors: the primes of m and their exponents, if they are known. Primes with the exponent 0
            do not divide m, but p - 1 or p + 1 for one of its primes p, which are factored too.

    Returns:
        The period as an exact int, at most 6 m.

    Raises:
        TypeError: m is not an integer, or factors is no mapping of integers.
        ValueError: m is less than 1; or factors has a number that is not prime, or another product.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of factoring m, and of p - 1 or p + 1 for its prime factors p. It depends on the
    second largest prime factor and has no bound: 20 ms where that has 30 bits and m has 200; for
    the product of two primes of 40 bits 0.3 s, of 50 bits 8 s, of 64 bits a quarter of an hour.
    (Native, for m below 2^128: 0.2 s.) Ctrl-C ends it, and the error says what was being factored.
    Source: [wall1960].

    >>> [pisano_period(m) for m in range(1, 11)]
    [1, 3, 8, 6, 20, 24, 16, 12, 24, 60]
    >>> pisano_period(2**128 + 1, factors={59649589127497217: 1, 5704689200685129054721: 1})
    28356863910078205764000346543980814080
    """
    m = modulus(m, work="factoring")
    rank = _rank(m, factors)
    following = fib_residue(rank + 1, m)
    if following == 1 % m:
        return rank
    return 2 * rank if following * following % m == 1 else 4 * rank


def rank_of_apparition(m: SupportsIndex, /, *, factors: Mapping[int, int] | None = None) -> int:
    """Return the rank of apparition of m: the least k >= 1 such that m divides F(k).

    Args:
        m: the modulus, at least 1.
        factors: as for pisano_period.

    Returns:
        The rank as an exact int, at most 2 m.

    Raises:
        TypeError: m is not an integer, or factors is no mapping of integers.
        ValueError: m is less than 1; or factors has a number that is not prime, or another product.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of pisano_period. Source: [wall1960].

    >>> [rank_of_apparition(m) for m in range(1, 11)]
    [1, 3, 4, 6, 5, 12, 8, 6, 12, 15]
    """
    return _rank(modulus(m, work="factoring"), factors)


def sequence_period(
    p: SupportsIndex,
    q: SupportsIndex,
    w0: SupportsIndex,
    w1: SupportsIndex,
    m: SupportsIndex,
    /,
    *,
    factors: Mapping[int, int] | None = None,
) -> tuple[int, int]:
    """Return (preperiod, period) modulo m of w_0, w_1, w_{k+2} = p w_{k+1} - q w_k.

    Args:
        p: any integer.
        q: any integer.
        w0: the first term.
        w1: the second term.
        m: the modulus, at least 1.
        factors: as for pisano_period.

    Returns:
        Two exact ints: how many terms come before the ones that recur, and after how many these
        recur. The preperiod is 0 where q and m have no common divisor.

    Raises:
        TypeError: an argument is not an integer, or factors is no mapping of integers.
        ValueError: m is less than 1; or factors has a number that is not prime, or another product.
        MemoryError: numbers modulo m cannot fit; raised before anything is allocated.

    Cost: that of factoring m, and of l - 1, l + 1 for its prime factors l: see pisano_period for
    what is practical. Source: [ward1933].

    >>> sequence_period(1, -1, 0, 1, 10)
    (0, 60)
    >>> sequence_period(2, 0, 1, 1, 96)  # 1, 1, 2, 4, 8, 16, 32, 64, 32 ...
    (6, 2)
    """
    p, q, w0, w1 = index(p, "p"), index(q, "q"), index(w0, "w0"), index(w1, "w1")
    m = modulus(m, work="factoring")
    known = {} if factors is None else known_factors(m, factors)
    current, following = first, second = w0 % m, w1 % m
    for k in range(1, _STEPS if m < _SMALL else 1):
        current, following = following, (p * following - q * current) % m
        if current == first and following == second:
            return 0, k
    preperiod, period = 0, 1
    for prime, exponent in factor(m, known).items():
        before, length = _period(p, q, w0, w1, prime, exponent, known)
        preperiod, period = max(preperiod, before), lcm(period, length)
    return preperiod, period


def _rank(m: int, factors: Mapping[int, int] | None) -> int:
    known = {} if factors is None else known_factors(m, factors)
    current, following = 1 % m, 1 % m
    for k in range(1, _STEPS if m < _SMALL else 1):
        if not current:
            return k
        current, following = following, (current + following) % m
    parts = factor(m, known)
    return lcm(*(_rank_of_power(prime, exponent, known) for prime, exponent in parts.items()))


def _rank_of_power(prime: int, exponent: int, known: Iterable[int]) -> int:
    m = prime**exponent
    return _least(_multiple_of_rank(prime, exponent, known), lambda k: fib_residue(k, m) == 0)


def _multiple_of_rank(prime: int, exponent: int, known: Iterable[int]) -> dict[int, int]:
    if prime in (2, 5):
        return _times({prime: exponent - (prime == 2)}, {3: 1} if prime == 2 else {})
    return _times({prime: exponent - 1}, factor(prime - jacobi(5, prime), known))


def _period(
    p: int, q: int, w0: int, w1: int, prime: int, exponent: int, known: Iterable[int]
) -> tuple[int, int]:
    """Return (preperiod, period) modulo a power of a prime."""
    m = prime**exponent

    def state(k: int) -> tuple[int, int]:
        u, following = pair(p, q, k, m)
        return (w0 * following + (w1 - p * w0) * u) % m, (w1 * following - q * w0 * u) % m

    factors = _multiple_of_period(p, q, prime, exponent, known)
    multiple = 1
    for r, e in factors.items():
        multiple *= r**e
    preperiod, first, again = 0, state(0), state(multiple)
    while first != again:
        if preperiod > 2 * exponent:
            raise ArithmeticError(f"no period modulo {prime}^{exponent} was found")
        preperiod += 1
        first = first[1], (p * first[1] - q * first[0]) % m
        again = again[1], (p * again[1] - q * again[0]) % m
    return preperiod, _least(factors, lambda k: state(preperiod + k) == first)


def _multiple_of_period(
    p: int, q: int, prime: int, exponent: int, known: Iterable[int]
) -> dict[int, int]:
    """Return the factors of a multiple of the period modulo prime^exponent."""
    if q % prime == 0:
        if p % prime == 0:
            return {}
        return _times({prime: exponent - 1}, factor(prime - 1, known))
    if prime == 2:
        return _times({2: exponent - 1}, {3: 1} if p % 2 else {2: 1})
    symbol = jacobi(p * p - 4 * q, prime)
    factors = _times({prime: exponent - 1}, factor(prime - 1, known))
    if symbol == 0:
        return _times(factors, {prime: 1})
    return factors if symbol == 1 else _times(factors, factor(prime + 1, known))


def _least(factors: dict[int, int], holds: Callable[[int], bool]) -> int:
    """Return the least divisor for which holds is true, of the number with these factors.

    It is true for the number itself, and for a divisor if and only if the least one divides it.
    """
    value = 1
    for r, e in factors.items():
        value *= r**e
    for r, e in factors.items():
        for _ in range(e):
            if not holds(value // r):
                break
            value //= r
    return value


def _times(x: dict[int, int], y: dict[int, int]) -> dict[int, int]:
    """Return the factors of a product."""
    return x | {r: x.get(r, 0) + e for r, e in y.items()}
