"""Milliseconds that starting takes: of an import and of the command, over a bare interpreter.

    python benchmarks/startup.py

Whole processes, with bytecode compiled beforehand as an installer leaves it, taking turns.
"""

import compileall
import os
import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from machine import describe

import fibaccel

ROUNDS = 40
SCRIPT = str(Path(sysconfig.get_path("scripts"), "fibaccel"))

# name: (command, FIBACCEL_BACKEND, what it must print, the baseline that it is held against)
CASES = {
    "bare interpreter": ([sys.executable, "-c", "pass"], "", "", None),
    "import fibaccel": ([sys.executable, "-c", "import fibaccel"], "", "", "bare interpreter"),
    "import importlib_metadata": (
        [sys.executable, "-c", "import importlib_metadata"], "", "", "bare interpreter",
    ),
    "python: fibaccel 100": (
        [SCRIPT, "100"], "python", "354224848179261915075\n", "bare interpreter",
    ),
    "native: fibaccel 100": (
        [SCRIPT, "100"], "auto", "354224848179261915075\n", "import importlib_metadata",
    ),
}  # fmt: skip


def main() -> None:
    """Print a row for each case."""
    assert fibaccel.get_backend("native").name == "native"
    for folder in (Path(fibaccel.__file__).parent, sysconfig.get_path("purelib")):
        compileall.compile_dir(folder, quiet=2)
    print(describe())
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, (command, backend, expected, _) in CASES.items():
            times[name].append(_run(command, backend, expected))
    print("\n                             min ms  median ms   over the baseline: min, median")
    for name, (_, _, _, baseline) in CASES.items():
        low, middle = min(times[name]), statistics.median(times[name])
        over = ""
        if baseline is not None:
            base = times[baseline]
            over = f"{low - min(base):+.2f}, {middle - statistics.median(base):+.2f} ({baseline})"
        print(f"{name:27} {low:7.2f} {middle:10.2f}   {over}")


def _run(command: list[str], backend: str, expected: str) -> float:
    environment = os.environ | {"FIBACCEL_BACKEND": backend}
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    assert done.stdout == expected, (command, done.stdout, done.stderr)
    return seconds * 1000


if __name__ == "__main__":
    main()
