"""scan_wall_sun_sun: against published primes and counts, the definition, and itself in parts."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel.arrays import WallSunSunScan, join_scans, scan_wall_sun_sun
from fibaccel.arrays.wall_sun_sun import LARGEST_K, NEAR
from fibaccel.oracle import lucas_residues, prime_factors

pytestmark = pytest.mark.usefixtures("each_backends_kernels")

# OEIS A241014: A of the first primes, the smallest in absolute value.
QUOTIENTS = (
    1, 1, 1, 3, 5, 3, -1, 3, -8, -3, -6, 13, -2, -4, 16, -25, 10, -13, 7, -16, -15, -30, 21, 5, 37,
    -4, 22, 24, 26, -53, 13, 64, 58, -22, -29, 60, 44, -3, 44, -43, -5, -50, 94, 31, -56, 5, -99, 3,
    -73, 18, 29, 5, -59, -1, 2,
)  # fmt: skip

# Primes in ranges: differences of OEIS A006880, and the count of A007053 up to 2^20.
COUNTS = {(0, 10**6): 78_498, (10**6, 10**7): 586_081, (2, 2**20 + 1): 82_025}


def by_definition(lo: int, hi: int, k: int) -> WallSunSunScan:
    """Scan with Python's integers: Euler's criterion for the symbol, powers of matrices."""
    primes, checksum, hits = 0, 0, []
    for p in (n for n in range(max(lo, 2), hi) if prime_factors(n) == [n]):
        quotient = lucas_residues(k, -1, p - symbol(k * k + 4, p), p * p)[0] // p
        primes += 1
        checksum += p * (quotient + 1)
        centred = quotient if 2 * quotient <= p else quotient - p
        if abs(centred) <= NEAR:
            hits.append((p, centred))
    return WallSunSunScan(lo, hi, primes, checksum % 2**64, tuple(hits))


def symbol(d: int, p: int) -> int:
    """Return (d/p) for a prime p."""
    if p == 2:
        return (0, 1, 0, -1, 0, -1, 0, 1)[d % 8]
    power = pow(d, p // 2, p)
    return -1 if power == p - 1 else power


def test_the_quotients_are_those_published() -> None:
    assert tuple(quotient for _, quotient in scan_wall_sun_sun(0, 258).hits) == QUOTIENTS


@pytest.mark.parametrize(("lo", "hi"), COUNTS)
def test_primes_are_as_many_as_published(lo: int, hi: int) -> None:
    assert scan_wall_sun_sun(lo, hi).primes == COUNTS[lo, hi]


@pytest.mark.parametrize(
    ("k", "p"),
    [(2, 13), (2, 31), (2, 1_546_463), (3, 241), (5, 3), (6, 191), (6, 643), (6, 134_339), (7, 5),
     (8, 2), (10, 2683), (12, 2), (13, 3), (17, 1_192_625_911), (35, 153_794_959)],
)  # fmt: skip
def test_finds_the_primes_that_are_known(k: int, p: int) -> None:
    """Those of OEIS A238736 for k = 2; of A271782 for the other k."""
    assert (p, 0) in scan_wall_sun_sun(p - 50 if p > 50 else 0, p + 20, k=k).hits


@given(
    lo=st.integers(0, 3000) | st.integers(2**32 - 500, 2**32 + 500) | st.integers(0, 10**10),
    length=st.integers(0, 200),
    k=st.integers(1, LARGEST_K),
)
def test_equals_the_definition(lo: int, length: int, k: int) -> None:
    assert scan_wall_sun_sun(lo, lo + length, k=k) == by_definition(lo, lo + length, k)


@pytest.mark.parametrize("k", range(1, LARGEST_K + 1))
def test_every_k_from_the_first_prime_on(k: int) -> None:
    """Primes that divide the discriminant, 2, and those below k."""
    assert scan_wall_sun_sun(0, 120, k=k) == by_definition(0, 120, k)


def test_the_parts_of_a_range_join() -> None:
    lo, hi = 10**6, 10**6 + 30_000
    cuts = [lo, *sorted(random.Random(1).sample(range(lo, hi), 9)), hi]
    parts = [scan_wall_sun_sun(*cuts[i : i + 2]) for i in range(10)]
    random.Random(2).shuffle(parts)
    assert join_scans(parts) == scan_wall_sun_sun(lo, hi)
    assert join_scans(iter(parts[:1])) == parts[0]


def test_parts_that_do_not_join() -> None:
    one, other = scan_wall_sun_sun(0, 10), scan_wall_sun_sun(20, 30)
    with pytest.raises(ValueError, match="a scan up to 10 does not join one from 20"):
        join_scans([other, one])
    with pytest.raises(ValueError, match="a scan up to 10 does not join one from 0"):
        join_scans([one, one])
    with pytest.raises(ValueError, match="there are no scans to join"):
        join_scans([])


def test_more_than_one_segment_and_chunk() -> None:
    """The same checksum in one go and in steps that fall elsewhere."""
    lo, hi, step = 2**32 - 2**21, 2**32 + 2**21 + 100_003, 1_000_003
    parts = [scan_wall_sun_sun(start, min(start + step, hi)) for start in range(lo, hi, step)]
    whole = scan_wall_sun_sun(lo, hi)
    assert whole == join_scans(parts)
    assert whole.primes > 2 * 2**16


def test_nothing_to_scan() -> None:
    for bound in (0, 5, 2**63):
        assert scan_wall_sun_sun(bound, bound) == (bound, bound, 0, 0, ())


@pytest.mark.parametrize(
    ("arguments", "k", "error", "text"),
    [
        ((1.0, 2), 1, TypeError, "lo must be an integer, not float"),
        ((1, "2"), 1, TypeError, "hi must be an integer, not str"),
        ((1, 2), None, TypeError, "k must be an integer, not NoneType"),
        ((-1, 2), 1, ValueError, "lo must be at least 0, not -1"),
        ((5, 4), 1, ValueError, "hi must be between lo = 5 and 2^63, not 4"),
        ((5, 2**63 + 1), 1, ValueError, f"hi must be between lo = 5 and 2^63, not {2**63 + 1}"),
        ((1, 2), 0, ValueError, "k must be at least 1, not 0"),
        ((1, 2), 101, ValueError, "k must be at most 100, not 101"),
    ],
)
def test_what_is_refused(
    arguments: tuple[int, int], k: int, error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as caught:
        scan_wall_sun_sun(*arguments, k=k)
    assert str(caught.value) == text


def test_is_a_named_tuple_of_exact_integers() -> None:
    scan = scan_wall_sun_sun(10, 20)
    assert scan._fields == ("lo", "hi", "primes", "checksum", "hits")
    assert repr(scan).startswith("WallSunSunScan(lo=10, hi=20, primes=4, ")
    numbers = [*scan[:4], *(number for hit in scan.hits for number in hit)]
    assert {type(number) for number in numbers} == {int}


def test_the_quotient_agrees_with_the_ranks() -> None:
    """A = 0 if and only if p and p^2 have the same rank of apparition."""
    for p, quotient in scan_wall_sun_sun(0, 3000).hits:
        same = fibaccel.rank_of_apparition(p) == fibaccel.rank_of_apparition(p * p)
        assert same == (quotient == 0)
