"""The command where standard output or standard error is closed, full, or no file."""

import contextlib
import errno
import io
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

import fibaccel
from fibaccel import cli, streams

resource = pytest.importorskip("resource", reason="full files are simulated by RLIMIT_FSIZE")

COMMANDS = [
    ["100"],
    ["1000000"],
    ["100", "--digits"],
    ["100", "-o", "-"],
    ["pisano", "100"],
    ["zeckendorf", "100"],
    ["index", "100"],
    ["backends"],
    ["doctor"],
    ["compare", "10"],
    ["--help"],
    ["pisano", "--help"],
    ["--version"],
]
IDS = [" ".join(command) for command in COMMANDS]


def shell(arguments: list[str], redirection: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a shell that redirects its streams."""
    command = f'"{sys.executable}" -m fibaccel {" ".join(arguments)} {redirection}'
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", COMMANDS, ids=IDS)
def test_closed_standard_output_is_an_error(arguments: list[str]) -> None:
    """`fibaccel 100 >&-`: it ended with status 0, and the number was lost."""
    done = shell(arguments, ">&-")
    message = "fibaccel: error: standard output: Bad file descriptor\n"
    assert (done.stderr, done.returncode) == (message, 2)


def test_closed_standard_output_does_not_matter_to_a_file(tmp_path: Path) -> None:
    done = shell(["100", "-o", str(tmp_path / "f")], ">&-")
    assert (done.stderr, done.returncode) == ("", 0)
    assert (tmp_path / "f").read_text() == "354224848179261915075"


# Nothing can be added to the file: what is buffered for it stays so, and Python tries it once more
# when it exits. (/dev/full is like that from CPython 3.14 on; before, nothing is buffered for it.)
FULL = """
import resource, sys
from fibaccel import cli, streams
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
sys.exit(cli.main())
"""


@pytest.mark.parametrize("arguments", COMMANDS, ids=IDS)
def test_a_full_disk_is_one_error_and_not_tried_again_at_exit(
    tmp_path: Path, arguments: list[str]
) -> None:
    with open(tmp_path / "f", "wb") as full:
        command = [sys.executable, "-c", FULL, *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.stderr, done.returncode) == ("fibaccel: error: [Errno 27] File too large\n", 2)


class Unread(io.StringIO):
    """Standard output to a pipe that nobody reads, as Windows may report it."""

    def write(self, text: str, /) -> int:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


@pytest.mark.parametrize(("system", "status"), [("win32", 0), ("linux", 2)])
def test_a_pipe_that_nobody_reads_is_no_error_on_windows_either(
    monkeypatch: pytest.MonkeyPatch, system: str, status: int
) -> None:
    # Of this module alone: what is imported meanwhile must not take itself to be on Windows.
    monkeypatch.setattr(streams, "sys", types.SimpleNamespace(platform=system))
    with contextlib.redirect_stdout(Unread()), contextlib.redirect_stderr(io.StringIO()):
        assert cli.main(["pisano", "10"]) == status


# (arguments, status, what standard output gets)
UNHEARD = [
    (["1000000", "--digits", "--time"], 0, "208988\n"),
    (["100"], 0, "354224848179261915075\n"),
    (["--time", "100", "-o", "/dev/null"], 0, ""),
    (["foo"], 2, ""),
    (["pisano"], 2, ""),
    (["10**18"], 2, ""),
    (["100", "--backend", "nix"], 2, ""),
]


@pytest.mark.parametrize(("arguments", "status", "output"), UNHEARD)
def test_closed_standard_error_changes_nothing(
    arguments: list[str], status: int, output: str
) -> None:
    done = shell(arguments, "2>&-")
    assert (done.stdout, done.returncode) == (output, status)


@pytest.mark.parametrize(("arguments", "status", "output"), UNHEARD)
def test_full_standard_error_changes_nothing(
    tmp_path: Path, arguments: list[str], status: int, output: str
) -> None:
    with open(tmp_path / "f", "wb") as full:
        command = [sys.executable, "-c", FULL, *arguments]
        done = subprocess.run(command, stderr=full, stdout=subprocess.PIPE, text=True, check=False)
    assert (done.stdout, done.returncode) == (output, status)


@pytest.mark.parametrize(("arguments", "status", "output"), UNHEARD)
def test_standard_error_without_a_reader_changes_nothing(
    arguments: list[str], status: int, output: str
) -> None:
    command = [sys.executable, "-m", "fibaccel", *arguments]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as child:
        assert child.stderr is not None
        child.stderr.close()
        assert child.stdout is not None
        assert (child.stdout.read(), child.wait()) == (output, status)


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["100"], "354224848179261915075\n"),
        (["-60", "--group"], "-1,548,008,755,920\n"),
        (["100", "--last", "3", "--digits"], "21\n075\n"),
        (["100", "-o", "-"], "354224848179261915075"),
        (["pisano", "10"], "60\n"),
    ],
)
def test_a_standard_output_of_text_alone_gets_the_result(arguments: list[str], output: str) -> None:
    """As in a notebook, or under `contextlib.redirect_stdout`."""
    with contextlib.redirect_stdout(io.StringIO()) as text:
        assert cli.main(arguments) == 0
    assert text.getvalue() == output


def test_what_was_printed_before_comes_before() -> None:
    code = "from fibaccel import cli; print('a'); cli.main(['10']); print('b')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "a\n55\nb\n"


def test_the_programs_own_streams_are_there_again(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stdout, sys.stderr
    assert cli.main(["10", "--time"]) == 0
    with pytest.raises(SystemExit):
        cli.main(["foo"])
    assert (sys.stdout, sys.stderr) == before
    assert capsys.readouterr().out == "55\n"


def test_an_error_elsewhere_leaves_the_programs_standard_output_alone(tmp_path: Path) -> None:
    code = f"from fibaccel import cli; cli.main(['10', '-o', {str(tmp_path)!r}]); print('after')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "after\n"


@pytest.mark.parametrize("names", ["nix,python", "PYTHON", " python , nix", "nix, nada,python"])
def test_the_first_backend_of_a_list_that_loads_serves(
    names: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIBACCEL_BACKEND", "restored afterwards")
    assert cli.main(["100", "--time", "--backend", names]) == 0
    assert capsys.readouterr().err.startswith("python: ")


@pytest.mark.parametrize("names", ["auto", ""])
def test_auto_is_what_serves_without_a_name(names: str) -> None:
    command = [sys.executable, "-m", "fibaccel", "100", "--time", "--backend", names]
    environment = os.environ | {"FIBACCEL_BACKEND": "nix"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    installed = {info.name for info in fibaccel.list_backends()}
    assert done.stderr.startswith("native: " if "native" in installed else "python: ")


@pytest.mark.parametrize(
    ("names", "reasons"),
    [
        ("nix,nada", ["there is no backend 'nix'", "there is no backend 'nada'"]),
        ("nix,,python", ["--backend 'nix,,python' has an empty name in its list"]),
    ],
)
def test_a_list_of_which_none_loads_is_an_error_that_has_each_reason(
    names: str, reasons: list[str]
) -> None:
    done = shell(["100", "--backend", names], "")
    assert (done.stdout, done.returncode) == ("", 2)
    assert all(reason in done.stderr for reason in reasons)
