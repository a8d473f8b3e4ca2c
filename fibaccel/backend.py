"""Backend and BackendInfo: what a handle is, and how a plugin's functions become one."""

from __future__ import annotations

from collections import namedtuple

from fibaccel.operations import ON_TOP, OPERATIONS, Library
from fibaccel.signals import hold

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


_ABOUT = ("distribution", "implements", "name", "version")


class Backend(Library):
    """A loaded backend: every function of fibaccel as an attribute. It is immutable.

    Attributes:
        name: its name in ``FIBACCEL_BACKEND``.
        distribution: the installed package that it comes from.
        version: that package's version.
        implements: the names of the operations that the backend supplies itself. The others are
            derived from its ``fib`` (``fib2``, ``lucas``, ``lucas2``) or are the Python backend's.
    """

    __slots__ = ("_rebound", *_ABOUT, *OPERATIONS, *(ON_TOP.keys() - OPERATIONS.keys()))

    name: str
    distribution: str
    version: str
    implements: frozenset[str]
    _rebound: dict[str, Function]

    def __init__(self, **fields: object) -> None:
        """Take the fields and the operations by keyword, less those that are derived."""
        if missing := {*_ABOUT, *OPERATIONS} - fields.keys() - ON_TOP.keys():
            raise TypeError(f"the {fields.get('name')} backend lacks {', '.join(sorted(missing))}")
        for name, value in (*fields.items(), ("_rebound", {})):
            object.__setattr__(self, name, value)

    if not TYPE_CHECKING:  # to a type checker no other name is there

        def __getattr__(self, name: str) -> Function:
            """Make this backend's copy of a function on top of operations, at its first use."""
            if name not in ON_TOP:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            with hold():
                from fibaccel import registry
                from fibaccel.rebinding import rebound

                function = rebound(ON_TOP[name], name, self)
            function.__module__ = "fibaccel.registry"  # where pickles find it
            function.__qualname__ = f"handles.{self.name}.{name}"
            function = self._rebound.setdefault(name, function)  # one for all threads
            registry.claim_if_active(self, function)
            object.__setattr__(self, name, function)
            return function

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


def complete(own: Mapping[str, Function], fallback: Mapping[str, Function]) -> dict[str, Function]:
    """Return a function for every operation: own, else the fallback's; none for what is derived.

    This is decided here, once, and never per call.
    """
    return {
        name: own[name] if name in own else fallback[name]
        for name, operation in OPERATIONS.items()
        if name in own or not operation.derived
    }
