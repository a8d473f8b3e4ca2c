"""Forks while other threads compute: every child computes as well, and comes to its end.

    python benchmarks/forks.py [FORKS]

Two threads compute in the parent without a pause. Each child compares numbers and digits below and
above the sizes at which the GIL is released and threads are used. Exits with 1 if one of them hangs
or is wrong.
"""

import os
import random
import signal
import sys
import threading
import time
import warnings
from collections import Counter

from machine import describe

import fibaccel

SIZES = (5_000, 60_000, 1_000_000, 3_000_000)
PARENT_SIZES = (2_000_000, 10_000_000)
PATIENCE = 60.0


def main() -> None:
    """Print how the children ended."""
    forks = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(describe())
    warnings.simplefilter("ignore", DeprecationWarning)  # of forks beside threads: the subject
    native = fibaccel.get_backend("native")

    def results(n: int) -> tuple[int, str]:
        return native.fib(n), native.fib_str(n)

    expected = {n: results(n) for n in SIZES + PARENT_SIZES}
    stop = threading.Event()
    wrong: list[int] = []

    def compute(n: int) -> None:
        while not stop.is_set():
            if results(n) != expected[n]:
                wrong.append(n)

    threads = [threading.Thread(target=compute, args=(n,)) for n in PARENT_SIZES]
    for thread in threads:
        thread.start()
    generator = random.Random(1000)
    outcomes: Counter[str] = Counter()
    for _ in range(forks):
        time.sleep(generator.uniform(0, 0.01))
        pid = os.fork()
        if pid == 0:
            os._exit(any(results(n) != expected[n] for n in SIZES))
        outcomes[_outcome(pid)] += 1
    stop.set()
    for thread in threads:
        thread.join()
    print(f"\n{forks} forks: {dict(outcomes)}; wrong in the parent: {len(wrong)}")
    sys.exit(1 if wrong or set(outcomes) != {"right"} else 0)


def _outcome(pid: int) -> str:
    """Return how the child ended; one that does not is killed."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return {0: "right", 1: "wrong"}.get(code, f"status {code}")
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return "hung"


if __name__ == "__main__":
    main()
