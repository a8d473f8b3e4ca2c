"""The standard streams as the command has them: closed, full, or of text alone.

What cannot be written to standard output is an error; what cannot be written to standard error is
lost, and changes nothing. Python flushes both once more when it exits, and a failure there would be
another message and status 120: so a stream that has failed is turned to the null device.
"""

from __future__ import annotations

import errno
import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, TextIO


class ClosedOutput(io.TextIOBase):
    """Standard output that whoever started the process has closed: to use it is an error."""

    @property
    def buffer(self) -> BinaryIO:
        """What would take bytes."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")

    def write(self, text: str, /) -> int:
        """Raise the error that a write to a closed descriptor is."""
        self.buffer.write(text.encode())
        raise AssertionError("unreachable")


class Messages(io.TextIOBase):
    """Standard error, of which no failure comes out; it may be closed, None."""

    def __init__(self, stream: TextIO | None) -> None:
        """Wrap the stream."""
        self._stream = stream

    def write(self, text: str, /) -> int:
        """Write and flush the text, or lose it."""
        if self._stream is not None:
            try:
                self._stream.write(text)
                self._stream.flush()
            except (OSError, ValueError):
                _turn_to_null(self._stream)
        return len(text)

    def isatty(self) -> bool:
        """Return whether the stream is a terminal."""
        return self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        """Return the stream's descriptor."""
        return super().fileno() if self._stream is None else self._stream.fileno()


class _Encoded:
    """A stream of text, such as `io.StringIO`, as a file of bytes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.isatty = stream.isatty

    def write(self, data: bytes, /) -> int:
        self._stream.write(data.decode("ascii"))
        return len(data)


def binary(stream: TextIO) -> BinaryIO:
    """Return what takes bytes for the stream: its buffer, or the stream itself if it has none.

    >>> import io
    >>> text = io.StringIO()
    >>> binary(text).write(b"55")
    2
    >>> text.getvalue()
    '55'
    """
    buffer: BinaryIO | None = getattr(stream, "buffer", None)
    if buffer is None:
        return _Encoded(stream)  # type: ignore[return-value]  # it has what is needed of one
    stream.flush()  # what was printed comes first
    return buffer


def read_input() -> str:
    """Return all of standard input, but for the white space around it."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input")
    buffer: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    text = sys.stdin.read() if buffer is None else buffer.read().decode("latin-1")
    return text.strip()


def _turn_to_null(stream: TextIO) -> None:
    """Let what is written to the stream's descriptor, now or when Python exits, be nothing."""
    try:
        descriptor = stream.fileno()
    except (AttributeError, OSError, ValueError):  # it has none, or is closed
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)


def is_closed_pipe(error: OSError) -> bool:
    """Return whether a write failed because nobody reads the pipe any more.

    On Windows that may be EINVAL (https://github.com/python/cpython/issues/79935).
    """
    if isinstance(error, BrokenPipeError):
        return True
    return sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None


def settle(stream: TextIO) -> None:
    """Write out what is buffered; turn the stream to the null device if that fails."""
    try:
        stream.flush()
    except (OSError, ValueError):
        _turn_to_null(stream)
