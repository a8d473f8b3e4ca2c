"""What is written by hand beside the declaration of an operation, against the declaration."""

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import fibaccel
from fibaccel import derive, pure
from fibaccel.contract import Operation
from fibaccel.operations import OPERATIONS, Library, Operations, Required
from fibaccel.plugin import BackendModule, CompleteBackendModule

ROOT = Path(__file__).parent.parent
STUB = "fibaccel-native/python/fibaccel_native/_native.pyi"

# A type checker compares the hints of all functions, the public ones as well, with the declaration.
PYTHON: CompleteBackendModule = pure
NO_BACKEND: BackendModule = derive  # type: ignore[assignment]  # it has no fib: strict mypy agrees
PUBLIC: Library = fibaccel
if TYPE_CHECKING:
    import fibaccel_native

    NATIVE: BackendModule = fibaccel_native

every = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _signature(function: Callable[..., object]) -> list[tuple[str, object, object]]:
    parameters = inspect.signature(function).parameters.values()
    return [(parameter.name, parameter.kind, parameter.default) for parameter in parameters]


def _declared(operation: Operation) -> list[tuple[str, object, object]]:
    _, *parameters = _signature(getattr(Operations, operation.name))
    return parameters


@every
def test_a_declaration_is_complete(operation: Operation) -> None:
    assert operation.answers, f"{operation.name} has no known answers"
    assert operation.fingerprints, f"{operation.name} has no fingerprint of a large result"
    assert operation.least.keys() <= set(operation.parameters)
    for arguments in (*operation.answers, *operation.fingerprints):
        values = dict(zip(operation.parameters, arguments, strict=True))
        assert all(values[name] >= least for name, least in operation.least.items()), arguments


# L(0) = 2 is a bit longer than what `limits.term_bits` says.
A_BIT_LONGER = {("lucas", (0,)), ("lucas_str", (0,)), ("lucas2", (0,)), ("lucas2", (1,))}


@every
def test_no_result_is_longer_than_the_declared_growth(operation: Operation) -> None:
    for arguments, result in operation.answers.items():
        parts = result if isinstance(result, tuple | list) else (result,)
        bits = max((int(part).bit_length() for part in parts), default=0)
        growth = operation.growth(*arguments)
        if (operation.name, arguments) in A_BIT_LONGER:
            assert bits == growth + 1, arguments
        else:
            assert bits <= growth, arguments


@every
def test_no_large_result_is_longer_than_the_declared_growth(operation: Operation) -> None:
    for arguments, result in operation.fingerprints.items():
        if operation.result is list:
            continue  # its fingerprint does not tell how long the numbers are
        parts = result if operation.result is tuple else (result,)
        assert isinstance(parts, tuple)
        assert max(map(_bits, parts)) <= operation.growth(*arguments), arguments


def _bits(fingerprint: tuple[int, int] | tuple[int, str, str]) -> int:
    """Return how many bits a number with that fingerprint has at least."""
    length, first, *_ = fingerprint
    if isinstance(first, str):
        rest: int = 10 ** (length - len(first))
        return (int(first) * rest).bit_length()
    return int(length)


def test_what_is_required_is_what_the_type_of_a_backend_requires() -> None:
    required = {name for name, operation in OPERATIONS.items() if operation.required}
    assert required == {name for name in vars(Required) if not name.startswith("__")}


def test_derived_operations_are_those_that_are_derived() -> None:
    """From fib by a function of fibaccel/derive.py that has the operation's name."""
    functions = {
        name
        for name, value in vars(derive).items()
        if inspect.isfunction(value) and value.__module__ == derive.__name__
    }
    assert {name for name, operation in OPERATIONS.items() if operation.derived} == functions


@every
def test_a_derived_operation_has_the_declared_signature(operation: Operation) -> None:
    if operation.derived:
        assert _signature(getattr(derive, operation.name)) == _declared(operation)


@every
def test_the_python_backend_has_the_operation(operation: Operation) -> None:
    assert hasattr(pure, operation.name), f"no file of fibaccel/pure exports {operation.name}"
    assert operation.name in fibaccel.get_backend("python").implements


@every
def test_a_backends_function_has_the_declared_signature(
    backend: fibaccel.Backend, operation: Operation
) -> None:
    assert _signature(getattr(backend, operation.name)) == _declared(operation)


@every
def test_the_public_names_have_the_operation(operation: Operation) -> None:
    """In `__all__` of fibaccel; what type checkers know of it comes from fibaccel.pure."""
    assert operation.name in fibaccel.__all__, (
        f"__all__ in fibaccel/__init__.py does not list {operation.name}"
    )


def test_the_public_names_are_sorted() -> None:
    assert sorted(fibaccel.__all__) == fibaccel.__all__


@pytest.mark.parametrize("name", fibaccel.__all__)
def test_the_reference_lists_the_public_name(name: str) -> None:
    lines = _read("docs/api.md").splitlines()
    assert any(
        line.startswith(".. auto")
        and line.split(":: ")[1] in {f"fibaccel.{name}", f"fibaccel.{name}()"}
        for line in lines
    ), f"docs/api.md does not list fibaccel.{name}"


@every
def test_the_readme_shows_the_operation(operation: Operation) -> None:
    call = f"`{operation.name}({', '.join(operation.parameters)})`"
    rows = [line.split("|")[1] for line in _read("README.md").splitlines() if line[:1] == "|"]
    assert any(call in row for row in rows), f"no table row of README.md begins with {call}"


@pytest.mark.checkout
@pytest.mark.native
@every
def test_the_stub_of_the_extension_has_the_declared_signature(operation: Operation) -> None:
    """And its hints. What native lacks, a stub need not have; stubtest compares the extension."""
    if operation.name not in fibaccel.get_backend("native").implements:
        return
    functions = {
        node.name: node for node in ast.parse(_read(STUB)).body if isinstance(node, ast.FunctionDef)
    }
    assert operation.name in functions, f"{STUB} does not declare {operation.name}"
    found = functions[operation.name]
    arguments = (*found.args.posonlyargs, *found.args.args, *found.args.kwonlyargs)
    hints = {a.arg: ast.unparse(a.annotation) for a in arguments if a.annotation}
    assert found.returns is not None
    hints["return"] = ast.unparse(found.returns)
    assert list(hints.items()) == list(getattr(Operations, operation.name).__annotations__.items())


@pytest.mark.checkout
@pytest.mark.native
def test_the_stub_of_the_extension_exports_what_it_declares() -> None:
    names: list[str] = []
    exported: list[str] = []
    for node in ast.parse(_read(STUB)).body:
        if isinstance(node, ast.FunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
        elif isinstance(node, ast.Assign):
            exported = ast.literal_eval(node.value)
    assert sorted(names) == exported
