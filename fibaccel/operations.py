"""The operations, each declared once: the contract between fibaccel and a backend.

A declaration is a method of `Operations`, so that a type checker knows every backend's functions,
and the terms in its decorator. `OPERATIONS` is what has been declared, as data: whoever has to
know which operations exist reads it. That are the binding of public names, the attributes of a
`Backend`, what a plugin may leave out, the answers that it is checked against when it is loaded,
and the conformance kit. What is written by hand beside it, such as the documentation, is compared
with it by tests/test_contract.py.

The known answers are those of OEIS A000045 and A000032 (b-files, n <= 187) and, for n = 10007,
of GMP through gmpy2 2.3.2. They sit on the edges of machine words: F(93) is the last below
2^64, F(186) the last below 2^128. The digits of 2^64, 2^128 and 2^11213 - 1, the 23rd Mersenne
prime, are those of OEIS A000079 and A000668.

Those of the other Lucas sequences were stepped to by their definition and, for n = 10007, are
GMP's. Terms modulo m are GMP's, too, and agree with powers of a matrix; where GMP refuses p and q
they follow from the formula for a double root. Periods and ranks modulo small m are those of OEIS
A001175 and A001177; for large m each was checked by the definition: the terms recur, and not after
the number divided by any of its prime factors, which are SymPy 1.14's.

F(1496) is the product F(187) L(187) L(374) L(748). The numerals of powers of ten are those of the
definition: the largest term that fits, again and again. Counts of digits are those of OEIS A068070
and of logarithms by Python's decimal to 220 digits.
"""

from __future__ import annotations

from fibaccel import limits
from fibaccel.contract import OperationTable, fingerprint
from fibaccel.hints import Iterable, Iterator, SupportsIndex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol, TypeVar

    from fibaccel.contract import Answers

    Key = TypeVar("Key")
else:
    # Importing typing takes as long as `fibaccel 100`. So these classes are Protocols to a type
    # checker and plain classes to the interpreter, which has no use for them but as bases.
    Protocol = object

CONTRACT_VERSION = 1
"""Changes only when the meaning of an existing operation changes; a new one never bumps it."""

OPERATIONS = OperationTable()
"""Every operation by its name, in the order in which they are declared."""

_F = {0: 0, 1: 1, 92: 7540113804746346429, 93: 12200160415121876738, 94: 19740274219868223167,
      185: 205697230343233228174223751303346572685, 186: 332825110087067562321196029789634457848,
      187: 538522340430300790495419781092981030533}  # fmt: skip
_L = {0: 2, 1: 1, 92: 16860207025497407047, 93: 27280388024614569596, 94: 44140595050111976643,
      185: 459952989830901896468168308275922343011, 186: 744219570773534018669643532396327603218,
      187: 1204172560604435915137811840672249946229}  # fmt: skip
_NUMERALS = ("0", "-1", "9", "-10", "18446744073709551615", "-18446744073709551616",
             "999999999999999999", "-1000000000000000000", "1000000000000000001",
             "340282366920938463463374607431768211456")  # fmt: skip
_F_1496 = _F[187] * _L[187] * (_L[187] ** 2 + 2) * ((_L[187] ** 2 + 2) ** 2 - 2)
_INDICES = {
    0: 0, 1: 2, 2: 3, 3: 4, 4: 4, 54: 9, 55: 10, _F[93] - 1: 92, _F[93]: 93, 2**64 - 1: 93,
    2**64: 93, _F[94]: 94, _F[187] - 1: 186, _F[187]: 187,
}  # fmt: skip
_ZECKENDORF: dict[int, list[int]] = {
    0: [], 1: [2], 4: [4, 2], 100: [11, 6, 4], _F[93]: [93], _F[93] - 1: [*range(92, 1, -2)],
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
_EDGES = (0, 1, 93, 94, 186, 187)
_F_LARGE = (6947, 102478970999521939596172648202469706971)
_F_LARGE_BEFORE = (6946, 10663115718347110138472187912957031514)
_L_LARGE = (6948, 123805202436216159873117024028383769999)
_L_LARGE_BEFORE = (6947, 24153642820227537322185804776098276701)
_UV = {
    (1, -1, 93): (_F[93], _L[93]),
    (2, -1, 0): (0, 2), (2, -1, 1): (1, 2),
    (2, -1, 51): (11749380235262596085, 33232265756373499214),
    (2, -1, 52): (28365513113449345692, 80229786697423883554),
    (2, -1, 102): (390458526450928779826062879981346977190,
                   1104383487302234701814749733230858617798),
    (1, -2, 65): (12297829382473034411, 36893488147419103231),
    (1, 2, 128): (-10648213811544751203, -23820962743960351231),
    (-3, 5, 60): (76460701934995968528, 1845301689049597908626),
    (3, 2, 64): (2**64 - 1, 2**64 + 1), (3, 2, 128): (2**128 - 1, 2**128 + 1),
    (4, 4, 60): (60 * 2**59, 2**61), (2, 1, 10**18): (10**18, 2), (1, 1, 10**18): (-1, -1),
    (0, 3, 80): (0, 2 * 3**40), (5, 0, 41): (5**40, 5**41), (0, 0, 2): (0, 0),
    (2**64, -(2**63), 3): (2**128 + 2**63, 2**192 + 3 * 2**127),
    (-(2**63), 2**127, 2): (-(2**63), 2**126 - 2**128),
}  # fmt: skip
_UV_LARGE = {
    (2, -1, 10007): ((12723, 56803209715947435819963798003773592523),
                     (12725, 51439345241754810031532553435568965395)),
    (-3, 7, 10007): ((14046, 166567642101143216773102910157312328678),
                     (14046, 27852810232120200540383098681446053180)),
}  # fmt: skip
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


def _at(values: Mapping[int, object]) -> Answers:
    """Return answers of an operation of one argument."""
    return {(n,): value for n, value in values.items()}


def _part(values: Mapping[Key, tuple[object, object]], index: int) -> Mapping[Key, object]:
    """Return answers of one of two operations whose results stand in pairs."""
    return {arguments: pair[index] for arguments, pair in values.items()}


# Bounds of a result's bits, beside those of `limits`.
def _number_bits(x: int) -> int:
    """Return the bits of x, and those that an index has more than a tiny x."""
    return x.bit_length() + 2


def _numeral_bits(indices: tuple[int, ...]) -> int:
    """Return a bound of the bits of a numeral's number, by its largest index."""
    return limits.term_bits(indices[0] + 1) if indices else 0


def _longest_bits(start: int, stop: int, step: int) -> int:
    """Return a bound of the bits that a term of a range of indices has."""
    return max(limits.term_bits(n) for n in (start, stop, step))


def _residue_bits(*arguments: int) -> int:
    """Return the bits of m, the last argument."""
    return arguments[-1].bit_length()


def _period_bits(m: int) -> int:
    """Return a bound of the bits of a Pisano period, which is 6 m at most."""
    return m.bit_length() + 3


def _sequence_period_bits(*arguments: int) -> int:
    """Return twice the bits of m, the last argument: of m^2 states the first to recur ends it."""
    return 2 * arguments[-1].bit_length()


class Required(Protocol):
    """The operations that a backend has to have."""

    __slots__ = ()

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=_at({n: _F[n] for n in _EDGES} | {-93: _F[93], -94: -_F[94]}),
        fingerprints=_at({10007: _F_LARGE}),
        required=True,
    )
    def fib(self, n: SupportsIndex, /) -> int:
        """F(n), for any integer n."""


class Operations(Required, Protocol):
    """All operations, as a type checker sees those of a backend."""

    __slots__ = ()

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=_at({0: (0, 1), 1: (1, 0)} | {n: (_F[n], _F[n - 1]) for n in _EDGES[2:]}),
        fingerprints=_at({10007: (_F_LARGE, _F_LARGE_BEFORE)}),
        derived=True,
    )
    def fib2(self, n: SupportsIndex, /) -> tuple[int, int]:
        """(F(n), F(n-1))."""

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=_at({n: _L[n] for n in _EDGES} | {-93: -_L[93], -94: _L[94]}),
        fingerprints=_at({10007: _L_LARGE}),
        derived=True,
    )
    def lucas(self, n: SupportsIndex, /) -> int:
        """L(n), for any integer n."""

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=_at({0: (2, -1), 1: (1, 2)} | {n: (_L[n], _L[n - 1]) for n in _EDGES[2:]}),
        fingerprints=_at({10007: (_L_LARGE, _L_LARGE_BEFORE)}),
        derived=True,
    )
    def lucas2(self, n: SupportsIndex, /) -> tuple[int, int]:
        """(L(n), L(n-1))."""

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=_at({n: str(_F[n]) for n in _EDGES} | {-94: f"-{_F[94]}"}),
        fingerprints=_at({10007: (2091, "97685696948780292353", "17385487724991702513")}),
    )
    def fib_str(self, n: SupportsIndex, /) -> str:
        """The decimal digits of F(n)."""

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=_at({n: str(_L[n]) for n in _EDGES} | {-93: f"-{_L[93]}"}),
        fingerprints=_at({10007: (2092, "21843185880691652576", "48948135703434931279")}),
    )
    def lucas_str(self, n: SupportsIndex, /) -> str:
        """The decimal digits of L(n)."""

    @OPERATIONS.declare(
        growth=int.bit_length,
        answers=_at({x: text for text in _NUMERALS for x in [int(text)]}),
        fingerprints=_at(
            {
                10**2500: (2501, "1" + "0" * 19, "0" * 20),
                2**11213 - 1: (3376, "28141120136973731333", "67391476087696392191"),
            }
        ),
    )
    def int_str(self, x: SupportsIndex, /) -> str:
        """The decimal digits of x."""

    @OPERATIONS.declare(
        growth=limits.lucas_bits,
        least={"n": 0},
        answers=_part(_UV, 0),
        fingerprints=_part(_UV_LARGE, 0),
    )
    def lucasu(self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int:
        """U_n(p, q), for n >= 0."""

    @OPERATIONS.declare(
        growth=limits.lucas_bits,
        least={"n": 0},
        answers=_part(_UV, 1),
        fingerprints=_part(_UV_LARGE, 1),
    )
    def lucasv(self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int:
        """V_n(p, q), for n >= 0."""

    @OPERATIONS.declare(
        growth=_residue_bits,
        least={"m": 1},
        answers=_part(_FL_MOD, 0),
        fingerprints=_part(_FL_MOD_LARGE, 0),
    )
    def fib_mod(self, n: SupportsIndex, m: SupportsIndex, /) -> int:
        """F(n) modulo m, for any integer n."""

    @OPERATIONS.declare(
        growth=_residue_bits,
        least={"m": 1},
        answers=_part(_FL_MOD, 1),
        fingerprints=_part(_FL_MOD_LARGE, 1),
    )
    def lucas_mod(self, n: SupportsIndex, m: SupportsIndex, /) -> int:
        """L(n) modulo m, for any integer n."""

    @OPERATIONS.declare(
        growth=_residue_bits,
        least={"n": 0, "m": 1},
        answers=_part(_UV_MOD, 0),
        fingerprints=_part(_UV_MOD_LARGE, 0),
    )
    def lucasu_mod(
        self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /
    ) -> int:
        """U_n(p, q) modulo m, for n >= 0."""

    @OPERATIONS.declare(
        growth=_residue_bits,
        least={"n": 0, "m": 1},
        answers=_part(_UV_MOD, 1),
        fingerprints=_part(_UV_MOD_LARGE, 1),
    )
    def lucasv_mod(
        self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, m: SupportsIndex, /
    ) -> int:
        """V_n(p, q) modulo m, for n >= 0."""

    @OPERATIONS.declare(
        growth=_period_bits,
        least={"m": 1},
        answers=_at(_part(_PERIODS, 0)),
        fingerprints=_at(_part(_PERIODS_LARGE, 0)),
    )
    def pisano_period(self, m: SupportsIndex, /) -> int:
        """The least k >= 1 after which the Fibonacci numbers recur modulo m."""

    @OPERATIONS.declare(
        growth=_period_bits,
        least={"m": 1},
        answers=_at(_part(_PERIODS, 1)),
        fingerprints=_at(_part(_PERIODS_LARGE, 1)),
    )
    def rank_of_apparition(self, m: SupportsIndex, /) -> int:
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
    ) -> tuple[int, int]:
        """The preperiod and the period modulo m of w_k = p w_{k-1} - q w_{k-2}."""

    @OPERATIONS.declare(
        growth=_number_bits,
        answers=_at(_part(_COUNTS, 0)),
        fingerprints=_at({10**100: (330, _COUNT_LARGE)}),
    )
    def fib_num_digits(self, n: SupportsIndex, /) -> int:
        """How many decimal digits F(n) has."""

    @OPERATIONS.declare(
        growth=_number_bits,
        answers=_at(_part(_COUNTS, 1)),
        fingerprints=_at({10**100: (330, _COUNT_LARGE + 1)}),
    )
    def lucas_num_digits(self, n: SupportsIndex, /) -> int:
        """How many decimal digits L(n) has."""

    @OPERATIONS.declare(
        growth=_number_bits,
        answers=_at(
            {_F[n]: True for n in _EDGES}
            | dict.fromkeys((4, -1, -_F[93], _F[93] - 1, _F[94] + 1, _F[187] - 1, 2**64), False)
        ),
        fingerprints=_at({_F_1496: fingerprint(True), _F_1496 + 267914296: fingerprint(False)}),
    )
    def is_fib(self, x: SupportsIndex, /) -> bool:
        """Whether x is F(n) for an n >= 0."""

    @OPERATIONS.declare(
        growth=_number_bits,
        least={"x": 0},
        answers=_at(_INDICES),
        fingerprints=_at(
            {_F_1496: fingerprint(1496), _F_1496 - 1: fingerprint(1495), 10**300: fingerprint(1437)}
        ),
    )
    def fib_index(self, x: SupportsIndex, /) -> int:
        """The largest k with F(k) <= x."""

    @OPERATIONS.declare(
        growth=_number_bits,
        least={"x": 0},
        answers=_at(_ZECKENDORF),
        fingerprints=_at(
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
            (93, 95, 1): [_F[93], _F[94]],
            (0, 188, 93): [0, _F[93], _F[186]],
            (5, 5, -1): [],
        },
        fingerprints={(1496, 1497, 7): fingerprint([_F_1496])},
    )
    def fibs(
        self, start: SupportsIndex = 0, stop: SupportsIndex | None = None, step: SupportsIndex = 1
    ) -> Iterator[int]:
        """F(start), F(start + step) ..., as far as `range` would go."""
