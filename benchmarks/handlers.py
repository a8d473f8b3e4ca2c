"""Timers over a first use, whose handler raises: the exception comes out, the next call works.

    python benchmarks/handlers.py [POSITIONS] [BACKEND]

For each of three exceptions the timer goes off at so many positions, from before the first use to
after its end, each in a process of its own. Exits with 1 if one exception is lost, or if another
backend than BACKEND serves afterwards.
"""

import json
import statistics
import subprocess
import sys
from collections import Counter
from typing import Any

from machine import describe

EXCEPTIONS = ("SystemExit", "TimeoutError", "KeyboardInterrupt")

CHILD = """
import json, signal, sys, time, warnings
delay = float(sys.argv[2])

def handler(number, frame):
    raise {"SystemExit": SystemExit, "TimeoutError": TimeoutError,
           "KeyboardInterrupt": KeyboardInterrupt}[sys.argv[1]]("stop")

signal.signal(signal.SIGALRM, handler)
warnings.simplefilter("error")
import fibaccel
begin, during, outcome = time.perf_counter(), True, "lost"
try:
    if delay:
        signal.setitimer(signal.ITIMER_REAL, delay)
    fibaccel.fib(100)
    end, during = time.perf_counter(), False
    time.sleep(60 if delay else 0)
except BaseException as error:
    outcome = f"{type(error).__name__} {error}"
if not delay:
    print(json.dumps(end - begin))
else:
    try:
        then = [fibaccel.fib(100), fibaccel.get_backend().name]
    except BaseException as error:
        then = repr(error)
    print(json.dumps([outcome, then, "during" if during else "after"]))
"""


def main() -> None:
    """Print what became of the exceptions."""
    positions = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    backend = sys.argv[2] if len(sys.argv) > 2 else "native"
    print(describe())
    duration = statistics.median(float(run("SystemExit", 0.0)) for _ in range(5))
    print(f"\n{positions} positions over {duration * 1e3:.0f} ms")
    failures = 0
    for name in EXCEPTIONS:
        outcomes = Counter(
            str(run(name, duration * (position + 1) / positions)) for position in range(positions)
        )
        right = sum(
            outcomes[str([f"{name} stop", [354224848179261915075, backend], when])]
            for when in ("during", "after")
        )
        failures += positions - right
        print(f"{name}: {right} of {positions} came out, and {backend} served then")
        for outcome, times in outcomes.items():
            print(f"  {times} times {outcome}")
    sys.exit(failures > 0)


def run(*arguments: object) -> Any:
    """Return what a child prints."""
    command = [sys.executable, "-c", CHILD, *map(str, arguments)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


if __name__ == "__main__":
    main()
