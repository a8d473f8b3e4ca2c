"""`-o FILE`: it appears whole or not at all, whatever stops the process, and keeps its owner."""

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import fibaccel
from fibaccel import cli, output

# How a signal stops a child that inherited it ignored, as from `nohup`, is another test.
COMMAND = """
import signal, sys
for name in ("SIGTERM", "SIGHUP"):
    signal.signal(getattr(signal, name), signal.SIG_IGN if name in sys.argv[1] else signal.SIG_DFL)
from fibaccel import cli
sys.exit(cli.main(sys.argv[2:]))
"""


def start(folder: Path, name: str, n: str, *, ignore: str = "") -> subprocess.Popen[bytes]:
    """Return the command at work on f in the folder, when its temporary file is there."""
    arguments = [n, "--backend", name, "-o", str(folder / "f")]
    child = subprocess.Popen([sys.executable, "-c", COMMAND, ignore, *arguments], stderr=-1)
    while not any(path.name.startswith(".fibaccel-") for path in folder.iterdir()):
        assert child.poll() is None
        time.sleep(0.001)
    return child


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("stop", ["SIGTERM", "SIGHUP"])
def test_a_stopped_command_leaves_the_folder_as_it_was(
    tmp_path: Path, backend: fibaccel.Backend, stop: str
) -> None:
    """It left `.fibaccel-XXXX`."""
    target = tmp_path / "f"
    target.write_text("old")
    n = "3e8" if backend.name == "native" else "1e8"  # a second or so
    with start(tmp_path, backend.name, n) as child:
        child.send_signal(getattr(signal, stop))
        _, error = child.communicate()
    assert (child.returncode, error) == (-getattr(signal, stop), b"")
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_text() == "old"


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_the_shell_sees_128_and_the_signal(tmp_path: Path) -> None:
    command = f"""
"{sys.executable}" -m fibaccel 1e8 --backend python -o f & child=$!
while [ -z "$(ls -A)" ]; do sleep 0.01; done
kill -TERM $child; wait $child; echo $?; ls -A"""
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, stdout=-1, text=True, check=True)
    assert done.stdout == "143\n"


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """`nohup fibaccel ...` has SIGHUP ignored."""
    with start(tmp_path, "python", "3e6", ignore="SIGHUP") as child:
        child.send_signal(signal.SIGHUP)
        assert child.wait() == 0
    assert len((tmp_path / "f").read_text()) == 626_963


def test_a_programs_own_handlers_are_left_to_it(tmp_path: Path) -> None:
    def own(number: int, frame: object) -> None:
        raise AssertionError

    before = signal.signal(signal.SIGTERM, own)
    try:
        with output.open_for_result(str(tmp_path / "f")):
            assert signal.getsignal(signal.SIGTERM) is own
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with output.open_for_result(str(tmp_path / "f")):
            assert signal.getsignal(signal.SIGTERM) != signal.SIG_DFL
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_file_is_written_from_any_thread(tmp_path: Path) -> None:
    """Only the main thread may handle signals."""
    found: list[int] = []
    arguments = ["100", "-o", str(tmp_path / "f")]
    thread = threading.Thread(target=lambda: found.append(cli.main(arguments)))
    thread.start()
    thread.join()
    assert found == [0]
    assert (tmp_path / "f").read_text() == "354224848179261915075"


@pytest.mark.parametrize("at", range(12))
def test_an_interrupt_at_any_step_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Each call to the system is the last one before Ctrl-C, in turn, until none is left."""
    target, steps = tmp_path / "f", 0

    def counted(function: Any) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal steps
            result = function(*arguments, **options)
            steps += 1
            if steps == at + 1:
                raise KeyboardInterrupt
            return result

        return call

    with monkeypatch.context() as patched, contextlib.suppress(KeyboardInterrupt):
        for name in ("open", "stat", "chmod", "chown", "umask", "replace"):
            patched.setattr(os, name, counted(getattr(os, name)))
        with output.open_for_result(str(target)) as file:
            file.write(b"new")
    assert list(tmp_path.iterdir()) in ([], [target])
    assert not target.exists() or target.read_bytes() == b"new"


def test_a_folder_that_takes_no_file_is_named_as_the_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was "FILE: Permission denied", though the file may be written."""
    target = tmp_path / "f"
    target.write_text("old")

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr(os, "open", refuse)
    assert cli.main(["100", "-o", str(target)]) == 2
    assert capsys.readouterr().err == (
        f"fibaccel: error: {tmp_path}: Permission denied: {target} may be written, but not "
        f"replaced, since its folder takes no new file; to write into it directly, type "
        f"> {target} instead of -o\n"
    )
    assert cli.main(["100", "-o", str(tmp_path / "g")]) == 2
    assert capsys.readouterr().err == f"fibaccel: error: {tmp_path / 'g'}: Permission denied\n"
    assert target.read_text() == "old"


def test_a_file_that_cannot_be_replaced_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on Windows, where another program has it open: the temporary file was named."""
    target = tmp_path / "f"
    target.write_text("old")

    def refuse(source: str, destination: str) -> None:
        code = errno.EACCES
        raise PermissionError(code, os.strerror(code), source, None, destination)

    monkeypatch.setattr(os, "replace", refuse)
    assert cli.main(["100", "-o", str(target)]) == 2
    assert capsys.readouterr().err == f"fibaccel: error: {target}: Permission denied\n"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_write_that_fails_names_the_file(tmp_path: Path) -> None:
    """And not the temporary one, of which nobody knows."""
    pytest.importorskip("resource")
    path = tmp_path / "f"
    code = """
import resource, sys
from fibaccel import cli
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
raise SystemExit(cli.main(["10**6", "-o", sys.argv[1]]))
"""
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"fibaccel: error: {path}: {os.strerror(errno.EFBIG)}\n"
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    """It became the one who runs the command."""
    target = tmp_path / "f"
    target.write_text("old")
    os.chown(target, 1234, 2345)
    target.chmod(0o4751)
    assert cli.main(["100", "-o", str(target)]) == 0
    status = target.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (1234, 2345, 0o4751)
    assert target.read_text() == "354224848179261915075"


def test_where_the_owner_cannot_be_kept_the_group_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user who is not root may pass files on to groups of their own, but not to users."""
    given: list[tuple[int, int]] = []

    def refuse_users(path: str, user: int, group: int) -> None:
        if user != -1:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), path)
        given.append((user, group))

    (tmp_path / "f").write_text("old")
    monkeypatch.setattr(os, "chown", refuse_users)
    assert cli.main(["100", "-o", str(tmp_path / "f")]) == 0
    assert given == [(-1, (tmp_path / "f").stat().st_gid)]
