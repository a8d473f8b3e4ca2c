"""Milliseconds from SIGINT to KeyboardInterrupt in the middle of a long computation.

    python benchmarks/interrupt.py [SIGNALS]

Each signal comes at a random moment of a computation of its own, all in one process; after each,
the next small result is checked.
"""

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from machine import describe, refuse_debug_build

import fibaccel

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
    signals = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    refuse_debug_build()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
    print(describe())
    print("\n                                ms: median    largest   interrupted")
    generator = random.Random(20_000)
    # The backend, the operation, n, and within how many seconds of its run the signals come.
    for backend, operation, n, span in (
        ("native", "fib", 10**8, 0.06), ("native", "fib", 10**9, 0.7),
        ("python", "fib", 10**8, 4.0), ("python", "fib_str", 10**8, 2.4),
    ):  # fmt: skip
        function = getattr(fibaccel.get_backend(backend), operation)
        delays = [_interrupt(function, n, generator.uniform(0.0, span)) for _ in range(signals)]
        landed = [delay for delay in delays if delay is not None]
        figures = f"{statistics.median(landed):10.1f} {max(landed):10.1f}" if landed else "none"
        print(f"{backend:8} {operation:8} n = {n:<10} {figures}   {len(landed)} of {signals}")


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
    assert str(function(50)) == "12586269025"
    return None if finished else (landed - sent) * 1000


if __name__ == "__main__":
    main()
