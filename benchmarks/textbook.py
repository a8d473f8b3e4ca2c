"""What a good programmer writes in ten lines of Python with the standard library, as a peer.

Tables are kept from call to call, and the interpreter's limit of digits is lifted. The functions
take exact ints in their domains, and check nothing.
"""

import math
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import MAX_EMAX, Context, Decimal

sys.set_int_max_str_digits(0)

TERMS = [0, 1]
LOG_PHI = math.log10((1 + math.sqrt(5)) / 2)
LOG_ROOT_5 = math.log10(5) / 2


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
    a, b = lucasu2(1, -1, n - 1)
    return b, a


def lucas(n: int) -> int:
    """Return L(n)."""
    a, b = lucasu2(1, -1, n)
    return 2 * b - a


def lucas2(n: int) -> tuple[int, int]:
    """Return L(n) and L(n-1)."""
    a, b = lucasu2(1, -1, n - 1)
    return 2 * a + b, 2 * b - a


def fib_str(n: int) -> str:
    """Return the digits of F(n)."""
    return str(fib(n))


def lucas_str(n: int) -> str:
    """Return the digits of L(n)."""
    return str(lucas(n))


def int_str(x: int) -> str:
    """Return the digits of x."""
    return str(x)


def lucasu(p: int, q: int, n: int) -> int:
    """Return U_n of p and q."""
    return lucasu2(p, q, n)[0]


def lucasv(p: int, q: int, n: int) -> int:
    """Return V_n of p and q."""
    a, b = lucasu2(p, q, n)
    return 2 * b - p * a


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
    a, b = lucasu2_mod(1, -1, n, m)
    return (2 * b - a) % m


def lucasu_mod(p: int, q: int, n: int, m: int) -> int:
    """Return U_n of p and q modulo m."""
    return lucasu2_mod(p, q, n, m)[0]


def lucasv_mod(p: int, q: int, n: int, m: int) -> int:
    """Return V_n of p and q modulo m."""
    a, b = lucasu2_mod(p, q, n, m)
    return (2 * b - p * a) % m


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
    a, b = lucasu2(1, -1, start)
    for _ in range(start, stop):
        yield a
        a, b = b, a + b


def fib_num_digits(n: int) -> int:
    """Return how many digits F(n) has, as floats tell."""
    return int(n * LOG_PHI - LOG_ROOT_5) + 1 if n > 1 else 1


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
