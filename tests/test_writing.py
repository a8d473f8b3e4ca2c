"""fib_write and what streams digits: every byte, to every kind of binary file, in slices."""

import gzip
import io
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fibaccel
from fibaccel import writing
from fibaccel.writing import write_digits


class Recorder:
    """No file of Python's, but with a `write` that tells nothing."""

    def __init__(self) -> None:
        self.slices: list[bytes] = []

    def write(self, data: bytes) -> None:
        assert type(data) is bytes
        self.slices.append(data)


class Raw(io.RawIOBase):
    """An unbuffered file that takes a few bytes at a time."""

    def __init__(self, takes: Callable[[int], int | None]) -> None:
        super().__init__()
        self.takes = takes
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int | None:
        count = self.takes(len(data))
        self.content += bytes(data[:count]) if count else b""
        return count


@pytest.fixture
def short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_SLICE", 12)


@pytest.mark.parametrize("n", [0, 1, 2, -2, 100, 1000, -1000, 30_001])
@pytest.mark.usefixtures("short_slices")
def test_the_digits_are_written_and_counted(n: int) -> None:
    file = io.BytesIO(b"")
    assert writing.fib_write(n, file) == len(file.getvalue())
    assert file.getvalue().decode() == fibaccel.fib_str(n)
    assert not file.closed


def test_digits_are_added_where_the_file_stands(tmp_path: Path) -> None:
    with open(tmp_path / "f", "wb", buffering=0) as file:
        file.write(b"F(100) = ")
        assert fibaccel.fib_write(100, file) == 21
    assert (tmp_path / "f").read_bytes() == b"F(100) = 354224848179261915075"


def test_archives_and_temporary_files_are_binary_files(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "f.gz", "wb") as archive:
        fibaccel.fib_write(5000, archive)
    assert gzip.decompress((tmp_path / "f.gz").read_bytes()).decode() == fibaccel.fib_str(5000)
    with tempfile.NamedTemporaryFile() as named, tempfile.SpooledTemporaryFile() as spooled:
        assert fibaccel.fib_write(5000, named) == fibaccel.fib_write(5000, spooled) == 1045


@pytest.mark.parametrize("largest", [1, 2, 5, 11, 12, 100])
@pytest.mark.usefixtures("short_slices")
def test_a_file_that_takes_a_part_gets_the_rest_again(largest: int) -> None:
    source = random.Random(largest)
    file = Raw(lambda size: min(size, source.randint(1, largest)))
    assert fibaccel.fib_write(3000, file) == 627
    assert file.content.decode() == fibaccel.fib_str(3000)


@pytest.mark.parametrize("refusal", [None, 0])
@pytest.mark.usefixtures("short_slices")
def test_a_file_that_takes_no_more_is_a_blocking_io_error(refusal: int | None) -> None:
    """Not an endless loop, and not digits lost in silence."""
    room = 20

    def take(size: int) -> int | None:
        nonlocal room
        count = min(size, room)
        room -= count
        return count or refusal

    file = Raw(take)
    with pytest.raises(BlockingIOError, match="without blocking"):
        fibaccel.fib_write(1000, file)
    assert file.content.decode() == fibaccel.fib_str(1000)[:20]


def test_a_write_that_tells_nothing_has_written_all() -> None:
    file = Recorder()
    assert fibaccel.fib_write(1000, file) == 209
    assert b"".join(file.slices).decode() == fibaccel.fib_str(1000)


@pytest.mark.usefixtures("short_slices")
def test_what_the_file_raises_passes_through() -> None:
    class Failing(Recorder):
        def write(self, data: bytes) -> None:
            if len(self.slices) == 3:
                raise OSError(28, "No space left on device")
            super().write(data)

    file = Failing()
    with pytest.raises(OSError, match="No space left"):
        writing.fib_write(1000, file)
    assert b"".join(file.slices).decode() == fibaccel.fib_str(1000)[:36]
    with pytest.raises(io.UnsupportedOperation), open(__file__, "rb") as readable:
        fibaccel.fib_write(1000, readable)


@pytest.mark.parametrize(
    "open_text",
    [
        lambda path: io.StringIO(),
        lambda path: open(path, "w", encoding="ascii"),  # noqa: SIM115
        lambda path: tempfile.NamedTemporaryFile("w", encoding="ascii"),  # noqa: SIM115
    ],
    ids=["StringIO", "open", "NamedTemporaryFile"],
)
def test_a_text_file_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_text: Callable[[str], Any]
) -> None:
    monkeypatch.setattr(fibaccel, "fib_str", None)
    message = "file must be a binary file open for writing, not "
    with open_text(str(tmp_path / "f")) as file, pytest.raises(TypeError, match=message):
        fibaccel.fib_write(10**6, file)


@pytest.mark.parametrize("file", [None, "f.txt", Path("f.txt"), b"", 1])
def test_what_is_no_file_is_a_type_error(file: Any) -> None:
    with pytest.raises(
        TypeError, match=f"a binary file open for writing, not {type(file).__name__}"
    ):
        fibaccel.fib_write(10, file)


def test_nothing_is_written_of_what_cannot_fit_or_is_no_integer() -> None:
    file = Recorder()
    with pytest.raises(MemoryError, match=r"F\(n\) has about"):
        fibaccel.fib_write(10**18, file)
    with pytest.raises(TypeError, match="n must be an integer, not float"):
        fibaccel.fib_write(10.0, file)  # type: ignore[arg-type]
    assert file.slices == []


@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize(
    "count", [1, 2**20, 2**20 + 1, 3 * 2**20 + 2, 3 * 2**18 + 1, 3 * 2**18 + 2]
)
def test_slices_have_a_mebibyte_at_most(grouped: bool, count: int) -> None:
    digits = "1234567890" * (count // 10) + "7" * (count % 10)
    file, reported = Recorder(), [0]
    written = write_digits(digits, file, grouped=grouped, report=reported.append)
    content = b"".join(file.slices).decode()
    assert max(map(len, file.slices)) <= 2**20
    assert written == len(content)
    assert content.replace(",", "") == digits
    assert reported == sorted(reported)
    assert reported[-1] == count


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.usefixtures("short_slices")
def test_groups_are_those_of_format(sign: str) -> None:
    for count in range(1, 60):
        number = int(sign + ("9081726354" * 6)[:count])
        file = Recorder()
        write_digits(str(number), file, grouped=True)
        assert b"".join(file.slices).decode() == f"{number:,}"


@pytest.mark.parametrize("grouped", [False, True])
def test_the_digits_are_never_held_twice(grouped: bool) -> None:
    digits = "123456789" * 5_000_000

    class Nowhere:
        def write(self, data: bytes) -> int:
            return len(data)

    tracemalloc = pytest.importorskip("tracemalloc", reason="CPython counts what is allocated")
    tracemalloc.start()
    try:
        write_digits(digits, Nowhere(), grouped=grouped)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * 2**20
