"""Two builds beside each other: the same calls by two interpreters in turn, answers compared.

    python benchmarks/versions.py OLD/bin/python NEW/bin/python [--count]

For a change that is to make nothing slower: install the state before it in one environment and
that after it in the other. Minima and medians of rounds in turn, and the ratio of both. Each build
has several processes, because one can be a third faster than the next of the same build (it
depends on where its memory lies); and two builds of one source still differ by up to a tenth. With
`--count` the instructions of one call up to n = 10^5, by valgrind's callgrind, which knows no
AVX-512: set FIBACCEL_NATIVE_TIER. FIBACCEL_NUM_THREADS=1 is set if it is not.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
from itertools import chain

from machine import describe

PROCESSES = 6  # of each build
ROUNDS = 18  # in all of them
INDEX = 0xFEDCBA9876543210

# What is called, and how often in a round.
SMALL = (
    *((f"fib({n})", times) for n, times in ((10, 20_000), (1000, 20_000), (1024, 2000))),
    *((f"fib({n})", times) for n, times in ((1500, 2000), (10**4, 300), (10**5, 20))),
    *((f"fib_str({n})", times) for n, times in ((100, 5000), (1000, 2000), (10**4, 200))),
    *((f"lucas({n})", times) for n, times in ((100, 20_000), (1500, 2000), (10**4, 300))),
    *((f"fib2({n})", times) for n, times in ((100, 5000), (2000, 500))),
    *((f"fib_mod({INDEX}, 2**{b} - 159)", times) for b, times in ((64, 500), (128, 300))),
    *((f"lucasu_mod(3, -5, {INDEX}, 2**{b} - 159)", t) for b, t in ((64, 500), (1000, 5))),
    (f"fib_mod({INDEX}, 2**1000 - 1246)", 10),
    ("int_str(2**2000 - 1)", 300),
    ("int_str(2**50_000 - 1)", 20),
    ("lucasu(3, -5, 1000)", 300),
    ("pisano_period(10**15 + 37)", 50),
)
LARGE = (
    *((f"fib({n})", times) for n, times in ((10**6, 4), (10**7, 1), (10**8, 1))),
    *((f"fib_str({n})", times) for n, times in ((10**5, 20), (10**6, 3), (10**7, 1))),
    *((f"lucas({n})", times) for n, times in ((10**6, 3), (10**7, 1))),
    *((f"fib_mod({INDEX}, 2**{b} - 159)", 1) for b in (10_000, 100_000)),
    ("int_str(2**10**6 - 1)", 2),
    ("int_str(2**10**7 - 1)", 1),
)

WORKER = """
import json, sys, time, zlib
from fibaccel_native import *
for line in sys.stdin:
    call, times = json.loads(line)
    function, arguments = eval(f"(lambda f, *x: (f, x))({call.replace('(', ', ', 1)}")
    begin = time.perf_counter()
    for _ in range(times):
        value = function(*arguments)
    seconds = (time.perf_counter() - begin) / times
    text = value if isinstance(value, str) else hex(hash(value))
    print(json.dumps([seconds, zlib.crc32(text.encode())]), flush=True)
"""

COUNTED = """
from fibaccel_native import *
function, arguments = (lambda f, *x: (f, x))({call})
for _ in range({times}):
    function(*arguments)
"""


def main() -> None:
    """Print a row for each call."""
    pythons = sys.argv[1:3]
    sys.argv[1:3] = ["OLD", "NEW"]  # records show no paths
    os.environ.setdefault("FIBACCEL_NUM_THREADS", "1")
    print(describe())
    if "--count" in sys.argv[3:]:
        print(f"\n{'instructions of a call':44} {'before':>12} {'after':>12}  after / before")
        for call, times in SMALL:
            before, after = (_count(python, call, times // 5 + 1) for python in pythons)
            print(f"{_short(call):44} {before:12,} {after:12,} {after / before:15.4f}", flush=True)
        return
    print(f"\n{'us, minimum':44} {'before':>12} {'after':>12}  minima  medians")
    pairs = [[_start(python) for python in pythons] for _ in range(PROCESSES)]
    for call, times in (*SMALL, *LARGE):
        figures: list[list[float]] = [[], []]
        answers = {_ask(worker, call, 1)[1] for pair in pairs for worker in pair}  # warm
        for turn in range(ROUNDS):
            pair = pairs[turn % PROCESSES]
            for i in (0, 1) if turn // PROCESSES % 2 else (1, 0):
                seconds, answer = _ask(pair[i], call, times)
                figures[i].append(seconds)
                answers.add(answer)
        assert len(answers) == 1, f"{call} differs"
        old, new = map(min, figures)
        medians = statistics.median(figures[1]) / statistics.median(figures[0])
        row = f"{old * 1e6:12.3f} {new * 1e6:12.3f} {new / old:7.3f} {medians:8.3f}"
        print(f"{_short(call):44} {row}", flush=True)
    for worker in chain.from_iterable(pairs):
        worker.communicate()


def _start(python: str) -> subprocess.Popen[str]:
    command = [python, "-c", WORKER]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _ask(worker: subprocess.Popen[str], call: str, times: int) -> tuple[float, int]:
    """Return the seconds that a call takes and a checksum of what it returns."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    print(json.dumps([call, times]), file=worker.stdin, flush=True)
    seconds, answer = json.loads(worker.stdout.readline())
    return seconds, answer


def _count(python: str, call: str, times: int) -> int:
    """Return the instructions of a call: a tenth of what ten times as many calls take more."""
    few, many = (_instructions(python, call, count) for count in (times, 11 * times))
    return (many - few) // (10 * times)


def _instructions(python: str, call: str, times: int) -> int:
    code = COUNTED.format(call=call.replace("(", ", ", 1).removesuffix(")"), times=times)
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [*command, python, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found, done.stderr
    return int(found[1])


def _short(call: str) -> str:
    return call.replace(str(INDEX), "n")


if __name__ == "__main__":
    main()
