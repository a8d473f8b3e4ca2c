"""Nanoseconds per call with a small n, beside gmpy2, in one run, with every answer checked.

    python benchmarks/calls.py

Each figure is the minimum and the median over rounds in which the contenders take turns. The empty
loop's time is taken off, and every function is a local variable, so that only the call is left.
"""

import statistics
import timeit
from collections.abc import Callable

import gmpy2
from machine import describe, refuse_debug_build

import fibaccel

INDICES = (10, 90, 150, 1000)
CALLS, ROUNDS = 20_000, 41


def main() -> None:
    """Print a table for each n."""
    refuse_debug_build()
    print(describe())
    contenders: dict[str, Callable[[int], object]] = {
        "gmpy2.fib (an mpz)": gmpy2.fib,
        "fibaccel, native": fibaccel.get_backend("native").fib,
        "fibaccel, python": fibaccel.get_backend("python").fib,
    }
    for n in INDICES:
        answers = {str(function(n)) for function in contenders.values()}
        assert len(answers) == 1, answers
        timers = {name: _timer("f(n)", function, n) for name, function in contenders.items()}
        timers["int(gmpy2.fib)"] = _timer("int(f(n))", gmpy2.fib, n)
        empty = _timer("pass", gmpy2.fib, n)
        rounds = [{name: t.timeit(CALLS) for name, t in timers.items()} for _ in range(ROUNDS)]
        loop = min(empty.repeat(ROUNDS, CALLS))
        times = {name: [(row[name] - loop) / CALLS * 1e9 for row in rounds] for name in timers}
        base = min(times["gmpy2.fib (an mpz)"])
        print(f"\nn = {n:<18} min ns   median ns   min / gmpy2.fib")
        for name, figures in times.items():
            low, middle = min(figures), statistics.median(figures)
            print(f"{name:22} {low:6.1f} {middle:11.1f} {low / base:17.2f}")


def _timer(code: str, function: Callable[[int], object], n: int) -> timeit.Timer:
    return timeit.Timer(code, "f, n = function, index", globals={"function": function, "index": n})


if __name__ == "__main__":
    main()
