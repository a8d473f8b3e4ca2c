"""The NumPy sieve where numbers are largest."""

from math import gcd, prod
from typing import Any

import numpy as np
import pytest

from fibaccel.pure.arrays import primes, primes_u64

FIRST = np.array([3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37], np.uint64)


@pytest.mark.parametrize("lo", [10**15, 2**62 - 500, 2**63 - 100_000, 2**63 - 3001, 2**63 - 10])
def test_no_multiple_wraps(lo: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the primes below 1000 leave, before it is tested."""
    monkeypatch.setattr(primes, "is_prime", lambda p: True)
    hi = min(lo + 3000, 2**63)
    base = primes_u64(3, 1000)
    monkeypatch.setattr(primes, "_base_primes", lambda largest: base)
    small = prod(base.tolist())
    left = [n for n in range(lo | 1, hi, 2) if gcd(n, small) == 1]
    assert primes_u64(lo, hi).tolist() == left


def test_what_is_kept_of_small_primes_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """From nothing, and in whatever order ranges come."""
    whole = primes_u64(0, 30_000)
    for size in (2, 3, 9, 10, 25, 26, 121, 122, 1369, 1370, 1681, 1682, 2000, 29_999):
        monkeypatch.setattr(primes, "_base", [FIRST])
        assert primes_u64(0, size).tolist() == whole[whole < size].tolist()


def test_the_largest_primes_below_a_power_of_two() -> None:
    """C. K. Caldwell, "Primes just less than a power of two": the first ten below 2^63 and 2^52."""
    below = {63: (25, 165, 259, 301, 375, 387, 391, 409, 457, 471)}
    below[52] = (47, 143, 173, 183, 197, 209, 269, 285, 335, 395)
    for bits, distances in below.items():
        found = primes_u64(2**bits - distances[-1], 2**bits).tolist()
        assert found == [2**bits - k for k in reversed(distances)]
    assert primes_u64(2**52 - 50, 2**52 + 50).tolist() == [2**52 + k for k in (-47, 21, 37)]


def test_another_thread_that_keeps_fewer_primes_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Contended(list[Any]):
        """A list in which another thread replaces what was stored before anybody can read it."""

        def __setitem__(self, index: Any, value: Any) -> None:
            pass

    expected = primes_u64(10**6, 10**6 + 1000).tolist()
    monkeypatch.setattr(primes, "_base", Contended([FIRST]))
    assert primes_u64(10**6, 10**6 + 1000).tolist() == expected
