"""What is written once on top of operations: signatures, and the modules that the functions are in.

Such a module imports fibaccel and calls `fibaccel.fib_str`, as a program does. Every backend's
handle has its own copy of the functions, which calls that backend's operations instead:
`fibaccel.rebinding` makes it, at the first use.
"""

from __future__ import annotations

from fibaccel.hints import BinaryFile, SupportsIndex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol, TypeVar

    Signature = TypeVar("Signature", bound=Callable[..., Any])
else:  # as in fibaccel.operations
    Protocol = object

ON_TOP: dict[str, str] = {}


def _written_in(module: str) -> Callable[[Signature], Signature]:
    """Return the decorator of the signature of a function that a module of fibaccel has."""

    def enter(signature: Signature) -> Signature:
        ON_TOP[signature.__name__] = module
        return signature

    return enter


class OnTopOfOperations(Protocol):
    """The functions on top of operations, as a type checker sees those of a handle."""

    __slots__ = ()

    @_written_in("digits")
    def fib_leading_digits(self, n: SupportsIndex, k: SupportsIndex, /) -> str:
        """The first k decimal digits of F(n)."""

    @_written_in("digits")
    def fib_trailing_digits(self, n: SupportsIndex, k: SupportsIndex, /) -> str:
        """The last k decimal digits of F(n)."""

    @_written_in("digits")
    def lucas_leading_digits(self, n: SupportsIndex, k: SupportsIndex, /) -> str:
        """The first k decimal digits of L(n)."""

    @_written_in("digits")
    def lucas_trailing_digits(self, n: SupportsIndex, k: SupportsIndex, /) -> str:
        """The last k decimal digits of L(n)."""

    @_written_in("writing")
    def fib_write(self, n: SupportsIndex, file: BinaryFile, /) -> int:
        """How many bytes were written: the decimal digits of F(n), to a binary file."""

    @_written_in("writing")
    def lucas_write(self, n: SupportsIndex, file: BinaryFile, /) -> int:
        """How many bytes were written: the decimal digits of L(n), to a binary file."""
