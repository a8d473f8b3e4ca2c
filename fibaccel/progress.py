"""Progress of a long job on a terminal: of computing against the clock, of writing as it is.

A backend's function knows nothing of progress, and shall not. What a call for n will take is
foretold from two short calls, some ten milliseconds together, and the bar is drawn by a thread
against the clock. So it works the same for every backend, a third party's too.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import contextmanager
from math import log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # What to show after so many seconds, the longest first.
    Show = Callable[[float], list[str]]

_WORTH_A_BAR_SECONDS = 1.0
_REDRAW_SECONDS = 0.1
_WIDTH = 20
# Narrower terminals get less. More are not filled, nor is the last, where some would wrap.
_COLUMNS = 80
# Where the short calls are made. Fixed, and not parts of n, which may be too large for anything.
_SHORT_N, _LONGER_N = 250_000, 1_000_000
# Digits of F(n) and L(n) per n.
_DIGITS_PER_N = 0.2089876


@contextmanager
def computing(function: Callable[[int], object], n: int, label: str) -> Iterator[None]:
    """Show a bar on standard error while the body runs, if function(n) there takes long."""
    expected = _foretell(function, n)
    if expected < _WORTH_A_BAR_SECONDS:
        yield
        return

    def show(elapsed: float) -> list[str]:
        # The forecast is no promise: past it, the bar waits at 99 % and the seconds go on.
        fraction = min(0.99, elapsed / expected)
        speed = rate(abs(n) * _DIGITS_PER_N * fraction, elapsed)
        return _lines(label, fraction, f" {elapsed:.1f} s of about {expected:.0f} s", f", {speed}")

    with _painted(show, wait=0.0):
        yield


@contextmanager
def writing(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while the body writes total digits, once that takes long.

    What is yielded wants to be told how many have been written.
    """
    written = 0

    def report(count: int) -> None:
        nonlocal written
        written = count

    def show(elapsed: float) -> list[str]:
        return _lines("writing", min(1.0, written / total), f" {rate(written, elapsed)}")

    with _painted(show, wait=_WORTH_A_BAR_SECONDS):
        yield report


def rate(digits: float, seconds: float) -> str:
    """Return how many digits a second that is.

    >>> rate(208_988, 0.012657)
    '16.5 M digits/s'
    """
    speed = digits / max(seconds, 1e-9)
    for unit in ("", "k ", "M "):
        if speed < 999.5:
            return f"{speed:.3g} {unit}digits/s"
        speed /= 1000
    return f"{speed:.3g} G digits/s"


def _foretell(function: Callable[[int], object], n: int) -> float:
    """Return about how many seconds function(n) takes, by the growth between two smaller calls."""
    try:
        short, longer = _time(function, _SHORT_N), _time(function, _LONGER_N)
    except MemoryError:  # n is no smaller: the real call is going to say so, and to name n
        return 0.0
    exponent = min(2.0, max(1.0, log(longer / short, _LONGER_N / _SHORT_N)))
    return float(longer * (abs(n) / _LONGER_N) ** exponent)


def _time(function: Callable[[int], object], n: int) -> float:
    start = time.perf_counter()
    function(n)
    return time.perf_counter() - start


def _lines(label: str, fraction: float, *details: str) -> list[str]:
    """Return the bar with its details, with fewer, alone, and without a bar.

    >>> _lines("F(n)", 0.25, " 1 s", ", 7 digits/s")[2:]
    ['F(n) [#####...............] 25%', 'F(n) 25%', '25%', '']
    """
    bar = f"{label} [{'#' * int(fraction * _WIDTH):.<{_WIDTH}}] {fraction:3.0%}"
    more = [bar + "".join(details[:count]) for count in range(len(details), -1, -1)]
    return [*more, f"{label} {fraction:.0%}", f"{fraction:.0%}", ""]


@contextmanager
def _painted(show: Show, wait: float) -> Iterator[None]:
    """Keep what show returns for the seconds elapsed on the terminal, from wait seconds on."""
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(done, show, wait), daemon=True)
    painter.start()
    try:
        yield
    finally:
        done.set()
        painter.join()


def _paint(done: threading.Event, show: Show, wait: float) -> None:
    start = time.perf_counter()
    if done.wait(wait):
        return
    while not done.wait(_REDRAW_SECONDS):
        lines, room = show(time.perf_counter() - start), _room()
        line = next(line for line in lines if len(line) <= room)
        print(f"\r{line:<{room}}", end="", file=sys.stderr, flush=True)
    print(f"\r{'':{_room()}}\r", end="", file=sys.stderr, flush=True)


def _room() -> int:
    """Return how long a line may be; it changes while the terminal's size does."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):  # no terminal
        columns = 0
    return min(columns or _COLUMNS, _COLUMNS) - 1
