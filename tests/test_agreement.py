"""The two backends agree, whatever is asked."""

import pytest
from hypothesis import given

import fibaccel
from fibaccel.operations import OPERATIONS
from fibaccel.testing import indices

pytestmark = pytest.mark.native


@pytest.mark.parametrize("operation", OPERATIONS)
@given(n=indices())
def test_native_and_python_agree(operation: str, n: int) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    assert getattr(native, operation)(n) == getattr(python, operation)(n)


@pytest.mark.parametrize("n", [100_003, 262_144, 500_009, 1_000_000, -1_000_001])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_native_and_python_agree_on_a_large_n(operation: str, n: int) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    assert getattr(native, operation)(n) == getattr(python, operation)(n)
