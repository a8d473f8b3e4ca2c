"""Nanoseconds per call with a small n, beside gmpy2, in one run, with every answer checked.

    python benchmarks/calls.py

Each figure is the minimum and the median over rounds in which the contenders take turns.
"""

import statistics
import timeit

import gmpy2
from machine import describe, refuse_debug_build

import fibaccel

INDICES = (10, 90, 150, 1000)
CALLS, ROUNDS = 20_000, 41


def main() -> None:
    """Print a table for each n."""
    refuse_debug_build()
    print(describe())
    contenders = {
        "gmpy2.fib (an mpz)": "gmpy2.fib(n)",
        "int(gmpy2.fib)": "int(gmpy2.fib(n))",
        "fibaccel, native": "native(n)",
        "fibaccel, python": "python(n)",
    }
    names = {
        "gmpy2": gmpy2,
        "native": fibaccel.get_backend("native").fib,
        "python": fibaccel.get_backend("python").fib,
    }
    for n in INDICES:
        scope = names | {"n": n}
        expected = gmpy2.fib(n)
        for code in contenders.values():
            assert eval(code, scope) == expected, (code, n)
        timers = {name: timeit.Timer(code, globals=scope) for name, code in contenders.items()}
        rounds = [
            {name: timer.timeit(CALLS) / CALLS * 1e9 for name, timer in timers.items()}
            for _ in range(ROUNDS)
        ]
        print(f"\nn = {n:<18} min ns   median ns   min / gmpy2.fib")
        base = min(row["gmpy2.fib (an mpz)"] for row in rounds)
        for name in contenders:
            figures = [row[name] for row in rounds]
            low = min(figures)
            print(f"{name:22} {low:6.1f} {statistics.median(figures):11.1f} {low / base:17.2f}")


if __name__ == "__main__":
    main()
