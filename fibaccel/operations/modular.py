"""Terms modulo m.

The known answers are GMP's, through gmpy2 2.3.2, and agree with powers of a matrix; where GMP
refuses p and q they follow from the formula for a double root.
"""

from __future__ import annotations

from fibaccel.contract import OperationTable
from fibaccel.hints import SupportsIndex
from fibaccel.operations.answers import part, residue_bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:  # as in fibaccel.operations
    Protocol = object

OPERATIONS = OperationTable()

_FL_MOD = {
    (0, 1): (0, 0), (0, 2): (0, 0), (1, 10): (1, 1),
    (94, 2**64 - 1): (1293530146158671552, 7247106902692873413),
    (187, 2**128): (198239973509362327032045173661212819077,
                    183325459841620524747688018376945311861),
    (10**18, 10): (5, 7), (-(10**18), 10): (5, 7), (-(10**18) - 3, 2): (1, 1),
    (10**18, 2**63 - 25): (8380691390366880330, 5406778414269865768),
    (10**18, 2**63): (3919126379787055675, 5932575098650755071),
    (10**18, 2**64): (13142498416641831483, 5932575098650755071),
    (-(10**18), 2**64): (5304245657067720133, 5932575098650755071),
    (10**18, 2**64 + 13): (4353816029837053544, 7396295231380721298),
    (10**18, 2**128 - 159): (126980858753700420185773387765117314569,
                             264485455896342983830259199998426533566),
    (10**18, 2**128): (222905918981175816425483263558865252923,
                       176816609160632524717707559468674842623),
    (10**18, 2**128 + 51): (138897259469762578026063830025720868616,
                            30777837765439158965820804654606040394),
    (10**30, 10**18): (183788299560546875, 231220245361328127),
}  # fmt: skip
_FL_MOD_LARGE = {
    (10**20, 10**300 + 7): ((996, 67892142509742768043763757143807342554),
                            (997, 167413086307503497151220693466475961839)),
    (10**20, 10**300): ((997, 121605786861753278251360724323032059505),
                        (997, 26195099020289073196834803812968752776)),
}  # fmt: skip
_UV_MOD = {
    (5, 7, 0, 1): (0, 0), (1, 1, 10**18 + 3, 2): (1, 1),
    (3, 1, 10**18, 2**63 - 25): (3290488468252059292, 5275937814902753929),
    (2, -1, 10**18, 2**64): (18253901528847613952, 8238072316852961282),
    (4, 4, 10**18, 2**64 - 1): (5 * 10**17, 2),
    (-5, 6, 2**64, 2**64 - 59): (4688906789611276090, 16063680293311969419),
    (6, 3, 10**6, 2**63): (2042255733478078272, 46728476352759042),
    (2**64 - 3, -(2**65), 10**30, 2**128): (108362535199930153333390248839839307093,
                                            172804943139646383802547265052988145665),
    (3, 1 - 2**128, 2**64 - 1, 2**128 - 159): (155608806764352127587971820393914424545,
                                               219453168142891637391522608521587280496),
    (7, 0, 10**18, 2**127 - 1): (79090130691838768696844292769854259405,
                                 43207364461463685682848138241327498654),
    (0, 3, 10**18 + 1, 2**128 + 51): (116395235034326095073447440900306483077, 0),
}  # fmt: skip
_UV_MOD_LARGE = {
    (3, -5, 10**20, 10**300 + 7): ((995, 1853626065878114795963076838590407272),
                                   (996, 9052938345350119797575154768418313127)),
    (3, -5, 10**20, 10**300): ((995, 142743438676428336102372413007840790073),
                               (996, 102043866790480046688634578110247920444)),
}  # fmt: skip


class Modular(Protocol):
    """The operations whose results are terms modulo m."""

    __slots__ = ()

    @OPERATIONS.declare(
        growth=residue_bits,
        least={"m": 1},
        answers=part(_FL_MOD, 0),
        fingerprints=part(_FL_MOD_LARGE, 0),
    )
    def fib_mod(self, n: SupportsIndex, m: SupportsIndex, /) -> int:
        """F(n) modulo m, for any integer n."""

    @OPERATIONS.declare(
        growth=residue_bits,
        least={"m": 1},
        answers=part(_FL_MOD, 1),
        fingerprints=part(_FL_MOD_LARGE, 1),
    )
    def lucas_mod(self, n: SupportsIndex, m: SupportsIndex, /) -> int:
        """L(n) modulo m, for any integer n."""

    @OPERATIONS.declare(
        growth=residue_bits,
        least={"n": 0, "m": 1},
        answers=part(_UV_MOD, 0),
        fingerprints=part(_UV_MOD_LARGE, 0),
    )
    def lucasu_mod(
        self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /
    ) -> int:
        """U_n(p, q) modulo m, for n >= 0."""

    @OPERATIONS.declare(
        growth=residue_bits,
        least={"n": 0, "m": 1},
        answers=part(_UV_MOD, 1),
        fingerprints=part(_UV_MOD_LARGE, 1),
    )
    def lucasv_mod(
        self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /
    ) -> int:
        """V_n(p, q) modulo m, for n >= 0."""
