"""The two backends agree, whatever is asked."""

import pytest
from hypothesis import given

import fibaccel
from fibaccel.operations import OPERATIONS
from fibaccel.testing import indices

pytestmark = pytest.mark.native

OF_AN_INDEX = [name for name, row in OPERATIONS.items() if row.parameters == ("n",)]
OF_ONE_ARGUMENT = [*OF_AN_INDEX, "int_str"]


@pytest.mark.parametrize("operation", OF_ONE_ARGUMENT)
@given(n=indices())
def test_native_and_python_agree(operation: str, n: int) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    assert getattr(native, operation)(n) == getattr(python, operation)(n)


@pytest.mark.parametrize("n", [100_003, 262_144, 500_009, 1_000_000, -1_000_001])
@pytest.mark.parametrize("operation", OF_ONE_ARGUMENT)
def test_native_and_python_agree_on_a_large_n(operation: str, n: int) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    assert getattr(native, operation)(n) == getattr(python, operation)(n)


@pytest.mark.parametrize(("operation", "before", "at"), [("fib", 0, 1), ("lucas", 2, 1)])
def test_native_terms_up_to_12000_are_sums_of_the_two_before(
    operation: str, before: int, at: int
) -> None:
    native = fibaccel.get_backend("native")
    term, pair = getattr(native, operation), getattr(native, f"{operation}2")
    for n in range(1, 12_001):
        assert term(n) == at, n
        assert pair(n) == (at, before), n
        before, at = at, before + at
