"""Arithmetic of residues on blocks of words, for the chains to be written once.

Each class holds moduli, one for each element or a single one for all, and has the same methods.
A residue is in the class's own form and below the modulus. `twice_less`, `twice_plus` and
`negate` may leave it above, below three times the modulus; such a number may be the first factor
of a product, or leave.

NumPy takes 0.3 ns for an operation on 64 bits and 2 ns for a division (Zen 4, blocks that stay in
the cache), so what counts is the number of operations.
"""

from __future__ import annotations

import numpy as np

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]
    Pair = tuple[Words, Words]

_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)
_ZERO, _ONE, _TWO = np.uint64(0), np.uint64(1), np.uint64(2)

SMALL = np.uint64(2**31)


class Small:
    """Residues modulo m < 2^31: one multiplication and one division.

    3 m^2 < 2^64, so the sums need no reduction of their own. Montgomery's way would save nothing:
    its six operations take as long as the division.
    """

    def __init__(self, m: Words) -> None:
        """Keep the moduli."""
        self.m = m

    def start(self, like: Words) -> Pair:
        """Return 0 and 1, as many as there are words in like."""
        return like & _ZERO, (like & _ZERO | _ONE) % self.m

    def enter(self, x: Words) -> Words:
        """Return any words as residues."""
        return x % self.m

    def leave(self, x: Words) -> Words:
        """Return residues as numbers below the modulus."""
        return self._reduce(x)

    def add(self, a: Words, b: Words) -> Words:
        """Return a + b."""
        total = a + b
        least: Words = np.minimum(total, total - self.m)  # what is negative wraps
        return least

    def twice_less(self, b: Words, a: Words) -> Words:
        """Return 2 b - a, not reduced."""
        return self.m - a + b + b

    def twice_plus(self, b: Words, a: Words) -> Words:
        """Return 2 b + a, not reduced."""
        return b + b + a

    def negate(self, a: Words) -> Words:
        """Return -a, not reduced."""
        return self.m - a

    def multiply(self, a: Words, b: Words) -> Words:
        """Return a b."""
        return self._reduce(a * b)

    def dot(self, a: Words, b: Words, c: Words, d: Words) -> Words:
        """Return a b + c d, for reduced factors but for one that `negate` gave."""
        return self._reduce(a * b + c * d)

    def _reduce(self, x: Words) -> Words:
        if self.m.size > 1:
            return x % self.m
        # By a single divisor NumPy divides with multiplications, in 0.4 ns; it takes no remainder
        # in that way.
        return x - x // self.m * self.m


class Wrapping:
    """Residues modulo 2^64, and so modulo every smaller power of two: what words do anyway."""

    def start(self, like: Words) -> Pair:
        """Return 0 and 1, as many as there are words in like."""
        return like & _ZERO, like & _ZERO | _ONE

    def enter(self, x: Words) -> Words:
        """Return any words as residues."""
        return x

    def leave(self, x: Words) -> Words:
        """Return residues as numbers below the modulus."""
        return x

    def add(self, a: Words, b: Words) -> Words:
        """Return a + b."""
        return a + b

    def twice_less(self, b: Words, a: Words) -> Words:
        """Return 2 b - a."""
        return b + b - a

    def twice_plus(self, b: Words, a: Words) -> Words:
        """Return 2 b + a."""
        return b + b + a

    def negate(self, a: Words) -> Words:
        """Return -a."""
        return _ZERO - a

    def multiply(self, a: Words, b: Words) -> Words:
        """Return a b."""
        return a * b

    def dot(self, a: Words, b: Words, c: Words, d: Words) -> Words:
        """Return a b + c d."""
        return a * b + c * d


class Montgomery:
    """Residues modulo any odd m < 2^64, x as 2^64 x mod m [montgomery1985]."""

    def __init__(self, m: Words) -> None:
        """Keep the moduli and what reduction needs."""
        self.m = m
        self._low, self._high = m & _LOW, m >> _HALF
        self.inverse = _inverse(m)
        self._one = (_ZERO - m) % m  # 2^64 - m

    def start(self, like: Words) -> Pair:
        """Return 0 and 1, as many as there are words in like."""
        return like & _ZERO, (like & _ZERO) + self._one

    def enter(self, x: Words) -> Words:
        """Return any words as residues."""
        square = self.add(self._one, self._one)
        for _ in range(6):  # from 2 to its powers 4, 16, ... 2^64, all times 2^64
            square = self.multiply(square, square)
        return self.multiply(x, square)

    def leave(self, x: Words) -> Words:
        """Return residues as numbers below the modulus."""
        return self.reduce(x & _ZERO, x)[0]

    def add(self, a: Words, b: Words) -> Words:
        """Return a + b."""
        return self._subtract(a, self.m - b)

    def twice_less(self, b: Words, a: Words) -> Words:
        """Return 2 b - a."""
        return self._subtract(self.add(b, b), a)

    def twice_plus(self, b: Words, a: Words) -> Words:
        """Return 2 b + a."""
        return self.add(self.add(b, b), a)

    def negate(self, a: Words) -> Words:
        """Return -a, or m for 0."""
        return self.m - a

    def multiply(self, a: Words, b: Words) -> Words:
        """Return a b, for any word a and reduced b."""
        return self.reduce(_high_half(a & _LOW, a >> _HALF, b & _LOW, b >> _HALF), a * b)[0]

    def dot(self, a: Words, b: Words, c: Words, d: Words) -> Words:
        """Return a b + c d."""
        return self.add(self.multiply(a, b), self.multiply(c, d))

    def reduce(self, high: Words, low: Words) -> tuple[Words, Words, npt.NDArray[np.bool_]]:
        """Return (x, f, w) such that 2^64 high + low = 2^64 (x - m w) + f m, for high < m.

        f = low / m modulo 2^64, so that 2^64 divides the number less f m: the low halves cancel.
        x < m is that quotient, with m added where w says that it was negative.
        """
        f = low * self.inverse
        other = _high_half(f & _LOW, f >> _HALF, self._low, self._high)
        wrapped = high < other
        return high - other + self.m * wrapped, f, wrapped

    def _subtract(self, a: Words, b: Words) -> Words:
        """Return a - b, for b <= m."""
        return a - b + self.m * (a < b)


class Squared:
    """Residues modulo p^2 for odd p < 2^63, as pairs of digits in base p, times 2^64 each.

    x y = (x0 + x1 p)(y0 + y1 p) = x0 y0 + (x0 y1 + x1 y0) p modulo p^2, and Montgomery's reduction
    of x0 y0 = 2^64 (t - p w) + f p gives both of its digits: divided by 2^64 it is t, plus
    f / 2^64 - w times p. Dorais and Klyve compute modulo p^2 in such a manner [dorais2011].
    """

    def __init__(self, p: Words) -> None:
        """Keep the primes."""
        self.p = p
        self._digits = Montgomery(p)
        rest = _ZERO - p  # 2^64 = p + rest
        self._one = rest % p, (rest // p + _ONE) % p

    def start(self, like: Words) -> tuple[Pair, Pair]:
        """Return 0 and 1, as many as there are words in like."""
        zero = like & _ZERO
        return (zero, zero), (zero + self._one[0], zero + self._one[1])

    def enter(self, x: Words) -> Pair:
        """Return any words as residues, by doubling: it is done once, and for short ones."""
        value, one = self.start(x)
        for shift in range(int(x.max()).bit_length() - 1, -1, -1):
            value = self.add(value, value)
            bit = x >> np.uint64(shift) & _ONE
            value = self.add(value, (one[0] * bit, one[1] * bit))
        return value

    def leave(self, x: Pair) -> Pair:
        """Return the digits of the numbers themselves."""
        zero = x[0] & _ZERO
        return self.multiply(x, (zero | _ONE, zero))

    def add(self, x: Pair, y: Pair) -> Pair:
        """Return x + y."""
        low = x[0] + y[0]
        carry = low >= self.p
        high = x[1] + y[1] + carry
        return low - self.p * carry, high - self.p * (high >= self.p)

    def twice_less(self, y: Pair, x: Pair) -> Pair:
        """Return 2 y - x."""
        return self.add(self.add(y, y), self.negate(x))

    def twice_plus(self, y: Pair, x: Pair) -> Pair:
        """Return 2 y + x."""
        return self.add(self.add(y, y), x)

    def negate(self, x: Pair) -> Pair:
        """Return -x: of digits that are both p or one too large, the sum is p^2."""
        borrow = x[0] > 0
        high = self.p - x[1] - borrow
        return (self.p - x[0]) * borrow, high - self.p * (high >= self.p)

    def multiply(self, x: Pair, y: Pair) -> Pair:
        """Return x y."""
        digits = self._digits
        (a, b), (c, d) = x, y
        product = _high_half(a & _LOW, a >> _HALF, c & _LOW, c >> _HALF), a * c
        low, f, wrapped = digits.reduce(*product)
        high = digits.add(digits.dot(a, d, b, c), digits.leave(f))
        return low, digits.add(high, (self.p - wrapped) * wrapped)

    def dot(self, a: Pair, b: Pair, c: Pair, d: Pair) -> Pair:
        """Return a b + c d."""
        return self.add(self.multiply(a, b), self.multiply(c, d))


def choose(mask: Words, x: Words, y: Words) -> Words:
    """Return x where the mask is all ones, y where it is 0; np.where takes a third longer."""
    chosen: Words = y ^ (x ^ y) & mask
    return chosen


def _inverse(m: Words) -> Words:
    """Return 1 / m modulo 2^64, for odd m, by Newton's iteration.

    m m = 1 modulo 8: m is its own inverse to 3 bits, and each step doubles that.
    """
    x = m
    for _ in range(5):
        x = x * (_TWO - m * x)
    return x


def _high_half(a: Words, b: Words, c: Words, d: Words) -> Words:
    """Return the high word of (a + 2^32 b) (c + 2^32 d), for numbers below 2^32.

    No sum overflows: (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1.
    """
    first = a * d
    second = b * c + (a * c >> _HALF) + (first & _LOW)
    high: Words = b * d + (first >> _HALF) + (second >> _HALF)
    return high
