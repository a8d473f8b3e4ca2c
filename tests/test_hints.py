"""Type hints that programs read at run time, as pydantic does, name what is there."""

from __future__ import annotations

import inspect
import io
import sys
import types
import typing

import pytest

import fibaccel
from fibaccel import hints, plugin

from .environments import Environments, samples
from .library import LIBRARY

PUBLIC = [
    public
    for module in (fibaccel, plugin)
    for name in module.__all__
    for public in [getattr(module, name)]
    if not inspect.isclass(public)
]


def skip_unless_known(function: object) -> None:
    """Skip a function in C of a type of its own, which typing refuses: PyPy has such."""
    if not isinstance(function, types.FunctionType | types.BuiltinFunctionType):
        pytest.skip(f"typing does not know {type(function)}")


@pytest.mark.parametrize("public", PUBLIC, ids=lambda public: public.__name__)
def test_the_hints_of_public_functions_can_be_read(public: typing.Any) -> None:
    skip_unless_known(public)
    typing.get_type_hints(public)


@pytest.mark.parametrize("name", LIBRARY)
def test_the_hints_of_a_backends_functions_can_be_read(
    backend: fibaccel.Backend, name: str
) -> None:
    """A builtin function has none, which is an answer as well."""
    function = getattr(backend, name)
    skip_unless_known(function)
    found = typing.get_type_hints(function)
    named = {*inspect.signature(function).parameters, "return"}
    assert found.keys() == (set() if inspect.isbuiltin(function) else named)
    # As pydantic does it.
    assert found == typing.get_type_hints(function, vars(sys.modules[function.__module__]))


def test_the_hints_of_public_functions_of_arrays_can_be_read() -> None:
    pytest.importorskip("numpy")
    from fibaccel import arrays

    for name in arrays.__all__:
        public = getattr(arrays, name)
        if not inspect.isclass(public):
            typing.get_type_hints(getattr(public, "__wrapped__", public))


def test_the_hints_of_derived_operations_can_be_read(environments: Environments) -> None:
    found = environments.having(samples.TRACER).run(
        """
        import sys, typing, fibaccel
        tracer = fibaccel.get_backend("tracer")
        functions = [tracer.fib2, tracer.lucas, tracer.lucas2]
        hints = [typing.get_type_hints(f, vars(sys.modules[f.__module__])) for f in functions]
        fibaccel.fib
        hints += [typing.get_type_hints(f, vars(sys.modules[f.__module__])) for f in functions]
        result = [[*hint] for hint in hints]
        """,
        FIBACCEL_BACKEND="tracer",
    )
    assert [["n", "return"]] * 6 == found


def test_what_they_name_tells_values_apart() -> None:
    """As typing's protocols that can be checked at run time do."""
    assert isinstance(5, hints.SupportsIndex)
    assert isinstance(True, hints.SupportsIndex)
    assert not isinstance(5.0, hints.SupportsIndex)
    assert not isinstance("5", hints.SupportsIndex)
    assert isinstance(io.BytesIO(), hints.BinaryFile)  # type: ignore[misc]
    assert not isinstance(b"", hints.BinaryFile)  # type: ignore[misc]


def test_the_first_use_imports_no_typing(environments: Environments) -> None:
    found = environments.having().run(
        "import sys, fibaccel; result = [fibaccel.fib(10), 'typing' in sys.modules]",
        FIBACCEL_BACKEND="python",
    )
    assert [55, False] == found
