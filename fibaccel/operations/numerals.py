"""Numerals of Fibonacci numbers, the place of a number among terms, terms in a row, their lengths.

F(1496) is the product F(187) L(187) L(374) L(748), and L(2n) is L(n)^2 - 2 (-1)^n. The numerals of
powers of ten are those of the definition: the largest term that fits, again and again. Counts of
digits are those of OEIS A068070 and of logarithms by Python's decimal to 220 digits.
"""

from __future__ import annotations

from fibaccel import limits
from fibaccel.contract import OperationTable, fingerprint
from fibaccel.hints import Iterable, Iterator, SupportsIndex
from fibaccel.operations.answers import EDGES, F, L, at, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:  # as in fibaccel.operations
    Protocol = object

OPERATIONS = OperationTable()

_L_374 = L[187] ** 2 + 2
_L_748 = _L_374**2 - 2
_L_1496 = _L_748**2 - 2
_F_1496 = F[187] * L[187] * _L_374 * _L_748
_INDICES = {
    0: 0, 1: 2, 2: 3, 3: 4, 4: 4, 54: 9, 55: 10, F[93] - 1: 92, F[93]: 93, 2**64 - 1: 93,
    2**64: 93, F[94]: 94, F[187] - 1: 186, F[187]: 187,
}  # fmt: skip
_LUCAS_INDICES = {
    1: 1, 2: 1, 3: 2, 4: 3, 6: 3, 7: 4, 123: 10, L[93] - 1: 92, L[93]: 93, 2**64 - 1: 92,
    2**64: 92, L[94]: 94, L[187] - 1: 186, L[187]: 187,
}  # fmt: skip
_ZECKENDORF: dict[int, list[int]] = {
    0: [], 1: [2], 4: [4, 2], 100: [11, 6, 4], F[93]: [93], F[93] - 1: [*range(92, 1, -2)],
    10**18: [87, 85, 81, 79, 77, 75, 71, 68, 66, 61, 59, 50, 48, 46, 44, 36, 32, 29, 26, 24, 21,
             17, 15, 12, 10, 8, 3],
}  # fmt: skip
# n: (digits of F(n), digits of L(n))
_COUNTS = {
    0: (1, 1), 1: (1, 1), 6: (1, 2), 7: (2, 2), -7: (2, 2), 93: (20, 20), 94: (20, 20),
    186: (39, 39), -187: (39, 40), 1000: (209, 209), 10**6: (208988, 208988),
    10**9: (208987640, 208987641), 10**18: (208987640249978734, 208987640249978734),
    2**63: (1927570757129919482, 1927570757129919482),
    -(2**64): (3855141514259838964, 3855141514259838964),
}  # fmt: skip
_COUNT_LARGE = 73788576344694379833960879780344133575


def _number_bits(x: int) -> int:
    """Return the bits of x, and those that an index has more than a tiny x."""
    return x.bit_length() + 2


def _numeral_bits(indices: tuple[int, ...]) -> int:
    """Return a bound of the bits of a numeral's number, by its largest index."""
    return limits.term_bits(indices[0] + 1) if indices else 0


def _longest_bits(start: int, stop: int, step: int) -> int:
    """Return a bound of the bits that a term of a range of indices has."""
    return max(limits.term_bits(n) for n in (start, stop, step))


class Numerals(Protocol):
    """The operations on numerals, ranges of terms and counts of digits."""

    __slots__ = ()

    @OPERATIONS.declare(
        growth=_number_bits,
        answers=at(part(_COUNTS, 0)),
        fingerprints=at({10**100: (330, _COUNT_LARGE)}),
    )
    def fib_num_digits(self, n: SupportsIndex, /) -> int:
        """How many decimal digits F(n) has."""

    @OPERATIONS.declare(
        growth=_number_bits,
        answers=at(part(_COUNTS, 1)),
        fingerprints=at({10**100: (330, _COUNT_LARGE + 1)}),
    )
    def lucas_num_digits(self, n: SupportsIndex, /) -> int:
        """How many decimal digits L(n) has."""

    @OPERATIONS.declare(
        growth=_number_bits,
        answers=at(
            {F[n]: True for n in EDGES}
            | dict.fromkeys((4, -1, -F[93], F[93] - 1, F[94] + 1, F[187] - 1, 2**64), False)
        ),
        fingerprints=at({_F_1496: fingerprint(True), _F_1496 + 267914296: fingerprint(False)}),
    )
    def is_fib(self, x: SupportsIndex, /) -> bool:
        """Whether x is F(n) for an n >= 0."""

    @OPERATIONS.declare(
        growth=_number_bits,
        least={"x": 0},
        answers=at(_INDICES),
        fingerprints=at(
            {_F_1496: fingerprint(1496), _F_1496 - 1: fingerprint(1495), 10**300: fingerprint(1437)}
        ),
    )
    def fib_index(self, x: SupportsIndex, /) -> int:
        """The largest k with F(k) <= x."""

    @OPERATIONS.declare(
        growth=_number_bits,
        answers=at(
            {L[n]: True for n in EDGES}
            | dict.fromkeys((0, 5, -1, -L[93], L[93] - 1, L[94] + 1, L[187] - 1, 2**64), False)
        ),
        fingerprints=at({_L_1496: fingerprint(True), _L_1496 + 267914296: fingerprint(False)}),
    )
    def is_lucas(self, x: SupportsIndex, /) -> bool:
        """Whether x is L(n) for an n >= 0."""

    @OPERATIONS.declare(
        growth=_number_bits,
        least={"x": 1},
        answers=at(_LUCAS_INDICES),
        fingerprints=at(
            {_L_1496: fingerprint(1496), _L_1496 - 1: fingerprint(1495), 10**300: fingerprint(1435)}
        ),
    )
    def lucas_index(self, x: SupportsIndex, /) -> int:
        """The largest k with L(k) <= x."""

    @OPERATIONS.declare(
        growth=_number_bits,
        least={"x": 0},
        answers=at(_ZECKENDORF),
        fingerprints=at(
            {_F_1496 - 1: fingerprint([*range(1495, 2, -2)]), 10**300: (399, 38584989)}
        ),
    )
    def zeckendorf(self, x: SupportsIndex, /) -> list[int]:
        """The indices of the terms that x is the sum of, the largest first, no two neighbours."""

    @OPERATIONS.declare(
        growth=_numeral_bits,
        answers={(tuple(indices),): x for x, indices in _ZECKENDORF.items()},
        fingerprints={
            ((1496,),): fingerprint(_F_1496),
            (tuple(range(1495, 2, -2)),): fingerprint(_F_1496 - 1),
        },
    )
    def from_zeckendorf(self, indices: Iterable[SupportsIndex], /) -> int:
        """The sum of the terms with these indices."""

    @OPERATIONS.declare(
        growth=_longest_bits,
        answers={
            (0, 10, 1): [0, 1, 1, 2, 3, 5, 8, 13, 21, 34],
            (4, -5, -2): [3, 1, 0, -1, -3],
            (93, 95, 1): [F[93], F[94]],
            (0, 188, 93): [0, F[93], F[186]],
            (5, 5, -1): [],
        },
        fingerprints={(1496, 1497, 7): fingerprint([_F_1496])},
    )
    def fibs(
        self, start: SupportsIndex = 0, stop: SupportsIndex | None = None, step: SupportsIndex = 1
    ) -> Iterator[int]:
        """F(start), F(start + step) ..., as far as `range` would go."""

    @OPERATIONS.declare(
        growth=_longest_bits,
        answers={
            (0, 10, 1): [2, 1, 3, 4, 7, 11, 18, 29, 47, 76],
            (4, -5, -2): [7, 3, 2, 3, 7],
            (-1, -4, -1): [-1, 3, -4],
            (93, 95, 1): [L[93], L[94]],
            (0, 188, 93): [2, L[93], L[186]],
            (5, 5, -1): [],
        },
        fingerprints={(1496, 1497, 7): fingerprint([_L_1496])},
    )
    def lucases(
        self, start: SupportsIndex = 0, stop: SupportsIndex | None = None, step: SupportsIndex = 1
    ) -> Iterator[int]:
        """L(start), L(start + step) ..., as far as `range` would go."""
