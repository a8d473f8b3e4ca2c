"""Terms and other integers, exact: Fibonacci and Lucas numbers, both sequences of Lucas, digits.

The known answers are those of OEIS A000045 and A000032 (b-files, n <= 187) and, for n = 10007,
of GMP through gmpy2 2.3.2. They sit on the edges of machine words: F(93) is the last below
2^64, F(186) the last below 2^128. The digits of 2^64, 2^128 and 2^11213 - 1, the 23rd Mersenne
prime, are those of OEIS A000079 and A000668.

Those of the other Lucas sequences were stepped to by their definition and, for n = 10007, are
GMP's.
"""

from __future__ import annotations

from fibaccel import limits
from fibaccel.contract import OperationTable, fingerprint
from fibaccel.hints import SupportsIndex
from fibaccel.operations.answers import EDGES, F, L, at, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:  # as in fibaccel.operations
    Protocol = object

OPERATIONS = OperationTable()

_NUMERALS = ("0", "-1", "9", "-10", "18446744073709551615", "-18446744073709551616",
             "999999999999999999", "-1000000000000000000", "1000000000000000001",
             "340282366920938463463374607431768211456")  # fmt: skip
_F_LARGE = (6947, 102478970999521939596172648202469706971)
_F_LARGE_BEFORE = (6946, 10663115718347110138472187912957031514)
_L_LARGE = (6948, 123805202436216159873117024028383769999)
_L_LARGE_BEFORE = (6947, 24153642820227537322185804776098276701)
_UV = {
    (1, -1, 93): (F[93], L[93]),
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
    (2, -1, -5): (29, -82), (3, 1, -4): (-21, 47), (-4, 1, -3): (-15, -52),
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


def _text_bits(text: str | bytes) -> int:
    """Return a bound of the bits of the number that a text writes."""
    return limits.power_of_ten_bits(len(text))


class Required(Protocol):
    """The operations that a backend has to have."""

    __slots__ = ()

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=at({n: F[n] for n in EDGES} | {-93: F[93], -94: -F[94]}),
        fingerprints=at({10007: _F_LARGE}),
        required=True,
    )
    def fib(self, n: SupportsIndex, /) -> int:
        """F(n), for any integer n."""


class Exact(Required, Protocol):
    """The operations whose results are exact."""

    __slots__ = ()

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=at({0: (0, 1), 1: (1, 0)} | {n: (F[n], F[n - 1]) for n in EDGES[2:]}),
        fingerprints=at({10007: (_F_LARGE, _F_LARGE_BEFORE)}),
        derived=True,
    )
    def fib2(self, n: SupportsIndex, /) -> tuple[int, int]:
        """(F(n), F(n-1))."""

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=at({n: L[n] for n in EDGES} | {-93: -L[93], -94: L[94]}),
        fingerprints=at({10007: _L_LARGE}),
        derived=True,
    )
    def lucas(self, n: SupportsIndex, /) -> int:
        """L(n), for any integer n."""

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=at({0: (2, -1), 1: (1, 2)} | {n: (L[n], L[n - 1]) for n in EDGES[2:]}),
        fingerprints=at({10007: (_L_LARGE, _L_LARGE_BEFORE)}),
        derived=True,
    )
    def lucas2(self, n: SupportsIndex, /) -> tuple[int, int]:
        """(L(n), L(n-1))."""

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=at({n: str(F[n]) for n in EDGES} | {-94: f"-{F[94]}"}),
        fingerprints=at({10007: (2091, "97685696948780292353", "17385487724991702513")}),
    )
    def fib_str(self, n: SupportsIndex, /) -> str:
        """The decimal digits of F(n)."""

    @OPERATIONS.declare(
        growth=limits.term_bits,
        answers=at({n: str(L[n]) for n in EDGES} | {-93: f"-{L[93]}"}),
        fingerprints=at({10007: (2092, "21843185880691652576", "48948135703434931279")}),
    )
    def lucas_str(self, n: SupportsIndex, /) -> str:
        """The decimal digits of L(n)."""

    @OPERATIONS.declare(
        growth=int.bit_length,
        answers=at({x: text for text in _NUMERALS for x in [int(text)]}),
        fingerprints=at(
            {
                10**2500: (2501, "1" + "0" * 19, "0" * 20),
                2**11213 - 1: (3376, "28141120136973731333", "67391476087696392191"),
            }
        ),
    )
    def int_str(self, x: SupportsIndex, /) -> str:
        """The decimal digits of x."""

    @OPERATIONS.declare(
        growth=_text_bits,
        answers={(text,): int(text) for text in (*_NUMERALS, b"-0", "+007", "-1_000_000")},
        fingerprints={
            ("1" + "0" * 2500,): fingerprint(10**2500),
            (b"-" + b"9" * 1000,): fingerprint(1 - 10**1000),
        },
    )
    def int_from_str(self, text: str | bytes, /) -> int:
        """The integer that text writes in decimal."""

    @OPERATIONS.declare(
        growth=limits.lucas_bits,
        answers=part(_UV, 0),
        fingerprints=part(_UV_LARGE, 0),
    )
    def lucasu(self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int:
        """U_n(p, q), for n >= 0; for any n where q is 1 or -1."""

    @OPERATIONS.declare(
        growth=limits.lucas_bits,
        answers=part(_UV, 1),
        fingerprints=part(_UV_LARGE, 1),
    )
    def lucasv(self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> int:
        """V_n(p, q), for n >= 0; for any n where q is 1 or -1."""

    @OPERATIONS.declare(growth=limits.lucas_bits, answers=_UV, fingerprints=_UV_LARGE)
    def lucasuv(self, p: SupportsIndex, q: SupportsIndex, n: SupportsIndex, /) -> tuple[int, int]:
        """(U_n(p, q), V_n(p, q)), for n >= 0; for any n where q is 1 or -1."""
