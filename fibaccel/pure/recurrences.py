"""linrec and linrec_mod of the Python backend: recurrences of any order by halving n.

The terms are the coefficients of a quotient, P(x) / Q(x) = w(0) + w(1) x + ..., for
Q(x) = 1 - c1 x - ... - ck x^k. With P = Pe(x^2) + x Po(x^2) and Q likewise, both multiplied by
Q(-x), the terms at even and at odd places are the coefficients of two quotients [bostan2021]:

    w(2i)     (Pe Qe - x Po Qo) / (Qe^2 - x Qo^2)
    w(2i+1)   (Po Qe - Pe Qo) / (Qe^2 - x Qo^2)

So each bit of n takes four products of polynomials of half the order, and no inverse modulo m. What
is beyond x^n counts for nothing: the last steps, with the longest numbers, have few coefficients.

Powers of x modulo the characteristic polynomial [fiduccia1985] take a product of the whole order
for each bit, and as much for the remainder. But their loop is plain, and the first bits of n cost
nothing: what is short is computed so, and what comes soon after the start by the definition.
"""

from __future__ import annotations

from operator import mul

from fibaccel.hints import Iterable, SupportsIndex
from fibaccel.limits import describe
from fibaccel.plugin import (
    check_recurrence_size,
    index,
    largest_unchecked_bits,
    recurrence,
)
from fibaccel.pure.modular import modulus, pair
from fibaccel.pure.reciprocal import RECIPROCAL_BITS, Reciprocal
from fibaccel.recurrences import backwards

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Divisor(Protocol):
        """A modulus."""

        def __rmod__(self, x: int, /) -> int:
            """Return x modulo it."""


__all__ = ["linrec", "linrec_mod"]

# Polynomials of at least so many coefficients are multiplied as two long numbers.
_PACKED = 12
# So many terms after the first are stepped to, or as many as there are coefficients and a few more.
_MOST_STEPS = 100
# An exact term is computed by powers where its index times the order is less than that, and one
# modulo m where the bits of m times the order are.
_SHORT_TERM, _SHORT_MODULUS = 8000, 1000
# Peak memory in multiples of the result: 2 to 8 measured for short recurrences, 32 for longer ones
# with random coefficients, 1,350 for w(i+100) = 2 w(i), each at most 18 times what
# `check_recurrence_size` makes of a multiple of 1.
_PEAK = 20.0


def linrec(
    coefficients: Iterable[SupportsIndex], start: Iterable[SupportsIndex], n: SupportsIndex, /
) -> int:
    """Return w(n), for w(i+k) = c1 w(i+k-1) + ... + ck w(i) and any k.

    Args:
        coefficients: c1 to ck, the one of the term just before first: k integers, at least one.
        start: w(0) to w(k-1).
        n: the index. Less than 0 only where ck is 1 or -1: elsewhere w(n) need not be an integer.

    Returns:
        w(n) as an exact int.

    Raises:
        TypeError: an argument, or what it consists of, is not an integer.
        ValueError: there are no coefficients, or not as many as start values; n is negative, and ck
            is neither 1 nor -1.
        MemoryError: the result may not fit, by the sizes of coefficients and start; raised before
            anything is allocated.

    Cost: about a product of numbers of half the result's length, and before it k^2 products of a
    quarter, twice as many of an eighth and so on. Source: [bostan2021].

    >>> [linrec([1, 1, 1], [0, 0, 1], n) for n in range(10)]  # tribonacci
    [0, 0, 1, 1, 2, 4, 7, 13, 24, 44]
    >>> [linrec([0, 1, 1], [3, 0, 2], n) for n in range(-3, 8)]  # Perrin
    [2, 1, -1, 3, 0, 2, 3, 2, 5, 5, 7]
    """
    rule, first, place = _taken(coefficients, start, n)
    order = len(rule)
    # A term is at most the sum of the absolute coefficients times the largest before it.
    growth = _bits(rule + first) + order.bit_length()
    if (abs(place) + order + 1) * growth * order > largest_unchecked_bits():
        check_recurrence_size(rule, first, place, peak=_PEAK)
    if place < 0:
        rule, first, place = backwards(rule), first[::-1], order - 1 - place
    if place < order + min(order + 6, _MOST_STEPS):
        return _stepped(rule, first, place, None)
    if order < _PACKED and place * order < _SHORT_TERM:
        return sum(map(mul, _power(rule, place, None), first))
    return _term(rule, first, place, None)


def linrec_mod(
    coefficients: Iterable[SupportsIndex],
    start: Iterable[SupportsIndex],
    n: SupportsIndex,
    m: SupportsIndex,
    /,
) -> int:
    """Return w(n) modulo m, for w(i+k) = c1 w(i+k-1) + ... + ck w(i) and any k.

    Args:
        coefficients: c1 to ck, the one of the term just before first: k integers, at least one.
        start: w(0) to w(k-1).
        n: the index, of any size. Less than 0 only where ck is 1 or -1.
        m: the modulus, at least 1, even or odd.

    Returns:
        The exact int r with 0 <= r < m that w(n) leaves when it is divided by m.

    Raises:
        TypeError: an argument, or what it consists of, is not an integer.
        ValueError: there are no coefficients, or not as many as start values; n is negative, and ck
            is neither 1 nor -1; m is less than 1.
        MemoryError: 2 k numbers modulo m cannot fit; raised before anything is allocated.

    Cost: four products of polynomials of half the order for each bit of n. Source: [bostan2021].

    >>> linrec_mod([1, 1, 1], [0, 0, 1], 10**18, 10**9 + 7)  # tribonacci
    913728402
    """
    rule, first, place = _taken(coefficients, start, n)
    m = modulus(m, count=len(rule))
    if place < 0:
        rule, first, place = backwards(rule), first[::-1], len(first) - 1 - place
    if len(rule) == 2 and place > 1:  # a Lucas sequence
        before, at = pair(rule[0], -rule[1], place - 1, m)
        return (first[1] * at + rule[1] * first[0] * before) % m
    order, bits = len(rule), m.bit_length()
    rule = [c % m for c in rule]
    if place < order + min(order + 6, _MOST_STEPS):
        return _stepped(rule, first, place, m) % m
    if order < _PACKED and bits * order < _SHORT_MODULUS:
        term: int = sum(map(mul, _power(rule, place, m), first))
        return term % m
    divisor = Reciprocal(m) if bits >= RECIPROCAL_BITS else m
    return _term(rule, [w % m for w in first], place, divisor)


def _taken(
    coefficients: Iterable[SupportsIndex], start: Iterable[SupportsIndex], n: SupportsIndex
) -> tuple[list[int], list[int], int]:
    """Return the arguments as exact ints, or raise what is wrong with the first wrong one."""
    rule, first = recurrence(coefficients, start)
    place = index(n, "n")
    if place < 0 and rule[-1] not in (1, -1):
        raise ValueError(
            f"n must be at least 0, not {describe(place)}: the last coefficient is not 1 or -1"
        )
    return rule, first, place


def _stepped(rule: list[int], terms: list[int], n: int, m: int | None) -> int:
    """Return w(n) by the definition, exact or modulo m. The terms before it join the first."""
    for _ in range(len(rule), n + 1):
        term = sum(map(mul, rule, reversed(terms)))
        terms.append(term % m if m else term)
    return terms[n]


def _power(rule: list[int], n: int, m: int | None) -> list[int]:
    """Return x^n modulo the characteristic polynomial: exact, or with coefficients modulo m."""
    order = len(rule)
    characteristic = rule[::-1]
    low = max(0, n.bit_length() - order.bit_length() + 1)
    power = [0] * order
    power[n >> low] = 1
    # Places are counted by hand: `enumerate` takes as long as a short product.
    for bit in range(low - 1, -1, -1):
        terms = [0] * (2 * order)
        first = n >> bit & 1
        for x in power:
            if x:
                place = first
                for y in power:
                    terms[place] += x * y
                    place += 1
            first += 1
        for above in range(order - 1, -1, -1):
            x = terms.pop()
            if m:
                x %= m
            if x:
                place = above
                for c in characteristic:
                    terms[place] += x * c
                    place += 1
        power = [x % m for x in terms] if m else terms
    return power


def _term(rule: list[int], start: list[int], n: int, divisor: Divisor | None) -> int:
    """Return w(n) by halving, for n of at least the order: exact, or modulo a divisor."""
    p, q = quotient(rule, start)
    p = _reduced(p, divisor)
    while n:
        p, q = (_reduced(terms, divisor) for terms in halved(p, q, n))
        n >>= 1
    return p[0]


def quotient(rule: list[int], start: list[int], /) -> tuple[list[int], list[int]]:
    """Return P and Q for all terms."""
    q = [1, *(-c for c in rule)]
    return _product(start, q, len(start)), q


def _reduced(terms: list[int], divisor: Divisor | None) -> list[int]:
    return terms if divisor is None else [x % divisor for x in terms]


def halved(p: list[int], q: list[int], n: int, /) -> tuple[list[int], list[int]]:
    """Return P and Q for the terms at the places of n's parity, up to that of n."""
    of_q = min(len(q), (n >> 1) + 1)
    of_p = min(len(q) - 1, of_q)
    parts = p[::2], p[1::2], q[::2], q[1::2]
    if len(q) >= _PACKED:
        return _halved_in_slots(*parts, n & 1, (of_p, of_q))
    p_even, p_odd, q_even, q_odd = parts
    minus_q_odd = [-x for x in q_odd]
    numerator, denominator = [0] * of_p, [0] * of_q
    if n & 1:
        _add_product(numerator, p_odd, q_even)
        _add_product(numerator, p_even, minus_q_odd)
    else:
        _add_product(numerator, p_even, q_even)
        _add_product(numerator, p_odd, minus_q_odd, 1)
    _add_product(denominator, q_even, q_even)
    _add_product(denominator, q_odd, minus_q_odd, 1)
    return numerator, denominator


def _halved_in_slots(
    p_even: list[int],
    p_odd: list[int],
    q_even: list[int],
    q_odd: list[int],
    odd: int,
    counts: tuple[int, int],
) -> tuple[list[int], list[int]]:
    """Return so many terms of both, from numbers that have their terms in slots."""
    parts = p_even, p_odd, q_even, q_odd
    # A term of a difference of products is below 2 len(q_even) times a product.
    slots = _Slots(2 * max(map(_bits, parts)) + len(q_even).bit_length() + 2)
    a, b, c, d = map(slots.pack, parts)
    numerator = b * c - a * d if odd else a * c - slots.shifted(b * d)
    denominator = c * c - slots.shifted(d * d)
    return slots.unpack(numerator, counts[0]), slots.unpack(denominator, counts[1])


def _product(x: list[int], y: list[int], count: int) -> list[int]:
    """Return so many terms of the product of two polynomials."""
    if min(len(x), len(y)) >= _PACKED:
        slots = _Slots(_bits(x) + _bits(y) + len(x).bit_length() + 1)
        return slots.unpack(slots.pack(x) * slots.pack(y), count)
    terms = [0] * count
    _add_product(terms, x, y)
    return terms


def _add_product(terms: list[int], x: list[int], y: list[int], place: int = 0) -> None:
    """Add the product of two polynomials from a place on, as far as there are terms."""
    count = len(terms)
    for i, a in enumerate(x[: count - place], place):
        for j, b in enumerate(y[: count - i], i):
            terms[j] += a * b


def _bits(terms: list[int]) -> int:
    return max(map(int.bit_length, terms), default=0)


class _Slots:
    """Kronecker's substitution: a polynomial as its value at a power of 2, one slot for each term.

    Args:
        bits: how many bits a term of a product has at most, its sign included.
    """

    def __init__(self, bits: int) -> None:
        """Make slots of whole bytes."""
        self._width = bits // 8 + 1
        self._half = 1 << 8 * self._width - 1

    def pack(self, terms: list[int]) -> int:
        """Return the value of a polynomial."""
        parts = [(x + self._half).to_bytes(self._width, "little") for x in terms]
        return int.from_bytes(b"".join(parts), "little") - self._halves(len(terms))

    def unpack(self, value: int, count: int) -> list[int]:
        """Return so many terms of the polynomial that has this value."""
        width, size = self._width, self._width * count
        low = (value + self._halves(count)) & ((1 << 8 * size) - 1)
        digits = low.to_bytes(size, "little")
        return [
            int.from_bytes(digits[i : i + width], "little") - self._half
            for i in range(0, size, width)
        ]

    def shifted(self, value: int) -> int:
        """Return the value of x times the polynomial that has this value."""
        return value << 8 * self._width

    def _halves(self, count: int) -> int:
        """Return what makes every slot of a value that is not too large a natural number."""
        return int.from_bytes((bytes(self._width - 1) + b"\x80") * count, "little")
