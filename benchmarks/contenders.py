"""What is measured by exact.py, in a process of its own each time.

    python benchmarks/contenders.py warm SECONDS N ...    every contender, in turns
    python benchmarks/contenders.py cold CONTENDER N      its first call in this process
    python benchmarks/contenders.py peak CONTENDER N      the memory of that call

Writes JSON: how many threads native may use is read once in a process.
"""

import json
import resource
import statistics
import sys
import time
import timeit
from collections.abc import Callable
from typing import Any

# How the F(n) of each becomes an int.
CONTENDERS = {"native": "f(n)", "gmpy2": "int(f(n))", "flint": "int(f(n))"}

# One round of one contender lasts about that long.
ROUND_SECONDS = 0.002


def function(contender: str) -> Callable[..., Any]:
    """Return the F(n) of a contender; the others are not imported."""
    if contender == "gmpy2":
        import gmpy2

        return gmpy2.fib  # type: ignore[no-any-return]
    if contender == "flint":
        import flint

        return flint.fmpz.fib_ui
    import fibaccel

    return fibaccel.get_backend("native").fib


def warm(seconds: float, n: int) -> dict[str, tuple[float, float]]:
    """Return the minimum and the median of each contender, in seconds a call.

    They take turns for that many seconds, but at least three times. A turn begins with a call that
    is not timed: the contender before has emptied the caches and given its memory back.
    """
    timers = {name: _timer(name, n) for name in CONTENDERS}
    answers = {int(function(name)(n)) for name in CONTENDERS}
    assert len(answers) == 1, f"F({n}) differs"
    calls = {}
    for name, timer in timers.items():
        once = min(timer.repeat(2, 1))
        calls[name] = max(1, int(ROUND_SECONDS / once))
    times: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    end = time.perf_counter() + seconds
    while len(times["native"]) < 3 or time.perf_counter() < end:
        for name, timer in timers.items():
            timer.timeit(1)
            times[name].append(timer.timeit(calls[name]) / calls[name])
    return {name: (min(values), statistics.median(values)) for name, values in times.items()}


def cold(contender: str, n: int) -> float:
    """Return the seconds of the first call."""
    return _timer(contender, n).timeit(1)


def peak(contender: str, n: int) -> float:
    """Return by how much the call raises the peak of the process, in multiples of the result."""
    timer = _timer(contender, n)
    _timer(contender, 5000).timeit(1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    timer.timeit(1)
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return growth / (n * 0.6942419136306173 / 8)


def _timer(contender: str, n: int) -> timeit.Timer:
    names = {"function": function(contender), "index": n}
    return timeit.Timer(CONTENDERS[contender], "f, n = function, index", globals=names)


def main() -> None:
    """Do what the arguments say."""
    kind, option, *sizes = sys.argv[1:]
    if kind == "warm":
        for n in map(int, sizes):
            print(json.dumps(warm(float(option), n)), flush=True)
    else:
        print(json.dumps({"cold": cold, "peak": peak}[kind](option, int(sizes[0]))))


if __name__ == "__main__":
    main()
