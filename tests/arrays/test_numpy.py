"""What NumPy's own universal functions make of the same arguments, beside them.

gcd(n, m) and F(n) modulo m are equal for some n and m, and only those occur here, so that what
`numpy.gcd` returns is what `fib_mod` has to return: class, type, layout, numbers and warnings.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fibaccel import arrays

from .conftest import Array
from .foreign import (
    Failing,
    Nothing,
    NoTruth,
    One,
    OnlyArray,
    Owner,
    Posterior,
    Prior,
    Sub,
    SubOfTwo,
    Three,
    Truth,
    Two,
)

pytestmark = pytest.mark.usefixtures("each_backends_kernels")

HAS_ELLIPSIS = tuple(map(int, np.__version__.split(".")[:2])) >= (2, 3)

N, M, SAME = [1, 5, 12], [7, 10, 132], [1, 5, 12]
"""gcd(n, m) = F(n) modulo m = what is in SAME."""

Call = Callable[[Any], Any]


def test_the_two_functions_are_equal_here() -> None:
    assert np.gcd(N, M).tolist() == SAME == arrays.fib_mod(N, M).tolist()


def view(kind: Any, value: Any) -> Any:
    return np.array(value).view(kind)


def memory(array: Any) -> memoryview:
    return memoryview(array)


def zeros(*shape: int) -> Array:
    return np.zeros(shape, np.int64)


def masked(value: Any, mask: Any = False) -> Any:
    return np.ma.MaskedArray(value, mask=mask)


def deep(array: Any, dimensions: int = 64) -> Array:
    """Return the array with more dimensions before its own."""
    shape = np.shape(array)
    result: Array = np.reshape(array, (1,) * (dimensions - len(shape)) + shape)
    return result


RESULT: dict[str, Call] = {
    "out=None": lambda f: f(N, M, out=None),
    "out=(None,)": lambda f: f(N, M, out=(None,)),
    "out=()": lambda f: f(N, M, out=()),
    "out of two": lambda f: f(N, M, out=(None, None)),
    "None by position": lambda f: f(5, 10, None),
    "a tuple by position": lambda f: f(N, M, (zeros(3),)),
    "twice": lambda f: f(N, M, zeros(3), out=zeros(3)),
    "None, and by name": lambda f: f(N, M, None, out=zeros(3)),
    "a number": lambda f: f(5, 10, out=1),
    "a scalar": lambda f: f(5, 10, out=np.int64(1)),
    "a list": lambda f: f(N, M, out=[0, 0, 0]),
    "a memoryview": lambda f: f(N, M, out=memory(zeros(3))),
    "something that wraps": lambda f: f(N, M, out=Three([0, 0, 0])),
    "0-d": lambda f: f(5, 10, out=zeros()),
    "a subclass": lambda f: f(N, M, out=zeros(3).view(Sub)),
    "a subclass, 0-d": lambda f: f(5, 10, out=zeros().view(Sub)),
    "a subclass of NumPy 1": lambda f: f(N, M, out=zeros(3).view(SubOfTwo)),
    "a subclass comes in": lambda f: f(view(Sub, N), M, out=zeros(3)),
    "something that wraps comes in": lambda f: f(Three(N), M, out=zeros(3)),
    "masked": lambda f: f(masked(N, [0, 1, 0]), M, out=masked([0, 0, 0])),
    "more dimensions": lambda f: f(N, M, out=zeros(2, 3)),
    "too few dimensions": lambda f: f([N], M, out=zeros(3)),
    "too few elements": lambda f: f(N, M, out=zeros(1)),
    "read-only": lambda f: f(N, M, out=np.broadcast_to(0, 3)),
    "the other order of bytes": lambda f: f(N, M, out=np.zeros(3, ">i8")),
    "floats into bool": lambda f: f(N, M, out=np.zeros(3, bool)),
}

ELLIPSIS: dict[str, Call] = {
    "out=...": lambda f: f(N, M, out=...),
    "0-d": lambda f: f(5, 10, out=...),
    "0-d of arrays": lambda f: f(np.array(5), np.int64(10), out=...),
    "in a tuple": lambda f: f(5, 10, out=(...,)),
    "by position": lambda f: f(5, 10, ...),
    "None, and by name": lambda f: f(5, 10, None, out=...),
    "a subclass": lambda f: f(view(Sub, 5), 10, out=...),
    "masked": lambda f: f(masked(5), 10, out=...),
    "something that wraps": lambda f: f(Three(5), 10, out=...),
    "an owner": lambda f: f(Owner(), 10, out=...),
    "with where": lambda f: f(N, M, out=..., where=True),
}

WHERE: dict[str, Any] = {
    "True": True,
    "np.True_": np.True_,
    "np.False_": np.False_,
    "of np.bool_": [np.True_, np.False_, np.True_],
    "0-d": np.array(True),
    "1": 1,
    "2": 2,
    "0": 0,
    "1.5": 1.5,
    "np.int64": np.int64(1),
    "np.float64": np.float64(0),
    "None": None,
    "text": "False",
    "empty text": "",
    "dictionary": {},
    "list of ints": [1, 0, 2],
    "list of floats": [1.0, 0.0, float("nan")],
    "list of anything": [None, "a", Truth(False)],
    "nested": [[True], [False]],
    "Truth(True)": Truth(True),
    "Truth(False)": Truth(False),
    "NoTruth": NoTruth(),
    "list of NoTruth": [NoTruth()] * 3,
    "array of ints": np.array([1, 0, 1]),
    "0-d of ints": np.array(1),
    "array of int8": np.array([1, 0, 1], np.int8),
    "array of floats": np.array([1.0, 0.0, 1.0]),
    "array of objects": np.array([True, False, True], object),
    "array of text": np.array(["a", "", "b"]),
    "dates": np.array(["2020", "2021", "2022"], "M8[Y]"),
    "what becomes bool": OnlyArray([True, False, True]),
    "what becomes ints": OnlyArray([1, 0, 1]),
    "what wraps": Three([True, False, True]),
    "memoryview": memory(np.array([True, False, True])),
    "memoryview of ints": memory(np.array([1, 0, 1])),
    "masked": masked([True, False, True], [True, False, False]),
    "subclass": view(Sub, [True, False, True]),
    "strided": np.array([True, True, False, True, True, False])[::-2],
    "empty": [],
    "ragged": [[1], [1, 0]],
    "too long": [True] * 4,
    "as many as a column": [[True, False, True], [False, False, True]],
    "too many dimensions": np.ones((1, 1, 3), bool),
}

WRAP: dict[str, Call] = {
    "of three": lambda f: f(Three(N), M),
    "of three, 0-d": lambda f: f(Three(5), 10),
    "of two": lambda f: f(Two(N), M),
    "of two, 0-d": lambda f: f(Two(5), 10),
    "of one": lambda f: f(One(N), M),
    "of none": lambda f: f(Nothing(N), M),
    "that fails": lambda f: f(Failing(N), M),
    "the second argument": lambda f: f(N, Three(M)),
    "beside an array": lambda f: f(np.array(N), Three(M)),
    "before an array": lambda f: f(Three(N), np.array(M)),
    "beside a scalar": lambda f: f(np.int64(5), Three(10)),
    "the first of two": lambda f: f(Three(N), Two(M)),
    "a subclass first": lambda f: f(view(Sub, N), Three(M)),
    "a subclass second": lambda f: f(Three(N), view(Sub, M)),
    "the higher priority": lambda f: f(Three(N), Prior(M)),
    "a higher priority than a subclass": lambda f: f(view(Sub, N), Prior(M)),
    "a lower priority": lambda f: f(np.array(N), Posterior(M)),
    "a lower priority first": lambda f: f(Posterior(N), np.array(M)),
    "the lowest, alone": lambda f: f(Posterior(N), M),
    "out=(None,)": lambda f: f(Three(N), M, out=(None,)),
    "without subclasses": lambda f: f(Three(N), M, subok=False),
    "a scalar without subclasses": lambda f: f(Three(5), 10, subok=False),
    "a subclass": lambda f: f(view(Sub, N), M),
    "a subclass, 0-d": lambda f: f(view(Sub, 5), 10),
    "a subclass of NumPy 1": lambda f: f(view(SubOfTwo, N), M),
    "no subclass": lambda f: f(view(Sub, N), M, subok=False),
    "no subclass, but out": lambda f: f(N, M, subok=False, out=zeros(3).view(Sub)),
    "masked": lambda f: f(masked(N, [0, 1, 0]), M),
    "masked m": lambda f: f(N, masked(M, [0, 1, 0])),
    "masked, 0-d": lambda f: f(masked(5), 10),
    "subok of no kind": lambda f: f(N, M, subok=None),
    "subok=0": lambda f: f(N, M, subok=0),
    "only an array": lambda f: f(OnlyArray(N), OnlyArray(M)),
    "only an array, 0-d": lambda f: f(OnlyArray(5), 10),
    "records": lambda f: f(np.array(N).view(np.recarray), M),
    "memoryview": lambda f: f(memory(np.array(N)), M),
}


def ordered(order: str | None, n: Any, m: Any) -> Call:
    return lambda f: f(n, m, order=order)


def selected(where: Any) -> Call:
    return lambda f: f(N, M, where=where, out=zeros(2, 3))


F_ORDERED = np.asfortranarray(np.broadcast_to(N, (4, 3)))
C_ORDERED = np.ascontiguousarray(F_ORDERED)
TALL = np.broadcast_to(5, (2, 3, 4)).copy()
ORDER: dict[str, Call] = {
    **{
        f"{title}, {order}": ordered(order, n, m)
        for order in ("K", "C", "F", "A", "c", "f", "a", None)
        for title, n, m in (
            ("one in F", F_ORDERED, M),
            ("both in F", F_ORDERED, np.asfortranarray(np.broadcast_to(M, (4, 3)))),
            ("C and F", C_ORDERED, np.asfortranarray(np.broadcast_to(M, (4, 3)))),
            ("F and C", F_ORDERED, np.broadcast_to(M, (4, 3)).copy()),
            ("a row and F", [N], np.asfortranarray(np.broadcast_to(M, (4, 3)))),
            ("F and a column", np.asfortranarray(TALL[0]), np.full((3, 1), 10)),
            ("transposed", TALL.transpose(1, 0, 2), 10),
            ("backwards", C_ORDERED[::-1, ::-2], M[::-2]),
            ("empty", np.zeros((0, 3), int, "F"), 10),
            ("lists", [N], [M]),
            ("0-d", 5, 10),
        )
    },
    "where in F": lambda f: f(
        C_ORDERED, M, where=np.ones((4, 3), bool, "F"), out=np.zeros((4, 3), int)
    ),
    "unknown": lambda f: f(N, M, order="Z"),
    "a number": lambda f: f(N, M, order=1),
    "into out": lambda f: f(C_ORDERED, M, order="F", out=zeros(4, 3)),
    "unknown, into out": lambda f: f(N, M, order="Z", out=zeros(3)),
}

DIMENSIONS: dict[str, Call] = {
    "33": lambda f: f(deep(N, 33), M),
    "64": lambda f: f(deep(N), M),
    "64 and 33": lambda f: f(deep(N, 33), deep(M)),
    "a column": lambda f: f(deep([[1], [1]]), deep([[3, 5, 7]], 40)),
    "first and last": lambda f: f(np.ones((2, *[1] * 62, 3), int), np.full((1, *[2] * 2), 7)),
    "do not fit": lambda f: f(deep(N), deep([7, 10], 40)),
    "one of them is 0": lambda f: f(deep(np.zeros((0, 3), int)), M),
    "in F": lambda f: f(deep(F_ORDERED).copy("F"), M),
    "out": lambda f: f(deep(N), M, out=np.zeros(deep(N).shape, np.int64)),
    "out of more": lambda f: f(N, M, out=zeros(*[1] * 63, 3)),
    "out of fewer": lambda f: f(deep(N), M, out=zeros(3)),
    "where": lambda f: f(deep(N), M, where=[True, False, True], out=zeros(*[1] * 63, 3)),
    "where of more": lambda f: f(N, M, where=deep([True, False, True]), out=zeros(*[1] * 63, 3)),
    "out over n": lambda f: (lambda n: (f(n[..., :-1], 7, out=n[..., 1:]), n))(deep([1, 2, 1, 2])),
    "a subclass": lambda f: f(deep(N).view(Sub), M),
    "two chunks": lambda f: f(deep(np.ones((3, 40_000), int)), np.full((40_000,), 7)),
}

KEYWORDS: dict[str, Call] = {
    "a class of type": lambda f: f(np.array(N), M, dtype=np.dtypes.Int32DType),
    "a class of type, floats": lambda f: f(N, M, dtype=np.dtypes.Float64DType),
    "no type": lambda f: f(N, M, dtype="xyz"),
    "casting of no kind": lambda f: f(N, M, casting=None),
    "casting as np.str_": lambda f: f(N, M, casting=np.str_("safe")),
    "axis": lambda f: f(N, M, axis=0),
    "axes": lambda f: f(N, M, axes=[0, 0, 0]),
    "keepdims": lambda f: f(N, M, keepdims=True),
    "unknown": lambda f: f(N, M, unknown=1),
    "too few": lambda f: f(N),
    "too many": lambda f: f(N, M, None, None),
    "order to an owner": lambda f: f(Owner(), M, order="C"),
    "subok to an owner": lambda f: f(Owner(), M, subok=False),
    "wrong options to an owner": lambda f: f(Owner(), M, order="?", casting="?", subok=3),
    "no array to an owner": lambda f: f(Owner(), M, out=[1]),
    "no owner": lambda f: f(N, type("Refusing", (), {"__array_ufunc__": None})()),
}

CALLS = {
    **{f"out: {name}": call for name, call in RESULT.items()},
    **{f"where: {name}": selected(where) for name, where in WHERE.items()},
    **{f"wrap: {name}": call for name, call in WRAP.items()},
    **{f"order: {name}": call for name, call in ORDER.items()},
    **{f"dimensions: {name}": call for name, call in DIMENSIONS.items()},
    **{f"keyword: {name}": call for name, call in KEYWORDS.items()},
    **({f"ellipsis: {name}": call for name, call in ELLIPSIS.items()} if HAS_ELLIPSIS else {}),
}


def seen(function: Any, call: Call) -> Any:
    """Return all that a caller sees: the result or the kind of error, and warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = described(call(function))
        except (TypeError, ValueError, ZeroDivisionError) as error:
            result = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
    return result, [(warning.category, warning.filename) for warning in caught]


def described(result: Any) -> Any:
    """Return what makes two results equal."""
    if isinstance(result, tuple):
        return [described(one) for one in result]
    if isinstance(result, dict):
        return {name: described(one) for name, one in result.items()}
    if isinstance(result, np.ndarray):
        return type(result), result.dtype, result.shape, result.strides, result.tolist()
    return (type(result), result.dtype, result) if isinstance(result, np.generic) else result


@pytest.mark.parametrize("name", CALLS)
def test_calls_are_answered_as_numpy_does(name: str) -> None:
    call = CALLS[name]
    assert seen(arrays.fib_mod, call) == seen(np.gcd, call)


@pytest.mark.parametrize("function", [arrays.fib, arrays.lucas, arrays.pisano_period])
def test_functions_of_one_argument_take_the_same(function: arrays.Ufunc) -> None:
    """The loops that are no terms modulo m, in many dimensions and with an array for a scalar."""
    expected = function([1, 2, 3]).tolist()
    assert function(deep([1, 2, 3])).ravel().tolist() == expected
    out = zeros(*[1] * 63, 3)
    function(deep([1, 2, 3]), out=out, where=[1, 0, 1])
    assert out.ravel().tolist() == [expected[0], 0, expected[2]]
    alone = function(3, out=...)
    assert type(alone) is np.ndarray
    assert alone.tolist() == expected[2]


def test_errors_in_many_dimensions_name_the_element() -> None:
    with pytest.raises(ValueError, match=r"m must be at least 1, not -1 at index \((0, ){63}1\)"):
        arrays.fib_mod(1, deep([1, -1]))
    with pytest.raises(OverflowError, match=r"n = 93 at index \((0, ){39}2\)"):
        arrays.fib(deep([1, 2, 93], 40))


def test_np_true_is_true() -> None:
    """Although NumPy itself wants Python's own where it asks for subclasses."""
    assert type(arrays.fib_mod(view(Sub, N), M, subok=np.True_)) is Sub
    assert type(arrays.fib_mod(view(Sub, N), M, subok=np.False_)) is np.ndarray
    assert arrays.fib_mod(N, M, where=np.True_).tolist() == SAME
    assert arrays.fib_mod(N, M, where=np.False_).tolist() == [0, 0, 0]


def test_errors_say_what_to_write() -> None:
    cases: list[tuple[Call, str]] = [
        (lambda f: f(N, M, out=(...,)), "fib_mod() takes out=... as it is, not in a tuple"),
        (lambda f: f(N, M, ...), "fib_mod() takes out=... by name, not by position"),
        (lambda f: f(N, M, zeros(3), out=zeros(3)), "fib_mod() takes one array for the result"),
        (lambda f: f(N, M, where=np.array([1, 0, 1])), "where must be bool, not int64"),
        (lambda f: f(N, M, subok=1), "subok must be True or False, not 1"),
        (lambda f: f(N, M, signature="qq->q"), "'signature': dtype says the type of the result"),
        (lambda f: f(N, M, sig="qq->q"), "'sig': dtype says the type of the result"),
        (lambda f: f(N, M, axis=0), "fib_mod() got an unexpected keyword argument 'axis'"),
    ]
    for call, text in cases:
        with pytest.raises(TypeError) as caught:
            call(arrays.fib_mod)
        assert text in str(caught.value)
