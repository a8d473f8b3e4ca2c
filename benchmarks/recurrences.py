"""Terms of linear recurrences beside python-flint, SymPy and Python's doubling, answers checked.

    python benchmarks/recurrences.py

Milliseconds, the least of a few rounds in which all take turns. Modulo m, with n = 10^18: FLINT's
powers of x modulo the characteristic polynomial (python-flint, `nmod_poly` for m of a word and
`fmpz_mod_poly` for others), doubling of such powers in plain Python, and SymPy's
`linrec`, which is exact, for n = 10^4. Exact: the same doubling. Without SymPy it is left out.
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import flint
import textbook
from machine import describe, refuse_debug_build
from recurrences_differential import by_flint

import fibaccel

NATIVE, PYTHON = fibaccel.get_backend("native"), fibaccel.get_backend("python")
ROUNDS = 7
LONG_CALL = 2.0


def main() -> None:
    """Print all tables."""
    refuse_debug_build()
    random.seed(1)
    print(describe())
    print(f"\nmodulo m, n = 10^18: {'native':>10} {'python':>10} {'flint':>10} {'doubling':>10}")
    for bits in (30, 64, 128, 1000):
        for order in (2, 3, 8, 30, 100, 300, 1000):
            if bits * order <= 10**5:
                modulo(order, bits)
    print(f"\nexact: {'native':>10} {'python':>10} {'doubling':>10}")
    for n in (100, 10**4, 10**6):
        exact("tribonacci", [1, 1, 1], [0, 0, 1], n)
        exact("Padovan", [0, 1, 1], [1, 0, 0], n)
        exact("order 30", [1] * 30, [0] * 29 + [1], n)
    beside_sympy()


def modulo(order: int, bits: int) -> None:
    """Print a row of random coefficients and start values modulo a random odd m."""
    m = random.getrandbits(bits) | 1 << bits - 1 | 1
    rule, start = ([random.randrange(m) for _ in range(order)] for _ in range(2))
    flints = by_nmod if bits <= 64 else by_flint
    contenders: list[Callable[..., int] | None] = [
        NATIVE.linrec_mod,
        PYTHON.linrec_mod,
        flints,
        textbook.linrec_mod if order <= 100 else None,
    ]
    _print(f"order {order}, m of {bits} bits", contenders, (rule, start, 10**18, m))


def exact(name: str, rule: list[int], start: list[int], n: int) -> None:
    """Print a row of exact terms."""
    contenders: list[Callable[..., int]] = [NATIVE.linrec, PYTHON.linrec, textbook.linrec]
    _print(f"{name}, n = {n:,}", contenders, (rule, start, n))


def beside_sympy() -> None:
    """Print a row with SymPy's function, where it is installed."""
    try:
        from sympy.discrete.recurrences import linrec
    except ImportError:
        return

    def by_sympy(rule: list[int], start: list[int], n: int) -> int:
        return int(linrec(rule, start, n))

    contenders: list[Callable[..., int]] = [NATIVE.linrec, PYTHON.linrec, by_sympy]
    print(f"\nexact: {'native':>10} {'python':>10} {'SymPy':>10}")
    for n in (100, 10**4):
        _print(f"tribonacci, n = {n:,}", contenders, ([1, 1, 1], [0, 0, 1], n))


def by_nmod(rule: list[int], start: list[int], n: int, m: int) -> int:
    """Return the term by FLINT's polynomials modulo a word."""
    modulus = flint.nmod_poly([*(-c % m for c in reversed(rule)), 1], m)
    power = pow(flint.nmod_poly([0, 1], m), n, modulus)
    return sum(int(c) * w for c, w in zip(power.coeffs(), start, strict=False)) % m


def _print(
    name: str, contenders: Sequence[Callable[..., int] | None], arguments: tuple[Any, ...]
) -> None:
    """Print the least time of each contender, once all agree."""
    best = [float("inf")] * len(contenders)
    expected = NATIVE.linrec_mod if len(arguments) == 4 else NATIVE.linrec
    value = expected(*arguments)
    for round_ in range(ROUNDS):
        for i, contender in enumerate(contenders):
            if contender is None or (round_ > 0 and best[i] > LONG_CALL):
                continue
            start = time.perf_counter()
            found = contender(*arguments)
            best[i] = min(best[i], time.perf_counter() - start)
            assert found == value, (name, i)
    times = "".join(f"{x * 1e3:11.3f}" if x < 1e9 else f"{'-':>11}" for x in best)
    print(f"{name:32}{times}", flush=True)


if __name__ == "__main__":
    main()
