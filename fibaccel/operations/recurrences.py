"""Linear recurrences of any order, exact and modulo m.

The known answers are terms of OEIS A000073 (tribonacci), A000078 (tetranacci), A000931 (Padovan),
A001608 (Perrin), A000930 (Narayana) and A000129 (Pell), or were stepped to by the definition: those
for n = 10007 as well. For an n that no stepping reaches they are powers of the companion matrix.
"""

from __future__ import annotations

from fibaccel.contract import OperationTable
from fibaccel.hints import Iterable, SupportsIndex
from fibaccel.operations.answers import residue_bits
from fibaccel.recurrences import recurrence_bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:  # as in fibaccel.operations
    Protocol = object

OPERATIONS = OperationTable()

_TRIBONACCI = (1, 1, 1), (0, 0, 1)
_TETRANACCI = (1, 1, 1, 1), (0, 0, 0, 1)
_PADOVAN = (0, 1, 1), (1, 0, 0)
_PERRIN = (0, 1, 1), (3, 0, 2)
_NARAYANA = (1, 0, 1), (1, 1, 1)
_PELL = (2, 1), (0, 1)
_TWELVE = (3, -1, 4, 1, -5, 9, 2, -6, 5, 3, -5, 8), tuple(range(-3, 9))
_TWENTY = (
    tuple((-1) ** i * (i * i + 1) for i in range(20)),
    tuple(i**3 - 100 for i in range(20)),
)
_TERMS = {
    (*_TRIBONACCI, 0): 0, (*_TRIBONACCI, 2): 1, (*_TRIBONACCI, 37): 1132436852,
    (*_TRIBONACCI, 75): 12903063846126135669, (*_TRIBONACCI, -1): 1, (*_TRIBONACCI, -9): 5,
    (*_TETRANACCI, 37): 2775641472, (*_PADOVAN, 37): 5842, (*_PERRIN, 37): 33004,
    (*_NARAYANA, 37): 848491, (*_PELL, 31): 259717522849, (*_TWELVE, 40): 2470883999173839,
    ((-3,), (2**64,), 5): -243 * 2**64, ((0, 0, 0), (1, 2, 3), 10): 0,
    ((0, 0, 1), (4, 5, 6), 10**18): 5, ((-1,), (7,), -(10**18) - 1): -7,
}  # fmt: skip
_TERMS_LARGE = {
    (*_TRIBONACCI, 10007): (8796, 91656044333287015094412863104849883718),
    (*_TWELVE, 5003): (8163, 159721736972044889145071261824118150788),
}
_RESIDUES = {
    (*_TRIBONACCI, 2, 1): 0, (*_TRIBONACCI, 1, 2): 0,
    (*_TRIBONACCI, 10**18, 10**9 + 7): 913728402, (*_PERRIN, 10**18, 10**9 + 7): 24914,
    (*_TWELVE, 10**18, 10**9 + 7): 841624932, (*_TWELVE, 10**18 + 1, 1000): 867,
    (*_TRIBONACCI, 10**18, 2**64): 5501557070459568128,
    (*_TWELVE, 10**18, 2**64): 5458256671761611681,
    (*_TWELVE, 10**30, 2**128 - 159): 139016597870446503298272243853681566843,
}  # fmt: skip
_RESIDUES_LARGE = {
    (*_TWENTY, 10**20, 10**300 + 7): (995, 3231193406660840323989765038686111010),
    (*_TWENTY, 10**20, 10**300): (995, 26662592594067338687244194947160285705),
}


class Recurrences(Protocol):
    """The operations on linear recurrences."""

    __slots__ = ()

    @OPERATIONS.declare(
        growth=recurrence_bits,
        answers=_TERMS,
        fingerprints=_TERMS_LARGE,
    )
    def linrec(
        self,
        coefficients: Iterable[SupportsIndex],
        start: Iterable[SupportsIndex],
        n: SupportsIndex,
        /,
    ) -> int:
        """w(n) of w(i+k) = c1 w(i+k-1) + ... + ck w(i)."""

    @OPERATIONS.declare(
        growth=residue_bits,
        least={"m": 1},
        answers=_RESIDUES,
        fingerprints=_RESIDUES_LARGE,
    )
    def linrec_mod(
        self,
        coefficients: Iterable[SupportsIndex],
        start: Iterable[SupportsIndex],
        n: SupportsIndex,
        m: SupportsIndex,
        /,
    ) -> int:
        """w(n) modulo m, of the same recurrence."""
