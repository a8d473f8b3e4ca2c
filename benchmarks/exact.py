"""Time and memory for F(n) as a Python int, beside gmpy2 and python-flint, every answer checked.

    python benchmarks/exact.py [N ...]

For one thread and for two: minimum and median over rounds in which the contenders take turns, warm,
in one process. Then the first calls of fresh processes, the peak of memory, and a geometric series
of 200 n from 10 to 10^6, of which 198 are different. FIBACCEL_NATIVE_TIER names a tier other than
the best. Named N replace the sizes of the first part, and leave the others out.
"""

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from contenders import CONTENDERS
from machine import describe, refuse_debug_build

SIZES = (1024, 1500, 10**4, 10**5, 10**6, 10**7, 10**8, 10**9)
COLD_SIZES = (10**4, 10**6, 10**8)
PEAK_SIZES = (10**7, 10**8, 10**9)
SWEEP = sorted({round(10 ** (1 + 5 * i / 199)) for i in range(200)})

# From here on the slope of the time is fitted.
LARGE = 10**5

Figures = dict[str, tuple[float, float]]


def main() -> None:
    """Print all parts."""
    refuse_debug_build()
    import fibaccel_native

    sizes = [int(float(size)) for size in sys.argv[1:]]
    print(describe())
    print(f"tier      {fibaccel_native.TIER}")
    for threads in (1, 2):
        _print_warm(threads, sizes or SIZES)
    if not sizes:
        _print_cold()
        _print_peaks()
        _print_sweep()


def _print_warm(threads: int, sizes: tuple[int, ...] | list[int]) -> None:
    print(f"\nwarm, {threads} thread{'s' if threads > 1 else ''}: microseconds, minimum and median")
    print(f"{'n':>10}{'native':>24}{'int(gmpy2.fib)':>24}{'int(flint.fib_ui)':>24}", end="")
    print("   gmpy2/native, flint/native")
    large = []
    for n, figures in _warm(threads, 3.0, sizes):
        row = "".join(f"{_us(low)}{_us(middle)}" for low, middle in figures.values())
        print(f"{n:10}{row}   {_ratio(figures, 'gmpy2'):12.2f}{_ratio(figures, 'flint'):14.2f}")
        if n >= LARGE:
            large.append((math.log(n), {name: math.log(low) for name, (low, _) in figures.items()}))
    if len(large) > 1:
        slopes = [f"{name} {_slope(large, name):.3f}" for name in CONTENDERS]
        print("time grows as n to the power", ", ".join(slopes), f"from n = {LARGE} on")


def _slope(points: list[tuple[float, dict[str, float]]], name: str) -> float:
    """Return the slope of the line through the logarithms of n and of the times."""
    logs = [log for log, _ in points]
    return statistics.linear_regression(logs, [row[name] for _, row in points]).slope


def _print_cold() -> None:
    print("\ncold: microseconds of the first call in a fresh process, minimum and median of 7")
    print(f"{'n':>10}{'native':>24}{'int(gmpy2.fib)':>24}{'int(flint.fib_ui)':>24}   gmpy2/native")
    for n in COLD_SIZES:
        rounds = [{name: _run("cold", name, str(n)) for name in CONTENDERS} for _ in range(7)]
        columns = {name: [row[name] for row in rounds] for name in CONTENDERS}
        figures = {name: (min(times), statistics.median(times)) for name, times in columns.items()}
        row = "".join(f"{_us(low)}{_us(middle)}" for low, middle in figures.values())
        print(f"{n:10}{row}   {_ratio(figures, 'gmpy2'):12.2f}")


def _print_peaks() -> None:
    print("\npeak of memory of a fresh process, beyond that of a small call, over the result")
    print(f"{'n':>10}{'native, 1 thread':>24}{'2 threads':>12}{'gmpy2':>12}{'flint':>12}")
    for n in PEAK_SIZES:
        ours = [_run("peak", "native", str(n), threads=threads) for threads in (1, 2)]
        theirs = [_run("peak", name, str(n)) for name in ("gmpy2", "flint")]
        print(f"{n:10}{'':12}" + "".join(f"{figure:12.2f}" for figure in ours + theirs))


def _print_sweep() -> None:
    print(f"\n{len(SWEEP)} n, warm, 1 thread: microseconds, minima")
    print(f"{'n':>10}{'native':>12}{'int(gmpy2.fib)':>16}   gmpy2/native")
    ratios = {}
    for n, figures in _warm(1, 0.1, SWEEP):
        ratios[n] = _ratio(figures, "gmpy2")
        ours, theirs = figures["native"][0], figures["gmpy2"][0]
        print(f"{n:10}{_us(ours)}{_us(theirs):>16}   {ratios[n]:12.2f}")
    worst = min(ratios, key=ratios.__getitem__)
    slower = sum(ratio < 1 for ratio in ratios.values())
    print(f"worst {ratios[worst]:.2f}, at n = {worst}; gmpy2 is faster at {slower} of {len(SWEEP)}")


def _warm(
    threads: int, seconds: float, sizes: tuple[int, ...] | list[int]
) -> Iterator[tuple[int, Figures]]:
    """Give each n with its figures as soon as they are there."""
    command = _command("warm", str(seconds), *map(str, sizes))
    pipe = subprocess.PIPE
    environment = _environment(threads)
    with subprocess.Popen(command, env=environment, stdout=pipe, text=True) as worker:
        assert worker.stdout is not None
        for n, line in zip(sizes, worker.stdout, strict=True):
            yield n, json.loads(line)
    assert worker.returncode == 0


def _run(*arguments: str, threads: int = 1) -> float:
    command, environment = _command(*arguments), _environment(threads)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("contenders.py")), *arguments]


def _environment(threads: int) -> dict[str, str]:
    return os.environ | {"FIBACCEL_NUM_THREADS": str(threads)}


def _ratio(figures: Figures, name: str) -> float:
    """Return how often the minimum of native goes into that contender's."""
    return figures[name][0] / figures["native"][0]


def _us(seconds: float) -> str:
    return f"{1e6 * seconds:12.2f}"


if __name__ == "__main__":
    main()
