"""Integers that come as Python's own, alone or in lists."""

from typing import Any

import numpy as np
import pytest

import fibaccel
from fibaccel import arrays
from fibaccel.operations import OPERATIONS

from .foreign import OnlyArray

pytestmark = pytest.mark.usefixtures("each_backends_kernels")


@pytest.mark.parametrize(
    "numbers",
    [
        [2**63, 1],
        [1, 2**63],
        [[2**64 - 1], [0]],
        (np.uint64(2**63), np.int64(1)),
        [np.uint64(2**63), 1],
        [np.array([2**63], np.uint64), np.array([1])],
        [2**63, 1, True],
        [2**63, 1, np.True_],
    ],
)
def test_integers_that_fit_uint64_are_no_floats(numbers: Any) -> None:
    """NumPy makes floats of some of them, and of the others integers."""
    exact = np.array(np.asarray(numbers, object), np.uint64)
    result = arrays.fib_mod(numbers, 1000)
    assert result.shape == exact.shape
    assert result.tolist() == arrays.fib_mod(exact, 1000).tolist()
    with np.errstate(divide="ignore"):
        residues = arrays.fib_mod(10, numbers)
    assert residues.dtype == np.uint64
    assert residues.tolist() == np.where(exact, 55 % np.maximum(exact, 1), 0).tolist()


def test_lists_of_whatever_has_index() -> None:
    """Which NumPy takes for objects."""

    class Ten:
        def __index__(self) -> int:
            return 10

    assert arrays.fib([Ten(), 11]).tolist() == [55, 89]
    assert arrays.fib([[Ten()], [-3]]).dtype == np.int64


@pytest.mark.parametrize(
    ("numbers", "error", "text"),
    [
        ([2**63, -1], OverflowError, "no type of 64 bits holds all n from -1 to 92233720368547758"),
        ([2**64, 1], OverflowError, "n must fit into 64 bits, and has 65"),
        ([1, -(2**63) - 1], OverflowError, "n must fit into 64 bits, and has 65"),
        ([2**63, 1.0], TypeError, "n must have integers of at most 64 bits, not float64"),
        ([2**64, None], TypeError, "n must have integers of at most 64 bits, not object"),
        (OnlyArray([0.5]), TypeError, "n must have integers of at most 64 bits, not float64"),
        (OnlyArray([2**64]), TypeError, "n must have integers of at most 64 bits, not object"),
    ],
)
def test_lists_that_no_type_holds(numbers: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        arrays.fib_mod(numbers, 10)
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize("operation", OPERATIONS.of_integers())
def test_a_truth_value_of_numpy_is_taken_where_true_is(
    backend: fibaccel.Backend, operation: str
) -> None:
    """By the operations on single numbers, in every place, though it has no `__index__`."""
    function = getattr(backend, operation)
    arguments = next(iter(OPERATIONS[operation].answers))
    for place in range(len(arguments)):
        given, expected = ([*arguments] for _ in range(2))
        given[place], expected[place] = np.True_, True
        assert function(*given) == function(*expected)
