"""What the author of a backend needs: arguments, sizes, and the type that a backend has.

Every backend that goes through these functions raises the same errors with the same texts as
fibaccel's own two, and heeds the same settings. docs/backends.md walks through a whole backend.
"""

from __future__ import annotations

import operator

from fibaccel.hints import Iterable, SupportsIndex
from fibaccel.limits import (
    check_bits,
    check_lucas_size,
    check_size,
    describe,
    largest_unchecked_bits,
    largest_unchecked_n,
)
from fibaccel.operations import Operations, Required
from fibaccel.recurrences import check_recurrence_size
from fibaccel.threads import num_threads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:  # as in fibaccel.operations
    Protocol = object

__all__ = [
    "BackendModule",
    "CompleteBackendModule",
    "check_bits",
    "check_lucas_size",
    "check_recurrence_size",
    "check_size",
    "index",
    "largest_unchecked_bits",
    "largest_unchecked_n",
    "lucas_arguments",
    "num_threads",
    "recurrence",
]


class BackendModule(Required, Protocol):
    """The type of a backend's module or object: what it has to have.

    A type checker accepts a module or an object for it that keeps the contract, and says what is
    amiss with another::

        _: BackendModule = my_backend

    At run time this is a plain class, and nothing is checked: the registry does that.
    """

    __slots__ = ()

    @property
    def CONTRACT_VERSION(self) -> int:  # noqa: N802 - a constant of the module
        """The version of the contract that the backend was written for."""


class CompleteBackendModule(Operations, BackendModule, Protocol):
    """The type of a backend's module or object that has every operation itself."""

    __slots__ = ()


def index(value: SupportsIndex, name: str, /, *, least: int | None = None) -> int:
    """Return value as an exact int, as every argument of every operation is taken.

    Args:
        value: an int or whatever else has ``__index__``: ``bool``, NumPy's integers,
            ``gmpy2.mpz``.
        name: the argument's name, for the error.
        least: the smallest value in the operation's domain, if there is one.

    Raises:
        TypeError: value has no ``__index__``; never a silent truncation.
        ValueError: value is less than least.

    >>> index(True, "n")
    1
    >>> index(10.0, "n")
    Traceback (most recent call last):
    TypeError: n must be an integer, not float
    >>> index(0, "m", least=1)
    Traceback (most recent call last):
    ValueError: m must be at least 1, not 0
    """
    try:
        number = operator.index(value)
    except TypeError:
        kind = type(value)
        if kind.__module__ == "numpy" and kind.__name__ in ("bool", "bool_"):
            return index(bool(value), name, least=least)  # as True, which has __index__
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}") from None
    if least is not None and number < least:
        raise ValueError(f"{name} must be at least {least}, not {describe(number)}")
    return number


def lucas_arguments(
    p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /
) -> tuple[int, int, int]:
    """Return the arguments of a term of a Lucas sequence as exact ints.

    Raises:
        TypeError: one is not an integer.
        ValueError: n is negative, and q is neither 1 nor -1: the term need not be an integer.

    >>> lucas_arguments(3, True, -5)
    (3, 1, -5)
    >>> lucas_arguments(3, 2, -5)
    Traceback (most recent call last):
    ValueError: n must be at least 0, not -5: q is not 1 or -1
    """
    p, q, n = index(p, "p"), index(q, "q"), index(n, "n")
    if n < 0 and q not in (1, -1):
        raise ValueError(f"n must be at least 0, not {describe(n)}: q is not 1 or -1")
    return p, q, n


def recurrence(
    coefficients: Iterable[SupportsIndex], start: Iterable[SupportsIndex], /
) -> tuple[list[int], list[int]]:
    """Return the arguments of a recurrence as lists of exact ints.

    Raises:
        TypeError: one cannot be iterated over, is text or bytes, or has what is no integer.
        ValueError: there are no coefficients, or not as many as start values.

    >>> recurrence((1, True), range(2))
    ([1, 1], [0, 1])
    >>> recurrence([1, 1], [0, 1, 1])
    Traceback (most recent call last):
    ValueError: start must have as many values as there are coefficients, 2, not 3
    """
    rule = _integers(coefficients, "coefficients")
    if not rule:
        raise ValueError("coefficients must not be empty")
    first = _integers(start, "start")
    if len(first) != len(rule):
        raise ValueError(
            f"start must have as many values as there are coefficients, {len(rule)},"
            f" not {len(first)}"
        )
    return rule, first


def _integers(values: Iterable[SupportsIndex], name: str) -> list[int]:
    """Return what an iterable consists of as exact ints."""
    if type(values) is list and set(map(type, exact := values.copy())) == {int}:
        return exact
    try:
        iterator = None if isinstance(values, str | bytes | bytearray) else iter(values)
    except TypeError:
        iterator = None
    if iterator is None:
        raise TypeError(f"{name} must be an iterable of integers, not {type(values).__name__}")
    return [
        value if type(value) is int else index(value, f"{name}[{i}]")
        for i, value in enumerate(iterator)
    ]
