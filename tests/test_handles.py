"""A handle is the whole library: every public function, computed with its own operations."""

import inspect
import io
from typing import Any

import pytest

import fibaccel
from fibaccel.operations import ON_TOP, OPERATIONS, Library

from .library import LIBRARY

# What functions on top of operations are called with, by the names of their parameters.
VALUES: tuple[dict[str, Any], ...] = (
    {"n": 0, "k": 1},
    {"n": -93, "k": 30},
    {"n": 2500, "k": 7},
    {"n": 30_001, "k": 2000},
)


def _calls(name: str) -> list[tuple[Any, ...]]:
    """Return arguments: those of an operation's known answers, else `VALUES`."""
    if name in OPERATIONS:
        return [*OPERATIONS[name].answers, *OPERATIONS[name].fingerprints]
    parameters = inspect.signature(getattr(fibaccel, name)).parameters
    return [
        tuple(io.BytesIO() if key == "file" else values[key] for key in parameters)
        for values in VALUES
    ]


def _result(backend: fibaccel.Backend, name: str, arguments: tuple[Any, ...]) -> object:
    """Return what a handle's function gives, and what it has written to a file."""
    value = getattr(backend, name)(*arguments)
    written = [file.getvalue() for file in arguments if isinstance(file, io.BytesIO)]
    return list(value) if OPERATIONS.get(name) and OPERATIONS[name].iterates else value, written


@pytest.mark.parametrize("name", LIBRARY)
def test_a_handle_has_the_public_function(backend: fibaccel.Backend, name: str) -> None:
    """With its signature; a function on top of operations is declared in operations/on_top.py."""
    function, public = getattr(backend, name), getattr(fibaccel, name)
    assert inspect.signature(function).parameters.keys() == (
        inspect.signature(public).parameters.keys()
    )
    assert function.__doc__.startswith("Return ")


@pytest.mark.native
@pytest.mark.parametrize("name", LIBRARY)
def test_two_handles_agree(name: str) -> None:
    native, python = fibaccel.get_backend("native"), fibaccel.get_backend("python")
    for once, again in zip(_calls(name), _calls(name), strict=True):
        assert _result(native, name, once) == _result(python, name, again), once


class Asked(Exception):  # noqa: N818 - no error
    """An operation of the handle has been called."""


def _handle(asked: Any) -> fibaccel.Backend:
    """Return a handle of which every operation but the derived ones is what is given."""
    own = {name: asked for name, operation in OPERATIONS.items() if not operation.derived}
    return fibaccel.Backend(  # type: ignore[abstract]  # to mypy, for want of bodies
        name="asked", distribution="asked", version="0", implements=frozenset(own), **own
    )


@pytest.mark.parametrize("name", ON_TOP)
def test_what_is_on_top_computes_with_the_handles_operations(name: str) -> None:
    def asked(*arguments: object) -> None:
        raise Asked

    function = getattr(_handle(asked), name)
    parameters = inspect.signature(function).parameters
    values = {"n": 10**3, "k": 5, "file": io.BytesIO()}
    with pytest.raises(Asked):
        function(*(values[key] for key in parameters))


@pytest.mark.parametrize("name", ON_TOP)
def test_what_is_on_top_has_the_declared_signature(backend: fibaccel.Backend, name: str) -> None:
    """And is made for a handle once."""
    function = getattr(backend, name)
    _, *declared = inspect.signature(getattr(Library, name)).parameters.values()
    found = inspect.signature(function).parameters.values()
    assert [(p.name, p.kind, p.default) for p in declared] == [
        (p.name, p.kind, p.default) for p in found
    ]
    assert getattr(backend, name) is function


def test_a_handle_has_nothing_else(backend: fibaccel.Backend) -> None:
    about = {"name", "distribution", "version", "implements"}
    assert {name for name in dir(backend) if name[:1] != "_"} == about | {*LIBRARY}
    with pytest.raises(AttributeError, match="'Backend' object has no attribute 'get_backend'"):
        backend.get_backend  # type: ignore[attr-defined]  # noqa: B018
