"""A result file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


@contextmanager
def open_for_result(path: str) -> Iterator[BinaryIO]:
    """Open path for writing before the work begins, and put the result there when it is done.

    What cannot be written is so found out at once, and whatever stops the work later leaves an
    existing file as it was. A device or a pipe is written directly, and ``-`` is standard output.

    Raises:
        OSError: path cannot be written.
    """
    if path in ("-", "/dev/stdout"):  # which may be a file that others write to as well
        yield sys.stdout.buffer
        return
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            yield file
        return
    _refuse_unwritable(path)
    target = os.path.realpath(path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=".fibaccel-", dir=os.path.dirname(target))
    except OSError as error:
        raise type(error)(error.errno, error.strerror, path) from None
    try:
        with open(handle, "wb") as file:
            yield file
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _refuse_unwritable(path: str) -> None:
    """Raise OSError if path names no file, or one that may not be written."""
    if os.path.isfile(path):
        open(path, "r+b").close()
    elif not os.path.basename(path):
        code = errno.EISDIR if path else errno.ENOENT
        raise OSError(code, os.strerror(code), path)


def _mode(target: str) -> int:
    """Return the permissions of the file to be replaced, or those of a new one."""
    try:
        return os.stat(target).st_mode & 0o7777
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
