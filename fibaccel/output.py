"""A result file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
import threading
from contextlib import contextmanager, suppress

from fibaccel.streams import binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

# What asks a process to end, and would end it at once: on Windows that is Ctrl-Break.
_STOPPING = ("SIGTERM", "SIGHUP", "SIGBREAK")


@contextmanager
def open_for_result(path: str) -> Iterator[BinaryIO]:
    """Open path for writing before the work begins, and put the result there when it is done.

    What cannot be written is so found out at once, and whatever stops the work later leaves an
    existing file as it was, SIGTERM and SIGHUP too. A file that is replaced keeps its mode, and its
    owner where this process may give it away. A device or a pipe is written directly, and ``-`` is
    standard output.

    Raises:
        OSError: path cannot be written.
    """
    if path in ("-", "/dev/stdout"):  # which may be a file that others write to as well
        yield binary(sys.stdout)
        return
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            yield file
        return
    _refuse_unwritable(path)
    target = os.path.realpath(path)
    # The name is known before there is a file: so nothing can come in between and leave one.
    temporary = os.path.join(os.path.dirname(target), f".fibaccel-{os.urandom(8).hex()}")
    with _removed_when_stopped(temporary):
        try:
            with _create(temporary, path) as file:
                yield file
            _take_after(target, temporary)
            _replace(target, temporary)
        except BaseException as error:
            with suppress(OSError):  # there is none, if it could not be made
                os.unlink(temporary)
            if isinstance(error, OSError) and error.filename is None:  # the error of a write
                raise type(error)(error.errno, error.strerror, path) from None
            raise


def _refuse_unwritable(path: str) -> None:
    """Raise OSError if path names no file, or one that may not be written."""
    if os.path.isfile(path):
        open(path, "r+b").close()
    elif not os.path.basename(path):
        code = errno.EISDIR if path else errno.ENOENT
        raise OSError(code, os.strerror(code), path)


def _create(temporary: str, path: str) -> BinaryIO:
    """Create the file that will take the place of path, for this user alone."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return open(os.open(temporary, flags, 0o600), "wb")
    except OSError as error:
        if not os.path.isfile(path):
            raise type(error)(error.errno, error.strerror, path) from None
        folder = os.path.dirname(temporary)
        raise type(error)(
            error.errno,
            f"{error.strerror}: {path} may be written, but not replaced, since its folder takes no "
            f"new file; to write into it directly, type > {path} instead of -o",
            folder,
        ) from None


def _take_after(target: str, temporary: str) -> None:
    """Give the new file the mode and, if possible, the owner of the one that it replaces."""
    try:
        old = os.stat(target)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        return
    if hasattr(os, "chown"):
        # A user may not give files away, but to a group of their own: what is possible is done.
        for owner in ((old.st_uid, -1), (-1, old.st_gid)):
            with suppress(OSError):
                os.chown(temporary, *owner)
    os.chmod(temporary, stat.S_IMODE(old.st_mode))


def _replace(target: str, temporary: str) -> None:
    """Put the new file in the place of the old, which on Windows must not be open anywhere."""
    try:
        os.replace(temporary, target)
    except OSError as error:  # which names the temporary file first
        raise type(error)(error.errno, error.strerror, target) from None


@contextmanager
def _removed_when_stopped(temporary: str) -> Iterator[None]:
    """Remove the file before a signal ends the process; the shell sees 128 and the signal."""

    def stop(number: int, _: object) -> None:
        with suppress(OSError):
            os.unlink(temporary)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    # Only the main thread may. What is ignored, as by nohup, or handled by a program stays so.
    taken = []
    if threading.current_thread() is threading.main_thread():
        known = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
        taken = [number for number in known if signal.getsignal(number) == signal.SIG_DFL]
    try:
        for number in taken:
            signal.signal(number, stop)
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)
