"""What exact.py and decimal.py measure, in a process of its own each time.

    python benchmarks/contenders.py warm TASK SECONDS N ...   every contender, in turns
    python benchmarks/contenders.py cold TASK CONTENDER N     its first call in this process
    python benchmarks/contenders.py peak TASK CONTENDER N     the memory of that call

Writes JSON: how many threads native may use is read once in a process.
"""

import hashlib
import json
import random
import resource
import statistics
import sys
import time
import timeit
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# One round of one contender lasts about that long.
ROUND_SECONDS = 0.002

OURS = "import fibaccel; x, f = n, fibaccel.get_backend({!r}).{}"
GMPY2_FIB = "import gmpy2; x, f = n, gmpy2.fib"
FLINT_FIB = "import flint; x, f = n, flint.fmpz.fib_ui"

# The argument is there beforehand as everyone's own kind of integer.
CONVERSIONS = {
    "native": (OURS.format("native", "int_str"), "f(x)"),
    "python": (OURS.format("python", "int_str"), "f(x)"),
    "gmpy2": ("import gmpy2; x = gmpy2.mpz(n)", "x.digits()"),
    "flint": ("import flint; x = flint.fmpz(n)", "str(x)"),
}
UNLIMITED_STR = ("import sys; sys.set_int_max_str_digits(0); x = n", "str(x)")


def number_of_digits(count: int) -> int:
    """Return a random number of that many decimal digits, or one less."""
    bits = int(count * 3.3219280948873623)
    return random.Random(count).getrandbits(bits) | 1 << (bits - 1)


@dataclass(frozen=True)
class Task:
    """What contenders do with a number.

    Attributes:
        calls: for each contender what it needs beforehand, given n, and what is timed.
        result_bytes: the size of the result over n.
        argument: what n stands for.
        most: the largest n of those that are not waited for beyond.
    """

    calls: dict[str, tuple[str, str]]
    result_bytes: float
    argument: Callable[[int], int] = int
    most: dict[str, int] = field(default_factory=dict)

    def contenders(self, n: int) -> list[str]:
        """Return who takes part at n."""
        return [name for name in self.calls if n <= self.most.get(name, n)]

    def timer(self, contender: str, n: int) -> timeit.Timer:
        """Return what times the call of a contender; the others are not imported."""
        setup, call = self.calls[contender]
        return timeit.Timer(call, setup, globals={"n": self.argument(n)})

    def digest(self, contender: str, n: int) -> str:
        """Return the SHA-256 of the result, of the digits or of an int's bytes."""
        setup, call = self.calls[contender]
        names: dict[str, Any] = {"n": self.argument(n)}
        exec(setup, names)
        result = eval(call, names)
        if isinstance(result, str):
            return hashlib.sha256(result.encode("ascii")).hexdigest()
        size = result.bit_length() // 8 + 1
        return hashlib.sha256(result.to_bytes(size, "little")).hexdigest()


TASKS = {
    "fib": Task(
        {
            "native": (OURS.format("native", "fib"), "f(x)"),
            "gmpy2": (GMPY2_FIB, "int(f(x))"),
            "flint": (FLINT_FIB, "int(f(x))"),
        },
        result_bytes=0.6942419136306173 / 8,
    ),
    "fib_str": Task(
        {
            "native": (OURS.format("native", "fib_str"), "f(x)"),
            "python": (OURS.format("python", "fib_str"), "f(x)"),
            "gmpy2": (GMPY2_FIB, "f(x).digits()"),
            "flint": (FLINT_FIB, "str(f(x))"),
        },
        result_bytes=0.20898764024997873,
        most=dict.fromkeys(("python", "gmpy2", "flint"), 10**8),
    ),
    "int_str": Task(
        CONVERSIONS | {"str": UNLIMITED_STR},
        result_bytes=1.0,
        argument=number_of_digits,
        most={"str": 10**6},
    ),
    "power_str": Task(CONVERSIONS, result_bytes=0.3010299956639812, argument=lambda n: 1 << n),
}

# Known from elsewhere, for what only one contender computes here.
DIGESTS = {
    ("fib_str", 10**9): "ee790ff513e4d66ccf5e59c355c696a323dfd968e30f63d1466fd2fdf68f270f",
}


def warm(task: str, seconds: float, n: int) -> dict[str, tuple[float, float]]:
    """Return the minimum and the median of each contender, in seconds a call.

    They take turns for that many seconds, but at least five times. A turn begins with a call that
    is not timed: the contender before has emptied the caches and given its memory back.
    """
    contenders = TASKS[task].contenders(n)
    digests = {TASKS[task].digest(name, n) for name in contenders}
    assert len(digests | {DIGESTS.get((task, n), *digests)}) == 1, f"{task}({n}) differs"
    timers = {name: TASKS[task].timer(name, n) for name in contenders}
    calls = {}
    for name, timer in timers.items():
        once = min(timer.repeat(2, 1))
        calls[name] = max(1, int(ROUND_SECONDS / once))
    times: dict[str, list[float]] = {name: [] for name in contenders}
    end = time.perf_counter() + seconds
    while len(times["native"]) < 5 or time.perf_counter() < end:
        for name, timer in timers.items():
            timer.timeit(1)
            times[name].append(timer.timeit(calls[name]) / calls[name])
    return {name: (min(values), statistics.median(values)) for name, values in times.items()}


def cold(task: str, contender: str, n: int) -> float:
    """Return the seconds of the first call."""
    return TASKS[task].timer(contender, n).timeit(1)


def peak(task: str, contender: str, n: int) -> float:
    """Return by how much the call raises the peak of the process, in multiples of the result."""
    timer = TASKS[task].timer(contender, n)
    TASKS[task].timer(contender, 5000).timeit(1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    timer.timeit(1)
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    return growth / (n * TASKS[task].result_bytes)


def main() -> None:
    """Do what the arguments say."""
    kind, task, option, *sizes = sys.argv[1:]
    if kind == "warm":
        for n in map(int, sizes):
            print(json.dumps(warm(task, float(option), n)), flush=True)
    else:
        print(json.dumps({"cold": cold, "peak": peak}[kind](task, option, int(sizes[0]))))


if __name__ == "__main__":
    main()
