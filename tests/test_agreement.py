"""The two backends agree, whatever is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel.operations import OPERATIONS
from fibaccel.strategies import coefficients, indices, moduli, smooth_moduli

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


@given(pq=coefficients(), n=st.integers(0, 10**40) | st.integers(0, 500), m=moduli(2000))
def test_native_and_python_agree_modulo_m(pq: tuple[int, int], n: int, m: int) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    assert native.lucasu_mod(*pq, n, m) == python.lucasu_mod(*pq, n, m)
    assert native.lucasv_mod(*pq, n, m) == python.lucasv_mod(*pq, n, m)
    for index in (n, -n):
        assert native.fib_mod(index, m) == python.fib_mod(index, m)
        assert native.lucas_mod(index, m) == python.lucas_mod(index, m)


@given(pq=coefficients(), n=st.integers(0, 2000))
def test_native_and_python_agree_on_lucas_sequences(pq: tuple[int, int], n: int) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    assert native.lucasu(*pq, n) == python.lucasu(*pq, n)
    assert native.lucasv(*pq, n) == python.lucasv(*pq, n)


@given(pq=coefficients(), w=coefficients(), m=smooth_moduli() | st.integers(1, 2**50))
def test_native_and_python_agree_on_periods(
    pq: tuple[int, int], w: tuple[int, int], m: int
) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    assert native.pisano_period(m) == python.pisano_period(m)
    assert native.rank_of_apparition(m) == python.rank_of_apparition(m)
    assert native.sequence_period(*pq, *w, m) == python.sequence_period(*pq, *w, m)
