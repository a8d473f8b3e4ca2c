"""How a mutant is made of the Python backend's function: by changing what comes out."""

import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fibaccel import pure
from fibaccel.operations import OPERATIONS


def changed(operation: str, change: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Return a mutant that takes arguments as it should and changes what comes out."""
    row = OPERATIONS[operation]

    def function(*arguments: Any, **named: Any) -> Any:
        arguments = tuple(map(_kept, arguments))
        value = getattr(pure, operation)(*arguments, **named)
        if row.takes_integers:
            return change(value, *map(operator.index, arguments))
        return change(value, *map(_as_key, arguments))

    return {operation: function}


def _kept(argument: Any) -> Any:
    """Return an argument that can be read more than once."""
    return list(argument) if isinstance(argument, Iterator) else argument


def _as_key(argument: Any) -> Any:
    """Return an argument as known answers have it."""
    if argument is None or isinstance(argument, str | bytes):
        return argument
    if isinstance(argument, Iterable):
        return tuple(map(_as_key, argument))
    return operator.index(argument)
