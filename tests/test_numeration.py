"""Which number is a Fibonacci number, its index, and Zeckendorf's numerals."""

import math
from itertools import pairwise
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel import numeration


def _terms(count: int) -> list[int]:
    terms = [0, 1]
    while len(terms) < count:
        terms.append(terms[-1] + terms[-2])
    return terms


TERMS = _terms(5_000)

# OEIS A014417 writes these in binary: 1, 10, 100, 101, 1000, 1001, 1010, 10000 ...; 50 and 100 are
# the examples of Wikipedia, "Zeckendorf's theorem".
NUMERALS: tuple[tuple[int, list[int]], ...] = (
    (0, []), (1, [2]), (2, [3]), (3, [4]), (4, [4, 2]), (5, [5]), (6, [5, 2]), (7, [5, 3]),
    (8, [6]),    (64, [10, 6, 2]), (100, [11, 6, 4]),
)  # fmt: skip


def _greedy(x: int) -> list[int]:
    """Return the indices by the definition, one subtraction after another."""
    indices = []
    for k in range(len(TERMS) - 1, 1, -1):
        if TERMS[k] <= x:
            indices.append(k)
            x -= TERMS[k]
    return indices


@pytest.mark.parametrize(("x", "indices"), NUMERALS)
def test_numerals_that_others_published(x: int, indices: list[int]) -> None:
    assert fibaccel.zeckendorf(x) == indices
    assert fibaccel.from_zeckendorf(indices) == x


def test_small_numbers_one_by_one() -> None:
    members = set(TERMS[:30])
    for x in range(20_000):
        assert fibaccel.is_fib(x) == (x in members), x
        k = fibaccel.fib_index(x)
        assert TERMS[k] <= x < TERMS[k + 1]
    assert [fibaccel.fib_index(x) for x in range(4)] == [0, 2, 3, 4]
    assert not any(map(fibaccel.is_fib, range(-60, 0)))


def test_every_fibonacci_number_and_its_neighbours() -> None:
    for k in range(5, 3_000):
        assert fibaccel.is_fib(TERMS[k]), k
        assert fibaccel.fib_index(TERMS[k]) == k
        assert fibaccel.fib_index(TERMS[k] - 1) == k - 1
        assert not fibaccel.is_fib(TERMS[k] - 1)
        assert not fibaccel.is_fib(TERMS[k] + 1)


def test_numbers_of_a_million_digits() -> None:
    k = 4_785_000
    x = fibaccel.fib(k)
    assert fibaccel.fib_num_digits(k) == 1_000_006
    assert fibaccel.is_fib(x)
    assert fibaccel.fib_index(x) == k
    for other in (x - 1, x + 1, x ^ 1 << 2_000_000, x + (2**61 - 1)):
        assert not fibaccel.is_fib(other)
    assert fibaccel.fib_index(x - 1) == k - 1
    assert fibaccel.zeckendorf(x) == [k]


def test_a_square_root_by_floats_is_caught() -> None:
    """A kept mutant: the tests above see it."""
    with (
        mock.patch.object(numeration, "isqrt", lambda x: int(math.sqrt(x))),
        pytest.raises((AssertionError, OverflowError)),
    ):
        test_every_fibonacci_number_and_its_neighbours()


@given(st.integers(0, 2**600) | st.integers(0, 600).map(lambda bits: 2**bits))
def test_numerals_are_those_of_the_definition(x: int) -> None:
    assert fibaccel.zeckendorf(x) == _greedy(x)


@given(st.sampled_from(range(5, 900)), st.integers(-3, 3))
def test_halves_of_any_size_give_the_same(k: int, offset: int) -> None:
    with mock.patch.object(numeration, "_GREEDY_INDEX", 4):
        for x in (TERMS[k] + offset, sum(TERMS[k:2:-2]) + offset, TERMS[k] * TERMS[k // 2]):
            assert fibaccel.zeckendorf(max(x, 0)) == _greedy(max(x, 0))


@given(st.integers(0, 2**20_000))
def test_a_numeral_stands_for_its_number(x: int) -> None:
    indices = fibaccel.zeckendorf(x)
    assert all(k - following >= 2 for k, following in pairwise(indices))
    assert fibaccel.from_zeckendorf(indices) == x


def test_a_numeral_may_come_from_any_iterable() -> None:
    assert fibaccel.from_zeckendorf(iter((11, 6, 4))) == 100
    assert fibaccel.from_zeckendorf([]) == 0
    assert fibaccel.from_zeckendorf([1_000]) == fibaccel.fib(1_000)


@pytest.mark.parametrize(
    ("indices", "error", "message"),
    [
        ([1], ValueError, r"indices\[0\] must be at least 2, not 1"),
        ([5, 4], ValueError, r"indices\[1\] must be at least 2 less than the one before, 5, not 4"),
        ([5, 5], ValueError, r"indices\[1\] must be at least 2 less than the one before, 5, not 5"),
        ([3, 9], ValueError, r"indices\[1\] must be at least 2 less than the one before, 3, not 9"),
        ([5.0], TypeError, r"indices\[0\] must be an integer, not float"),
        (5, TypeError, "not iterable"),
        ([10**18], MemoryError, "n = 1000000000000000000 is too large"),
    ],
)
def test_what_is_no_numeral_is_refused(
    indices: list[int], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        fibaccel.from_zeckendorf(indices)


def test_errors_name_the_argument() -> None:
    for name in ("is_fib", "fib_index", "zeckendorf"):
        with pytest.raises(TypeError, match="x must be an integer, not float"):
            getattr(fibaccel, name)(5.0)
    for name in ("fib_index", "zeckendorf"):
        with pytest.raises(ValueError, match="x must be at least 0, not -1"):
            getattr(fibaccel, name)(-1)
