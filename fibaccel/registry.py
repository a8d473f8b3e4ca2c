"""The registry: load and check the backend asked for, choose, bind, explain.

One call through it, `fibaccel.fib(10)` as the first in a process:

    fibaccel.__getattr__("fib")
      registry.bind(namespace, "fib")  writes every operation into the module, for good
        _activate()                  the choice, made once
          _choose(FIBACCEL_BACKEND)  auto, a name, or a list of names
            load_backend(name)       find -> import -> check -> complete
              discovery.find_entries(name)

There is no lock. Two threads at first use may both load, which the import system serializes
anyway; whichever publishes first wins, through `dict.setdefault`, and both use what it published.
So nothing here can deadlock with an import in another thread or stay locked in a forked child.
(Python's own import locks can: a process that forks while another of its threads is at first use
should have called get_backend() before, as with every import.)
"""

from __future__ import annotations

import os
import sys
import warnings
from _thread import get_ident

import fibaccel
from fibaccel import limits, pure, threads
from fibaccel.backend import Backend, BackendInfo, complete
from fibaccel.contract import fingerprint
from fibaccel.discovery import as_imported, find_entries
from fibaccel.errors import (
    PASSING,
    BackendError,
    BackendFallbackWarning,
    BackendIncompatibleError,
    BackendLoadError,
    BackendNotFoundError,
    describe_error,
)
from fibaccel.hints import BinaryFile, Iterable, Iterator, Mapping, SupportsIndex
from fibaccel.operations import CONTRACT_VERSION, OPERATIONS
from fibaccel.signals import hold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from fibaccel.discovery import Entry

    Choice = tuple[Backend, BackendFallbackWarning | None]

VARIABLE = "FIBACCEL_BACKEND"
INSTALL_NATIVE = 'pip install "fibaccel[native]"'

# This project's backends, and where functions of theirs that are not the active ones are found.
_HOMES = {"python": "fibaccel.pure", "native": "fibaccel_native"}

_loaded: dict[str, Backend] = {}
_plugins: dict[str, object] = {}
_published: dict[str, Choice] = {}
_loading: set[tuple[int, str]] = set()


def bind(namespace: dict[str, Any], name: str) -> Any:
    """Return the active backend's function of that name, written into namespace, fibaccel's own.

    All operations are written there with the first; of what is on top of them, only what is used.
    """
    backend, warning = _activate()
    for operation in OPERATIONS:  # not over what the user has put there
        namespace.setdefault(operation, getattr(backend, operation))
    if name not in OPERATIONS:
        namespace.setdefault(name, getattr(backend, name))
    # Their hints name this, and pydantic looks into the module that a function says it is of.
    for hint in (BinaryFile, Iterable, Iterator, Mapping, SupportsIndex):
        namespace.setdefault(hint.__name__, hint)
    if warning:  # after the binding: where warnings are errors, the next call works all the same
        warnings.warn(warning, stacklevel=3)
    return namespace[name]


def get_backend(name: str | None = None) -> Backend:
    """Return a handle to a backend: every function of fibaccel as an attribute.

    Args:
        name: the exact name, and never another backend instead of it. None stands for the
            active backend, the one that serves ``fibaccel.fib``; it is chosen now if it has
            not been.

    Raises:
        BackendNotFoundError: no installed backend has that name.
        BackendLoadError: it is installed but broken; the cause is attached.
        BackendIncompatibleError: it implements another version of the contract.

    >>> get_backend("python").fib(10)
    55
    """
    if name is None:
        backend, warning = _activate()
        if warning:
            warnings.warn(warning, stacklevel=2)
        return backend
    if not isinstance(name, str):
        raise TypeError(f"name must be a str or None, not {type(name).__name__}")
    return load_backend(name)


def list_backends() -> tuple[BackendInfo, ...]:
    """Return what the installed packages' metadata say of the backends; imports none of them.

    The Python backend, which is part of fibaccel, comes first. An entry that cannot be loaded,
    because two packages claim its name for one, says so in ``conflict``.

    Raises:
        BackendLoadError: the metadata cannot be searched; the cause is attached.

    >>> list_backends()[0].name
    'python'
    """
    with hold():
        return (describe_python(), *(entry.info for entry in find_entries()))


def describe_python() -> BackendInfo:
    """Return the row of the Python backend, which no metadata tell of."""
    return BackendInfo(
        name="python",
        distribution="fibaccel",
        version=fibaccel.__version__,
        value="fibaccel.pure",
        conflict=None,
    )


def _activate() -> Choice:
    """Return the active backend, and the warning if this call chose it and has to warn."""
    if "active" in _published:
        return _published["active"][0], None
    _check_settings()  # a malformed one is an error now, not at the first large n
    with hold():
        choice = _choose(os.environ.get(VARIABLE, ""))
        # The choice and not its backend: that is the same object for every thread that fell back.
        published = _published.setdefault("active", choice)
        _claim(published[0])
    return published[0], published[1] if published is choice else None


def _choose(setting: str) -> Choice:
    """Return the backend that FIBACCEL_BACKEND asks for."""
    names = [name.strip() for name in setting.casefold().split(",")]
    if names in ([""], ["auto"]):
        return _choose_auto()
    if "" in names:
        raise BackendNotFoundError(
            f"{VARIABLE}={setting!r} has an empty name in its list. {_installed_names()}"
        )
    failures: list[tuple[str, BackendError]] = []
    for name in names:
        try:
            return load_backend(name), None
        except BackendError as error:
            failures.append((name, error))
    kind = type(failures[0][1]) if len(names) == 1 else BackendError
    reasons = "; ".join(str(error) for _, error in failures)
    message = f"{VARIABLE}={setting!r}: {reasons}. {VARIABLE} may be unset, auto, a name or a list"
    raise kind(message, tuple(failures)) from failures[-1][1].__cause__


def _choose_auto() -> Choice:
    """Return native if it is installed and healthy, else python; a third party's never."""
    try:
        return load_backend("native"), None
    except BackendNotFoundError:
        return load_backend("python"), None
    except BackendError as error:
        warning = BackendFallbackWarning(
            f"{error}. The Python backend serves instead. 'fibaccel doctor' tells more; "
            f"{VARIABLE}=python chooses Python without this warning"
        )
        return load_backend("python"), warning


def _check_settings() -> None:
    """Raise a ValueError that names the variable if one of the numeric settings is malformed."""
    limits.max_bits()
    threads.num_threads()


def load_backend(name: str) -> Backend:
    """Return the backend of that name, loaded, checked and completed; the same one every time."""
    if name not in _loaded:
        _check_settings()  # or a malformed one would look like the backend's defect
        with hold():
            backend = _python_backend() if name == "python" else _load_once(name)
        _loaded.setdefault(name, backend)
    return _loaded[name]


def _load_once(name: str) -> Backend:
    """Return the backend of that name, loaded, unless this very thread is about to load it."""
    key = get_ident(), name
    if key in _loading:
        # No BackendError: it is to reach the plugin, whose defect it is, past every choice.
        raise RuntimeError("it calls fibaccel's functions, which wait for it, while it is loaded")
    try:
        _loading.add(key)
        return _load(_find(name))
    finally:
        _loading.discard(key)


def _claim(backend: Backend) -> None:
    """Make the functions of the active backend that are this project's pickle as fibaccel's.

    So they can be read wherever fibaccel is, by whatever serves there. The same functions of
    another handle pickle as that backend's; a third party's own are not touched.
    """
    for name in OPERATIONS:
        if backend.name in _HOMES or name not in backend.implements:
            _claim_function(getattr(backend, name))
    for function in [*backend._rebound.values()]:
        _claim_function(function)


def claim_if_active(backend: Backend, function: Any) -> None:
    """Make a function that has just been made for a handle fibaccel's if the handle is active."""
    if "active" in _published and _published["active"][0] is backend:
        _claim_function(function)


def _claim_function(function: Any) -> None:
    """Make a function pickle as fibaccel's."""
    function.__module__ = "fibaccel"
    if function.__qualname__ != function.__name__:  # which nobody can set in a builtin function
        function.__qualname__ = function.__name__


class _Handles:
    """Where pickles find what a handle was completed with: ``handles.gmpy2.fib2``."""

    def __getattr__(self, name: str) -> Backend:
        if name.startswith("_"):
            raise AttributeError(name)
        return load_backend(name)


handles = _Handles()


def plugin_of(backend: Backend) -> object:
    """Return the module or object that a loaded plugin's operations come from.

    What it has besides operations, such as kernels for arrays, is not part of a `Backend`: only
    who needs it asks for it, and then checks it.
    """
    return _plugins[backend.name]


def _python_backend() -> Backend:
    return Backend(  # type: ignore[abstract]  # to mypy, for want of bodies
        name="python",
        distribution="fibaccel",
        version=fibaccel.__version__,
        implements=frozenset(OPERATIONS),
        **_operations_of(pure),
    )


def _installed_names() -> str:
    """Return the sentence that lists the backends one may name."""
    try:
        names = [info.name for info in list_backends() if info.conflict is None]
    except BackendLoadError as error:
        return f"Installed: python; {error}"
    hint = "" if "native" in names else f"; to install native, type: {INSTALL_NATIVE}"
    return f"Installed: {', '.join(names)}{hint}"


def _find(name: str) -> Entry:
    """Return the one entry of that name."""
    entries = find_entries(name)
    for entry in entries:
        if entry.info.conflict is None:
            return entry
    if name == "native":
        if getattr(sys, "frozen", False):
            raise BackendNotFoundError(
                "the native backend is not in this frozen application; "
                f"build it again where you have typed: {INSTALL_NATIVE}"
            )
        raise BackendNotFoundError(
            f"the native backend is not installed; to install it, type: {INSTALL_NATIVE}"
        )
    if entries:
        reason = entries[0].info.conflict
        raise BackendLoadError(f"the backend {name!r} cannot be loaded: {reason}")
    raise BackendNotFoundError(f"there is no backend {name!r}. {_installed_names()}")


def _load(entry: Entry) -> Backend:
    """Import what the entry point names, check it, and make a backend of it."""
    info = entry.info
    own: dict[str, Any] = {}
    try:
        plugin = entry.point.load()
        info = as_imported(entry)
        version = plugin.CONTRACT_VERSION
        if type(version) is not int:
            raise TypeError(f"CONTRACT_VERSION must be an int, not {type(version).__name__}")
        if version == CONTRACT_VERSION:
            own = _operations_of(plugin)
            _check(own)
    except PASSING:
        raise
    # Whatever else it raises, SystemExit and PyO3's PanicException among it, is its defect.
    except BaseException as error:
        raise BackendLoadError(
            f"{_label(info)} is installed but does not load: {describe_error(error)}",
            ((info.name, error),),
        ) from error
    if version != CONTRACT_VERSION:
        raise BackendIncompatibleError(
            f"{_label(info)} implements version {version!r} of the contract, and fibaccel "
            f"{fibaccel.__version__} needs version {CONTRACT_VERSION}; upgrade the older of the two"
        )
    if info.name in _HOMES:
        for function in own.values():
            function.__module__ = _HOMES[info.name]
        if "active" in _published:  # another thread has been faster
            _claim(_published["active"][0])
    _plugins[info.name] = plugin
    return Backend(  # type: ignore[abstract]  # to mypy, for want of bodies
        name=info.name,
        distribution=info.distribution,
        version=info.version,
        implements=frozenset(own),
        **complete(own, fallback=_operations_of(pure)),
    )


def _label(info: BackendInfo) -> str:
    return f"the {info.name} backend ({info.distribution} {info.version})"


def _operations_of(plugin: object) -> dict[str, Any]:
    return {name: getattr(plugin, name) for name in OPERATIONS if hasattr(plugin, name)}


def _check(own: dict[str, Any]) -> None:
    """Raise if an operation is missing that must be there, or one gives a wrong known answer."""
    for operation in OPERATIONS.values():
        if operation.name not in own:
            if operation.required:
                raise AttributeError(f"it has no operation {operation.name!r}")
            continue
        for arguments, expected in (*operation.answers.items(), *operation.fingerprints.items()):
            if not operation.is_unchecked(arguments):
                continue  # FIBACCEL_MAX_BITS forbids even this: there is nothing to check
            result = operation.ask(own[operation.name], arguments)
            large = arguments in operation.fingerprints
            if not _agree(fingerprint(result) if large else result, expected):
                call = f"{operation.name}({', '.join(map(_short, arguments))})"
                shown = "another number" if large else repr(result)
                raise ArithmeticError(f"{call} returned {shown} instead of {expected!r}")


def _short(argument: int) -> str:
    """Return an argument as one reads it: the interpreter may refuse to print a long one."""
    bits = argument.bit_length()
    return str(argument) if bits < 200 else f"<an int of {bits} bits>"


def _agree(result: object, expected: object) -> bool:
    """Return whether the values are equal and of the same exact types, parts as well."""
    if type(result) is not type(expected):
        return False
    if isinstance(result, tuple | list) and isinstance(expected, tuple | list):
        return len(result) == len(expected) and all(map(_agree, result, expected))
    return result == expected
