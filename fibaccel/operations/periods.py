"""Periods modulo m.

Periods and ranks modulo small m are those of OEIS A001175 and A001177; for large m each was checked
by the definition: the terms recur, and not after the number divided by any of its prime factors,
which are SymPy 1.14's.
"""

from __future__ import annotations

from fibaccel.contract import OperationTable, fingerprint
from fibaccel.hints import Mapping, SupportsIndex
from fibaccel.operations.answers import at, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:  # as in fibaccel.operations
    Protocol = object

OPERATIONS = OperationTable()

# m: (period, rank of apparition)
_PERIODS = {
    1: (1, 1), 2: (3, 3), 3: (8, 4), 4: (6, 6), 5: (20, 5), 8: (12, 6), 9: (24, 12), 10: (60, 15),
    11: (10, 10), 13: (28, 7), 1000: (1500, 750), 10**15: (15 * 10**14, 75 * 10**13),
    10**9 + 7: (2 * 10**9 + 16, 10**9 + 8), 2**63: (3 * 2**62, 3 * 2**61),
    2**64 - 1: (3021228124801920, 1510614062400960), 5**27: (4 * 5**27, 5**27),
}  # fmt: skip
_PERIODS_LARGE = {2**89 - 1: (fingerprint(206323339880896712483187370),) * 2}
_SEQUENCE_PERIODS = {
    (1, -1, 0, 1, 1): (0, 1), (1, -1, 2, 1, 5): (0, 4), (1, -1, 2, 1, 10): (0, 12),
    (2, -1, 0, 1, 100): (0, 60), (1, -2, 0, 1, 1024): (10, 2), (2, 0, 1, 1, 96): (6, 2),
    (6, 12, 1, 1, 144): (5, 1), (4, 4, 0, 1, 81): (0, 162), (3, 2, 0, 1, 10**5): (5, 2500),
    (10, 100, 3, 7, 1000): (3, 1), (2, 3, 0, 0, 7): (0, 1), (1, 1, 10**18, -1, 2**20): (0, 6),
}  # fmt: skip
_SEQUENCE_PERIODS_LARGE = {
    (1, -1, 0, 1, 2**89 - 1): fingerprint((0, 206323339880896712483187370)),
}


def _period_bits(m: int) -> int:
    """Return a bound of the bits of a Pisano period, which is 6 m at most."""
    return m.bit_length() + 3


def _sequence_period_bits(*arguments: int) -> int:
    """Return twice the bits of m, the last argument: of m^2 states the first to recur ends it."""
    return 2 * arguments[-1].bit_length()


class Periods(Protocol):
    """The operations on periods modulo m."""

    __slots__ = ()

    @OPERATIONS.declare(
        growth=_period_bits,
        least={"m": 1},
        answers=at(part(_PERIODS, 0)),
        fingerprints=at(part(_PERIODS_LARGE, 0)),
    )
    def pisano_period(
        self, m: SupportsIndex, /, *, factors: Mapping[int, int] | None = None
    ) -> int:
        """The least k >= 1 after which the Fibonacci numbers recur modulo m."""

    @OPERATIONS.declare(
        growth=_period_bits,
        least={"m": 1},
        answers=at(part(_PERIODS, 1)),
        fingerprints=at(part(_PERIODS_LARGE, 1)),
    )
    def rank_of_apparition(
        self, m: SupportsIndex, /, *, factors: Mapping[int, int] | None = None
    ) -> int:
        """The least k >= 1 such that m divides F(k)."""

    @OPERATIONS.declare(
        growth=_sequence_period_bits,
        least={"m": 1},
        answers=_SEQUENCE_PERIODS,
        fingerprints=_SEQUENCE_PERIODS_LARGE,
    )
    def sequence_period(
        self,
        p: SupportsIndex,
        q: SupportsIndex,
        w0: SupportsIndex,
        w1: SupportsIndex,
        m: SupportsIndex,
        /,
        *,
        factors: Mapping[int, int] | None = None,
    ) -> tuple[int, int]:
        """The preperiod and the period modulo m of w_k = p w_{k-1} - q w_{k-2}."""
