"""Which number is a Fibonacci number, its index, and Zeckendorf's numerals."""

import math
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel import pure
from fibaccel.numeral_laws import NumeralLaws
from fibaccel.oracle import greedy, terms
from fibaccel.pure import halving, numeration

TERMS = terms(5_000)

# OEIS A014417 writes these in binary: 1, 10, 100, 101, 1000, 1001, 1010, 10000 ...; 50 and 100 are
# the examples of Wikipedia, "Zeckendorf's theorem".
NUMERALS: tuple[tuple[int, list[int]], ...] = (
    (0, []), (1, [2]), (2, [3]), (3, [4]), (4, [4, 2]), (5, [5]), (6, [5, 2]), (7, [5, 3]),
    (8, [6]),    (64, [10, 6, 2]), (100, [11, 6, 4]),
)  # fmt: skip


@pytest.mark.parametrize(("x", "indices"), NUMERALS)
def test_numerals_that_others_published(
    backend: fibaccel.Backend, x: int, indices: list[int]
) -> None:
    assert backend.zeckendorf(x) == indices
    assert backend.from_zeckendorf(indices) == x


def test_numbers_of_a_million_digits(backend: fibaccel.Backend) -> None:
    k = 4_785_000
    x = fibaccel.fib(k)
    assert fibaccel.fib_num_digits(k) == 1_000_006
    assert backend.is_fib(x)
    assert backend.fib_index(x) == k
    # The last one has the residue that is looked at.
    for other in (x - 1, x + 1, x ^ 1 << 2_000_000, x + fibaccel.fib(42)):
        assert not backend.is_fib(other)
    assert backend.fib_index(x - 1) == k - 1
    assert backend.zeckendorf(x) == [k]


def test_an_index_by_too_few_bits_is_caught() -> None:
    """A kept mutant: the kit's test sees it."""
    suite = type("Suite", (NumeralLaws,), {"name": "python"})()
    with (
        mock.patch.object(numeration, "log2", lambda x: math.log2(x) - 1),
        pytest.raises(AssertionError),
    ):
        suite.test_every_term_and_its_neighbours_are_told_apart()


def _awkward(k: int, offset: int) -> tuple[int, ...]:
    """Return numbers at and around F(k): one term, a term at every other index, and a product."""
    full = sum(TERMS[k:1:-2])
    return TERMS[k] + offset, full + offset, full - TERMS[k // 2] + offset, TERMS[k] * TERMS[k // 2]


def _check(x: int) -> None:
    indices = greedy(x, TERMS)
    assert pure.zeckendorf(x) == indices
    assert pure.from_zeckendorf(indices) == x


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


def test_numerals_of_a_large_number(backend: fibaccel.Backend) -> None:
    k = 300_001
    full = fibaccel.fib(k + 1) - 1  # F(3) + F(5) + ... + F(k) + F(1) - 1
    assert backend.zeckendorf(full) == list(range(k, 2, -2))
    assert backend.zeckendorf(full + 1) == [k + 1]
    assert backend.zeckendorf(full + 2) == [k + 1, 2]
    assert backend.from_zeckendorf(range(k, 2, -2)) == full
    assert backend.from_zeckendorf([k, k // 2, 2]) == fibaccel.fib(k) + fibaccel.fib(k // 2) + 1


class Byte(int):
    """An integer whose differences wrap around, as NumPy's without a sign."""

    def __sub__(self, other: int, /) -> int:
        return (int(self) - int(other)) % 256


def test_indices_whose_differences_wrap_are_compared_all_the_same(
    backend: fibaccel.Backend,
) -> None:
    assert backend.from_zeckendorf([Byte(11), Byte(6), Byte(4)]) == 100
    with pytest.raises(ValueError, match=r"indices\[1\] must be at least 2 less .* 4, not 6"):
        backend.from_zeckendorf([Byte(4), Byte(6)])
