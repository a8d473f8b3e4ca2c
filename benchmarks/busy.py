"""Two threads against one while another process keeps a processor busy.

    python benchmarks/busy.py [N ...]

Two processes, one with FIBACCEL_NUM_THREADS=1 and one with 2, take turns. The busy process is bound
to one of the CPUs in use; the others are free to go where they like.
"""

import itertools
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from machine import describe, refuse_debug_build

OPERATIONS = ("fib", "fib_str")
SIZES = (10**6, 10**7, 10**8)
SECONDS = 20.0

WORKER = """
import sys, time
import fibaccel
backend = fibaccel.get_backend("native")
for line in sys.stdin:
    operation, n, calls = line.split()
    function, n, calls = getattr(backend, operation), int(n), int(calls)
    start = time.perf_counter()
    for _ in range(calls):
        function(n)
    print((time.perf_counter() - start) / calls, flush=True)
"""


def main() -> None:
    """Print a row for each n."""
    refuse_debug_build()
    sizes = [int(float(n)) for n in sys.argv[1:]] or SIZES
    print(describe())
    print("\nmilliseconds, minimum and median; ratios of the medians and of the minima")
    print(f"{'':8}{'n':>12}{'1 thread':>20}{'2 threads':>20}{'2 / 1 threads':>20}")
    with _busy(), _worker(1) as one, _worker(2) as two:
        for work in itertools.product(OPERATIONS, sizes):
            once = max(_time(one, *work, 1), _time(two, *work, 1))
            calls = max(1, int(0.05 / once))
            rounds = max(5, int(SECONDS / (2 * calls * once)))
            pairs = [(_time(one, *work, calls), _time(two, *work, calls)) for _ in range(rounds)]
            columns = [[1000 * pair[i] for pair in pairs] for i in (0, 1)]
            lows, middles = map(min, columns), map(statistics.median, columns)
            (a, b), (c, d) = lows, middles
            print(f"{work[0]:8}{work[1]:12}", end="")
            print(f"{a:10.2f}{c:10.2f}{b:10.2f}{d:10.2f}{d / c:10.2f}{b / a:10.2f}")


@contextmanager
def _busy() -> Iterator[None]:
    """Keep one CPU busy."""
    command = [sys.executable, "-c", "while True: pass"]
    with subprocess.Popen(command) as process:
        os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
        try:
            yield
        finally:
            process.kill()


@contextmanager
def _worker(threads: int) -> Iterator["subprocess.Popen[str]"]:
    """Give a process that computes when it is told to."""
    environment = os.environ | {"FIBACCEL_NUM_THREADS": str(threads)}
    command, pipe = [sys.executable, "-c", WORKER], subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as worker:
        yield worker


def _time(worker: "subprocess.Popen[str]", operation: str, n: int, calls: int) -> float:
    """Return its seconds a call."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(f"{operation} {n} {calls}\n")
    worker.stdin.flush()
    return float(worker.stdout.readline())


if __name__ == "__main__":
    main()
