"""How a handle gets its own copy of what is written on top of operations."""

from __future__ import annotations

from importlib import import_module
from types import FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def rebound(module_name: str, name: str, library: object) -> FunctionType:
    """Return a copy of the function of that name for which `fibaccel` is the library given.

    In the copy, and in copies of the module's functions that it calls, the global name ``fibaccel``
    stands for that object. The module, its functions and their code stay as they are.
    """
    module = import_module(f"fibaccel.{module_name}")
    namespace = {**vars(module), "fibaccel": library}
    for key, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__module__ == module.__name__:
            namespace[key] = _copy(value, namespace)
    function: FunctionType = namespace[name]
    return function


def _copy(function: FunctionType, namespace: dict[str, Any]) -> FunctionType:
    """Return a function of the same code that looks its global names up in the namespace."""
    copy = FunctionType(
        function.__code__,
        namespace,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__annotations__ = function.__annotations__
    copy.__doc__ = function.__doc__
    return copy
