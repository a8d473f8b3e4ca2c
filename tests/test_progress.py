"""What the command shows on a terminal while it works."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import time
from itertools import count

import pytest

from fibaccel import arguments, progress

IMPATIENT = """
import sys
from fibaccel import cli, progress
progress._WORTH_A_BAR_SECONDS, progress._REDRAW_SECONDS = 0.0, 0.001
sys.exit(cli.main())
"""


def run_on_a_terminal(command: list[str], columns: int = 0) -> tuple[bytes, bytes, int]:
    """Return what goes to standard output, what to a terminal as standard error, and the status."""
    parent, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal) as child:
        os.close(terminal)
        output, _ = child.communicate()
    painted = b""
    while chunk := _read(parent):
        painted += chunk
    os.close(parent)
    return output, painted, child.returncode


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux's way to say that the other end is closed
        return b""


def test_a_long_job_shows_a_bar_on_a_terminal_and_only_there() -> None:
    command = [sys.executable, "-c", IMPATIENT, "10000000", "--backend", "python"]
    digits, painted, _ = run_on_a_terminal(command)
    assert len(digits) == 2_089_878  # of F(10^7) = 1129...6875, and a newline
    assert b"F(n) [" in painted
    assert painted.endswith(b"\r")
    done = subprocess.run(command, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (digits, b"")


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (200, b"digits/s"),
        (80, b"digits/s"),
        (60, b" s of about "),
        (40, b"F(n) ["),
        (20, b"F(n) "),
        (6, b"%"),
        (3, b"\r"),
        (1, b"\r"),
    ],
)
def test_the_bar_fits_the_terminal(columns: int, shown: bytes) -> None:
    """It took 79 columns of any, and filled a narrow one with lines."""
    command = [sys.executable, "-c", IMPATIENT, "10000000", "--backend", "python"]
    _, painted, status = run_on_a_terminal(command, columns)
    frames = painted.split(b"\r")
    assert status == 0
    assert len(frames) > 3
    assert max(map(len, frames)) == min(columns, 80) - 1
    assert shown in painted


@pytest.mark.parametrize("n", ["10**11", "10**12", "10**18"])
def test_what_cannot_fit_is_refused_on_a_terminal_too(n: str) -> None:
    """It was not: to foretell how long it takes, a part of n was computed first."""
    output, painted, status = run_on_a_terminal(
        [sys.executable, "-m", "fibaccel", n, "--backend", "python"]
    )
    assert (output, status) == (b"", 2)
    assert f"n = {arguments.parse_integer(n)} is too large".encode() in painted


class Clock:
    """The painting thread's clock: it stands until it is started, then each frame is a step."""

    def __init__(self, step: float) -> None:
        self._times = count(0.0, step)
        self._started = threading.Event()
        self._looks = threading.Semaphore(0)

    def __call__(self) -> float:
        self._started.wait()
        self._looks.release()
        return next(self._times)

    def show(self, frames: int) -> None:
        """Start the clock, and wait until so many frames have been painted."""
        self._started.set()
        # One look is before the first frame, and one after the last.
        for _ in range(frames + 2):
            assert self._looks.acquire(timeout=600)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock by which a bar is soon worth its while."""
    monkeypatch.setattr(progress, "_WORTH_A_BAR_SECONDS", 0.05)
    monkeypatch.setattr(progress, "_REDRAW_SECONDS", 0.01)
    clock = Clock(2.0)
    monkeypatch.setattr(time, "perf_counter", clock)
    return clock


def test_the_bar_waits_at_99_per_cent_and_clears_its_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(progress, "_foretell", lambda function, n: 4.0)
    with progress.computing(lambda n: n, 10**7, "F(n)"):
        clock.show(frames=5)
    frames = capsys.readouterr().err.split("\r")
    assert "F(n) [##########..........] 50% 2.0 s of about 4 s, 522 k digits/s" in frames[1]
    assert " 99% 10.0 s of about 4 s, 207 k digits/s" in frames[5]
    assert frames[-2].strip() == ""
    assert max(map(len, frames)) == 79


def test_a_writing_that_takes_long_shows_what_is_written(
    capsys: pytest.CaptureFixture[str], clock: Clock
) -> None:
    with progress.writing(4000) as report:
        report(1000)
        clock.show(frames=1)
    frames = capsys.readouterr().err.split("\r")
    assert "writing [#####...............] 25% 500 digits/s" in frames[1]
    assert frames[-2].strip() == ""


def test_a_writing_that_is_soon_done_shows_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_WORTH_A_BAR_SECONDS", 600.0)
    with progress.writing(4000) as report:
        report(4000)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("digits", "seconds", "text"),
    [
        (0, 0.0, "0 digits/s"),
        (999, 1.0, "999 digits/s"),
        (999.6, 1.0, "1 k digits/s"),
        (2 * 10**7, 0.1, "200 M digits/s"),
        (10**10, 1.0, "10 G digits/s"),
    ],
)
def test_rates_are_short(digits: float, seconds: float, text: str) -> None:
    assert progress.rate(digits, seconds) == text
