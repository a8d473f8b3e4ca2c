"""The table of operations: the contract between fibaccel and a backend, as data.

Everything that has to know which operations exist reads `OPERATIONS`: the names that
`fibaccel` exports, the attributes of a `Backend`, what a plugin may leave out, the answers it
is checked against when it is loaded. A new operation is a new row here and a function in
`fibaccel.pure`.

The known answers are those of OEIS A000045 and A000032 (b-files, n <= 187) and, for n = 10007,
of GMP through gmpy2 2.3.2. They sit on the edges of machine words: F(93) is the last below
2^64, F(186) the last below 2^128. The digits of 2^64, 2^128 and 2^11213 - 1, the 23rd Mersenne
prime, are those of OEIS A000079 and A000668.
"""

from __future__ import annotations

from fibaccel import derive, limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Answers = dict[tuple[int, ...], object]

CONTRACT_VERSION = 1
"""Changes only when the meaning of an existing operation changes; a new one never bumps it."""

FINGERPRINT_MODULUS = 2**127 - 1


class Operation:
    """One operation of the contract.

    Attributes:
        name: what the operation is called in a backend and in ``fibaccel``.
        argument: what its argument is called: ``n``, an index, or ``x``, a number that the digits
            are wanted of.
        answers: pairs of arguments and the exact result.
        fingerprints: pairs of arguments and the `fingerprint` of a large result.
        derive: builds the operation from a backend's own ``fib``; None where the Python
            backend's function completes a backend instead.
        required: a backend without this operation is refused.
    """

    __slots__ = ("answers", "argument", "derive", "fingerprints", "name", "required")

    def __init__(
        self,
        name: str,
        *,
        argument: str = "n",
        answers: Answers,
        fingerprints: Answers,
        derive: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None,
        required: bool = False,
    ) -> None:
        """Keep the row."""
        self.name = name
        self.argument = argument
        self.answers = answers
        self.fingerprints = fingerprints
        self.derive = derive
        self.required = required

    def is_unchecked(self, argument: int) -> bool:
        """Return whether no limit can forbid the operation at this argument."""
        if self.argument == "n":
            return abs(argument) <= limits.largest_unchecked_n()
        return argument.bit_length() <= limits.largest_unchecked_bits()


def fingerprint(value: object) -> object:
    """Return a short value that tells large results apart: size and residue, or both ends.

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
    return value


_F = {0: 0, 1: 1, 92: 7540113804746346429, 93: 12200160415121876738, 94: 19740274219868223167,
      185: 205697230343233228174223751303346572685, 186: 332825110087067562321196029789634457848,
      187: 538522340430300790495419781092981030533}  # fmt: skip
_L = {0: 2, 1: 1, 92: 16860207025497407047, 93: 27280388024614569596, 94: 44140595050111976643,
      185: 459952989830901896468168308275922343011, 186: 744219570773534018669643532396327603218,
      187: 1204172560604435915137811840672249946229}  # fmt: skip
_NUMERALS = ("0", "-1", "9", "-10", "18446744073709551615", "-18446744073709551616",
             "999999999999999999", "-1000000000000000000", "1000000000000000001",
             "340282366920938463463374607431768211456")  # fmt: skip
_EDGES = (0, 1, 93, 94, 186, 187)
_F_LARGE = (6947, 102478970999521939596172648202469706971)
_F_LARGE_BEFORE = (6946, 10663115718347110138472187912957031514)
_L_LARGE = (6948, 123805202436216159873117024028383769999)
_L_LARGE_BEFORE = (6947, 24153642820227537322185804776098276701)


def _at(values: Mapping[int, object]) -> Answers:
    """Return answers of an operation of one argument."""
    return {(n,): value for n, value in values.items()}


OPERATIONS: dict[str, Operation] = {
    row.name: row
    for row in (
        Operation(
            "fib",
            answers=_at({n: _F[n] for n in _EDGES} | {-93: _F[93], -94: -_F[94]}),
            fingerprints=_at({10007: _F_LARGE}),
            required=True,
        ),
        Operation(
            "fib2",
            answers=_at({0: (0, 1), 1: (1, 0)} | {n: (_F[n], _F[n - 1]) for n in _EDGES[2:]}),
            fingerprints=_at({10007: (_F_LARGE, _F_LARGE_BEFORE)}),
            derive=derive.fib2,
        ),
        Operation(
            "lucas",
            answers=_at({n: _L[n] for n in _EDGES} | {-93: -_L[93], -94: _L[94]}),
            fingerprints=_at({10007: _L_LARGE}),
            derive=derive.lucas,
        ),
        Operation(
            "lucas2",
            answers=_at({0: (2, -1), 1: (1, 2)} | {n: (_L[n], _L[n - 1]) for n in _EDGES[2:]}),
            fingerprints=_at({10007: (_L_LARGE, _L_LARGE_BEFORE)}),
            derive=derive.lucas2,
        ),
        Operation(
            "fib_str",
            answers=_at({n: str(_F[n]) for n in _EDGES} | {-94: f"-{_F[94]}"}),
            fingerprints=_at({10007: (2091, "97685696948780292353", "17385487724991702513")}),
        ),
        Operation(
            "lucas_str",
            answers=_at({n: str(_L[n]) for n in _EDGES} | {-93: f"-{_L[93]}"}),
            fingerprints=_at({10007: (2092, "21843185880691652576", "48948135703434931279")}),
        ),
        Operation(
            "int_str",
            argument="x",
            answers=_at({x: text for text in _NUMERALS for x in [int(text)]}),
            fingerprints=_at(
                {
                    10**2500: (2501, "1" + "0" * 19, "0" * 20),
                    2**11213 - 1: (3376, "28141120136973731333", "67391476087696392191"),
                }
            ),
        ),
    )
}
