"""Fibonacci numbers, exactly and fast: pure Python, with an optional native accelerator.

>>> import fibaccel
>>> fibaccel.fib(100)
354224848179261915075

The first use of an operation chooses the backend (FIBACCEL_BACKEND) and binds every operation
here, once: from then on ``fibaccel.fib`` is the backend's own function.
"""

__version__ = "0.1.0"

__all__ = [
    "Backend",
    "BackendError",
    "BackendFallbackWarning",
    "BackendIncompatibleError",
    "BackendInfo",
    "BackendLoadError",
    "BackendNotFoundError",
    "fib",
    "fib2",
    "fib_str",
    "fib_write",
    "get_backend",
    "int_str",
    "list_backends",
    "lucas",
    "lucas2",
    "lucas_str",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fibaccel.backend import Backend, BackendInfo
    from fibaccel.errors import (
        BackendError,
        BackendFallbackWarning,
        BackendIncompatibleError,
        BackendLoadError,
        BackendNotFoundError,
    )
    from fibaccel.pure import fib, fib2, fib_str, int_str, lucas, lucas2, lucas_str
    from fibaccel.registry import get_backend, list_backends
    from fibaccel.writing import fib_write


def __getattr__(name: str) -> object:
    """Bind a public name at its first use, so that `import fibaccel` loads nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from fibaccel import backend, errors, operations, registry

    if name in operations.OPERATIONS:
        registry.bind(globals())
    elif name == "fib_write":  # it serves on top of the active backend, which is chosen now
        registry.bind(globals())
        from fibaccel import writing

        globals()[name] = writing.fib_write
    else:
        home = next(module for module in (registry, backend, errors) if hasattr(module, name))
        globals()[name] = getattr(home, name)
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
