"""The search for Wall-Sun-Sun primes: ranges of primes that can be scanned anywhere, and compared.

docs/arrays.md says what is searched for and how to spread it over machines.
"""

from __future__ import annotations

import itertools
from collections import namedtuple
from collections.abc import Iterable

import numpy as np

import fibaccel
from fibaccel.arrays.kernels import get_kernels
from fibaccel.hints import SupportsIndex
from fibaccel.plugin import index
from fibaccel.pure.primality import jacobi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from fibaccel.arrays.kernels import Kernels

    Words = npt.NDArray[np.uint64]

NEAR = 1000
"""The largest abs(A) that is a hit: what PrimeGrid's search reports, too [wwocl]."""

LARGEST_K = 100

# Numbers sieved at once, and primes tested at once, between two looks at signals.
_SEGMENT = 2**22
_CHUNK = 2**16

# Not typing.NamedTuple: see BackendInfo.
_Fields = namedtuple("_Fields", "lo hi primes checksum hits")  # noqa: PYI024


class WallSunSunScan(_Fields):
    """What `scan_wall_sun_sun` found in a range.

    A named tuple.

    Attributes:
        lo: where the range begins.
        hi: where it ends, not included.
        primes: how many primes there are in it.
        checksum: the sum of p (A + 1) over them, with A in [0, p), modulo 2^64.
        hits: pairs of a prime and its A between -1000 and 1000, in ascending order.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        lo: int
        hi: int
        primes: int
        checksum: int
        hits: tuple[tuple[int, int], ...]


def scan_wall_sun_sun(
    lo: SupportsIndex, hi: SupportsIndex, *, k: SupportsIndex = 1
) -> WallSunSunScan:
    """Return which primes p with lo <= p < hi are Wall-Sun-Sun primes, or nearly.

    p divides F(p - (5/p)). Modulo p^2 the quotient is A, and a Wall-Sun-Sun prime has A = 0. None
    is known. A hit is a prime for which A, taken between -p/2 and p/2, is at most 1000.

    Args:
        lo: where the range begins.
        hi: where it ends, at most 2^63.
        k: 1 for Fibonacci numbers, 2 for Pell numbers, up to 100: the search is among the terms of
            U(k, -1), with k^2 + 4 in place of 5.

    Returns:
        A named tuple (lo, hi, primes, checksum, hits). The number of primes and the checksum of a
        range are the sums of those of its parts, see `join_scans`. Whoever scans a range again, on
        another machine or backend, has to get the same.

    Raises:
        TypeError: an argument is not an integer.
        ValueError: lo is negative, hi less than lo or more than 2^63, or k not between 1 and 100.

    Cost: a sieve, and about log2(p) steps for each prime. Source: [dorais2011].

    >>> scan_wall_sun_sun(100_000, 100_050)
    WallSunSunScan(lo=100000, hi=100050, primes=4, checksum=6577841647, hits=())
    >>> scan_wall_sun_sun(1_546_400, 1_546_500, k=2).hits
    ((1546463, 0),)
    """
    lo, hi, k = _range(lo, hi, k)
    kernels = get_kernels()
    symbols = _symbols(k)
    count, checksum = 0, 0
    hits: list[tuple[int, int]] = []
    for start in range(lo, hi, _SEGMENT):
        segment = kernels.primes_u64(start, min(start + _SEGMENT, hi))
        primes: Words = np.frombuffer(segment, np.uint64)
        for first in range(0, len(primes), _CHUNK):
            p = primes[first : first + _CHUNK]
            quotients = _quotients(kernels, k, p, symbols)
            count += len(p)
            checksum += int((p * (quotients + np.uint64(1))).sum(dtype=np.uint64))
            hits += _hits(p, quotients)
    return WallSunSunScan(lo, hi, count, checksum % 2**64, tuple(hits))


def join_scans(scans: Iterable[WallSunSunScan]) -> WallSunSunScan:
    """Return the scan of a range from the scans of its parts, in whatever order they come.

    They are for the same k, which a scan does not say.

    Raises:
        ValueError: there are none, or they do not join.

    >>> parts = [scan_wall_sun_sun(lo, lo + 1000) for lo in (2000, 1000, 3000)]
    >>> join_scans(parts) == scan_wall_sun_sun(1000, 4000)
    True
    """
    ordered = sorted(scans)
    if not ordered:
        raise ValueError("there are no scans to join")
    for one, other in itertools.pairwise(ordered):
        if one.hi != other.lo:
            raise ValueError(f"a scan up to {one.hi} does not join one from {other.lo}")
    return WallSunSunScan(
        ordered[0].lo,
        ordered[-1].hi,
        sum(scan.primes for scan in ordered),
        sum(scan.checksum for scan in ordered) % 2**64,
        tuple(hit for scan in ordered for hit in scan.hits),
    )


def _range(lo: SupportsIndex, hi: SupportsIndex, k: SupportsIndex) -> tuple[int, int, int]:
    lo, hi, k = index(lo, "lo", least=0), index(hi, "hi"), index(k, "k", least=1)
    if not lo <= hi <= 2**63:
        raise ValueError(f"hi must be between lo = {lo} and 2^63, not {hi}")
    if k > LARGEST_K:
        raise ValueError(f"k must be at most {LARGEST_K}, not {k}")
    return lo, hi, k


def _quotients(kernels: Kernels, k: int, p: Words, symbols: Words) -> Words:
    """Return A in [0, p) for each of the primes."""
    n = p - symbols[(p % np.uint64(len(symbols))).astype(np.intp)]
    out = np.zeros(len(p), np.uint64)
    few = int(np.searchsorted(p, max(k, 2), "right"))  # which the kernel does not take
    for i in range(few):
        prime = int(p[i])
        out[i] = fibaccel.lucasu_mod(k, -1, int(n[i]), prime * prime) // prime
    if few < len(p):
        kernels.wall_sun_sun_u64(np.array([k], np.uint64), n[few:], p[few:], out[few:])
    return out


def _hits(p: Words, quotients: Words) -> Iterator[tuple[int, int]]:
    near = (quotients <= NEAR) | (p - quotients <= NEAR)
    for prime, quotient in zip(p[near].tolist(), quotients[near].tolist(), strict=True):
        yield prime, quotient if 2 * quotient <= prime else quotient - prime


def _symbols(k: int) -> Words:
    """Return (D/r) for r = 0 to D - 1 where D = k^2 + 4, with 2^64 - 1 for -1.

    D is 0 or 1 modulo 4, so that (D/p) depends on p modulo D only, p = 2 included.
    """
    d = k * k + 4
    return np.array([_kronecker(d, r) % 2**64 for r in range(d)], np.uint64)


def _kronecker(a: int, n: int) -> int:
    """Return Kronecker's symbol (a/n) for n >= 0 and a > 1 [cohen, 1.4.2].

    >>> [_kronecker(5, n) for n in range(10)]
    [0, 1, -1, -1, 1, 0, 1, -1, -1, 1]
    """
    if n == 0 or a % 2 == n % 2 == 0:
        return 0
    twos = (n & -n).bit_length() - 1
    return jacobi(a, n >> twos) * (-1 if twos % 2 and a % 8 in (3, 5) else 1)
