"""Which number is a Fibonacci number, its index, and Zeckendorf's numerals."""

import math
from itertools import pairwise
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel import halving, numeration


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
    # The last one has the residue that is looked at.
    for other in (x - 1, x + 1, x ^ 1 << 2_000_000, x + fibaccel.fib(42)):
        assert not fibaccel.is_fib(other)
    assert fibaccel.fib_index(x - 1) == k - 1
    assert fibaccel.zeckendorf(x) == [k]


def test_an_index_by_too_few_bits_is_caught() -> None:
    """A kept mutant: the tests above see it."""
    with (
        mock.patch.object(numeration, "log2", lambda x: math.log2(x) - 1),
        pytest.raises(AssertionError),
    ):
        test_every_fibonacci_number_and_its_neighbours()


@given(st.integers(0, 2**600) | st.integers(0, 600).map(lambda bits: 2**bits))
def test_numerals_are_those_of_the_definition(x: int) -> None:
    assert fibaccel.zeckendorf(x) == _greedy(x)


def _awkward(k: int, offset: int) -> tuple[int, ...]:
    """Return numbers at and around F(k): one term, a term at every other index, and a product."""
    full = sum(TERMS[k:1:-2])
    return TERMS[k] + offset, full + offset, full - TERMS[k // 2] + offset, TERMS[k] * TERMS[k // 2]


def _check(x: int) -> None:
    indices = _greedy(x)
    assert fibaccel.zeckendorf(x) == indices
    assert fibaccel.from_zeckendorf(indices) == x


@given(st.integers(5, 3_300), st.integers(-3, 3))
def test_halves_of_any_size_give_the_same(k: int, offset: int) -> None:
    for short in (80, 97, 400):
        with mock.patch.object(halving, "_SHORT", short):
            for x in _awkward(k, offset):
                _check(max(x, 0))


@given(st.integers(80, 2_000), st.integers(-3, 3), st.integers(0, 2**1_500))
def test_halves_do_not_rest_on_good_estimates(k: int, offset: int, x: int) -> None:
    """With reciprocals that are too short for most quotients to be right at once."""
    with mock.patch.multiple(halving, _SHORT=80, _GUARD_BITS=4):
        for number in (x, *_awkward(k, offset)):
            _check(number)


def test_where_taking_apart_begins_to_halve() -> None:
    for k in range(380, 430):
        for offset in (-1, 0, 1):
            for x in _awkward(k, offset):
                _check(x)
    for bits in range(270, 300):
        _check(2**bits - 1)
        _check(2**bits)


def test_numerals_of_a_large_number() -> None:
    k = 300_001
    full = fibaccel.fib(k + 1) - 1  # F(3) + F(5) + ... + F(k) + F(1) - 1
    assert fibaccel.zeckendorf(full) == list(range(k, 2, -2))
    assert fibaccel.zeckendorf(full + 1) == [k + 1]
    assert fibaccel.zeckendorf(full + 2) == [k + 1, 2]
    assert fibaccel.from_zeckendorf(range(k, 2, -2)) == full
    assert fibaccel.from_zeckendorf([k, k // 2, 2]) == fibaccel.fib(k) + fibaccel.fib(k // 2) + 1


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


class Byte(int):
    """An integer whose differences wrap around, as NumPy's without a sign."""

    def __sub__(self, other: int, /) -> int:
        return (int(self) - int(other)) % 256


def test_indices_whose_differences_wrap_are_compared_all_the_same() -> None:
    assert fibaccel.from_zeckendorf([Byte(11), Byte(6), Byte(4)]) == 100
    with pytest.raises(ValueError, match=r"indices\[1\] must be at least 2 less .* 4, not 6"):
        fibaccel.from_zeckendorf([Byte(4), Byte(6)])


def test_errors_name_the_argument() -> None:
    for name in ("is_fib", "fib_index", "zeckendorf"):
        with pytest.raises(TypeError, match="x must be an integer, not float"):
            getattr(fibaccel, name)(5.0)
    for name in ("fib_index", "zeckendorf"):
        with pytest.raises(ValueError, match="x must be at least 0, not -1"):
            getattr(fibaccel, name)(-1)
