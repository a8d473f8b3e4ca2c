"""Fibonacci numbers, exactly and fast: pure Python, with an optional native accelerator.

>>> import fibaccel
>>> fibaccel.fib(100)
354224848179261915075

The first use of an operation chooses the backend (FIBACCEL_BACKEND) and binds every operation
here, once: from then on ``fibaccel.fib`` is the backend's own function.
"""

# The one module that is loaded at once: it protects the first use from its first step on.
from fibaccel.signals import hold as _hold

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
    "fib2_mod",
    "fib_index",
    "fib_leading_digits",
    "fib_mod",
    "fib_num_digits",
    "fib_str",
    "fib_trailing_digits",
    "fib_write",
    "fibs",
    "from_zeckendorf",
    "get_backend",
    "int_from_str",
    "int_str",
    "is_fib",
    "is_lucas",
    "linrec",
    "linrec_mod",
    "list_backends",
    "lucas",
    "lucas2",
    "lucas2_mod",
    "lucas_index",
    "lucas_leading_digits",
    "lucas_mod",
    "lucas_num_digits",
    "lucas_str",
    "lucas_trailing_digits",
    "lucas_write",
    "lucases",
    "lucasu",
    "lucasu_mod",
    "lucasuv",
    "lucasuv_mod",
    "lucasv",
    "lucasv_mod",
    "pisano_period",
    "rank_of_apparition",
    "sequence_period",
    "zeckendorf",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fibaccel.backend import Backend, BackendInfo
    from fibaccel.digits import (
        fib_leading_digits,
        fib_trailing_digits,
        lucas_leading_digits,
        lucas_trailing_digits,
    )
    from fibaccel.errors import (
        BackendError,
        BackendFallbackWarning,
        BackendIncompatibleError,
        BackendLoadError,
        BackendNotFoundError,
    )
    from fibaccel.pure import *
    from fibaccel.registry import get_backend, list_backends
    from fibaccel.writing import fib_write, lucas_write


def __getattr__(name: str) -> object:
    """Bind a public name at its first use, so that `import fibaccel` loads next to nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with _hold():
        from fibaccel import backend, errors, operations, registry

        if name in operations.OPERATIONS or name in operations.ON_TOP:
            return registry.bind(globals(), name)
        home = next(module for module in (registry, backend, errors) if hasattr(module, name))
        return globals().setdefault(name, getattr(home, name))


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
