"""A progress bar for one long call, on a terminal, without the callee's help.

A backend's function knows nothing of progress, and shall not. What a call for n will take is
foretold from two short calls, some ten milliseconds together, and the bar is drawn by a thread
against the clock. So it works the same for every backend, a third party's too.
"""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from math import log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WORTH_A_BAR_SECONDS = 1.0
_REDRAW_SECONDS = 0.1
_WIDTH = 30
# Where the short calls are made. Fixed, and not parts of n, which may be too large for anything.
_SHORT_N, _LONGER_N = 250_000, 1_000_000


@contextmanager
def bar(function: Callable[[int], object], n: int, label: str) -> Iterator[None]:
    """Show a bar on standard error while the body runs, if function(n) there takes long."""
    expected = _foretell(function, n)
    if expected < _WORTH_A_BAR_SECONDS:
        yield
        return
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(done, expected, label), daemon=True)
    painter.start()
    try:
        yield
    finally:
        done.set()
        painter.join()


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


def _paint(done: threading.Event, expected: float, label: str) -> None:
    start = time.perf_counter()
    while not done.wait(_REDRAW_SECONDS):
        elapsed = time.perf_counter() - start
        # The forecast is no promise: past it, the bar waits at 99 % and the seconds go on.
        fraction = min(0.99, elapsed / expected)
        bar = "#" * int(fraction * _WIDTH)
        seconds = f"{elapsed:.1f} s of about {expected:.0f} s"
        text = f"\r{label} [{bar:.<{_WIDTH}}] {fraction:3.0%} {seconds}"
        print(f"{text:<79}", end="", file=sys.stderr, flush=True)
    print(f"\r{'':79}\r", end="", file=sys.stderr, flush=True)
