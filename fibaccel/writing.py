"""fib_write and lucas_write, and what streams digits to a binary file for it and for the command.

The digits are there once, as the `str` that the backend has made: a slice at a time is encoded and
written, so that a number of any size takes 2 MiB more than its digits.
"""

from __future__ import annotations

import errno
import io

import fibaccel
from fibaccel.hints import BinaryFile, SupportsIndex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# In bytes, as they are written: what is large enough for any file system.
_SLICE = 2**20


def fib_write(n: SupportsIndex, file: BinaryFile, /) -> int:
    """Return the number of bytes written: the decimal digits of F(n), to a binary file.

    The digits are written as ``fib_str`` returns them, without a newline, in slices of at most
    1 MiB. The file is neither flushed nor closed. What its ``write`` raises passes through; a part
    may have been written by then.

    Args:
        n: an int or whatever has ``__index__``.
        file: opened for writing in binary mode, or whatever has such a ``write``; it may be
            unbuffered, and write less at a time than it is given.

    Raises:
        TypeError: n is not an integer, or file is a text file or none.
        MemoryError: the digits cannot fit; raised before anything is allocated or written.
        BlockingIOError: a file in non-blocking mode takes no more.

    Cost: that of ``fib_str``, and the writing.

    >>> import io
    >>> file = io.BytesIO()
    >>> fib_write(100, file)
    21
    >>> file.getvalue()
    b'354224848179261915075'
    """
    _check_binary(file)
    return write_digits(fibaccel.fib_str(n), file)


def lucas_write(n: SupportsIndex, file: BinaryFile, /) -> int:
    """Return the number of bytes written: the decimal digits of L(n), to a binary file.

    As `fib_write`.

    >>> import io
    >>> file = io.BytesIO()
    >>> lucas_write(100, file)
    21
    >>> file.getvalue()
    b'792070839848372253127'
    """
    _check_binary(file)
    return write_digits(fibaccel.lucas_str(n), file)


def _check_binary(file: BinaryFile) -> None:
    """Raise if digits cannot be written to a file because it is a text file or none."""
    # A text file has an encoding, io.StringIO too; what wraps one passes the attribute on.
    if hasattr(file, "encoding") or not hasattr(file, "write"):
        raise TypeError(f"file must be a binary file open for writing, not {type(file).__name__}")


def write_digits(
    digits: str,
    file: BinaryFile,
    *,
    grouped: bool = False,
    report: Callable[[int], object] = lambda count: None,
) -> int:
    """Return the number of bytes written: the digits, grouped by thousands or as they are.

    Args:
        digits: a number in decimal, with or without a sign.
        file: a binary file.
        grouped: separate groups of three digits by commas.
        report: is told after each slice how many of the digits have been written.
    """
    written = commas = 0
    for data in _in_groups(digits) if grouped else _in_slices(digits):
        _write_all(data, file)
        written += len(data)
        commas += data.count(b",")
        report(written - commas)
    return written


def _in_slices(digits: str) -> Iterator[bytes]:
    for start in range(0, len(digits), _SLICE):
        yield digits[start : start + _SLICE].encode("ascii")


def _in_groups(digits: str) -> Iterator[bytes]:
    """Yield the digits with a comma before each group of three but the first.

    >>> b"".join(_in_groups("-1234567"))
    b'-1,234,567'
    """
    sign = digits.startswith("-")
    first = sign + ((len(digits) - sign) % 3 or 3)
    yield digits[:first].encode("ascii")
    step = _SLICE // 4 * 3
    for start in range(first, len(digits), step):
        data = digits[start : start + step].encode("ascii")
        groups = bytearray(b",") * (len(data) // 3 * 4)
        for place in range(3):
            groups[place + 1 :: 4] = data[place::3]
        yield bytes(groups)


def _write_all(data: bytes, file: BinaryFile) -> None:
    """Write all of data, however little the file takes at a time."""
    written = file.write(data)
    # From others than raw files None means nothing: they write all or raise.
    if written is None and not isinstance(file, io.RawIOBase):
        return
    rest = memoryview(data)
    while True:
        if not written:
            raise BlockingIOError(errno.EAGAIN, "the file takes no more without blocking")
        rest = rest[written:]
        if not rest:
            return
        written = file.write(rest)
