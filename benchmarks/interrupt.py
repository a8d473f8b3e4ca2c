"""Milliseconds from SIGINT to KeyboardInterrupt in the middle of a long computation.

    python benchmarks/interrupt.py [SIGNALS [BACKEND]]

Each signal comes at a random moment of a computation of its own, all in one process; after each,
the next result is checked. If the computation was faster than the signal, another follows. Exits
with 1 if a signal to native took more than 100 ms.
"""

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from machine import describe, refuse_debug_build

import fibaccel

# For int_str and int_from_str, n is the bits of the number.
CASES = (
    ("native", "fib", 10**8),
    ("native", "fib", 10**9),
    ("native", "fib2", 10**9),
    ("native", "fib_str", 10**8),
    ("native", "fib_str", 10**9),
    ("native", "int_str", 10**9),
    ("native", "int_from_str", 10**9),
    ("python", "fib", 10**8),
    ("python", "fib_str", 10**8),
)

# The n of the computation that follows each interrupted one.
NEXT = 10**6

# Milliseconds.
LATE = 100.0

SENDER = """
import os, sys, time
print(flush=True)  # imported: from here on the time counts
sys.stdin.read(1)
time.sleep(float(sys.argv[2]))
print(time.monotonic(), flush=True)
os.kill(int(sys.argv[1]), 2)
"""


def main() -> None:
    """Print a row for each backend and operation."""
    signals = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    cases = [case for case in CASES if case[0] in (sys.argv[2:] or {case[0]})]
    refuse_debug_build()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
    print(describe())
    print("\n                                ms: median    largest   interrupted")
    late = False
    generator = random.Random(20_000)
    for backend, operation, n in cases:
        function = getattr(fibaccel.get_backend(backend), operation)
        argument, following = _argument(operation, n), _argument(operation, NEXT)
        start = time.perf_counter()
        function(argument)
        span = time.perf_counter() - start
        expected = getattr(fibaccel.get_backend("python"), operation)(following)
        landed: list[float] = []
        while len(landed) < signals:
            delay = _interrupt(function, argument, generator.uniform(0.0, span))
            assert function(following) == expected
            if delay is not None:
                landed.append(delay)
        figures = f"{statistics.median(landed):10.1f} {max(landed):10.1f}"
        print(f"{backend:8} {operation:8} n = {n:<10} {figures}   {len(landed)}", flush=True)
        late = late or (backend == "native" and any(delay > LATE for delay in landed))
    sys.exit(1 if late else 0)


def _argument(operation: str, n: int) -> Any:
    """Return what the operation is given for n."""
    if operation == "int_from_str":
        return "7" * (n * 30103 // 100_000)
    return (1 << n) // 3 if operation == "int_str" else n


def _interrupt(function: Callable[[int], object], n: int, after: float) -> float | None:
    """Return the milliseconds from signal to exception, or None if function(n) was done before."""
    command = [sys.executable, "-c", SENDER, str(os.getpid()), str(after)]
    finished = False
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as sender:
        assert sender.stdin is not None
        assert sender.stdout is not None
        sender.stdout.readline()
        sender.stdin.write("g")
        sender.stdin.flush()
        try:
            function(n)
            finished = True
            time.sleep(after + 5)  # the signal is still to come
        except KeyboardInterrupt:
            landed = time.monotonic()
        sent = float(sender.communicate()[0])
    return None if finished else (landed - sent) * 1000


if __name__ == "__main__":
    main()
