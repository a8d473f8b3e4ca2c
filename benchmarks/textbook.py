"""What a good programmer writes in ten lines of Python with the standard library, as a peer.

Tables are kept from call to call, and the interpreter's limit of digits is lifted. The functions
take exact ints in their domains, and check nothing.
"""

import math
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, localcontext
from functools import cache
from typing import TypeVar

sys.set_int_max_str_digits(0)

Number = TypeVar("Number", int, Decimal)
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)

TERMS = [0, 1]
LOG_PHI = math.log10((1 + math.sqrt(5)) / 2)
LOG_ROOT_5 = math.log10(5) / 2


def pair(n: int, number: type[Number]) -> tuple[Number, Number]:
    """Return F(n) and F(n+1), by doubling."""
    a, b = number(0), number(1)
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a), a * a + b * b
        if bit == "1":
            a, b = b, a + b
    return a, b


def lucasu2(p: int, q: int, n: int) -> tuple[int, int]:
    """Return U_n and U_{n+1} of p and q, by doubling."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - p * a), b * b - q * a * a
        if bit == "1":
            a, b = b, p * b - q * a
    return a, b


def lucasu2_mod(p: int, q: int, n: int, m: int) -> tuple[int, int]:
    """Return U_n and U_{n+1} of p and q modulo m, by doubling."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - p * a) % m, (b * b - q * a * a) % m
        if bit == "1":
            a, b = b, (p * b - q * a) % m
    return a % m, b % m


def fib(n: int) -> int:
    """Return F(n)."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a), a * a + b * b
        if bit == "1":
            a, b = b, a + b
    return a


def fib2(n: int) -> tuple[int, int]:
    """Return F(n) and F(n-1)."""
    a, b = pair(n - 1, int)
    return b, a


def lucas(n: int) -> int:
    """Return L(n)."""
    a, b = pair(n, int)
    return 2 * b - a


def lucas2(n: int) -> tuple[int, int]:
    """Return L(n) and L(n-1)."""
    a, b = pair(n - 1, int)
    return 2 * a + b, 2 * b - a


def fib_str(n: int) -> str:
    """Return the digits of F(n)."""
    if n < 3000:
        return str(fib(n))
    with localcontext(EXACT):
        return str(pair(n, Decimal)[0])


def lucas_str(n: int) -> str:
    """Return the digits of L(n)."""
    if n < 3000:
        return str(lucas(n))
    with localcontext(EXACT):
        a, b = pair(n, Decimal)
        return str(2 * b - a)


def int_str(x: int) -> str:
    """Return the digits of x."""
    if x.bit_length() < 10**4:
        return str(x)
    power_of_2.cache_clear()  # numbers of the same length again and again are not what is measured
    with localcontext(EXACT):
        return str(decimal(x, x.bit_length()))


def int_from_str(text: str) -> int:
    """Return the number that digits write."""
    if len(text) < 2000:
        return int(text)
    width = len(text) // 2
    high, low = int_from_str(text[:-width]), int_from_str(text[-width:])
    power: int = 5**width
    return (high * power << width) + low


@cache
def power_of_2(bits: int) -> Decimal:
    """Return 2^bits."""
    return Decimal(2) ** bits


def decimal(x: int, bits: int) -> Decimal:
    """Return x of so many bits as a Decimal, by halves."""
    if bits < 2000:
        return Decimal(x)
    half = bits // 2
    high, low = decimal(x >> half, bits - half), decimal(x & (1 << half) - 1, half)
    return high * power_of_2(half) + low


def lucasu(p: int, q: int, n: int) -> int:
    """Return U_n of p and q."""
    return lucasu2(p, q, n)[0]


def lucasv(p: int, q: int, n: int) -> int:
    """Return V_n of p and q."""
    a, b = lucasu2(p, q, n)
    return 2 * b - p * a


def lucasuv(p: int, q: int, n: int) -> tuple[int, int]:
    """Return U_n and V_n of p and q."""
    a, b = lucasu2(p, q, n)
    return a, 2 * b - p * a


def fib_mod(n: int, m: int) -> int:
    """Return F(n) modulo m."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a) % m, (a * a + b * b) % m
        if bit == "1":
            a, b = b, a + b
    return a % m


def lucas_mod(n: int, m: int) -> int:
    """Return L(n) modulo m."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a) % m, (a * a + b * b) % m
        if bit == "1":
            a, b = b, a + b
    return (2 * b - a) % m


def fib2_mod(n: int, m: int) -> tuple[int, int]:
    """Return F(n) and F(n-1) modulo m."""
    a, b = lucasu2_mod(1, -1, n, m)
    return a, (b - a) % m


def lucas2_mod(n: int, m: int) -> tuple[int, int]:
    """Return L(n) and L(n-1) modulo m."""
    a, b = lucasu2_mod(1, -1, n, m)
    return (2 * b - a) % m, (3 * a - b) % m


def lucasu_mod(p: int, q: int, n: int, m: int) -> int:
    """Return U_n of p and q modulo m."""
    return lucasu2_mod(p, q, n, m)[0]


def lucasv_mod(p: int, q: int, n: int, m: int) -> int:
    """Return V_n of p and q modulo m."""
    a, b = lucasu2_mod(p, q, n, m)
    return (2 * b - p * a) % m


def lucasuv_mod(p: int, q: int, n: int, m: int) -> tuple[int, int]:
    """Return U_n and V_n of p and q modulo m."""
    a, b = lucasu2_mod(p, q, n, m)
    return a, (2 * b - p * a) % m


def linrec_mod(coefficients: list[int], start: list[int], n: int, m: int | None) -> int:
    """Return the term modulo m, or exact, from x^n modulo the characteristic polynomial."""
    order, power = len(start), [1]
    for bit in bin(n)[2:]:
        square = [0] * (2 * len(power) - 1)
        for i, x in enumerate(power):
            for j, y in enumerate(power):
                square[i + j] += x * y
        power = [0, *square] if bit == "1" else square
        while len(power) > order:
            top = power.pop()
            for i, c in enumerate(coefficients, 1):
                power[-i] += top * c
            if m:
                power = [x % m for x in power]
    total = sum(x * w for x, w in zip(power, start, strict=False))
    return total % m if m else total


def linrec(coefficients: list[int], start: list[int], n: int) -> int:
    """Return the term of a linear recurrence."""
    return linrec_mod(coefficients, start, n, None)


def sequence_period(p: int, q: int, w0: int, w1: int, m: int) -> tuple[int, int]:
    """Return the preperiod and the period modulo a small m, by the first state that recurs."""
    seen: dict[tuple[int, int], int] = {}
    a, b = w0 % m, w1 % m
    while (a, b) not in seen:
        seen[a, b] = len(seen)
        a, b = b, (p * b - q * a) % m
    return seen[a, b], len(seen) - seen[a, b]


def pisano_period(m: int) -> int:
    """Return after how many terms F recurs modulo a small m, by stepping."""
    k, a, b = 1, 1 % m, 1 % m
    while a or b != 1 % m:
        k, a, b = k + 1, b, (a + b) % m
    return k


def rank_of_apparition(m: int) -> int:
    """Return the first k >= 1 for which a small m divides F(k), by stepping."""
    k, a, b = 1, 1 % m, 1 % m
    while a:
        k, a, b = k + 1, b, (a + b) % m
    return k


def terms(x: int) -> list[int]:
    """Return F(0), F(1) ... to one above x, at least."""
    while TERMS[-1] <= x:
        TERMS.append(TERMS[-1] + TERMS[-2])
    return TERMS


def is_fib(x: int) -> bool:
    """Return whether x is a Fibonacci number: 5 x^2 + 4 or 5 x^2 - 4 is a square."""
    y = 5 * x * x
    return math.isqrt(y + 4) ** 2 == y + 4 or math.isqrt(y - 4) ** 2 == y - 4


def fib_index(x: int) -> int:
    """Return the largest k with F(k) <= x."""
    return bisect_right(terms(x), x) - 1


def is_lucas(x: int) -> bool:
    """Return whether x is a Lucas number: 5 x^2 + 20 or 5 x^2 - 20 is a square."""
    y = 5 * x * x
    return math.isqrt(y + 20) ** 2 == y + 20 or y == 20 + math.isqrt(abs(y - 20)) ** 2


def lucas_index(x: int) -> int:
    """Return the largest k with L(k) <= x."""
    k, a, b = 1, 1, 3
    while b <= x:
        k, a, b = k + 1, b, a + b
    return k


def lucases(start: int, stop: int) -> Iterator[int]:
    """Yield L(start), L(start + 1) ... before L(stop)."""
    f, g = pair(start, int)
    a, b = 2 * g - f, 2 * f + g
    for _ in range(start, stop):
        yield a
        a, b = b, a + b


def zeckendorf(x: int) -> list[int]:
    """Return the numeral of x: the largest term that fits, again and again."""
    table, indices, k = terms(x), [], len(TERMS)
    while x:
        k = bisect_right(table, x, 0, k) - 1
        indices.append(k)
        x -= table[k]
    return indices


def from_zeckendorf(indices: Sequence[int]) -> int:
    """Return the number of a numeral, whose terms are in the table."""
    return sum(TERMS[k] for k in indices)


def fibs(start: int, stop: int) -> Iterator[int]:
    """Yield F(start), F(start + 1) ... before F(stop)."""
    a, b = pair(start, int)
    for _ in range(start, stop):
        yield a
        a, b = b, a + b


def fib_num_digits(n: int) -> int:
    """Return how many digits F(n) has, as floats tell."""
    return int(n * LOG_PHI - LOG_ROOT_5) + 1 if n > 1 else 1


def lucas_num_digits(n: int) -> int:
    """Return how many digits L(n) has, as floats tell."""
    return int(n * LOG_PHI) + 1


def fib_leading_digits(n: int, k: int) -> str:
    """Return the first k digits of F(n), of a long one by a power in floating point."""
    if n < 5 * k:
        return str(fib(n))[:k]
    context = Context(prec=k + len(str(n)) + 10, Emax=MAX_EMAX)
    root = context.sqrt(Decimal(5))
    phi = context.divide(context.add(root, 1), 2)
    return str(context.divide(context.power(phi, n), root))[: k + 1].replace(".", "")


def fib_trailing_digits(n: int, k: int) -> str:
    """Return the last k digits of F(n)."""
    return str(fib_mod(n, 10**k)).zfill(k)
