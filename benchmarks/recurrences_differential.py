"""Random linear recurrences of both backends beside stepping, and of high order beside FLINT.

    python benchmarks/recurrences_differential.py [COUNT] [SEED]

COUNT recurrences, 10^5 unless named, of order 1 to 12 and n to 10^4, both by their lengths; signs,
zeros, coefficients with a common factor, a last one of 1 or -1 and then negative n; m of up to 300
bits, even and odd, 1, powers of primes. Modulo m all are stepped to, exact terms of at most 20,000
bits as well. And a hundredth as many of order up to 500, with n of 64 bits, beside powers of x
modulo the characteristic polynomial by python-flint. It ends at the first difference.
"""

import random
import sys
import time
from collections import deque
from operator import mul

import flint
from machine import describe

import fibaccel
from fibaccel.recurrences import recurrence_bits

MOST_BITS = 20_000
BACKENDS = [fibaccel.get_backend(name) for name in ("native", "python")]

Recurrence = tuple[list[int], list[int]]


def main() -> None:
    """Compare, and report now and then."""
    count = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10**5
    random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(describe())
    start, exact = time.perf_counter(), 0
    for i in range(1, count + 1):
        exact += compare_with_stepping()
        if i % (count // 10 or 1) == 0:
            seconds = time.perf_counter() - start
            print(f"{i:,} in {seconds:.0f} s, {exact:,} of them exact: 0 differences", flush=True)
    for _ in range(count // 100):
        compare_with_flint()
    print(f"{count // 100:,} of order 1 to 500 beside python-flint: 0 differences")


def compare_with_stepping() -> bool:
    """Compare a term of a random recurrence, and return whether it was exact, too."""
    rule, start = _recurrence(random.randint(1, 12))
    m, n = _modulus(), int(10 ** random.uniform(0, 4))
    given, place = start, n
    if rule[-1] in (1, -1) and random.random() < 0.3:
        # From terms in a row to one before them.
        n = min(n, 300)
        given, place = [step(rule, start, n + i, None) for i in range(len(rule))], -n
        expected = start[0]
    else:
        expected = step(rule, start, n, m)
    for backend in BACKENDS:
        found = backend.linrec_mod(rule, given, place, m)
        assert found == expected % m, (backend, rule, given, place, m)
    bits = recurrence_bits(rule, given, place)
    if bits > MOST_BITS:
        return False
    value = step(rule, start, n, None) if place == n else expected
    for backend in BACKENDS:
        assert backend.linrec(rule, given, place) == value, (backend, rule, given, place)
    return True


def compare_with_flint() -> None:
    """Compare a term of a recurrence of high order modulo m."""
    order, n = int(500 ** random.uniform(0.3, 1)), random.getrandbits(64)
    rule, start = _recurrence(order)
    m = _modulus()
    expected = by_flint(rule, start, n, m)
    for backend in BACKENDS:
        found = backend.linrec_mod(rule, start, n, m)
        assert found == expected, (backend, rule, start, n, m)


def step(rule: list[int], start: list[int], n: int, m: int | None) -> int:
    """Return the term at n by the definition, modulo m or exact."""
    last = deque(start, maxlen=len(start))
    if n < len(start):
        return start[n]
    for _ in range(n - len(start) + 1):
        term = sum(map(mul, rule, reversed(last)))
        last.append(term if m is None else term % m)
    return last[-1]


def by_flint(rule: list[int], start: list[int], n: int, m: int) -> int:
    """Return the term at n modulo m from x^n modulo the characteristic polynomial."""
    if m == 1:
        return 0
    ring = flint.fmpz_mod_poly_ctx(flint.fmpz_mod_ctx(m))
    modulus = ring([*(-c % m for c in reversed(rule)), 1])
    power = pow(ring([0, 1]), n, modulus) if len(rule) > 1 else ring([pow(rule[0], n, m)])
    return sum(int(c) * w for c, w in zip(power.coeffs(), start, strict=False)) % m


def _recurrence(order: int) -> Recurrence:
    bits = random.choice((1, 2, 3, 10, 30, 63, 64, 65, 130, 300))
    factor = random.choice((1, 1, 1, 2, 6, 2**20, 10**9 + 7))
    zeros = random.choice((0, 0, 0.3, 0.9))
    rule = [_signed(bits) * factor if random.random() >= zeros else 0 for _ in range(order)]
    if random.random() < 0.3:
        rule[-1] = random.choice((1, -1))
    return rule, [_signed(bits) for _ in range(order)]


def _signed(bits: int) -> int:
    return random.choice((1, -1)) * random.getrandbits(bits)


def _modulus() -> int:
    bits = random.randint(1, 300)
    kind = random.randrange(6)
    if kind == 0:
        return random.choice((1, 2, 2**bits, 2 ** random.choice((31, 32, 63, 64, 127, 128, 192))))
    if kind == 1:
        return int(random.choice((3, 5, 7, 10**9 + 7, 2**61 - 1)) ** random.randint(1, 8))
    m = random.getrandbits(bits) | 1 << bits - 1
    return m | 1 if kind < 4 else max(2, m & ~1)


if __name__ == "__main__":
    main()
