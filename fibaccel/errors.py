"""The errors and the warning of backend selection."""

from __future__ import annotations

PASSING = (KeyboardInterrupt, MemoryError, RecursionError)
"""What is no defect of the backend in whose load it comes up, and so is let out.

The user's interrupt; and what depends on the moment or on how deep the caller stands.
"""


class BackendError(RuntimeError):
    """A backend that was asked for cannot serve.

    Attributes:
        attempts: one ``(name, exception)`` for each backend that was tried, in order.
    """

    def __init__(self, message: str, attempts: tuple[tuple[str, BaseException], ...] = ()) -> None:
        """Keep the message and the attempts that led to it."""
        super().__init__(message)
        self.attempts = attempts


class BackendNotFoundError(BackendError, ValueError):
    """No installed backend has the name that was asked for.

    It is a ``ValueError`` too: the name is a value the caller supplied, by argument or by
    ``FIBACCEL_BACKEND``, and it is not one of the allowed ones.
    """


class BackendLoadError(BackendError):
    """The backend is installed but does not load, or fails its self-check."""


class BackendIncompatibleError(BackendError):
    """The backend implements another version of the contract."""


class BackendFallbackWarning(RuntimeWarning):
    """The native backend is installed but unusable, so the Python backend serves."""


def describe_error(error: BaseException) -> str:
    """Return the type and the text of an error that may come from anybody's code."""
    try:
        return f"{type(error).__name__}: {error}".removesuffix(": ")
    except Exception:  # its own __str__ is broken
        return type(error).__name__
