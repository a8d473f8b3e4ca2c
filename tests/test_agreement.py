"""The two backends agree, whatever is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fibaccel
from fibaccel.contract import Operation
from fibaccel.operations import OPERATIONS
from fibaccel.strategies import coefficients, indices, moduli, numbers, smooth_moduli

pytestmark = pytest.mark.native

OF_AN_INDEX = [name for name, row in OPERATIONS.items() if row.parameters == ("n",)]
LARGEST_BITS = 10**5


@st.composite
def arguments(draw: st.DrawFn, operation: Operation) -> tuple[int, ...]:
    """Return arguments of an operation, by their names, that the Python backend takes quickly."""
    of_a_term = "n" in operation.parameters
    pair, first = draw(coefficients()), draw(coefficients())
    n = draw(indices() | st.integers(-(10**40), 10**40))
    x = draw(numbers(LARGEST_BITS))
    values = {
        "p": pair[0],
        "q": pair[1],
        "w0": first[0],
        "w1": first[1],
        "n": n if "q" not in operation.parameters or pair[1] in (1, -1) else abs(n),
        # Periods take the factors of m.
        "m": draw(moduli(2000) if of_a_term else smooth_moduli() | st.integers(1, 2**50)),
        "x": max(abs(x), operation.least["x"]) if "x" in operation.least else x,
    }
    while of_a_term and operation.growth(*_chosen(values, operation)) > LARGEST_BITS:
        values["n"] //= 7
    return _chosen(values, operation)


def _chosen(values: dict[str, int], operation: Operation) -> tuple[int, ...]:
    return tuple(values[name] for name in operation.parameters)


@pytest.mark.parametrize("operation", OPERATIONS.of_integers())
@given(data=st.data())
def test_native_and_python_agree(operation: str, data: st.DataObject) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    drawn = data.draw(arguments(OPERATIONS[operation]))
    assert getattr(native, operation)(*drawn) == getattr(python, operation)(*drawn)


@pytest.mark.parametrize("n", [100_003, 262_144, 500_009, 1_000_000, -1_000_001])
@pytest.mark.parametrize("operation", OF_AN_INDEX)
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


@pytest.mark.parametrize("bits", [128, 129, 200, 700, 5000, 20_000])
def test_terms_about_as_long_as_m(bits: int) -> None:
    """Native gives what is shorter than m without a look at its digits."""
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    for p, q in ((1, -1), (3, 2), (1, 5), (-2, 7), (-7, -1), (0, -3), (10**18, -(2**90))):
        for n in (*range(12), *range(bits // 3, 2 * bits, 1 + bits // 5)):
            u, v = python.lucasu(p, q, n), python.lucasv(p, q, n)
            for m in (2**bits - 1, 2 ** (bits - 1), max(abs(u) + 1, 2**127), max(abs(v), 2**128)):
                assert native.lucasu_mod(p, q, n, m) == u % m, (p, q, n, m)
                assert native.lucasv_mod(p, q, n, m) == v % m, (p, q, n, m)
                if (p, q) == (1, -1):
                    for k in (n, -n):
                        assert native.fib_mod(k, m) == python.fib(k) % m, (k, m)
                        assert native.lucas_mod(k, m) == python.lucas(k) % m, (k, m)
