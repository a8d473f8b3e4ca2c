"""What a program in a test environment reports of itself; installed there as `probe`."""

from __future__ import annotations

import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

imported: list[str] = []
"""The names of the sample backends that were imported, failed imports included."""


def attempt(action: Callable[[], Any]) -> dict[str, Any]:
    """Return the value that the call gave, or its error, ready for JSON."""
    try:
        return {"value": action(), "error": None}
    except BaseException as error:
        return {"value": None, "error": describe(error)}


def observe(action: Callable[[], Any]) -> dict[str, Any]:
    """Return the same, and every warning that the call gave, repeated ones as well."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        outcome = attempt(action)
    return outcome | {"warnings": [[w.category.__name__, str(w.message)] for w in caught]}


def describe(error: BaseException) -> dict[str, Any]:
    """Return what there is to know of an error."""
    attempts = getattr(error, "attempts", ())
    return {
        "type": type(error).__name__,
        "text": str(error),
        "cause": type(error.__cause__).__name__ if error.__cause__ else None,
        "attempts": [[name, type(failure).__name__] for name, failure in attempts],
    }
