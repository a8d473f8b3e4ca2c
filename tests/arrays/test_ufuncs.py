"""The array functions against the scalar operations, on arrays of every type, shape and layout."""

from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fibaccel import arrays, pure

from .conftest import DOMAINS, LAYOUTS, Array, operands

pytestmark = pytest.mark.usefixtures("each_backends_kernels")

FUNCTIONS = {name: getattr(arrays, name) for name in DOMAINS}
MODULAR = [name for name in FUNCTIONS if name.endswith("_mod")]


def expected(name: str, *inputs: Array) -> list[int]:
    """Return what the operation gives for each element in C order, and 0 for m = 0."""
    columns = [column.ravel().tolist() for column in np.broadcast_arrays(*inputs)]
    operation = getattr(pure, name)
    has_modulus = name not in ("fib", "lucas")
    rows = zip(*columns, strict=True)
    return [0 if has_modulus and row[-1] == 0 else operation(*row) for row in rows]


def test_every_function_is_tested() -> None:
    public = {name for name in arrays.__all__ if isinstance(getattr(arrays, name), arrays.Ufunc)}
    assert public == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
@given(data=st.data())
def test_equals_the_scalar_operation(name: str, data: st.DataObject) -> None:
    inputs = data.draw(operands(name))
    with np.errstate(divide="ignore"):
        result = FUNCTIONS[name](*inputs)
    assert np.ravel(result).tolist() == expected(name, *inputs)
    shape = np.broadcast_shapes(*(array.shape for array in inputs))
    assert result.shape == shape
    assert isinstance(result, np.ndarray if shape else np.generic)
    if name in MODULAR:
        assert result.dtype == inputs[-1].dtype.type
    else:
        assert result.dtype == (np.int64 if inputs[0].dtype.kind == "i" else np.uint64)
    assert result.dtype.isnative


@pytest.mark.parametrize("name", ["fib_mod", "lucasu_mod", "pisano_period"])
@given(data=st.data())
def test_where_and_out_are_respected(name: str, data: st.DataObject) -> None:
    """What is not to be computed keeps what it has."""
    inputs = data.draw(operands(name))
    shape = np.broadcast_shapes(*(array.shape for array in inputs))
    where = data.draw(hnp.arrays(np.bool_, shape))
    layout = data.draw(
        st.sampled_from([layout for layout in LAYOUTS if layout.__name__ != "read_only"])
    )
    out = layout(np.full(shape, 77, np.uint64))
    with np.errstate(divide="ignore"):
        assert FUNCTIONS[name](*inputs, out=out, where=where) is out
    values = expected(name, *inputs)
    flags = where.ravel().tolist()
    assert out.ravel().tolist() == [v if w else 77 for v, w in zip(values, flags, strict=True)]


@pytest.mark.parametrize("name", MODULAR)
def test_more_elements_than_a_chunk_has(name: str) -> None:
    """Several chunks of every operand, and threads where there are some."""
    generator = np.random.default_rng(3)
    n = generator.integers(0, 2**63, 150_000)
    m = generator.integers(1, 2**31, 300_000)[::2].astype(np.uint32)
    others: list[Array] = [np.array(-3, np.int8), generator.integers(-(2**63), 2**63, (1, 1))]
    others = others[: len(DOMAINS[name]) - 2]
    result = FUNCTIONS[name](*others, n, m)
    shape = result.shape
    places = [*range(0, 150_000, 1499), 65_535, 65_536, 131_071, 131_072, 149_999]
    columns = [np.broadcast_to(x, shape).ravel()[places] for x in (*others, n, m)]
    assert result.ravel()[places].tolist() == expected(name, *columns)


def test_signs_of_the_smallest_integers() -> None:
    """abs(-2^63) is no int64."""
    n = np.array([-(2**63), -(2**63) + 1, 2**63 - 1])
    assert arrays.fib_mod(n, 1000).tolist() == [pure.fib_mod(k, 1000) for k in n.tolist()]
    assert arrays.lucasu_mod(n, n, 7, np.uint64(2**64 - 1)).tolist() == [
        pure.lucasu_mod(k, k, 7, 2**64 - 1) for k in n.tolist()
    ]


def test_integers_of_two_kinds_are_exact() -> None:
    """NumPy would make floats of int64 and uint64 together."""
    n, m = np.array([2**53 + 1, -(2**63)]), np.array([2**64 - 1, 2**64 - 59], np.uint64)
    assert arrays.fib_mod(n, m).tolist() == expected("fib_mod", n, m)
    assert arrays.lucasv_mod(m, n, m, m).tolist() == expected(
        "lucasv_mod", *np.broadcast_arrays(m, n, m, m)
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_empty_arrays(name: str) -> None:
    function = FUNCTIONS[name]
    inputs = [np.zeros((0, 3), np.int32), *[np.ones((1, 1), np.uint8)] * (function.nin - 1)]
    assert function(*inputs).shape == (0, 3)
    with pytest.raises(TypeError, match="float64"):
        function(*[[]] * function.nin)  # an empty list is one of floats, as to numpy.gcd


def test_what_is_not_selected_is_not_looked_at() -> None:
    where = np.array([True, False, False])
    assert arrays.fib_mod(10, [7, 0, -1], where=where).tolist() == [6, 0, 0]
    assert arrays.lucasu_mod(1, -1, [10, -1, -2], 7, where=where).tolist() == [6, 0, 0]
    assert arrays.fib([10, 1000, -1000], where=where).tolist() == [55, 0, 0]
    assert arrays.fib_mod([10] * 3, [7, 255, 256], where=where, dtype="i1").tolist() == [6, 0, 0]
    assert arrays.pisano_period([3, 1000, -1], where=where, dtype="i1").tolist() == [8, 0, 0]


def test_the_result_may_lie_over_an_argument() -> None:
    n = np.arange(200_000)
    right = arrays.fib_mod(n, 1000).tolist()
    assert arrays.fib_mod(n, 1000, out=n).tolist() == right
    n = np.arange(200_001)
    arrays.fib_mod(n[:-1], 1000, out=n[1:])
    assert n[1:].tolist() == right
    assert n[0] == 0


@pytest.mark.parametrize("name", ["fib_mod", "pisano_period"])
def test_a_zero_is_found_under_the_result(name: str) -> None:
    """And none where the result put one."""
    function = FUNCTIONS[name]
    n = [np.array(5)] * (function.nin - 1)
    numbers = np.array([3, 0, 7])
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError, match="divide by zero"):
        function(*n, numbers[1:], out=numbers[:-1])
    m = np.array([0, 5])
    with np.errstate(divide="raise"):
        function(*n, m, out=m, where=[False, True])
    assert m.tolist() == [0, *expected(name, *n, np.array([5]))]


@pytest.mark.parametrize(("symbol", "last"), [("fib", (92, 93)), ("lucas", (90, 92))])
def test_terms_up_to_the_last_that_fits(symbol: str, last: tuple[int, int]) -> None:
    function, operation = FUNCTIONS[symbol], getattr(pure, symbol)
    letter = "F" if symbol == "fib" else "L"
    for kind, end in zip((np.int64, np.uint64), last, strict=True):
        assert function(np.arange(end + 1, dtype=kind)).tolist() == [
            *map(operation, range(end + 1))
        ]
        text = f"{letter}(n) does not fit {np.dtype(kind)} for n = {end + 1} at index {end + 1}"
        with pytest.raises(OverflowError) as caught:
            function(np.arange(end + 10, dtype=kind))
        assert str(caught.value) == text
    assert function([93 if symbol == "fib" else 92], dtype=np.uint64).tolist() == [
        operation(last[1])
    ]
    assert function(range(-last[0], 0)).tolist() == [operation(n) for n in range(-last[0], 0)]
    for far in (2**62, -(2**63), np.uint64(2**64 - 1)):
        with pytest.raises(OverflowError, match=rf"n = {far}$"):
            function(far)


def test_a_negative_term_does_not_fit_an_unsigned_type() -> None:
    assert arrays.fib([-1, -93], dtype=np.uint64).tolist() == [1, pure.fib(93)]
    with pytest.raises(OverflowError, match=r"F\(n\) does not fit uint64 for n = -2 at index 1"):
        arrays.fib([-1, -2], dtype=np.uint64)


def test_terms_of_a_small_type() -> None:
    assert arrays.fib([11, -11], dtype=np.int8).tolist() == [89, 89]
    with pytest.raises(
        OverflowError, match=r"F\(n\) does not fit int8 for n = 12 at index \(1, 0\)"
    ):
        arrays.fib([[11], [12]], dtype="i1")


def test_periods_that_do_not_fit() -> None:
    m = np.array([5, 2 * 5**26, 10])
    with pytest.raises(OverflowError, match=f"does not fit int64 for m = {2 * 5**26} at index 1"):
        arrays.pisano_period(m)
    assert arrays.pisano_period(m.astype(np.uint64)).tolist() == [20, 12 * 5**26, 60]
    with pytest.raises(OverflowError, match="does not fit uint64"):
        arrays.pisano_period(np.uint64(2 * 5**27))
    out = np.array([1, 1, 1], np.int8)
    with pytest.raises(OverflowError, match="does not fit int8 for m = 1000 at index 2"):
        arrays.pisano_period([1, 2, 1000], out=out)
    assert out.tolist() == [1, 1, 1]


def test_a_type_for_residues() -> None:
    """It has to hold all residues modulo m, whatever n is."""
    assert arrays.fib_mod([10], 128, dtype=np.int8).dtype == np.int8
    assert arrays.fib_mod([10], 128, out=np.zeros(1, np.uint16)).tolist() == [55]
    assert arrays.fib_mod(np.int8(10), np.uint64(2**63), dtype=np.int64) == 55
    with pytest.raises(
        OverflowError, match=r"int8 does not hold all residues modulo m = 129 at index 1"
    ):
        arrays.fib_mod([0, 0], [128, 129], dtype=np.int8)
    with pytest.raises(OverflowError, match=r"int64 .* m = 9223372036854775809$"):
        arrays.fib_mod(1, 2**63 + 1, dtype=np.int64)
    assert arrays.fib_mod(100, 2**64 - 1).dtype == np.uint64
    assert arrays.fib_mod(np.array([10], np.int8), 1000).dtype == np.int64
    assert arrays.fib_mod(np.array([10]), np.array([100], np.uint8)).dtype == np.uint8


def test_casting() -> None:
    m = np.array([100], np.uint16)
    assert arrays.fib_mod([10], m, dtype=np.int32, casting="safe").dtype == np.int32
    assert arrays.fib_mod([10], m, dtype=np.int8).tolist() == [55]
    for kind, casting in (("i1", "safe"), ("i4", "equiv"), ("u4", "no")):
        with pytest.raises(TypeError, match=f"casting='{casting}'"):
            arrays.fib_mod([10], m, dtype=kind, casting=casting)
    with pytest.raises(ValueError, match=r"casting must be one of 'no', .*foo"):
        arrays.fib_mod([10], m, casting="foo")
    for wrong in (np.float64, np.bool_, object):
        with pytest.raises(TypeError, match="gives integers, not"):
            arrays.fib_mod([10], m, dtype=wrong)


@pytest.mark.parametrize("name", ["fib_mod", "lucasv_mod", "pisano_period"])
def test_zero_as_modulus_is_a_division_by_zero(name: str) -> None:
    function = FUNCTIONS[name]
    text = f"divide by zero encountered in {name}"
    arguments = [3] * (function.nin - 1)
    with pytest.warns(RuntimeWarning, match=text) as caught:
        assert function(*arguments, [5, 0, 6]).tolist()[1] == 0
    assert caught[0].filename == __file__
    with np.errstate(divide="ignore"):
        assert function(*arguments, 0) == 0
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError, match=text):
        function(*arguments, np.zeros(3, np.uint8))
    calls: list[Any] = []
    with np.errstate(divide="call", call=lambda *what: calls.append(what)):
        function(*arguments, 0)
    assert calls == [("divide by zero", 1)]


def test_zero_as_modulus_is_printed_or_logged(capsys: pytest.CaptureFixture[str]) -> None:
    class Log:
        lines: list[str] = []  # noqa: RUF012

        def write(self, line: str) -> None:
            self.lines.append(line)

    text = "Warning: divide by zero encountered in fib_mod\n"
    with np.errstate(divide="print"):
        arrays.fib_mod(1, 0)
    assert capsys.readouterr().out == text
    with np.errstate(divide="log", call=Log()):
        arrays.fib_mod(1, 0)
    assert Log.lines == [text]


def test_the_first_bad_element_is_named() -> None:
    cases: list[tuple[Any, tuple[Any, ...], str]] = [
        (arrays.fib_mod, ([1, 2], [[3], [-4]]), "m must be at least 1, not -4 at index (1, 0)"),
        (arrays.lucas_mod, (1, np.int8(-128)), "m must be at least 1, not -128"),
        (arrays.lucasu_mod, (1, 1, [3, -5, -6], 7), "n must be at least 0, not -5 at index 1"),
        (arrays.rank_of_apparition, ([5, -1],), "m must be at least 1, not -1 at index 1"),
    ]
    for function, arguments, text in cases:
        with pytest.raises(ValueError, match="must be at least") as caught:
            function(*arguments)
        assert str(caught.value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "n must be an integer, not float"),
        ("1", "n must be an integer, not str"),
        (None, "n must be an integer, not NoneType"),
        (True, "n must be an integer, not bool"),
        ([1.0], "n must have integers of at most 64 bits, not float64"),
        (np.array([1], object), "n must have integers of at most 64 bits, not object"),
        (np.array(1, object), "n must have integers of at most 64 bits, not object"),
        (int, "n must be an integer, not type"),
        (np.array([True]), "n must have integers of at most 64 bits, not bool"),
        (np.array("2020", "M8[Y]"), "n must have integers of at most 64 bits, not datetime64[Y]"),
    ],
)
def test_what_is_no_integer_is_a_type_error(value: Any, text: str) -> None:
    with pytest.raises(TypeError) as caught:
        arrays.fib_mod(value, 10)
    assert str(caught.value) == text


def test_integers_beyond_64_bits_do_not_fit() -> None:
    with pytest.raises(OverflowError, match="m must fit into 64 bits, and has 65"):
        arrays.fib_mod([1], 2**64)
    with pytest.raises(OverflowError, match="n must fit into 64 bits, and has 65"):
        arrays.fib_mod(-(2**63) - 1, 10)


def test_wrong_calls() -> None:
    for arguments in ((), (1,), (1, 2, np.zeros(1, int), 4)):
        with pytest.raises(TypeError, match=r"fib_mod\(\) takes 2 positional arguments"):
            arrays.fib_mod(*arguments)
    with pytest.raises(TypeError):
        arrays.fib_mod(n=1, m=2)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="goes into an array, not a list"):
        arrays.fib_mod([1], 2, out=[0])
    with pytest.raises(ValueError, match="exactly one"):
        arrays.fib_mod([1], 2, out=(np.zeros(1, int), np.zeros(1, int)))
    with pytest.raises(ValueError, match="broadcast"):
        arrays.fib_mod([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="broadcast"):
        arrays.fib_mod([1, 2], 3, out=np.zeros(1, int))
    with pytest.raises(ValueError, match=r"\(1, 1\) cannot be broadcast .* of out, \(1,\)"):
        arrays.fib_mod([[1]], 3, out=np.zeros(1, int))
    assert arrays.fib_mod([10], 7, out=np.zeros((2, 2), int)).tolist() == [[6, 6], [6, 6]]
    out = np.zeros(2, int)
    out.flags.writeable = False
    for where in (True, False):
        with pytest.raises(ValueError, match="out is read-only"):
            arrays.fib_mod([1, 2], 3, out=out, where=where)
    with pytest.raises(ValueError, match="out is read-only"):  # before what may take minutes
        arrays.pisano_period([1, -2], out=out)
    with pytest.raises(TypeError, match="where must be bool, not int64"):
        arrays.fib_mod([1, 2], 3, where=np.array([1, 0]))
