"""The NumPy kernel that finds primes: Eratosthenes' sieve, segment by segment."""

from __future__ import annotations

from math import isqrt

import numpy as np

from fibaccel.pure.primality import is_prime

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]

# The sieve takes primes up to the root of that, for which 40 MB are kept: up to the root of 2^63 it
# would be 9 GB. What it leaves of larger numbers, 4 for 3 primes at 2^63, is tested one by one.
_SIEVED = 2**52
# Odd numbers in a segment: a byte each, so that it stays in the second-level cache.
_SEGMENT = 2**20

_base: list[Words] = [np.array([3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37], np.uint64)]


def primes_u64(lo: int, hi: int, /) -> Words:
    """Return the primes p with lo <= p < hi, in ascending order."""
    found = [np.array([2] if lo <= 2 < hi else [], np.uint64)]
    first = max(lo, 3) | 1
    if first < hi:
        base = _base_primes(isqrt(min(hi, _SIEVED) - 1))
        starts = range(first, hi, 2 * _SEGMENT)
        found += [_segment(start, min(start + 2 * _SEGMENT, hi), base) for start in starts]
    primes = np.concatenate(found)
    if hi > _SIEVED:
        primes = primes[np.array([p < _SIEVED or is_prime(p) for p in primes.tolist()], np.bool_)]
    return primes


def _segment(lo: int, hi: int, base: Words) -> Words:
    """Return what is in [lo, hi) and no multiple of an odd prime of the base, for odd lo >= 3."""
    sieve = np.ones((hi - lo + 1) // 2, np.bool_)
    base = base[: np.searchsorted(base, isqrt(hi - 1), "right")].astype(np.int64)
    # From the square of each on, or from its first odd multiple that is not below lo. That itself
    # may be above 2^63, which its distance from lo is not.
    distance = -lo % base
    first = np.maximum(distance + base * (distance & 1), base * base - lo) // 2
    # Primes longer than the segment cross out one number at most: all of them at once.
    short = int(np.searchsorted(base, len(sieve)))
    for index, prime in zip(first[:short].tolist(), base[:short].tolist(), strict=True):
        sieve[index::prime] = False
    last = first[short:]
    sieve[last[last < len(sieve)]] = False
    return np.flatnonzero(sieve).astype(np.uint64) * np.uint64(2) + np.uint64(lo)


def _base_primes(largest: int) -> Words:
    """Return at least all odd primes up to largest; what was found once is kept."""
    base = _base[0]
    if int(base[-1]) < largest:
        # Some more, since the next segment wants them; not so many that this calls itself again
        # for those up to 37.
        base = primes_u64(3, largest + 300)
        _base[0] = base  # another thread may put fewer in its place at once
    return base
