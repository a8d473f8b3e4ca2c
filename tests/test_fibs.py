"""The iterator over Fibonacci numbers goes where range would."""

from itertools import islice, pairwise
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel import limits


@given(
    start=st.integers(-300, 300),
    stop=st.integers(-300, 300),
    step=st.integers(-40, 40).filter(bool),
)
def test_it_goes_where_range_would(start: int, stop: int, step: int) -> None:
    indices = range(start, stop, step)
    assert list(fibaccel.fibs(start, stop, step)) == [fibaccel.fib(n) for n in indices]


def test_it_begins_at_zero_and_does_not_end() -> None:
    assert list(islice(fibaccel.fibs(), 10)) == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
    assert list(islice(fibaccel.fibs(step=-1), 5)) == [0, 1, -1, 2, -3]
    for value, following in pairwise(islice(fibaccel.fibs(100_000), 3)):
        assert value < following


def test_terms_are_exact_ints() -> None:
    assert {type(value) for value in fibaccel.fibs(-5, 200, 3)} == {int}


def test_arguments_are_checked_at_the_call() -> None:
    for arguments in ((0.0,), (0, 10.0), (0, 10, 1.0)):
        with pytest.raises(TypeError, match="must be an integer, not float"):
            fibaccel.fibs(*arguments)
    with pytest.raises(ValueError, match="step must not be 0"):
        fibaccel.fibs(0, 10, 0)


@pytest.mark.parametrize("start", [0, 2**21])
def test_after_an_error_it_has_ended(start: int) -> None:
    terms = fibaccel.fibs(start)
    stop = mock.patch.object(fibaccel, "fib2", side_effect=KeyboardInterrupt)
    with stop, pytest.raises(KeyboardInterrupt):
        next(terms)
    assert list(terms) == []


def test_what_cannot_fit_is_an_error_when_it_is_its_turn() -> None:
    with mock.patch.object(limits, "max_bits", return_value=1_000):
        terms = fibaccel.fibs(1_430)
        assert len(list(islice(terms, 9))) == 9
        with pytest.raises(MemoryError, match="FIBACCEL_MAX_BITS allows 1,000 bits"):
            list(terms)
    with pytest.raises(MemoryError, match="is too large"):
        next(fibaccel.fibs(10**18))
