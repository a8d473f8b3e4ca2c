"""`fibaccel.arrays.linrec_mod` against the operation of that name."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel import arrays
from fibaccel.arrays.public import RecurrenceUfunc
from fibaccel.strategies import recurrences, words

PERRIN = [0, 1, 1], [3, 0, 2]


@given(
    recurrence=recurrences(6),
    m=words().filter(bool),
    n=st.lists(words(), min_size=1, max_size=9),
    count=st.sampled_from([1, 40]),
)
def test_elements_are_those_of_the_operation(
    recurrence: tuple[list[int], list[int]], m: int, n: list[int], count: int
) -> None:
    found = arrays.linrec_mod(*recurrence, np.array(n * count, np.uint64), m)
    assert found.dtype == (np.int64 if m <= 2**63 else np.uint64)
    assert found.tolist() == [fibaccel.linrec_mod(*recurrence, k, m) for k in n] * count


@pytest.mark.parametrize("kind", ["i1", "u1", ">i2", "u4", "i8", "u8"])
def test_any_type_and_shape_of_n_is_taken(kind: str) -> None:
    n = np.arange(24).astype(kind).reshape(2, 3, 4)[:, ::-1]
    found = arrays.linrec_mod(*PERRIN, n, 100)
    assert found.shape == n.shape
    assert found.tolist() == [
        [[fibaccel.linrec_mod(*PERRIN, k, 100) for k in row] for row in part] for part in n.tolist()
    ]


@pytest.mark.parametrize("last", [1, -1])
def test_n_may_be_negative_where_the_recurrence_can_be_turned(last: int) -> None:
    n = [-(2**63), -5, -1, 0, 1, 7, 2**63 - 1] * 20
    found = arrays.linrec_mod([2, 5, last], [1, 2, 3], n, 10**18)
    expected = [fibaccel.linrec_mod([2, 5, last], [1, 2, 3], k, 10**18) for k in n]
    assert found.tolist() == expected


def test_options_are_those_of_universal_functions() -> None:
    out = np.full(4, 9, np.int16)
    where = np.array([True, False, True, True])
    assert arrays.linrec_mod(*PERRIN, range(4), 2, out=out, where=where) is out
    assert out.tolist() == [1, 9, 0, 1]
    assert arrays.linrec_mod(*PERRIN, [5], 100, dtype=np.uint8).dtype == np.uint8
    assert arrays.linrec_mod(*PERRIN, 7, 100) == 7


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(ValueError, match=r"^n must be at least 0, not -2 at index 1: the last "):
        arrays.linrec_mod([1, 2], [0, 1], [3, -2], 10)
    with pytest.raises(OverflowError, match=r"^int8 does not hold all residues modulo m = 129$"):
        arrays.linrec_mod([1, 2], [0, 1], [3], 129, dtype=np.int8)
    with pytest.raises(OverflowError, match=r"^m must fit into 64 bits, and has 65$"):
        arrays.linrec_mod([1, 2], [0, 1], [3], 2**64)
    with pytest.raises(ValueError, match=r"^m must be at least 1, not 0$"):
        arrays.linrec_mod([1, 2], [0, 1], [3], 0)
    with pytest.raises(TypeError, match=r"^coefficients\[1\] must be an integer, not float$"):
        arrays.linrec_mod([1, 2.0], [0, 1], [3], 10)
    with pytest.raises(TypeError, match=r"^n must have integers of at most 64 bits, not float64$"):
        arrays.linrec_mod([1, 2], [0, 1], np.array([3.0]), 10)


def test_what_dask_hands_around_keeps_its_arguments() -> None:
    one, other = RecurrenceUfunc(*PERRIN, 10), RecurrenceUfunc(*PERRIN, 11)
    assert pickle.loads(pickle.dumps(one))(range(8)).tolist() == [3, 0, 2, 3, 2, 5, 5, 7]
    assert one.__dask_tokenize__() != other.__dask_tokenize__()
