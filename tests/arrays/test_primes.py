"""The NumPy sieve where numbers are largest."""

from math import gcd, prod

import numpy as np
import pytest

from fibaccel.pure.arrays import primes, primes_u64


@pytest.mark.parametrize("lo", [10**15, 2**62 - 500, 2**63 - 100_000, 2**63 - 3001, 2**63 - 10])
def test_no_multiple_wraps(lo: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the primes below 1000 alone, as those up to 2^31.5 take minutes."""
    hi = min(lo + 3000, 2**63)
    base = primes_u64(3, 1000)
    monkeypatch.setattr(primes, "_base_primes", lambda largest: base)
    small = prod(base.tolist())
    left = [n for n in range(lo | 1, hi, 2) if gcd(n, small) == 1]
    assert primes_u64(lo, hi).tolist() == left


def test_what_is_kept_of_small_primes_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """From nothing, and in whatever order ranges come."""
    first = np.array([3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37], np.uint64)
    whole = primes_u64(0, 30_000)
    for size in (2, 3, 9, 10, 25, 26, 121, 122, 1369, 1370, 1681, 1682, 2000, 29_999):
        monkeypatch.setattr(primes, "_base", [first])
        assert primes_u64(0, size).tolist() == whole[whole < size].tolist()
