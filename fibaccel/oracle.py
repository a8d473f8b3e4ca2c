"""What the conformance kit judges by: naive arithmetic, arguments of unusual types and sizes."""

from __future__ import annotations

import sys
from collections import deque
from decimal import Context, Decimal, localcontext
from operator import mul
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from fibaccel.contract import Operation

# A prime: two different results that agree modulo it are not to be met by chance.
PRIME = 2**127 - 1


class IntSubclass(int):
    """A subclass of int whose own arithmetic must not be relied on."""

    def _refuse(self, *_: object) -> Any:
        raise AssertionError("arithmetic of a subclass was used")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = __abs__ = _refuse
    __lshift__ = __rshift__ = __and__ = __mod__ = __floordiv__ = __pos__ = __int__ = _refuse
    __str__ = __format__ = _refuse


class StrSubclass(str):
    """A subclass of str whose own methods must not be relied on."""

    __slots__ = ()

    def _refuse(self, *_: Any) -> Any:
        raise AssertionError("a method of a subclass was used")

    __str__ = __len__ = __getitem__ = __iter__ = _refuse
    replace = isdecimal = isascii = _refuse


class BytesSubclass(bytes):
    """A subclass of bytes whose own methods must not be relied on."""

    __slots__ = ()

    def _refuse(self, *_: Any) -> Any:
        raise AssertionError("a method of a subclass was used")

    __str__ = __getitem__ = __iter__ = __bytes__ = replace = isdigit = isascii = _refuse
    if sys.implementation.name != "pypy":  # which asks for it before an extension is called
        __len__ = _refuse


class Broken:
    """What could be an integer, and fails to be."""

    def __index__(self) -> int:
        raise OverflowError("the caller's own")


class Index:
    """Not an int, but an integer, as NumPy's and gmpy2's are."""

    def __init__(self, value: int) -> None:
        """Keep the value."""
        self.value = value

    def __index__(self) -> int:
        return self.value


def beyond(operation: Operation, bits: int) -> tuple[int, ...]:
    """Return arguments for which the bound of an operation's result has more than so many bits.

    Its last argument is a power of two, and smaller where the result grows with its value.
    """
    *others, _ = next(iter(operation.fingerprints))
    for power in (*range(128), bits):
        arguments = (*others, 1 << power)
        if operation.growth(*arguments) > bits:
            return arguments
    raise AssertionError(f"{operation.name} does not grow with its last argument")


def fib_residues(n: int) -> tuple[int, int]:
    """Return F(n) and F(n-1) modulo PRIME."""
    return power(1, -1, n, PRIME)[2:]


def terms(count: int, first: int = 0, second: int = 1) -> list[int]:
    """Return F(0), F(1) ... by repeated addition, or what begins with other numbers."""
    found = [first, second]
    while len(found) < count:
        found.append(found[-1] + found[-2])
    return found


def greedy(x: int, among: list[int]) -> list[int]:
    """Return the indices of the Fibonacci numbers that x is the sum of, by the definition.

    Args:
        x: the number, at least 0.
        among: F(0), F(1) ..., the last one above x.
    """
    found = []
    for k in range(len(among) - 1, 1, -1):
        if among[k] <= x:
            found.append(k)
            x -= among[k]
    return found


def log_of_term(n: int, *, is_lucas: bool = False) -> Decimal:
    """Return the decimal logarithm of abs(F(n)) or abs(L(n)), of 80 digits, for abs(n) > 1000."""
    with localcontext(Context(prec=80)):
        root = Decimal(5).sqrt()
        exponent = abs(n) * ((root + 1) / 2).log10()
        return exponent if is_lucas else exponent - root.log10()


def lucas_residues(p: int, q: int, n: int, m: int) -> tuple[int, int]:
    """Return U_n(p, q) and V_n(p, q) modulo m."""
    a, _, c, d = power(p, q, n, m)
    return c, (a + d) % m


def state(p: int, q: int, w0: int, w1: int, k: int, m: int) -> tuple[int, int]:
    """Return w_k and w_{k+1} modulo m, where w_{k+2} = p w_{k+1} - q w_k."""
    a, b, c, d = power(p, q, k, m)
    return (c * w1 + d * w0) % m, (a * w1 + b * w0) % m


def power(p: int, q: int, n: int, m: int) -> tuple[int, int, int, int]:
    """Return the matrix (p -q; 1 0)^n = (U_{n+1} -q U_n; U_n -q U_{n-1}) modulo m.

    Args:
        p: the sum of the roots.
        q: their product; 1 or -1 if n is negative, so that the matrix has an inverse.
        n: the exponent.
        m: the modulus.
    """
    base = (p, -q, 1, 0) if n >= 0 else (0, 1, -q, q * p)
    result = (1 % m, 0, 0, 1 % m)
    for bit in bin(abs(n))[2:]:
        result = _product(result, result, m)
        if bit == "1":
            result = _product(result, base, m)
    return result


_Matrix = tuple[int, int, int, int]


def _product(x: _Matrix, y: _Matrix, m: int) -> _Matrix:
    (a, b, c, d), (e, f, g, h) = x, y
    return (a * e + b * g) % m, (a * f + b * h) % m, (c * e + d * g) % m, (c * f + d * h) % m


def step_recurrence(coefficients: list[int], start: list[int], count: int) -> Iterator[int]:
    """Yield the first terms of a linear recurrence, each from the k before it."""
    last = deque(start, maxlen=len(start))
    yield from start[:count]
    for _ in range(count - len(start)):
        last.append(sum(map(mul, coefficients, reversed(last))))
        yield last[-1]


def recurrence_residue(coefficients: list[int], start: list[int], n: int, m: int) -> int:
    """Return w(n) modulo m, for n >= 0, by powers of the companion matrix."""
    order = len(start)
    shifts = [[int(i == j + 1) for j in range(order)] for i in range(1, order)]
    matrix, state = [coefficients, *shifts], start[::-1]
    while n:
        if n & 1:
            state = [sum(map(mul, row, state)) % m for row in matrix]
        columns = [*zip(*matrix, strict=True)]
        matrix = [[sum(map(mul, row, column)) % m for column in columns] for row in matrix]
        n >>= 1
    return state[-1] % m


def step_to_period(p: int, q: int, w0: int, w1: int, m: int) -> tuple[int, int]:
    """Return the preperiod and the period modulo a small m, by the first state that recurs."""
    seen: dict[tuple[int, int], int] = {}
    w = w0 % m, w1 % m
    while w not in seen:
        seen[w] = len(seen)
        w = w[1], (p * w[1] - q * w[0]) % m
    return seen[w], len(seen) - seen[w]


def step_to_rank(m: int) -> int:
    """Return the least k >= 1 such that a small m divides F(k)."""
    k, current, following = 1, 1 % m, 1 % m
    while current:
        k, current, following = k + 1, following, (current + following) % m
    return k


def prime_factors(n: int) -> list[int]:
    """Return the primes that divide n >= 1, by trial division: of n that has small ones."""
    found, d = [], 2
    while d * d <= n:
        if n % d == 0:
            found.append(d)
            while n % d == 0:
                n //= d
        d += 1
    return found + [n] * (n > 1)


def residues(pair: tuple[int, int]) -> tuple[int, int]:
    """Return both numbers modulo PRIME."""
    return pair[0] % PRIME, pair[1] % PRIME


def residue_of_digits(text: str) -> int:
    """Return the number modulo PRIME, in chunks: int(text) is quadratic, and limited."""
    digits = text.removeprefix("-")
    residue = 0
    for start in range(0, len(digits), 18):
        chunk = digits[start : start + 18]
        residue = (residue * 10 ** len(chunk) + int(chunk)) % PRIME
    return (-residue if text.startswith("-") else residue) % PRIME


def count_digits(value: int) -> int:
    """Return how many decimal digits value >= 0 has, by comparison with powers of ten."""
    count = max(1, value.bit_length() * 30102 // 100_000)
    while value >= 10**count:
        count += 1
    return count
