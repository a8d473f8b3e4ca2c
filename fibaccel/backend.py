"""Backend and BackendInfo: what a handle is, and how a plugin's functions become one."""

from __future__ import annotations

from collections import namedtuple

from fibaccel.operations import OPERATIONS, Operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, NoReturn

    Function = Callable[..., Any]


# Not typing.NamedTuple: typing takes as long to import as `fibaccel 100` takes to run.
_Fields = namedtuple("_Fields", "name distribution version value conflict")  # noqa: PYI024


class BackendInfo(_Fields):
    """What the installed packages' metadata say of one backend; nothing has been imported.

    A named tuple.

    Attributes:
        name: what to write in ``FIBACCEL_BACKEND``.
        distribution: the installed package that registers it.
        version: that package's version.
        value: the entry point's value, ``module`` or ``module:object``.
        conflict: why this entry cannot be loaded, or None: its name is claimed twice, reserved,
            or not a name; or native lies in an archive.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        name: str
        distribution: str
        version: str
        value: str
        conflict: str | None


class Backend(Operations):
    """A loaded backend: every operation of the contract as an attribute. It is immutable.

    Attributes:
        name: its name in ``FIBACCEL_BACKEND``.
        distribution: the installed package that it comes from.
        version: that package's version.
        implements: the names of the operations that the backend supplies itself. The others are
            derived from its ``fib`` (``fib2``, ``lucas``, ``lucas2``) or are the Python backend's.
    """

    __slots__ = ("distribution", "implements", "name", "version", *OPERATIONS)

    name: str
    distribution: str
    version: str
    implements: frozenset[str]

    def __init__(self, **fields: object) -> None:
        """Take a value for every slot, by keyword."""
        if missing := set(self.__slots__) - fields.keys():
            raise TypeError(f"the {fields.get('name')} backend lacks {', '.join(sorted(missing))}")
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Backend is immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a Backend is immutable")

    def __reduce__(self) -> tuple[Function, tuple[str]]:
        """Travel by name: where a pickle is read, that backend serves, or the error is clear."""
        from fibaccel.registry import get_backend

        return get_backend, (self.name,)

    def __repr__(self) -> str:
        return f"<Backend {self.name!r} from {self.distribution} {self.version}>"


def complete(
    name: str, own: Mapping[str, Function], fallback: Mapping[str, Function]
) -> dict[str, Function]:
    """Return a function for every operation: own, else derived from own fib, else the fallback's.

    This is decided here, once, and never per call. What is derived pickles by the backend's name.
    """
    functions = {}
    for operation in OPERATIONS.values():
        if operation.name in own:
            function = own[operation.name]
        elif operation.derived:
            function = _derive(operation.name, own["fib"])
            function.__module__ = "fibaccel.registry"  # where pickles find it
            function.__qualname__ = f"handles.{name}.{operation.name}"
        else:
            function = fallback[operation.name]
        functions[operation.name] = function
    return functions


def _derive(name: str, fib: Function) -> Function:
    """Return the operation of that name for a backend that has fib."""
    from fibaccel import derive  # late: fibaccel's own backends need none of it

    build: Callable[[Function], Function] = getattr(derive, name)
    return build(fib)
