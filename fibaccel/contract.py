"""What a declared operation is: its signature, and the terms that a signature cannot state."""

from __future__ import annotations

from itertools import count
from operator import mul

from fibaccel import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Required, TypedDict, TypeVar, Unpack

    # Arguments are tuples of ints; a Mapping's keys are invariant, so those of one length are not.
    Answers = Mapping[Any, object]
    Signature = TypeVar("Signature", bound=Callable[..., Any])

    class Terms(TypedDict, total=False):
        """What `Operation` takes besides the signature."""

        growth: Required[Callable[..., int]]
        answers: Required[Answers]
        fingerprints: Required[Answers]
        least: Mapping[str, int]
        derived: bool
        required: bool


FINGERPRINT_MODULUS = 2**127 - 1

_RESULTS: dict[str, type] = {
    "bool": bool,
    "int": int,
    "str": str,
    "tuple[int, int]": tuple,
    "list[int]": list,
    "Iterator[int]": list,
}


class Operation:
    """One operation of the contract.

    Attributes:
        name: what the operation is called in a backend and in ``fibaccel``.
        parameters: what its arguments are called, in their order. The last one decides how large
            the work is: the index, the modulus or the number.
        result: the exact type of what it returns; a tuple is one of two ints, a list one of ints.
        iterates: it returns an iterator, and `result` is the type of what that yields, listed.
        takes_integers: every argument is an integer that is given by its position.
        growth: takes the arguments and returns a bound of the bits that the result has.
        least: the smallest value of a parameter that has one.
        answers: pairs of arguments and the exact result.
        fingerprints: pairs of arguments and the `fingerprint` of a large result.
        derived: `fibaccel.derive` has the operation by a backend's own ``fib``; otherwise the
            Python backend's function completes a backend.
        required: a backend without this operation is refused.
    """

    __slots__ = (
        "answers",
        "derived",
        "fingerprints",
        "growth",
        "iterates",
        "least",
        "name",
        "parameters",
        "required",
        "result",
        "takes_integers",
    )

    def __init__(
        self,
        signature: Callable[..., object],
        *,
        growth: Callable[..., int],
        answers: Answers,
        fingerprints: Answers,
        least: Mapping[str, int] | None = None,
        derived: bool = False,
        required: bool = False,
    ) -> None:
        """Read name, parameters and result from a method's signature, and keep the terms."""
        code = signature.__code__
        self.name = signature.__name__
        self.parameters = code.co_varnames[1 : code.co_argcount]
        hints = signature.__annotations__
        self.result = _RESULTS[hints["return"]]
        self.iterates = hints["return"] == "Iterator[int]"
        self.takes_integers = {hints[name] for name in self.parameters} == {"SupportsIndex"}
        self.growth = growth
        self.answers = answers
        self.fingerprints = fingerprints
        self.least = least or {}
        self.derived = derived
        self.required = required

    def ask(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> object:
        """Return what a backend's function gives for the arguments; of an iterator, all of it."""
        value = function(*arguments)
        return list(value) if self.iterates else value

    def is_unchecked(self, arguments: tuple[int, ...]) -> bool:
        """Return whether no limit can forbid the operation at these arguments."""
        return self.growth(*arguments) <= limits.largest_unchecked_bits()


class OperationTable(dict[str, Operation]):
    """The operations by their names, in the order in which they are declared."""

    __slots__ = ()

    def declare(self, **terms: Unpack[Terms]) -> Callable[[Signature], Signature]:
        """Return the decorator of a signature that enters its operation, with these terms."""

        def enter(signature: Signature) -> Signature:
            operation = Operation(signature, **terms)
            self[operation.name] = operation
            return signature

        return enter

    def of_integers(self) -> dict[str, Operation]:
        """Return the operations whose arguments are integers, given by their positions."""
        return {name: operation for name, operation in self.items() if operation.takes_integers}


def fingerprint(value: object) -> object:
    """Return a short value that tells large results apart: size and residue, or both ends.

    Of a list it is the length, and the residue of the sum of each number times its place.

    >>> fingerprint(2**127)
    (128, 1)
    >>> fingerprint("1234567890" * 3)
    (30, '12345678901234567890', '12345678901234567890')
    """
    if isinstance(value, int):
        return value.bit_length(), value % FINGERPRINT_MODULUS
    if isinstance(value, str):
        return len(value), value[:20], value[-20:]
    if isinstance(value, tuple):
        return tuple(map(fingerprint, value))
    if isinstance(value, list):
        return len(value), sum(map(mul, value, count(1))) % FINGERPRINT_MODULUS
    return value
