"""Time and memory for F(n) as a Python int, beside gmpy2 and python-flint, every answer checked.

    python benchmarks/exact.py [N ...]

For one thread and for two: minimum and median over rounds in which the contenders take turns, warm,
in one process. Then the first calls of fresh processes, the peak of memory, and a geometric series
of 200 n from 10 to 10^6, of which 198 are different. FIBACCEL_NATIVE_TIER names a tier other than
the best. Named N replace the sizes of the first part, and leave the others out.
"""

import math
import statistics
import sys

from machine import describe, refuse_debug_build
from workers import microseconds, pair, print_warm, ratio, run, warm

SIZES = (1024, 1500, 10**4, 10**5, 10**6, 10**7, 10**8, 10**9)
COLD_SIZES = (10**4, 10**6, 10**8)
PEAK_SIZES = (10**7, 10**8, 10**9)
SWEEP = sorted({round(10 ** (1 + 5 * i / 199)) for i in range(200)})

# From here on the slope of the time is fitted.
LARGE = 10**5

TITLES = {"native": "native", "gmpy2": "int(gmpy2.fib)", "flint": "int(flint.fib_ui)"}


def main() -> None:
    """Print all parts."""
    refuse_debug_build()
    sizes = [int(float(size)) for size in sys.argv[1:]]
    print(describe())
    for threads in (1, 2):
        _print_warm(threads, sizes or SIZES)
    if not sizes:
        _print_cold()
        _print_peaks()
        _print_sweep()


def _print_warm(threads: int, sizes: tuple[int, ...] | list[int]) -> None:
    ratios = [("gmpy2", "native"), ("flint", "native")]
    rows = print_warm("fib", threads, sizes, TITLES, ratios)
    large = [
        (math.log(n), {name: math.log(low) for name, (low, _) in figures.items()})
        for n, figures in rows.items()
        if n >= LARGE
    ]
    if len(large) > 1:
        slopes = [f"{name} {_slope(large, name):.3f}" for name in TITLES]
        print("time grows as n to the power", ", ".join(slopes), f"from n = {LARGE} on")


def _slope(points: list[tuple[float, dict[str, float]]], name: str) -> float:
    """Return the slope of the line through the logarithms of n and of the times."""
    logs = [log for log, _ in points]
    return statistics.linear_regression(logs, [row[name] for _, row in points]).slope


def _print_cold() -> None:
    print("\ncold: microseconds of the first call in a fresh process, minimum and median of 7")
    print(f"{'n':>10}" + "".join(f"{title:>24}" for title in TITLES.values()), "  gmpy2/native")
    for n in COLD_SIZES:
        rounds = [{name: run("cold", "fib", name, n) for name in TITLES} for _ in range(7)]
        columns = {name: [row[name] for row in rounds] for name in TITLES}
        figures = {name: (min(times), statistics.median(times)) for name, times in columns.items()}
        row = "".join(pair(figures[name]) for name in TITLES)
        print(f"{n:10}{row}   {ratio(figures, 'gmpy2', 'native'):>12}")


def _print_peaks() -> None:
    print("\npeak of memory of a fresh process, beyond that of a small call, over the result")
    print(f"{'n':>10}{'native, 1 thread':>24}{'2 threads':>12}{'gmpy2':>12}{'flint':>12}")
    for n in PEAK_SIZES:
        ours = [run("peak", "fib", "native", n, threads) for threads in (1, 2)]
        theirs = [run("peak", "fib", name, n) for name in ("gmpy2", "flint")]
        print(f"{n:10}{'':12}" + "".join(f"{figure:12.2f}" for figure in ours + theirs))


def _print_sweep() -> None:
    print(f"\n{len(SWEEP)} n, warm, 1 thread: microseconds, minima")
    print(f"{'n':>10}{'native':>12}{'int(gmpy2.fib)':>16}   gmpy2/native")
    ratios = {}
    for n, figures in warm("fib", 1, 0.1, SWEEP):
        ours, theirs = figures["native"][0], figures["gmpy2"][0]
        ratios[n] = theirs / ours
        print(f"{n:10}{microseconds(ours)}{microseconds(theirs):>16}   {ratios[n]:12.2f}")
    worst = min(ratios, key=ratios.__getitem__)
    slower = sum(figure < 1 for figure in ratios.values())
    print(f"worst {ratios[worst]:.2f}, at n = {worst}; gmpy2 is faster at {slower} of {len(SWEEP)}")


if __name__ == "__main__":
    main()
