"""Seconds for F(n) as a Python int, beside gmpy2, in one run, with every answer checked.

    python benchmarks/exact.py [N ...]

Minimum and median over rounds in which the contenders take turns, each round in one process and
warm. FIBACCEL_NATIVE_TIER=portable measures the tier for processors without AVX-512.
"""

import statistics
import sys
import time
from collections.abc import Callable

import gmpy2
from machine import describe, refuse_debug_build

import fibaccel

Function = Callable[[int], int]

SIZES = (1024, 1500, 10**4, 10**5, 10**6, 10**7, 10**8)
ROUND_SECONDS = 3.0


def main() -> None:
    """Print a row for each n."""
    refuse_debug_build()
    import fibaccel_native

    sizes = [int(float(size)) for size in sys.argv[1:]] or SIZES
    print(describe())
    print(f"tier      {fibaccel_native.TIER}, one thread")
    print("\n                       native                int(gmpy2.fib)")
    print("         n         min, us      median         min, us      median    ratio of minima")
    native = fibaccel.get_backend("native").fib
    for n in sizes:
        assert native(n) == gmpy2.fib(n)
        ours, theirs = _measure(native, _gmpy2_fib, n)
        figures = [min(ours), statistics.median(ours), min(theirs), statistics.median(theirs)]
        a, b, c, d = (f"{1e6 * figure:11.2f}" for figure in figures)
        print(f"{n:10} {a:>15} {b:>11} {c:>15} {d:>11} {figures[2] / figures[0]:18.2f}")


def _gmpy2_fib(n: int) -> int:
    return int(gmpy2.fib(n))


def _measure(ours: Function, theirs: Function, n: int) -> tuple[list[float], list[float]]:
    """Return the seconds per call of both, round by round."""
    once = max(_time(ours, n, 1), _time(theirs, n, 1))
    calls = max(1, int(0.002 / once))
    rounds = min(500, max(7, int(ROUND_SECONDS / (2 * once * calls))))
    pairs = [(_time(ours, n, calls), _time(theirs, n, calls)) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _time(function: Function, n: int, calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        function(n)
    return (time.perf_counter() - start) / calls


if __name__ == "__main__":
    main()
