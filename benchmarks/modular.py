"""Microseconds per call for terms modulo m, periods and digits, beside gmpy2, every answer checked.

    python benchmarks/modular.py

The contenders take turns, each with the same random arguments; for every pair of them the figure is
the least time of a few rounds, and the table gives the least and the median over the arguments.
Textbook is the doubling loop that one finds on the web. python-flint has no terms modulo m.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import gmpy2
from machine import describe, refuse_debug_build

import fibaccel

Arguments = tuple[int, ...]
Contenders = dict[str, Callable[..., Any]]

ROUNDS = 7
NATIVE, PYTHON = fibaccel.get_backend("native"), fibaccel.get_backend("python")


def main() -> None:
    """Print all tables."""
    refuse_debug_build()
    print(describe())
    random.seed(1)
    print("\nF(n) modulo m, n of 64 bits: microseconds, least and median; median over gmpy2's")
    for bits, count in ((64, 100), (128, 100), (1_000, 20), (100_000, 1)):
        for parity, name in ((1, "odd"), (0, "even")):
            rows = [(_random(64), _random(bits) & ~1 | parity) for _ in range(count)]
            contenders = {
                "native": NATIVE.fib_mod,
                "python": PYTHON.fib_mod,
                "textbook": textbook,
                "gmpy2": lambda n, m: int(gmpy2.lucasu_mod(1, -1, n, m)),
            }
            _print(f"m of {bits} bits, {name}", contenders, rows)
    print("\nPisano periods of random m")
    for digits, count in ((15, 100), (20, 20), (30, 3)):
        periods = {"native": NATIVE.pisano_period, "python": PYTHON.pisano_period}
        moduli = [random.randrange(10**digits, 11 * 10 ** (digits - 1)) for _ in range(count)]
        _print(f"m near 10^{digits}", periods, [(m,) for m in moduli], rounds=3)
        for m in moduli:
            k = NATIVE.pisano_period(m)
            assert (NATIVE.fib_mod(k, m), NATIVE.fib_mod(k + 1, m)) == (0, 1 % m)
    print("\nFirst 50 digits of F(10^100)")
    _print("leading", {"fibaccel": lambda: fibaccel.fib_leading_digits(10**100, 50)}, [()])


def textbook(n: int, m: int) -> int:
    """Return F(n) modulo m as programs on the web compute it."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a) % m, (a * a + b * b) % m
        if bit == "1":
            a, b = b, (a + b) % m
    return a


def _random(bits: int) -> int:
    return random.getrandbits(bits) | 1 << (bits - 1)


def _print(
    title: str, contenders: Contenders, rows: Sequence[Arguments], rounds: int = ROUNDS
) -> None:
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for arguments in rows:
        least = dict.fromkeys(contenders, float("inf"))
        for _ in range(rounds):
            answers = set()
            for name, function in contenders.items():
                start = time.perf_counter()
                answers.add(function(*arguments))
                least[name] = min(least[name], time.perf_counter() - start)
            assert len(answers) == 1, (title, arguments)
        for name, seconds in least.items():
            times[name].append(seconds * 1e6)
    base = statistics.median(times["gmpy2"]) if "gmpy2" in times else None
    for name, figures in times.items():
        middle = statistics.median(figures)
        ratio = f"{middle / base:10.3f}" if base else ""
        print(f"{title:24} {name:10} {min(figures):12.2f} {middle:12.2f}{ratio}")


if __name__ == "__main__":
    main()
