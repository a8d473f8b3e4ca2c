"""The NumPy kernel that finds primes: Eratosthenes' sieve, segment by segment."""

from __future__ import annotations

from math import isqrt

import numpy as np

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]

# Odd numbers in a segment: a byte each, so that it stays in the second-level cache.
_SEGMENT = 2**20

_base: list[Words] = [np.array([3], np.uint64)]


def primes_u64(lo: int, hi: int, /) -> Words:
    """Return the primes p with lo <= p < hi, in ascending order."""
    found = [np.array([2] if lo <= 2 < hi else [], np.uint64)]
    first = max(lo, 3) | 1
    if first < hi:
        base = _base_primes(isqrt(hi - 1))
        starts = range(first, hi, 2 * _SEGMENT)
        found += [_segment(start, min(start + 2 * _SEGMENT, hi), base) for start in starts]
    return np.concatenate(found)


def _segment(lo: int, hi: int, base: Words) -> Words:
    """Return the primes in [lo, hi), for odd lo >= 3 and at least the odd primes up to sqrt(hi)."""
    sieve = np.ones((hi - lo + 1) // 2, np.bool_)
    base = base[: np.searchsorted(base, isqrt(hi - 1), "right")].astype(np.int64)
    # From the square of each on, or from its first odd multiple that is not below lo.
    multiple = -(-lo // base)
    first = np.maximum((multiple | 1) * base, base * base)
    for index, prime in zip(((first - lo) // 2).tolist(), base.tolist(), strict=True):
        sieve[index::prime] = False
    return np.flatnonzero(sieve).astype(np.uint64) * np.uint64(2) + np.uint64(lo)


def _base_primes(largest: int) -> Words:
    """Return at least all odd primes up to largest; what was found once is kept."""
    if int(_base[0][-1]) < largest:
        limit = largest + 1000  # some more, since the next segment wants them
        sieve = np.ones((limit + 1) // 2, np.bool_)  # of 1, 3, 5 ...
        sieve[0] = False
        for prime in range(3, isqrt(limit) + 1, 2):
            if sieve[prime // 2]:
                sieve[prime * prime // 2 :: prime] = False
        _base[0] = np.flatnonzero(sieve).astype(np.uint64) * np.uint64(2) + np.uint64(1)
    return _base[0]
