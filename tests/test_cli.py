"""The command `fibaccel`: what it prints, where, and how it ends."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

import fibaccel
from fibaccel import cli

# A process started in the background of a shell script ignores SIGINT, and so would its children.
HEED_CTRL_C = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = [sys.executable, "-m", "fibaccel"]


def run(
    *arguments: str, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command with these FIBACCEL_* variables and no others."""
    clean = {name: value for name, value in os.environ.items() if "FIBACCEL" not in name}
    return subprocess.run(
        [*COMMAND, *arguments],
        env=clean | environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("text", ["1000", "1_000", "1e3", "10**3", "10^3", "1E3", "10E2"])
def test_n_may_be_written_in_every_usual_way(text: str) -> None:
    done = run(text)
    assert done.stdout == fibaccel.fib_str(1000) + "\n"
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["0"], "0"),
        (["100"], "354224848179261915075"),
        (["-8"], "-21"),
        (["-2**3"], "-21"),
        (["-1e1"], "-55"),
        (["--lucas", "100"], "792070839848372253127"),
        (["100", "--lucas", "--backend", "python"], "792070839848372253127"),
        (["100", "--digits"], "21"),
        (["100", "--first", "5"], "35422"),
        (["100", "--last", "5"], "15075"),
        (["75", "--last", "3"], "050"),
        (["10", "--last", "5"], "55"),
        (["-100", "--first", "3"], "354"),
        (["100", "--digits", "--first", "3", "--last", "2"], "21\n354\n75"),
        (["-100", "--last", "50"], "354224848179261915075"),
        (["100", "--mod", "1000"], "75"),
        (["-8", "--mod", "10"], "9"),
        (["100", "--lucas", "--mod", "1e3", "--last", "4"], "3127\n127"),
        (
            ["10**100", "--last", "20", "--first", "20"],
            "62449911286460687648\n59183788299560546875",
        ),
        (["10**100", "--lucas", "--first", "3", "--backend", "python"], "139"),
        (["1e30", "--digits"], "208987640249978733769272089238"),
        (["10**1000", "--mod", "10**9"], "560546875"),
        (["pisano", "10**100"], "15" + "0" * 99),
        (["0" * 4400 + "1_00"], "354224848179261915075"),
        (["1" + "0" * 5000, "--mod", "10**9"], "560546875"),
        (["-1_" + "0" * 5000, "--mod", "10**9"], "439453125"),
        (["10", "--mod", "9" * 5000], "55"),
        (["index", "1" + "0" * 5000], "23926"),
        (["100", "--first", "9" * 5000], "354224848179261915075"),
        (["-1_000_000", "--mod", "10"], "5"),
        (["zeckendorf", "100"], "11 6 4"),
        (["zeckendorf", "0"], ""),
        (["index", "54"], "9"),
        (["index", "55"], "10"),
        (["index", "--lucas", "122"], "9"),
        (["index", "--lucas", "123"], "10"),
        (["index", "--lucas", "2"], "1"),
        (["100", "--group"], "354,224,848,179,261,915,075"),
        (["-60", "--group"], "-1,548,008,755,920"),
        (["--group", "--lucas", "-9"], "-76"),
    ],
)
def test_the_answer_and_a_newline_go_to_standard_output(arguments: list[str], output: str) -> None:
    done = run(*arguments)
    assert (done.stdout, done.stderr, done.returncode) == (output + "\n", "", 0)


@pytest.mark.parametrize("name", ["index", "zeckendorf"])
def test_x_is_read_from_standard_input(backend: fibaccel.Backend, name: str) -> None:
    """However long it is: an argument has 131,072 bytes at most on Linux."""
    zero = len(fibaccel.fib_str(1_000_000))
    for text, expected in (
        ("1e3", {"index": "16", "zeckendorf": "16 7"}[name]),
        (f"\n {fibaccel.fib_str(1_000_000)}\n", "1000000"),
        ("0" * zero + "_1", "2"),
    ):
        done = run(name, "-", stdin=text, FIBACCEL_BACKEND=backend.name)
        assert (done.stdout, done.stderr, done.returncode) == (expected + "\n", "", 0)


@pytest.mark.parametrize("text", ["", " \n", "five", "1" * 10_000 + "x", "é" * 50, "1\n2"])
def test_what_is_no_number_in_standard_input_is_one_line_and_status_2(text: str) -> None:
    done = run("index", "-", stdin=text)
    assert (done.stdout, done.returncode) == ("", 2)
    assert "is not a whole number like 1000000" in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 400


@pytest.mark.skipif(sys.platform == "win32", reason="sh closes it")
def test_standard_input_that_is_closed_is_an_error() -> None:
    command = f'"{sys.executable}" -m fibaccel index - <&-'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    message = "fibaccel: error: standard input: Bad file descriptor\n"
    assert (done.stdout, done.stderr, done.returncode) == ("", message, 2)


def test_the_backend_that_is_named_reads_long_numbers(backend: fibaccel.Backend) -> None:
    code = f"""
import sys, fibaccel.cli
sys.argv = ["fibaccel", "--mod", "10", "--backend", {backend.name!r}, "1" + "0" * 6000]
status = fibaccel.cli.main()
print(status, fibaccel.int_from_str is fibaccel.get_backend({backend.name!r}).int_from_str)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("5\n0 True\n", "")


def test_a_million_digits_are_printed_exactly(backend: fibaccel.Backend) -> None:
    done = run("1000000", "--backend", backend.name)
    digest = "aef6e8c19df607aa07940f2abde8460d1b34c18df1a6f46b5fc04dfe9be51706"  # GMP's
    assert hashlib.sha256(done.stdout.removesuffix("\n").encode()).hexdigest() == digest
    assert len(done.stdout) == 208_989


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: N"),
        (["foo"], "'foo' is not a whole number like 1000000, 1_000_000, 1e6,"),
        (["1.5"], "'1.5' is not a whole number"),
        (["1e-3"], "'1e-3' is not a whole number"),
        (["10**-1"], "'10**-1' is not a whole number"),
        (["1e99999999"], "'1e99999999' has more than 4,000 digits"),
        (["1e-" + "9" * 5000], "'1e-9999999999999999999999999999999999...' is not a whole number"),
        (["10**" + "9" * 5000], "'10**999999999999999999999999999999999...' has more than 4,000"),
        (["9" * 5000 + "x"], "'9999999999999999999999999999999999999...' is not a whole number"),
        (["9" * 5000], "n of about 10^5000 is too large: F(n) has about 10^5000 bits"),
        (["-" + "9" * 5000], "n of about -10^5000 is too large"),
        (["100", "9" * 5000], "unrecognized arguments: 9999999999999999999999999999999999999..."),
        (["100", "--first", "-" + "9" * 5000], "must be at least 1, not -999999"),
        (["10**"], "'10**' is not a whole number"),
        (["5^"], "'5^' is not a whole number"),
        (["1e"], "'1e' is not a whole number"),
        (["100", "--first", "0"], "must be at least 1, not 0"),
        (["100", "--mod", "0"], "must be at least 1, not 0"),
        (["100", "--group", "--mod", "6"], "--group is for the whole number"),
        (["pisano", "0"], "must be at least 1, not 0"),
        (["pisano"], "the following arguments are required: M"),
        (["zeckendorf", "-1"], "x must be at least 0, not -1"),
        (["index", "five"], "'five' is not a whole number"),
        (["index", "--lucas", "0"], "there is no Lucas number up to 0"),
        (["٣"], "'٣' is not a whole number"),
        (["1 0"], "'1 0' is not a whole number"),
        (["foo"], "10^6, nor one of the commands backends, doctor,"),
        (["100", "--backend", "nix"], "there is no backend 'nix'. Installed: python"),
        (["100", "--group", "--last", "6"], "--group is for the whole number"),
        (["100", "-o", "/no/such/folder/f"], "/no/such/folder/f: No such file or directory"),
        (["100", "-o", "/"], "/: Is a directory"),
        (["100", "-o", ""], "No such file or directory"),
        (["100", "-o", "nofolder/"], "nofolder/: Is a directory"),
        (["100", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["10**18"], "n = 1000000000000000000 is too large: F(n) has about"),
        (["10**18", "--lucas"], "n = 1000000000000000000 is too large: L(n) has about"),
        (["10**3000"], "n of about 10^3000 is too large"),
        (["conformance", "nix"], "there is no backend 'nix'"),
        (["compare", "x"], "'x' is not a whole number"),
    ],
)
def test_an_error_is_one_line_and_status_2(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert (done.stdout, done.returncode) == ("", 2)
    assert message in done.stderr
    assert done.stderr.startswith("fibaccel")
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 400


@pytest.mark.parametrize("limit", ["640", "4300", "0"])
def test_long_numerals_are_read_whatever_the_interpreters_limit(limit: str) -> None:
    """They were "not a whole number". 10^4 divides F(7500), and so F(7500 k)."""
    for zeros in (639, 641, 4301, 100_000):
        done = run("-75" + "0" * zeros + "_1", "--mod", "10_000", PYTHONINTMAXSTRDIGITS=limit)
        assert (done.stdout, done.stderr, done.returncode) == ("1\n", "", 0)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("FIBACCEL_BACKEND", "nix"), ("FIBACCEL_BACKEND", "nix,nada"), ("FIBACCEL_MAX_BITS", "lots")],
)
def test_a_bad_setting_is_one_line_and_status_2(variable: str, value: str) -> None:
    done = run("100", **{variable: value})
    assert (done.stdout, done.returncode) == ("", 2)
    assert variable in done.stderr
    assert done.stderr.count("\n") == 1


def test_time_tells_the_backend_on_standard_error(backend: fibaccel.Backend) -> None:
    done = run("1000", "--time", "--backend", backend.name)
    assert done.stdout == fibaccel.fib_str(1000) + "\n"
    seconds, digits, rate = done.stderr.rstrip().split(", ")
    assert seconds.startswith(f"{backend.name}: 0.")
    assert digits == "209 digits"
    assert rate.endswith("digits/s")


def test_a_reader_that_closes_the_pipe_early_is_no_error() -> None:
    with subprocess.Popen(
        [*COMMAND, "3000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert len(child.stdout.read(10)) == 10
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process")
def test_ctrl_c_exits_with_130_and_leaves_no_file(tmp_path: Path) -> None:
    target = tmp_path / "f.txt"
    code = f"{HEED_CTRL_C}; from fibaccel.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "500000000", "--backend", "python", "-o", str(target)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as child:
        try:
            # The temporary file: the work has begun.
            while child.poll() is None and not list(tmp_path.iterdir()):
                time.sleep(0.02)
            time.sleep(0.1)
            child.send_signal(signal.SIGINT)
            _, error = child.communicate(timeout=60)
        finally:
            child.kill()
    assert (child.returncode, error) == (130, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_file_gets_the_digits_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "f.txt"
    target.write_text("old")
    target.chmod(0o640)
    done = run("100000", "-o", str(target))
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert target.read_text() == fibaccel.fib_str(100_000)
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_grouped_digits_go_to_a_file_too(tmp_path: Path) -> None:
    """Of more than a slice."""
    target = tmp_path / "f.txt"
    assert run("7000000", "--group", "-o", str(target)).returncode == 0
    groups = target.read_text().split(",")
    assert "".join(groups) == fibaccel.fib_str(7_000_000)
    assert {len(group) for group in groups[1:]} == {3}


@pytest.mark.parametrize("arguments", [[], ["--group"]])
@pytest.mark.parametrize("to_file", [False, True])
def test_the_digits_are_held_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    arguments: list[str],
    to_file: bool,
) -> None:
    """With a newline, in a file, grouped: nowhere is there a second copy of them."""
    digits = "1234567890" * 3_000_000
    backend = mock.Mock(fib_str=lambda n: digits)
    monkeypatch.setattr(fibaccel, "get_backend", lambda name: backend)
    target = tmp_path / "f.txt"
    tracemalloc = pytest.importorskip("tracemalloc", reason="CPython counts what is allocated")
    tracemalloc.start()
    try:
        status = cli.main(["5", *arguments, *(["-o", str(target)] if to_file else [])])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    output = (
        target.read_text() if to_file else capfdbinary.readouterr().out.decode().removesuffix("\n")
    )
    assert (status, output.replace(",", "")) == (0, digits)
    assert peak < 5 * 2**20


@pytest.mark.parametrize("arguments", [["100"], ["1000000"], ["1000000", "-o", "/dev/full"]])
@pytest.mark.parametrize("option", ["", "-u"])
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has /dev/full")
def test_a_full_disk_is_one_line_and_status_2(arguments: list[str], option: str) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, *option.split(), "-m", "fibaccel", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    message = "fibaccel: error: [Errno 28] No space left on device\n"
    assert (done.stderr, done.returncode) == (message, 2)


def test_a_failed_run_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "f.txt"
    target.write_text("old")
    assert run("10**18", "-o", str(target)).returncode == 2
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("path", ["-", "/dev/stdout"])
def test_standard_output_is_written_in_its_turn(tmp_path: Path, path: str) -> None:
    """Also where it is a file: what others write to it stays."""
    assert run("100", "-o", path).stdout == "354224848179261915075"
    command = f'(echo a; "{sys.executable}" -m fibaccel 10 -o {path}; echo b) > f.txt'
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
    assert (tmp_path / "f.txt").read_text() == "a\n55b\n"


def test_a_device_is_written_directly() -> None:
    done = run("100", "-o", "/dev/null")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_backends_lists_them() -> None:
    lines = run("backends").stdout.splitlines()
    assert lines[0].split() == ["name", "distribution", "version", "entry", "point", "conflict"]
    assert lines[1].split() == ["python", "fibaccel", fibaccel.__version__, "fibaccel.pure"]


def test_compare_finds_the_values_identical() -> None:
    done = run("compare", "20")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["recursive", "python"]
    assert {line.split()[-1] for line in lines[:-1]} == {"6765"}
    assert lines[-1] == "identical: yes"


def test_compare_leaves_recursion_out_where_it_would_never_end() -> None:
    lines = run("compare", "1000000").stdout.splitlines()
    assert lines[0].startswith("recursive Python is left out")
    assert lines[-1] == "identical: yes"


def test_compare_says_so_when_the_values_differ(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("fibaccel.compare.recursive_fib", lambda n: n)
    assert cli.main(["compare", "20"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "identical: NO"


def test_version_and_help() -> None:
    assert run("--version").stdout == f"fibaccel {fibaccel.__version__}\n"
    text = run("--help").stdout
    assert "Print the Fibonacci number F(N), exactly." in text
    assert all(command in text for command in cli.COMMANDS)


def test_a_warning_made_an_error_is_one_line() -> None:
    code = """
import sys, warnings, fibaccel.cli
warning = fibaccel.BackendFallbackWarning("native is broken")
fibaccel.get_backend = lambda name: warnings.warn(warning)
warnings.simplefilter("error")
sys.exit(fibaccel.cli.main(["10"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("fibaccel: error: native is broken\n", 2)
