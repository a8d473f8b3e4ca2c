"""F(n) with the digits of the int written in place, beside int.from_bytes.

    python benchmarks/ints.py [N ...]

A process for each way, named by FIBACCEL_NATIVE_INT, with one thread and with two. They take turns
with each n, and their results are compared before.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from machine import describe, refuse_debug_build
from workers import microseconds

SIZES = (1500, 10**4, 10**5, 10**6, 10**7, 10**8, 10**9)
SECONDS = 6.0

# One round of one way lasts about that long.
ROUND_SECONDS = 0.02

WORKER = """
import hashlib, sys, timeit
import fibaccel
fib = fibaccel.get_backend("native").fib
for line in sys.stdin:
    n, calls = map(int, line.split())
    term = fib(n)
    if calls == 0:
        term = term.to_bytes(term.bit_length() // 8 + 1, "little")
        print(hashlib.sha256(term).hexdigest(), flush=True)
        continue
    del term
    print(timeit.timeit(lambda: fib(n), number=calls) / calls, flush=True)
"""


def main() -> None:
    """Print a row for each n and number of threads."""
    refuse_debug_build()
    import fibaccel_native

    sizes = [int(float(n)) for n in sys.argv[1:]] or SIZES
    ways = fibaccel_native.INTS
    print(describe())
    for threads in (1, 2):
        print(f"\n{threads} thread{'s' if threads > 1 else ''}: microseconds, minimum and median")
        titles = "".join(f"{way:>24}" for way in ways)
        print(f"{'n':>10}{titles}      ratio of the minima")
        with ExitStack() as stack:
            workers = [stack.enter_context(_worker(way, threads)) for way in ways]
            for n in sizes:
                digests = {_ask(worker, n, 0) for worker in workers}
                assert len(digests) == 1, "the numbers differ"
                columns = list(zip(*_rounds(workers, n), strict=True))
                row = "".join(
                    microseconds(min(column)) + microseconds(statistics.median(column))
                    for column in columns
                )
                print(f"{n:10}{row}{min(columns[-1]) / min(columns[0]):25.2f}", flush=True)


def _rounds(workers: list[subprocess.Popen[str]], n: int) -> Iterator[list[float]]:
    """Give the seconds of each worker, round by round."""
    once = max(_time(worker, n, 1) for worker in workers)
    calls = max(1, int(ROUND_SECONDS / once))
    for _ in range(max(7, int(SECONDS / (len(workers) * (calls + 1) * once)))):
        yield [_time(worker, n, calls) for worker in workers]


def _time(worker: subprocess.Popen[str], n: int, calls: int) -> float:
    return float(_ask(worker, n, calls))


def _ask(worker: subprocess.Popen[str], n: int, calls: int) -> str:
    assert worker.stdin is not None
    assert worker.stdout is not None
    print(n, calls, file=worker.stdin, flush=True)
    return worker.stdout.readline()


@contextmanager
def _worker(way: str, threads: int) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {
        "FIBACCEL_NATIVE_INT": way,
        "FIBACCEL_NUM_THREADS": str(threads),
    }
    command = [sys.executable, "-c", WORKER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as worker:
        yield worker


if __name__ == "__main__":
    main()
