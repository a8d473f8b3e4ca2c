"""Processes of their own for contenders.py, and tables of what they say."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

# Minimum and median of each contender, in seconds.
Figures = dict[str, tuple[float, float]]


def print_warm(
    task: str,
    threads: int,
    sizes: Sequence[int],
    titles: dict[str, str],
    ratios: Sequence[tuple[str, str]],
) -> dict[int, Figures]:
    """Measure the contenders that have titles; print a row for each n, with ratios of minima."""
    print(f"\nwarm, {threads} thread{'s' if threads > 1 else ''}: microseconds, minimum and median")
    print(f"{'n':>10}" + "".join(f"{title:>24}" for title in titles.values()), end="")
    print("   " + ", ".join(f"{x}/{y}" for x, y in ratios))
    rows = {}
    for n, figures in warm(task, threads, 3.0, sizes):
        row = "".join(pair(figures.get(name)) for name in titles)
        shown = "".join(f"{ratio(figures, x, y):>14}" for x, y in ratios)
        print(f"{n:10}{row} {shown}", flush=True)
        rows[n] = figures
    return rows


def warm(
    task: str, threads: int, seconds: float, sizes: Sequence[int]
) -> Iterator[tuple[int, Figures]]:
    """Give each n with its figures as soon as they are there."""
    command = _command("warm", task, str(seconds), *map(str, sizes))
    pipe = subprocess.PIPE
    environment = environment_with(threads)
    with subprocess.Popen(command, env=environment, stdout=pipe, text=True) as worker:
        assert worker.stdout is not None
        for n, line in zip(sizes, worker.stdout, strict=True):
            yield n, json.loads(line)
    assert worker.returncode == 0


def run(kind: str, task: str, contender: str, n: int, threads: int = 1) -> float:
    """Return what a process of its own measures: "cold" or "peak"."""
    command, environment = _command(kind, task, contender, str(n)), environment_with(threads)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def environment_with(threads: int) -> dict[str, str]:
    """Return the environment of a process that may use so many threads."""
    return os.environ | {"FIBACCEL_NUM_THREADS": str(threads)}


def ratio(figures: Figures, x: str, y: str) -> str:
    """Return how often the minimum of y goes into that of x."""
    if x not in figures or y not in figures:
        return "-"
    return f"{figures[x][0] / figures[y][0]:.2f}"


def pair(figures: tuple[float, float] | None) -> str:
    """Return minimum and median as two columns."""
    if figures is None:
        return f"{'-':>12}{'-':>12}"
    return "".join(map(microseconds, figures))


def microseconds(seconds: float) -> str:
    """Return a column."""
    return f"{1e6 * seconds:12.2f}"


def _command(*arguments: str) -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("contenders.py")), *arguments]
