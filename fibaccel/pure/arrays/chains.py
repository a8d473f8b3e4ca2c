"""Chains: terms of Lucas sequences in any arithmetic of `residues`."""

from __future__ import annotations

import numpy as np

from fibaccel.pure.arrays.residues import choose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]

_TOP_BITS = 6
_TOP = [0, 1]
while len(_TOP) < 2**_TOP_BITS + 1:
    _TOP.append(_TOP[-1] + _TOP[-2])
_TOP_TERMS = np.array(_TOP, np.uint64)


def fibonacci(field: Any, n: Words) -> tuple[Any, Any]:
    """Return (F(n), F(n+1)), bit by bit [gmp, 15.7.4].

    F(2j) = F(j) (2 F(j+1) - F(j)), F(2j+1) = F(j)^2 + F(j+1)^2, F(2j+2) is their sum. The first
    six bits are looked up.
    """
    bits = max(_bits(n), _TOP_BITS)
    top = n >> np.uint64(bits - _TOP_BITS)
    a, b = field.enter(_TOP_TERMS[top]), field.enter(_TOP_TERMS[top + np.uint64(1)])
    for mask in _masks(n, bits - _TOP_BITS):
        even = field.multiply(field.twice_less(b, a), a)
        odd = field.dot(a, a, b, b)
        a, b = choose(mask, odd, even), field.add(odd, even & mask)
    return a, b


def lucas(field: Any, p: Any, minus_q: Any, n: Words, pick: Any = choose) -> tuple[Any, Any]:
    """Return (U_n, U_{n+1}), bit by bit [ribenboim, 2.IV].

    U_{2j+1} = U_{j+1}^2 - q U_j^2 serves both bits. Next to it comes, for a bit 0,
    U_{2j} = U_j (2 U_{j+1} - p U_j), for a bit 1 U_{2j+2} = U_{j+1} (p U_{j+1} - 2 q U_j): both are
    c times something with p c, where c is U_j or U_{j+1}.

    Args:
        field: the arithmetic.
        p: a residue of it, or None for 1.
        minus_q: a residue of it, or None for 1.
        n: the indices.
        pick: `choose`, or its like where residues are pairs.
    """
    a, b = field.start(n)
    for mask in _masks(n, _bits(n)):
        c = pick(mask, b, a)
        pc = c if p is None else field.multiply(p, c)
        qa = a if minus_q is None else field.multiply(minus_q, a)
        outer = field.multiply(
            pick(mask, field.twice_plus(qa, pc), field.twice_less(b, pc)),
            c,
        )
        middle = field.dot(qa, a, b, b)
        a, b = pick(mask, middle, outer), pick(mask, outer, middle)
    return a, b


class Table:
    """Terms at d R^i, for all digits d below a radix R = 2^width and all i, for one p, q and m.

    U_{x+y} = U_x (U_{y+1} - p U_y) + U_{x+1} U_y and U_{x+y+1} = U_{x+1} U_{y+1} - q U_x U_y, so a
    term at n costs a look-up and four products for each digit of n but one.
    """

    def __init__(self, field: Any, p: Words, minus_q: Words, powers: Words, width: int) -> None:
        """Build it.

        Args:
            field: an arithmetic with a single modulus.
            p: a residue of it.
            minus_q: a residue of it.
            powers: (U_{2^i}, U_{2^i + 1}) for all i that n may need, as numbers.
            width: the bits of a digit.
        """
        self.field, self.width = field, width
        count = -(-len(powers) // width)
        padded = np.ones((count * width, 2), np.uint64)
        padded[: len(powers)] = powers
        steps = field.enter(padded).reshape(count, width, 2)
        # All digits' tables at once, from one half to the whole width times.
        u, v = field.start(steps[:, 0, :1])
        for i in range(width):
            entry = self._entry(steps[:, i, :1], steps[:, i, 1:], p, minus_q)
            more = self._combine(u, v, entry)
            u, v = np.concatenate((u, more[0]), 1), np.concatenate((v, more[1]), 1)
        self._entries = self._entry(u, v, p, minus_q)

    def terms(self, n: Words) -> tuple[Words, Words]:
        """Return (U_n, U_{n+1})."""
        mask = np.uint64(2**self.width - 1)
        u, v, *_ = (part[0][(n & mask).astype(np.intp)] for part in self._entries)
        for i in range(1, len(self._entries[0])):
            digit = (n >> np.uint64(i * self.width) & mask).astype(np.intp)
            u, v = self._combine(u, v, [part[i][digit] for part in self._entries])
        return u, v

    def _entry(self, u: Words, v: Words, p: Words, minus_q: Words) -> list[Words]:
        """Return (U_y, U_{y+1}, U_{y+1} - p U_y, -q U_y) from the first two."""
        pu = self.field.multiply(p, u)
        return [u, v, self.field.add(v, self.field.negate(pu)), self.field.multiply(minus_q, u)]

    def _combine(self, u: Words, v: Words, entry: list[Words]) -> tuple[Words, Words]:
        field = self.field
        return field.dot(u, entry[2], v, entry[0]), field.dot(v, entry[1], u, entry[3])


def _bits(n: Words) -> int:
    return int(n.max()).bit_length()


def _masks(n: Words, count: int) -> Any:
    """Yield for each of the last bits, the highest first, all ones where it is 1, else 0."""
    for shift in range(count - 1, -1, -1):
        yield np.uint64(0) - (n >> np.uint64(shift) & np.uint64(1))
