"""The part of the conformance kit that holds for every operation, whatever it computes.

Nothing here names an operation. What is asked of each follows from its declaration in
`fibaccel.operations`: its parameters and their least values, its result and how that grows, its
known answers.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from unittest import mock

import pytest

import fibaccel
from fibaccel import limits, pure
from fibaccel.contract import fingerprint
from fibaccel.operations import OPERATIONS
from fibaccel.oracle import Broken, Index, IntSubclass, beyond

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_INTEGERS = OPERATIONS.of_integers()
NO_INTEGERS = (0.0, 10.0, 10.5, "10", b"10", None, Decimal(10), Fraction(10), 1j, [10])

# Of these, an operation that grows with its last argument has results that no memory can hold.
_ENORMOUS = (10**18, -(10**18), 2**63 - 1, 2**64, 10**30, -(10**1000))
_IMPOSSIBLE_BITS = 2**55
_LIMIT = 2**21


class CallConventions:
    """What every operation owes its caller: exact types, its errors and their order, limits.

    Attributes:
        name: the backend's name, as one would write it in ``FIBACCEL_BACKEND``.
    """

    name: str

    @property
    def backend(self) -> fibaccel.Backend:
        """The backend under test, taken by its name, so never another one in its place."""
        return fibaccel.get_backend(self.name)

    def test_known_answers_of_the_contract(self) -> None:
        """The answers that fibaccel checks when it loads a backend, of the declared type."""
        for name, operation in OPERATIONS.items():
            function = getattr(self.backend, name)
            for arguments, expected in operation.answers.items():
                result = operation.ask(function, arguments)
                assert result == expected, (name, arguments)
                assert type(result) is operation.result, (name, arguments)
            for arguments, expected in operation.fingerprints.items():
                result = operation.ask(function, arguments)
                assert fingerprint(result) == expected, (name, arguments)

    def test_whatever_has_index_is_an_integer(self) -> None:
        """Subclasses of int and objects with ``__index__``, and the result stays an exact int."""
        for name, operation in _OF_INTEGERS.items():
            function = getattr(self.backend, name)
            for arguments in (*operation.answers, *operation.fingerprints):
                expected = function(*arguments)
                for disguise in (IntSubclass, Index):
                    result = function(*map(disguise, arguments))
                    assert result == expected
                    assert type(result) is type(expected)
            arguments = next(iter(operation.answers))
            for place, _ in enumerate(arguments):
                ones, trues = list(arguments), list(arguments)
                ones[place], trues[place] = 1, True
                assert function(*trues) == function(*ones)

    def test_what_is_no_integer_is_a_type_error(self) -> None:
        """Never a silent truncation, and the same text from every backend."""
        for name, operation in _OF_INTEGERS.items():
            for place, parameter in enumerate(operation.parameters):
                for value in NO_INTEGERS:
                    with pytest.raises(TypeError) as caught:
                        self._call_with(name, place, value)
                    what = f"{parameter} must be an integer"
                    assert str(caught.value) == f"{what}, not {type(value).__name__}"

    def test_what_index_raises_is_passed_on(self) -> None:
        """An error in the caller's own ``__index__`` is the caller's to see."""
        for name, operation in _OF_INTEGERS.items():
            for place, _ in enumerate(operation.parameters):
                with pytest.raises(OverflowError, match="the caller's own"):
                    self._call_with(name, place, Broken())

    def test_arguments_are_positional_only(self) -> None:
        """`fib(n=10)` works nowhere, so that it cannot work on one backend alone."""
        for name, operation in _OF_INTEGERS.items():
            function = getattr(self.backend, name)
            *arguments, last = next(iter(operation.answers))
            with pytest.raises(TypeError):
                function(*arguments, **{operation.parameters[-1]: last})
            with pytest.raises(TypeError):
                function(*arguments)
            with pytest.raises(TypeError):
                function(*arguments, last, last)

    def test_what_is_out_of_the_domain_is_a_value_error(self) -> None:
        """What is less than a parameter's least value, by name, with one text on every backend."""
        for name, operation in _OF_INTEGERS.items():
            for parameter, least in operation.least.items():
                place = operation.parameters.index(parameter)
                for value in (least - 1, -5, -(2**63) - 1, -(2**64), -(10**300)):
                    with pytest.raises(ValueError, match="must be at least") as caught:
                        self._call_with(name, place, value)
                    text = f"{parameter} must be at least {least}, not {limits.describe(value)}"
                    assert str(caught.value) == text

    def test_the_first_wrong_argument_is_the_one_that_is_named(self) -> None:
        """Arguments are taken in their order, each by its type and then its domain."""
        for name, operation in _OF_INTEGERS.items():
            valid = next(iter(operation.answers))
            for place, parameter in enumerate(operation.parameters):
                rest = valid[place + 1 :]
                wrong: list[object] = [10.5]
                if parameter in operation.least:
                    wrong.append(operation.least[parameter] - 1)
                for value in wrong:
                    for later in ([None] * len(rest), [-1] * len(rest)):
                        with pytest.raises(
                            (TypeError, ValueError), match=f"^{parameter} must be "
                        ) as caught:
                            getattr(self.backend, name)(*valid[:place], value, *later)
                        assert caught.type is (TypeError if value == 10.5 else ValueError)

    def test_a_result_that_cannot_fit_is_a_memory_error(self) -> None:
        """Every backend refuses it with the same text, at every index with such a result."""
        for name, arguments in _enormous_calls():
            assert self._refusal(name, arguments) == _refusal_of_python(name, arguments)

    def test_the_limit_on_sizes_is_respected(self) -> None:
        """FIBACCEL_MAX_BITS holds for every backend: its check is fibaccel's."""
        with mock.patch.object(limits, "max_bits", return_value=_LIMIT):
            for name, operation in _OF_INTEGERS.items():
                *others, last = beyond(operation, 2 * _LIMIT)
                signs = (1,) if operation.parameters[-1] in operation.least else (1, -1)
                for arguments in ((*others, sign * last) for sign in signs):
                    with pytest.raises(MemoryError, match="MAX_BITS allows 2,097,152 bits"):
                        getattr(self.backend, name)(*arguments)
                    assert self._refusal(name, arguments) == _refusal_of_python(name, arguments)

    def _call_with(self, name: str, place: int, value: object) -> None:
        """Call an operation with arguments of which one is replaced by value."""
        arguments: list[object] = list(next(iter(OPERATIONS[name].answers)))
        arguments[place] = value
        getattr(self.backend, name)(*arguments)

    def _refusal(self, name: str, arguments: tuple[int, ...]) -> str:
        """Return how the backend refuses a size, but for the limit, which memory in use moves."""
        with pytest.raises(MemoryError) as caught:
            getattr(self.backend, name)(*arguments)
        return str(caught.value).partition(", and ")[0]


def _refusal_of_python(name: str, arguments: tuple[int, ...]) -> str:
    with pytest.raises(MemoryError) as caught:
        getattr(pure, name)(*arguments)
    return str(caught.value).partition(", and ")[0]


def _enormous_calls() -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield operations and arguments whose results no memory can hold."""
    for name, operation in _OF_INTEGERS.items():
        *others, _ = next(iter(operation.fingerprints))
        for last in _ENORMOUS:
            if last >= operation.least.get(operation.parameters[-1], last):
                arguments = (*others, last)
                if operation.growth(*arguments) > _IMPOSSIBLE_BITS:
                    yield name, arguments
